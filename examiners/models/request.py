"""What an institute asks for: so many examiners for one practical sitting 三."""

from django.db import models
from django.db.models import Q

from appraisal.core.fields import EncryptedTextField
from appraisal.core.models.scoping import ScopedQuerySet
from appraisal.core.rules.roles import Actor
from examiners.rules.enums import ExaminerRequestState
from plans.models import Sitting
from plans.models.plan import plan_visibility


class ExaminerRequestQuerySet(ScopedQuerySet):
    """Requests are seen with their plan."""

    def visibility(self, actor: Actor) -> Q | None:
        return plan_visibility(actor, "sitting__plan__")


class ExaminerRequest(models.Model):
    """The request for one practical sitting; occupation, level, date and site are the sitting's. `number`: people."""

    sitting = models.OneToOneField(Sitting, on_delete=models.CASCADE, related_name="examiner_request")
    number = models.PositiveSmallIntegerField("需求人数")
    contact_name = models.CharField("考点联系人", max_length=40)
    contact_phone = EncryptedTextField("考点联系电话")
    note = models.CharField("说明", max_length=400, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=ExaminerRequestState.choices(), default=ExaminerRequestState.OPEN
    )
    asked_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("提出时间")
    changed_at = models.DateTimeField("最近修改")
    reason = models.CharField("撤回或关闭的理由", max_length=400, blank=True)

    objects = ExaminerRequestQuerySet.as_manager()

    class Meta:
        ordering = ("sitting__date", "pk")
        constraints = [models.CheckConstraint(name="request_number", condition=Q(number__gte=1))]

    def concerned(self) -> set[int]:
        """Everyone who sees the plan, for their feeds of changes."""
        return self.sitting.plan.concerned()
