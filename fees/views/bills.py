"""Price preview, bills and what is paid on them 二（五）."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from appraisal.core import clock
from appraisal.core.exporters import table_download
from appraisal.core.queries.pages import chosen_order, page_by_key
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Capability, may
from appraisal.core.views.base import PortalView
from fees.forms.collection import BillFilterForm, CounterForm
from fees.models import Bill
from fees.permissions import BILL_READERS, FINANCE, INSTITUTE
from fees.queries.bills import ORDERS, bill_lines, bills_page, line_groups, live_bill, price_groups, visible_bill
from fees.queries.ledger import credits_of
from fees.queries.pricing import price_of
from fees.rules.enums import BillState
from fees.services import bills, payments
from plans.models import Plan
from plans.rules.states import PlanState
from plans.views.base import PlanView

SHOWN = 200  # candidates on the preview
LINE_HEADERS = ("缴费单号", "姓名", "职业（工种）、等级", "科目", "考试类型", "收费标准", "金额（元）")


class PlanPrice(PlanView):
    """What a plan would cost, per subject and candidate, with everything that looks wrong; then the bill is made."""

    roles = BILL_READERS

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        return self.page(self.plan_or_404(number))

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        plan = self.plan_or_404(number)
        ticked = request.POST.getlist("acknowledged")
        bill, refusals = self.attempt(
            lambda: bills.prepare_bill(actor=self.actor, plan_id=plan.pk, acknowledged=ticked, now=self.now)
        )
        if bill:
            return redirect("fees:bill", number=bill.number)
        return self.page(plan, refusals)

    def page(self, plan: Plan, refusals: tuple[Refusal, ...] = ()) -> HttpResponse:
        """The preview, with the reasons why no bill was made."""
        found = price_of(plan, clock.today(self.now))
        candidates = plan.candidates.visible_to(self.actor).filter(pk__in=list(found.by_candidate)[:SHOWN])
        names = dict(candidates.values_list("pk", "name"))
        bill = live_bill(plan)
        context = {
            "plan": plan,
            "price": found,
            "groups": price_groups(plan, found.lines),
            "candidates": [(names[key], amount) for key, amount in found.by_candidate.items() if key in names],
            "is_cut": len(found.by_candidate) > SHOWN,
            "bill": bill,
            "blocking": [finding for finding in found.findings if finding.blocks],
            "may_bill": may(self.actor, Capability.BILL) and plan.state == PlanState.QUALIFIED and bill is None,
            "acknowledged": set(self.request.POST.getlist("acknowledged")),
            "refusals": refusals,
        }
        return render(self.request, "fees/price.html", context, status=422 if refusals else 200)


class BillList(PortalView):
    """The bills of one's institute, or all of them."""

    roles = BILL_READERS

    def get(self, request: HttpRequest) -> HttpResponse:
        form = BillFilterForm(request.GET)
        sort = request.GET.get("sort", "newest")
        rows = bills_page(self.actor, form.filters())
        page = page_by_key(rows, chosen_order(sort, ORDERS), request.GET.get("before", ""))
        context = {"form": form, "sort": sort, "page": page, "shows_institute": self.actor.is_city}
        return render(request, "fees/bills.html", context)


class BillPage(PortalView):
    """One bill: its lines added up, who made and confirmed it, what was paid."""

    roles = BILL_READERS

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        return self.page(self.bill_or_404(number))

    def bill_or_404(self, number: str) -> Bill:
        """The bill as far as the actor may see it."""
        try:
            return visible_bill(self.actor, number)
        except Bill.DoesNotExist as missing:
            raise Http404 from missing

    def page(self, bill: Bill, refusals: tuple[Refusal, ...] = (), form: CounterForm | None = None) -> HttpResponse:
        """The page, with the reasons why something was refused."""
        mine = may(self.actor, Capability.BILL)
        collects = may(self.actor, Capability.COLLECT) and bill.state == BillState.CONFIRMED
        credit = credits_of([bill.institute_id]).get(bill.institute_id) if self.actor.is_city or mine else None
        context = {
            "bill": bill,
            "groups": line_groups(bill),
            "payments": bill.payments.select_related("receipt", "line").order_by("pk"),
            "may_confirm": mine and bill.state == BillState.PREPARED and bill.prepared_by_id != self.actor.user_id,
            "may_return": mine and bill.state == BillState.PREPARED,
            "form": (form or CounterForm(initial={"amount": bill.owed})) if collects else None,
            "credit": credit,
            "refusals": refusals,
        }
        return render(self.request, "fees/bill.html", context, status=422 if refusals else 200)

    def act(self, number: str, service: Callable[..., Any], success: str, **given: Any) -> HttpResponse:
        """Run one action on the bill and show it again."""
        bill = self.bill_or_404(number)
        _, refusals = self.attempt(
            lambda: service(actor=self.actor, bill_id=bill.pk, now=self.now, **given), success=success
        )
        return self.page(bill, refusals) if refusals else redirect("fees:bill", number=bill.number)


class ConfirmBill(BillPage):
    """The second person of the institute confirms."""

    roles = INSTITUTE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        return self.act(number, bills.confirm_bill, "缴费单已确认，请按缴费通知单缴费。")


class ReturnBill(BillPage):
    """Somebody of the institute sends it back."""

    roles = INSTITUTE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        reason = request.POST.get("reason", "")
        return self.act(number, bills.return_bill, "缴费单已退回，请重新制作。", reason=reason)


class CounterReceipt(BillPage):
    """The finance section takes money at the counter."""

    roles = FINANCE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        bill = self.bill_or_404(number)
        form = CounterForm(request.POST)
        form.is_valid()
        typed = form.cleaned_data
        made, refusals = self.attempt(
            lambda: payments.receive_at_counter(
                actor=self.actor,
                bill_id=bill.pk,
                amount=typed.get("amount"),
                method=typed.get("method", ""),
                payer=typed.get("payer", ""),
                credit_rest=typed.get("credit_rest", False),
                now=self.now,
            ),
            success="已收款，收据已开具。",
        )
        if refusals:
            form.add_refusals(refusals)
            return self.page(bill, refusals, form)
        return redirect("fees:receipt", number=made.number) if made else redirect("fees:bill", number=bill.number)


class UseCredit(BillPage):
    """The institute's credit pays what it can."""

    roles = FINANCE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        return self.act(number, payments.apply_credit, "余款已抵缴。")


class BillExport(BillPage):
    """The lines as a workbook: each candidate and subject with its standard."""

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        bill = self.bill_or_404(number)
        rows = (
            (
                bill.number, line.candidate.name, str(line.item), line.get_subject_display(),
                line.get_attempt_display(), f"{line.standard.fee_class} {line.standard.document_number}",
                float(line.amount),
            )
            for line in bill_lines(self.actor, bill)
        )  # fmt: skip
        return table_download(f"缴费单明细 {bill.number}", LINE_HEADERS, rows, "xlsx")
