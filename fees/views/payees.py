"""Payees: bank data handed in and approved, and what each is owed and was paid."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from appraisal.core.exporters import table_download
from appraisal.core.models import Organisation
from appraisal.core.queries.pages import page_by_key
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Role
from appraisal.core.views.base import PortalView
from fees.forms.payouts import DetailsForm, PayeeFilterForm
from fees.models import Payee
from fees.permissions import FINANCE, PAYEES
from fees.queries.payees import details_of, dues_of, own_payee, payees_page, payments_to, visible_payee
from fees.rules.enums import DetailsState
from fees.services import payees

STATEMENT_HEADERS = ("计划", "项目", "计算方式", "数量", "金额（元）", "状态", "批次", "支付时间")


class Payees(PortalView):
    """Everybody who is paid, and who has no account yet."""

    roles = FINANCE

    def get(self, request: HttpRequest) -> HttpResponse:
        form = PayeeFilterForm(request.GET)
        chosen = form.chosen()
        rows = payees_page(
            self.actor, text=chosen.get("q", ""), kind=chosen.get("kind", ""), state=chosen.get("state", "")
        )
        page = page_by_key(rows, ("kind", "pk"), request.GET.get("before", ""))
        return render(request, "fees/payees.html", {"form": form, "page": page})

    def post(self, request: HttpRequest) -> HttpResponse:
        """Adopt the registered cards of examiners."""
        found, _ = self.attempt(lambda: payees.adopt_cards(actor=self.actor, now=self.now))
        return redirect(f"{request.path}?state={DetailsState.PROPOSED}" if found else request.path)


class PayeePage(PortalView):
    """One payee: bank data with history, decisions, statement."""

    roles = FINANCE

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(self.payee_or_404(pk))

    def payee_or_404(self, pk: int) -> Payee:
        """The payee as far as the actor may see him."""
        try:
            return visible_payee(self.actor, pk)
        except Payee.DoesNotExist as missing:
            raise Http404 from missing

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Bank data are handed in by the finance section, from paper."""
        payee = self.payee_or_404(pk)
        form = DetailsForm(request.POST)
        form.is_valid()
        if payee.organisation_id is None:
            raise Http404
        _, refusals = self.attempt(
            lambda: payees.hand_in_details(
                actor=self.actor, organisation_id=payee.organisation_id or 0, details=form.details(), now=self.now
            ),
            success="已报送，等另一人核准。",
        )
        if refusals:
            form.add_refusals(refusals)
            return self.page(payee, refusals, form)
        return redirect(request.path)

    def page(
        self, payee: Payee | None, refusals: tuple[Refusal, ...] = (), form: DetailsForm | None = None
    ) -> HttpResponse:
        """The page, with the reasons why something was refused."""
        finance = self.actor.role == Role.FINANCE_OFFICER
        initial = {"holder": payee.name if payee else self._own_name()}
        context: dict[str, Any] = {
            "payee": payee,
            "details": details_of(self.actor, payee) if payee else [],
            "dues": dues_of(self.actor, payee)[:100] if payee else [],
            "payments": payments_to(self.actor, payee) if payee else [],
            "form": form or (DetailsForm(initial=initial) if self.hands_in(payee) else None),
            "is_finance": finance,
            "refusals": refusals,
        }
        return render(self.request, "fees/payee.html", context, status=422 if refusals else 200)

    def _own_name(self) -> str:
        """The whole name of the actor's organisation, which has not been owed anything yet."""
        homes = Organisation.objects.visible_to(self.actor).filter(pk=self.actor.organisation_id)
        return homes.values_list("name", flat=True).first() or ""

    def hands_in(self, payee: Payee | None) -> bool:
        """Whether bank data can be handed in here: an examiner's card is kept in the register."""
        return self.actor.role != Role.EXAMINER and (payee is None or payee.organisation_id is not None)


class DecideDetails(PayeePage):
    """The second person approves, typing the number again, or refuses with a reason."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        payee = self.payee_or_404(pk)
        waiting = next((one for one in details_of(self.actor, payee) if one.state == DetailsState.PROPOSED), None)
        if waiting is None:
            return redirect("fees:payee", pk=pk)
        given = {"actor": self.actor, "details_id": waiting.pk, "now": self.now}
        if request.POST.get("decision") == "approve":
            number = request.POST.get("number", "")
            _, refusals = self.attempt(lambda: payees.approve_details(number=number, **given), success="已核准。")
        else:
            reason = request.POST.get("reason", "")
            _, refusals = self.attempt(lambda: payees.refuse_details(reason=reason, **given), success="已退回。")
        return self.page(payee, refusals) if refusals else redirect("fees:payee", pk=pk)


class OwnAccount(PayeePage):
    """What is paid to me: the organisation's or the examiner's own page."""

    roles = PAYEES

    def get(self, request: HttpRequest, pk: int = 0) -> HttpResponse:
        payee = own_payee(self.actor)
        if request.GET.get("export") and payee:
            return self.export(payee)
        return self.page(payee)

    def post(self, request: HttpRequest, pk: int = 0) -> HttpResponse:
        form = DetailsForm(request.POST)
        form.is_valid()
        organisation_id = self.actor.organisation_id
        if organisation_id is None:
            raise Http404
        _, refusals = self.attempt(
            lambda: payees.hand_in_details(
                actor=self.actor, organisation_id=organisation_id, details=form.details(), now=self.now
            ),
            success="已报送，等财务科核准。",
        )
        if refusals:
            form.add_refusals(refusals)
            return self.page(own_payee(self.actor), refusals, form)
        return redirect("fees:account")

    def export(self, payee: Payee) -> HttpResponse:
        """The statement as a workbook."""
        rows = (
            (
                due.plan.number, str(due.item) if due.item else "", due.rate.get_basis_display(), float(due.quantity),
                float(due.amount), due.get_state_display(), due.line.batch.number if due.line else "",
                due.line.settled_at if due.line and due.line.settled_at else "",
            )
            for due in dues_of(self.actor, payee)
        )  # fmt: skip
        return table_download("支付给我的费用", STATEMENT_HEADERS, rows, "xlsx")
