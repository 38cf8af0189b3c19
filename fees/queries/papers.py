"""What the papers of money say: payment notice, bill, receipt, payout list; account numbers by their tails."""

from typing import Any

from django.conf import settings

from appraisal.core.clock import today
from appraisal.core.rules.identity import mask_bank_card
from fees.models import Bill, PayoutBatch, Receipt
from fees.queries.bills import line_groups
from fees.rules.money import in_words, shown

Content = dict[str, Any]


def bill_content(bill: Bill) -> Content:
    """The bill and the payment notice: the sum per subject, and how to pay."""
    bank, account = settings.KAOWU["COLLECTION_ACCOUNT"]
    return {
        "number": bill.number,
        "facts": [
            ["缴费单号", bill.number],
            ["计划编号", bill.plan.number],
            ["计划名称", bill.plan.title],
            ["鉴定机构", bill.institute.name],
            ["首场考试", f"{bill.plan.first_exam_date or ''}"],
            ["缴费截止", f"{bill.due_on or '（确认以后确定）'}"],
        ],
        "rows": [
            [
                row.item,
                f"{row.subject}（{row.attempt}）",
                row.standard,
                shown(row.price),
                str(row.people),
                shown(row.amount),
            ]
            for row in line_groups(bill)
        ],
        "people": str(bill.candidates),
        "amount": shown(bill.amount),
        "words": in_words(bill.amount),
        "account": account,
        "bank": bank,
        "institute": bill.institute.name,
        "prepared": bill.prepared_by.name,
        "confirmed": bill.confirmed_by.name if bill.confirmed_by else "",
    }  # fmt: skip


def receipt_content(receipt: Receipt) -> Content:
    """A receipt, with the bills that it pays and what went to credit."""
    payments = list(receipt.payments.select_related("bill__plan").order_by("pk"))
    parts = [[one.bill.number, f"{one.bill.plan.number} {one.bill.plan.title}", shown(one.amount)] for one in payments]
    rest = receipt.amount - sum(one.amount for one in payments)
    if rest:
        parts.append(["—", "记为机构余款", shown(rest)])
    return {
        "number": receipt.number,
        "facts": [
            ["收据号", receipt.number],
            ["开具日期", f"{today(receipt.issued_at)}"],
            ["交款单位", receipt.institute.name],
            ["付款人", receipt.payer],
            ["方式", receipt.get_method_display()],
            ["开具人", receipt.issued_by.name if receipt.issued_by else "系统自动核销"],
        ],
        "rows": parts,
        "amount": shown(receipt.amount),
        "words": in_words(receipt.amount),
    }


def batch_content(batch: PayoutBatch) -> Content:
    """The list of a batch for the file of the finance section."""
    lines = batch.lines.select_related("payee__organisation", "payee__examiner", "details").order_by("number")
    return {
        "number": batch.number,
        "facts": [
            ["批次号", batch.number],
            ["状态", batch.get_state_display()],
            ["制作", f"{batch.made_by.name}，{today(batch.made_at)}"],
            ["批准", f"{batch.decided_by.name}，{today(batch.decided_at)}" if batch.decided_by else ""],
        ],
        "rows": [
            [
                str(line.number), line.payee.name, line.payee.get_kind_display(), line.details.bank,
                mask_bank_card(line.details.number), shown(line.amount), line.get_state_display(),
            ]
            for line in lines
        ],
        "amount": shown(batch.amount),
        "words": in_words(batch.amount),
    }  # fmt: skip
