"""Rates, budgets, amounts due to payees, and the batches that pay them 二（七）."""

from django.db import models
from django.db.models import F, Q

from examiners.models import DutyCorrection
from fees.models.payee import OfPayeeQuerySet, Payee, PayeeDetails
from fees.models.scoping import FinanceQuerySet
from fees.rules.enums import BatchState, DueState, PayeeKind, PayoutLineState, RateBasis
from plans.models import Plan, PlanItem

UNPAID = (DueState.OPEN, DueState.SET_OFF)  # in no payment


class Rate(models.Model):
    """What a kind of payee gets for what, from a day until a day. No official figure was found: the city's to set."""

    payee_kind = models.CharField("支付对象", max_length=10, choices=PayeeKind.choices())
    basis = models.CharField("计算方式", max_length=16, choices=RateBasis.choices())
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2)
    valid_from = models.DateField("开始执行")
    valid_until = models.DateField("截止日期", null=True, blank=True)
    document_number = models.CharField("依据", max_length=80)
    is_sample = models.BooleanField("样例数据", default=False)
    set_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    objects = FinanceQuerySet.as_manager()

    class Meta:
        ordering = ("payee_kind", "basis", "-valid_from")
        constraints = [
            models.CheckConstraint(name="rate_not_negative", condition=Q(amount__gte=0)),
            models.CheckConstraint(
                name="rate_dates", condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from"))
            ),
        ]


class Budget(models.Model):
    """The appraisal-fee budget (考核鉴定费预算) of one plan or of one year. The newest row of each holds."""

    plan = models.ForeignKey(Plan, null=True, on_delete=models.PROTECT, related_name="budgets")
    year = models.PositiveSmallIntegerField(null=True)
    payee_kind = models.CharField("支付对象", max_length=10, choices=PayeeKind.choices())
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2)
    reason = models.CharField("说明", max_length=400, blank=True)
    set_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    objects = FinanceQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                name="budget_of_plan_or_year",
                condition=Q(plan__isnull=False, year__isnull=True) | Q(plan__isnull=True, year__isnull=False),
            ),
            models.CheckConstraint(name="budget_not_negative", condition=Q(amount__gte=0)),
        ]


class PayoutBatch(models.Model):
    """Payments that go to the bank in one file: made by one person, approved by another."""

    number = models.CharField("批次号", max_length=12, unique=True)
    state = models.CharField("状态", max_length=10, choices=BatchState.choices(), default=BatchState.PROPOSED)
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2)
    made_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    decided_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField("说明", max_length=400, blank=True)
    sent_at = models.DateTimeField("送银行时间", null=True)
    done_at = models.DateTimeField(null=True)

    objects = FinanceQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                name="batch_two_people", condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("made_by"))
            ),
        ]

    def __str__(self) -> str:
        return self.number


class PayoutLine(models.Model):
    """One payment to one payee into one account."""

    batch = models.ForeignKey(PayoutBatch, on_delete=models.PROTECT, related_name="lines")
    number = models.PositiveIntegerField("序号")
    payee = models.ForeignKey(Payee, on_delete=models.PROTECT, related_name="payouts")
    details = models.ForeignKey(PayeeDetails, on_delete=models.PROTECT, related_name="payouts")
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2)
    state = models.CharField("结果", max_length=8, choices=PayoutLineState.choices(), default=PayoutLineState.WAITING)
    reason = models.CharField("失败原因", max_length=200, blank=True)
    settled_at = models.DateTimeField(null=True)

    objects = OfPayeeQuerySet.as_manager()

    class Meta:
        ordering = ("batch", "number")
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="one_line_once"),
            models.UniqueConstraint(fields=["batch", "payee"], name="one_line_per_payee"),
            models.CheckConstraint(name="payout_positive", condition=Q(amount__gt=0)),
        ]


class Adjustment(models.Model):
    """A granted correction of duties that the dues of its plan have been reckoned with; `amount`: by how much."""

    correction = models.OneToOneField(DutyCorrection, on_delete=models.PROTECT, related_name="adjustment")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="adjustments")
    amount = models.DecimalField("差额（元）", max_digits=14, decimal_places=2)
    made_at = models.DateTimeField()

    objects = FinanceQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)


class Due(models.Model):
    """An amount due to a payee for a plan: what for, how many, at which rate. `line` is the payment it is in now.

    `adjustment`: the difference that a correction made, less than nothing when too much was owed or paid: it is set off
    against the payee's other dues, in the payment that they are in or, where they come to nothing, without one.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="dues")
    item = models.ForeignKey(PlanItem, null=True, on_delete=models.PROTECT, related_name="+")
    payee = models.ForeignKey(Payee, on_delete=models.PROTECT, related_name="dues")
    rate = models.ForeignKey(Rate, on_delete=models.PROTECT, related_name="+")
    quantity = models.DecimalField("数量", max_digits=8, decimal_places=1)
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2)
    state = models.CharField("状态", max_length=8, choices=DueState.choices(), default=DueState.OPEN)
    line = models.ForeignKey(PayoutLine, null=True, on_delete=models.PROTECT, related_name="dues")
    adjustment = models.ForeignKey(Adjustment, null=True, on_delete=models.PROTECT, related_name="dues")
    accrued_at = models.DateTimeField()

    objects = OfPayeeQuerySet.as_manager()

    class Meta:
        ordering = ("plan", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "item", "payee", "rate", "adjustment"], nulls_distinct=False, name="one_due_once"
            ),
            models.CheckConstraint(
                name="due_positive",
                condition=Q(amount__gt=0) | (Q(adjustment__isnull=False) & ~Q(amount=0)),
            ),
            models.CheckConstraint(
                name="due_line_by_state",
                condition=Q(state__in=UNPAID, line__isnull=True) | (~Q(state__in=UNPAID) & Q(line__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["payee", "id"], condition=Q(state=DueState.OPEN), name="due_open")]
