"""Public notices 一（四）: what publishing and qualifying look at, the public's pages, the city's queue of objections.

A notice is open until the end of its last day by the clock, whether or not the worker has closed it yet.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from appraisal.core import clock
from appraisal.core.queries.calendar import counting, load_calendar
from appraisal.core.rules.deadlines import Deadline, due_at
from appraisal.core.rules.roles import Actor
from appraisal.core.rules.workdays import WorkCalendar
from appraisal.core.transactions import require_transaction
from plans.models import Candidate, NoticeEntry, Objection, Plan, PublicNotice
from plans.queries.bookings import newest_verdict
from plans.queries.obligation_table import obligation_table
from plans.queries.technicians import technician_candidates
from plans.rules.first_review import Standing
from plans.rules.obligations import ObligationCode
from plans.rules.public_notices import NoticeStanding, PublishFacts, latest_opening, notice_rule
from plans.rules.review_enums import NoticeState, ObjectionState, ReReviewOutcome
from plans.rules.states import ROSTER_OPEN, PlanAction, PlanState

BEFORE_NOTICE = ROSTER_OPEN | {PlanState.ENROLLED}
BOARD_SIZE = 50
"""How many ended notices the board still lists; their pages stay for whoever has the number."""


def notice_deadline(opens_on: date, calendar: WorkCalendar) -> Deadline:
    """The last day of a notice that opens on `opens_on`, with its proof."""
    return Deadline(notice_rule(settings.KAOWU["PUBLIC_NOTICE_WORKING_DAYS"]), opens_on, calendar, counting())


def ends_at(notice: PublicNotice) -> datetime:
    """The moment at which the notice ends."""
    return due_at(notice.closes_on, counting())


def is_open(notice: PublicNotice, now: datetime) -> bool:
    """Whether objections can still be raised."""
    return notice.state == NoticeState.OPEN and now < ends_at(notice)


# --- services -----------------------------------------------------------------------------------------------
def unpublished(plan: Plan) -> QuerySet[Candidate]:
    """Technician candidates who were on no notice that stands."""
    standing = NoticeEntry.objects.filter(candidate=OuterRef("pk")).exclude(notice__state=NoticeState.WITHDRAWN)
    rows = technician_candidates(plan).filter(~Exists(standing)).order_by("item_id", "sheet_row", "pk")
    return rows.select_related("item__occupation_level__occupation", "background")


def publish_facts(plan: Plan) -> PublishFacts:
    """What publishing looks at; the first review was complete when the plan was enrolled."""
    reviewed = newest_verdict(technician_candidates(plan).filter(item__occupation_level__re_review=True))
    waiting = (one for one in reviewed.order_by("item_id", "sheet_row", "pk") if one.latest != ReReviewOutcome.PASSED)
    open_one = plan.public_notices.filter(state=NoticeState.OPEN).values_list("number", flat=True).first()
    return PublishFacts(
        technicians=technician_candidates(plan).count(),
        to_publish=unpublished(plan).count(),
        unqualified=_standing(waiting),
        open_number=open_one or "",
    )


def notice_standing(plan: Plan) -> NoticeStanding:
    """How far the notices of a plan are; nothing to say for a plan without technicians."""
    notices = list(plan.public_notices.exclude(state=NoticeState.WITHDRAWN))
    return NoticeStanding(
        unpublished=_standing(unpublished(plan)),
        open_until=tuple((one.number, one.closes_on) for one in notices if one.state == NoticeState.OPEN),
        objections=Objection.objects.filter(notice__in=notices, state=ObjectionState.RECEIVED).count(),
    )


def next_number(plan: Plan) -> str:
    """The number of the next notice of a locked plan: its own number and a counter."""
    return f"{plan.number}-G{plan.public_notices.count() + 1}"


def lock_notice(notice_id: int) -> PublicNotice:
    """The notice, locked until the action commits; lock its plan first. Raises `PublicNotice.DoesNotExist`."""
    require_transaction()
    notice: PublicNotice = PublicNotice.objects.select_for_update(of=("self",)).get(pk=notice_id)
    return notice


def lock_objection(objection_id: int) -> Objection:
    """The objection, locked; lock its plan first. Raises `Objection.DoesNotExist`."""
    require_transaction()
    rows = Objection.objects.select_for_update(of=("self",)).select_related("notice", "entry__candidate")
    found: Objection = rows.get(pk=objection_id)
    return found


def ended_notice_ids(today: date) -> list[int]:
    """Open notices whose last day may be over, oldest first."""
    rows = PublicNotice.objects.filter(state=NoticeState.OPEN, closes_on__lte=today)
    return list(rows.order_by("closes_on", "pk").values_list("pk", flat=True))


def _standing(rows: Iterable[Candidate]) -> Standing:
    names = tuple(one.name for one in rows)
    return Standing(len(names), names)


@dataclass(frozen=True, slots=True)
class NoticeTiming:
    """Until when the notice must open (`latest`) for the rooms to be arranged on time 二（二）, by `arrange_by`."""

    working_days: int
    latest: date
    arrange_by: date
    is_over: bool


def notice_timing(plan: Plan, now: datetime) -> NoticeTiming | None:
    """How much time is left for the notice; `None` once the plan is qualified, and while it has no date."""
    if plan.state not in BEFORE_NOTICE or plan.first_exam_date is None:
        return None
    calendar, working_days = load_calendar(), settings.KAOWU["PUBLIC_NOTICE_WORKING_DAYS"]
    arrange_by = obligation_table()[ObligationCode.ARRANGE].rule.last_day(plan.first_exam_date, calendar, counting())
    latest = latest_opening(arrange_by, calendar, working_days)
    return NoticeTiming(working_days, latest, arrange_by, is_over=clock.today(now) > latest)


# --- the public -------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class NoticeBoard:
    """What everybody may read: notices that are open, and the last ones that have ended."""

    current: list[PublicNotice]
    ended: list[PublicNotice]


def notice_board(now: datetime) -> NoticeBoard:
    """The board. Withdrawn notices are not on it."""
    rows = PublicNotice.objects.exclude(state=NoticeState.WITHDRAWN).select_related("plan__institute")
    recent = list(rows.order_by("-opens_on", "-pk")[: BOARD_SIZE * 2])
    return NoticeBoard(
        current=[one for one in recent if is_open(one, now)],
        ended=[one for one in recent if not is_open(one, now)][:BOARD_SIZE],
    )


def notice_by_number(number: str) -> PublicNotice:
    """A notice as everybody may read it, with its plan's institute. Raises `PublicNotice.DoesNotExist`."""
    notice: PublicNotice = PublicNotice.objects.select_related("plan__institute").get(number=number)
    return notice


def entries_of(notice: PublicNotice) -> list[NoticeEntry]:
    """The frozen entries; none of a withdrawn notice."""
    if notice.state == NoticeState.WITHDRAWN:
        return []
    return list(notice.entries.all())


def published_proof(notice: PublicNotice) -> str:
    """How the last day was counted, as it stood when the notice was published."""
    steps = notice.plan.steps.filter(action=PlanAction.PUBLISH_NOTICE, at=notice.published_at)
    return steps.values_list("proof", flat=True).first() or ""


def objection_by_receipt(receipt: str) -> Objection:
    """The objection with a receipt number. Raises `Objection.DoesNotExist`."""
    found: Objection = Objection.objects.select_related("notice").get(receipt=receipt.strip().upper())
    return found


# --- officials ----------------------------------------------------------------------------------------------
def notices_of(actor: Actor, plan: Plan) -> list[PublicNotice]:
    """The notices of a plan, newest first, for its page."""
    return list(PublicNotice.objects.visible_to(actor).filter(plan=plan).select_related("published_by"))


def objections_for(actor: Actor, state: str) -> QuerySet[Objection]:
    """The queue of objections; `state` "" is all of them."""
    rows: QuerySet[Objection] = Objection.objects.visible_to(actor).select_related("notice__plan__institute", "entry")
    return rows.filter(state=state) if state else rows


def visible_objection(actor: Actor, objection_id: int) -> Objection:
    """One objection, if the actor may see it. Raises `Objection.DoesNotExist`."""
    found: Objection = objections_for(actor, "").get(pk=objection_id)
    return found


def notice_preview(plan: Plan, now: datetime, calendar: WorkCalendar) -> tuple[Deadline, list[Candidate]]:
    """The preview of a notice: its last day with the proof, and whom it would name."""
    return notice_deadline(clock.today(now), calendar), list(unpublished(plan))
