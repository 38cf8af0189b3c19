"""Who prints which paper of a plan when: one table for the page, the service and the refusals."""

from collections.abc import Iterable
from dataclasses import dataclass

from appraisal.core.rules.enums import LabelledEnum
from appraisal.core.rules.papers import PaperKind
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Role
from plans.rules.states import PlanState

RULE = "二（二）"
CLERK = frozenset({Role.INSTITUTE_CLERK})
OFFICES = CLERK | {Role.DISTRICT_OFFICER, Role.GUIDANCE_OFFICER}
FILED = frozenset(PlanState) - {PlanState.DRAFT, PlanState.LAPSED, PlanState.RETURNED}
BEFORE_EXAM = frozenset({PlanState.ARRANGED})
UNTIL_REPORT = frozenset({PlanState.ARRANGED, PlanState.HELD, PlanState.REPORTED})


class Per(LabelledEnum):
    """What there is one paper for."""

    PLAN = "PLAN", "计划"
    CANDIDATE = "CANDIDATE", "考生"
    ROOM = "ROOM", "考场"
    PRACTICAL = "PRACTICAL", "实操场次"
    NOTICE = "NOTICE", "公示"


@dataclass(frozen=True, slots=True)
class PaperRule:
    """A paper of a plan. `personal`: whole document numbers stand on it, so that the record says so."""

    kind: PaperKind
    per: Per
    states: frozenset[PlanState]
    roles: frozenset[Role]
    use: str
    why_not: str
    personal: bool = False


SEATED = "完成考场编排以后、考试以前才能打印"
RULES: tuple[PaperRule, ...] = (
    PaperRule(PaperKind.PLAN_FORM, Per.PLAN, FILED, OFFICES, "报送和存档用，一份", "上报以后才能打印"),
    PaperRule(
        PaperKind.PUBLIC_NOTICE,
        Per.NOTICE,
        FILED,
        OFFICES | {Role.COMMITTEE_CLERK},
        "张贴用，证件号码已隐去中间几位",
        "市中心发布公示以后才能打印",
    ),
    PaperRule(PaperKind.TICKET, Per.CANDIDATE, BEFORE_EXAM, CLERK, "每页两张，裁开后发给考生", SEATED, personal=True),
    PaperRule(PaperKind.SEAT_CHART, Per.ROOM, BEFORE_EXAM, OFFICES, "贴在考场里，方向与考场一致", SEATED),
    PaperRule(PaperKind.DOOR_SHEET, Per.ROOM, BEFORE_EXAM, OFFICES, "贴在考场门口", SEATED),
    PaperRule(
        PaperKind.SIGN_IN_SHEET,
        Per.ROOM,
        BEFORE_EXAM | {PlanState.HELD},
        OFFICES,
        "考生签到、监考员签字",
        "完成考场编排以后、报送以前才能打印",
    ),
    PaperRule(
        PaperKind.SCORE_ROSTER,
        Per.PRACTICAL,
        UNTIL_REPORT,
        OFFICES,
        "考评组填写、签字、封装，附封条",
        "完成考场编排以后、录入成绩以前才能打印",
    ),
    PaperRule(
        PaperKind.DUTY_SHEET,
        Per.PRACTICAL,
        UNTIL_REPORT,
        OFFICES,
        "登记考评员到场和半天数",
        "完成考场编排以后、录入成绩以前才能打印",
    ),
)
TABLE: dict[PaperKind, PaperRule] = {rule.kind: rule for rule in RULES}


def rules_of(role: Role) -> tuple[PaperRule, ...]:
    """The papers that a role may ever print, in order of the table."""
    return tuple(rule for rule in RULES if role in rule.roles)


def print_refusals(rule: PaperRule, state: PlanState, *, sheets: int) -> tuple[Refusal, ...]:
    """Why a paper cannot be printed now: `sheets` is how many there are."""
    return tuple(_refusals(rule, state, sheets))


def _refusals(rule: PaperRule, state: PlanState, sheets: int) -> Iterable[Refusal]:
    if state not in rule.states:
        words = {"paper": rule.kind.label, "state": state.label, "when": rule.why_not}
        yield Refusal("paper_not_now", words, rule=RULE)
    elif sheets == 0:
        yield Refusal("paper_nothing", {"paper": rule.kind.label, "per": rule.per.label}, rule=RULE)
