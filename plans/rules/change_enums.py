"""Stored words of changes of time and place, of the notice to a district, and of the double-hundred ledger 一（二）."""

from appraisal.core.rules.enums import LabelledEnum


class ChangeState(LabelledEnum):
    """A request to change the time or place of sittings."""

    REQUESTED = "REQUESTED", "待市中心审核"
    APPROVED = "APPROVED", "已同意"
    REFUSED = "REFUSED", "未同意"
    WITHDRAWN = "WITHDRAWN", "已撤回"
    EXPIRED = "EXPIRED", "到期未审，作废"


class TellingManner(LabelledEnum):
    """How an institute tells a district of a sitting that moves there."""

    PORTAL = "PORTAL", "通过本平台"
    PHONE = "PHONE", "电话"
    LETTER = "LETTER", "书面送达"


class PointsCode(LabelledEnum):
    """For what points are taken off in the double-hundred assessment (双百分考核)."""

    CHANGE = "CHANGE", "变更时间、地点"
    LATE_CHANGE = "LATE_CHANGE", "未按时间要求提交变更申请"
    MISSING_NOTICE = "MISSING_NOTICE", "鉴定前未通知相应区县中心"
    OVERDUE_HAND_IN = "OVERDUE_HAND_IN", "逾期报送成绩花名册和执评表"


class DeductionState(LabelledEnum):
    """A deduction on its way: it counts until it is waived."""

    PROPOSED = "PROPOSED", "已提出，可以申诉"
    APPEALED = "APPEALED", "申诉待处理"
    CONFIRMED = "CONFIRMED", "已确认（期内没有申诉）"
    UPHELD = "UPHELD", "申诉未获支持，维持"
    WAIVED = "WAIVED", "已撤销，不减分"


SETTLED_STATES = frozenset({DeductionState.CONFIRMED, DeductionState.UPHELD, DeductionState.WAIVED})
