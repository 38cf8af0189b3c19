"""What the register brings to the work list."""

from appraisal.core.rules.enums import LabelledEnum


class RegisterWork(LabelledEnum):
    """What is to be done about an entry of the register."""

    CONFIRM_CHANGE = "CONFIRM_CHANGE", "确认考评员修改号码"
    RENEW_CARD = "RENEW_CARD", "考评员证卡即将到期"
    CHOOSE_DISTRICTS = "CHOOSE_DISTRICTS", "选 5 个执评意愿区县"
    ADD_BANK_CARD = "ADD_BANK_CARD", "填写北京银行卡号"
    OWN_CARD_ENDS = "OWN_CARD_ENDS", "证卡即将到期，请换证"
