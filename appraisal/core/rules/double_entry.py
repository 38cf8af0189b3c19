"""Twice blind: two people enter the same paper, neither sees the other's numbers before both are in.

The pure part, shared by scores and duties: who may enter, who may read, what differs, who may confirm.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from appraisal.core.rules.refusals import Refusal

K = TypeVar("K")
V = TypeVar("V")

ENTRIES = 2
"""How often a paper is entered."""


@dataclass(frozen=True, slots=True)
class Difference(Generic[K, V]):
    """One place of the paper where the two entries are not the same; None where an entry has nothing."""

    key: K
    first: V | None
    second: V | None


def differences(first: Mapping[K, V], second: Mapping[K, V]) -> tuple[Difference[K, V], ...]:
    """Keys whose values differ or that one entry lacks: in the order of the first, then what only the second has."""
    keys = dict.fromkeys((*first, *second))
    return tuple(
        Difference(key, first.get(key), second.get(key))
        for key in keys
        if key not in first or key not in second or first[key] != second[key]
    )


def agreed(
    keys: Iterable[K], first: Mapping[K, V], second: Mapping[K, V], resolved: Mapping[K, V]
) -> tuple[dict[K, V], tuple[K, ...]]:
    """What holds for each key, and the keys for which nothing holds yet. What was resolved goes before agreement."""
    held: dict[K, V] = {}
    open_keys: list[K] = []
    for key in keys:
        if key in resolved:
            held[key] = resolved[key]
        elif key in first and key in second and first[key] == second[key]:
            held[key] = first[key]
        else:
            open_keys.append(key)
    return held, tuple(open_keys)


def may_read(reader: int, author: int, submitted: int) -> bool:
    """Whether a person may see an entry's numbers: the author always, everybody else once both entries are in."""
    return reader == author or submitted >= ENTRIES


def entering_refusals(person: int, submitted_by: Collection[int]) -> tuple[Refusal, ...]:
    """Why a person may not enter the paper (again). `submitted_by`: who has handed his entry in."""
    if person in submitted_by:
        return (Refusal("entry_own_already"),)
    if len(submitted_by) >= ENTRIES:
        return (Refusal("entry_twice_already"),)
    return ()


def confirming_refusals(person: int, resolved_by: Sequence[int], unresolved: int) -> tuple[Refusal, ...]:
    """Why a person may not confirm: differences are open, or he alone decided on them (four eyes)."""
    refusals: tuple[Refusal, ...] = ()
    if unresolved:
        refusals += (Refusal("entry_unresolved", {"count": unresolved}),)
    if person in resolved_by:
        refusals += (Refusal("entry_own_resolution"),)
    return refusals
