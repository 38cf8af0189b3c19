"""All that a plan's page shows, in a constant number of queries."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Count, Prefetch, Q

from appraisal.core import clock
from appraisal.core.models import Notice
from appraisal.core.queries.calendar import load_calendar
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Actor
from plans.models import Plan, PlanDocument, PlanItem, PlanStep, Sitting
from plans.queries.filing import filing_facts, filing_policy, item_rosters
from plans.queries.first_reviews import review_standings
from plans.queries.obligations import Shown, obligations_of
from plans.queries.photos import lacking_of, photos_missing
from plans.queries.qualifying import qualifying_facts
from plans.queries.technicians import technician_items
from plans.queries.work_columns import UNDONE
from plans.rules import filing
from plans.rules.enums import PROOF_REQUIRED, CandidateState, ObligationState, PlanKind, ProofKind, SpecialCategory
from plans.rules.first_review import first_review_refusals
from plans.rules.life import LifeStep, life_of
from plans.rules.obligations import ObligationCode
from plans.rules.photos import photo_refusals
from plans.rules.qualifying import qualifying_refusals
from plans.rules.states import EDITABLE, PlanState
from plans.rules.technicians import technician_refusals

LETTERS_SHOWN = 20


@dataclass(frozen=True)
class Entry:
    """One line of the plan's history, or of what lies ahead: a step that was taken, or an obligation."""

    at: datetime
    step: PlanStep | None = None
    obligation: Shown | None = None

    @property
    def is_ahead(self) -> bool:
        """Whether it has still to happen."""
        return self.obligation is not None and self.obligation.record.state == ObligationState.OPEN


@dataclass(frozen=True)
class ProofCheck:
    """The proof that the plan's category asks for 一（二）, and whether it is there."""

    kind: ProofKind
    is_there: bool


@dataclass(frozen=True)
class PlanDetail:
    """What a plan's page shows. `missing`: what keeps it from being filed (draft) or accepted (filed)."""

    plan: Plan
    items: list[PlanItem]
    proofs: list[PlanDocument]
    required_proof: ProofCheck | None
    life: tuple[LifeStep, ...]
    obligations: list[Shown]
    next: Shown | None
    timeline: list[Entry]
    letters: list[Notice]
    missing: tuple[Refusal, ...]
    slack: int


def visible_plan(actor: Actor, number: str) -> Plan:
    """The plan with a number, if the actor may see it. Raises `Plan.DoesNotExist`."""
    rows = Plan.objects.visible_to(actor).select_related("institute__district", "district", "session", "created_by")
    plan: Plan = rows.get(number=number)
    return plan


def plan_detail(actor: Actor, plan: Plan, now: datetime) -> PlanDetail:
    """Everything about a plan that the actor may see."""
    shown = obligations_of(plan)
    waiting = [row for row in shown if row.row.is_duty and row.record.state in UNDONE]
    upcoming = waiting[0] if waiting else None
    today = clock.today(now)
    previous = PlanState(plan.previous_state) if plan.previous_state else None
    proofs = proofs_of(plan)
    return PlanDetail(
        plan=plan,
        items=items_of(plan),
        proofs=proofs,
        required_proof=required_proof(plan, proofs),
        life=life_of(PlanState(plan.state), previous),
        obligations=shown,
        next=upcoming,
        timeline=_timeline(plan, shown),
        letters=_letters(actor, plan),
        missing=what_is_missing(plan, now, actor),
        slack=upcoming.deadline.slack(today) if upcoming else 0,
    )


def items_of(plan: Plan) -> list[PlanItem]:
    """Items with sittings in order of date, `entered`, the number of their candidates, and `unpictured`."""
    live = ~Q(candidates__state=CandidateState.WITHDRAWN)
    counts = {"entered": Count("candidates", filter=live), "pictured": Count("candidates__photo", filter=live)}
    sittings = Prefetch("sittings", Sitting.objects.select_related("site").order_by("date", "starts_at", "pk"))
    items = plan.items.select_related("occupation_level__occupation", "committee").annotate(**counts)
    found = list(items.prefetch_related(sittings))
    for one in found:
        one.unpictured = lacking_of(plan, entered=one.entered, pictured=one.pictured)
    return found


def proofs_of(plan: Plan) -> list[PlanDocument]:
    """The plan's proof documents, without those taken off."""
    return list(plan.proofs.filter(removed_at=None).select_related("document"))


def required_proof(plan: Plan, proofs: list[PlanDocument]) -> ProofCheck | None:
    """The proof that the category asks for; `None` for plans that are no special session or have no category yet."""
    if plan.kind != PlanKind.SPECIAL or not plan.special_category:
        return None
    kind = PROOF_REQUIRED[SpecialCategory(plan.special_category)]
    return ProofCheck(kind, any(proof.kind == kind for proof in proofs))


def what_is_missing(plan: Plan, now: datetime, actor: Actor | None = None) -> tuple[Refusal, ...]:
    """What would be refused now: filing (draft, returned), acceptance (filed), enrolment, or qualifying (enrolled)."""
    if plan.state == PlanState.ENROLLED and actor:
        return qualifying_refusals(qualifying_facts(plan, actor))
    if plan.state == PlanState.ACCEPTED:
        return (
            *filing.enrolment_refusals(item_rosters(plan)),
            *first_review_refusals(review_standings(plan)),
            *technician_refusals(technician_items(plan)),
            *photo_refusals(photos_missing(plan), required=settings.KAOWU["PHOTOS_REQUIRED"]),
        )
    if plan.state not in EDITABLE | {PlanState.FILED}:
        return ()
    calendar, policy = load_calendar(), filing_policy()
    facts = filing_facts(plan, today=clock.today(now), calendar=calendar)
    if plan.state == PlanState.FILED:
        return filing.standing_refusals(facts, policy=policy)
    return filing.filing_refusals(facts, now=now, calendar=calendar, policy=policy)


def filing_deadline(plan: Plan) -> Shown | None:
    """The stored obligation to file, while it is open."""
    return next((row for row in obligations_of(plan) if row.record.code == ObligationCode.FILE), None)


def practical_dates(plan: Plan) -> tuple[date, ...]:
    """Dates of the plan's practicals."""
    return tuple(plan.sittings.filter(subject="PRACTICAL").values_list("date", flat=True))


def _timeline(plan: Plan, shown: list[Shown]) -> list[Entry]:
    """Steps taken and obligations missed, oldest first, then what is still ahead."""
    steps = [Entry(step.at, step=step) for step in plan.steps.all()]
    missed = [Entry(row.record.missed_at, obligation=row) for row in shown if row.record.missed_at]
    duties = (row for row in shown if row.row.is_duty and row.record.state == ObligationState.OPEN)
    ahead = [Entry(row.record.due_at, obligation=row) for row in duties]
    past = sorted(steps + missed, key=lambda entry: entry.at)
    return past + sorted(ahead, key=lambda entry: entry.at)


def _letters(actor: Actor, plan: Plan) -> list[Notice]:
    return list(Notice.objects.visible_to(actor).filter(path=f"/plans/{plan.number}/")[:LETTERS_SHOWN])
