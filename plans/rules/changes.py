"""Changes of time and place 一（二）, as the slide has them.

1. Asked for at least 5 working days before the sitting, and approved before anything moves.
2. The new time lies after the old one.
3. Asked for later: the new date lies at least 15 working days after the old one. That holds for a change of place, too.
4. A move into another district notifies that district before the exam.
5. Every change, and every missing notice, takes off points.

Whether a request is late hangs on when it was asked for, not on when the city answers.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from appraisal.core.rules.deadlines import BEIJING, Counting
from appraisal.core.rules.enums import Subject
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.workdays import WEEKDAY_NAMES, WorkCalendar
from plans.rules.change_enums import PointsCode
from plans.rules.obligations import CHANGE_SLIDE, ObligationCode, Table
from plans.rules.owing import DeadlineInForce

RULE: Final = CHANGE_SLIDE
LATE_WORKING_DAYS: Final = 15  # decreed by the slide, therefore no setting
LONGEST_REASON: Final = 400
COLUMN_OF: Final = {Subject.THEORY: "theory", Subject.PRACTICAL: "practical", Subject.REVIEW: "review"}
"""Where a candidate's entry says whether he sits a subject."""


@dataclass(frozen=True, slots=True)
class Slot:
    """When and where a sitting is held. `district_id`: the district that the site or place is in."""

    date: date
    starts_at: time | None
    site_id: int | None
    place: str
    district_id: int

    @property
    def named(self) -> tuple[object, ...]:
        """What papers say of it: a site goes by its own name, whatever stands beside it."""
        return self.date, self.starts_at, self.site_id, "" if self.site_id else self.place


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted of one sitting; what is `None` stays as it is. `room_ids`: the rooms at the new place."""

    sitting_id: int
    day: date | None = None
    starts_at: time | None = None
    site_id: int | None = None
    place: str | None = None
    district_id: int | None = None
    room_ids: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Move:
    """A sitting as it stands and as it is wanted.

    `deadline`: until when asking is on time; an override counts. `waits`: it is in another open request.
    `is_suspended`: it is not held as things stand. `agreed`: the earliest date that was allowed when it was asked for.
    `rooms`: those at the new place, none where any will do. `is_seated`: seats are arranged in rooms of which the place
    in words says nothing (those of a filed site follow from the site).
    """

    sitting_id: int
    label: str
    subject: Subject
    old: Slot
    new: Slot
    deadline: DeadlineInForce
    waits: bool = False
    is_suspended: bool = False
    agreed: date | None = None
    rooms: frozenset[int] = frozenset()
    is_seated: bool = False

    @property
    def changes_time(self) -> bool:
        return (self.old.date, self.old.starts_at) != (self.new.date, self.new.starts_at)

    @property
    def changes_place(self) -> bool:
        return (self.old.site_id, self.old.place, self.old.district_id) != (
            self.new.site_id,
            self.new.place,
            self.new.district_id,
        )

    @property
    def crosses(self) -> bool:
        """Whether it moves into another district."""
        return self.old.district_id != self.new.district_id

    @property
    def lacks_rooms(self) -> bool:
        """Whether people would stay in rooms at the old place: in another district only rooms there are left."""
        return self.changes_place and not self.crosses and self.is_seated and not self.rooms

    def is_late_at(self, asked_at: datetime) -> bool:
        """Whether asking at that moment is late."""
        return not self.deadline.is_kept_at(asked_at)


@dataclass(frozen=True, slots=True)
class ChangeFacts:
    """A plan and what is wanted of its sittings.

    `standing`: what filing would refuse of the plan as it would be, beyond what it would refuse as it is. `undone`:
    what must still be done before the exam, with the date that it would hang on. `unknown`: what was named and is none
    of the plan's or institute's.
    """

    moves: Sequence[Move]
    standing: tuple[Refusal, ...] = ()
    undone: tuple[tuple[ObligationCode, date], ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class ChangePolicy:
    """Calendar and settings."""

    calendar: WorkCalendar
    counting: Counting
    table: Table
    latest: date


def wanted(old: Slot, wish: Wish, site_district_id: int | None = None) -> Slot:
    """The slot that the wish makes of the old one. A site brings its own district (`site_district_id`)."""
    return Slot(
        date=wish.day or old.date,
        starts_at=wish.starts_at or old.starts_at,
        site_id=wish.site_id or old.site_id,
        place=(wish.place or "").strip() or old.place,
        district_id=site_district_id or wish.district_id or old.district_id,
    )


def is_late(moves: Iterable[Move], asked_at: datetime) -> bool:
    """A request is late as soon as it is late for one of its sittings."""
    return any(move.is_late_at(asked_at) for move in moves)


def earliest_date(move: Move, asked_at: datetime, calendar: WorkCalendar) -> date:
    """The first date that a sitting may be moved to: its own (at a later hour), or 15 working days after when late.

    A holiday notice that came since it was asked for does not make it later.
    """
    if not move.is_late_at(asked_at):
        return move.old.date
    counted = calendar.working_day_after(move.old.date, LATE_WORKING_DAYS)
    return min(counted, move.agreed) if move.agreed else counted


def postponement_sentence(move: Move, calendar: WorkCalendar) -> str:
    """The proof of the earliest date of a late request, with the holidays on the way."""
    day = calendar.working_day_after(move.old.date, LATE_WORKING_DAYS)
    pauses = [f"{one.name} {one.first} 至 {one.last:%m-%d} 放假" for one in calendar.breaks_between(move.old.date, day)]
    between = f"其间{'，'.join(pauses)}。" if pauses else ""
    return (
        f"原鉴定日期 {move.old.date}（{WEEKDAY_NAMES[move.old.date.weekday()]}）往后数 {LATE_WORKING_DAYS} 个工作日"
        f"（当天不计），最早可改到 {day}（{WEEKDAY_NAMES[day.weekday()]}）。{between}依据：{RULE}。"
    )


def expires_on(moves: Iterable[Move]) -> date:
    """The day from which the request cannot be approved any more: an exam has come, or what was to replace it."""
    return min(move.new.date if move.is_suspended else move.old.date for move in moves)


def points_for(moves: Iterable[Move], asked_at: datetime) -> PointsCode:
    """For what an approved request takes off points: once per request, as late when any of it is late."""
    return PointsCode.LATE_CHANGE if is_late(moves, asked_at) else PointsCode.CHANGE


# --- refusals ---------------------------------------------------------------------------------------
def asking_refusals(
    facts: ChangeFacts, *, reason: str, has_document: bool, now: datetime, policy: ChangePolicy
) -> tuple[Refusal, ...]:
    """Every reason why the change cannot be asked for at `now`."""
    found = [*_request_refusals(facts, reason, has_document), *_move_refusals(facts, now, now, policy)]
    found += [
        Refusal("change_waits", {"sitting": move.label}, rule=RULE, field="sittings")
        for move in facts.moves
        if move.waits
    ]
    return tuple(found)


def deciding_refusals(
    facts: ChangeFacts, *, asked_at: datetime, now: datetime, policy: ChangePolicy
) -> tuple[Refusal, ...]:
    """Every reason why a request cannot be approved at `now`; late is what was late when it was asked for."""
    return tuple(_move_refusals(facts, asked_at, now, policy))


def _request_refusals(facts: ChangeFacts, reason: str, has_document: bool) -> Iterator[Refusal]:
    if not facts.moves and not facts.unknown:
        yield Refusal("change_empty", rule=RULE, field="sittings")
    for label in facts.unknown:
        yield Refusal("change_unknown", {"what": label}, rule=RULE, field="sittings")
    for move in facts.moves:
        if not move.changes_time and not move.changes_place:
            yield Refusal("change_nothing", {"sitting": move.label}, rule=RULE, field="sittings")
    if not reason.strip():
        yield Refusal("reason_missing", rule=RULE, field="reason")
    if len(reason) > LONGEST_REASON:
        size = {"what": "变更理由", "found": len(reason), "limit": LONGEST_REASON}
        yield Refusal("too_long", size, field="reason")
    if not has_document:
        yield Refusal("change_unproven", rule=RULE, field="document")


def _move_refusals(facts: ChangeFacts, asked_at: datetime, now: datetime, policy: ChangePolicy) -> Iterator[Refusal]:
    today = now.astimezone(BEIJING).date()
    for move in facts.moves:
        far = move.new.date > policy.latest
        if far:
            params = {"dates": move.new.date, "latest": policy.latest}
            yield Refusal("exam_out_of_reach", params, rule="系统设置（可申报的最远日期）", field="sittings")
        else:
            yield from _time_refusals(move, asked_at, policy)
        yield from _day_refusals(move, today)
        if move.lacks_rooms:
            yield Refusal("change_rooms_missing", {"sitting": move.label}, rule=RULE, field="sittings")
    yield from facts.standing
    yield from _undone_refusals(facts, now, policy)


def _time_refusals(move: Move, asked_at: datetime, policy: ChangePolicy) -> Iterator[Refusal]:
    """Rules 1 to 3 of the slide."""
    old, new = move.old, move.new
    params: dict[str, object] = {"sitting": move.label, "old": _moment(old), "new": _moment(new)}
    if move.changes_time and not _is_later(old, new):
        yield Refusal("change_not_later", params, rule=RULE, date=old.date, field="sittings")
    if not move.is_late_at(asked_at):
        return
    earliest = earliest_date(move, asked_at, policy.calendar)
    if new.date >= earliest:
        return
    params |= {
        "earliest": earliest,
        "last_day": move.deadline.last_day,
        "cutoff": policy.counting.cutoff_text,
        "proof": move.deadline.sentence(),
        "postponed": postponement_sentence(move, policy.calendar),
    }
    code = "change_late" if new.date != old.date else "change_late_same_day"
    yield Refusal(code, params, rule=RULE, date=earliest, field="sittings")


def _is_later(old: Slot, new: Slot) -> bool:
    """A date after the old one; or on the same day a later hour, any hour where none was fixed."""
    if new.date != old.date:
        return new.date > old.date
    return old.starts_at is None or (new.starts_at is not None and new.starts_at > old.starts_at)


def _day_refusals(move: Move, today: date) -> Iterator[Refusal]:
    """What has been held cannot move, and nothing moves to a day that has come."""
    params = {"sitting": move.label, "old": move.old.date, "new": move.new.date}
    if move.old.date <= today and not move.is_suspended:
        yield Refusal("change_sitting_past", params, rule=RULE, date=move.old.date, field="sittings")
    elif move.new.date <= today:
        yield Refusal("change_to_the_past", params, rule=RULE, date=move.new.date, field="sittings")


def _undone_refusals(facts: ChangeFacts, now: datetime, policy: ChangePolicy) -> Iterator[Refusal]:
    """There must still be time for what has to be done before the exam, or it would stand still the next moment."""
    for code, day in facts.undone:
        if day > policy.latest:
            continue  # refused already
        deadline = policy.table[code].deadline(day, policy.calendar, policy.counting)
        if deadline.is_kept_at(now):
            continue
        params = {
            "exam": day,
            "label": policy.table[code].label,
            "proof": deadline.proof.sentence(),
            "earliest": deadline.rule.earliest_anchor(now, policy.calendar, policy.counting),
        }
        yield Refusal("change_no_room", params, rule=policy.table[code].citation, date=day, field="sittings")


def _moment(slot: Slot) -> str:
    return f"{slot.date} {slot.starts_at:%H:%M}" if slot.starts_at else f"{slot.date}"


# --- districts ----------------------------------------------------------------------------------------
def districts_to_tell(moves: Iterable[Move], still_owed: Iterable[int] = ()) -> frozenset[int]:
    """The districts that the institute must tell before the exam: those that a sitting moves into.

    `still_owed`: districts that were owed a notice of an earlier change and have not got it; they stay owed while a
    sitting is still held there.
    """
    moves = list(moves)
    into = {move.new.district_id for move in moves if move.crosses}
    return frozenset(into | ({move.new.district_id for move in moves} & set(still_owed)))


def districts_touched(moves: Iterable[Move]) -> frozenset[int]:
    """The districts that the portal tells of an approved change: where sittings leave, and where they arrive."""
    return frozenset(key for move in moves for key in (move.old.district_id, move.new.district_id))
