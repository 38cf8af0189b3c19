"""A plan, its items (occupation and level), their sittings, its documents and its history."""

from django.db import models
from django.db.models import Q

from appraisal.core.fields import EncryptedTextField
from appraisal.core.models import Document, OccupationLevel, Organisation, Site
from appraisal.core.models.scoping import ScopedQuerySet
from appraisal.core.rules.enums import PracticalMode, ReviewMode, Subject
from appraisal.core.rules.roles import Actor, Role
from plans.models.session import ExamSession
from plans.rules.enums import SESSION_KINDS, PlanKind, ProofKind, SpecialCategory
from plans.rules.states import PlanAction, PlanState


def plan_visibility(actor: Actor, prefix: str = "") -> Q | None:
    """Who sees a plan: its institute; from filing on its district, the city, and a committee it chose.

    `prefix` leads from another table to the plan, e.g. "plan__".
    """
    if actor.role == Role.INSTITUTE_CLERK:
        return Q(**{f"{prefix}institute_id": actor.organisation_id})
    filed = ~Q(**{f"{prefix}state": PlanState.DRAFT})
    if actor.is_city:
        return filed
    if actor.role == Role.DISTRICT_OFFICER:
        return filed & Q(**{f"{prefix}district_id": actor.organisation_id})
    if actor.role == Role.COMMITTEE_CLERK:
        chosen = PlanItem.objects.filter(committee_id=actor.organisation_id).values("plan_id")
        return filed & Q(**{f"{prefix}pk__in" if prefix else "pk__in": chosen})
    return None


class PlanQuerySet(ScopedQuerySet):
    """Plans by actor."""

    def visibility(self, actor: Actor) -> Q | None:
        return plan_visibility(actor)


class OfPlanQuerySet(ScopedQuerySet):
    """Rows that hang on a plan by `plan`."""

    def visibility(self, actor: Actor) -> Q | None:
        return plan_visibility(actor, "plan__")


class OfItemQuerySet(ScopedQuerySet):
    """Rows that hang on a plan by `item`."""

    def visibility(self, actor: Actor) -> Q | None:
        return plan_visibility(actor, "item__plan__")


class Plan(models.Model):
    """An appraisal plan (鉴定计划). `first_exam_date` is kept by the filing services: the anchor of its ladder."""

    number = models.CharField("计划编号", max_length=20, unique=True)
    kind = models.CharField("类型", max_length=24, choices=PlanKind.choices())
    state = models.CharField("状态", max_length=12, choices=PlanState.choices(), default=PlanState.DRAFT)
    previous_state = models.CharField(max_length=12, choices=PlanState.choices(), blank=True)
    state_since = models.DateTimeField()
    institute = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="plans")
    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="district_plans")
    session = models.ForeignKey(ExamSession, null=True, blank=True, on_delete=models.PROTECT, related_name="plans")
    special_category = models.CharField("专场对象", max_length=24, choices=SpecialCategory.choices(), blank=True)
    title = models.CharField("名称", max_length=120)
    note = models.CharField("说明", max_length=400, blank=True)
    contact_name = models.CharField("联系人", max_length=40, blank=True)
    contact_phone = EncryptedTextField("联系电话")
    first_exam_date = models.DateField("首场考试日期", null=True)
    created_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    filed_at = models.DateTimeField("上报时间", null=True)
    returned_at = models.DateTimeField("退回时间", null=True)
    candidate_count = models.PositiveIntegerField("考生数", default=0)
    is_sample = models.BooleanField("样例数据", default=False)

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                name="plan_session_by_kind",
                condition=Q(kind__in=sorted(SESSION_KINDS), session__isnull=False)
                | (~Q(kind__in=sorted(SESSION_KINDS)) & Q(session__isnull=True)),
            ),
            models.CheckConstraint(
                name="plan_category_by_kind", condition=Q(kind=PlanKind.SPECIAL) | Q(special_category="")
            ),
            models.CheckConstraint(
                name="plan_filed_has_date",
                condition=Q(state__in=[PlanState.DRAFT, PlanState.CANCELLED]) | Q(first_exam_date__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["institute", "session"],
                condition=Q(session__isnull=False) & ~Q(state__in=[PlanState.CANCELLED, PlanState.LAPSED]),
                name="one_plan_per_session",
            ),
        ]
        indexes = [
            models.Index(fields=["institute", "-id"]),
            models.Index(fields=["district", "-id"]),
            models.Index(fields=["state", "-id"]),
            models.Index(fields=["first_exam_date", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def concerned(self) -> set[int]:
        """Keys of the organisations that see the plan, for their feeds of changes: see `plan_visibility`."""
        if self.state == PlanState.DRAFT:
            return {self.institute_id}
        chosen = {item.committee_id for item in self.items.all() if item.committee_id}
        return {self.institute_id, self.district_id, *chosen}


class PlanItem(models.Model):
    """An occupation and level in a plan. The modes are those in force when the plan was filed."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="items")
    occupation_level = models.ForeignKey(OccupationLevel, on_delete=models.PROTECT, related_name="+")
    expected_candidates = models.PositiveIntegerField("预计人数", default=0)
    practical_mode = models.CharField(max_length=20, choices=PracticalMode.choices(), blank=True)
    review_mode = models.CharField(max_length=20, choices=ReviewMode.choices(), blank=True)
    committee = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="committee_items"
    )

    objects = OfPlanQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=["plan", "occupation_level"], name="one_item_once")]

    def __str__(self) -> str:
        return str(self.occupation_level)


class Sitting(models.Model):
    """A subject of a plan item on a date at a place (场次)."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="sittings")
    item = models.ForeignKey(PlanItem, on_delete=models.CASCADE, related_name="sittings")
    subject = models.CharField("科目", max_length=10, choices=Subject.choices())
    date = models.DateField("日期")
    starts_at = models.TimeField("开始时间", null=True, blank=True)
    site = models.ForeignKey(
        Site, verbose_name="实操场所", null=True, blank=True, on_delete=models.PROTECT, related_name="sittings"
    )
    place = models.CharField("考试地点", max_length=200, blank=True)
    minutes = models.PositiveSmallIntegerField("时长（分钟）", null=True, blank=True)  # empty: the subject's setting
    suspended_at = models.DateTimeField("暂停时间", null=True)
    suspended_reason = models.CharField("暂停原因", max_length=400, blank=True)
    # Where the place in words is; empty: in the district of registration. A site names its own.
    place_district = models.ForeignKey(
        Organisation, verbose_name="考试地点所在区县", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = OfPlanQuerySet.as_manager()

    class Meta:
        ordering = ("date", "pk")
        constraints = [
            models.UniqueConstraint(fields=["item", "subject"], name="one_sitting_per_subject"),
            models.CheckConstraint(
                name="sitting_site_only_practical", condition=Q(subject=Subject.PRACTICAL) | Q(site__isnull=True)
            ),
            models.CheckConstraint(name="sitting_takes_time", condition=Q(minutes__isnull=True) | Q(minutes__gt=0)),
        ]

    @property
    def district_id(self) -> int:
        """The district it is held in: that of its site, of its place, or that of registration (in this order)."""
        key: int = (self.site.district_id if self.site else self.place_district_id) or self.plan.district_id
        return key


class PlanDocument(models.Model):
    """A proof document of a plan."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="proofs")
    kind = models.CharField("材料", max_length=24, choices=ProofKind.choices())
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)

    objects = OfPlanQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)


class PlanStep(models.Model):
    """One step of a plan's history. Added, never changed."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="steps")
    action = models.CharField(max_length=20, choices=PlanAction.choices())
    from_state = models.CharField(max_length=12, choices=PlanState.choices())
    to_state = models.CharField(max_length=12, choices=PlanState.choices())
    at = models.DateTimeField()
    actor_label = models.CharField(max_length=160)
    reason = models.TextField(blank=True)
    proof = models.TextField("时限依据", blank=True)

    objects = OfPlanQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
