"""Papers of money: printed with a QR code that verifies them."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from appraisal.core.exporters import download, imprint_of
from appraisal.core.models import Paper
from appraisal.core.phrases import explain
from appraisal.core.queries.pages import page_by_key
from appraisal.core.rules.papers import PaperKind
from appraisal.core.rules.refusals import Refusal
from appraisal.core.typesetting import PDF, FontMissing
from appraisal.core.views.base import PortalView
from fees.exporters.papers import paper_pdf
from fees.models import Bill, Receipt
from fees.permissions import BILL_READERS
from fees.queries.papers import Content
from fees.services import papers


class PrintView(PortalView):
    """A page that answers with a PDF."""

    def printed(self, issue: Callable[[], tuple[Paper, Content]], name: str, back: str, number: str) -> HttpResponse:
        """The PDF of what `issue` issues, or back to the page with the reason why not."""
        made, _ = self.attempt(issue)
        if made is None:
            return redirect(back, number=number)
        try:
            paper, shown = made
            content = paper_pdf(paper, shown, imprint_of(self.request))
        except FontMissing:
            messages.error(self.request, explain(Refusal("font_missing")).message)
            return redirect(back, number=number)
        return download(content, f"{name}{number}.pdf", PDF, inline=True)


class BillPaper(PrintView):
    """The bill (鉴定费账单)."""

    roles = BILL_READERS
    kind = PaperKind.BILL

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        bill = Bill.objects.visible_to(self.actor).filter(number=number).first()
        if bill is None:
            raise Http404
        return self.printed(
            lambda: papers.issue_bill_paper(actor=self.actor, bill_id=bill.pk, kind=self.kind, now=self.now),
            self.kind.label, "fees:bill", number,
        )  # fmt: skip


class PaymentNotice(BillPaper):
    """The payment notice (缴费通知单)."""

    kind = PaperKind.PAYMENT_NOTICE


class Receipts(PortalView):
    """The receipts, newest first."""

    roles = BILL_READERS

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = Receipt.objects.visible_to(self.actor).select_related("institute").prefetch_related("payments__bill")
        page = page_by_key(rows, ("-pk",), request.GET.get("before", ""))
        return render(request, "fees/receipts.html", {"page": page, "shows_institute": self.actor.is_city})


class ReceiptPage(PortalView):
    """One receipt."""

    roles = BILL_READERS

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        rows = Receipt.objects.visible_to(self.actor).select_related("institute", "issued_by")
        receipt = rows.filter(number=number).first()
        if receipt is None:
            raise Http404
        payments = list(receipt.payments.select_related("bill__plan", "line").order_by("pk"))
        rest = receipt.amount - sum(one.amount for one in payments)
        return render(request, "fees/receipt.html", {"receipt": receipt, "payments": payments, "rest": rest})


class ReceiptPaper(PrintView):
    """The receipt as PDF."""

    roles = BILL_READERS

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        receipt = Receipt.objects.visible_to(self.actor).filter(number=number).first()
        if receipt is None:
            raise Http404
        return self.printed(
            lambda: papers.issue_receipt_paper(actor=self.actor, receipt_id=receipt.pk, now=self.now),
            PaperKind.RECEIPT.label, "fees:receipt", number,
        )  # fmt: skip
