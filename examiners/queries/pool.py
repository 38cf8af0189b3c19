"""The facts of all examiners for some practicals: who may be asked, and why the others may not.

Seven queries whatever the number of examiners and sittings: the register is read once and looked at per sitting.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings

from appraisal.core.rules.enums import Subject
from appraisal.core.rules.refusals import Refusal
from examiners.models import Examiner, PreferredDistrict, Qualification, Recusal, UnavailableDay
from examiners.queries.assignments import Taken, latest_sites, taken_on
from examiners.rules.enums import ExaminerGrade, RecusalKind
from examiners.rules.selection import Card, ExaminerFacts, Wanted, best_card, exclusions
from plans.models import Sitting


@dataclass(frozen=True, slots=True)
class Person:
    """An examiner as a list of the pool names him."""

    pk: int
    number: str
    name: str
    employer: str


@dataclass(frozen=True, slots=True)
class PoolEntry:
    """One examiner before one practical. `card`: what he would judge with; `why_not` is empty when he may be asked."""

    person: Person
    facts: ExaminerFacts
    card: Card | None
    why_not: tuple[Refusal, ...]

    @property
    def may_be_asked(self) -> bool:
        return not self.why_not


class Register:
    """All examiners with everything that a choice among them looks at, read once for some practicals."""

    def __init__(self, wanted: Sequence[Wanted]) -> None:
        self.longest_run: int = settings.KAOWU["LONGEST_RUN_AT_SITE"]
        days = {one.day for one in wanted}
        self._people = _people()
        self._cards = _cards({one.occupation_id for one in wanted})
        self._holders = _holders(self._cards, {person.pk: place for place, (person, *_) in enumerate(self._people)})
        self._districts = _districts()
        self._away = _away(days)
        self._recusals = _recusals({one.institute_id for one in wanted})
        self._taken = _by_day(taken_on(days))
        self._runs = _runs(min(days)) if days else {}

    def pool(self, wanted: Wanted) -> list[PoolEntry]:
        """Everyone on the register before one practical, by name."""
        return [self._entry(person, active, phone, wanted) for person, active, phone in self._people]

    def may_be_asked(self, wanted: Wanted) -> list[PoolEntry]:
        """Those of the pool who may be asked, by name. Looks only at who has a card for the occupation."""
        holders = (self._people[place] for place in self._holders.get(wanted.occupation_id, ()))
        entries = (self._entry(person, active, phone, wanted) for person, active, phone in holders)
        return [entry for entry in entries if entry.may_be_asked]

    def _entry(self, person: Person, active: bool, phone: bool, wanted: Wanted) -> PoolEntry:
        key, day = person.pk, wanted.day
        taken = self._taken.get((key, day), ())
        facts = ExaminerFacts(
            examiner_id=key,
            active=active,
            has_phone=phone,
            cards=self._cards.get((key, wanted.occupation_id), ()),
            districts=self._districts.get(key, ()),
            away_until=self._away.get((key, day)),
            busy_with=tuple(one.words for one in taken if one.sitting_id != wanted.sitting_id),
            recusals=self._recusals.get((key, wanted.institute_id), ()),
            run=self._run(key, wanted.site_id),
        )
        return PoolEntry(
            person, facts, best_card(facts.cards, wanted), exclusions(facts, wanted, longest_run=self.longest_run)
        )

    def _run(self, examiner_id: int, site_id: int | None) -> int:
        site, length = self._runs.get(examiner_id, (None, 0))
        return length if site_id is not None and site == site_id else 0


def wanted_for(sitting: Sitting) -> Wanted:
    """What a practical asks of its examiners. Its plan and item are read when they are not there yet."""
    level = sitting.item.occupation_level
    return Wanted(
        sitting_id=sitting.pk,
        occupation_id=level.occupation_id,
        level=level.level,
        day=sitting.date,
        district_id=sitting.plan.district_id,
        institute_id=sitting.plan.institute_id,
        site_id=sitting.site_id,
    )


def pool_of(sitting: Sitting) -> list[PoolEntry]:
    """Everyone on the register before this practical, by name, with every reason why he may not be asked."""
    wanted = wanted_for(sitting)
    return Register([wanted]).pool(wanted)


def practical(sitting_id: int) -> Sitting:
    """A practical with plan and item. Raises `Sitting.DoesNotExist`, also for other subjects."""
    rows = Sitting.objects.select_related("plan__institute", "item__occupation_level__occupation", "site")
    found: Sitting = rows.get(pk=sitting_id, subject=Subject.PRACTICAL)
    return found


# --- reading, one query each ----------------------------------------------------------------------
def _people() -> list[tuple[Person, bool, bool]]:
    rows = Examiner.objects.order_by("name_key", "pk")
    columns = rows.values_list("pk", "number", "name", "employer", "active", "phone_index")
    return [
        (Person(pk, number, name, employer), active, index is not None)
        for pk, number, name, employer, active, index in columns
    ]


def _cards(occupations: set[int]) -> dict[tuple[int, int], tuple[Card, ...]]:
    rows = Qualification.objects.filter(occupation_id__in=occupations, withdrawn_at=None).order_by("pk")
    columns = rows.values_list("examiner_id", "occupation_id", "grade", "valid_from", "valid_until")
    return _grouped(
        ((examiner, occupation), Card(ExaminerGrade(grade), start, end))
        for examiner, occupation, grade, start, end in columns
    )


def _holders(cards: Iterable[tuple[int, int]], places: dict[int, int]) -> dict[int, list[int]]:
    """By occupation, the places in the register of those who have any card for it, in order."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for examiner, occupation in cards:
        found[occupation].append(places[examiner])
    return {occupation: sorted(held) for occupation, held in found.items()}


def _districts() -> dict[int, tuple[int, ...]]:
    rows = PreferredDistrict.objects.order_by("examiner_id", "order")
    return _grouped(rows.values_list("examiner_id", "district_id"))


def _away(days: set[date]) -> dict[tuple[int, date], date]:
    if not days:
        return {}
    rows = UnavailableDay.objects.filter(starts_on__lte=max(days), ends_on__gte=min(days)).order_by("pk")
    return {
        (examiner, day): end
        for examiner, start, end in rows.values_list("examiner_id", "starts_on", "ends_on")
        for day in days
        if start <= day <= end
    }


def _recusals(institutes: set[int]) -> dict[tuple[int, int], tuple[RecusalKind, ...]]:
    rows = Recusal.objects.filter(institute_id__in=institutes, ended_at=None).order_by("pk")
    columns = rows.values_list("examiner_id", "institute_id", "kind")
    return _grouped(((examiner, institute), RecusalKind(kind)) for examiner, institute, kind in columns)


def _by_day(taken: Iterable[Taken]) -> dict[tuple[int, date], tuple[Taken, ...]]:
    return _grouped(((one.examiner_id, one.day), one) for one in taken)


def _runs(before: date) -> dict[int, tuple[int | None, int]]:
    """Of each examiner, the site of his latest assignment and how many of his latest in a row were there."""
    found: dict[int, tuple[int | None, int]] = {}
    ended: set[int] = set()
    for examiner, site in latest_sites(before):
        latest, length = found.setdefault(examiner, (site, 0))
        if site != latest:
            ended.add(examiner)
        if examiner not in ended:
            found[examiner] = (latest, length + 1)
    return found


def _grouped(pairs: Iterable[tuple[Any, Any]]) -> dict[Any, Any]:
    grouped: defaultdict[object, list[object]] = defaultdict(list)
    for key, one in pairs:
        grouped[key].append(one)
    return {key: tuple(ones) for key, ones in grouped.items()}
