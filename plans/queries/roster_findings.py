"""What a check found, arranged for a page: by kind, or line by line."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from plans.rules.roster.faults import Fault, FaultCode, Recovery

LINES_PER_PAGE = 100
SHOWN_PER_KIND = 10


@dataclass(frozen=True, slots=True)
class FaultKind:
    """All faults of one kind. `shown`: the first of them; `count`: how many there are."""

    code: FaultCode
    count: int
    shown: list[Fault]

    @property
    def hidden(self) -> int:
        """How many are not shown."""
        return self.count - len(self.shown)


@dataclass(frozen=True, slots=True)
class FaultyLine:
    """All faults of one sheet row."""

    row: int
    faults: list[Fault]


def faults_by_kind(faults: Iterable[Fault], *, shown: int = SHOWN_PER_KIND) -> list[FaultKind]:
    """Kinds of faults, the most frequent first, each with its first `shown` faults."""
    groups: dict[FaultCode, list[Fault]] = defaultdict(list)
    for fault in faults:
        groups[fault.code].append(fault)
    kinds = [FaultKind(code, len(found), found[:shown]) for code, found in groups.items()]
    return sorted(kinds, key=lambda kind: (-kind.count, kind.code))


def faults_by_line(faults: Iterable[Fault], *, after: int = 0) -> tuple[list[FaultyLine], str]:
    """One page of faulty rows behind row `after`, and the key of the next page (empty on the last)."""
    lines: dict[int, list[Fault]] = defaultdict(list)
    for fault in faults:
        if fault.row > after:
            lines[fault.row].append(fault)
    rows = sorted(lines)
    page = [FaultyLine(row, lines[row]) for row in rows[:LINES_PER_PAGE]]
    return page, str(page[-1].row) if len(rows) > LINES_PER_PAGE else ""


def recoveries_by_kind(recoveries: Iterable[Recovery]) -> list[tuple[str, int]]:
    """(what was put right, how often), the most frequent first."""
    return [(code.label, count) for code, count in Counter(note.code for note in recoveries).most_common()]
