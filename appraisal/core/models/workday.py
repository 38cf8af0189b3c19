"""The working-day table that the city edits; `rules.workdays.WorkCalendar` is built from it."""

from django.db import models


class CalendarYear(models.Model):
    """A year with its State Council notice; provisional until a notice is published."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    notice_number = models.CharField("通知文号", max_length=80, blank=True)
    provisional = models.BooleanField("暂定", default=True)
    source = models.CharField("来源", max_length=200, blank=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("year",)


class DayException(models.Model):
    """A day that differs from its weekday: a holiday, or a make-up working day on a weekend."""

    date = models.DateField("日期", primary_key=True)
    works = models.BooleanField("上班")
    name = models.CharField("名称", max_length=40)
    notice_number = models.CharField("通知文号", max_length=80, blank=True)

    class Meta:
        ordering = ("date",)


class CalendarVersion(models.Model):
    """One row; its number rises with every change of the table, so that processes know when to read it again."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(name="calendar_version_one_row", condition=models.Q(id=1))]
