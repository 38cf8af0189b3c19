"""Grades as they are read and passed, the rows of a workbook, and the comparison of two entries."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appraisal.core.rules.double_entry import agreed, confirming_refusals, differences, entering_refusals, may_read
from appraisal.core.rules.enums import Subject
from plans.rules.score_file import ScoreColumn, ScoreRow, Sitters, find_score_heading, read_rows, rows_below
from plans.rules.scoring import ABSENT, CHEATING, ENTERED_BY, Grade, Mark, Standing, read_grade, scored

FEW = settings(max_examples=80, deadline=None)


@pytest.mark.parametrize(
    ("typed", "text"),
    [("85", "85"), ("８５．５", "85.5"), (" 60.0 ", "60"), ("100", "100"), ("0", "0"), ("85分", "85"), ("7。5", "7.5"),
     ("缺考", "缺考"), ("q", "缺考"), ("作 弊", "作弊"), ("Z", "作弊"), ("违纪", "作弊")],
)  # fmt: skip
def test_what_is_typed_is_forgiven(typed, text):
    grade = read_grade(typed)
    assert grade is not None and grade.text == text


@pytest.mark.parametrize("typed", ["", "100.1", "-1", "85.55", "1e1", "优秀", "8 5 5", "..", "NaN", "∞", "85.", "²"])
def test_what_is_no_grade_is_not_guessed(typed):
    found = read_grade(typed)
    assert found is None or (typed == "85." and found.text == "85") or (typed == "²" and found.text == "2")


@FEW
@given(st.integers(0, 1000))
def test_every_score_with_one_decimal_is_read_back_from_its_text(tenths):
    grade = scored(Decimal(tenths) / 10)
    assert read_grade(grade.text) == grade
    assert grade.passes(60) == (tenths >= 600)


def test_marks_never_pass():
    assert not ABSENT.passes(0) and not CHEATING.passes(0)


def test_every_subject_is_entered_by_somebody():
    assert set(ENTERED_BY) == set(Subject) and all(ENTERED_BY.values())


GRADES = st.one_of(
    st.just(ABSENT), st.just(CHEATING), st.integers(0, 1000).map(lambda n: Grade(Mark.SCORED, Decimal(n) / 10))
)


@FEW
@given(st.dictionaries(st.sampled_from(list(Subject)), st.one_of(st.none(), GRADES)))
def test_a_candidate_passes_when_he_passes_everything_he_sat(grades):
    passed = Standing(grades, 60).passed
    failed = any(one and (one.mark is not Mark.SCORED or one.points < 60) for one in grades.values())
    waiting = any(one is None for one in grades.values())
    assert passed == (False if failed else None if waiting or not grades else True)


# --- two entries ------------------------------------------------------------------------------------------
ENTRY = st.dictionaries(st.integers(0, 6), st.integers(0, 2))


@FEW
@given(ENTRY, ENTRY)
def test_differences_are_exactly_where_the_entries_are_not_the_same(first, second):
    found = {one.key: (one.first, one.second) for one in differences(first, second)}
    slow = {key: (first.get(key), second.get(key)) for key in range(7) if first.get(key) != second.get(key)}
    assert found == slow
    assert {one.key: (one.second, one.first) for one in differences(second, first)} == found


@FEW
@given(ENTRY, ENTRY, ENTRY)
def test_what_holds_is_what_was_decided_or_what_both_say(first, second, resolved):
    held, left = agreed(range(7), first, second, resolved)
    assert held.keys() | set(left) == set(range(7)) and not held.keys() & set(left)
    for key, value in held.items():
        assert value == resolved[key] if key in resolved else value == first[key] == second[key]


@FEW
@given(st.integers(1, 4), st.lists(st.integers(1, 4), unique=True, max_size=2))
def test_nobody_enters_twice_and_nobody_third(person, submitted):
    codes = [one.code for one in entering_refusals(person, submitted)]
    assert (codes == []) == (person not in submitted and len(submitted) < 2)


def test_whose_numbers_one_reads():
    assert may_read(1, 1, 0) and may_read(1, 1, 1) and may_read(2, 1, 2)
    assert not may_read(2, 1, 0) and not may_read(2, 1, 1)


def test_who_decided_does_not_confirm_alone():
    assert [one.code for one in confirming_refusals(1, (1,), 2)] == ["entry_unresolved", "entry_own_resolution"]
    assert confirming_refusals(2, (1,), 0) == () == confirming_refusals(2, (), 0)


# --- a workbook -------------------------------------------------------------------------------------------
SITTERS = Sitters({1: "张三", 2: "李四"}, {"T2": 2}, {"110101": 1})


def rows(*cells: tuple[object, ...]) -> list[ScoreRow]:
    heading = ["考生编号", "准考证号", "证件号码", "姓名", "成绩"]
    found = find_score_heading([["登记表"], heading])
    assert found is not None and found[0] == 2
    return rows_below(enumerate(cells, start=3), found[1])


def test_rows_are_matched_by_any_number_and_read():
    read = read_rows(rows(("", "T2", "", "李 四", 59.5), (), ("", "", "110101", "", "缺考")), SITTERS)
    assert read.refusals == [] and {key: one.text for key, one in read.grades.items()} == {2: "59.5", 1: "缺考"}


def test_every_fault_of_every_row():
    read = read_rows(
        rows((1, "", "", "李四", 80), (1, "", "", "", 80), (9, "", "", "王五", 80), ("", "", "110***", "", 70)), SITTERS
    )
    assert [one.code for one in read.refusals] == [
        "score_file_name", "score_file_twice", "score_file_unmatched", "score_file_unmatched", "score_file_missing",
    ]  # fmt: skip


@pytest.mark.parametrize("heading", [["姓名", "成绩"], ["考生编号", "姓名"], []])
def test_a_sheet_without_a_person_or_a_grade_is_not_read(heading):
    assert find_score_heading([heading]) is None
    assert ScoreColumn.GRADE not in dict.fromkeys(heading)
