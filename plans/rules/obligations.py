"""The one table of obligations: who owes what, how many working days before or after which event, and what follows.

Whatever needs a deadline reads it here: guards, work lists, reminders, the sweep, the reverse planner, the API.
Rows that the slides decree cannot be changed; the rest are settings (`with_settings`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType

from appraisal.core.rules.deadlines import BEIJING, BY_CIVIL_CODE, Counting, Deadline, DeadlineRule, Direction
from appraisal.core.rules.enums import LabelledEnum
from appraisal.core.rules.roles import Role
from appraisal.core.rules.workdays import WorkCalendar


class ObligationCode(LabelledEnum):
    """What is owed."""

    FILE = "FILE", "申报（执行）鉴定计划"
    ANSWER = "ANSWER", "市中心答复"
    ENROL = "ENROL", "上报考生信息"
    PAY = "PAY", "缴纳鉴定费"
    ARRANGE = "ARRANGE", "完成考场编排"
    REQUEST = "REQUEST", "提出考评人数需求"
    CHANGE = "CHANGE", "申请变更时间、地点"
    BRIEF = "BRIEF", "考评组到齐、召开考前会"
    REPORT = "REPORT", "报送成绩花名册和执评表"
    ENTER = "ENTER", "录入成绩和执评情况"


class Anchor(LabelledEnum):
    """The event a deadline hangs on."""

    FIRST_EXAM = "FIRST_EXAM", "首场考试"
    SITTING = "SITTING", "本场考试"
    PRACTICAL = "PRACTICAL", "实操考试"
    HAND_IN = "HAND_IN", "成绩报送"
    FILING = "FILING", "计划申报"


class Consequence(LabelledEnum):
    """What follows when the last day has passed."""

    LAPSE = "LAPSE", "计划草稿失效，须另选考试日期"
    SUSPEND_PLAN = "SUSPEND_PLAN", "计划暂停，报市中心处理"
    CLOSE_REQUEST = "CLOSE_REQUEST", "不再受理，本场暂停，通知区县和市中心"
    POSTPONE = "POSTPONE", "仍可申请，但须顺延 15 个工作日并减分"
    ESCALATE = "ESCALATE", "报市中心，改为手动派遣"
    OVERDUE_POINTS = "OVERDUE_POINTS", "记为逾期并减分"
    OVERDUE_ESCALATE = "OVERDUE_ESCALATE", "记为逾期，报市中心"
    RED_ROW = "RED_ROW", "待办标红提醒，不影响计划"


@dataclass(frozen=True, slots=True)
class Obligation:
    """One row of the table. `decreed` rows come from the slides and keep their number of working days."""

    code: ObligationCode
    responsible: tuple[Role, ...]
    anchor: Anchor
    working_days: int
    direction: Direction
    consequence: Consequence
    citation: str
    decreed: bool = True

    @property
    def label(self) -> str:
        return self.code.label

    @property
    def is_duty(self) -> bool:
        """Whether somebody owes it. Asking for a change is a right that ends: nobody is late with it."""
        return self.consequence is not Consequence.POSTPONE

    @property
    def rule(self) -> DeadlineRule:
        """How its last day is counted."""
        return DeadlineRule(self.code, self.citation, self.anchor.label, self.working_days, self.direction)

    def deadline(self, anchor: date, calendar: WorkCalendar, counting: Counting) -> Deadline:
        """Its deadline for an event on `anchor`."""
        return Deadline(self.rule, anchor, calendar, counting)


INSTITUTE = (Role.INSTITUTE_CLERK,)
BEFORE, AFTER = Direction.BEFORE, Direction.AFTER
FILING_SLIDE = "二（二）执行与申报鉴定计划"
CHANGE_SLIDE = "一（二）鉴定时间、地点变更"
DISPATCH_SLIDE = "三、实操考评考务工作讲解"
DUTY_SLIDE = "三、考评员执评有哪些新考务要求"
SETTING = "系统设置（文件未规定天数）"

# fmt: off
TABLE: tuple[Obligation, ...] = (
    Obligation(ObligationCode.FILE, INSTITUTE, Anchor.FIRST_EXAM, 20, BEFORE, Consequence.LAPSE, FILING_SLIDE),
    Obligation(ObligationCode.ANSWER, (Role.GUIDANCE_OFFICER,), Anchor.FILING, 5, AFTER, Consequence.RED_ROW, SETTING,
               decreed=False),
    Obligation(ObligationCode.ENROL, INSTITUTE, Anchor.FIRST_EXAM, 15, BEFORE, Consequence.RED_ROW, SETTING,
               decreed=False),
    Obligation(ObligationCode.PAY, INSTITUTE, Anchor.FIRST_EXAM, 12, BEFORE, Consequence.RED_ROW, SETTING,
               decreed=False),
    Obligation(ObligationCode.ARRANGE, INSTITUTE, Anchor.FIRST_EXAM, 10, BEFORE, Consequence.SUSPEND_PLAN,
               FILING_SLIDE),
    Obligation(ObligationCode.REQUEST, INSTITUTE, Anchor.PRACTICAL, 7, BEFORE, Consequence.CLOSE_REQUEST,
               DISPATCH_SLIDE),
    Obligation(ObligationCode.CHANGE, INSTITUTE, Anchor.SITTING, 5, BEFORE, Consequence.POSTPONE, CHANGE_SLIDE),
    Obligation(ObligationCode.BRIEF, (Role.DISTRICT_OFFICER, Role.INSTITUTE_CLERK), Anchor.PRACTICAL, 4, BEFORE,
               Consequence.ESCALATE, DISPATCH_SLIDE),
    Obligation(ObligationCode.REPORT, INSTITUTE, Anchor.PRACTICAL, 2, AFTER, Consequence.OVERDUE_POINTS, DUTY_SLIDE),
    Obligation(ObligationCode.ENTER, (Role.DISTRICT_OFFICER,), Anchor.HAND_IN, 2, AFTER, Consequence.OVERDUE_ESCALATE,
               DUTY_SLIDE),
)
# fmt: on

Table = Mapping[ObligationCode, Obligation]
OBLIGATIONS: Table = MappingProxyType({row.code: row for row in TABLE})
RIGHTS = frozenset(row.code for row in TABLE if not row.is_duty)


def with_settings(working_days: Mapping[str, int]) -> Table:
    """The table with other numbers of working days for rows that no slide decrees (ANSWER, ENROL, PAY).

    Raises `KeyError` for an unknown code, `ValueError` for a decreed row and for a number below 1.
    """
    rows = dict(OBLIGATIONS)
    for code, days in working_days.items():
        row = rows[ObligationCode[code]]
        if row.decreed:
            raise ValueError(f"{code} is decreed by {row.citation} and is not a setting.")
        if days < 1:
            raise ValueError(f"{code} needs at least 1 working day, not {days}.")
        rows[row.code] = replace(row, working_days=days)
    return MappingProxyType(rows)


@dataclass(frozen=True, slots=True)
class PlanDates:
    """The events of a plan: first exam, practical and other sittings, and when it was filed (if it was)."""

    first_exam: date
    practicals: tuple[date, ...] = ()
    others: tuple[date, ...] = ()
    filed_on: date | None = None

    def events(self, anchor: Anchor) -> list[date]:
        """Dates of the events of one kind, each once; the hand-in is not among them."""
        match anchor:
            case Anchor.FIRST_EXAM:
                return [self.first_exam]
            case Anchor.SITTING:
                return sorted({self.first_exam, *self.practicals, *self.others})
            case Anchor.PRACTICAL:
                return sorted(set(self.practicals))
            case Anchor.FILING:
                return [self.filed_on] if self.filed_on else []
            case _:
                return []


@dataclass(frozen=True)
class Rung:
    """One step of a ladder. `slack` counts working days left after today, the last day included.

    `assumed` says that the event is not known yet and was put at its latest (the hand-in on its own last day).
    """

    obligation: Obligation
    deadline: Deadline
    slack: int
    is_missed: bool
    assumed: bool = False

    @property
    def last_day(self) -> date:
        return self.deadline.last_day


def ladder(
    dates: PlanDates,
    calendar: WorkCalendar,
    *,
    now: datetime,
    counting: Counting = BY_CIVIL_CODE,
    table: Table = OBLIGATIONS,
) -> tuple[Rung, ...]:
    """Every deadline of a plan, earliest first; the city owes no answer (ANSWER) before the plan is filed."""
    events = {anchor: dates.events(anchor) for anchor in Anchor}
    report = table[ObligationCode.REPORT].rule
    events[Anchor.HAND_IN] = [report.last_day(day, calendar, counting) for day in events[Anchor.PRACTICAL]]
    rungs = [
        _rung(row, row.deadline(day, calendar, counting), now) for row in table.values() for day in events[row.anchor]
    ]
    return tuple(sorted(rungs, key=lambda rung: (rung.last_day, rung.deadline.anchor)))


def _rung(row: Obligation, deadline: Deadline, now: datetime) -> Rung:
    today = now.astimezone(BEIJING).date()
    assumed = row.anchor is Anchor.HAND_IN
    return Rung(row, deadline, deadline.slack(today), not deadline.is_kept_at(now), assumed)


def earliest_exam_date(
    calendar: WorkCalendar, *, now: datetime, counting: Counting = BY_CIVIL_CODE, table: Table = OBLIGATIONS
) -> date:
    """The first exam date for which a plan can still be filed at `now` 二（二）."""
    return table[ObligationCode.FILE].rule.earliest_anchor(now, calendar, counting)
