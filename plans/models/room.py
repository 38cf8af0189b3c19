"""Rooms, who uses them when, the seats in them, and the invigilators 二（二）, 二（六）, 一（六）.

No room, candidate or invigilator is in two places at a time: exclusion constraints of migration `0003_room_times`
see to it, across all plans.
"""

from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db import models
from django.db.models import Deferrable, F, Q

from appraisal.core.fields import EncryptedTextField
from appraisal.core.models import Organisation, Site
from appraisal.core.models.licence import OfInstituteQuerySet
from appraisal.core.models.scoping import ScopedQuerySet
from appraisal.core.rules.enums import OrganisationKind, Subject
from appraisal.core.rules.roles import Actor, Role
from plans.models.candidate import Candidate
from plans.models.plan import OfPlanQuerySet, Plan, Sitting, plan_visibility
from plans.rules.seating_enums import RoomKind


class RoomQuerySet(ScopedQuerySet):
    """Rooms: their owner, the institute's district, the city; a committee's also everyone who may choose it."""

    def visibility(self, actor: Actor) -> Q | None:
        if actor.is_city:
            return Q()
        of_committee = Q(owner__kind=OrganisationKind.COMMITTEE)
        if actor.role == Role.INSTITUTE_CLERK:
            return of_committee | Q(owner_id=actor.organisation_id)
        if actor.role == Role.DISTRICT_OFFICER:
            return of_committee | Q(owner__district_id=actor.organisation_id)
        if actor.role == Role.COMMITTEE_CLERK:
            return Q(owner_id=actor.organisation_id)
        return None


class Room(models.Model):
    """A room (考场) of an institute or committee, seen from its front: row 1 is next to the blackboard.

    `gaps`: positions `[row, column]` without a place. `spares`: places kept free in case a machine or station fails.
    `capacity`: how many may be seated at once at most.
    """

    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="rooms")
    kind = models.CharField("类型", max_length=10, choices=RoomKind.choices())
    name = models.CharField("考场名称", max_length=60)
    address = models.CharField("地址", max_length=200)
    district = models.ForeignKey(
        Organisation, verbose_name="所在区县", on_delete=models.PROTECT, related_name="rooms_in_district"
    )
    site = models.ForeignKey(
        Site, verbose_name="备案实操场所", null=True, blank=True, on_delete=models.PROTECT, related_name="rooms"
    )
    rows = models.PositiveSmallIntegerField("排数")
    columns = models.PositiveSmallIntegerField("列数")
    gaps = models.JSONField("空位", default=list, blank=True)
    capacity = models.PositiveSmallIntegerField("每场最多人数", default=30)
    spares = models.PositiveSmallIntegerField("备用数", default=0)
    accessible = models.BooleanField("无障碍", default=False)
    active = models.BooleanField("在用", default=True)

    objects = RoomQuerySet.as_manager()

    class Meta:
        ordering = ("name", "pk")
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="one_room_name_per_owner"),
            models.CheckConstraint(
                name="room_has_places",
                condition=Q(capacity__gt=0, capacity__lte=F("rows") * F("columns") - F("spares")),
            ),
            models.CheckConstraint(
                name="room_site_only_workshop", condition=Q(kind=RoomKind.WORKSHOP) | Q(site__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def concerned(self) -> set[int]:
        """Keys of the organisations that see it, for their feeds of changes."""
        return {self.owner_id} | ({self.owner.district_id} if self.owner.district_id else set())


class RoomUse(models.Model):
    """A room taken by a plan for one batch of one subject; several sittings share it where occupations are mixed."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="room_uses")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="uses")
    subject = models.CharField("科目", max_length=10, choices=Subject.choices())
    number = models.PositiveSmallIntegerField("考场号")
    batch = models.PositiveSmallIntegerField("批次", default=1)
    during = DateTimeRangeField("时间")

    objects = OfPlanQuerySet.as_manager()

    class Meta:
        ordering = ("during", "number", "pk")
        constraints = [models.CheckConstraint(name="use_has_an_end", condition=Q(during__endswith__isnull=False))]


class OfUseQuerySet(ScopedQuerySet):
    """Rows that hang on a plan by the use of a room."""

    def visibility(self, actor: Actor) -> Q | None:
        return plan_visibility(actor, "use__plan__")


class Seat(models.Model):
    """A candidate's place in a sitting. `document_index` and `during` repeat what the exclusion constraint compares."""

    use = models.ForeignKey(RoomUse, on_delete=models.CASCADE, related_name="seats")
    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="seats", db_index=False)
    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="seats")
    number = models.PositiveSmallIntegerField("座位号")
    row = models.PositiveSmallIntegerField("排")
    column = models.PositiveSmallIntegerField("列")
    document_index = models.BinaryField(editable=False)
    during = DateTimeRangeField("时间")

    objects = OfUseQuerySet.as_manager()

    class Meta:
        ordering = ("use", "number")
        constraints = [
            models.UniqueConstraint(fields=["sitting", "candidate"], name="one_seat_per_sitting"),
            # Deferred, so that two candidates can change places in one statement.
            models.UniqueConstraint(
                fields=["use", "number"], deferrable=Deferrable.DEFERRED, name="one_candidate_per_seat"
            ),
        ]


class Arrangement(models.Model):
    """How a sitting was arranged: with which seed, in which rooms, and what the lower bound of rooms was."""

    sitting = models.OneToOneField(Sitting, on_delete=models.CASCADE, related_name="arrangement")
    seed = models.PositiveIntegerField("随机种子")
    mixed = models.BooleanField("不同职业混排", default=False)
    room_ids = ArrayField(models.BigIntegerField(), verbose_name="可用考场", default=list)
    rooms_least = models.PositiveSmallIntegerField("最少考场数")
    arranged_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    arranged_at = models.DateTimeField("编排时间")

    class Meta:
        ordering = ("pk",)


class Ticket(models.Model):
    """A candidate's admission ticket number (准考证号) in a plan: given once, kept whatever happens to his seats."""

    candidate = models.OneToOneField(Candidate, on_delete=models.CASCADE, related_name="ticket")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="tickets")
    number = models.CharField("准考证号", max_length=30, unique=True)
    serial = models.PositiveIntegerField("顺序号")
    issued_at = models.DateTimeField()

    objects = OfPlanQuerySet.as_manager()

    class Meta:
        ordering = ("plan", "serial")
        constraints = [models.UniqueConstraint(fields=["plan", "serial"], name="one_ticket_serial_per_plan")]

    def __str__(self) -> str:
        return self.number


class Invigilator(models.Model):
    """One of an institute's staff who can invigilate (监考员)."""

    institute = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="invigilators")
    name = models.CharField("姓名", max_length=60)
    phone = EncryptedTextField("手机号码")
    phone_index = models.BinaryField(null=True, editable=False)
    active = models.BooleanField("可安排", default=True)

    objects = OfInstituteQuerySet.as_manager()

    class Meta:
        ordering = ("name", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["institute", "phone_index"], condition=Q(phone_index__isnull=False), name="one_invigilator_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def concerned(self) -> set[int]:
        """Keys of the organisations that see him, for their feeds of changes."""
        return {self.institute_id, self.institute.district_id}


class InvigilatorDuty(models.Model):
    """An invigilator in one use of a room; `during` repeats what the exclusion constraint compares."""

    use = models.ForeignKey(RoomUse, on_delete=models.CASCADE, related_name="duties")
    invigilator = models.ForeignKey(Invigilator, on_delete=models.PROTECT, related_name="duties")
    during = DateTimeRangeField("时间")

    objects = OfUseQuerySet.as_manager()

    class Meta:
        ordering = ("use", "pk")
        constraints = [models.UniqueConstraint(fields=["use", "invigilator"], name="one_duty_once")]
