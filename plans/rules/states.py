"""The life of a plan in one table: who may do what in which state, and where it leads (design §4).

The screen's buttons, the API and the refusals all come from this table.
"""

from dataclasses import dataclass

from appraisal.core.rules.enums import LabelledEnum
from appraisal.core.rules.roles import Role


class PlanState(LabelledEnum):
    """States of a plan."""

    DRAFT = "DRAFT", "起草中"
    FILED = "FILED", "已上报"
    RETURNED = "RETURNED", "已退回"
    ACCEPTED = "ACCEPTED", "已受理"
    ENROLLED = "ENROLLED", "报名完成"
    QUALIFIED = "QUALIFIED", "资格审查通过"
    PAID = "PAID", "已缴费"
    ARRANGED = "ARRANGED", "已编排"
    HELD = "HELD", "已考试"
    REPORTED = "REPORTED", "已报送"
    SCORED = "SCORED", "成绩已录入"
    SETTLED = "SETTLED", "已结算"
    LAPSED = "LAPSED", "已失效"
    SUSPENDED = "SUSPENDED", "已暂停"
    CANCELLED = "CANCELLED", "已取消"


MAIN_PATH = (
    PlanState.DRAFT,
    PlanState.FILED,
    PlanState.ACCEPTED,
    PlanState.ENROLLED,
    PlanState.QUALIFIED,
    PlanState.PAID,
    PlanState.ARRANGED,
    PlanState.HELD,
    PlanState.REPORTED,
    PlanState.SCORED,
    PlanState.SETTLED,
)
EDITABLE = frozenset({PlanState.DRAFT, PlanState.RETURNED})
UNARRANGED = frozenset({PlanState.ACCEPTED, PlanState.ENROLLED, PlanState.QUALIFIED, PlanState.PAID})
ROSTER_OPEN = EDITABLE | {PlanState.FILED, PlanState.ACCEPTED}
COMING = UNARRANGED | {PlanState.ARRANGED}  # accepted, its exams still to be held
EXAMINING = frozenset({PlanState.ARRANGED, PlanState.HELD})  # exam days, and what is handed in after them
ENTERING = EXAMINING | {PlanState.REPORTED}
HAS_RESULTS = ENTERING | {PlanState.SCORED, PlanState.SETTLED}
HAS_PAPERS = frozenset(MAIN_PATH[MAIN_PATH.index(PlanState.ENROLLED) : -1])
CHANGEABLE = UNARRANGED | {PlanState.ARRANGED, PlanState.SUSPENDED}
NOTICE_OPEN = frozenset({PlanState.ENROLLED, PlanState.SUSPENDED})
CLOSED = frozenset({PlanState.SETTLED, PlanState.LAPSED, PlanState.CANCELLED})


class PlanAction(LabelledEnum):
    """What can be done to a plan."""

    EDIT = "EDIT", "修改计划"
    EDIT_ROSTER = "EDIT_ROSTER", "编辑花名册"
    FIRST_REVIEW = "FIRST_REVIEW", "资格初审"
    ADD_EVIDENCE = "ADD_EVIDENCE", "补充材料"
    SET_PHOTOS = "SET_PHOTOS", "上传照片"
    FILE = "FILE", "上报计划"
    TAKE_BACK = "TAKE_BACK", "撤回修改"
    DISCARD = "DISCARD", "作废"
    ACCEPT = "ACCEPT", "受理"
    RETURN = "RETURN", "退回"
    ENROL = "ENROL", "完成报名"
    BOOK_REVIEW = "BOOK_REVIEW", "预约资格复审"
    RE_REVIEW = "RE_REVIEW", "资格复审"
    ISSUE_PAPERS = "ISSUE_PAPERS", "制作复审表和花名册"
    CHOOSE_COMMITTEE = "CHOOSE_COMMITTEE", "选择行业技师考评委"
    PUBLISH_NOTICE = "PUBLISH_NOTICE", "发布公示"
    WITHDRAW_NOTICE = "WITHDRAW_NOTICE", "撤回公示"
    DECIDE_OBJECTION = "DECIDE_OBJECTION", "处理异议"
    ASK_CORRECTION = "ASK_CORRECTION", "申请信息更正"
    DECIDE_CORRECTION = "DECIDE_CORRECTION", "处理信息更正"
    ASK_CHANGE = "ASK_CHANGE", "申请变更时间、地点"
    WITHDRAW_CHANGE = "WITHDRAW_CHANGE", "撤回变更申请"
    DECIDE_CHANGE = "DECIDE_CHANGE", "审核变更申请"
    TELL_DISTRICT = "TELL_DISTRICT", "通知区县中心"
    QUALIFY = "QUALIFY", "资格审查通过"
    REQUEST_EXAMINERS = "REQUEST_EXAMINERS", "提出考评人数需求"
    SUSPEND_SITTING = "SUSPEND_SITTING", "暂停场次"
    PAY = "PAY", "缴清鉴定费"
    SEAT = "SEAT", "编排考场"
    ARRANGE = "ARRANGE", "完成考场编排"
    HOLD = "HOLD", "考试结束"
    HAND_IN = "HAND_IN", "报送成绩花名册和执评表"
    RETURN_HAND_IN = "RETURN_HAND_IN", "退回报送材料"
    ENTER_SCORES = "ENTER_SCORES", "录入成绩"
    ENTER_DUTY = "ENTER_DUTY", "录入执评情况"
    CORRECT_SCORES = "CORRECT_SCORES", "更正已发布的成绩"
    CORRECT_DUTY = "CORRECT_DUTY", "更正已确认的执评情况"
    REPORT = "REPORT", "报送完毕"
    REOPEN = "REOPEN", "退回补报"
    SCORE = "SCORE", "成绩录入完毕"
    SETTLE = "SETTLE", "结算完毕"
    CANCEL = "CANCEL", "取消计划"
    COPY = "COPY", "复制为新计划"
    LAPSE = "LAPSE", "失效"
    SUSPEND = "SUSPEND", "暂停"
    REVIVE = "REVIVE", "特批恢复"
    RESUME = "RESUME", "恢复"
    OVERRIDE = "OVERRIDE", "特批时限"


@dataclass(frozen=True, slots=True)
class Transition:
    """`target=None` keeps the state; `to_previous` returns to the state before suspension. No role: the worker."""

    action: PlanAction
    sources: frozenset[PlanState]
    target: PlanState | None
    roles: frozenset[Role] = frozenset()
    needs_reason: bool = False
    to_previous: bool = False
    why_not: str = ""


INSTITUTE = frozenset({Role.INSTITUTE_CLERK})
DISTRICT = frozenset({Role.DISTRICT_OFFICER})
GUIDANCE = frozenset({Role.GUIDANCE_OFFICER})
COMMITTEE = frozenset({Role.COMMITTEE_CLERK})

TRANSITIONS: tuple[Transition, ...] = (
    Transition(PlanAction.EDIT, EDITABLE, None, INSTITUTE, why_not="上报以后不能直接修改；请先撤回，或等市中心退回"),
    Transition(PlanAction.EDIT_ROSTER, ROSTER_OPEN, None, INSTITUTE, why_not="报名完成以后不能再改花名册"),
    Transition(PlanAction.FIRST_REVIEW, ROSTER_OPEN, None, INSTITUTE, why_not="报名完成以后不能再改资格初审"),
    Transition(
        PlanAction.ADD_EVIDENCE,
        ROSTER_OPEN | {PlanState.ENROLLED},
        None,
        INSTITUTE,
        why_not="资格审查结束以后不能再补充材料",
    ),
    Transition(PlanAction.SET_PHOTOS, ROSTER_OPEN | COMING, None, INSTITUTE, why_not="考试以后不能再上传照片"),
    Transition(PlanAction.FILE, EDITABLE, PlanState.FILED, INSTITUTE, why_not="只有起草中或被退回的计划可以上报"),
    Transition(
        PlanAction.TAKE_BACK,
        frozenset({PlanState.FILED}),
        PlanState.DRAFT,
        INSTITUTE,
        why_not="只有已上报、市中心尚未受理的计划可以撤回",
    ),
    Transition(
        PlanAction.DISCARD,
        EDITABLE,
        PlanState.CANCELLED,
        INSTITUTE,
        needs_reason=True,
        why_not="只有起草中或被退回的计划可以作废",
    ),
    Transition(
        PlanAction.ACCEPT,
        frozenset({PlanState.FILED}),
        PlanState.ACCEPTED,
        GUIDANCE,
        why_not="只有已上报的计划可以受理",
    ),
    Transition(
        PlanAction.RETURN,
        frozenset({PlanState.FILED}),
        PlanState.RETURNED,
        GUIDANCE,
        needs_reason=True,
        why_not="只有已上报的计划可以退回",
    ),
    Transition(
        PlanAction.ENROL,
        frozenset({PlanState.ACCEPTED}),
        PlanState.ENROLLED,
        INSTITUTE,
        why_not="市中心受理以后才能完成报名",
    ),
    Transition(
        PlanAction.BOOK_REVIEW,
        frozenset({PlanState.ENROLLED}),
        None,
        INSTITUTE,
        why_not="完成报名以后、资格审查通过以前才能预约复审",
    ),
    Transition(
        PlanAction.RE_REVIEW,
        frozenset({PlanState.ENROLLED}),
        None,
        DISTRICT,
        why_not="只有报名完成、资格审查还没有通过的计划可以复审",
    ),
    Transition(PlanAction.ISSUE_PAPERS, HAS_PAPERS, None, DISTRICT, why_not="报名完成以后才有复审表和花名册"),
    Transition(PlanAction.CHOOSE_COMMITTEE, ROSTER_OPEN, None, INSTITUTE, why_not="报名完成以后不能再改行业技师考评委"),
    Transition(
        PlanAction.PUBLISH_NOTICE,
        frozenset({PlanState.ENROLLED}),
        None,
        GUIDANCE,
        why_not="报名完成以后、资格审查通过以前才能发布公示",
    ),
    Transition(
        PlanAction.WITHDRAW_NOTICE,
        NOTICE_OPEN,
        None,
        GUIDANCE,
        needs_reason=True,
        why_not="资格审查通过以后不能再撤回公示",
    ),
    Transition(PlanAction.DECIDE_OBJECTION, NOTICE_OPEN, None, GUIDANCE, why_not="资格审查通过以后不再处理异议"),
    Transition(
        PlanAction.ASK_CORRECTION, HAS_PAPERS, None, INSTITUTE, why_not="报名完成以前请直接修改花名册，结算以后不再更正"
    ),
    Transition(
        PlanAction.DECIDE_CORRECTION,
        HAS_PAPERS,
        None,
        DISTRICT | GUIDANCE,
        why_not="只处理报名完成以后、结算以前的信息更正",
    ),
    # Changes of time and place 一（二）; an approved one brings a suspended plan back.
    Transition(
        PlanAction.ASK_CHANGE,
        CHANGEABLE,
        None,
        INSTITUTE,
        why_not="受理以后、考试以前才能申请变更；受理以前请直接修改计划",
    ),
    Transition(
        PlanAction.WITHDRAW_CHANGE, CHANGEABLE, None, INSTITUTE, why_not="计划已经考试或办结，没有可以撤回的变更申请"
    ),
    Transition(PlanAction.DECIDE_CHANGE, CHANGEABLE, None, GUIDANCE, why_not="只审核受理以后、考试以前的变更申请"),
    Transition(PlanAction.TELL_DISTRICT, CHANGEABLE, None, INSTITUTE, why_not="考试以前才能通知相应区县中心"),
    # Whose turn it is depends on the plan: the district's where an item is under re-review, else the institute's.
    Transition(
        PlanAction.QUALIFY,
        frozenset({PlanState.ENROLLED}),
        PlanState.QUALIFIED,
        INSTITUTE | DISTRICT,
        why_not="只有报名完成的计划可以办理资格审查通过",
    ),
    Transition(
        PlanAction.REQUEST_EXAMINERS, COMING, None, INSTITUTE, why_not="市中心受理以后、考试以前才能提出考评人数需求"
    ),
    Transition(PlanAction.SUSPEND_SITTING, COMING | {PlanState.FILED}, None),
    # What follows from other records: the money (fees), the last sitting, the last hand-in, the last score sheet.
    Transition(PlanAction.PAY, frozenset({PlanState.QUALIFIED}), PlanState.PAID),
    Transition(
        PlanAction.SEAT,
        frozenset({PlanState.PAID, PlanState.ARRANGED}),
        None,
        INSTITUTE,
        why_not="缴清鉴定费以后、考试以前才能编排考场",
    ),
    Transition(
        PlanAction.ARRANGE,
        frozenset({PlanState.PAID}),
        PlanState.ARRANGED,
        INSTITUTE,
        why_not="缴清鉴定费以后、考试以前才能完成考场编排",
    ),
    Transition(PlanAction.HOLD, frozenset({PlanState.ARRANGED}), PlanState.HELD),
    # Which subject which role enters: `plans.rules.scoring.ENTERED_BY`.
    Transition(PlanAction.HAND_IN, EXAMINING, None, INSTITUTE, why_not="考试以后、全部报送以前才能报送"),
    Transition(
        PlanAction.RETURN_HAND_IN,
        ENTERING,
        None,
        DISTRICT | GUIDANCE,
        needs_reason=True,
        why_not="只有报送以后、成绩发布以前的材料可以退回",
    ),
    Transition(
        PlanAction.ENTER_SCORES,
        ENTERING,
        None,
        DISTRICT | GUIDANCE | COMMITTEE,
        why_not="考试以后、成绩全部发布以前才能录入成绩",
    ),
    Transition(
        PlanAction.ENTER_DUTY, ENTERING, None, DISTRICT | GUIDANCE, why_not="报送以后、执评确认以前才能录入执评情况"
    ),
    Transition(
        PlanAction.CORRECT_SCORES, HAS_RESULTS, None, DISTRICT | GUIDANCE | COMMITTEE, why_not="成绩发布以后才能更正"
    ),
    Transition(PlanAction.CORRECT_DUTY, HAS_RESULTS, None, DISTRICT | GUIDANCE, why_not="执评确认以后才能更正"),
    Transition(PlanAction.REPORT, frozenset({PlanState.HELD}), PlanState.REPORTED),
    Transition(PlanAction.REOPEN, frozenset({PlanState.REPORTED}), PlanState.HELD),
    Transition(PlanAction.SCORE, frozenset({PlanState.REPORTED}), PlanState.SCORED),
    Transition(PlanAction.SETTLE, frozenset({PlanState.SCORED}), PlanState.SETTLED),
    Transition(
        PlanAction.CANCEL,
        UNARRANGED | {PlanState.FILED, PlanState.ARRANGED, PlanState.SUSPENDED},
        PlanState.CANCELLED,
        GUIDANCE,
        needs_reason=True,
        why_not="这个阶段的计划不能取消",
    ),
    Transition(PlanAction.COPY, frozenset(PlanState), None, INSTITUTE),
    Transition(PlanAction.LAPSE, EDITABLE, PlanState.LAPSED),
    Transition(PlanAction.SUSPEND, UNARRANGED | {PlanState.FILED}, PlanState.SUSPENDED),
    Transition(
        PlanAction.REVIVE,
        frozenset({PlanState.LAPSED}),
        PlanState.DRAFT,
        GUIDANCE,
        needs_reason=True,
        why_not="只有已失效的计划可以特批恢复",
    ),
    Transition(
        PlanAction.RESUME,
        frozenset({PlanState.SUSPENDED}),
        None,
        GUIDANCE,
        needs_reason=True,
        to_previous=True,
        why_not="只有已暂停的计划可以恢复",
    ),
    Transition(
        PlanAction.OVERRIDE,
        EDITABLE | UNARRANGED | {PlanState.FILED, PlanState.ARRANGED},
        None,
        GUIDANCE,
        needs_reason=True,
        why_not="这个阶段没有可以放宽的时限",
    ),
)
TABLE: dict[PlanAction, Transition] = {transition.action: transition for transition in TRANSITIONS}


def is_possible(action: PlanAction, state: PlanState) -> bool:
    """Whether the table has the action in this state."""
    return state in TABLE[action].sources


def actions_of(role: Role) -> tuple[PlanAction, ...]:
    """The actions a role may ever take, in order of the table."""
    return tuple(transition.action for transition in TRANSITIONS if role in transition.roles)


def next_state(action: PlanAction, state: PlanState, previous: PlanState | None = None) -> PlanState:
    """Where the action leads. Raises `KeyError` when the table does not have it in this state."""
    transition = TABLE[action]
    if state not in transition.sources:
        raise KeyError((action, state))
    if transition.to_previous:
        if previous is None:
            raise KeyError((action, state, previous))
        return previous
    return transition.target or state
