"""Fee standards 二（五）: dated classes of occupations, and the dated amounts of each class."""

from django.db import models
from django.db.models import F, Q

from appraisal.core.models import Occupation
from appraisal.core.rules.enums import LEVEL_LABELS, Subject
from fees.models.scoping import OpenQuerySet
from plans.rules.enums import Attempt


class FeeClass(models.Model):
    """Occupations that cost the same."""

    name = models.CharField("收费类别", max_length=60, unique=True)
    is_sample = models.BooleanField("样例数据", default=False)

    objects = OpenQuerySet.as_manager()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class FeeClassOccupation(models.Model):
    """An occupation is of a class from a day until a day (empty: open). Never of two on one day: a constraint.

    Bills keep the standard they were made by, whatever happens here.
    """

    occupation = models.ForeignKey(Occupation, on_delete=models.PROTECT, related_name="fee_classes")
    fee_class = models.ForeignKey(FeeClass, on_delete=models.PROTECT, related_name="occupations")
    valid_from = models.DateField("开始执行")
    valid_until = models.DateField("截止日期", null=True, blank=True)
    document_number = models.CharField("文号", max_length=80)
    is_sample = models.BooleanField("样例数据", default=False)
    published_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()

    objects = OpenQuerySet.as_manager()

    class Meta:
        ordering = ("occupation__name_key", "-valid_from", "pk")
        constraints = [
            models.CheckConstraint(
                name="class_dates", condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from"))
            ),
        ]


class FeeStandard(models.Model):
    """An amount in yuan, from a day until a day (empty: open). Never two for one subject on one day: a constraint."""

    fee_class = models.ForeignKey(FeeClass, on_delete=models.PROTECT, related_name="standards")
    level = models.PositiveSmallIntegerField("等级", choices=sorted(LEVEL_LABELS.items(), reverse=True))
    subject = models.CharField("科目", max_length=10, choices=Subject.choices())
    attempt = models.CharField("考试类型", max_length=6, choices=Attempt.choices())
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2)
    valid_from = models.DateField("开始执行")
    valid_until = models.DateField("截止日期", null=True, blank=True)
    document_number = models.CharField("文号", max_length=80)
    is_sample = models.BooleanField("样例数据", default=False)
    published_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()

    objects = OpenQuerySet.as_manager()

    class Meta:
        ordering = ("fee_class__name", "-level", "subject", "attempt", "-valid_from", "pk")
        constraints = [
            models.CheckConstraint(name="standard_not_negative", condition=Q(amount__gte=0)),
            models.CheckConstraint(
                name="standard_dates", condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from"))
            ),
        ]
