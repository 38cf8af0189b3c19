"""The re-review form and the roster, in three copies each: made, printed, sealed, handed over, superseded 二（四）."""

from collections.abc import Sequence
from datetime import datetime

from appraisal.core import audit
from appraisal.core.errors import Refused
from appraisal.core.rules.papers import PaperKind
from appraisal.core.rules.refusals import Refusal, gather
from appraisal.core.rules.roles import Actor
from appraisal.core.services import papers as core_papers
from appraisal.core.services.papers import Draft
from appraisal.core.services.texts import text_refusals
from appraisal.core.transactions import require_transaction, use_case
from plans.models import PaperCopy, Plan
from plans.permissions import authorise_plan
from plans.queries.bookings import needs_re_review
from plans.queries.papers import copies_in_force, is_sample, name_of, plan_facts, undecided
from plans.queries.plans import lock_plan
from plans.rules.booking import named
from plans.rules.qualifying import RULE
from plans.rules.review_enums import REVIEW_PAPERS, CopyHolder
from plans.rules.states import PlanAction


@use_case
def issue_papers(*, actor: Actor, plan_id: int, now: datetime) -> list[PaperCopy]:
    """Make the next version of every kind that has none in force, three copies of each.

    Raises `NotPermitted`, `Conflict`, and `Refused` while candidates wait for a verdict or all papers are in force.
    """
    plan = lock_plan(plan_id)
    authorise_plan(actor, PlanAction.ISSUE_PAPERS, plan)
    in_force = [copy.paper for copy in copies_in_force(plan)]
    kinds = [kind for kind in REVIEW_PAPERS if kind not in {paper.kind for paper in in_force}]
    refusals: list[Refusal] = []
    if not needs_re_review(plan):
        refusals.append(Refusal("papers_unneeded", rule=RULE))
    if waiting := undecided(plan):
        refusals.append(Refusal("papers_unreviewed", {"count": len(waiting), "names": named(waiting)}, rule=RULE))
    if not kinds:
        refusals.append(Refusal("papers_current", {"version": in_force[0].version}, rule=RULE))
    if refusals:
        raise Refused(*refusals)
    made = [copy for kind in kinds for copy in _issue(actor, plan, kind, now)]
    summary = (
        f"制作{'、'.join(kind.label for kind in kinds)}：计划 {plan.number}，第 {made[0].paper.version} 版，各三份"
    )
    _record(actor, "issue", plan, summary, now, copies=[copy.pk for copy in made])
    return made


@use_case
def print_copies(*, actor: Actor, copy_ids: Sequence[int], now: datetime) -> list[PaperCopy]:
    """Put on record that copies are printed: they carry whole document numbers. Returns them for the exporter.

    Raises `PaperCopy.DoesNotExist`, `NotPermitted`, `Conflict`, and `Refused` for a superseded version.
    """
    plan, copies = _locked(actor, copy_ids)
    refusals = [Refusal("copy_superseded", {"copy": name_of(one)}) for one in copies if one.paper.superseded_at]
    if refusals:
        raise Refused(*gather(tuple(refusals)))
    names = "、".join(map(name_of, copies))
    _record(actor, "print", plan, f"打印（含完整证件号码）：计划 {plan.number}，{names}", now, copies=list(copy_ids))
    return copies


@use_case
def seal_copies(*, actor: Actor, copy_ids: Sequence[int], now: datetime) -> None:
    """The copies bear the district's seal now. Raises like `print_copies`; `Refused` also for one sealed already."""
    plan, copies = _locked(actor, copy_ids)
    refusals = [
        Refusal("copy_superseded" if one.paper.superseded_at else "copy_sealed", {"copy": name_of(one)}, rule=RULE)
        for one in copies
        if one.paper.superseded_at or one.sealed_at
    ]
    if refusals:
        raise Refused(*refusals)
    PaperCopy.objects.filter(pk__in=copy_ids).update(sealed_at=now, sealed_by_id=actor.user_id)
    names = "、".join(map(name_of, copies))
    _record(actor, "seal", plan, f"盖章：计划 {plan.number}，{names}", now, copies=list(copy_ids))


@use_case
def hand_over(*, actor: Actor, copy_id: int, to: str, now: datetime) -> PaperCopy:
    """A sealed copy goes to the person `to` of its holder. Raises like `seal_copies`."""
    plan, (copy,) = _locked(actor, [copy_id])
    refusals = list(_hand_over_refusals(copy))
    if not to.strip():
        refusals.append(Refusal("receiver_missing", field="handed_to"))
    refusals += text_refusals(PaperCopy, handed_to=to)
    if refusals:
        raise Refused(*refusals)
    copy.handed_over_at, copy.handed_to = now, to.strip()
    copy.save(update_fields=["handed_over_at", "handed_to"])
    _record(actor, "hand_over", plan, f"移交：计划 {plan.number}，{name_of(copy)}", now, copies=[copy.pk])
    return copy


def _issue(actor: Actor, plan: Plan, kind: PaperKind, now: datetime) -> list[PaperCopy]:
    """The three copies of one kind, each a paper of its own."""
    made = core_papers.issue_papers(
        kind=kind,
        subject=plan,
        drafts=[Draft(kind.label, _facts(plan, holder), holder) for holder in CopyHolder],
        organisation_ids=(plan.institute_id, plan.district_id),
        actor=actor,
        now=now,
        is_sample=is_sample(plan),
    )
    return [PaperCopy.objects.create(plan=plan, paper=paper, holder=paper.part) for paper in made]


def _facts(plan: Plan, holder: CopyHolder) -> list[tuple[str, str]]:
    return [("本件留存方", holder.label), *plan_facts(plan)]


def supersede_papers(*, plan: Plan, now: datetime) -> int:
    """What the papers of a locked plan say has changed: the copies in force are no longer valid. Returns how many.

    Part of the action that makes the change.
    """
    require_transaction()
    return core_papers.supersede(subject=plan, now=now, kinds=REVIEW_PAPERS)


def _locked(actor: Actor, copy_ids: Sequence[int]) -> tuple[Plan, list[PaperCopy]]:
    """The plan of the copies, locked, and the copies. They are all of one plan."""
    plan_ids = set(PaperCopy.objects.filter(pk__in=copy_ids).values_list("plan_id", flat=True))
    if len(plan_ids) != 1:
        raise PaperCopy.DoesNotExist("copies of one plan")
    plan = lock_plan(plan_ids.pop())
    authorise_plan(actor, PlanAction.ISSUE_PAPERS, plan)
    rows = PaperCopy.objects.select_for_update(of=("self",)).select_related("paper").filter(pk__in=copy_ids)
    copies = list(rows.order_by("paper__kind", "pk"))
    if len(copies) != len(set(copy_ids)):
        raise PaperCopy.DoesNotExist("a copy is not there")
    return plan, copies


def _hand_over_refusals(copy: PaperCopy) -> tuple[Refusal, ...]:
    words = {"copy": name_of(copy)}
    if copy.paper.superseded_at:
        return (Refusal("copy_superseded", words, rule=RULE),)
    if not copy.sealed_at:
        return (Refusal("copy_unsealed", words, rule=RULE),)
    return (Refusal("copy_handed_over", words, rule=RULE),) if copy.handed_over_at else ()


def _record(actor: Actor, word: str, plan: Plan, summary: str, now: datetime, **details: object) -> None:
    audit.record(actor=actor, action=f"paper.{word}", target=plan, summary=summary, at=now, **details)
