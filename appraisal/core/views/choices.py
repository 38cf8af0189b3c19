"""Occupations and levels as things to tick, grouped the way people look for them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from appraisal.core.models import Occupation, OccupationLevel
from appraisal.core.rules.licences import Period


@dataclass(frozen=True, slots=True)
class LevelChoice:
    """A level to tick; what the institute holds of it or has asked for stands beside it."""

    level: OccupationLevel
    ticked: bool = False
    requested: bool = False
    held: Period | None = None

    @property
    def closed(self) -> bool:
        """Nothing to ask for: licensed without an end, or asked for already."""
        return self.requested or (self.held is not None and self.held.until is None)


@dataclass(frozen=True, slots=True)
class OccupationChoice:
    """An occupation with its levels to tick. `search` is what the box above the list looks through."""

    occupation: Occupation
    levels: list[LevelChoice] = field(default_factory=list)

    @property
    def search(self) -> str:
        return search_words(self.occupation)


def grouped(choices: Iterable[LevelChoice]) -> list[OccupationChoice]:
    """Choices in order of occupation, put together by occupation."""
    groups: dict[int, OccupationChoice] = {}
    for choice in choices:
        occupation = choice.level.occupation
        groups.setdefault(occupation.pk, OccupationChoice(occupation)).levels.append(choice)
    return list(groups.values())


def search_words(occupation: Occupation) -> str:
    """Name, pinyin, initials and codes in one line, lower case."""
    syllables = occupation.name_key.split()
    words = (
        occupation.name,
        "".join(syllables),
        "".join(s[0] for s in syllables),
        occupation.code_1999,
        occupation.code_2022,
    )
    return " ".join(words).lower()
