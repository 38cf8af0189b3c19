"""How far a plan's arrangement is: for completing it, for its page and for the plan's page alike."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Count, Q

from appraisal.core.clock import today
from appraisal.core.queries.calendar import counting, load_calendar
from appraisal.core.rules.enums import Subject
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Actor
from plans.models import Arrangement, Candidate, Plan, Room, RoomUse, Seat, Sitting
from plans.permissions import AvailableAction, available_actions
from plans.queries.rooms import Touching, invigilators_needed, plan_seats, touching, use_name, uses_of, when
from plans.queries.seating import candidates_of, kind_of, minutes_of, sittings_of, suited_rooms
from plans.rules.seating.adjusting import change_rule
from plans.rules.seating.completing import ArrangementFacts, RoomWatch, SittingSeats, arrangement_refusals
from plans.rules.seating_enums import RoomKind
from plans.rules.states import PlanAction


def sitting_label(sitting: Sitting) -> str:
    """Which sitting, in words."""
    return f"{sitting.item} {Subject[sitting.subject].label}"


def arrangement_facts(plan: Plan) -> ArrangementFacts:
    """The plan as completing its arrangement looks at it, in a constant number of queries."""
    sittings = sittings_of(plan)
    return _facts(sittings, candidates_of(sittings), _seated(plan), uses_of(plan))


def _seated(plan: Plan) -> dict[int, dict[int, str]]:
    """Who has a seat, by sitting: candidate -> name."""
    found: dict[int, dict[int, str]] = {}
    rows = Seat.objects.filter(use__plan=plan).values_list("sitting_id", "candidate_id", "candidate__name")
    for sitting_id, candidate_id, name in rows.order_by("candidate__sheet_row", "candidate_id"):
        found.setdefault(sitting_id, {})[candidate_id] = name
    return found


def _facts(
    sittings: Iterable[Sitting],
    candidates: dict[int, list[Candidate]],
    seated: dict[int, dict[int, str]],
    uses: Iterable[RoomUse],
) -> ArrangementFacts:
    return ArrangementFacts(
        candidates=len({one.pk for some in candidates.values() for one in some}),
        sittings=tuple(_sitting_seats(one, candidates[one.pk], seated.get(one.pk, {})) for one in sittings),
        watches=tuple(
            RoomWatch(use_name(use), when(use), invigilators_needed(use), use.watched) for use in uses if use.seated
        ),
    )


def _sitting_seats(sitting: Sitting, people: list[Candidate], seated: dict[int, str]) -> SittingSeats:
    wanted = {one.pk for one in people}
    return SittingSeats(
        label=sitting_label(sitting),
        has_time=sitting.starts_at is not None,
        unseated=tuple(one.name for one in people if one.pk not in seated),
        left=tuple(name for key, name in seated.items() if key not in wanted),
    )


@dataclass(frozen=True)
class SittingRow:
    """A sitting on the page: what it needs, what there is, what came of it."""

    sitting: Sitting
    kind: RoomKind
    minutes: int
    need: int
    seated: int
    rooms: list[Room]
    uses: list[RoomUse]
    touching: list[Touching]
    arrangement: Arrangement | None

    @property
    def capacity(self) -> int:
        """How many its rooms hold in one batch."""
        return sum(room.capacity for room in self.rooms)

    @property
    def batches(self) -> int:
        """How many batches that makes; 0 without rooms."""
        return -(-self.need // self.capacity) if self.capacity else 0

    @property
    def is_short(self) -> bool:
        """Whether its rooms cannot hold everybody even in all batches that are allowed."""
        most: int = settings.KAOWU["ROOM_BATCHES"][self.kind]
        return self.need > self.capacity * most

    @property
    def is_done(self) -> bool:
        return self.need > 0 and self.seated >= self.need

    @property
    def rooms_used(self) -> int:
        return len({use.room_id for use in self.uses})


@dataclass(frozen=True)
class UseRow:
    """A room in use on the page."""

    use: RoomUse
    name: str
    at: str
    needed: int
    touching: int

    @property
    def lacks(self) -> int:
        """How many invigilators are missing."""
        return max(0, self.needed - self.use.watched)


@dataclass(frozen=True)
class ArrangementPage:
    """All that the page of a plan's arrangement shows. `last_day`: until when an arranged plan's seats may change."""

    rows: list[SittingRow]
    uses: list[UseRow]
    missing: tuple[Refusal, ...]
    needing: list[Candidate]
    last_day: date | None
    may_seat: AvailableAction | None
    may_complete: AvailableAction | None
    is_open: bool

    @property
    def seated(self) -> int:
        return sum(row.seated for row in self.rows)

    @property
    def touching(self) -> int:
        return sum(len(row.touching) for row in self.rows)


def arrangement_page(actor: Actor, plan: Plan, now: datetime) -> ArrangementPage:
    """The page in a constant number of queries."""
    sittings = sittings_of(plan)
    candidates = candidates_of(sittings)
    seats, uses = plan_seats(plan), uses_of(plan)
    seated: dict[int, dict[int, str]] = {}
    for seat in seats:
        seated.setdefault(seat.sitting_id, {})[seat.candidate_id] = seat.candidate.name
    pairs = touching(seats)
    actions = {one.action: one for one in available_actions(actor, plan)}
    may_seat = actions.get(PlanAction.SEAT)
    rooms = list(suited_rooms(sittings, plan).select_related("owner"))
    return ArrangementPage(
        rows=[_row(plan, one, candidates[one.pk], rooms, uses, seats, pairs) for one in sittings],
        uses=[_use_row(use, pairs) for use in uses],
        missing=arrangement_refusals(_facts(sittings, candidates, seated, uses)),
        needing=list(Candidate.objects.filter(plan=plan).exclude(special_need="").order_by("sheet_row", "pk")),
        last_day=seats_change_until(plan),
        may_seat=may_seat,
        may_complete=actions.get(PlanAction.ARRANGE),
        is_open=bool(may_seat and may_seat.possible),
    )


def seats_change_until(plan: Plan) -> date | None:
    """The last day on which seats of an arranged plan may change; `None` while it has no date."""
    if plan.first_exam_date is None:
        return None
    rule = change_rule(settings.KAOWU["SEATS_CHANGE_WORKING_DAYS"])
    return rule.last_day(plan.first_exam_date, load_calendar(), counting())


def is_closed_for_changes(plan: Plan, now: datetime) -> bool:
    """Whether it is too late to change seats of an arranged plan."""
    until = seats_change_until(plan)
    return until is not None and today(now) > until


def _row(
    plan: Plan,
    sitting: Sitting,
    people: list[Candidate],
    rooms: list[Room],
    uses: list[RoomUse],
    seats: list[Seat],
    pairs: list[Touching],
) -> SittingRow:
    kind, own = kind_of(sitting), {seat.use_id for seat in seats if seat.sitting_id == sitting.pk}
    owners = {plan.institute_id, sitting.item.committee_id if kind is RoomKind.REVIEW else None}
    wanted = {one.pk for one in people}
    return SittingRow(
        sitting=sitting,
        kind=kind,
        minutes=minutes_of(sitting),
        need=len(people),
        seated=sum(seat.sitting_id == sitting.pk and seat.candidate_id in wanted for seat in seats),
        rooms=[
            room
            for room in rooms
            if room.kind == kind
            and room.owner_id in owners
            and (kind is not RoomKind.WORKSHOP or room.site_id == sitting.site_id)
        ],
        uses=[use for use in uses if use.pk in own],
        touching=[pair for pair in pairs if sitting.pk in {pair.one.sitting_id, pair.other.sitting_id}],
        arrangement=getattr(sitting, "arrangement", None),
    )


def _use_row(use: RoomUse, pairs: list[Touching]) -> UseRow:
    counts = Counter(pair.use_id for pair in pairs)
    return UseRow(use, use_name(use), when(use), invigilators_needed(use), counts[use.pk])


def seats_by_plan(plan: Plan) -> dict[str, int]:
    """For the plan's page: seats, rooms and what is left to do, in one query each."""
    counts: dict[str, int] = plan.room_uses.aggregate(
        rooms=Count("room", distinct=True), seats=Count("seats"), duties=Count("duties", distinct=True)
    )
    counts["sittings"] = plan.sittings.count()
    counts["arranged"] = plan.sittings.filter(Q(arrangement__isnull=False)).count()
    return counts
