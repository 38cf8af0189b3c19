"""What plans bring to an actor's work list: one query, nearest deadline first."""

from datetime import date, datetime
from functools import reduce
from typing import Any

from django.conf import settings
from django.db.models import BooleanField, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast

from appraisal.core.clock import today
from appraisal.core.rules.enums import TECHNICIAN_LEVELS, RequestState, Subject
from appraisal.core.rules.roles import Actor, Role
from appraisal.core.rules.work import Section, WorkItem
from plans.models import (
    Candidate,
    Objection,
    Obligation,
    Plan,
    PlanItem,
    PublicNotice,
    ReReview,
    RosterUpload,
    Sitting,
)
from plans.queries import change_work, photo_work, review_work, seat_work
from plans.queries.corrections import queue
from plans.queries.score_work import score_work
from plans.queries.work_columns import UNDONE, Rows, columns
from plans.rules.enums import CandidateState, ObligationState, UploadState
from plans.rules.obligations import ObligationCode
from plans.rules.owing import OWED_IN
from plans.rules.review_enums import NoticeState, ObjectionState, ReReviewOutcome
from plans.rules.states import COMING, EDITABLE, HAS_PAPERS, NOTICE_OPEN, ROSTER_OPEN, PlanState
from plans.rules.work import CHOSEN, DOABLE_IN, PlanWork, about_words

SECTIONS = {
    PlanWork.AWAIT_ANSWER: Section.WAITING,
    PlanWork.AWAIT_DECISION: Section.WAITING,
    PlanWork.AWAIT_SITTING_DECISION: Section.WAITING,
    PlanWork.AWAIT_LATE: Section.WAITING,
    PlanWork.AWAIT_SECOND: Section.WAITING,
    PlanWork.AWAIT_ENTRY: Section.WAITING,
    PlanWork.AWAIT_CHANGE: Section.WAITING,
    PlanWork.REVIEW_BOOKED: Section.COMING,
    PlanWork.COMMITTEE_REVIEW: Section.COMING,
    PlanWork.EXAM: Section.COMING,
}
ROUTES = {
    PlanWork.ARRANGE: "plans:seating",
    PlanWork.MEND_SEATS: "plans:seating",
    PlanWork.DECIDE_SUSPENDED: "plans:resume",
    PlanWork.CONFIRM_ROSTER: "plans:upload",
    PlanWork.REPLACE_ROSTER: "plans:upload",
    PlanWork.PUBLISH_NOTICE: "plans:notice-publish",
    PlanWork.DECIDE_OBJECTION: "plans:objection",
    PlanWork.DECIDE_CORRECTION: "plans:correction-decide",
    PlanWork.FIRST_REVIEW: "plans:first-review",
    PlanWork.ADD_PHOTOS: "plans:rosters",
    PlanWork.BOOK_REVIEW: "plans:bookings",
    PlanWork.BRING_MORE: "plans:bookings",
    PlanWork.RE_REVIEW: "plans:desk-booking",
    PlanWork.FINISH_REVIEW: "plans:desk-booking",
    PlanWork.REVIEW_BOOKED: "plans:desk-booking",
    PlanWork.PUBLISH_SLOTS: "plans:slot-new",
    PlanWork.MAKE_PAPERS: "plans:papers",
    PlanWork.SEAL: "plans:papers",
    PlanWork.HAND_OVER: "plans:papers",
    PlanWork.DECIDE_CHANGE: "plans:change",
    PlanWork.TELL_DISTRICT: "plans:change",
    PlanWork.CONFIRM_NOTICE: "plans:change",
    PlanWork.AWAIT_CHANGE: "plans:change",
    PlanWork.CHECK_DEDUCTION: "plans:deduction",
    PlanWork.DECIDE_APPEAL: "plans:deduction",
    PlanWork.ENTER: "plans:results",
    PlanWork.AWAIT_ENTRY: "plans:results",
    PlanWork.ENTER_SCORES: "plans:score-sheet",
    PlanWork.AWAIT_SECOND: "plans:score-sheet",
    PlanWork.RESOLVE_SCORES: "plans:score-compare",
    PlanWork.PUBLISH_SCORES: "plans:score-compare",
    PlanWork.DECIDE_SCORE: "plans:score-correction",
}
INSTITUTE = "plan__institute__short_name"
REQUEST = ObligationCode.REQUEST


def work_items(actor: Actor, now: datetime) -> list[WorkItem]:
    """What `actor` has to do about plans, what he waits for, and which exams come up."""
    groups = _groups(actor, now)
    if not groups:
        return []
    first, *others = groups
    return [_item(row) for row in (first.union(*others, all=True) if others else first)]


def _item(row: tuple[Any, ...]) -> WorkItem:
    """A row of `columns`."""
    name, key, number, title, party, last_day, late, provisional, people, at = row
    work = PlanWork[name]
    return WorkItem(
        section=SECTIONS.get(work, Section.TO_DO),
        what=work.label,
        about=about_words(number, title, people, at),
        route=ROUTES.get(work, "plans:detail"),
        key=key,
        party=party,
        last_day=last_day,
        is_late=late,
        is_provisional=provisional,
    )


def _groups(actor: Actor, now: datetime) -> list[Rows]:
    day = today(now)
    match actor.role:
        case Role.INSTITUTE_CLERK:
            return [
                *_of_institute(actor, day),
                *review_work.of_institute(actor, day),
                *photo_work.of_institute(actor, day),
                *change_work.of_institute(actor),
            ]
        case Role.GUIDANCE_OFFICER:
            return [*_of_guidance(actor), *change_work.of_guidance()]
        case Role.FINANCE_OFFICER:
            late = _undone(_doable(ObligationCode.PAY), state=ObligationState.MISSED)
            return [_obligations(late, PlanWork.AWAIT_LATE, party=INSTITUTE)]
        case Role.DISTRICT_OFFICER:
            return [
                *review_work.of_district(actor, now),
                *change_work.of_district(actor, now),
                _exams(actor, day),
                _corrections(actor),
                _briefings(actor),
                _entries_owed(actor),
                *score_work(actor, day),
            ]
        case Role.COMMITTEE_CLERK:
            return [_committee_reviews(actor, day), *score_work(actor, day)]
        case _:
            return []


def _of_institute(actor: Actor, day: date) -> list[Rows]:
    mine = {"plan__institute_id": actor.organisation_id}
    own = _undone(_doable(*DOABLE_IN) | _late(), responsible_id=actor.organisation_id)
    return [
        _obligations(own.exclude(code=ObligationCode.REPORT, anchor_date__gt=day), party=""),  # not before the exam
        _obligations(_undone(_doable(ObligationCode.ENTER), **mine), PlanWork.AWAIT_ENTRY),
        _obligations(_undone(_doable(ObligationCode.ANSWER), **mine), PlanWork.AWAIT_ANSWER),
        _obligations(_undone(_suspended(), **mine), PlanWork.AWAIT_DECISION),
        _obligations(_undone(_sitting_suspended(), **mine), PlanWork.AWAIT_SITTING_DECISION),
        *seat_work.of_institute(actor),
        _dateless_drafts(actor),
        _uploads(actor, UploadState.TO_CONFIRM, PlanWork.CONFIRM_ROSTER),
        _uploads(actor, UploadState.REFUSED, PlanWork.REPLACE_ROSTER),
    ]


def _of_guidance(actor: Actor) -> list[Rows]:
    late = _undone(_late()).exclude(responsible_id=actor.organisation_id)
    return [
        _obligations(_undone(_doable(*DOABLE_IN), responsible_id=actor.organisation_id), party=INSTITUTE),
        _obligations(_undone(_suspended()), PlanWork.DECIDE_SUSPENDED, party=INSTITUTE),
        _obligations(_undone(_sitting_suspended()), PlanWork.DECIDE_SUSPENDED_SITTING, party=INSTITUTE),
        _obligations(late, PlanWork.AWAIT_LATE, party=INSTITUTE, order="-due_at"),
        _corrections(actor),
        _objections(),
        _unpublished(),
    ]


# --- conditions -----------------------------------------------------------------------------------
def _doable(*codes: ObligationCode) -> Q:
    """Obligations of these codes whose plan stands where they can be done, and whose sitting is not suspended."""
    doable = reduce(Q.__or__, (Q(code=code, plan__state__in=DOABLE_IN[code]) for code in codes))
    return doable & Q(sitting__suspended_at=None)


def _late() -> Q:
    """What was missed and is still owed; it stays red until it is done, even while it has to wait for others."""
    owed = reduce(Q.__or__, (Q(code=code, plan__state__in=states) for code, states in OWED_IN.items()))
    return Q(state=ObligationState.MISSED, sitting__suspended_at=None) & owed


def _suspended() -> Q:
    return Q(code=ObligationCode.ARRANGE, state=ObligationState.MISSED, plan__state=PlanState.SUSPENDED)


def _sitting_suspended() -> Q:
    return Q(code=ObligationCode.REQUEST, sitting__suspended_at__isnull=False, plan__state__in=OWED_IN[REQUEST])


def _undone(condition: Q, **more: Any) -> QuerySet[Obligation]:
    return Obligation.objects.filter(condition, **{"state__in": UNDONE, **more})


def _entries_owed(actor: Actor) -> Rows:
    """Practicals that were handed in to the district and are still to be entered."""
    owed = _undone(_doable(ObligationCode.ENTER) | _late(), responsible_id=actor.organisation_id)
    return _obligations(owed.filter(code=ObligationCode.ENTER), party=INSTITUTE)


# --- columns --------------------------------------------------------------------------------------
def _obligations(
    rows: QuerySet[Obligation],
    work: PlanWork | None = None,
    *,
    party: str = "responsible__short_name",
    order: str = "due_at",
) -> Rows:
    """The nearest of `rows`; without `work` each is called by its code. `party`: the other side, empty for oneself."""
    return columns(
        rows.order_by(order, "pk"),
        work or F("code"),
        plan="plan__",
        party=F(party) if party else Value(""),
        last_day=F("last_day"),
        late=Cast(Q(state=ObligationState.MISSED), BooleanField()),
        provisional=F("provisional"),
    )


def _briefings(actor: Actor) -> Rows:
    """Teams to complete and pre-exam meetings to hold in the district, once examiners were asked for."""
    asked = Obligation.objects.filter(code=REQUEST, state=ObligationState.MET, sitting=OuterRef("sitting"))
    rows = _undone(_doable(ObligationCode.BRIEF) & Exists(asked), responsible_id=actor.organisation_id)
    return _obligations(rows, party=INSTITUTE)


def _dateless_drafts(actor: Actor) -> Rows:
    rows = Plan.objects.filter(institute_id=actor.organisation_id, state__in=EDITABLE, first_exam_date__isnull=True)
    return columns(rows.order_by("-pk"), PlanWork.CHOOSE_DATE)


def _exams(actor: Actor, day: date) -> Rows:
    """Exams to come of the plans that the actor sees."""
    rows = Plan.objects.visible_to(actor).filter(state__in=COMING, first_exam_date__gte=day)
    return columns(
        rows.order_by("first_exam_date", "pk"),
        PlanWork.EXAM,
        party=F("institute__short_name"),
        last_day=F("first_exam_date"),
    )


def _committee_reviews(actor: Actor, day: date) -> Rows:
    """Plans that chose the committee, with the day of its next comprehensive review; without one at the end."""
    own = {"plan": OuterRef("pk"), "subject": Subject.REVIEW, "item__committee": actor.organisation_id}
    sittings = Sitting.objects.filter(**own).order_by("date")
    rows = Plan.objects.visible_to(actor).filter(~Exists(sittings) | Exists(sittings.filter(date__gte=day)))
    rows = rows.annotate(review=Subquery(sittings.filter(date__gte=day).values("date")[:1]))
    return columns(
        rows.filter(state__in=CHOSEN).order_by("review", "pk"),
        PlanWork.COMMITTEE_REVIEW,
        party=F("institute__short_name"),
        last_day=F("review"),
    )


def _uploads(actor: Actor, state: UploadState, work: PlanWork) -> Rows:
    """The newest workbook of each item, where it waits for its institute."""
    newer = RosterUpload.objects.filter(item_id=OuterRef("item_id"), pk__gt=OuterRef("pk"))
    rows = RosterUpload.objects.filter(
        ~Exists(newer),
        state=state,
        item__plan__institute_id=actor.organisation_id,
        item__plan__state__in=ROSTER_OPEN,
    )
    return columns(rows.order_by("-pk"), work, plan="item__plan__", key=Cast("pk", CharField()))


def _corrections(actor: Actor) -> Rows:
    """Candidates with a correction that is the actor's to decide, each once."""
    waiting = queue(actor, RequestState.REQUESTED).filter(candidate__plan__state__in=HAS_PAPERS)
    waiting = waiting.select_related(None).order_by("candidate_id").distinct("candidate_id")
    return columns(
        waiting,
        PlanWork.DECIDE_CORRECTION,
        plan="candidate__plan__",
        key=Cast("candidate_id", CharField()),
        party=F("candidate__plan__institute__short_name"),
    )


def _objections() -> Rows:
    rows = Objection.objects.filter(state=ObjectionState.RECEIVED, notice__plan__state__in=NOTICE_OPEN)
    return columns(
        rows.order_by("pk"),
        PlanWork.DECIDE_OBJECTION,
        plan="notice__plan__",
        key=Cast("pk", CharField()),
        party=F("notice__plan__institute__short_name"),
    )


def _unpublished() -> Rows:
    """Plans whose technicians could go on public notice now and are on none."""
    technicians = Q(occupation_level__level__in=TECHNICIAN_LEVELS)
    passed = ReReview.objects.filter(candidate=OuterRef("pk"), outcome=ReReviewOutcome.PASSED)
    waiting = Candidate.objects.filter(
        ~Exists(passed), ~Q(state=CandidateState.WITHDRAWN), plan=OuterRef("pk"), item__occupation_level__re_review=True
    )
    rows = Plan.objects.filter(
        Exists(PlanItem.objects.filter(technicians, plan=OuterRef("pk"))),
        ~Exists(PublicNotice.objects.filter(plan=OuterRef("pk")).exclude(state=NoticeState.WITHDRAWN)),
        ~Exists(waiting),
        state=PlanState.ENROLLED,
    ).exclude(kind__in=settings.KAOWU["PLANS_WITHOUT_REVIEW"])
    return columns(rows.order_by("first_exam_date", "pk"), PlanWork.PUBLISH_NOTICE, party=F("institute__short_name"))
