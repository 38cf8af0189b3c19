"""Papers of a plan: printed in the version that is in force, superseded when what they say has changed."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from appraisal.core import audit
from appraisal.core.errors import NotPermitted, Refused
from appraisal.core.models import Paper, PrintJob
from appraisal.core.rules.papers import PaperKind
from appraisal.core.rules.roles import Actor
from appraisal.core.services import papers, prints
from appraisal.core.services.papers import Draft
from appraisal.core.transactions import require_transaction, use_case
from plans.models import Photo, Plan
from plans.permissions import is_of_plan
from plans.queries.outdated_papers import outdated_papers
from plans.queries.papers import is_sample
from plans.queries.plans import lock_plan
from plans.queries.sheets import sheets_of
from plans.rules.paper_sheets import Sheet
from plans.rules.plan_papers import TABLE, PaperRule, print_refusals
from plans.rules.states import PlanState

PRINTER = "plans.papers"


@dataclass(frozen=True)
class Printing:
    """What came of it: the papers, to be set at once, or the print that the worker makes of them."""

    plan: Plan
    papers: list[Paper]
    job: PrintJob | None


@use_case
def print_papers(
    *,
    actor: Actor,
    plan_id: int,
    kind: PaperKind,
    origin: str,
    now: datetime,
    parts: Collection[str] | None = None,
    by_worker: bool = False,
) -> Printing:
    """Print the papers of a kind, or only these parts: in the version in force, or a new one where the content is new.

    `origin`: where the QR codes lead. `by_worker`: however few they are. Raises `Plan.DoesNotExist`, `NotPermitted`,
    and `Refused` when there are no such papers now.
    """
    plan = lock_plan(plan_id)
    rule = _authorised(actor, plan, kind)
    sheets = sheets_of(plan, kind, parts) if plan.state in rule.states else {}
    refusals = print_refusals(rule, PlanState(plan.state), sheets=len(sheets))
    if refusals:
        raise Refused(*refusals)
    found = _issue(actor, plan, kind, sheets.items(), now)
    job = None
    if by_worker or len(found) > settings.KAOWU["PRINT_AT_ONCE"]:
        job = prints.request_print(
            printer=PRINTER, title=f"{plan.number} {kind.label}", path=f"/plans/{plan.number}/prints/", papers=found,
            actor=actor, origin=origin, now=now, batch=_batch(plan, kind),
        )  # fmt: skip
    whole = "（含完整证件号码、照片）" if rule.personal else ""
    summary = f"打印{kind.label}{whole}：计划 {plan.number}，{len(found)} 份"
    audit.record(actor=actor, action="paper.print", target=plan, summary=summary, at=now, kind=kind, papers=len(found))
    return Printing(plan, found, job)


def supersede_outdated(*, plan: Plan, now: datetime) -> dict[PaperKind, int]:
    """Supersede those papers in force of a locked plan that would say something else now, and no others.

    Part of the action that has changed seats, times, places, candidates; after its changes are saved. Returns how many
    of each kind.
    """
    require_transaction()
    return {
        kind: papers.supersede(subject=plan, now=now, kinds=[kind], parts=parts)
        for kind, parts in outdated_papers(plan).items()
    }


def _authorised(actor: Actor, plan: Plan, kind: PaperKind) -> PaperRule:
    rule = TABLE[kind]
    if actor.role not in rule.roles:
        raise NotPermitted(f"{actor.role.label}不能打印{kind.label}。")
    if not is_of_plan(actor, plan) or not Plan.objects.visible_to(actor).filter(pk=plan.pk).exists():
        raise NotPermitted("这份计划属于其他单位。")
    return rule


def _batch(plan: Plan, kind: PaperKind) -> int | None:
    """Photographs weigh more than what is written beside them."""
    pictured = kind is PaperKind.TICKET and Photo.objects.filter(candidate__plan=plan).exists()
    return settings.KAOWU["PRINT_BATCH_PICTURED"] if pictured else None


def _committees(plan: Plan) -> list[int]:
    return list(plan.items.exclude(committee=None).values_list("committee_id", flat=True))


def _issue(
    actor: Actor, plan: Plan, kind: PaperKind, sheets: Iterable[tuple[str, Sheet]], now: datetime
) -> list[Paper]:
    return papers.issue_papers(
        kind=kind,
        subject=plan,
        drafts=[Draft(sheet.title, sheet.public, part, sheet.as_content()) for part, sheet in sheets],
        organisation_ids=(plan.institute_id, plan.district_id, *_committees(plan)),
        actor=actor,
        now=now,
        is_sample=is_sample(plan),
    )
