"""Papers of money are issued with a version and a QR code: payment notice and bill, receipt, payout list."""

from datetime import datetime

from appraisal.core import audit
from appraisal.core.models import Paper
from appraisal.core.permissions import authorise
from appraisal.core.phrases import conflict
from appraisal.core.rules.papers import PaperKind
from appraisal.core.rules.roles import Actor, Capability
from appraisal.core.services.papers import issue_paper
from appraisal.core.transactions import use_case
from fees.models import Bill, PayoutBatch, Receipt
from fees.queries.bills import lock_bill
from fees.queries.papers import Content, batch_content, bill_content, receipt_content
from fees.queries.payouts import lock_batch
from fees.rules.enums import BillState
from fees.rules.money import shown

TITLES = {PaperKind.PAYMENT_NOTICE: "北京市职业技能鉴定缴费通知单", PaperKind.BILL: "北京市职业技能鉴定费账单"}
OWED = (BillState.CONFIRMED, BillState.PAID)


@use_case
def issue_bill_paper(*, actor: Actor, bill_id: int, kind: PaperKind, now: datetime) -> tuple[Paper, Content]:
    """The bill, or the payment notice of a confirmed one.

    Raises `Bill.DoesNotExist` for a bill that is not the actor's, `Conflict` for a notice of a bill that nobody owes.
    """
    Bill.objects.visible_to(actor).get(pk=bill_id)
    lock_bill(bill_id)
    bill = Bill.objects.select_related("plan", "institute", "prepared_by", "confirmed_by").get(pk=bill_id)
    if kind is PaperKind.PAYMENT_NOTICE and bill.state not in OWED:
        raise conflict("bill_not_open", number=bill.number, state=bill.get_state_display())
    content = bill_content(bill)
    facts = [("缴费单号", bill.number), ("鉴定机构", bill.institute.name), ("应缴金额", f"{shown(bill.amount)} 元")]
    paper = issue_paper(
        kind=kind, subject=bill, title=TITLES[kind], facts=facts,
        organisation_ids=[bill.institute_id], actor=actor, now=now, is_sample=bill.is_sample or bill.plan.is_sample,
        content=content,
    )  # fmt: skip
    _record(actor, paper, f"打印{kind.label}：{bill.number}", now)
    return paper, content


@use_case
def issue_receipt_paper(*, actor: Actor, receipt_id: int, now: datetime) -> tuple[Paper, Content]:
    """A receipt. Raises `Receipt.DoesNotExist` for one that is not the actor's."""
    rows = Receipt.objects.visible_to(actor).select_related("institute", "issued_by")
    receipt = rows.select_for_update(of=("institute",), no_key=True).get(pk=receipt_id)
    content = receipt_content(receipt)
    facts = [("收据号", receipt.number), ("交款单位", receipt.institute.name), ("金额", f"{shown(receipt.amount)} 元")]
    paper = issue_paper(
        kind=PaperKind.RECEIPT, subject=receipt, title="北京市职业技能鉴定费收据", facts=facts,
        organisation_ids=[receipt.institute_id], actor=actor, now=now, is_sample=receipt.institute.is_sample,
        content=content,
    )  # fmt: skip
    _record(actor, paper, f"打印收据：{receipt.number}", now)
    return paper, content


@use_case
def issue_payout_list(*, actor: Actor, batch_id: int, is_sample: bool, now: datetime) -> tuple[Paper, Content]:
    """The list of a batch, account numbers by their tails. Raises `NotPermitted`."""
    authorise(actor, Capability.PAY_OUT)
    lock_batch(batch_id)
    batch = PayoutBatch.objects.select_related("made_by", "decided_by").get(pk=batch_id)
    content = batch_content(batch)
    facts = [("批次号", batch.number), ("金额", f"{shown(batch.amount)} 元"), ("状态", batch.get_state_display())]
    paper = issue_paper(
        kind=PaperKind.PAYOUT_LIST, subject=batch, title="考核鉴定费支付清单", facts=facts, organisation_ids=[],
        actor=actor, now=now, is_sample=is_sample, content=content,
    )  # fmt: skip
    _record(actor, paper, f"打印支付清单：{batch.number}", now)
    return paper, content


def _record(actor: Actor, paper: Paper, summary: str, now: datetime) -> None:
    audit.record(actor=actor, action="paper.print", target=paper, summary=summary, at=now, version=paper.version)
