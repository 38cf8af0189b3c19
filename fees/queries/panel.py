"""What the finance section sees of a plan's money: budget, accrued, paid, by kind of payee."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, Sum

from appraisal.core.rules.roles import Actor
from fees.models import Budget, Due
from fees.rules.enums import DueState, PayeeKind
from fees.rules.money import ZERO
from plans.models import Plan


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """One kind of payee."""

    kind: PayeeKind
    budget: Decimal | None
    due: Decimal
    paid: Decimal


def plan_money(actor: Actor, plan: Plan) -> list[MoneyRow]:
    """A row for each kind of payee that has a budget or is owed something: two queries."""
    rows = Budget.objects.visible_to(actor).filter(plan=plan).order_by("pk")
    budgets = dict(rows.values_list("payee_kind", "amount"))
    sums = Due.objects.visible_to(actor).filter(plan=plan).order_by().values_list("payee__kind")
    found = {
        kind: (due or ZERO, paid or ZERO)
        for kind, due, paid in sums.annotate(due=Sum("amount"), paid=Sum("amount", filter=Q(state=DueState.PAID)))
    }
    return [
        MoneyRow(kind, budgets.get(kind), *found.get(kind, (ZERO, ZERO)))
        for kind in PayeeKind
        if budgets.get(kind) or kind in found
    ]
