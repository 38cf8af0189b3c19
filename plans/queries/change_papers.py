"""Which papers a change of time or place would supersede, said before anything moves.

What the cascade does afterwards is decided by fresh prints (`outdated_papers`). Here it is foretold from who will sit
where: what a paper names and what moves. Tests hold both to the same numbers.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count

from appraisal.core.models import Paper
from appraisal.core.queries.papers import subject_of
from appraisal.core.rules.enums import Subject
from appraisal.core.rules.papers import PaperKind
from plans.models import Plan
from plans.queries.changes import first_exam_after
from plans.queries.outdated_papers import outdated_papers
from plans.queries.reseating import Reseating, SeatAt, SeatKey
from plans.rules.changes import Move
from plans.rules.review_enums import REVIEW_PAPERS
from plans.rules.seating.facts import Key, Span

ROOM_PAPERS = (PaperKind.SEAT_CHART, PaperKind.DOOR_SHEET, PaperKind.SIGN_IN_SHEET)
Counts = dict[PaperKind, int]
Touched = dict[PaperKind, set[str]]


@dataclass(frozen=True, slots=True)
class ForetoldPapers:
    """How many of each kind would be superseded, and how many tickets would stay as they are."""

    gone: Counts
    tickets_kept: int


def foretell_papers(plan: Plan, moves: Sequence[Move], seats: Reseating | None) -> ForetoldPapers:
    """A constant number of queries."""
    touched = _by_slot(moves)
    if seats:
        _by_seat(touched, seats, moves)
    gone = {kind: len(parts) for kind, parts in outdated_papers(plan, touched).items()}
    if first_exam_after(plan, moves) != plan.first_exam_date:
        gone |= _review_papers(plan)
    tickets = Paper.objects.filter(subject=subject_of(plan), kind=PaperKind.TICKET, superseded_at=None).count()
    return ForetoldPapers(dict(sorted(gone.items())), tickets - gone.get(PaperKind.TICKET, 0))


def paper_words(counts: Counts) -> str:
    """准考证 30 份、座次表 2 份"""
    return "、".join(f"{kind.label} {count} 份" for kind, count in sorted(counts.items()))


def _by_slot(moves: Sequence[Move]) -> Touched:
    """What names the date, hour or place of a sitting: the plan's form, and the two papers of a practical."""
    found: Touched = defaultdict(set)
    for move in moves:
        if move.old.named == move.new.named:
            continue
        found[PaperKind.PLAN_FORM].add("")
        if move.subject is Subject.PRACTICAL:
            for kind in (PaperKind.SCORE_ROSTER, PaperKind.DUTY_SHEET):
                found[kind].add(f"sitting:{move.sitting_id}")
    return found


def _by_seat(found: Touched, seats: Reseating, moves: Sequence[Move]) -> None:
    """Tickets of those for whom seat, room or hour changes, papers of the rooms that they leave, share or enter."""
    before, after = seats.before, seats.after
    elsewhere = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    found[PaperKind.TICKET] |= {f"candidate:{candidate}" for _, candidate in elsewhere}
    uses = {f"use:{use}" for use in _uses_otherwise(seats)}
    for kind in ROOM_PAPERS:
        found[kind] |= uses
    practicals = {move.sitting_id for move in moves if move.subject is Subject.PRACTICAL}
    for sitting_id in practicals & {sitting for sitting, _ in elsewhere}:
        if seats.people_moved(sitting_id):
            found[PaperKind.SCORE_ROSTER].add(f"sitting:{sitting_id}")
        if _people_in(before, sitting_id) != _people_in(after, sitting_id):
            found[PaperKind.DUTY_SHEET].add(f"sitting:{sitting_id}")


def _people_in(seats: Mapping[SeatKey, SeatAt], sitting_id: Key) -> int:
    return sum(sitting == sitting_id for sitting, _ in seats)


def _uses_otherwise(seats: Reseating) -> set[Key]:
    """The rooms in use that are given back, used at another time, or by other people or at other places in them."""
    after: dict[tuple[Key, int, Span], set[tuple[Key, int]]] = defaultdict(set)
    for (_, candidate), at in seats.after.items():
        after[at.room, at.batch, at.span].add((candidate, at.number))
    people: dict[Key, set[tuple[Key, int]]] = defaultdict(set)
    where: dict[Key, tuple[Key, int, Span]] = {}
    for key, at in seats.before.items():
        use = seats.use_of[key]
        people[use].add((key[1], at.number))
        where[use] = at.room, at.batch, at.span
    return {use for use, inside in people.items() if after.get(where[use]) != inside}


def _review_papers(plan: Plan) -> Counts:
    """花名册 and 资格复审表 name the plan's first exam and no other day."""
    rows = Paper.objects.filter(subject=subject_of(plan), superseded_at=None, kind__in=REVIEW_PAPERS).order_by()
    return {PaperKind(kind): count for kind, count in rows.values_list("kind").annotate(count=Count("pk"))}
