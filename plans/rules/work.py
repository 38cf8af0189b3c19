"""What plans bring to the work list, and in which state of a plan an obligation can be done."""

from datetime import datetime

from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.enums import LabelledEnum
from plans.rules.obligations import ObligationCode
from plans.rules.states import COMING, EDITABLE, ENTERING, EXAMINING, PlanState


class PlanWork(LabelledEnum):
    """What is to be done about a plan, or is awaited. The first ones are obligations."""

    FILE = "FILE", "上报计划"
    ANSWER = "ANSWER", "答复计划"
    ENROL = "ENROL", "完成报名"
    PAY = "PAY", "缴纳鉴定费"
    ARRANGE = "ARRANGE", "完成考场编排"
    REQUEST = "REQUEST", "提出考评人数需求"
    BRIEF = "BRIEF", "组建考评组、召开考前会"
    REPORT = "REPORT", "报送成绩花名册和执评表"
    ENTER = "ENTER", "录入成绩和执评情况"
    CHOOSE_DATE = "CHOOSE_DATE", "选定考试日期"
    CONFIRM_ROSTER = "CONFIRM_ROSTER", "确认花名册的变化"
    REPLACE_ROSTER = "REPLACE_ROSTER", "重新上传花名册"
    PUBLISH_NOTICE = "PUBLISH_NOTICE", "发布技师公示"
    DECIDE_OBJECTION = "DECIDE_OBJECTION", "核查公示异议"
    DECIDE_CORRECTION = "DECIDE_CORRECTION", "处理信息更正"
    DECIDE_CHANGE = "DECIDE_CHANGE", "审核时间、地点变更"
    TELL_DISTRICT = "TELL_DISTRICT", "考前通知移入的区县中心"
    CONFIRM_NOTICE = "CONFIRM_NOTICE", "确认收到变更通知"
    CHECK_DEDUCTION = "CHECK_DEDUCTION", "核对减分，有异议的申诉"
    DECIDE_APPEAL = "DECIDE_APPEAL", "处理减分申诉"
    AWAIT_CHANGE = "AWAIT_CHANGE", "变更申请等市中心审核"
    DECIDE_SUSPENDED = "DECIDE_SUSPENDED", "处理已暂停的计划"
    DECIDE_SUSPENDED_SITTING = "DECIDE_SUSPENDED_SITTING", "处理已暂停的场次"
    FIRST_REVIEW = "FIRST_REVIEW", "资格初审"
    ADD_PHOTOS = "ADD_PHOTOS", "补交考生照片"
    BOOK_REVIEW = "BOOK_REVIEW", "预约资格复审"
    BRING_MORE = "BRING_MORE", "补齐复审材料"
    RE_REVIEW = "RE_REVIEW", "今天的资格复审"
    FINISH_REVIEW = "FINISH_REVIEW", "补办以前没有审完的复审"
    PUBLISH_SLOTS = "PUBLISH_SLOTS", "发布复审时段"
    MAKE_PAPERS = "MAKE_PAPERS", "制作复审表和花名册"
    SEAL = "SEAL", "复审表、花名册盖章"
    HAND_OVER = "HAND_OVER", "移交复审表、花名册"
    QUALIFY = "QUALIFY", "办理资格审查通过"
    MEND_SEATS = "MEND_SEATS", "补齐座位和监考员"
    ENTER_SCORES = "ENTER_SCORES", "录入成绩"
    RESOLVE_SCORES = "RESOLVE_SCORES", "核定两遍不一致的成绩"
    PUBLISH_SCORES = "PUBLISH_SCORES", "发布成绩"
    DECIDE_SCORE = "DECIDE_SCORE", "处理成绩更正"
    AWAIT_SECOND = "AWAIT_SECOND", "等另一人录第二遍成绩"
    AWAIT_ENTRY = "AWAIT_ENTRY", "等区县中心录入成绩和执评情况"
    AWAIT_ANSWER = "AWAIT_ANSWER", "等市中心答复"
    AWAIT_DECISION = "AWAIT_DECISION", "计划已暂停，等市中心处理"
    AWAIT_SITTING_DECISION = "AWAIT_SITTING_DECISION", "场次已暂停，等市中心处理"
    AWAIT_LATE = "AWAIT_LATE", "逾期未办，等对方补办"
    REVIEW_BOOKED = "REVIEW_BOOKED", "已预约的资格复审"
    COMMITTEE_REVIEW = "COMMITTEE_REVIEW", "综合评审"
    EXAM = "EXAM", "首场考试"


# Later capabilities add the states in which theirs can be done.
DOABLE_IN: dict[ObligationCode, frozenset[PlanState]] = {
    ObligationCode.FILE: EDITABLE,
    ObligationCode.ANSWER: frozenset({PlanState.FILED}),
    ObligationCode.ENROL: frozenset({PlanState.ACCEPTED}),
    ObligationCode.PAY: frozenset({PlanState.QUALIFIED}),
    ObligationCode.ARRANGE: frozenset({PlanState.PAID}),
    ObligationCode.REQUEST: COMING - {PlanState.ACCEPTED},  # once it is known how many candidates come
    ObligationCode.BRIEF: COMING,
    ObligationCode.REPORT: EXAMINING,
    ObligationCode.ENTER: ENTERING,
}
CHOSEN = COMING | {PlanState.FILED}  # a committee prepares its review from filing on
LADDER = (ObligationCode.PAY, ObligationCode.ARRANGE)  # what still follows the qualification of a plan


def about_words(number: str, title: str, people: int = 0, at: datetime | None = None) -> str:
    """What a line is about: the plan, the moment in Beijing, and how many candidates; what is not known is left out."""
    when = f"{at.astimezone(BEIJING):%Y-%m-%d %H:%M}" if at else ""
    return " · ".join(filter(None, (f"{number} {title}".strip(), when, f"{people} 名考生" if people else "")))
