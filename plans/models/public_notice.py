"""Public notices (公示) of technician candidates, and objections to them 一（四）."""

from django.db import models
from django.db.models import F, Q

from appraisal.core.fields import EncryptedTextField
from appraisal.core.models.scoping import ScopedQuerySet
from appraisal.core.rules.roles import Actor
from plans.models.candidate import Candidate
from plans.models.plan import OfPlanQuerySet, Plan, plan_visibility
from plans.rules.review_enums import NoticeState, ObjectionState


class PublicNotice(models.Model):
    """A list on public notice from a day to a day, read by anyone at /notices/<number>/."""

    number = models.CharField("公示编号", max_length=20, unique=True)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="public_notices")
    opens_on = models.DateField("开始日期")
    closes_on = models.DateField("截止日期")
    state = models.CharField(max_length=10, choices=NoticeState.choices(), default=NoticeState.OPEN)
    published_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects = OfPlanQuerySet.as_manager()

    class Meta:
        ordering = ("-opens_on", "-pk")
        constraints = [
            models.CheckConstraint(name="notice_dates", condition=Q(closes_on__gte=F("opens_on"))),
            models.UniqueConstraint(fields=["plan"], condition=Q(state=NoticeState.OPEN), name="one_open_notice"),
        ]

    def concerned(self) -> set[int]:
        """See `Plan.concerned`."""
        return self.plan.concerned()


class NoticeEntry(models.Model):
    """A candidate as the notice showed him: frozen, with the document number masked for good."""

    notice = models.ForeignKey(PublicNotice, on_delete=models.CASCADE, related_name="entries")
    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    masked_number = models.CharField(max_length=30)
    occupation = models.CharField(max_length=80)
    employer = models.CharField(max_length=120, blank=True)
    basis = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=["notice", "candidate"], name="one_entry_once")]


class ObjectionQuerySet(ScopedQuerySet):
    """Objections are the city's; the institute sees the decision through its plan."""

    def visibility(self, actor: Actor) -> Q | None:
        return plan_visibility(actor, "notice__plan__") if actor.is_city else None


class Objection(models.Model):
    """An objection to an entry. The objector's name and phone are encrypted."""

    notice = models.ForeignKey(PublicNotice, on_delete=models.CASCADE, related_name="objections")
    entry = models.ForeignKey(NoticeEntry, null=True, blank=True, on_delete=models.CASCADE, related_name="objections")
    text = models.TextField("异议内容")
    objector = EncryptedTextField("姓名")
    contact = EncryptedTextField("联系方式")
    received_at = models.DateTimeField()
    receipt = models.CharField("受理编号", max_length=20, unique=True)
    state = models.CharField(max_length=10, choices=ObjectionState.choices(), default=ObjectionState.RECEIVED)
    answer = models.TextField("核查结论", blank=True)
    decided_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
