"""What is known of a candidate when his eligibility is judged. Unknown is not the same as absent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from plans.rules.eligibility.months import Span


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate of the same occupation. `certain` is false when only the year of issue is known.

    `issued_on` is then the last day of that year, so that nobody is let in too early.
    """

    level: int
    issued_on: date
    certain: bool = True


@dataclass(frozen=True, slots=True)
class CandidateFacts:
    """Dated facts of one candidate.

    `work`: spans in the occupation. `certificates`: of the occupation. `attained`: date by kind of the one-off facts a
    standard asks for (training, apprenticeship, a kind of school, a title, an award …); `final_year_from` by kind of
    school. `kilometres`: safe driving by day reached. `asserted`: kinds the candidate claims without a date so far.
    `sat`: (level, last exam date) of levels of the occupation with a recorded result.
    """

    born: date | None = None
    work: tuple[Span, ...] = ()
    trainee: tuple[Span, ...] = ()
    certificates: tuple[Certificate, ...] = ()
    attained: Mapping[str, date] = field(default_factory=dict)
    final_year_from: Mapping[str, date] = field(default_factory=dict)
    kilometres: Mapping[int, date] = field(default_factory=dict)
    asserted: frozenset[str] = frozenset()
    sat: tuple[tuple[int, date], ...] = ()

    def certificate(self, level: int) -> Certificate | None:
        """The earliest certificate of exactly this level (逐级)."""
        return min((one for one in self.certificates if one.level == level), key=lambda c: c.issued_on, default=None)
