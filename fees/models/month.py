"""Closed months: the ledger takes no more postings that are dated in one."""

from django.db import models

from fees.models.scoping import FinanceQuerySet


class MonthClose(models.Model):
    """A month (its first day) that was closed, with the balances of that evening. Added, never changed."""

    month = models.DateField("月份", unique=True)
    closed_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField()
    balances = models.JSONField(default=list)

    objects = FinanceQuerySet.as_manager()

    class Meta:
        ordering = ("-month",)
        constraints = [models.CheckConstraint(name="month_is_first_day", condition=models.Q(month__day=1))]
