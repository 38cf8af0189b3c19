"""What first review, re-review and qualifying bring to the work list: of the institute and of the district."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import DateField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, TruncDate

from appraisal.core import clock
from appraisal.core.models import Organisation
from appraisal.core.rules.enums import TECHNICIAN_LEVELS
from appraisal.core.rules.roles import Actor, Role
from plans.models import (
    BookedCandidate,
    Booking,
    Candidate,
    NoticeEntry,
    Objection,
    PaperCopy,
    Plan,
    PlanItem,
    PublicNotice,
    ReviewSlot,
)
from plans.queries.bookings import newest_verdict
from plans.queries.desk import DAYS_BACK, OPEN
from plans.queries.first_reviews import without_review
from plans.queries.work_columns import Rows, columns, number_of, until
from plans.rules.enums import CandidateState
from plans.rules.obligations import ObligationCode
from plans.rules.re_review import DECIDED
from plans.rules.review_enums import REVIEW_PAPERS, CopyHolder, NoticeState, ObjectionState, ReReviewOutcome
from plans.rules.states import HAS_PAPERS, ROSTER_OPEN, PlanState
from plans.rules.work import LADDER, PlanWork

INSTITUTE = F("institute__short_name")
NO_SLOTS = "没有可以预约的时段，机构约不上复审"


def of_institute(actor: Actor, day: date) -> list[Rows]:
    """Candidates to first-review, to book, to bring documents for; plans that it qualifies itself."""
    mine = Plan.objects.visible_to(actor)
    enrolled = mine.filter(state=PlanState.ENROLLED)
    more = _undecided().filter(latest=ReReviewOutcome.MORE)
    return [
        _with_people(
            mine.filter(state__in=ROSTER_OPEN),
            without_review(_live().filter(plan=OuterRef("pk"))),
            PlanWork.FIRST_REVIEW,
            until(day, ObligationCode.ENROL),
        ),
        _with_people(enrolled, _unbooked().filter(plan=OuterRef("pk")), PlanWork.BOOK_REVIEW, until(day, *LADDER)),
        _with_people(enrolled, more.filter(plan=OuterRef("pk")), PlanWork.BRING_MORE, until(day, *LADDER)),
        columns(_qualifiable(actor).order_by("pk"), PlanWork.QUALIFY, **until(day, *LADDER)),
    ]


def of_district(actor: Actor, now: datetime) -> list[Rows]:
    """The desk's bookings, slots that are missing, papers, and plans to qualify."""
    day = clock.today(now)
    return [*_desk(actor, now), _slots_missing(actor, now), *_papers(actor, day), _to_qualify(actor, day)]


# --- candidates -------------------------------------------------------------------------------------
def _live() -> QuerySet[Candidate]:
    return Candidate.objects.exclude(state=CandidateState.WITHDRAWN)


def _undecided() -> QuerySet[Candidate]:
    """Candidates under re-review whose newest verdict, `latest`, does not decide."""
    rows = newest_verdict(_live().filter(item__occupation_level__re_review=True))
    return rows.filter(Q(latest__isnull=True) | ~Q(latest__in=list(DECIDED)))


def _unbooked() -> QuerySet[Candidate]:
    return _undecided().filter(~Exists(BookedCandidate.objects.filter(candidate=OuterRef("pk"), live=True)))


def _with_people(
    plans: QuerySet[Plan], people: QuerySet[Candidate], work: PlanWork, last: Mapping[str, Combinable]
) -> Rows:
    """The plans that have some of `people`, with their number."""
    rows = plans.annotate(people=number_of(people)).filter(people__gt=0)
    return columns(rows.order_by("first_exam_date", "pk"), work, people=F("people"), **last)


# --- the district -----------------------------------------------------------------------------------
def _desk(actor: Actor, now: datetime) -> list[Rows]:
    """Bookings with somebody still waiting: of today, earlier ones, and those to come."""
    midnight = now.astimezone(clock.SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    day, tomorrow = clock.today(now), midnight + timedelta(days=1)
    waiting = number_of(_seated(), by="booked__booking")
    rows = Booking.objects.visible_to(actor).filter(state__in=OPEN, plan__state=PlanState.ENROLLED)
    rows = rows.annotate(people=waiting).filter(people__gt=0).order_by("slot__starts_at", "pk")
    shared = {"party": F("plan__institute__short_name"), "people": F("people"), "at": F("slot__starts_at")}
    today = rows.filter(slot__starts_at__gte=midnight, slot__starts_at__lt=tomorrow)
    earlier = rows.filter(slot__starts_at__lt=midnight, slot__starts_at__gte=midnight - DAYS_BACK)
    coming = rows.filter(slot__starts_at__gte=tomorrow)
    on_day = TruncDate("slot__starts_at", tzinfo=clock.SHANGHAI)
    return [
        columns(
            today, PlanWork.RE_REVIEW, plan="plan__", key=F("pk"), last_day=Cast(Value(day), DateField()), **shared
        ),
        columns(earlier, PlanWork.FINISH_REVIEW, plan="plan__", key=F("pk"), **shared),
        columns(coming, PlanWork.REVIEW_BOOKED, plan="plan__", key=F("pk"), last_day=on_day, **shared),
    ]


def _seated() -> QuerySet[Candidate]:
    """Candidates of the outer booking on whom the desk has not decided."""
    return Candidate.objects.filter(booked__booking=OuterRef("pk"), booked__live=True)


def _slots_missing(actor: Actor, now: datetime) -> Rows:
    """One row when candidates of the district wait for a slot and none with free places is left."""
    free = ReviewSlot.objects.filter(
        district=OuterRef("pk"), withdrawn_at=None, starts_at__gt=now, taken__lt=F("places")
    )
    waiting = _unbooked().filter(plan__district=OuterRef("pk"), plan__state=PlanState.ENROLLED)
    rows = Organisation.objects.filter(~Exists(free), pk=actor.organisation_id)
    return columns(
        rows.annotate(people=number_of(waiting, by="plan__district")).filter(people__gt=0).order_by("pk"),
        PlanWork.PUBLISH_SLOTS,
        key=Value(""),
        number=Value(""),
        title=Value(NO_SLOTS),
        people=F("people"),
    )


def _papers(actor: Actor, day: date) -> list[Rows]:
    """Plans whose papers are to be made, sealed, or handed over."""
    plans = Plan.objects.visible_to(actor).filter(state__in=HAS_PAPERS).order_by("first_exam_date", "pk")
    to_make = plans.filter(_reviewed(), ~_papers_complete(), state=PlanState.ENROLLED)
    to_seal = plans.filter(Exists(_in_force().filter(sealed_at=None)))
    sealed = _in_force().filter(sealed_at__isnull=False, handed_over_at=None)
    to_hand_over = plans.filter(Exists(sealed.exclude(holder=CopyHolder.DISTRICT)))  # the district keeps its own
    ladder = until(day, *LADDER)
    return [
        columns(to_make, PlanWork.MAKE_PAPERS, party=INSTITUTE, **ladder),
        columns(to_seal, PlanWork.SEAL, party=INSTITUTE, **ladder),
        columns(to_hand_over, PlanWork.HAND_OVER, party=INSTITUTE),
    ]


def _to_qualify(actor: Actor, day: date) -> Rows:
    return columns(_qualifiable(actor).order_by("pk"), PlanWork.QUALIFY, party=INSTITUTE, **until(day, *LADDER))


# --- qualifying: the conditions of `plans.rules.qualifying` for many plans at once ------------------------
def _qualifiable(actor: Actor) -> QuerySet[Plan]:
    """Enrolled plans that the actor's side qualifies and that nothing stands in the way of."""
    rows = Plan.objects.visible_to(actor).filter(_notices_ended(), state=PlanState.ENROLLED)
    if actor.role == Role.DISTRICT_OFFICER:
        unsealed = _in_force().filter(sealed_at=None)
        return rows.filter(_reviewed(), _papers_complete(), ~Exists(unsealed))
    under_review = PlanItem.objects.filter(plan=OuterRef("pk"), occupation_level__re_review=True)
    return rows.filter(Exists(_live().filter(plan=OuterRef("pk"))), ~Exists(under_review))


def _reviewed() -> Q:
    """Under re-review, and the desk has decided on everybody who is left."""
    people = _live().filter(plan=OuterRef("pk"))
    items = PlanItem.objects.filter(plan=OuterRef("pk"), occupation_level__re_review=True)
    return Q(Exists(items), Exists(people), ~Exists(_undecided().filter(plan=OuterRef("pk"))))


def _in_force() -> QuerySet[PaperCopy]:
    return PaperCopy.objects.filter(plan=OuterRef("pk"), paper__superseded_at=None)


def _papers_complete() -> Q:
    """Every kind of paper is in force."""
    return Q(*(Exists(_in_force().filter(paper__kind=kind)) for kind in REVIEW_PAPERS))


def _notices_ended() -> Q:
    """Every technician was on a notice that has ended, and no objection waits."""
    stands = PublicNotice.objects.filter(plan=OuterRef("pk"), state=NoticeState.OPEN)
    published = NoticeEntry.objects.filter(candidate=OuterRef("pk")).exclude(notice__state=NoticeState.WITHDRAWN)
    technicians = _live().filter(
        ~Exists(published), plan=OuterRef("pk"), item__occupation_level__level__in=TECHNICIAN_LEVELS
    )
    unpublished = technicians.exclude(plan__kind__in=settings.KAOWU["PLANS_WITHOUT_REVIEW"])
    objections = Objection.objects.filter(notice__plan=OuterRef("pk"), state=ObjectionState.RECEIVED)
    return Q(~Exists(stands), ~Exists(unpublished), ~Exists(objections.exclude(notice__state=NoticeState.WITHDRAWN)))
