"""The district's desk 二（四）: one verdict per candidate, item by item; the last one can be undone.

Verdicts are added, never changed: undoing adds a line that says so. Whoever failed leaves the plan, which goes on
without him; whoever must bring more or did not come may be booked again.
"""

from datetime import datetime

from appraisal.core import audit, clock
from appraisal.core.errors import Conflict, Refused
from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Actor, Role
from appraisal.core.services import notices
from appraisal.core.transactions import use_case
from plans.models import BookedCandidate, Booking, Candidate, CandidateVerdict, Plan, ReReview
from plans.permissions import authorise_plan
from plans.phrasebook.re_review import LETTERS
from plans.queries.bookings import lock_booking, outcome_counts
from plans.queries.candidates import lock_candidate
from plans.queries.plans import lock_plan
from plans.queries.rosters import count_candidates
from plans.rules.enums import CandidateState
from plans.rules.re_review import RULE, Verdict, is_waiting, verdict_refusals
from plans.rules.review_enums import BookingState, ReReviewOutcome
from plans.rules.states import PlanAction
from plans.services.papers import supersede_papers

CLAUSE_LENGTH = 300


@use_case
def give_verdict(
    *, actor: Actor, booking_id: int, candidate_id: int, verdict: Verdict, seen: int | None, now: datetime
) -> ReReview:
    """Decide on one candidate of a booking. `seen`: key of the newest verdict that the officer had before him.

    A failed candidate leaves the plan with the reason. Raises `Booking.DoesNotExist`, `NotPermitted`, `Conflict` when
    a colleague was faster or the candidate has another appointment, and `Refused` with all that the verdict lacks.
    """
    plan, booking = _lock(actor, booking_id)
    seat = BookedCandidate.objects.select_for_update().filter(booking=booking, candidate=candidate_id).first()
    if seat is None:
        raise Booking.DoesNotExist("the candidate is not in this booking")
    candidate = lock_candidate(candidate_id)
    newest = _newest(candidate)
    if (newest.pk if newest else None) != seen or not is_waiting(newest.outcome if newest else None):
        raise Conflict("同事刚刚给这名考生下了结论，请看下一名。")
    if candidate.state == CandidateState.WITHDRAWN:
        raise Conflict("这名考生已经退出计划。")
    if candidate.booked.filter(live=True).exclude(booking=booking).exists():
        raise Conflict("这名考生已经另约时段，请在那个预约里办理。")
    refusals = (*_day_refusals(booking, now), *verdict_refusals(verdict))
    if refusals:
        raise Refused(*refusals)
    review = _store(actor, booking, candidate, verdict, now)
    _apply(plan, candidate, review, now)
    _settle_seat(seat, booking, live=False, now=now)
    supersede_papers(plan=plan, now=now)
    _tell_when_done(plan, booking, now)
    _record(actor, "decide", f"资格复审：计划 {plan.number}，{verdict.outcome.label}", review, now)
    return review


@use_case
def undo_verdict(*, actor: Actor, review_id: int, now: datetime) -> ReReview:
    """Take the newest verdict on a candidate back; he is waiting again, and in the plan again.

    Raises `ReReview.DoesNotExist`, `NotPermitted`, `Conflict`, and `Refused` when it is not the newest any more.
    """
    given = ReReview.objects.select_related("booking").get(pk=review_id)
    plan, booking = _lock(actor, given.booking_id)
    candidate = lock_candidate(given.candidate_id)
    newest = _newest(candidate)
    if newest is None or newest.pk != given.pk or given.outcome == ReReviewOutcome.UNDONE:
        raise Refused(Refusal("desk_undo_not_last", rule=RULE))
    if candidate.booked.filter(live=True).exclude(booking=booking).exists():
        raise Conflict("这名考生已经另约时段，不能再撤销原来的结论。")
    undone = ReReview.objects.create(
        candidate=candidate, booking=booking, outcome=ReReviewOutcome.UNDONE, reviewed_by_id=actor.user_id,
        reviewed_at=now, note=f"撤销：{ReReviewOutcome(given.outcome).label}",
    )  # fmt: skip
    _apply(plan, candidate, undone, now)
    seat = BookedCandidate.objects.get(booking=booking, candidate=candidate)
    _settle_seat(seat, booking, live=True, now=now)
    supersede_papers(plan=plan, now=now)
    _record(actor, "undo", f"撤销复审结论：计划 {plan.number}", undone, now)
    return undone


def _lock(actor: Actor, booking_id: int | None) -> tuple[Plan, Booking]:
    plan = lock_plan(Booking.objects.values_list("plan_id", flat=True).get(pk=booking_id))
    authorise_plan(actor, PlanAction.RE_REVIEW, plan)
    assert booking_id is not None
    booking = lock_booking(booking_id)
    if booking.state not in {BookingState.BOOKED, BookingState.DONE}:
        raise Conflict("这个预约已经取消或改期。")
    return plan, booking


def _newest(candidate: Candidate) -> ReReview | None:
    newest: ReReview | None = candidate.re_reviews.order_by("-pk").first()
    return newest


def _day_refusals(booking: Booking, now: datetime) -> tuple[Refusal, ...]:
    if clock.today(booking.slot.starts_at) > clock.today(now):
        at = {"at": f"{booking.slot.starts_at.astimezone(BEIJING):%Y-%m-%d %H:%M}"}
        return (Refusal("desk_not_yet", at, rule=RULE, date=clock.today(booking.slot.starts_at)),)
    return ()


def _store(actor: Actor, booking: Booking, candidate: Candidate, verdict: Verdict, now: datetime) -> ReReview:
    """The new line, with the pre-check of this moment beside it."""
    foretold = CandidateVerdict.objects.filter(candidate=candidate).first()
    clause = (foretold.clause if foretold else "") or candidate.condition
    review: ReReview = ReReview.objects.create(
        candidate=candidate,
        booking=booking,
        outcome=verdict.outcome,
        items={item.value: {"ok": ok, "note": ""} for item, ok in verdict.items.items()},
        note=verdict.reason[:400],
        predicted=foretold.outcome if foretold else "",
        predicted_clause=clause[:CLAUSE_LENGTH],
        reviewed_by_id=actor.user_id,
        reviewed_at=now,
    )
    return review


def _apply(plan: Plan, candidate: Candidate, review: ReReview, now: datetime) -> None:
    """Who failed is out, everybody else is in. `updated_at` stays: his information has not changed."""
    state = CandidateState.WITHDRAWN if review.outcome == ReReviewOutcome.FAILED else CandidateState.PENDING
    if candidate.state == state:
        return
    candidate.state = state
    candidate.save(update_fields=["state"])
    plan.candidate_count = count_candidates(plan)
    plan.save(update_fields=["candidate_count"])


def _settle_seat(seat: BookedCandidate, booking: Booking, *, live: bool, now: datetime) -> None:
    seat.live = live
    seat.save(update_fields=["live"])
    done = not booking.seats.filter(live=True).exists()
    booking.state = BookingState.DONE if done else BookingState.BOOKED
    booking.ended_at = now if done else None
    booking.save(update_fields=["state", "ended_at"])


def _tell_when_done(plan: Plan, booking: Booking, now: datetime) -> None:
    """The institute hears once the whole booking has been through, and again after each later change."""
    if booking.state != BookingState.DONE:
        return
    counts, letter = outcome_counts(booking), LETTERS["reviewed"]
    words = {
        "number": plan.number,
        "title": plan.title,
        "district": plan.district.short_name,
        "at": f"{booking.slot.starts_at.astimezone(BEIJING):%Y-%m-%d %H:%M}",
        **{outcome.lower(): counts.get(outcome, 0) for outcome in ReReviewOutcome},
    }
    last = ReReview.objects.filter(booking=booking).order_by("-pk").values_list("pk", flat=True)[0]
    notices.post(
        organisation_ids=[plan.institute_id], subject=letter.subject.format(**words), body=letter.body.format(**words),
        key=f"re-review:{booking.pk}:{last}", now=now, role=Role.INSTITUTE_CLERK,
        path=f"/plans/{plan.number}/bookings/",
    )  # fmt: skip


def _record(actor: Actor, word: str, summary: str, review: ReReview, now: datetime) -> None:
    audit.record(
        actor=actor, action=f"re_review.{word}", target=f"candidate:{review.candidate_id}", summary=summary, at=now,
        outcome=review.outcome, items=review.items, review=review.pk,
    )  # fmt: skip
