"""Stored words of examiners with their official Chinese terms."""

from appraisal.core.rules.enums import LabelledEnum


class ExaminerGrade(LabelledEnum):
    """The two grades of an examiner's card (职业技能鉴定考评人员管理工作规程, art. 3)."""

    EXAMINER = "EXAMINER", "考评员"
    SENIOR_EXAMINER = "SENIOR_EXAMINER", "高级考评员"

    @property
    def highest_level(self) -> int:
        """The highest level he may judge: 5 is the lowest, 1 the highest."""
        return HIGHEST_LEVELS[self]


HIGHEST_LEVELS = {ExaminerGrade.EXAMINER: 3, ExaminerGrade.SENIOR_EXAMINER: 1}


class RecusalKind(LabelledEnum):
    """Why an examiner does not judge candidates of an institute."""

    EMPLOYEE = "EMPLOYEE", "在该机构任职"
    TRAINER = "TRAINER", "培训过该机构的考生"
    OTHER = "OTHER", "其他须回避的关系"


class ExaminerField(LabelledEnum):
    """Numbers that an examiner may ask to change and somebody else confirms."""

    ID_NUMBER = "ID_NUMBER", "身份证号"
    BANK_CARD = "BANK_CARD", "北京银行卡号"


class ChangeState(LabelledEnum):
    """A change that an examiner asked for."""

    WAITING = "WAITING", "待区县确认"
    CONFIRMED = "CONFIRMED", "已确认"
    DECLINED = "DECLINED", "未通过"
    WITHDRAWN = "WITHDRAWN", "已撤回"


class LinkKind(LabelledEnum):
    """What a secret address of an examiner opens."""

    SELF_SERVICE = "SELF_SERVICE", "短信里的链接"
    CALENDAR = "CALENDAR", "日历订阅"


class ExaminerRequestState(LabelledEnum):
    """An institute's request for examiners for one practical sitting 三."""

    OPEN = "OPEN", "已提出"
    CLOSED = "CLOSED", "已关闭"
    WITHDRAWN = "WITHDRAWN", "已撤回"
