"""Recognising the heading row and its columns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.rules.roster.columns import HEADING_SEARCH_ROWS, column_of, find_heading
from plans.rules.roster.vocabulary import HEADING_SYNONYMS, REQUIRED, Column


@pytest.mark.parametrize("column", Column)
def test_official_labels_and_synonyms_are_known(column: Column) -> None:
    for word in (column.label, *HEADING_SYNONYMS[column]):
        assert column_of(word) is column


@given(
    st.sampled_from(list(Column)),
    st.sampled_from(["{}", "*{}", "{}*", "{}＊", " {} ", "{}\n", "{}（必填）", "{}(必填)", "{}：", "\u3000{}\u3000"]),
)
def test_decorated_headings_are_known(column: Column, pattern: str) -> None:
    assert column_of(pattern.format(column.label)) is column


@pytest.mark.parametrize("heading", ["原职业(工种)", "原职业（工种）", "原职业 （ 工种 ）", "原职业"])
def test_brackets_of_any_width(heading: str) -> None:
    assert column_of(heading) is Column.PRIOR_OCCUPATION


@given(st.permutations(list(Column)), st.integers(0, HEADING_SEARCH_ROWS - 1))
def test_any_order_below_any_title_rows(order: list[Column], titles: int) -> None:
    heading = find_heading([["某鉴定所花名册", *[""] * 5]] * titles + [[column.label for column in order]])
    assert heading is not None
    assert heading.row == titles + 1
    assert [heading.positions[column] for column in order] == list(range(len(order)))
    assert (heading.missing, heading.repeated, heading.unread) == ((), (), ())


def test_missing_repeated_and_unknown_headings_are_all_named() -> None:
    heading = find_heading([["序号", "姓名", "姓名*", "身份证号", "性别", "血型"]])
    assert heading is not None
    assert heading.repeated == (Column.NAME,)
    assert heading.unread == ("血型",)
    assert set(heading.missing) == REQUIRED - {Column.NAME, Column.DOCUMENT_NUMBER, Column.SEX}


def test_no_heading_at_all() -> None:
    assert find_heading([["一", "二"], ["姓名", "性别"], []]) is None
    assert find_heading([]) is None
