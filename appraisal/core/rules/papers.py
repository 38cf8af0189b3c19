"""Papers the portal prints (design §4): their kinds, and what their verification says to whoever holds one."""

from dataclasses import dataclass

from appraisal.core.rules.enums import LabelledEnum


class PaperKind(LabelledEnum):
    """Printed papers."""

    PLAN_FORM = "PLAN_FORM", "鉴定申请表"
    ROSTER = "ROSTER", "花名册"
    RE_REVIEW_FORM = "RE_REVIEW_FORM", "资格复审表"
    PUBLIC_NOTICE = "PUBLIC_NOTICE", "公示"
    PAYMENT_NOTICE = "PAYMENT_NOTICE", "缴费通知单"
    BILL = "BILL", "鉴定费账单"
    RECEIPT = "RECEIPT", "鉴定费收据"
    TICKET = "TICKET", "准考证"
    SEAT_CHART = "SEAT_CHART", "座次表"
    DOOR_SHEET = "DOOR_SHEET", "考场门贴"
    SIGN_IN_SHEET = "SIGN_IN_SHEET", "考生签到表"
    TEAM_LIST = "TEAM_LIST", "考评组名单"
    SCORE_ROSTER = "SCORE_ROSTER", "成绩花名册"
    DUTY_SHEET = "DUTY_SHEET", "执评情况表"
    PAYOUT_LIST = "PAYOUT_LIST", "支付清单"


@dataclass(frozen=True, slots=True)
class Standing:
    """What is to be said of a paper in force beyond that: `is_valid` False for one that does not count yet."""

    is_valid: bool
    word: str
    sentence: str
