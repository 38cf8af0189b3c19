"""Reads that only the API asks: lists by what changed since, obligations of many plans at once."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import BigIntegerField, Count, Exists, F, OuterRef, Prefetch, QuerySet
from django.db.models.functions import Cast, Substr

from appraisal.core.models import AuditEntry
from appraisal.core.rules.roles import Actor
from plans.models import (
    BookedCandidate,
    Booking,
    Candidate,
    ChangeRequest,
    Correction,
    Deduction,
    DistrictNotice,
    Evidence,
    Obligation,
    PaperCopy,
    Plan,
    PlanItem,
    PublishedResult,
    ReReview,
    RoomUse,
    RosterUpload,
    Seat,
    Sitting,
)
from plans.queries.bookings import newest_verdict
from plans.rules.enums import ObligationState

PLAN_TARGET = "plan:"


def plans_touched_since(rows: QuerySet[Plan], moment: datetime) -> QuerySet[Plan]:
    """Those of the plans that an act changed at or after a moment, by the audit log."""
    acts = AuditEntry.objects.filter(at__gte=moment, target__startswith=PLAN_TARGET)
    return rows.filter(
        pk__in=acts.annotate(plan=Cast(Substr("target", len(PLAN_TARGET) + 1), BigIntegerField())).values("plan")
    )


def open_obligations(plan_ids: Iterable[int]) -> dict[int, list[Obligation]]:
    """By plan: what is open, or missed and still owed, earliest first. One query."""
    waiting = [ObligationState.OPEN, ObligationState.MISSED]
    rows = Obligation.objects.filter(plan_id__in=list(plan_ids), state__in=waiting).order_by("due_at", "pk")
    found: dict[int, list[Obligation]] = {}
    for row in rows:
        found.setdefault(row.plan_id, []).append(row)
    return found


def plan_of_obligation(actor: Actor, obligation_id: int) -> Plan | None:
    """The plan of an obligation, if the actor may see it."""
    rows = Plan.objects.visible_to(actor).select_related("institute", "district")
    found: Plan | None = rows.filter(obligations=obligation_id).first()
    return found


def candidates_of(actor: Actor, plan: Plan) -> QuerySet[Candidate]:
    """The candidates of a plan that the actor may see, each with the newest verdict of the desk."""
    rows: QuerySet[Candidate] = newest_verdict(Candidate.objects.visible_to(actor).filter(plan=plan))
    return rows


def candidate_of(actor: Actor, candidate_id: int) -> Candidate:
    """One candidate with the newest verdict of the desk. Raises `Candidate.DoesNotExist` like `upload_of`."""
    row: Candidate = newest_verdict(Candidate.objects.visible_to(actor)).get(pk=candidate_id)
    return row


def uploads_of(actor: Actor, item: PlanItem) -> QuerySet[RosterUpload]:
    """The rosters uploaded for an item, as far as the actor may see them, without what is encrypted."""
    rows: QuerySet[RosterUpload] = RosterUpload.objects.visible_to(actor).filter(item=item)
    return rows.select_related("document", "item__plan").defer("faults", "recoveries", "difference")


def upload_of(actor: Actor, upload_id: int) -> RosterUpload:
    """One uploaded roster. Raises `RosterUpload.DoesNotExist`, also for one that the actor may not see."""
    rows: QuerySet[RosterUpload] = RosterUpload.objects.visible_to(actor).select_related("document", "item__plan")
    return rows.get(pk=upload_id)


def upload_of_link(upload_id: int) -> RosterUpload:
    """The roster of a link that the portal signed for somebody who may have it. Raises `RosterUpload.DoesNotExist`."""
    upload: RosterUpload = RosterUpload.objects.select_related("document").get(pk=upload_id)
    return upload


def bookings_of(actor: Actor) -> QuerySet[Booking]:
    """Bookings the actor may see, with slot, plan and institute."""
    rows: QuerySet[Booking] = Booking.objects.visible_to(actor).select_related("slot", "plan__institute")
    return rows


def booked_of(actor: Actor, booking: Booking) -> QuerySet[Candidate]:
    """Who is in a booking, with `on_seat` (still to be decided on), and what lies before the desk of each.

    That is the pre-check, the first review, the documents (as `documents`) and earlier verdicts.
    """
    seat = BookedCandidate.objects.filter(booking=booking, candidate=OuterRef("pk"), live=True)
    rows = newest_verdict(Candidate.objects.visible_to(actor).filter(booked__booking=booking))
    kept = Prefetch("evidence", Evidence.objects.filter(removed_at=None), to_attr="documents")
    return (
        rows.annotate(on_seat=Exists(seat), seat_order=F("booked__pk"))
        .select_related("verdict", "photo")
        .prefetch_related(kept, "first_reviews", "re_reviews")
    )


def verdicts_of(actor: Actor) -> QuerySet[ReReview]:
    """Verdicts of the desk the actor may see, with their candidates."""
    rows: QuerySet[ReReview] = ReReview.objects.visible_to(actor).select_related("candidate")
    return rows


def corrections_of(actor: Actor) -> QuerySet[Correction]:
    """Corrections the actor may see, with candidate and plan."""
    rows: QuerySet[Correction] = Correction.objects.visible_to(actor).select_related("candidate__plan", "document")
    return rows


# --- sittings, rooms, results ---------------------------------------------------------------------------------
def sittings_of(actor: Actor, plan: Plan) -> list[Sitting]:
    """The sittings of a plan that the actor may see, with `seated` and `sheet_state` (None: no scores yet)."""
    rows = Sitting.objects.visible_to(actor).filter(plan=plan)
    rows = rows.select_related("plan", "item__occupation_level__occupation")
    counted = rows.annotate(seated=Count("seats", distinct=True), sheet_state=F("sheet__state"))
    return list(counted.order_by("date", "pk"))


def uses_of(actor: Actor, plan: Plan) -> list[RoomUse]:
    """The rooms that a plan takes, in order of time, with `seated` and who watches."""
    rows = RoomUse.objects.visible_to(actor).filter(plan=plan).select_related("room").prefetch_related("duties")
    return list(rows.annotate(seated=Count("seats")).order_by("during", "number", "pk"))


def seats_of(actor: Actor, plan: Plan) -> QuerySet[Seat]:
    """The seats of a plan with candidate and ticket."""
    rows: QuerySet[Seat] = Seat.objects.visible_to(actor).filter(use__plan=plan)
    return rows.select_related("candidate__ticket")


def results_of(actor: Actor, plan: Plan) -> QuerySet[PublishedResult]:
    """The published results of a plan, every version."""
    rows: QuerySet[PublishedResult] = PublishedResult.objects.visible_to(actor)
    return rows.filter(sheet__sitting__plan=plan).select_related("sheet")


# --- changes and deductions -----------------------------------------------------------------------------------
def changes_of(actor: Actor) -> QuerySet[ChangeRequest]:
    """Requests for another time or place that the actor may see, with plan and lines."""
    rows: QuerySet[ChangeRequest] = ChangeRequest.objects.visible_to(actor).select_related("plan")
    return rows.prefetch_related("lines")


def deductions_of(actor: Actor) -> QuerySet[Deduction]:
    """Deductions that the actor may see, with institute and plan."""
    rows: QuerySet[Deduction] = Deduction.objects.visible_to(actor).select_related("institute", "plan")
    return rows


def district_notices_of(actor: Actor) -> QuerySet[DistrictNotice]:
    """Notices to districts that the actor may see, with the plan of their change."""
    rows: QuerySet[DistrictNotice] = DistrictNotice.objects.visible_to(actor)
    return rows.select_related("change__plan")


# --- papers behind a link that the portal signed for somebody who may have them --------------------------------
def copies_of_link(ids: list[int]) -> list[PaperCopy]:
    """Copies of re-review papers, in order. Raises `PaperCopy.DoesNotExist` when one has been superseded since."""
    rows = PaperCopy.objects.select_related("paper", "plan__institute", "plan__district").filter(pk__in=ids)
    found = list(rows.filter(paper__superseded_at=None).order_by("paper__kind", "pk"))
    if len(found) != len(ids):
        raise PaperCopy.DoesNotExist("superseded since the link was given")
    return found
