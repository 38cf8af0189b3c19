"""Bills of plans with a line per candidate and subject, what was paid on them, and the receipts 二（五）."""

from decimal import Decimal

from django.db import models
from django.db.models import Q

from appraisal.core.models import Organisation
from appraisal.core.models.scoping import ScopedQuerySet
from appraisal.core.rules.enums import Subject
from appraisal.core.rules.roles import Actor, Role
from fees.models.tariff import FeeStandard
from fees.rules.enums import BillState, PaymentMethod
from plans.models import Candidate, Plan, PlanItem
from plans.rules.enums import Attempt

LIVE_BILLS = [BillState.PREPARED, BillState.CONFIRMED, BillState.PAID]


class BillQuerySet(ScopedQuerySet):
    """An institute its own; the city all."""

    prefix = ""

    def visibility(self, actor: Actor) -> Q | None:
        if actor.is_city:
            return Q()
        if actor.role == Role.INSTITUTE_CLERK:
            return Q(**{f"{self.prefix}institute_id": actor.organisation_id})
        return None


class OfBillQuerySet(BillQuerySet):
    """Rows that hang on a bill by `bill`."""

    prefix = "bill__"


class Bill(models.Model):
    """What a plan costs. Its lines are frozen when it is prepared; confirming it charges the ledger.

    `paid` is kept by the payment services under the bill's lock: the sum of its payments.
    """

    number = models.CharField("缴费单号", max_length=12, unique=True)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="bills")
    institute = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="bills")
    state = models.CharField("状态", max_length=10, choices=BillState.choices(), default=BillState.PREPARED)
    amount = models.DecimalField("应缴金额", max_digits=14, decimal_places=2)
    paid = models.DecimalField("已缴金额", max_digits=14, decimal_places=2, default=0)
    candidates = models.PositiveIntegerField("考生数")
    findings = models.JSONField(default=list)  # anomalies that the preparer acknowledged
    is_sample = models.BooleanField("按样例标准计费", default=False)
    prepared_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    confirmed_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    due_on = models.DateField("缴费截止", null=True)
    closed_at = models.DateTimeField(null=True)
    reason = models.CharField("原因", max_length=400, blank=True)

    objects = BillQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(fields=["plan"], condition=Q(state__in=LIVE_BILLS), name="one_live_bill"),
            models.CheckConstraint(name="bill_not_overpaid", condition=Q(paid__gte=0, paid__lte=models.F("amount"))),
            models.CheckConstraint(
                name="bill_two_people",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=models.F("prepared_by")),
            ),
            models.CheckConstraint(
                name="bill_paid_in_full", condition=~Q(state=BillState.PAID) | Q(paid=models.F("amount"))
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-id"]),
            models.Index(fields=["institute", "-id"]),
        ]

    def __str__(self) -> str:
        return self.number

    def concerned(self) -> set[int]:
        """Who sees it besides the city, for the feed of changes."""
        return {self.institute_id}

    @property
    def owed(self) -> Decimal:
        """What is still to be paid."""
        return self.amount - self.paid


class BillLine(models.Model):
    """One subject of one candidate at one standard. Added with the bill, never changed."""

    bill = models.ForeignKey(Bill, on_delete=models.CASCADE, related_name="lines")
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="bill_lines", db_index=False)
    item = models.ForeignKey(PlanItem, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField("科目", max_length=10, choices=Subject.choices())
    attempt = models.CharField("考试类型", max_length=6, choices=Attempt.choices())
    standard = models.ForeignKey(FeeStandard, on_delete=models.PROTECT, related_name="+")
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2)

    objects = OfBillQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=["candidate", "subject", "bill"], name="one_line_per_subject")]


class Receipt(models.Model):
    """A receipt (收据): numbered without gaps within a year. Added, never changed."""

    number = models.CharField("收据号", max_length=12, unique=True)
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    institute = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    payer = models.CharField("付款人", max_length=120)
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2)
    method = models.CharField("方式", max_length=8, choices=PaymentMethod.choices())
    issued_at = models.DateTimeField("开具时间")
    issued_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")

    objects = BillQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(fields=["year", "serial"], name="receipt_serial_once"),
            models.CheckConstraint(name="receipt_positive", condition=Q(amount__gt=0)),
        ]

    def __str__(self) -> str:
        return self.number


class ReceiptSeries(models.Model):
    """The last serial of each year. Its row is locked while a receipt is issued, so that no number is left out."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)


class Payment(models.Model):
    """A part of some money that went to one bill. Added, never changed."""

    bill = models.ForeignKey(Bill, on_delete=models.PROTECT, related_name="payments")
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2)
    method = models.CharField("方式", max_length=8, choices=PaymentMethod.choices())
    receipt = models.ForeignKey(Receipt, null=True, on_delete=models.PROTECT, related_name="payments")
    line = models.ForeignKey("fees.StatementLine", null=True, on_delete=models.PROTECT, related_name="payments")
    at = models.DateTimeField("核销时间")

    objects = OfBillQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(name="payment_positive", condition=Q(amount__gt=0)),
            models.UniqueConstraint(fields=["line", "bill"], name="line_pays_bill_once"),
        ]
