"""Requests to change the time or place of sittings 一（二）, and an institute's notice to the district they move to."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from appraisal.core.models import Document, Organisation, Site
from appraisal.core.models.scoping import ScopedQuerySet
from appraisal.core.rules.roles import Actor, Role
from plans.models.plan import Plan, Sitting, plan_visibility
from plans.rules.change_enums import ChangeState, TellingManner


def change_visibility(actor: Actor, prefix: str = "") -> Q | None:
    """Who sees a request: whoever sees its plan; once approved, also the districts that sittings move out of or into.

    `prefix` leads from another table to the request, e.g. "change__".
    """
    with_plan = plan_visibility(actor, f"{prefix}plan__")
    if actor.role != Role.DISTRICT_OFFICER:
        return with_plan
    lines = ChangeLine.objects.filter(
        Q(old_district=actor.organisation_id) | Q(new_district=actor.organisation_id),
        change__state=ChangeState.APPROVED,
    )
    touched = Q(**{f"{prefix}pk__in": lines.values("change_id")})
    return touched if with_plan is None else with_plan | touched


class ChangeQuerySet(ScopedQuerySet):
    """Requests by actor."""

    def visibility(self, actor: Actor) -> Q | None:
        return change_visibility(actor)


class OfChangeQuerySet(ScopedQuerySet):
    """Rows that hang on a request by `change`."""

    def visibility(self, actor: Actor) -> Q | None:
        return change_visibility(actor, "change__")


class ChangeRequest(models.Model):
    """A request for one or several sittings of a plan. Late is judged by when it was asked for (`is_late`).

    `expires_on`: from that day on nothing can be approved any more, since the exam has come; the worker closes it.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="changes")
    state = models.CharField("状态", max_length=10, choices=ChangeState.choices(), default=ChangeState.REQUESTED)
    reason = models.CharField("变更理由", max_length=400)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    is_late = models.BooleanField("逾期申请", default=False)
    expires_on = models.DateField()
    asked_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision = models.CharField("审核意见", max_length=400, blank=True)
    effects = models.JSONField("影响", default=list)
    candidates_told_at = models.DateTimeField("考生通知已排队", null=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        indexes = [
            models.Index(fields=["expires_on"], condition=Q(state=ChangeState.REQUESTED), name="change_open"),
            models.Index(fields=["plan", "-id"], name="change_by_plan"),
            models.Index(
                fields=["id"],
                condition=Q(state=ChangeState.APPROVED, candidates_told_at__isnull=True),
                name="change_candidates_untold",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="change_decided_with_time",
                condition=Q(state=ChangeState.REQUESTED, decided_at__isnull=True)
                | (~Q(state=ChangeState.REQUESTED) & Q(decided_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan.number} 变更 {self.pk}"


class ChangeLine(models.Model):
    """One sitting of a request, as it stood and as it is wanted. `is_open`: the request still waits.

    `last_day` is the last day on which the request would have been on time, `proof` the sentence that says why;
    `earliest` the first date that was allowed when it was asked for. `new_room_ids`: the rooms named for the new place,
    none where any will do.
    """

    change = models.ForeignKey(ChangeRequest, on_delete=models.CASCADE, related_name="lines")
    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="changes")
    old_date = models.DateField()
    old_starts_at = models.TimeField(null=True)
    old_site = models.ForeignKey(Site, null=True, on_delete=models.PROTECT, related_name="+")
    old_place = models.CharField(max_length=200, blank=True)
    old_district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    new_date = models.DateField()
    new_starts_at = models.TimeField(null=True)
    new_site = models.ForeignKey(Site, null=True, on_delete=models.PROTECT, related_name="+")
    new_place = models.CharField(max_length=200, blank=True)
    new_district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    new_room_ids = ArrayField(models.BigIntegerField(), default=list)
    last_day = models.DateField()
    earliest = models.DateField()
    is_late = models.BooleanField(default=False)
    proof = models.TextField("时限依据")
    is_open = models.BooleanField(default=True)

    objects = OfChangeQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["sitting"], condition=Q(is_open=True), name="one_open_change_per_sitting"),
            models.CheckConstraint(name="change_not_earlier", condition=Q(new_date__gte=models.F("old_date"))),
        ]

    @property
    def crosses(self) -> bool:
        """Whether the sitting moves to another district."""
        return bool(self.old_district_id != self.new_district_id)


class DistrictNotice(models.Model):
    """The notice that an institute owes a district before an exam that moved there 一（二）.

    It is kept when `told_at` is set before `due_at` (the beginning of the exam day), missed when the worker finds it
    open after that, void when a later change or a cancelled plan makes it pointless.
    """

    change = models.ForeignKey(ChangeRequest, on_delete=models.CASCADE, related_name="district_notices")
    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="change_notices")
    due_at = models.DateTimeField("考试当天")
    told_at = models.DateTimeField("通知时间", null=True)
    told_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    manner = models.CharField("方式", max_length=8, choices=TellingManner.choices(), blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    received_at = models.DateTimeField("区县确认时间", null=True)
    received_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    missed_at = models.DateTimeField(null=True)
    void_at = models.DateTimeField(null=True)

    objects = OfChangeQuerySet.as_manager()

    class Meta:
        ordering = ("due_at", "pk")
        constraints = [models.UniqueConstraint(fields=["change", "district"], name="one_notice_per_district")]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(told_at__isnull=True, missed_at__isnull=True, void_at__isnull=True),
                name="district_notice_open",
            ),
        ]

    def concerned(self) -> set[int]:
        """Keys of the organisations that see it, for their feeds of changes."""
        plan = self.change.plan
        return {plan.institute_id, plan.district_id, self.district_id}

    @property
    def is_open(self) -> bool:
        """Whether it is still owed."""
        return self.told_at is None and self.missed_at is None and self.void_at is None
