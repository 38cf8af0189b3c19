"""The obligations of a plan with the deadline that holds for each, and its proof."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import TypeVar

from django.conf import settings
from django.db.models import OuterRef, Subquery

from appraisal.core.clock import today
from appraisal.core.queries.calendar import counting, load_calendar
from appraisal.core.queries.sections import guidance_section_id
from appraisal.core.rules.deadlines import Deadline
from appraisal.core.rules.enums import Subject
from appraisal.core.rules.roles import Role
from appraisal.core.rules.workdays import WorkCalendar
from plans.models import Obligation, Override, Plan, ScoreSheet, Sitting
from plans.models.obligation import ObligationQuerySet
from plans.queries.hand_ins import Event, to_enter, to_hand_in
from plans.queries.obligation_table import obligation_table
from plans.rules import owing
from plans.rules.obligations import Anchor, ObligationCode
from plans.rules.obligations import Obligation as Row
from plans.rules.owing import DeadlineInForce
from plans.rules.states import PlanState

T = TypeVar("T")


@dataclass(frozen=True)
class Owed:
    """One obligation that a plan owes now: its row of the table, the sitting it hangs on, who owes it, until when."""

    row: Row
    sitting_id: int | None
    responsible_id: int
    deadline: DeadlineInForce

    @property
    def key(self) -> tuple[str, int | None]:
        return self.row.code.value, self.sitting_id


@dataclass(frozen=True)
class Shown:
    """A stored obligation as a page shows it."""

    record: Obligation
    row: Row
    deadline: DeadlineInForce

    @property
    def is_late(self) -> bool:
        """Missed and still not done."""
        return self.record.state == "MISSED"

    @property
    def label(self) -> str:
        """What is owed; for a sitting, of which one."""
        sitting = self.record.sitting
        return f"{self.row.label}（{sitting.item}，{sitting.date}）" if sitting else self.row.label


def with_reason(rows: ObligationQuerySet) -> ObligationQuerySet:
    """The rows with what may move their deadline: `override_reason`, the reason of the latest override (None without
    one), and of what was handed in, `reported_at` and `returned_at` (see `ScoreSheet`).
    """
    latest = Override.objects.filter(obligation=OuterRef("pk")).order_by("-pk").values("reason")[:1]
    sheet = ScoreSheet.objects.filter(sitting=OuterRef("sitting_id"))
    return rows.annotate(
        override_reason=Subquery(latest),
        reported_at=Subquery(sheet.values("reported_at")[:1]),
        returned_at=Subquery(sheet.values("returned_at")[:1]),
    )


class Events:
    """The dates that obligations of some plans are counted from, each kind read once for all of the plans."""

    def __init__(self, plans: Collection[Plan]) -> None:
        self._plans = plans

    def of(self, plan: Plan, row: Row) -> list[Event]:
        """The events of a row for which it is still to be done: what is handed in or entered is not owed again."""
        match row.code, row.anchor:
            case ObligationCode.REPORT, _:
                return self._to_hand_in[plan.pk]
            case ObligationCode.ENTER, _:
                return self._to_enter[plan.pk]
            case _, Anchor.PRACTICAL:
                practical = (one for one in self._sittings[plan.pk] if one.subject == Subject.PRACTICAL)
                return [(one.date, one.pk) for one in practical if one.suspended_at is None]
            case _, Anchor.SITTING:
                return [(one.date, one.pk) for one in self._sittings[plan.pk]]
            case _:
                day = _event_of(plan, row.anchor)
                return [(day, None)] if day else []

    @cached_property
    def _sittings(self) -> Mapping[int, list[Sitting]]:
        rows = Sitting.objects.filter(plan__in=self._plans).only("plan_id", "date", "subject", "suspended_at")
        return _by_plan((one.plan_id, one) for one in rows)

    @cached_property
    def _to_hand_in(self) -> Mapping[int, list[Event]]:
        return _by_plan(to_hand_in(self._plans))

    @cached_property
    def _to_enter(self) -> Mapping[int, list[Event]]:
        return _by_plan(to_enter(self._plans))


def owed_by(
    plan: Plan, calendar: WorkCalendar, stored: Mapping[tuple[str, int | None], Obligation], events: Events
) -> list[Owed]:
    """Everything that `plan` owes in its state. `stored`: its rows by code and sitting, for overrides."""
    table = obligation_table()
    owed = []
    for code in owing.owed_in(plan.state):
        row = table[code]
        for anchor, sitting_id in events.of(plan, row):
            deadline = _in_force(plan, row.deadline(anchor, calendar, counting()), stored.get((code, sitting_id)))
            owed.append(Owed(row, sitting_id, responsible_id(plan, row), deadline))
    return owed


def deadline_of(
    plan: Plan, code: ObligationCode, calendar: WorkCalendar, sitting: Sitting | None = None
) -> DeadlineInForce | None:
    """The deadline in force for an obligation of the whole plan, or of one `sitting`.

    `None` while the plan has no date to count from. An override wins. Ask `.is_kept_at(now)`, `.last_day`,
    `.sentence()`.
    """
    row = obligation_table()[code]
    anchor = sitting.date if sitting else _event_of(plan, row.anchor)
    if anchor is None:
        return None
    stored = with_reason(plan.obligations.filter(code=code, sitting=sitting)).first() if plan.pk else None
    return _in_force(plan, row.deadline(anchor, calendar, counting()), stored)


def deadlines_of(
    plans: Collection[Plan], code: ObligationCode, calendar: WorkCalendar
) -> dict[int, DeadlineInForce | None]:
    """What `deadline_of` says of an obligation of each whole plan, by its key: one query."""
    row = obligation_table()[code]
    rows = with_reason(Obligation.objects.filter(plan__in=plans, code=code, sitting__isnull=True))
    stored = {record.plan_id: record for record in rows}
    found: dict[int, DeadlineInForce | None] = {}
    for plan in plans:
        anchor = _event_of(plan, row.anchor)
        deadline = row.deadline(anchor, calendar, counting()) if anchor else None
        found[plan.pk] = _in_force(plan, deadline, stored.get(plan.pk)) if deadline else None
    return found


def deadlines_of_sittings(
    plan: Plan, sittings: Iterable[Sitting], code: ObligationCode, calendar: WorkCalendar
) -> dict[int, DeadlineInForce]:
    """The deadline in force for an obligation of each sitting, by its key. An override wins. One query."""
    row = obligation_table()[code]
    rows = with_reason(Obligation.objects.filter(plan=plan, code=code, sitting__isnull=False))
    stored = {record.sitting_id: record for record in rows}
    return {
        sitting.pk: _in_force(plan, row.deadline(sitting.date, calendar, counting()), stored.get(sitting.pk))
        for sitting in sittings
    }


def obligations_of(plan: Plan) -> list[Shown]:
    """Every obligation of a plan, earliest first, each with its proof: for the plan's page. Two or three queries."""
    calendar, table = load_calendar(), obligation_table()
    rows = with_reason(plan.obligations.select_related("responsible", "sitting__item__occupation_level__occupation"))
    return [shown(plan, record, table[ObligationCode[record.code]], calendar) for record in rows]


def obligation_of_sitting(sitting: Sitting, code: ObligationCode) -> Shown | None:
    """One stored obligation of a sitting with its proof; the sitting has its plan at hand."""
    record = with_reason(Obligation.objects.filter(plan=sitting.plan, sitting=sitting, code=code)).first()
    if record is None:
        return None
    record.sitting = sitting
    return shown(sitting.plan, record, obligation_table()[code], load_calendar())


def shown(plan: Plan, record: Obligation, row: Row, calendar: WorkCalendar) -> Shown:
    """A stored obligation with the proof of its stored last day. `record` comes from `with_reason`."""
    deadline = _in_force(plan, row.deadline(record.anchor_date, calendar, counting()), record)
    if deadline.last_day != record.last_day:  # settled under an earlier calendar or in an earlier state
        deadline = owing.as_recorded(deadline.counted, record.last_day)
    return Shown(record, row, deadline)


def responsible_id(plan: Plan, row: Row) -> int:
    """The organisation that owes a row of the table for this plan."""
    match row.responsible[0]:
        case Role.INSTITUTE_CLERK:
            return plan.institute_id
        case Role.DISTRICT_OFFICER:
            return plan.district_id
        case _:
            return guidance_section_id()


def _event_of(plan: Plan, anchor: Anchor) -> date | None:
    """The date that an anchor of the plan itself stands for."""
    match anchor:
        case Anchor.FIRST_EXAM:
            return plan.first_exam_date
        case Anchor.FILING:
            return today(plan.state_since) if plan.filed_at else None
        case _:
            return None


def _by_plan(rows: Iterable[tuple[int, T]]) -> Mapping[int, list[T]]:
    grouped: dict[int, list[T]] = defaultdict(list)
    for plan_id, row in rows:
        grouped[plan_id].append(row)
    return grouped


def _in_force(plan: Plan, counted: Deadline, stored: Obligation | None) -> DeadlineInForce:
    """An override holds for the exam date it was given for; another date is counted afresh."""
    deadline = DeadlineInForce(counted, counted.last_day)
    if stored and stored.overridden and stored.anchor_date == counted.anchor:
        deadline = owing.overridden(counted, stored.last_day, getattr(stored, "override_reason", None) or "")
    if plan.state == PlanState.RETURNED and counted.rule.code == ObligationCode.FILE and plan.returned_at:
        deadline = owing.with_grace_of_return(
            deadline,
            done_at=plan.filed_at or plan.returned_at,
            returned_on=today(plan.returned_at),
            working_days=settings.KAOWU["RETURNED_PLAN_GRACE_WORKING_DAYS"],
        )
    if counted.rule.code == ObligationCode.REPORT and stored:
        return _sent_back(deadline, getattr(stored, "reported_at", None), getattr(stored, "returned_at", None))
    return deadline


def _sent_back(
    deadline: DeadlineInForce, reported_at: datetime | None, returned_at: datetime | None
) -> DeadlineInForce:
    """The deadline of a hand-in that was sent back; what was handed in anew since then is counted by itself."""
    if returned_at is None or (reported_at and reported_at > returned_at):
        return deadline
    if reported_at is None:
        return owing.as_not_handed_in(deadline, today(returned_at))
    return owing.with_grace_of_return(
        deadline,
        done_at=reported_at,
        returned_on=today(returned_at),
        working_days=settings.KAOWU["RETURNED_HAND_IN_GRACE_WORKING_DAYS"],
        said=owing.HAND_IN_RETURNED,
    )
