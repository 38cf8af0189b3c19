"""What the rules of seating look at: the sittings of a plan as demands, the rooms that suit them, who is elsewhere."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet

from appraisal.core.clock import SHANGHAI
from appraisal.core.rules.enums import PracticalMode, ReviewMode, Subject
from plans.models import Candidate, Plan, Room, RoomUse, Seat, Sitting
from plans.rules.enums import CandidateState
from plans.rules.seating.facts import Demand, Engagement, Key, Person, Place, RoomFacts, Span
from plans.rules.seating.layout import Numbering, places_of
from plans.rules.seating_enums import RoomKind, SpecialNeed, kind_needed

NIGHT = timedelta(days=1)
ATTEMPT_OF = {Subject.THEORY: "theory", Subject.PRACTICAL: "practical", Subject.REVIEW: "review"}


@dataclass(frozen=True)
class Block:
    """Sittings that are arranged as one: a single one, or several whose occupations are mixed."""

    sittings: tuple[Sitting, ...]
    kind: RoomKind

    @property
    def key(self) -> int:
        """The key of its first sitting."""
        return int(self.sittings[0].pk)

    @property
    def label(self) -> str:
        """What and when, in words."""
        first = self.sittings[0]
        at = f" {first.starts_at:%H:%M}" if first.starts_at else ""
        names = "、".join(str(one.item) for one in self.sittings)
        return f"{names} {Subject[first.subject].label}（{first.date}{at}）"


@dataclass(frozen=True)
class SeatingFacts:
    """A plan's demands with everything around them. `candidates`: by sitting, in order of the roster."""

    blocks: tuple[Block, ...]
    demands: tuple[Demand, ...]
    rooms: tuple[RoomFacts, ...]
    candidates: Mapping[Key, list[Candidate]] = field(default_factory=dict)
    sitting_of: Mapping[tuple[Key, Key], Key] = field(default_factory=dict)


def sittings_of(plan: Plan, *, locked: bool = False) -> list[Sitting]:
    """The plan's sittings in order of time, with what they hang on."""
    rows = plan.sittings.select_related(
        "item__occupation_level__occupation", "item__committee", "site", "arrangement__arranged_by"
    )
    if locked:
        rows = rows.select_for_update(of=("self",))
    return list(rows.order_by("date", "starts_at", "pk"))


def kind_of(sitting: Sitting) -> RoomKind:
    """The kind of room that the sitting needs."""
    item = sitting.item
    return kind_needed(
        Subject(sitting.subject),
        computer_based=item.occupation_level.computer_based,
        practical=PracticalMode(item.practical_mode) if item.practical_mode else None,
        review=ReviewMode(item.review_mode) if item.review_mode else None,
    )


def minutes_of(sitting: Sitting) -> int:
    """How long one batch lasts: its own length, else the setting of its kind of room."""
    return sitting.minutes or int(settings.KAOWU["SITTING_MINUTES"][kind_of(sitting)])


def span_of(sitting: Sitting, on: date | None = None, at: time | None = None) -> Span | None:
    """When its first batch is, or would be at another date and time; `None` while it has no time."""
    at = at or sitting.starts_at
    if at is None:
        return None
    starts = datetime.combine(on or sitting.date, at, SHANGHAI)
    return Span(starts, starts + timedelta(minutes=minutes_of(sitting)))


def suited_rooms(sittings: Iterable[Sitting], plan: Plan) -> QuerySet[Room]:
    """Rooms in use of the kind that the sittings need, at the place where they are held."""
    condition = Q(pk__in=())
    for sitting in sittings:
        kind = kind_of(sitting)
        own = Q(kind=kind, owner_id=plan.institute_id)
        if kind is RoomKind.WORKSHOP:
            own &= Q(site_id=sitting.site_id, site__isnull=False)
        elif kind is RoomKind.REVIEW and sitting.item.committee_id:
            own |= Q(kind=kind, owner_id=sitting.item.committee_id)
        condition |= own
    rooms: QuerySet[Room] = Room.objects.filter(condition, active=True)
    return rooms


def rooms_to_choose(plan: Plan, sittings: Sequence[Sitting]) -> dict[Key, list[Room]]:
    """By sitting that is arranged the rooms it could be held in, where its place in words does not say which.

    Rooms of a filed site follow from the site. One query; `sittings` come with their arrangement.
    """
    free = [one for one in sittings if hasattr(one, "arrangement") and kind_of(one) is not RoomKind.WORKSHOP]
    rooms = list(suited_rooms(free, plan).select_related("district").order_by("name", "pk")) if free else []
    suited = {one.pk: _suited(Block((one,), kind_of(one)), rooms, plan) for one in free}
    return {key: [room for room in rooms if room.pk in keys] for key, keys in suited.items()}


def candidates_of(sittings: Sequence[Sitting]) -> dict[Key, list[Candidate]]:
    """Who sits each sitting, in order of the roster: one query."""
    items = {sitting.item_id for sitting in sittings}
    rows = Candidate.objects.filter(item__in=items).exclude(state=CandidateState.WITHDRAWN)
    rows = rows.only(
        "item_id", "name", "employer", "special_need", "document_index", "sheet_row", "theory", "practical", "review"
    )
    found: dict[Key, list[Candidate]] = {sitting.pk: [] for sitting in sittings}
    by_item: dict[Key, list[Candidate]] = {}
    for candidate in rows.order_by("sheet_row", "pk"):
        by_item.setdefault(candidate.item_id, []).append(candidate)
    for sitting in sittings:
        attempt = ATTEMPT_OF[Subject(sitting.subject)]
        found[sitting.pk] = [one for one in by_item.get(sitting.item_id, []) if getattr(one, attempt)]
    return found


def group_of(employer: str) -> str:
    """The group that is kept apart: the employer or school, however it is written."""
    return "".join(employer.split()).translate(str.maketrans("（）", "()")).casefold()


def blocks_of(sittings: Sequence[Sitting], *, mixed: bool | None) -> tuple[Block, ...]:
    """One block for each sitting; mixed, one for all that want the same kind of room at the same time and place.

    `mixed=None`: each as it has been arranged.
    """
    found: dict[tuple[object, ...], list[Sitting]] = {}
    for sitting in sittings:
        kind = kind_of(sitting)
        alike = (kind, sitting.subject, sitting.date, sitting.starts_at, minutes_of(sitting), sitting.site_id)
        committee = sitting.item.committee_id if kind is RoomKind.REVIEW else None
        together = sitting.arrangement.mixed if mixed is None else mixed
        found.setdefault((*alike, committee) if together else (sitting.pk,), []).append(sitting)
    return tuple(Block(tuple(some), kind_of(some[0])) for some in found.values())


def seating_facts(
    plan: Plan,
    sittings: Sequence[Sitting],
    *,
    mixed: bool | None = False,
    room_ids: Collection[int] | None = None,
    locked: bool = False,
) -> SeatingFacts:
    """The sittings as demands. Seats and rooms that they have now do not count as taken.

    `mixed`: see `blocks_of`. `room_ids` narrows the rooms; `locked` locks them until the action commits. Sittings
    without a time are left out.
    """
    timed = [sitting for sitting in sittings if sitting.starts_at]
    rooms = suited_rooms(timed, plan)
    if room_ids is not None:
        rooms = rooms.filter(pk__in=room_ids)
    if locked:
        rooms = rooms.select_for_update(of=("self",)).order_by("pk")
    chosen = list(rooms)
    candidates = candidates_of(timed)
    busy = _busy(plan, timed, candidates)
    blocks = blocks_of(timed, mixed=mixed)
    return SeatingFacts(
        blocks=blocks,
        demands=tuple(_demand(block, candidates, busy, _suited(block, chosen, plan)) for block in blocks),
        rooms=tuple(_room_facts(chosen, _taken(plan, timed, chosen))),
        candidates=candidates,
        sitting_of={
            (block.key, one.pk): sitting.pk for block in blocks for sitting in block.sittings
            for one in candidates[sitting.pk]
        },
    )  # fmt: skip


def room_places(room: Room) -> tuple[Place, ...]:
    """The places of a room by number, its spares included."""
    gaps = {(int(row), int(column)) for row, column in room.gaps}
    return places_of(room.rows, room.columns, gaps, Numbering[settings.KAOWU["SEAT_NUMBERING"]])


def usable_places(room: Room) -> tuple[Place, ...]:
    """The places that may be given out: the last numbers are the spares."""
    places = room_places(room)
    return places[: len(places) - room.spares]


def _suited(block: Block, rooms: Iterable[Room], plan: Plan) -> frozenset[Key]:
    first = block.sittings[0]
    owners = {plan.institute_id} | ({first.item.committee_id} if block.kind is RoomKind.REVIEW else set())
    return frozenset(
        room.pk
        for room in rooms
        if room.kind == block.kind
        and room.owner_id in owners
        and (block.kind is not RoomKind.WORKSHOP or room.site_id == first.site_id)
    )


def _demand(
    block: Block,
    candidates: Mapping[Key, list[Candidate]],
    busy: Mapping[bytes, tuple[Engagement, ...]],
    rooms: frozenset[Key],
) -> Demand:
    first = block.sittings[0]
    span = span_of(first)
    assert span is not None
    ends = time.fromisoformat(settings.KAOWU["LAST_BATCH_ENDS_BY"])
    return Demand(
        key=block.key,
        label=block.label,
        people=tuple(
            Person(
                one.pk,
                group_of(one.employer),
                SpecialNeed(one.special_need) if one.special_need else None,
                busy.get(bytes(one.document_index), ()),
            )
            for sitting in block.sittings
            for one in candidates[sitting.pk]
        ),
        rooms=rooms,
        first=span,
        pause=timedelta(minutes=settings.KAOWU["ROOM_PAUSE_MINUTES"][block.kind]),
        batches=settings.KAOWU["ROOM_BATCHES"][block.kind],
        ends_by=datetime.combine(first.date, ends, SHANGHAI),
    )


def _room_facts(rooms: Iterable[Room], taken: Mapping[Key, tuple[Engagement, ...]]) -> Iterable[RoomFacts]:
    for room in rooms:
        places = usable_places(room)
        capacity = min(room.capacity, len(places))
        yield RoomFacts(room.pk, room.name, places, capacity, room.accessible, taken.get(room.pk, ()))


def _days(sittings: Iterable[Sitting]) -> Q:
    """Anything on one of the sittings' days."""
    condition = Q(pk__in=())
    for day in {sitting.date for sitting in sittings}:
        starts = datetime.combine(day, time(), SHANGHAI)
        condition |= Q(during__overlap=(starts, starts + NIGHT))
    return condition


def _taken(plan: Plan, sittings: Sequence[Sitting], rooms: Sequence[Room]) -> dict[Key, tuple[Engagement, ...]]:
    """When the rooms are taken by other plans, or by other sittings of this one."""
    uses = RoomUse.objects.filter(_days(sittings), room__in=[room.pk for room in rooms])
    own = uses.filter(plan=plan, seats__sitting__in=[sitting.pk for sitting in sittings]).values("pk")
    found: dict[Key, tuple[Engagement, ...]] = {}
    for use in uses.exclude(pk__in=own).select_related("plan").order_by("during", "pk"):
        label = _who(plan, use.plan, use.subject)
        found[use.room_id] = (*found.get(use.room_id, ()), Engagement(Span(use.during.lower, use.during.upper), label))
    return found


def _busy(
    plan: Plan, sittings: Sequence[Sitting], candidates: Mapping[Key, list[Candidate]]
) -> dict[bytes, tuple[Engagement, ...]]:
    """When the candidates sit elsewhere, by person: other sittings of this plan, and other plans."""
    people = {bytes(one.document_index) for some in candidates.values() for one in some}
    rows = Seat.objects.filter(_days(sittings), document_index__in=people)
    rows = rows.exclude(sitting__in=[sitting.pk for sitting in sittings]).select_related("use__plan", "sitting")
    found: dict[bytes, tuple[Engagement, ...]] = {}
    for seat in rows.order_by("during", "pk"):
        key, label = bytes(seat.document_index), _who(plan, seat.use.plan, seat.sitting.subject)
        found[key] = (*found.get(key, ()), Engagement(Span(seat.during.lower, seat.during.upper), label))
    return found


def _who(plan: Plan, other: Plan, subject: str) -> str:
    """By whom, as far as the plan's institute may know it."""
    if other.pk == plan.pk:
        return f"本计划的{Subject[subject].label}"
    return f"计划 {other.number}" if other.institute_id == plan.institute_id else "其他机构的计划"
