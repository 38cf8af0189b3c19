"""Bank statements: layouts learned once per bank, uploaded files, and their incoming lines, each known once."""

from django.db import models
from django.db.models import Q

from appraisal.core.models import Document, Organisation
from fees.models.scoping import FinanceQuerySet
from fees.rules.enums import StatementLineState, StatementState


class BankLayout(models.Model):
    """Which column of a bank's statement means what: `{StatementColumn: heading}`."""

    name = models.CharField("银行和账户", max_length=60, unique=True)
    columns = models.JSONField(default=dict)
    saved_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    objects = FinanceQuerySet.as_manager()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class BankStatement(models.Model):
    """An uploaded statement. The same file is known by its digest and not taken twice."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64, unique=True)
    layout = models.ForeignKey(BankLayout, null=True, on_delete=models.PROTECT, related_name="statements")
    state = models.CharField(max_length=10, choices=StatementState.choices(), default=StatementState.TO_MAP)
    uploaded_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    added = models.PositiveIntegerField("新入账笔数", default=0)
    known = models.PositiveIntegerField("重复笔数", default=0)
    outgoing = models.PositiveIntegerField("支出笔数", default=0)
    faults = models.JSONField(default=list)

    objects = FinanceQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)


class StatementLine(models.Model):
    """Incoming money. `fingerprint` is unique: a line that comes again changes nothing."""

    statement = models.ForeignKey(BankStatement, on_delete=models.PROTECT, related_name="lines")
    row = models.PositiveIntegerField("行号")
    fingerprint = models.BinaryField(unique=True, editable=False)
    day = models.DateField("交易日期")
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2)
    payer = models.CharField("付款户名", max_length=120, blank=True)
    reference = models.CharField("摘要、附言", max_length=200, blank=True)
    serial = models.CharField("流水号", max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=StatementLineState.choices(), default=StatementLineState.UNMATCHED)
    institute = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField("说明", max_length=400, blank=True)

    objects = FinanceQuerySet.as_manager()

    class Meta:
        ordering = ("day", "pk")
        constraints = [models.CheckConstraint(name="statement_line_positive", condition=Q(amount__gt=0))]
        indexes = [
            models.Index(
                fields=["day", "id"], condition=Q(state=StatementLineState.UNMATCHED), name="statement_line_open"
            )
        ]
