"""Photographs of candidates: which file is whose, what stands in the way, and who may look at one.

No slide or later document that was found says when a photograph is handed in; 完成报名 waits for them only if the
portal is set to.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Final

from appraisal.core.rules.identity import clean_number, mask_document_number
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Role
from plans.rules.first_review import NAMED, Standing

RULE: Final = "系统设置：照片"
READERS: Final = frozenset({Role.INSTITUTE_CLERK, Role.DISTRICT_OFFICER, Role.GUIDANCE_OFFICER, Role.COMMITTEE_CLERK})
"""Who has to do with who somebody is. Money does not need faces."""
NUMBER_FROM: Final = 7
"""A file name with so many characters may be a document number; it is shown as one."""


@dataclass(frozen=True, slots=True)
class Sitter:
    """A candidate as far as a file name can mean him. `fixed`: his photograph may not be exchanged any more."""

    pk: int
    name: str
    has_photo: bool = False
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Register:
    """The candidates of an item, by the key of their document number and by name."""

    by_number: Mapping[bytes, Sitter]
    by_name: Mapping[str, Sequence[Sitter]]


@dataclass
class Sorted:
    """Files put to candidates: `placed` by the candidate's key the position of the file, `misfits` by position why."""

    placed: dict[int, int] = field(default_factory=dict)
    misfits: dict[int, Refusal] = field(default_factory=dict)


def stem_of(path: str) -> str:
    """What a file's name says of the person: without folders and ending, blanks and full-width letters."""
    name = PurePosixPath(path.replace("\\", "/")).name
    return clean_number(name.rpartition(".")[0] or name)


def shown_name(path: str) -> str:
    """How a file is called on screen: a document number in its name is masked as everywhere."""
    name = PurePosixPath(path.replace("\\", "/")).name
    stem, dot, ending = name.rpartition(".")
    stem, ending = (stem, dot + ending) if stem else (name, "")
    digits = sum(letter.isdigit() for letter in stem)
    return (mask_document_number(stem) if digits >= NUMBER_FROM else stem) + ending


def sort_files(stems: Sequence[tuple[str, bytes]], shown: Sequence[str], register: Register) -> Sorted:
    """Whose photograph each file is. `stems`: name and its key; `shown`: how the file is called in a reason.

    Two files for one person are both left out: nobody knows which one is meant.
    """
    found, claims = Sorted(), dict[int, list[int]]()
    for position, (stem, key) in enumerate(stems):
        people = [register.by_number[key]] if key in register.by_number else register.by_name.get(stem, ())
        if reason := _misfit(shown[position], people):
            found.misfits[position] = reason
        else:
            claims.setdefault(people[0].pk, []).append(position)
    for person, positions in claims.items():
        if len(positions) == 1:
            found.placed[person] = positions[0]
        for position in positions[len(positions) == 1 :]:
            others = "、".join(shown[one] for one in positions if one != position)
            found.misfits[position] = Refusal("photo_twice", {"name": shown[position], "others": others})
    return found


def _misfit(shown: str, people: Sequence[Sitter]) -> Refusal | None:
    if not people:
        return Refusal("photo_nobody", {"name": shown})
    if len(people) > 1:
        return Refusal("photo_ambiguous", {"name": shown, "count": len(people)})
    (person,) = people
    return exchange_refusal(person.name) if person.fixed and person.has_photo else None


def exchange_refusal(person: str) -> Refusal:
    """The district compared this face with the person: it stays what it was."""
    return Refusal("photo_compared", {"name": person}, rule=RULE)


def photo_refusals(missing: Iterable[tuple[str, Standing]], *, required: bool) -> tuple[Refusal, ...]:
    """Candidates without photograph, by item, where the portal asks for one."""
    if not required:
        return ()
    return tuple(
        Refusal("photos_missing", {"item": label, "count": found.people, "names": _named(found)}, rule=RULE)
        for label, found in missing
        if found.people
    )


def _named(found: Standing) -> str:
    return "、".join(found.names[:NAMED]) + (" 等" if found.people > NAMED else "")
