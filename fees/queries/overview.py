"""The finance section's overview: what came in, what is owed, what waits on whom; income and spending cut three ways.

Income is what was paid on bills, split over their lines' occupations by what each subject costs; spending is what was
paid to payees for a plan.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import TruncMonth

from appraisal.core.rules.roles import Actor
from fees.models import Bill, Budget, Due, PayeeDetails, Payment, PayoutBatch
from fees.queries.panel import MoneyRow
from fees.rules.enums import BatchState, BillState, DetailsState, Dimension, DueState, PayeeKind
from fees.rules.money import ZERO


@dataclass(frozen=True, slots=True)
class Cut:
    """Income and spending of one district, occupation or month."""

    name: str
    income: Decimal
    spending: Decimal

    @property
    def rest(self) -> Decimal:
        return self.income - self.spending


@dataclass(frozen=True, slots=True)
class Standing:
    """What is in the air: bills to confirm, to pay, late; payouts waiting on whom."""

    to_confirm: int
    owed: Decimal
    open_bills: int
    late: int
    open_dues: Decimal
    without_account: int
    details_waiting: int
    batches_waiting: int
    batches_sent: int


def standing(today: date) -> Standing:
    """The finance section's tiles: five queries."""
    bills = Bill.objects.aggregate(
        to_confirm=Count("pk", filter=Q(state=BillState.PREPARED)),
        open=Count("pk", filter=Q(state=BillState.CONFIRMED)),
        owed=Sum(F("amount") - F("paid"), filter=Q(state=BillState.CONFIRMED)),
        late=Count("pk", filter=Q(state=BillState.CONFIRMED, due_on__lt=today)),
    )
    approved = PayeeDetails.objects.filter(state=DetailsState.APPROVED).values("payee")
    dues = Due.objects.filter(state=DueState.OPEN)
    batches = PayoutBatch.objects.aggregate(
        waiting=Count("pk", filter=Q(state=BatchState.PROPOSED)), sent=Count("pk", filter=Q(state=BatchState.SENT))
    )
    return Standing(
        to_confirm=bills["to_confirm"],
        owed=bills["owed"] or ZERO,
        open_bills=bills["open"],
        late=bills["late"],
        open_dues=dues.aggregate(sum=Sum("amount"))["sum"] or ZERO,
        without_account=dues.exclude(payee__in=approved).values("payee").distinct().count(),
        details_waiting=PayeeDetails.objects.filter(state=DetailsState.PROPOSED).count(),
        batches_waiting=batches["waiting"],
        batches_sent=batches["sent"],
    )


def cuts(actor: Actor, dimension: Dimension, since: date) -> list[Cut]:
    """Income and spending since a day, by one dimension: two queries."""
    income, spending = _income(actor, dimension, since), _spending(actor, dimension, since)
    names = income.keys() | spending.keys()
    order = sorted(names) if dimension is Dimension.MONTH else sorted(names, key=lambda name: (-income[name], name))
    return [Cut(name, income[name], spending[name]) for name in order]


def _income(actor: Actor, dimension: Dimension, since: date) -> dict[str, Decimal]:
    found: dict[str, Decimal] = defaultdict(lambda: ZERO)
    if dimension is Dimension.OCCUPATION:
        rows = Bill.objects.visible_to(actor).filter(state=BillState.PAID, closed_at__date__gte=since).order_by()
        by_occupation = rows.values_list("lines__item__occupation_level__occupation__name")
        found.update(by_occupation.annotate(sum=Sum("lines__amount")))
        return found
    payments = Payment.objects.visible_to(actor).filter(at__date__gte=since).order_by()
    if dimension is Dimension.MONTH:
        months = payments.annotate(month=TruncMonth("at")).values_list("month").annotate(sum=Sum("amount"))
        found.update({f"{month:%Y-%m}": amount for month, amount in months})
    else:
        found.update(payments.values_list("bill__plan__district__short_name").annotate(sum=Sum("amount")))
    return found


def _spending(actor: Actor, dimension: Dimension, since: date) -> dict[str, Decimal]:
    """What is due per plan as a whole belongs to no single occupation: it stands under a name of its own."""
    found: dict[str, Decimal] = defaultdict(lambda: ZERO)
    paid = Due.objects.visible_to(actor).filter(state=DueState.PAID, line__settled_at__date__gte=since).order_by()
    if dimension is Dimension.MONTH:
        months = paid.annotate(month=TruncMonth("line__settled_at")).values_list("month").annotate(sum=Sum("amount"))
        found.update({f"{month:%Y-%m}": amount for month, amount in months})
    elif dimension is Dimension.DISTRICT:
        found.update(paid.values_list("plan__district__short_name").annotate(sum=Sum("amount")))
    else:
        rows = paid.values_list("item__occupation_level__occupation__name").annotate(sum=Sum("amount"))
        found.update({name or "（按计划支付）": amount for name, amount in rows})
    return found


def year_money(actor: Actor, year: int) -> list[MoneyRow]:
    """Budget, due and paid of a year's plans, by kind of payee: two queries."""
    budgets = dict(
        Budget.objects.visible_to(actor).filter(year=year).order_by("pk").values_list("payee_kind", "amount")
    )
    dues = Due.objects.visible_to(actor).filter(plan__first_exam_date__year=year).order_by().values_list("payee__kind")
    sums = {
        kind: (due or ZERO, paid or ZERO)
        for kind, due, paid in dues.annotate(due=Sum("amount"), paid=Sum("amount", filter=Q(state=DueState.PAID)))
    }
    return [MoneyRow(kind, budgets.get(kind), *sums.get(kind, (ZERO, ZERO))) for kind in PayeeKind]
