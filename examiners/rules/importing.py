"""A table of examiners: one row per card, a person with several cards in several rows that agree about him."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from appraisal.core.rules.identity import clean_number, read_mobile
from appraisal.core.rules.refusals import Refusal
from examiners.rules.register import (
    CardEntry,
    ExaminerEntry,
    KnownAs,
    card_refusals,
    number_refusals,
    preference_refusals,
)

Period = tuple[date, date]


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One row as it was read. `row` is the row of the sheet; `card` is `None` when the row names none."""

    row: int
    entry: ExaminerEntry
    district_ids: tuple[int, ...] = ()
    card: CardEntry | None = None

    @property
    def person(self) -> str:
        """Who the row is about: his ID number."""
        return clean_number(self.entry.id_number)


@dataclass(frozen=True, slots=True)
class PresentPerson:
    """Somebody with the ID number of a row. `kept`: the actor keeps his entry."""

    number: str
    kept: bool
    cards: Mapping[int, tuple[tuple[str, Period], ...]] = field(default_factory=dict)
    """His cards in force by occupation: card number and period."""


@dataclass(frozen=True, slots=True)
class ImportFacts:
    """The register as the rows look at it. Phones, bank cards and cards say whose they are: an examiner's number."""

    people: Mapping[str, PresentPerson]
    phones: Mapping[str, str]
    bank_cards: Mapping[str, str]
    card_numbers: Mapping[str, str]
    districts: frozenset[int]
    today: date


def row_refusals(rows: Sequence[RegisterRow], facts: ImportFacts) -> dict[int, tuple[Refusal, ...]]:
    """Everything that is wrong, by row of the sheet; rows in order are not in it."""
    within = _within(rows)
    found = {one.row: (*_of_row(one, facts), *within.get(one.row, ())) for one in rows}
    return {row: refusals for row, refusals in found.items() if refusals}


def _of_row(one: RegisterRow, facts: ImportFacts) -> Iterable[Refusal]:
    present = facts.people.get(one.person)
    if not one.entry.name.strip():
        yield Refusal("missing", {"what": "姓名"}, field="name")
    if present and not present.kept:
        yield Refusal("examiner_known", {"what": "身份证号", "other": present.number}, field="id_number")
    own = present.number if present else ""
    known = KnownAs(
        phone=_other(facts.phones, read_mobile(one.entry.phone) or "", own),
        bank_card=_other(facts.bank_cards, clean_number(one.entry.bank_card), own),
    )
    yield from number_refusals(one.entry, known, today=facts.today)
    if one.district_ids:
        yield from preference_refusals(one.district_ids, facts.districts)
    if one.card:
        yield from _of_card(one.card, present, own, facts)


def _of_card(card: CardEntry, present: PresentPerson | None, own: str, facts: ImportFacts) -> Iterable[Refusal]:
    """A card that the register has already is the same card; its period may be put right."""
    held = present.cards.get(card.occupation_id or 0, ()) if present else ()
    others = [period for number, period in held if number != card.card_number.strip()]
    taken = bool(_other(facts.card_numbers, card.card_number.strip(), own))
    yield from card_refusals(card, others=others, number_taken=taken)


def _other(holders: Mapping[str, str], number: str, own: str) -> str:
    """Whose the number is, if it is somebody else's."""
    holder = holders.get(number, "") if number else ""
    return "" if holder == own else holder


# --- rows against rows ----------------------------------------------------------------------------
def _within(rows: Sequence[RegisterRow]) -> dict[int, list[Refusal]]:
    found: defaultdict[int, list[Refusal]] = defaultdict(list)
    _disagreeing(rows, found)
    _shared(rows, found, "手机号码", "phone", lambda one: read_mobile(one.entry.phone) or "")
    _shared(rows, found, "银行卡号", "bank_card", lambda one: clean_number(one.entry.bank_card))
    _cards_twice(rows, found)
    return found


def _disagreeing(rows: Sequence[RegisterRow], found: dict[int, list[Refusal]]) -> None:
    """A later row of a person says something else about him than his first."""
    first: dict[str, RegisterRow] = {}
    for one in rows:
        before = first.setdefault(one.person, one)
        if before is not one and (before.entry, before.district_ids) != (one.entry, one.district_ids):
            found[one.row].append(Refusal("import_disagrees", {"row": before.row}, field="name"))


def _shared(
    rows: Sequence[RegisterRow],
    found: Mapping[int, list[Refusal]],
    what: str,
    name: str,
    number_of: Callable[[RegisterRow], str],
) -> None:
    """Two persons of the file bear one number."""
    first: dict[str, RegisterRow] = {}
    for one in rows:
        number = number_of(one)
        before = first.setdefault(number, one)
        if number and before.person != one.person:
            found[one.row].append(Refusal("import_shared", {"what": what, "row": before.row}, field=name))


def _cards_twice(rows: Sequence[RegisterRow], found: dict[int, list[Refusal]]) -> None:
    """A card number stands twice, or two cards of one person and occupation overlap."""
    numbers: dict[str, int] = {}
    periods: defaultdict[tuple[str, int | None], list[tuple[Period, int]]] = defaultdict(list)
    for one in rows:
        if one.card is None or one.card.valid_from is None or one.card.valid_until is None:
            continue
        number = one.card.card_number.strip()
        before = numbers.setdefault(number, one.row)
        if number and before != one.row:
            found[one.row].append(Refusal("import_shared", {"what": "证卡编号", "row": before}, field="card_number"))
        known = periods[one.person, one.card.occupation_id]
        for (start, end), row in known:
            if one.card.valid_from <= end and start <= one.card.valid_until:
                found[one.row].append(Refusal("import_overlaps", {"row": row}, field="valid_from"))
        known.append(((one.card.valid_from, one.card.valid_until), one.row))


def without_numbers(row: RegisterRow) -> RegisterRow:
    """The row as a preview may show it."""
    return replace(row, entry=replace(row.entry, id_number="", phone="", bank_card=""))
