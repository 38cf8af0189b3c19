"""The ledger: balances of a month, statements of accounts, the trial balance, month close, export for the accounts."""

from datetime import date, timedelta

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from appraisal.core import clock
from appraisal.core.exporters import table_download
from appraisal.core.queries.pages import page_by_key
from appraisal.core.rules.refusals import Refusal
from appraisal.core.views.base import PortalView
from fees.forms.payouts import MonthForm
from fees.models import MonthClose
from fees.permissions import FINANCE
from fees.queries import ledger
from fees.rules.money import total
from fees.services import months

LEG_HEADERS = ("凭证", "记账日期", "业务", "摘要", "科目", "计划", "借方（元）", "贷方（元）", "经手人")


class Ledger(PortalView):
    """Balances of a month, what agrees and what does not."""

    roles = FINANCE

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page()

    def asked(self) -> tuple[date, date]:
        """First and last day of the month in the address."""
        first = MonthForm(self.request.GET).first_day(clock.today(self.now))
        return first, months.last_day(first)

    def page(self, refusals: tuple[Refusal, ...] = ()) -> HttpResponse:
        """The page, with the reasons why a month could not be closed."""
        first, last = self.asked()
        rows = ledger.account_balances(first, last)
        closes = list(MonthClose.objects.visible_to(self.actor).select_related("closed_by")[:24])
        today = clock.today(self.now)
        context = {
            "first": first,
            "before": first - timedelta(days=1),
            "after": months.next_month(first) if months.next_month(first) <= today else None,
            "rows": rows,
            "debits": total(row.debits for row in rows),
            "credits": total(row.credits for row in rows),
            "checks": ledger.trial_balance(),
            "closes": closes,
            "closed": any(close.month >= first for close in closes),
            "is_over": last < today,
            "refusals": refusals,
        }
        return render(self.request, "fees/ledger.html", context, status=422 if refusals else 200)


class CloseMonth(Ledger):
    """The finance section closes the month in the address."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        first, _ = self.asked()
        _, refusals = self.attempt(
            lambda: months.close_month(actor=self.actor, month=first, now=self.now), success=f"{first:%Y-%m} 已关账。"
        )
        if refusals:
            return self.page(refusals)
        return redirect(f"{request.path.removesuffix('close/')}?month={first:%Y-%m}")


class LedgerExport(Ledger):
    """Every leg of the month, for the accounts department."""

    def get(self, request: HttpRequest) -> HttpResponse:
        first, last = self.asked()
        rows = (
            (
                leg.transaction_id, leg.transaction.day, leg.transaction.get_kind_display(), leg.transaction.memo,
                ledger.account_name(leg.account), leg.plan.number if leg.plan else "",
                float(max(leg.amount, 0)), float(max(-leg.amount, 0)),
                leg.transaction.by.name if leg.transaction.by else "系统",
            )
            for leg in ledger.legs_between(self.actor, first, last)
        )  # fmt: skip
        return table_download(f"记账凭证 {first:%Y-%m}", LEG_HEADERS, rows, "xlsx")


class AccountPage(PortalView):
    """The statement of one account, newest first, with the balance after each leg."""

    roles = FINANCE

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            account = ledger.visible_account(self.actor, pk)
        except ObjectDoesNotExist as missing:
            raise Http404 from missing
        page = page_by_key(ledger.legs_of(self.actor, account), ("-pk",), request.GET.get("before", ""))
        context = {"account": account, "name": ledger.account_name(account), "page": page}
        return render(request, "fees/account_statement.html", context)
