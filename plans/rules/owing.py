"""Which obligations are owed in which state of a plan, and until when in the single case.

`plans.rules.obligations` says how a deadline is counted. Two things can move it for one plan: the city's override
(特批), and the grace of a returned plan (design §11).
"""

from dataclasses import dataclass
from datetime import date, datetime

from appraisal.core.rules.deadlines import Deadline, due_at
from appraisal.core.rules.workdays import WEEKDAY_NAMES
from plans.rules.obligations import Anchor, ObligationCode
from plans.rules.states import COMING, EDITABLE, ENTERING, EXAMINING, UNARRANGED, PlanState

FILED = frozenset({PlanState.FILED})

# Leaving these states forwards keeps the obligation, leaving them backwards makes it void. The obligations of single
# sittings (REPORT, ENTER) get their line with the capability that can keep them.
OWED_IN: dict[ObligationCode, frozenset[PlanState]] = {
    ObligationCode.FILE: EDITABLE,
    ObligationCode.ANSWER: FILED,
    ObligationCode.ENROL: FILED | {PlanState.ACCEPTED},
    ObligationCode.PAY: FILED | UNARRANGED - {PlanState.PAID},
    ObligationCode.ARRANGE: FILED | UNARRANGED,
    ObligationCode.CHANGE: UNARRANGED | {PlanState.ARRANGED},
    ObligationCode.REQUEST: FILED | COMING,
    ObligationCode.BRIEF: FILED | COMING,
    ObligationCode.REPORT: EXAMINING,
    ObligationCode.ENTER: ENTERING,
}
STANDS_STILL = frozenset({Anchor.PRACTICAL, Anchor.HAND_IN})
"""A suspended sitting owes nothing that hangs on these; its time and place may still be changed."""


def owed_in(state: PlanState | str) -> tuple[ObligationCode, ...]:
    """What a plan in this state still owes, in the order of the ladder."""
    return tuple(code for code, states in OWED_IN.items() if state in states)


@dataclass(frozen=True)
class DeadlineInForce:
    """The deadline that holds: `last_day` is the counted one unless `remark` says who or what moved it."""

    counted: Deadline
    last_day: date
    overridden: bool = False
    remark: str = ""

    @property
    def due_at(self) -> datetime:
        """The moment from which it is late."""
        return due_at(self.last_day, self.counted.counting)

    @property
    def is_provisional(self) -> bool:
        """Whether a calendar notice still to come may move it."""
        return not self.remark and self.counted.is_provisional

    def is_kept_at(self, moment: datetime) -> bool:
        """Whether doing it at `moment` is on time."""
        return moment < self.due_at

    def slack(self, today: date) -> int:
        """Working days left after `today`, the last day included; 0 on the last day and after it."""
        return max(0, self.counted.calendar.working_days_between(today, self.last_day))

    def sentence(self) -> str:
        """The Chinese proof sentence that stands wherever the date stands."""
        return self.remark + self.counted.proof.sentence()


def overridden(counted: Deadline, last_day: date, reason: str = "") -> DeadlineInForce:
    """The deadline under the city's override."""
    because = f"，理由：{reason}" if reason else ""
    remark = f"市中心特批：最后一天为 {_day(last_day)} {counted.counting.cutoff_text}{because}。按规定计算："
    return DeadlineInForce(counted, last_day, overridden=True, remark=remark)


PLAN_RETURNED = "计划于 {day} 退回，{days} 个工作日内再次上报的保留原上报时间"
HAND_IN_RETURNED = "报送的材料于 {day} 退回补正，{days} 个工作日内再次报送的保留原报送时间"


def with_grace_of_return(
    deadline: DeadlineInForce, *, done_at: datetime, returned_on: date, working_days: int, said: str = PLAN_RETURNED
) -> DeadlineInForce:
    """The deadline for doing again what was sent back: within the grace the first time counts, if that was on time."""
    grace = deadline.counted.calendar.working_day_after(returned_on, working_days)
    if grace <= deadline.last_day or not deadline.is_kept_at(done_at):
        return deadline
    kept = said.format(day=_day(returned_on), days=working_days)
    remark = f"{kept}，最后一天为 {_day(grace)} {deadline.counted.counting.cutoff_text}。"
    return DeadlineInForce(deadline.counted, grace, deadline.overridden, remark + deadline.remark)


def as_not_handed_in(deadline: DeadlineInForce, returned_on: date) -> DeadlineInForce:
    """The deadline of a hand-in that was sent back because the papers themselves were not there: it stands."""
    remark = f"报送的材料于 {_day(returned_on)} 退回：成绩花名册或执评表没有送到，视同没有报送，时限不变。"
    return DeadlineInForce(deadline.counted, deadline.last_day, deadline.overridden, remark + deadline.remark)


def as_recorded(counted: Deadline, last_day: date) -> DeadlineInForce:
    """The deadline that held when the obligation was settled, beside what today's calendar would give."""
    return DeadlineInForce(counted, last_day, remark=f"当时的最后一天为 {_day(last_day)}。按现行日历计算：")


def _day(day: date) -> str:
    return f"{day}（{WEEKDAY_NAMES[day.weekday()]}）"
