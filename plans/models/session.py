"""Sessions (统考批次) that the city publishes and institutes execute plans in 二（二）."""

from datetime import date

from django.db import models
from django.db.models import Q

from appraisal.core.models import OccupationLevel
from appraisal.core.models.scoping import ScopedQuerySet
from appraisal.core.rules.roles import Actor
from plans.rules.enums import SESSION_KINDS, PlanKind, SessionState


class SessionQuerySet(ScopedQuerySet):
    """A published session is for everyone signed in."""

    def visibility(self, actor: Actor) -> Q | None:
        return Q()


class ExamSession(models.Model):
    """A session: its dates by subject and the occupations and levels it is held for."""

    kind = models.CharField("类型", max_length=24, choices=[(k.value, k.label) for k in PlanKind if k in SESSION_KINDS])
    name = models.CharField("名称", max_length=80, unique=True)
    notice_number = models.CharField("通知文号", max_length=80, blank=True)
    theory_date = models.DateField("理论考试日期", null=True, blank=True)
    practical_date = models.DateField("实操考试日期", null=True, blank=True)
    review_date = models.DateField("综合评审日期", null=True, blank=True)
    scope = models.ManyToManyField(OccupationLevel, verbose_name="职业（工种）和等级", related_name="sessions")
    state = models.CharField(max_length=12, choices=SessionState.choices(), default=SessionState.PUBLISHED)
    published_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()
    is_sample = models.BooleanField("样例数据", default=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ("-published_at",)
        constraints = [
            models.CheckConstraint(
                name="session_has_a_date",
                condition=Q(theory_date__isnull=False) | Q(practical_date__isnull=False) | Q(review_date__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def first_exam_date(self) -> date:
        """The earliest of its dates."""
        return min(d for d in (self.theory_date, self.practical_date, self.review_date) if d)
