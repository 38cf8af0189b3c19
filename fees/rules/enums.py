"""Stored words of money with their official Chinese terms."""

from appraisal.core.rules.enums import LabelledEnum


class AccountKind(LabelledEnum):
    """Accounts of the city centre's ledger. A positive balance is a debit."""

    BANK = "BANK", "银行存款"
    COUNTER = "COUNTER", "柜台收款（待缴存）"
    RECEIVABLE = "RECEIVABLE", "应收鉴定费"
    SUSPENSE = "SUSPENSE", "待核款项"
    CREDIT = "CREDIT", "机构余款"
    OTHER = "OTHER", "其他入账（非鉴定费）"
    INCOME = "INCOME", "鉴定费收入"
    EXPENSE = "EXPENSE", "鉴定费支出"
    PAYABLE = "PAYABLE", "应付鉴定费用"
    TRANSIT = "TRANSIT", "在途支付"


class TransactionKind(LabelledEnum):
    """Why something was posted."""

    CHARGE = "CHARGE", "缴费单确认"
    VOID = "VOID", "缴费单作废"
    STATEMENT = "STATEMENT", "银行入账"
    MATCH = "MATCH", "到账核销"
    COUNTER = "COUNTER", "柜台收款"
    DEPOSIT = "DEPOSIT", "柜台款缴存"
    CREDIT = "CREDIT", "余款抵缴"
    OTHER = "OTHER", "非鉴定费入账退出"
    ACCRUAL = "ACCRUAL", "应付计提"
    ADJUST = "ADJUST", "执评更正差额"
    PAYOUT = "PAYOUT", "支付发出"
    PAID = "PAID", "支付成功"
    FAILED = "FAILED", "支付失败退回"


class BillState(LabelledEnum):
    """A plan's bill 二（五）."""

    PREPARED = "PREPARED", "待第二人确认"
    CONFIRMED = "CONFIRMED", "待缴费"
    PAID = "PAID", "已缴清"
    DISCARDED = "DISCARDED", "已退回重做"
    VOID = "VOID", "已作废"


class PaymentMethod(LabelledEnum):
    """How money came in."""

    BANK = "BANK", "银行转账"
    CASH = "CASH", "现金"
    CARD = "CARD", "刷卡"
    CHEQUE = "CHEQUE", "支票"
    CREDIT = "CREDIT", "余款抵缴"


COUNTER_METHODS = (PaymentMethod.CASH, PaymentMethod.CARD, PaymentMethod.CHEQUE)


class StatementState(LabelledEnum):
    """An uploaded bank statement."""

    TO_MAP = "TO_MAP", "待指定列"
    IMPORTED = "IMPORTED", "已导入"


class StatementLineState(LabelledEnum):
    """Incoming money of a bank statement."""

    UNMATCHED = "UNMATCHED", "待核"
    MATCHED = "MATCHED", "已核销"
    DEPOSIT = "DEPOSIT", "柜台款缴存"
    OTHER = "OTHER", "非鉴定费"


class StatementColumn(LabelledEnum):
    """What a column of a bank statement means."""

    DAY = "DAY", "交易日期"
    CREDIT = "CREDIT", "收入（贷方）金额"
    AMOUNT = "AMOUNT", "金额（收支同列）"
    DIRECTION = "DIRECTION", "借贷标志"
    PAYER = "PAYER", "对方户名"
    PAYER_ACCOUNT = "PAYER_ACCOUNT", "对方账号"
    REFERENCE = "REFERENCE", "摘要、附言"
    SERIAL = "SERIAL", "交易流水号"


class Anomaly(LabelledEnum):
    """What the price preview warns of."""

    NO_CLASS = "NO_CLASS", "职业没有收费类别"
    NO_STANDARD = "NO_STANDARD", "科目没有收费标准"
    NO_SUBJECT = "NO_SUBJECT", "考生没有报考科目"
    SAMPLE = "SAMPLE", "收费标准是样例"
    RETAKE_AS_NEW = "RETAKE_AS_NEW", "补考按新考计费"
    NEW_AS_RETAKE = "NEW_AS_RETAKE", "没有考试记录却按补考计费"
    PASSED_AGAIN = "PASSED_AGAIN", "成绩仍有效的科目再次收费"
    RETAKE_DEARER = "RETAKE_DEARER", "补考标准高于新考标准"
    NOTHING_DUE = "NOTHING_DUE", "金额为零"


class BankAccountKind(LabelledEnum):
    """What kind of account a payee has."""

    CORPORATE = "CORPORATE", "单位账户"
    CARD = "CARD", "个人银行卡"


class PayeeKind(LabelledEnum):
    """Who is paid 二（七）, 三."""

    DISTRICT = "DISTRICT", "区县鉴定管理中心"
    INSTITUTE = "INSTITUTE", "鉴定所"
    COMMITTEE = "COMMITTEE", "行业技师考评委"
    EXAMINER = "EXAMINER", "考评员"


class DetailsState(LabelledEnum):
    """Bank data of a payee."""

    PROPOSED = "PROPOSED", "待第二人核准"
    APPROVED = "APPROVED", "已核准"
    REFUSED = "REFUSED", "未核准"
    REPLACED = "REPLACED", "已被替代"
    BOUNCED = "BOUNCED", "银行退回"


class RateBasis(LabelledEnum):
    """What a rate is paid for."""

    CANDIDATE = "CANDIDATE", "每名考生"
    REVIEWED = "REVIEWED", "每名参加综合评审的考生"
    PLAN = "PLAN", "每份计划"
    HALF_DAY = "HALF_DAY", "每半天（组员）"
    HALF_DAY_LEADER = "HALF_DAY_LEADER", "每半天（组长）"


class DueState(LabelledEnum):
    """An amount due to a payee."""

    OPEN = "OPEN", "待支付"
    BATCHED = "BATCHED", "支付中"
    PAID = "PAID", "已支付"
    SET_OFF = "SET_OFF", "已抵销"


class BatchState(LabelledEnum):
    """A payout batch."""

    PROPOSED = "PROPOSED", "待审批"
    REJECTED = "REJECTED", "已退回"
    APPROVED = "APPROVED", "已批准，待送银行"
    SENT = "SENT", "已送银行，待回盘"
    DONE = "DONE", "已完成"


class PayoutLineState(LabelledEnum):
    """One payment of a batch."""

    WAITING = "WAITING", "等待结果"
    PAID = "PAID", "成功"
    FAILED = "FAILED", "失败"
    DROPPED = "DROPPED", "批次退回"


class Dimension(LabelledEnum):
    """By what income and spending are cut."""

    MONTH = "MONTH", "按月份"
    DISTRICT = "DISTRICT", "按区县"
    OCCUPATION = "OCCUPATION", "按职业（工种）"
