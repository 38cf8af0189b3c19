"""Booking places of a re-review slot 二（四）: which slot keeps the plan's ladder, and what speaks against a booking.

Slots hold candidates, not plans. After the re-review the plan must still be paid and its rooms arranged, so a slot
keeps the ladder when its day is not later than the last day of any of those steps.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.refusals import Refusal
from plans.rules.first_review import NAMED

RULE: Final = "二（四）资格复审（试点）"


@dataclass(frozen=True, slots=True)
class SlotFacts:
    """A slot as it stands, locked."""

    key: int
    starts_at: datetime
    places: int
    taken: int
    is_withdrawn: bool = False

    @property
    def day(self) -> date:
        return self.starts_at.astimezone(BEIJING).date()

    @property
    def free(self) -> int:
        return max(0, self.places - self.taken)


@dataclass(frozen=True, slots=True)
class Rung:
    """A step that still follows the re-review, with the proof of its last day."""

    label: str
    last_day: date
    sentence: str


@dataclass(frozen=True, slots=True)
class Fit:
    """Whether a slot keeps the ladder: the steps that could no longer be on time after it."""

    missed: tuple[Rung, ...]

    @property
    def keeps(self) -> bool:
        return not self.missed


def fit_of(day: date, rungs: Iterable[Rung], today: date) -> Fit:
    """What a re-review on `day` does to the ladder. A step whose last day is over already is no reason any more."""
    return Fit(tuple(rung for rung in rungs if today <= rung.last_day < day))


def is_open(slot: SlotFacts, now: datetime) -> bool:
    """Whether somebody can still be booked into the slot."""
    return not slot.is_withdrawn and slot.starts_at > now and slot.free > 0


def earliest_keeping(slots: Iterable[SlotFacts], rungs: Sequence[Rung], now: datetime) -> SlotFacts | None:
    """The first open slot that keeps the ladder; `None` when there is none."""
    today = now.astimezone(BEIJING).date()
    fitting = (slot for slot in slots if is_open(slot, now) and fit_of(slot.day, rungs, today).keeps)
    return min(fitting, key=lambda slot: (slot.starts_at, slot.key), default=None)


def spread(slots: Iterable[SlotFacts], wanted: int, now: datetime) -> tuple[tuple[int, int], ...]:
    """(slot, places) in order of time that seat `wanted` candidates as early as possible; fewer when all is full."""
    shares = []
    for slot in sorted((one for one in slots if is_open(one, now)), key=lambda one: (one.starts_at, one.key)):
        if wanted <= 0:
            break
        share = min(slot.free, wanted)
        shares.append((slot.key, share))
        wanted -= share
    return tuple(shares)


@dataclass(frozen=True, slots=True)
class WishFacts:
    """Who is to be booked into one slot. Names of those who cannot be, by reason.

    `strangers`: how many of the chosen are no candidates of the plan. `decided`: passed or failed already.
    `unneeded`: of an occupation that is not under re-review. `booked`: in another booking.
    """

    slot: SlotFacts
    chosen: int
    strangers: int = 0
    withdrawn: tuple[str, ...] = ()
    unneeded: tuple[str, ...] = ()
    decided: tuple[str, ...] = ()
    booked: tuple[str, ...] = ()


def booking_refusals(facts: WishFacts, *, now: datetime, first_exam: date | None) -> tuple[Refusal, ...]:
    """Everything that speaks against one booking."""
    return (*_slot_refusals(facts, now, first_exam), *_candidate_refusals(facts))


def _slot_refusals(facts: WishFacts, now: datetime, first_exam: date | None) -> Iterable[Refusal]:
    slot = facts.slot
    at = {"at": f"{slot.starts_at.astimezone(BEIJING):%Y-%m-%d %H:%M}"}
    if slot.is_withdrawn:
        yield Refusal("booking_slot_withdrawn", at, rule=RULE)
    elif slot.starts_at <= now:
        yield Refusal("booking_slot_over", at, rule=RULE)
    if first_exam and slot.day >= first_exam:
        yield Refusal("booking_after_exam", {**at, "exam": first_exam}, rule=RULE, date=first_exam)
    if facts.chosen > slot.free:
        yield Refusal("booking_full", {**at, "free": slot.free, "chosen": facts.chosen}, rule=RULE)


def _candidate_refusals(facts: WishFacts) -> Iterable[Refusal]:
    if not facts.chosen:
        yield Refusal("booking_nobody", rule=RULE)
    if facts.strangers:
        yield Refusal("booking_strangers", {"count": facts.strangers}, rule=RULE)
    for code, names in (
        ("booking_withdrawn", facts.withdrawn),
        ("booking_unneeded", facts.unneeded),
        ("booking_decided", facts.decided),
        ("booking_twice", facts.booked),
    ):
        if names:
            yield Refusal(code, {"count": len(names), "names": named(names)}, rule=RULE)


def named(names: Sequence[str]) -> str:
    """The first names, and that there are more."""
    return "、".join(names[:NAMED]) + (" 等" if len(names) > NAMED else "")
