"""Occupations of the catalogue, many at once: the import and the first filling go through here."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from appraisal.core import audit
from appraisal.core.errors import Refused
from appraisal.core.models import Occupation, OccupationLevel
from appraisal.core.permissions import authorise
from appraisal.core.phrases import conflict
from appraisal.core.pinyin import name_key
from appraisal.core.queries.occupations import fingerprint, read_entries
from appraisal.core.rules.catalogue import OccupationEntry, entry_refusals
from appraisal.core.rules.refusals import Refusal, gather
from appraisal.core.rules.roles import Actor, Capability
from appraisal.core.services.texts import text_refusals
from appraisal.core.transactions import use_case

CATALOGUE_LOCK = 4096002
NAMES_IN_AUDIT = 200
OCCUPATION_FIELDS = ("code_1999", "name_2022", "code_2022", "levels_confirmed", "active")
LEVEL_FIELDS = ("computer_based", "re_review", "active")


@dataclass(frozen=True, slots=True)
class Saved:
    """Names of the occupations that were added and changed."""

    added: tuple[str, ...]
    changed: tuple[str, ...]


@use_case
def save_occupations(
    *, actor: Actor | None, entries: Sequence[OccupationEntry], now: datetime, seen: str = ""
) -> Saved:
    """Add or change occupations by name; others stay. A level that an entry no longer has goes out of use.

    `actor=None` is set-up. `seen`: fingerprint of the catalogue that the officer saw in the preview. Raises
    `NotPermitted`, `Conflict` when the catalogue has changed since, and `Refused` with every fault of every entry.
    """
    if actor:
        authorise(actor, Capability.EDIT_CATALOGUE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CATALOGUE_LOCK])
    present = {entry.name: entry for entry in read_entries()}
    if seen and seen != fingerprint(present.values()):
        raise conflict("catalogue_changed")
    if refusals := entries_refusals(entries):
        raise Refused(*refusals)
    added = [entry for entry in entries if entry.name not in present]
    changed = [entry for entry in entries if entry.name in present and entry != present[entry.name]]
    _write_occupations(added, changed)
    _write_levels([*added, *changed])
    saved = Saved(tuple(entry.name for entry in added), tuple(entry.name for entry in changed))
    if added or changed:
        _record(actor, saved, now)
    return saved


def entries_refusals(entries: Sequence[OccupationEntry]) -> tuple[Refusal, ...]:
    """Every fault of every entry."""
    times = Counter(entry.name for entry in entries)
    twice = tuple(
        Refusal("occupation_twice", {"name": name, "times": count}, field="name")
        for name, count in times.items()
        if count > 1
    )
    return gather(twice, *(_refusals_of(entry) for entry in entries))


def _refusals_of(entry: OccupationEntry) -> tuple[Refusal, ...]:
    texts = text_refusals(
        Occupation,
        name=entry.name,
        code_1999=entry.code_1999,
        name_2022=entry.name_2022,
        code_2022=entry.code_2022,
    )
    return (*texts, *entry_refusals(entry))


def _write_occupations(added: Iterable[OccupationEntry], changed: Iterable[OccupationEntry]) -> None:
    Occupation.objects.bulk_create(
        Occupation(name=entry.name, name_key=name_key(entry.name), **_columns(entry)) for entry in added
    )
    by_name = {entry.name: entry for entry in changed}
    rows = list(Occupation.objects.filter(name__in=by_name))
    for row in rows:
        for column, content in _columns(by_name[row.name]).items():
            setattr(row, column, content)
    Occupation.objects.bulk_update(rows, OCCUPATION_FIELDS, batch_size=500)


def _columns(entry: OccupationEntry) -> dict[str, object]:
    return {column: getattr(entry, column) for column in OCCUPATION_FIELDS}


def _write_levels(entries: Sequence[OccupationEntry]) -> None:
    keys = dict(Occupation.objects.filter(name__in=[e.name for e in entries]).values_list("name", "pk"))
    rows = OccupationLevel.objects.filter(occupation_id__in=keys.values())
    present = {(row.occupation_id, row.level): row for row in rows}
    new: list[OccupationLevel] = []
    for entry in entries:
        occupation_id = keys[entry.name]
        for level in sorted(entry.levels | {level for key, level in present if key == occupation_id}):
            row = present.get((occupation_id, level)) or OccupationLevel(occupation_id=occupation_id, level=level)
            row.active = level in entry.levels
            row.computer_based = level in entry.computer_based
            row.re_review = level in entry.re_review
            if row.pk is None:
                new.append(row)
    OccupationLevel.objects.bulk_create(new, batch_size=1000)
    OccupationLevel.objects.bulk_update(present.values(), LEVEL_FIELDS, batch_size=1000)


def _record(actor: Actor | None, saved: Saved, now: datetime) -> None:
    audit.record(
        actor=actor,
        action="SAVE_OCCUPATIONS",
        target="catalogue",
        summary=f"职业目录：新增 {len(saved.added)} 个，更改 {len(saved.changed)} 个职业（工种）",
        at=now,
        added=saved.added[:NAMES_IN_AUDIT],
        changed=saved.changed[:NAMES_IN_AUDIT],
    )
