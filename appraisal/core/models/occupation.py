"""The catalogue: occupations, their levels, and the appraisal mode kept per level with its history."""

from django.db import models
from django.db.models import Q

from appraisal.core.models.scoping import ScopedQuerySet
from appraisal.core.rules.enums import LEVEL_LABELS, PracticalMode, ReviewMode
from appraisal.core.rules.roles import Actor


class CatalogueQuerySet(ScopedQuerySet):
    """The catalogue is open to everyone signed in."""

    def visibility(self, actor: Actor) -> Q | None:
        return Q()


class Occupation(models.Model):
    """An occupation (职业/工种). Codes are of the 1999 and 2022 editions; an uncertain one carries a "?"."""

    name = models.CharField("职业（工种）", max_length=60, unique=True)
    name_key = models.CharField(max_length=240, editable=False, db_index=True)
    code_1999 = models.CharField("1999 版代码", max_length=20, blank=True)
    name_2022 = models.CharField("2022 版名称", max_length=120, blank=True)
    code_2022 = models.CharField("2022 版代码", max_length=40, blank=True)
    active = models.BooleanField("在用", default=True)
    levels_confirmed = models.BooleanField(
        "等级范围已核实", default=False, help_text="未核实的等级范围是样例：一至五级全部列出。"
    )

    objects = CatalogueQuerySet.as_manager()

    class Meta:
        ordering = ("name_key",)

    def __str__(self) -> str:
        return self.name


class OccupationLevel(models.Model):
    """One level of an occupation: what may be licensed, planned and examined."""

    occupation = models.ForeignKey(Occupation, on_delete=models.PROTECT, related_name="levels")
    level = models.PositiveSmallIntegerField("等级", choices=sorted(LEVEL_LABELS.items(), reverse=True))
    computer_based = models.BooleanField("理论上机考试", default=False, help_text="一（三）")
    re_review = models.BooleanField("须资格复审", default=False, help_text="二（四）")
    active = models.BooleanField("在用", default=True)

    objects = CatalogueQuerySet.as_manager()

    class Meta:
        ordering = ("occupation__name_key", "-level")
        constraints = [
            models.UniqueConstraint(fields=["occupation", "level"], name="one_level_once"),
            models.CheckConstraint(name="level_one_to_five", condition=Q(level__gte=1, level__lte=5)),
        ]

    def __str__(self) -> str:
        return f"{self.occupation.name} {LEVEL_LABELS[self.level]}"

    @property
    def level_label(self) -> str:
        return LEVEL_LABELS[self.level]


class AppraisalMode(models.Model):
    """The appraisal mode (鉴定方式) from a day on; the newest not in the future is in force 二（一）.

    Rows are added, never changed: a mistake is put right by a second row for the same day, which then holds.
    """

    occupation_level = models.ForeignKey(OccupationLevel, on_delete=models.PROTECT, related_name="modes")
    practical = models.CharField("实操鉴定方式", max_length=20, choices=PracticalMode.choices())
    review = models.CharField("综合评审鉴定方式", max_length=20, choices=ReviewMode.choices(), blank=True)
    valid_from = models.DateField("开始执行")
    set_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    objects = CatalogueQuerySet.as_manager()

    class Meta:
        ordering = ("-valid_from", "-pk")
        indexes = [models.Index(fields=["occupation_level", "-valid_from", "-id"], name="modes_newest_first")]
