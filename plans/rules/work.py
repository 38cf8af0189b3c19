"""What plans bring to the work list, and in which state of a plan an obligation can be done."""

from appraisal.core.rules.enums import LabelledEnum
from plans.rules.obligations import ObligationCode
from plans.rules.states import EDITABLE, UNARRANGED, PlanState


class PlanWork(LabelledEnum):
    """What is to be done about a plan, or is awaited. The first ones are obligations."""

    FILE = "FILE", "上报计划"
    ANSWER = "ANSWER", "答复计划"
    ENROL = "ENROL", "完成报名"
    PAY = "PAY", "缴纳鉴定费"
    ARRANGE = "ARRANGE", "完成考场编排"
    CHOOSE_DATE = "CHOOSE_DATE", "选定考试日期"
    CONFIRM_ROSTER = "CONFIRM_ROSTER", "确认花名册的变化"
    REPLACE_ROSTER = "REPLACE_ROSTER", "重新上传花名册"
    PUBLISH_NOTICE = "PUBLISH_NOTICE", "发布技师公示"
    DECIDE_OBJECTION = "DECIDE_OBJECTION", "核查公示异议"
    DECIDE_CORRECTION = "DECIDE_CORRECTION", "处理信息更正"
    DECIDE_SUSPENDED = "DECIDE_SUSPENDED", "处理已暂停的计划"
    AWAIT_ANSWER = "AWAIT_ANSWER", "等市中心答复"
    AWAIT_DECISION = "AWAIT_DECISION", "计划已暂停，等市中心处理"
    AWAIT_LATE = "AWAIT_LATE", "逾期未办，等对方补办"
    EXAM = "EXAM", "首场考试"


# Later capabilities add the states in which theirs can be done.
DOABLE_IN: dict[ObligationCode, frozenset[PlanState]] = {
    ObligationCode.FILE: EDITABLE,
    ObligationCode.ANSWER: frozenset({PlanState.FILED}),
    ObligationCode.ENROL: frozenset({PlanState.ACCEPTED}),
    ObligationCode.PAY: frozenset({PlanState.QUALIFIED}),
    ObligationCode.ARRANGE: frozenset({PlanState.PAID}),
}
COMING = UNARRANGED | {PlanState.ARRANGED}
