"""Score sheets for pages: how far they are, one page of one's own draft, and the comparison once both are in."""

from dataclasses import dataclass

from django.db.models import F, Prefetch, QuerySet

from appraisal.core.rules.enums import Subject
from appraisal.core.rules.roles import Actor, Role
from plans.models import Candidate, Plan, ScoreEntry, ScoreSheet, Sitting
from plans.queries.scores import readable_lines, sitters
from plans.rules.scoring import BOTH_IN, ENTERED_BY, Grade, Mark

ROWS = 100
"""Candidates on one page of the grid: the browser sends fewer fields than Django takes."""


@dataclass(frozen=True, slots=True)
class GridRow:
    """A candidate in the grid: his place on the sheet, and what the actor's draft says."""

    candidate: Candidate
    place: int
    text: str


@dataclass(frozen=True, slots=True)
class Grid:
    """One page of the actor's draft. `entered`: how many of all `people` have a grade in it; `pages`: numbers."""

    rows: list[GridRow]
    entry: ScoreEntry | None
    people: int
    entered: int
    page: int
    pages: int


def visible_sitting(actor: Actor, sitting_id: int) -> Sitting:
    """A sitting that the actor may see, with plan, item and sheet. Raises `Sitting.DoesNotExist`."""
    rows = Sitting.objects.visible_to(actor).select_related(
        "plan__institute", "plan__district", "item__occupation_level__occupation", "item__committee", "sheet"
    )
    sitting: Sitting = rows.get(pk=sitting_id)
    return sitting


def may_enter(actor: Actor, sitting: Sitting) -> bool:
    """Whether the actor's role and organisation enter this sitting at all."""
    if actor.role not in ENTERED_BY[Subject(sitting.subject)]:
        return False
    return actor.role != Role.COMMITTEE_CLERK or sitting.item.committee_id == actor.organisation_id


def sheet_of(sitting: Sitting) -> ScoreSheet | None:
    """The sitting's sheet, None before anything has come in."""
    return getattr(sitting, "sheet", None)


def entries_of(actor: Actor, sheet: ScoreSheet | None) -> list[ScoreEntry]:
    """Who has entered and when, first and second; never what."""
    if sheet is None:
        return []
    rows = ScoreEntry.objects.visible_to(actor).filter(sheet=sheet, ordinal__isnull=False)
    return list(rows.select_related("person").order_by("ordinal"))


def own_entry(actor: Actor, sheet: ScoreSheet | None) -> ScoreEntry | None:
    """The actor's own draft or entry."""
    if sheet is None:
        return None
    found: ScoreEntry | None = ScoreEntry.objects.visible_to(actor).filter(sheet=sheet, person=actor.user_id).first()
    return found


def grid(actor: Actor, sitting: Sitting, page: int) -> Grid:
    """One page of the sheet with the actor's own draft in it. Five queries."""
    entry = own_entry(actor, sheet_of(sitting))
    people = sitters(sitting).select_related("ticket")
    total = people.count()
    pages = max(1, -(-total // ROWS))
    page = min(max(page, 1), pages)
    first = (page - 1) * ROWS
    shown = list(people[first : first + ROWS])
    own = entry.lines.filter(candidate__in=[one.pk for one in shown]) if entry else ()
    texts = {line.candidate_id: line.grade.text for line in own}
    rows = [GridRow(one, first + number, texts.get(one.pk, "")) for number, one in enumerate(shown, start=1)]
    entered = entry.lines.filter(candidate__in=people.values("pk")).count() if entry else 0
    return Grid(rows, entry, total, entered, page, pages)


@dataclass(frozen=True, slots=True)
class Compared:
    """A candidate whose two entries differ, with what was decided and by whom."""

    candidate: Candidate
    first: Grade | None
    second: Grade | None
    decided: Grade | None
    decided_by: str


@dataclass(frozen=True)
class Comparison:
    """Both entries side by side: those that differ, and the tally of all. `resolvers`: who decided on something."""

    differing: list[Compared]
    people: int
    unresolved: int
    resolvers: frozenset[int]
    tally: "Tally"


@dataclass(frozen=True, slots=True)
class Tally:
    """How a whole sheet came out."""

    passed: int
    failed: int
    absent: int
    cheating: int

    @classmethod
    def of(cls, grades: list[Grade], pass_score: int) -> "Tally":
        """Count."""
        absent = sum(one.mark is Mark.ABSENT for one in grades)
        cheating = sum(one.mark is Mark.CHEATING for one in grades)
        passed = sum(one.passes(pass_score) for one in grades)
        return cls(passed, len(grades) - passed - absent - cheating, absent, cheating)


def comparison(actor: Actor, sheet: ScoreSheet, pass_score: int) -> Comparison:
    """The comparison of a sheet whose entries are both in; empty for whoever may not read them. Five queries."""
    by_turn: dict[int, dict[int, Grade]] = {1: {}, 2: {}}
    if sheet.state in BOTH_IN:
        for line in readable_lines(actor, sheet).annotate(turn=F("entry__ordinal")).filter(turn__in=by_turn):
            by_turn[line.turn][line.candidate_id] = line.grade
    people = list(sitters(sheet.sitting).select_related("ticket"))
    decided = {
        row.candidate_id: row for row in sheet.resolutions.visible_to(actor).select_related("decided_by").order_by("pk")
    }
    held: list[Grade] = []
    differing: list[Compared] = []
    for one in people:
        first, second, row = by_turn[1].get(one.pk), by_turn[2].get(one.pk), decided.get(one.pk)
        grade = row.grade if row else first
        if grade and (row or first == second):
            held.append(grade)
        if first != second:
            name = row.decided_by.name if row else ""
            differing.append(Compared(one, first, second, row.grade if row else None, name))
    unresolved = sum(one.decided is None for one in differing)
    who = frozenset(row.decided_by_id for row in decided.values())
    return Comparison(differing, len(people), unresolved, who, Tally.of(held, pass_score))


def plan_sittings(actor: Actor, plan: Plan) -> list[Sitting]:
    """The sittings of a plan that the actor sees, by date, each with its sheet and who has entered it. Two queries."""
    entries = Prefetch("sheet__entries", ScoreEntry.objects.filter(ordinal__isnull=False).select_related("person"))
    rows = Sitting.objects.visible_to(actor).filter(plan=plan)
    return list(
        rows.select_related("item__occupation_level__occupation", "item__committee", "sheet__published_by")
        .prefetch_related(entries)
        .order_by("date", "starts_at", "pk")
    )


def sheets(actor: Actor, state: str = "", subject: str = "") -> QuerySet[ScoreSheet]:
    """All score sheets that the actor sees, newest first; `state`, `subject`: narrowed to these."""
    rows: QuerySet[ScoreSheet] = ScoreSheet.objects.visible_to(actor).select_related(
        "sitting__plan__institute", "sitting__item__occupation_level__occupation"
    )
    if state:
        rows = rows.filter(state=state)
    if subject:
        rows = rows.filter(sitting__subject=subject)
    return rows.order_by("-pk")
