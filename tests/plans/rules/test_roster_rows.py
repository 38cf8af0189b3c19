"""Roster rows: every fault code can fire, nothing fires without cause, recoverable things are recovered and said."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.core.rules.enums import Subject
from plans.rules.roster.cells import Cell
from plans.rules.roster.faults import FaultCode, RecoveryCode
from plans.rules.roster.records import OtherEnrolment, RecordedFacts, recorded_faults, within_one_year
from plans.rules.roster.vocabulary import ETHNICITIES, Column
from tests.plans.rules.roster_builder import CONDITIONS, SOUND, cells, check, checker, resident_id

FAULTY: list[tuple[FaultCode, Column, dict[str, Cell]]] = [
    (FaultCode.MISSING, Column.NAME, {"NAME": None}),
    (FaultCode.MISSING, Column.ADDRESS, {"ADDRESS": "  "}),
    (FaultCode.TOO_LONG, Column.ADDRESS, {"ADDRESS": "路" * 201}),
    (FaultCode.NAME_SHAPE, Column.NAME, {"NAME": "=1+1"}),
    (FaultCode.NAME_SHAPE, Column.NAME, {"NAME": 12.0}),
    (FaultCode.DOCUMENT_TYPE_UNKNOWN, Column.DOCUMENT_TYPE, {"DOCUMENT_TYPE": "驾驶证"}),
    (FaultCode.ID_ROUNDED, Column.DOCUMENT_NUMBER, {"DOCUMENT_NUMBER": 1.10108198709101e17}),
    (FaultCode.ID_ROUNDED, Column.DOCUMENT_NUMBER, {"DOCUMENT_NUMBER": 110108198709100753}),
    (FaultCode.ID_ROUNDED, Column.DOCUMENT_NUMBER, {"DOCUMENT_NUMBER": "1.10108E+17"}),
    (FaultCode.ID_ROUNDED, Column.DOCUMENT_NUMBER, {"DOCUMENT_NUMBER": "110108198709102000"}),
    (FaultCode.ID_LENGTH, Column.DOCUMENT_NUMBER, {"DOCUMENT_NUMBER": "11010819870910075"}),
    (FaultCode.ID_CHARACTERS, Column.DOCUMENT_NUMBER, {"DOCUMENT_NUMBER": "1101081987O9100753"}),
    (FaultCode.ID_PROVINCE, Column.DOCUMENT_NUMBER, {"DOCUMENT_NUMBER": "100108198709100753"}),
    (FaultCode.ID_DATE, Column.DOCUMENT_NUMBER, {"DOCUMENT_NUMBER": "110108198702300753"}),
    (FaultCode.ID_FUTURE, Column.DOCUMENT_NUMBER, {"DOCUMENT_NUMBER": "110108203709100753"}),
    (FaultCode.ID_CHECKSUM, Column.DOCUMENT_NUMBER, {"DOCUMENT_NUMBER": "110108198709100754"}),
    (FaultCode.DOCUMENT_SHAPE, Column.DOCUMENT_NUMBER, {"DOCUMENT_TYPE": "护照", "DOCUMENT_NUMBER": "E12"}),
    (FaultCode.SEX_UNKNOWN, Column.SEX, {"SEX": "未知"}),
    (FaultCode.SEX_AGAINST_ID, Column.SEX, {"SEX": "女"}),
    (FaultCode.ETHNICITY_UNKNOWN, Column.ETHNICITY, {"ETHNICITY": "华族"}),
    (FaultCode.EDUCATION_UNKNOWN, Column.EDUCATION, {"EDUCATION": "博士后"}),
    (FaultCode.SOURCE_UNKNOWN, Column.SOURCE, {"SOURCE": "街道"}),
    (FaultCode.CONDITION_UNKNOWN, Column.CONDITION, {"CONDITION": "领导推荐"}),
    (FaultCode.MOBILE_SHAPE, Column.MOBILE, {"MOBILE": "1380013800"}),
    (FaultCode.YEARS_SHAPE, Column.YEARS, {"YEARS": "很多年"}),
    (FaultCode.YEARS_SHAPE, Column.YEARS, {"YEARS": -1.0}),
    (FaultCode.YEARS_SHAPE, Column.YEARS, {"YEARS": "nan"}),
    (FaultCode.YEARS_AGAINST_AGE, Column.YEARS, {"YEARS": 40.0}),
    (FaultCode.EMAIL_SHAPE, Column.EMAIL, {"EMAIL": "zhang.example"}),
    (FaultCode.CERTIFICATE_ROUNDED, Column.PRIOR_CERTIFICATE, {"PRIOR_CERTIFICATE": 2001001005550034.0}),
    (FaultCode.CERTIFICATE_SHAPE, Column.PRIOR_CERTIFICATE, {"PRIOR_CERTIFICATE": "2001001005950034"}),
    (FaultCode.SUBJECT_UNKNOWN, Column.THEORY, {"THEORY": "免考"}),
    (FaultCode.NO_REVIEW_AT_LEVEL, Column.REVIEW, {"REVIEW": "补考"}),
]
BY_RECORD_OR_ROW = {
    FaultCode.DUPLICATE_IN_FILE,
    FaultCode.RETAKE_UNRECORDED,
    FaultCode.OVERLAPPING_PLAN,
    FaultCode.TWICE_IN_PLAN,
    FaultCode.TWO_LEVELS_IN_A_YEAR,
}


@pytest.mark.parametrize(("code", "column", "changes"), FAULTY, ids=lambda value: str(value))
def test_each_fault_fires_alone_with_a_whole_sentence(
    code: FaultCode, column: Column, changes: dict[str, Cell]
) -> None:
    good, made = check(cells(**changes))
    assert good == []
    assert [(fault.row, fault.column, fault.code) for fault in made.faults] == [(2, column, code)]
    (fault,) = made.faults
    assert fault.message.endswith("。") and fault.remedy.endswith("。")
    assert "{" not in fault.message + fault.remedy


def test_every_code_is_covered_here() -> None:
    assert {code for code, _, _ in FAULTY} | BY_RECORD_OR_ROW == set(FaultCode)


def test_a_sound_row_has_no_fault_and_no_note() -> None:
    good, made = check(cells())
    assert made.faults == [] and made.recoveries == []
    assert (good[0].sex, good[0].birth_date, good[0].years) == ("MALE", date(1987, 9, 10), "11")
    assert (good[0].theory, good[0].practical, good[0].review) == ("NEW", "NEW", "")


def test_all_faults_of_a_row_come_at_once() -> None:
    _, made = check(cells(NAME="", SEX="女", MOBILE="1", EDUCATION="博士后", THEORY="免考"))
    assert [fault.code for fault in made.faults] == [
        FaultCode.MISSING,
        FaultCode.EDUCATION_UNKNOWN,
        FaultCode.MOBILE_SHAPE,
        FaultCode.SUBJECT_UNKNOWN,
        FaultCode.SEX_AGAINST_ID,
    ]


@pytest.mark.parametrize("number", ["110108198702300753", "110108198709100754", 1.1e17])
def test_a_doubtful_number_is_not_compared_with_the_sex(number: Cell) -> None:
    _, made = check(cells(DOCUMENT_NUMBER=number, SEX="女"))
    assert [fault.column for fault in made.faults] == [Column.DOCUMENT_NUMBER]


def test_a_duplicate_names_the_first_row_and_is_not_compared_further() -> None:
    good, made = check(cells(), cells(NAME="李四", SEX="女", DOCUMENT_NUMBER=" 110108198709100753 "))
    assert [row.row for row in good] == [2]
    assert [(fault.row, fault.code) for fault in made.faults] == [(3, FaultCode.DUPLICATE_IN_FILE)]
    assert "第 2 行" in made.faults[0].message


def test_sensitive_values_are_masked_in_faults_and_notes() -> None:
    _, made = check(cells(DOCUMENT_NUMBER="110108198709100754"), cells(MOBILE="138 0013 8000"))
    assert made.faults[0].value == "110***********0754"
    assert [(note.was, note.now) for note in made.recoveries] == [("138******8000", "138****8000")]


@pytest.mark.parametrize(
    ("changes", "column", "code"),
    [
        ({"NAME": "张  三"}, Column.NAME, RecoveryCode.SPELLING),
        ({"NAME": "买买提•艾力"}, Column.NAME, RecoveryCode.SPELLING),
        ({"DOCUMENT_NUMBER": "１１０１０８１９８７０９１００７５３"}, Column.DOCUMENT_NUMBER, RecoveryCode.SPELLING),
        ({"DOCUMENT_TYPE": "身份证"}, Column.DOCUMENT_TYPE, RecoveryCode.SYNONYM),
        ({"SEX": "男性"}, Column.SEX, RecoveryCode.SYNONYM),
        ({"ETHNICITY": "汉"}, Column.ETHNICITY, RecoveryCode.SYNONYM),
        ({"EDUCATION": "大专"}, Column.EDUCATION, RecoveryCode.SYNONYM),
        ({"SOURCE": "学校 (在校生）"}, Column.SOURCE, RecoveryCode.SPELLING),
        ({"MOBILE": 13800138000.0}, Column.MOBILE, RecoveryCode.MOBILE),
        ({"CONDITION": f"{CONDITIONS[0]}。"}, Column.CONDITION, RecoveryCode.SPELLING),
        ({"YEARS": "7年"}, Column.YEARS, RecoveryCode.SPELLING),
        ({"EMAIL": "a b@example.cn"}, Column.EMAIL, RecoveryCode.SPELLING),
        ({"PRIOR_CERTIFICATE": "20010 01005 550034"}, Column.PRIOR_CERTIFICATE, RecoveryCode.SPELLING),
        ({"THEORY": "新 考"}, Column.THEORY, RecoveryCode.SPELLING),
        ({"REVIEW": "新考"}, Column.REVIEW, RecoveryCode.NO_REVIEW),
        ({"PRACTICAL": "补考"}, Column.THEORY, RecoveryCode.NOT_SAT),
    ],
)
def test_small_things_are_recovered_and_said(changes: dict[str, Cell], column: Column, code: RecoveryCode) -> None:
    good, made = check(cells(**changes))
    assert len(good) == 1 and made.faults == []
    assert [(note.row, note.column, note.code) for note in made.recoveries] == [(2, column, code)]


def test_names_of_two_parts_keep_their_blank() -> None:
    good, _ = check(cells(NAME="Anna  Maria Smith"))
    assert good[0].name == "Anna Maria Smith"


def test_technicians_always_sit_the_review() -> None:
    good, _ = check(cells(), cells(DOCUMENT_NUMBER=resident_id(3), PRACTICAL="补考"), level=2)
    assert [(row.theory, row.practical, row.review) for row in good] == [("NEW", "NEW", "NEW"), ("", "RETAKE", "")]


def test_blank_rows_and_footnotes_are_no_candidates() -> None:
    blank: list[Cell] = [""] * len(Column)
    footnote: list[Cell] = ["填表人：王五", *blank[1:]]
    good, made = check(blank, cells(), [None, *blank[1:]], footnote)
    assert [row.row for row in good] == [3] and made.faults == []


def test_a_row_with_a_name_alone_is_told_all_it_lacks() -> None:
    _, made = check(["张三", *[""] * (len(Column) - 1)])
    assert {fault.code for fault in made.faults} == {FaultCode.MISSING}
    assert len(made.faults) == 9


def test_columns_may_come_in_any_order() -> None:
    headings = [column.label for column in reversed(Column)]
    made = checker(headings=headings)
    row = made.check(2, list(reversed(cells())))
    assert row is not None and row.name == SOUND[Column.NAME]


def test_any_condition_is_accepted_when_none_is_kept() -> None:
    made = checker()
    free = type(made)(made.heading, 4, (), made.today)
    row = free.check(2, cells(CONDITION="按老条件"))
    assert row is not None and row.condition == "按老条件"


class TestRecord:
    def test_retakes_need_a_recorded_score_of_that_subject(self) -> None:
        good, _ = check(cells(THEORY="补考", PRACTICAL="补考"))
        facts = RecordedFacts(sat={2: frozenset({Subject.THEORY})})
        faults = recorded_faults(good, facts)
        assert [(fault.column, fault.code) for fault in faults] == [(Column.PRACTICAL, FaultCode.RETAKE_UNRECORDED)]

    def test_faulty_rows_that_say_who_they_are_are_asked_about_too(self) -> None:
        good, made = check(cells(MOBILE="1", PRACTICAL="补考"), cells(DOCUMENT_NUMBER="1", PRACTICAL="补考"))
        assert good == []
        assert [row.row for row in made.doubtful] == [2]

    def test_other_plans_and_other_levels(self) -> None:
        good, _ = check(cells())
        other = OtherEnrolment("专场〔2026〕12号", 3, date(2027, 3, 6))
        facts = RecordedFacts(same_days={2: other}, other_levels={2: other}, same_plan={2: other})
        faults = recorded_faults(good, facts)
        assert [fault.code for fault in faults] == [
            FaultCode.OVERLAPPING_PLAN,
            FaultCode.TWO_LEVELS_IN_A_YEAR,
            FaultCode.TWICE_IN_PLAN,
        ]
        assert "2027-03-06" in faults[0].message and "三级（高级）" in faults[1].message
        assert faults[0].value == "110***********0753"

    def test_a_year_is_365_days(self) -> None:
        assert within_one_year(date(2026, 1, 1), date(2026, 12, 31))
        assert not within_one_year(date(2026, 1, 1), date(2027, 1, 1))


anything = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.text(max_size=30),
    st.sampled_from(["居民身份证", "男", "补考", "1.1E+17", "=cmd", "110108198709100753", *ETHNICITIES[:3]]),
)


@given(st.lists(anything, min_size=len(Column), max_size=len(Column)))
def test_no_cell_content_breaks_the_checker(row: list[Cell]) -> None:
    good, made = check(row)
    assert not (good and made.faults)
    for candidate in good:
        for value in candidate[1:-1]:
            assert isinstance(value, str) and value.isprintable() and value == value.strip()


@given(st.lists(st.sampled_from(FAULTY), min_size=1, max_size=4, unique_by=lambda case: case[1]))
def test_faults_of_different_cells_add_up(cases: list[tuple[FaultCode, Column, dict[str, Cell]]]) -> None:
    """What one cell hides of another: nothing, except checks that rest on the document number, type or age."""
    changes = {name: value for _, _, changed in cases for name, value in changed.items()}
    _, made = check(cells(**changes))
    found = {(fault.column, fault.code) for fault in made.faults}
    touches_identity = {"DOCUMENT_NUMBER", "DOCUMENT_TYPE"} & changes.keys()
    dependent = {FaultCode.SEX_AGAINST_ID, FaultCode.YEARS_AGAINST_AGE}
    for code, column, changed in cases:
        hidden = touches_identity and (code in dependent or {"DOCUMENT_NUMBER", "DOCUMENT_TYPE"} & changed.keys())
        assert hidden or (column, code) in found
