"""What money brings to the work list."""

from appraisal.core.rules.enums import LabelledEnum
from appraisal.core.rules.work import Section


class MoneyWork(LabelledEnum):
    """What is to be done about money, or is awaited."""

    CONFIRM_BILL = "CONFIRM_BILL", "确认缴费单"
    AWAIT_CONFIRMATION = "AWAIT_CONFIRMATION", "缴费单等本机构另一人确认"
    CORRECT_ACCOUNT = "CORRECT_ACCOUNT", "报送或更正开户行信息"
    MATCH_LINES = "MATCH_LINES", "核对待核款项"
    NAME_COLUMNS = "NAME_COLUMNS", "指定银行流水的各列"
    APPROVE_DETAILS = "APPROVE_DETAILS", "核准开户行信息"
    MAKE_BATCH = "MAKE_BATCH", "制作支付批次"
    APPROVE_BATCH = "APPROVE_BATCH", "审批支付批次"
    SEND_BATCH = "SEND_BATCH", "支付批次送银行"
    AWAIT_APPROVAL = "AWAIT_APPROVAL", "支付批次等另一人审批"
    AWAIT_RETURN = "AWAIT_RETURN", "等银行回盘"
    AWAIT_ACCOUNT = "AWAIT_ACCOUNT", "等对方报送开户行信息"


WAITING = frozenset(
    {MoneyWork.AWAIT_CONFIRMATION, MoneyWork.AWAIT_APPROVAL, MoneyWork.AWAIT_RETURN, MoneyWork.AWAIT_ACCOUNT}
)


def section_of(work: MoneyWork) -> Section:
    """Where a line stands."""
    return Section.WAITING if work in WAITING else Section.TO_DO
