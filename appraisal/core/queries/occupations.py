"""The catalogue as entries: what the import compares with and the export writes."""

import hashlib
from collections.abc import Iterable

from django.db.models import QuerySet

from appraisal.core.models import Occupation
from appraisal.core.rules.catalogue import OccupationEntry, levels_in_words


def entry_of(occupation: Occupation) -> OccupationEntry:
    """An occupation with its levels as one entry. Levels out of use are not in it."""
    levels = [row for row in occupation.levels.all() if row.active]
    return OccupationEntry(
        name=occupation.name,
        code_1999=occupation.code_1999,
        name_2022=occupation.name_2022,
        code_2022=occupation.code_2022,
        levels=frozenset(row.level for row in levels),
        levels_confirmed=occupation.levels_confirmed,
        computer_based=frozenset(row.level for row in levels if row.computer_based),
        re_review=frozenset(row.level for row in levels if row.re_review),
        active=occupation.active,
    )


def read_entries(rows: QuerySet[Occupation] | None = None) -> list[OccupationEntry]:
    """The whole catalogue, or `rows` of it, by name. Two queries."""
    occupations = rows if rows is not None else Occupation.objects.order_by("name_key", "pk")
    return [entry_of(occupation) for occupation in occupations.prefetch_related("levels")]


def fingerprint(entries: Iterable[OccupationEntry]) -> str:
    """Equal for equal catalogues, whatever their order."""
    lines = sorted(
        "\x1f".join(
            (
                entry.name,
                entry.code_1999,
                entry.name_2022,
                entry.code_2022,
                levels_in_words(entry.levels),
                levels_in_words(entry.computer_based),
                levels_in_words(entry.re_review),
                f"{entry.levels_confirmed:d}{entry.active:d}",
            )
        )
        for entry in entries
    )
    return hashlib.sha256("\x1e".join(lines).encode()).hexdigest()
