"""Duty of a practical 三: meeting, attendance, signatures and seal, scans, wrap-up, problems; entered twice blind.

What an officer entered is read through `DutyLine.objects.visible_to` alone, as with scores.
"""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from appraisal.core.models import Document, Organisation
from appraisal.core.models.scoping import ScopedQuerySet
from appraisal.core.rules.roles import Actor, Role
from examiners.models.examiner import Examiner
from examiners.rules.duty import BOTH_IN, KEPT, Attendance, Conduct, DutyRole, DutyState, ScanKind
from plans.models import Sitting
from plans.models.plan import plan_visibility

ENTERING = frozenset({Role.DISTRICT_OFFICER, Role.GUIDANCE_OFFICER})


def duty_visibility(actor: Actor, prefix: str = "") -> Q | None:
    """Who sees the duty of a practical: its institute, its district, the city. `prefix` leads to the duty sheet."""
    return None if actor.role == Role.COMMITTEE_CLERK else plan_visibility(actor, f"{prefix}sitting__plan__")


class DutySheetQuerySet(ScopedQuerySet):
    """Duty sheets by actor."""

    def visibility(self, actor: Actor) -> Q | None:
        return duty_visibility(actor)


class OfDutySheetQuerySet(ScopedQuerySet):
    """Rows that hang on a duty sheet by `sheet`."""

    def visibility(self, actor: Actor) -> Q | None:
        return duty_visibility(actor, "sheet__")


class DutyLineQuerySet(ScopedQuerySet):
    """Entered duties: one's own, and the other's once both entries are in."""

    def visibility(self, actor: Actor) -> Q | None:
        if actor.role not in ENTERING:
            return None
        seen = duty_visibility(actor, "entry__sheet__")
        both_in = Q(entry__sheet__state__in=BOTH_IN)
        return None if seen is None else seen & (Q(entry__person_id=actor.user_id) | both_in)


class DutyQuerySet(ScopedQuerySet):
    """Confirmed duties: with their plan, and an examiner his own."""

    def visibility(self, actor: Actor) -> Q | None:
        if actor.role == Role.EXAMINER:
            return Q(member__examiner__user_id=actor.user_id)
        return duty_visibility(actor, "member__sheet__")

    def latest(self) -> Self:
        """The versions that count: what a correction has replaced is left out."""
        newer = Duty.objects.filter(member=OuterRef("member"), version__gt=OuterRef("version"))
        return self.filter(~Exists(newer))


class DutySheet(models.Model):
    """The record of one practical, kept by the institute until it is handed in, then entered by the district.

    `handed_in_at`: the hand-in that stands; empty again while it is sent back. Every one is a `DutyHandIn`.

    `handed_to`: who took the sealed roster at the district. `has_problems`: what the meeting after the exam found.
    """

    sitting = models.OneToOneField(Sitting, on_delete=models.CASCADE, related_name="duty_sheet")
    state = models.CharField("状态", max_length=10, choices=DutyState.choices(), default=DutyState.OPEN)
    met_at = models.DateTimeField("考前会时间", null=True)
    meeting_place = models.CharField("考前会地点", max_length=120, blank=True)
    meeting_notes = models.TextField("考前会记录", blank=True)
    sealed_at = models.DateTimeField("封装时间", null=True)
    envelopes = models.PositiveSmallIntegerField("封装份数", default=0)
    wrapped_up_at = models.DateTimeField("考后小结会时间", null=True)
    wrap_up_notes = models.TextField("考后小结", blank=True)
    has_problems = models.BooleanField("发现问题", null=True)
    handed_to = models.CharField("区县中心接收人", max_length=40, blank=True)
    handed_in_at = models.DateTimeField("报送时间", null=True)
    handed_in_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField("确认时间", null=True)
    confirmed_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")

    objects = DutySheetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="duty_handed_in_by_somebody",
                condition=Q(state__in=KEPT, handed_in_at=None)
                | (~Q(state__in=KEPT) & Q(handed_in_at__isnull=False, handed_in_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="duty_confirmed_by_somebody",
                condition=Q(state=DutyState.CONFIRMED, confirmed_at__isnull=False, confirmed_by__isnull=False)
                | (~Q(state=DutyState.CONFIRMED) & Q(confirmed_at=None)),
            ),
        ]

    def concerned(self) -> set[int]:
        """Keys of the organisations that see it, for their feeds of changes."""
        return {self.sitting.plan.institute_id, self.sitting.plan.district_id}


class AttendanceFields(models.Model):
    """What is said of one member of a team."""

    role = models.CharField("考评组职责", max_length=10, choices=DutyRole.choices())
    attended = models.BooleanField("到场")
    half_days = models.PositiveSmallIntegerField("半天数", default=0)
    conduct = models.CharField("履职情况", max_length=10, choices=Conduct.choices(), default=Conduct.GOOD)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_half_days",
                condition=Q(attended=True, half_days__gte=1) | Q(attended=False, half_days=0),
            ),
        ]

    @property
    def attendance(self) -> Attendance:
        """What is compared and paid by."""
        return Attendance(DutyRole(self.role), self.attended, self.half_days, Conduct(self.conduct))


class DutyMember(models.Model):
    """A member of the team on the duty sheet. `stand_in`: why he is there without having been dispatched.

    What the institute states (`stated_…`, None while it has said nothing) and who has signed.
    """

    sheet = models.ForeignKey(DutySheet, on_delete=models.CASCADE, related_name="members")
    examiner = models.ForeignKey(Examiner, on_delete=models.PROTECT, related_name="duty_members")
    name = models.CharField("姓名", max_length=60)
    role = models.CharField("考评组职责", max_length=10, choices=DutyRole.choices())
    stand_in = models.CharField("临时增补理由", max_length=200, blank=True)
    met = models.BooleanField("参加考前会", default=False)
    attended = models.BooleanField("到场", null=True)
    half_days = models.PositiveSmallIntegerField("半天数", default=0)
    conduct = models.CharField("履职情况", max_length=10, choices=Conduct.choices(), default=Conduct.GOOD)
    note = models.CharField("说明", max_length=200, blank=True)
    signed_roster = models.BooleanField("在花名册上签字", default=False)
    signed_seal = models.BooleanField("在封条上签字", default=False)

    objects = OfDutySheetQuerySet.as_manager()

    class Meta:
        ordering = ("role", "pk")
        constraints = [models.UniqueConstraint(fields=["sheet", "examiner"], name="one_member_once")]

    @property
    def stated(self) -> Attendance | None:
        """What the institute says; None while it has said nothing."""
        if self.attended is None:
            return None
        return Attendance(DutyRole(self.role), self.attended, self.half_days, Conduct(self.conduct))


class DutyScan(models.Model):
    """A scanned paper of the hand-in. `was_handed_in`: some hand-in had it, so it stays readable when taken off."""

    sheet = models.ForeignKey(DutySheet, on_delete=models.CASCADE, related_name="scans")
    kind = models.CharField("材料", max_length=14, choices=ScanKind.choices())
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)
    was_handed_in = models.BooleanField(default=False)

    objects = OfDutySheetQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)


class DutyHandIn(models.Model):
    """One hand-in of a sheet: to whom, when, and the record as it was (`examiners.rules.duty.Record`). Never changed.

    `answer`: what the institute says it has mended since it was sent back.
    """

    sheet = models.ForeignKey(DutySheet, on_delete=models.PROTECT, related_name="hand_ins")
    number = models.PositiveSmallIntegerField("第几次")
    handed_to = models.CharField("区县中心接收人", max_length=40)
    answer = models.CharField("补正说明", max_length=1000, blank=True)
    record = models.JSONField()
    handed_in_at = models.DateTimeField("报送时间")
    handed_in_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")

    objects = OfDutySheetQuerySet.as_manager()

    class Meta:
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=["sheet", "number"], name="one_hand_in_per_number")]


class OfHandInQuerySet(ScopedQuerySet):
    """Rows that hang on a hand-in."""

    def visibility(self, actor: Actor) -> Q | None:
        return duty_visibility(actor, "hand_in__sheet__")


class DutyReturn(models.Model):
    """The district sent a hand-in back. `remarks`: what is wrong, by part of the record. Never changed.

    `is_incomplete`: roster or duty sheet was not there, so that nothing counts as handed in (decision 17).
    """

    hand_in = models.OneToOneField(DutyHandIn, on_delete=models.PROTECT, related_name="returned")
    reason = models.CharField("退回理由", max_length=400)
    remarks = models.JSONField("须补正", default=dict)
    is_incomplete = models.BooleanField("视同没有报送", default=False)
    returned_at = models.DateTimeField("退回时间")
    returned_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")

    objects = OfHandInQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)


class ProblemReport(models.Model):
    """A problem of the exam that the institute reports to the district in writing, and the answer."""

    sheet = models.ForeignKey(DutySheet, on_delete=models.CASCADE, related_name="problems")
    text = models.TextField("问题")
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")
    reported_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()
    reply = models.TextField("区县中心答复", blank=True)
    replied_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    replied_at = models.DateTimeField(null=True)

    objects = OfDutySheetQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)

    def concerned(self) -> set[int]:
        """See `DutySheet.concerned`."""
        return self.sheet.concerned()


class DutyEntry(models.Model):
    """One officer's entry of a duty sheet, the first or the second.

    `set_aside_at`: it was made of papers that were sent back and does not count.
    """

    sheet = models.ForeignKey(DutySheet, on_delete=models.CASCADE, related_name="entries")
    person = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    ordinal = models.PositiveSmallIntegerField("第几遍")
    submitted_at = models.DateTimeField("提交时间")
    set_aside_at = models.DateTimeField("作废时间", null=True)

    objects = OfDutySheetQuerySet.as_manager()

    class Meta:
        ordering = ("ordinal",)
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "person"], condition=Q(set_aside_at=None), name="one_duty_entry_per_person"
            ),
            models.UniqueConstraint(
                fields=["sheet", "ordinal"], condition=Q(set_aside_at=None), name="one_duty_entry_per_turn"
            ),
            models.CheckConstraint(name="duty_entry_first_or_second", condition=Q(ordinal__in=(1, 2))),
        ]


class DutyLine(AttendanceFields):
    """What one entry says of one member."""

    entry = models.ForeignKey(DutyEntry, on_delete=models.CASCADE, related_name="lines")
    member = models.ForeignKey(DutyMember, on_delete=models.CASCADE, related_name="+")

    objects = DutyLineQuerySet.as_manager()

    class Meta(AttendanceFields.Meta):
        ordering = ("member",)
        constraints = [
            *AttendanceFields.Meta.constraints,
            models.UniqueConstraint(fields=["entry", "member"], name="one_duty_line_per_member"),
        ]


class DutyResolution(AttendanceFields):
    """What was decided where two entries differed, with the paper at hand. Added; the latest holds."""

    sheet = models.ForeignKey(DutySheet, on_delete=models.CASCADE, related_name="resolutions")
    member = models.ForeignKey(DutyMember, on_delete=models.CASCADE, related_name="+")
    decided_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    objects = OfDutySheetQuerySet.as_manager()

    class Meta(AttendanceFields.Meta):
        ordering = ("pk",)


class Duty(AttendanceFields):
    """A confirmed duty: what an examiner did at a practical, and what he is paid by.

    A correction adds the next version; nothing changes. `correction`: what brought this version, None for the first
    confirmation.
    """

    member = models.ForeignKey(DutyMember, on_delete=models.PROTECT, related_name="duties")
    version = models.PositiveSmallIntegerField("版本", default=1)
    correction = models.ForeignKey(
        "examiners.DutyCorrection", null=True, on_delete=models.PROTECT, related_name="duties"
    )
    confirmed_at = models.DateTimeField()

    objects = DutyQuerySet.as_manager()

    class Meta(AttendanceFields.Meta):
        ordering = ("pk",)
        constraints = [
            *AttendanceFields.Meta.constraints,
            models.UniqueConstraint(fields=["member", "version"], name="one_duty_per_version"),
        ]
