"""Duty (执评) of a practical 三: what the institute keeps and hands in, what the district enters twice, what is paid.

Pure. The slide: a meeting before (考前会); the score roster filled in and signed by the team, sealed, signed again on
the seal; a short meeting after (考后小结会), problems in writing to the district; all of it handed in.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from appraisal.core.rules.double_entry import ENTRIES
from appraisal.core.rules.enums import LabelledEnum
from appraisal.core.rules.refusals import Refusal

RULE: Final = "三、考评员执评有哪些新考务要求"
NAMED: Final = 5


class DutyRole(LabelledEnum):
    """A member's part in the team."""

    LEADER = "LEADER", "组长"
    MEMBER = "MEMBER", "组员"


class Conduct(LabelledEnum):
    """How a member did his duty."""

    GOOD = "GOOD", "正常履职"
    LATE = "LATE", "迟到早退"
    REMARK = "REMARK", "有违规或其他情况"


class ScanKind(LabelledEnum):
    """Papers of a practical whose scans are handed in."""

    SCORE_ROSTER = "SCORE_ROSTER", "操作技能成绩花名册"
    DUTY_SHEET = "DUTY_SHEET", "执评情况表"
    SEAL = "SEAL", "封条签字"
    OTHER = "OTHER", "其他"


REQUIRED_SCANS: Final = (ScanKind.SCORE_ROSTER, ScanKind.DUTY_SHEET)


class RecordPart(LabelledEnum):
    """Parts of a practical's record, as its checklist has them."""

    MEETING = "MEETING", "考前会"
    ATTENDANCE = "ATTENDANCE", "出勤和签字"
    SEALING = "SEALING", "封装"
    SCAN = "SCAN", "扫描件"
    WRAP_UP = "WRAP_UP", "考后小结会"
    PROBLEM = "PROBLEM", "问题报告"

    @property
    def word(self) -> str:
        """Its name in an address and on the page."""
        return self.lower().replace("_", "-")


class DutyState(LabelledEnum):
    """A practical's duties on their way to confirmation."""

    OPEN = "OPEN", "待报送"
    RETURNED = "RETURNED", "已退回，待补正"
    ENTERING = "ENTERING", "待录入"
    DIFFERING = "DIFFERING", "两遍不一致"
    AGREED = "AGREED", "待确认"
    CONFIRMED = "CONFIRMED", "已确认"


KEPT: Final = frozenset({DutyState.OPEN, DutyState.RETURNED})
"""States in which the institute writes on the record: it has not handed it in, or was sent it back."""
BLIND: Final = KEPT | {DutyState.ENTERING}
"""States in which those who enter are not shown what the institute states."""
BOTH_IN: Final = frozenset({DutyState.DIFFERING, DutyState.AGREED, DutyState.CONFIRMED})


@dataclass(frozen=True, slots=True)
class Attendance:
    """What is said of one member: his part, whether he came, for how many half-days, and how he did his duty.

    Notes are not compared: two people word the same thing differently.
    """

    role: DutyRole
    attended: bool
    half_days: int
    conduct: Conduct

    @property
    def text(self) -> str:
        """In words."""
        if not self.attended:
            return f"{self.role.label}，缺勤"
        return f"{self.role.label}，{self.half_days} 个半天，{self.conduct.label}"


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """One member of the team as the institute's record has him; `attendance` is None while nothing is said."""

    name: str
    attendance: Attendance | None
    signed_roster: bool
    signed_seal: bool


@dataclass(frozen=True, slots=True)
class HandInFacts:
    """Everything about a practical that must be there when its papers are handed in."""

    held_on: date
    today: date
    is_suspended: bool
    is_handed_in: bool
    met_at: datetime | None
    members: tuple[MemberFacts, ...]
    sealed_at: datetime | None
    envelopes: int
    wrapped_up_at: datetime | None
    wrap_up_notes: str
    has_problems: bool | None
    reports: int
    scans: Collection[ScanKind]
    handed_to: str
    is_returned: bool = False
    answer: str = ""


def hand_in_refusals(facts: HandInFacts) -> tuple[Refusal, ...]:
    """Everything that keeps a practical from being handed in, in the order of the work."""
    if facts.is_handed_in:
        return (Refusal("duty_handed_in", rule=RULE),)
    return tuple(_hand_in(facts))


def _hand_in(facts: HandInFacts) -> Iterable[Refusal]:
    if facts.is_suspended:
        yield Refusal("duty_sitting_suspended", rule=RULE)
    if facts.held_on > facts.today:
        yield Refusal("duty_not_held", {"day": str(facts.held_on)}, rule=RULE, date=facts.held_on)
    if facts.met_at is None:
        yield Refusal("duty_no_meeting", rule=RULE)
    yield from _team(facts.members)
    yield from _papers(facts)
    yield from _wrap_up(facts)
    if not facts.handed_to.strip():
        yield Refusal("duty_handed_to_missing", rule=RULE, field="handed_to")
    if facts.is_returned and not facts.answer.strip():
        yield Refusal("duty_answer_missing", rule=RULE, field="answer")


def _team(members: tuple[MemberFacts, ...]) -> Iterable[Refusal]:
    if not members:
        yield Refusal("duty_no_team", rule=RULE)
        return
    unsaid = [one.name for one in members if one.attendance is None]
    if unsaid:
        yield Refusal("duty_attendance_missing", {"names": named(unsaid)}, rule=RULE)
    came = [one for one in members if one.attendance and one.attendance.attended]
    if not came and not unsaid:
        yield Refusal("duty_nobody_came", rule=RULE)
    leaders = sum(one.attendance.role is DutyRole.LEADER for one in came if one.attendance)
    if came and leaders != 1:
        yield Refusal("duty_one_leader", {"count": leaders}, rule=RULE)
    for code, unsigned in (
        ("duty_roster_unsigned", [one.name for one in came if not one.signed_roster]),
        ("duty_seal_unsigned", [one.name for one in came if not one.signed_seal]),
    ):
        if unsigned:
            yield Refusal(code, {"names": named(unsigned)}, rule=RULE)


def _papers(facts: HandInFacts) -> Iterable[Refusal]:
    if facts.sealed_at is None or facts.envelopes < 1:
        yield Refusal("duty_not_sealed", rule=RULE)
    for kind in REQUIRED_SCANS:
        if kind not in facts.scans:
            yield Refusal("duty_scan_missing", {"kind": kind.label}, rule=RULE)


def _wrap_up(facts: HandInFacts) -> Iterable[Refusal]:
    if facts.wrapped_up_at is None or not facts.wrap_up_notes.strip():
        yield Refusal("duty_no_wrap_up", rule=RULE)
    elif facts.has_problems and not facts.reports:
        yield Refusal("duty_problem_unreported", rule=RULE)


@dataclass(frozen=True, slots=True)
class ReturnFacts:
    """A hand-in that is to be sent back. `remarks`: what is wrong, by part; `is_incomplete`: the papers that the slide
    asks for (成绩花名册、执评表) were not there, so that nothing was handed in.
    """

    state: DutyState
    scores_in: int
    scores_published: bool
    remarks: Mapping[RecordPart, str]
    is_incomplete: bool


def return_refusals(facts: ReturnFacts) -> tuple[Refusal, ...]:
    """Everything that keeps a hand-in from being sent back, its reason apart. What both have entered is not undone."""
    return tuple(_return(facts))


def _return(facts: ReturnFacts) -> Iterable[Refusal]:
    if facts.scores_published:
        yield Refusal("duty_return_published", rule=RULE)
    elif facts.scores_in >= ENTRIES:
        yield Refusal("duty_return_scores_in", rule=RULE)
    if facts.state is DutyState.CONFIRMED:
        yield Refusal("duty_return_confirmed", rule=RULE)
    elif facts.state in BOTH_IN:
        yield Refusal("duty_return_duties_in", rule=RULE)
    if not facts.remarks and not facts.is_incomplete:
        yield Refusal("duty_return_nothing", rule=RULE, field="remarks")


Record = Mapping[str, object]
"""A record as it was handed in, by part: plain values, and keys of scans and problems."""


def changed_parts(before: Record, after: Record) -> tuple[RecordPart, ...]:
    """The parts in which two versions of a record are not the same, in the order of the checklist."""
    return tuple(part for part in RecordPart if before.get(part) != after.get(part))


def attendance_refusals(
    stated: Mapping[int, Attendance], names: Mapping[int, str], most_half_days: int
) -> tuple[Refusal, ...]:
    """What is wrong with statements about members: strangers, people left out, half-days that do not fit."""
    return tuple(_attendance(stated, names, most_half_days))


def _attendance(stated: Mapping[int, Attendance], names: Mapping[int, str], most: int) -> Iterable[Refusal]:
    if stated.keys() - names.keys():
        yield Refusal("duty_stranger", rule=RULE)
    missing = [name for key, name in names.items() if key not in stated]
    if missing:
        yield Refusal("duty_attendance_missing", {"names": named(missing)}, rule=RULE)
    for key, one in stated.items():
        fits = 1 <= one.half_days <= most if one.attended else one.half_days == 0
        if key in names and not fits:
            words = {"name": names[key], "most": most}
            yield Refusal("duty_half_days" if one.attended else "duty_half_days_absent", words, rule=RULE)


def named(names: list[str]) -> str:
    """The first names, and that there are more."""
    return "、".join(names[:NAMED]) + ("等" if len(names) > NAMED else "")
