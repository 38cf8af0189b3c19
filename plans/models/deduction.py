"""The double-hundred ledger (双百分考核) 一（二）: what takes off how many points, and every deduction with its steps.

A deduction's facts never change and its steps are added: triggers of the database see to both.
"""

from decimal import Decimal

from django.db import models
from django.db.models import Q

from appraisal.core.models import Document, Organisation
from appraisal.core.models.scoping import ScopedQuerySet
from appraisal.core.rules.roles import Actor, Role
from plans.models.plan import Plan
from plans.rules.change_enums import SETTLED_STATES, DeductionState, PointsCode


def deduction_visibility(actor: Actor, prefix: str = "") -> Q | None:
    """An institute sees its own deductions, a district those of its institutes, the city all."""
    if actor.is_city:
        return Q()
    if actor.role == Role.INSTITUTE_CLERK:
        return Q(**{f"{prefix}institute_id": actor.organisation_id})
    if actor.role == Role.DISTRICT_OFFICER:
        return Q(**{f"{prefix}institute__district_id": actor.organisation_id})
    return None


class DeductionQuerySet(ScopedQuerySet):
    """Deductions by actor."""

    def visibility(self, actor: Actor) -> Q | None:
        return deduction_visibility(actor)


class OfDeductionQuerySet(ScopedQuerySet):
    """Rows that hang on a deduction."""

    def visibility(self, actor: Actor) -> Q | None:
        return deduction_visibility(actor, "deduction__")


class PointsRuleQuerySet(ScopedQuerySet):
    """The table of points is for everyone signed in."""

    def visibility(self, actor: Actor) -> Q | None:
        return Q()


class PointsRule(models.Model):
    """How many points one kind of event takes off from a day on. Added, never changed."""

    code = models.CharField("项目", max_length=20, choices=PointsCode.choices())
    points = models.DecimalField("分值", max_digits=4, decimal_places=1)
    valid_from = models.DateField("自")
    document = models.CharField("依据", max_length=200)
    set_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    objects = PointsRuleQuerySet.as_manager()

    class Meta:
        ordering = ("code", "-valid_from", "-pk")
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="one_points_rule_per_day"),
            models.CheckConstraint(name="points_within_100", condition=Q(points__gte=0, points__lte=100)),
        ]


class Deduction(models.Model):
    """Points taken off an institute for one event, with its evidence; only `state` ever changes.

    `evidence_key` names the event (once per event); `source` says where the number of points comes from;
    `appeal_until` is the last day of the appeal, `appeal_due_at` its end.
    """

    institute = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="deductions")
    plan = models.ForeignKey(Plan, null=True, on_delete=models.PROTECT, related_name="deductions")
    code = models.CharField("项目", max_length=20, choices=PointsCode.choices())
    points = models.DecimalField("分值", max_digits=4, decimal_places=1)
    source = models.CharField("分值依据", max_length=200)
    evidence_key = models.CharField(max_length=60, unique=True)
    evidence = models.TextField("事实")
    evidence_path = models.CharField(max_length=200, blank=True)
    occurred_on = models.DateField("发生日期")
    proposed_at = models.DateTimeField("提出时间")
    appeal_until = models.DateField("申诉截止")
    appeal_due_at = models.DateTimeField()
    state = models.CharField("状态", max_length=10, choices=DeductionState.choices(), default=DeductionState.PROPOSED)

    objects = DeductionQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        indexes = [
            models.Index(fields=["institute", "-id"], name="deduction_of_institute"),
            models.Index(
                fields=["appeal_due_at"], condition=Q(state=DeductionState.PROPOSED), name="deduction_to_confirm"
            ),
            models.Index(fields=["-id"], condition=Q(state=DeductionState.APPEALED), name="deduction_to_decide"),
        ]

    def __str__(self) -> str:
        return f"减分 {self.pk}"

    def concerned(self) -> set[int]:
        """Keys of the organisations that see it, for their feeds of changes."""
        return {key for key in (self.institute_id, self.institute.district_id) if key}

    @property
    def counted(self) -> Decimal:
        """The points that it takes off as it stands."""
        return Decimal(0) if self.state == DeductionState.WAIVED else self.points


class DeductionStep(models.Model):
    """What happened to a deduction: `state` is where the step led. Added, never changed."""

    deduction = models.ForeignKey(Deduction, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=10, choices=DeductionState.choices())
    at = models.DateTimeField()
    by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    actor_label = models.CharField(max_length=160)
    text = models.TextField(blank=True)
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")

    objects = OfDeductionQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["deduction"], condition=Q(state=DeductionState.APPEALED), name="one_appeal_per_deduction"
            ),
            models.UniqueConstraint(
                fields=["deduction"],
                condition=Q(state__in=sorted(SETTLED_STATES)),
                name="one_end_per_deduction",
            ),
        ]
