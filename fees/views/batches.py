"""Payout batches 二（七）: who is owed what, a batch with maker and checker, the bank's file and its answer."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from appraisal.core.exporters import XLSX, download
from appraisal.core.queries.pages import page_by_key
from appraisal.core.rules.refusals import Refusal
from appraisal.core.views.base import PortalView
from fees.exporters.bank_file import bank_file
from fees.forms.payouts import BatchFilterForm, BatchForm, ReturnForm
from fees.importers.returns import read_return
from fees.models import Due, PayoutBatch, PayoutLine
from fees.permissions import FINANCE
from fees.queries.payouts import budget_uses, open_dues
from fees.rules.enums import BatchState, PayoutLineState
from fees.services import papers, payouts
from fees.views.papers import PrintView

RETURNABLE = (BatchState.SENT, BatchState.DONE)


class Batches(PortalView):
    """The batches, and who is owed what and can be paid."""

    roles = FINANCE

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page()

    def post(self, request: HttpRequest) -> HttpResponse:
        form = BatchForm(request.POST)
        form.is_valid()
        batch, refusals = self.attempt(
            lambda: payouts.propose_batch(
                actor=self.actor, payee_ids=form.cleaned_data.get("payees", []), now=self.now
            ),
            success="批次已制作，等另一人审批。",
        )
        return redirect("fees:batch", number=batch.number) if batch else self.page(refusals)

    def page(self, refusals: tuple[Refusal, ...] = ()) -> HttpResponse:
        """The page, with the reasons why no batch was made."""
        form = BatchFilterForm(self.request.GET)
        rows = PayoutBatch.objects.visible_to(self.actor).select_related("made_by", "decided_by")
        if state := form.chosen().get("state"):
            rows = rows.filter(state=state)
        owed = open_dues(self.actor)
        context = {
            "form": form,
            "page": page_by_key(rows, ("-pk",), self.request.GET.get("before", "")),
            "owed": owed,
            "payable": sum(one.is_payable for one in owed),
            "refusals": refusals,
        }
        return render(self.request, "fees/batches.html", context, status=422 if refusals else 200)


class BatchPage(PortalView):
    """One batch with its payments."""

    roles = FINANCE

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        return self.page(self.batch_or_404(number))

    def batch_or_404(self, number: str) -> PayoutBatch:
        """The batch as far as the actor may see it."""
        rows = PayoutBatch.objects.visible_to(self.actor).select_related("made_by", "decided_by")
        batch = rows.filter(number=number).first()
        if batch is None:
            raise Http404
        return batch

    def page(self, batch: PayoutBatch, refusals: tuple[Refusal, ...] = ()) -> HttpResponse:
        """The page, with the reasons why something was refused."""
        lines = list(batch.lines.select_related("payee__organisation", "payee__examiner", "details").order_by("number"))
        dues = Due.objects.visible_to(self.actor).filter(line__batch=batch)
        uses = budget_uses(dues) if batch.state == BatchState.PROPOSED else []
        is_own = batch.made_by_id == self.actor.user_id
        context = {
            "batch": batch,
            "lines": lines,
            "failed": sum(line.state == PayoutLineState.FAILED for line in lines),
            "uses": uses,
            "may_approve": batch.state == BatchState.PROPOSED and not is_own,
            "waits_for_other": batch.state == BatchState.PROPOSED and is_own,
            "may_reject": batch.state in {BatchState.PROPOSED, BatchState.APPROVED},
            "may_send": batch.state in {BatchState.APPROVED, BatchState.SENT},
            "return_form": ReturnForm() if batch.state in RETURNABLE else None,
            "refusals": refusals,
        }
        return render(self.request, "fees/batch.html", context, status=422 if refusals else 200)

    def act(self, number: str, service: Callable[..., Any], success: str, **given: Any) -> HttpResponse:
        """Run one action on the batch and show it again."""
        batch = self.batch_or_404(number)
        _, refusals = self.attempt(
            lambda: service(actor=self.actor, batch_id=batch.pk, now=self.now, **given), success=success
        )
        return self.page(self.batch_or_404(number), refusals) if refusals else redirect("fees:batch", number=number)


class ApproveBatch(BatchPage):
    """The second person approves."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        return self.act(number, payouts.approve_batch, "批次已批准，可以送银行。")


class RejectBatch(BatchPage):
    """The batch goes back."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        return self.act(number, payouts.reject_batch, "批次已退回。", reason=request.POST.get("reason", ""))


class BankFile(BatchPage):
    """The file for the bank: an action on record, since whole account numbers leave the portal."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        batch = self.batch_or_404(number)
        sent, refusals = self.attempt(lambda: payouts.send_batch(actor=self.actor, batch_id=batch.pk, now=self.now))
        if sent is None:
            return self.page(batch, refusals)
        return download(bank_file(*sent), f"支付明细 {number}.xlsx", XLSX)


class BatchReturn(BatchPage):
    """The bank's answer comes in."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        batch, upload = self.batch_or_404(number), request.FILES.get("file")
        if upload is None:
            return self.page(batch, (Refusal("missing", {"what": "银行回盘文件"}, field="file"),))
        outcomes, refusals = self.attempt(lambda: read_return(upload))
        if refusals:
            return self.page(batch, refusals)
        found, refusals = self.attempt(
            lambda: payouts.receive_return(actor=self.actor, batch_id=batch.pk, outcomes=outcomes or [], now=self.now)
        )
        if refusals:
            return self.page(batch, refusals)
        if found:
            paid, failed, known = found
            messages.success(request, f"回盘已入账：成功 {paid} 笔，失败 {failed} 笔，以前已有 {known} 笔。")
        return redirect("fees:batch", number=number)


class PayoutList(PrintView, BatchPage):
    """The list of a batch as PDF."""

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        batch = self.batch_or_404(number)
        lines = PayoutLine.objects.visible_to(self.actor).filter(batch=batch)
        is_sample = lines.filter(Q(payee__organisation__is_sample=True) | Q(payee__examiner__is_sample=True)).exists()
        return self.printed(
            lambda: papers.issue_payout_list(
                actor=self.actor, batch_id=batch.pk, is_sample=is_sample, now=self.now
            ),
            "支付清单", "fees:batch", number,
        )  # fmt: skip
