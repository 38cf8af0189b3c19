"""Re-review by appointment 二（四）: slots, bookings, the desk's verdicts, and the three copies of each paper."""

from django.db import models
from django.db.models import F, Q

from appraisal.core.models import Organisation, Paper
from appraisal.core.models.scoping import ScopedQuerySet
from appraisal.core.rules.roles import Actor, Role
from plans.models.candidate import Candidate
from plans.models.eligibility import OfCandidateQuerySet
from plans.models.plan import OfPlanQuerySet, Plan
from plans.rules.review_enums import BookingState, CopyHolder, ReReviewOutcome


class SlotQuerySet(ScopedQuerySet):
    """A district's slots: the district itself, the institutes registered in it, the city."""

    def visibility(self, actor: Actor) -> Q | None:
        if actor.is_city:
            return Q()
        if actor.role == Role.DISTRICT_OFFICER:
            return Q(district_id=actor.organisation_id)
        if actor.role == Role.INSTITUTE_CLERK:
            return Q(district__institutes=actor.organisation_id)
        return None


class ReviewSlot(models.Model):
    """Time at a district centre, measured in candidates. The booking service keeps `taken` under the slot's lock."""

    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="review_slots")
    starts_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束")
    places = models.PositiveIntegerField("可审人数")
    taken = models.PositiveIntegerField("已约人数", default=0)
    place = models.CharField("地点", max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()

    objects = SlotQuerySet.as_manager()

    class Meta:
        ordering = ("starts_at", "pk")
        constraints = [
            models.CheckConstraint(name="slot_never_overbooked", condition=Q(taken__lte=F("places"))),
            models.CheckConstraint(name="slot_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))),
            models.UniqueConstraint(
                fields=["district", "starts_at"], condition=Q(withdrawn_at__isnull=True), name="one_slot_at_a_time"
            ),
        ]

    def concerned(self) -> set[int]:
        """The district; its institutes look at the slots when they book."""
        return {self.district_id}


class Booking(models.Model):
    """Places of one plan in one slot."""

    slot = models.ForeignKey(ReviewSlot, on_delete=models.PROTECT, related_name="bookings")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="bookings")
    places = models.PositiveIntegerField("人数")
    state = models.CharField(max_length=10, choices=BookingState.choices(), default=BookingState.BOOKED)
    candidates = models.ManyToManyField(Candidate, through="BookedCandidate", related_name="bookings")
    booked_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    booked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = OfPlanQuerySet.as_manager()

    class Meta:
        ordering = ("slot__starts_at", "pk")
        constraints = [models.CheckConstraint(name="booking_has_places", condition=Q(places__gt=0))]

    def concerned(self) -> set[int]:
        """See `Plan.concerned`."""
        return self.plan.concerned()


class BookedCandidate(models.Model):
    """A candidate in a booking; in one live booking at a time."""

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="seats")
    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="booked")
    live = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["candidate"], condition=Q(live=True), name="one_live_booking"),
        ]


class ReReview(models.Model):
    """A verdict of the district's desk on one candidate; added, the newest counts.

    `items`: `{ReviewItem: {"ok": bool, "note": str}}`. `predicted` keeps the pre-check of the moment, for its precision
    and recall.
    """

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="re_reviews")
    booking = models.ForeignKey(Booking, null=True, on_delete=models.PROTECT, related_name="re_reviews")
    outcome = models.CharField(max_length=8, choices=ReReviewOutcome.choices())
    items = models.JSONField(default=dict)
    note = models.CharField("说明", max_length=400, blank=True)
    predicted = models.CharField(max_length=8, blank=True)
    predicted_clause = models.CharField(max_length=300, blank=True)
    reviewed_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField()

    objects = OfCandidateQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)


class PaperCopy(models.Model):
    """One of the three copies of a paper: when it was sealed, handed over, by whom and to whom.

    Kind, version and whether it is superseded stand in its `Paper`, whose part is the holder.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="paper_copies")
    paper = models.OneToOneField(Paper, on_delete=models.PROTECT, related_name="copy")
    holder = models.CharField("留存方", max_length=10, choices=CopyHolder.choices())
    sealed_at = models.DateTimeField("盖章时间", null=True)
    sealed_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    handed_over_at = models.DateTimeField("移交时间", null=True)
    handed_to = models.CharField("接收人", max_length=40, blank=True)

    objects = OfPlanQuerySet.as_manager()

    class Meta:
        ordering = ("paper__kind", "paper__version", "holder")
        constraints = [
            models.CheckConstraint(
                name="sealed_before_hand_over", condition=Q(handed_over_at__isnull=True) | Q(sealed_at__isnull=False)
            ),
        ]
