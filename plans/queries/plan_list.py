"""One page of the list of plans, each with its next obligation, in a constant number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from appraisal.core.models import Organisation
from appraisal.core.queries.calendar import load_calendar
from appraisal.core.queries.pages import PAGE_SIZE, chosen_order, page_by_key
from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.rules.roles import Actor, Role
from plans.models import Obligation, Plan
from plans.rules.enums import ObligationState, PlanKind
from plans.rules.numbering import parse
from plans.rules.obligations import RIGHTS, ObligationCode
from plans.rules.states import CLOSED, TABLE, PlanAction, PlanState

SORTS = {
    "newest": ("-pk",),
    "exam": ("first_exam_date", "-pk"),
    "number": ("number", "pk"),
}
SOON = 3  # working days left from which a row is marked
DECIDED_BY = {Role.INSTITUTE_CLERK: (PlanAction.FILE, PlanAction.ENROL), Role.GUIDANCE_OFFICER: (PlanAction.ACCEPT,)}


@dataclass(frozen=True, slots=True)
class PlanFilters:
    """What the list is narrowed to. `view`: "open" (in hand), "mine" (waits for the actor), or empty for all."""

    text: str = ""
    view: str = ""
    state: str = ""
    kind: str = ""
    district_id: int | None = None
    exam_from: date | None = None
    exam_to: date | None = None
    sort: str = "newest"


@dataclass(frozen=True)
class NextObligation:
    """What a plan owes next. `slack` counts working days left after today; `is_late` when it was missed."""

    label: str
    last_day: date
    slack: int
    is_late: bool
    is_provisional: bool
    responsible_id: int


@dataclass(frozen=True)
class PlanRow:
    """A row of the list."""

    plan: Plan
    next: NextObligation | None

    @property
    def state_label(self) -> str:
        """The state in words; many times quicker than Django's `get_state_display`, for a page of 50."""
        return PlanState(self.plan.state).label

    @property
    def kind_label(self) -> str:
        """The kind in words."""
        return PlanKind(self.plan.kind).label

    @property
    def mark(self) -> str:
        """How the row stands out: its next obligation is late, or soon due."""
        if self.next is None:
            return ""
        if self.next.is_late:
            return "row-late"
        return "row-soon" if self.next.slack <= SOON else ""


@dataclass(frozen=True)
class PlanPage:
    """Rows, and the key with which the next page begins; empty on the last page."""

    rows: list[PlanRow]
    next_key: str


def matching_plans(actor: Actor, filters: PlanFilters) -> QuerySet[Plan]:
    """The plans that the actor may see and that match, with what a row shows of other tables."""
    rows = Plan.objects.visible_to(actor).filter(_searched(filters.text))
    exact = {"state": filters.state, "kind": filters.kind, "district_id": filters.district_id}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if filters.view == "open":
        rows = rows.exclude(state__in=CLOSED)
    elif filters.view == "mine":
        rows = rows.filter(state__in=_waiting_for(actor.role))
    if filters.exam_from:
        rows = rows.filter(first_exam_date__gte=filters.exam_from)
    if filters.exam_to:
        rows = rows.filter(first_exam_date__lte=filters.exam_to)
    if filters.sort.removeprefix("-") == "exam":  # a plan without a date has no place in that order
        rows = rows.filter(first_exam_date__isnull=False)
    return rows.select_related("institute", "district").defer("contact_phone", "note")


def plan_page(actor: Actor, filters: PlanFilters, *, key: str, today: date, size: int = PAGE_SIZE) -> PlanPage:
    """One page of the list: three queries."""
    page = page_by_key(matching_plans(actor, filters), chosen_order(filters.sort, SORTS), key, size=size)
    return PlanPage(with_next(page.rows, today), page.next_key)


def exported_plans(actor: Actor, filters: PlanFilters, *, today: date, limit: int) -> list[PlanRow]:
    """The first `limit` plans that match, in the order of the list."""
    rows = matching_plans(actor, filters).order_by(*chosen_order(filters.sort, SORTS))
    return with_next(list(rows[:limit]), today)


def with_next(plans: list[Plan], today: date) -> list[PlanRow]:
    """Each plan with what it owes next: two queries for all of them."""
    owed = _next_by_plan(plan.pk for plan in plans if plan.state not in CLOSED)
    if not owed:
        return [PlanRow(plan, None) for plan in plans]
    calendar = load_calendar()

    def shown(record: Obligation) -> NextObligation:
        return NextObligation(
            label=ObligationCode(record.code).label,
            last_day=record.last_day,
            slack=max(0, calendar.working_days_between(today, record.last_day)),
            is_late=record.state == ObligationState.MISSED or record.last_day < today,
            is_provisional=record.provisional,
            responsible_id=record.responsible_id,
        )

    return [PlanRow(plan, shown(owed[plan.pk]) if plan.pk in owed else None) for plan in plans]


def district_choices(actor: Actor) -> list[tuple[int, str]]:
    """The district centres to narrow the city's list to; nothing for others, whose plans are of one district."""
    if not actor.is_city:
        return []
    rows = Organisation.objects.visible_to(actor).filter(kind=OrganisationKind.DISTRICT_CENTRE)
    return list(rows.order_by("name_key").values_list("pk", "short_name"))


def _next_by_plan(plan_ids: Iterable[int]) -> dict[int, Obligation]:
    """By plan: its earliest obligation that is open, or missed and still waiting to be done."""
    waiting = Obligation.objects.filter(
        plan_id__in=list(plan_ids), state__in=[ObligationState.OPEN, ObligationState.MISSED]
    ).exclude(code__in=RIGHTS)
    first = waiting.order_by("plan_id", "due_at", "pk").distinct("plan_id")
    return {record.plan_id: record for record in first}


def _searched(text: str) -> Q:
    """A whole number goes straight to its plan; anything else is part of a number, a title or an institute's name."""
    text = text.strip()
    if not text:
        return Q()
    number = parse(text)
    if number:
        return Q(number=str(number))
    return Q(number__startswith=text.upper()) | Q(title__icontains=text) | Q(institute__name__icontains=text)


def _waiting_for(role: Role) -> set[PlanState]:
    """States in which the role has the next word."""
    return {state for action in DECIDED_BY.get(role, ()) for state in TABLE[action].sources}
