"""The two sample rosters: the faulty one yields exactly its listed faults, the clean one none."""

import json
from datetime import date
from pathlib import Path

from python_calamine import CalamineWorkbook

from plans.rules.roster.columns import find_heading
from plans.rules.roster.faults import Fault, FaultCode
from plans.rules.roster.records import RecordedFacts, recorded_faults
from plans.rules.roster.rows import RosterRow, RowChecker, check_rows
from tests.plans.rules.roster_builder import CONDITIONS

SAMPLES = Path(__file__).parents[2] / "samples"

CODES = {
    "impossible date in id": FaultCode.ID_DATE,
    "unknown 文化程度": FaultCode.EDUCATION_UNKNOWN,
    "retake without record": FaultCode.RETAKE_UNRECORDED,
    "sex against id": FaultCode.SEX_AGAINST_ID,
    "phone of 10 digits": FaultCode.MOBILE_SHAPE,
    "duplicate of another row": FaultCode.DUPLICATE_IN_FILE,
    "bad subject value": FaultCode.SUBJECT_UNKNOWN,
    "id checksum": FaultCode.ID_CHECKSUM,
    "no name": FaultCode.MISSING,
    "id rounded by Excel": FaultCode.ID_ROUNDED,
}


def check_sample(name: str) -> tuple[list[RosterRow], list[Fault], RowChecker]:
    """Good rows, faults by row, and the checker, with nobody on record."""
    rows = list(CalamineWorkbook.from_path(str(SAMPLES / name)).get_sheet_by_index(0).iter_rows())
    heading = find_heading(rows)
    assert heading is not None
    made = RowChecker(heading, 4, CONDITIONS, date(2026, 11, 23))
    good = check_rows(made, enumerate(rows[heading.row :], start=heading.row + 1))
    recorded = recorded_faults([*good, *made.doubtful], RecordedFacts())
    return good, sorted([*made.faults, *recorded], key=lambda fault: fault.row), made


def test_the_faulty_roster_has_exactly_its_listed_faults() -> None:
    listed = json.loads((SAMPLES / "roster-faults-120.json").read_text())
    good, faults, made = check_sample("roster-faults-120.xlsx")
    expected = [(entry["row"], CODES[entry["fault"]]) for entry in listed if "recoverable" not in entry["fault"]]
    assert [(fault.row, fault.code) for fault in faults] == sorted(expected)
    recoverable = [entry["row"] for entry in listed if "recoverable" in entry["fault"]]
    assert [note.row for note in made.recoveries] == recoverable
    recovered = {row.row: row for row in good}
    assert recovered[13].mobile == "13800138000"
    assert recovered[105].document_number == "11010519491231002X"


def test_the_clean_roster_has_none() -> None:
    good, faults, made = check_sample("roster-clean-300.xlsx")
    assert len(good) == 300
    assert faults == [] and made.recoveries == []
