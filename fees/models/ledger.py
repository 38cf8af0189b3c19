"""The ledger: append-only double entry in yuan to the fen.

Only `fees.services.ledger` writes here (import-linter keeps it so). The database keeps every transaction at zero when
it commits, refuses change and deletion, and refuses postings into a closed month (migration 0002).
"""

from django.db import models
from django.db.models import Q

from appraisal.core.models import Organisation
from fees.models.payee import Payee
from fees.models.scoping import FinanceQuerySet
from fees.rules.enums import AccountKind, TransactionKind
from plans.models import Plan


class LedgerAccount(models.Model):
    """An account; RECEIVABLE and CREDIT are kept per institute, PAYABLE per payee, the others once."""

    kind = models.CharField("科目", max_length=12, choices=AccountKind.choices())
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    payee = models.ForeignKey(Payee, null=True, on_delete=models.PROTECT, related_name="+")

    objects = FinanceQuerySet.as_manager()

    class Meta:
        ordering = ("kind", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "organisation", "payee"], nulls_distinct=False, name="one_account_once"
            ),
        ]


class LedgerTransaction(models.Model):
    """Why and when; its legs say what. `key` names the thing that was posted, so that it is posted once."""

    kind = models.CharField("业务", max_length=12, choices=TransactionKind.choices())
    key = models.CharField(max_length=80, unique=True)
    memo = models.CharField("摘要", max_length=200)
    day = models.DateField("记账日期")
    at = models.DateTimeField("记账时间")
    by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")

    objects = FinanceQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        indexes = [models.Index(fields=["day"], name="ledger_by_day")]


class LedgerLeg(models.Model):
    """A debit (positive) or credit (negative) of one account."""

    transaction = models.ForeignKey(LedgerTransaction, on_delete=models.PROTECT, related_name="legs")
    account = models.ForeignKey(LedgerAccount, on_delete=models.PROTECT, related_name="legs")
    plan = models.ForeignKey(Plan, null=True, on_delete=models.PROTECT, related_name="+")
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2)

    objects = FinanceQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = [models.CheckConstraint(name="leg_not_zero", condition=~Q(amount=0))]
