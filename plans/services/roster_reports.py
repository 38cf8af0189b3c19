"""What a check found, as it is kept with the upload: counts in the clear, everything about persons encrypted."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Final

from plans.rules.roster.differences import Absent, Change, Difference, FieldChange, KeyedRow
from plans.rules.roster.faults import Fault, FaultCode, Recovery, RecoveryCode
from plans.rules.roster.sheets import RosterSheet
from plans.rules.roster.vocabulary import Column

LISTED_ADDED: Final = 200
"""How many added candidates the difference names; the rest is counted."""


def fault_report(faults: Iterable[Fault]) -> list[list[Any]]:
    """Faults as JSON."""
    return [[f.row, f.column.value, f.code.value, f.value, f.message, f.remedy] for f in faults]


def recovery_report(recoveries: Iterable[Recovery]) -> list[list[Any]]:
    """Recoveries as JSON."""
    return [[r.row, r.column.value, r.code.value, r.was, r.now] for r in recoveries]


def read_faults(report: list[list[Any]] | None) -> list[Fault]:
    """The faults of a report."""
    return [Fault(row, Column[column], FaultCode[code], *rest) for row, column, code, *rest in report or ()]


def read_recoveries(report: list[list[Any]] | None) -> list[Recovery]:
    """The recoveries of a report."""
    return [Recovery(row, Column[column], RecoveryCode[code], *rest) for row, column, code, *rest in report or ()]


def difference_report(found: Difference, rows: Iterable[KeyedRow]) -> dict[str, Any]:
    """A difference as JSON, with the names of the first added candidates."""
    added = set(found.added[:LISTED_ADDED])
    return {
        "digest": found.digest(),
        "added": len(found.added),
        "added_names": [[row.row.row, row.row.name] for row in rows if row.row.row in added],
        "changed": [
            [change.row, change.candidate_id, change.name, [[f.column.value, f.old, f.new] for f in change.fields]]
            for change in found.changed
        ],
        "kept": found.kept,
        "absent": [[candidate.candidate_id, candidate.name] for candidate in found.absent],
    }


def read_changes(report: dict[str, Any]) -> tuple[list[Change], list[Absent]]:
    """The changed and the absent candidates of a difference report."""
    changed = [
        Change(row, pk, name, tuple(FieldChange(Column[column], old, new) for column, old, new in fields))
        for row, pk, name, fields in report["changed"]
    ]
    return changed, [Absent(pk, name) for pk, name in report["absent"]]


def summary_of(
    sheet: RosterSheet,
    faults: Sequence[Fault],
    recoveries: Sequence[Recovery],
    rows: Sequence[KeyedRow],
    found: Difference,
) -> dict[str, Any]:
    """Counts for lists and the audit log; no personal data."""
    return {
        "good": len(rows),
        "faulty_rows": len({fault.row for fault in faults}),
        "faults": len(faults),
        "recoveries": len(recoveries),
        "added": len(found.added),
        "changed": len(found.changed),
        "kept": found.kept,
        "absent": len(found.absent),
        "withdrawn": 0,
        "by_code": dict(Counter(fault.code.value for fault in faults).most_common()),
        "unread": list(sheet.heading.unread),
        "heading_row": sheet.heading.row,
    }
