"""The file that goes to the bank: one row per payment, whole account numbers; making it is on record."""

from collections.abc import Sequence

from appraisal.core.exporters import xlsx_table
from fees.models import PayoutBatch, PayoutLine

HEADERS = ("批次号", "序号", "户名", "账号", "开户行", "联行号", "金额（元）", "用途", "结果", "失败原因")


def bank_file(batch: PayoutBatch, lines: Sequence[PayoutLine]) -> bytes:
    """The workbook. The last two columns are the bank's to fill."""
    rows = (
        (
            batch.number, line.number, line.details.holder, line.details.number, line.details.bank,
            line.details.branch_code, f"{line.amount:.2f}", "职业技能鉴定费用", "", "",
        )
        for line in lines
    )  # fmt: skip
    return xlsx_table("支付明细", HEADERS, rows)
