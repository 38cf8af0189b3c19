"""Tables out: no cell becomes a formula, names survive in any language."""

import csv
import io
from datetime import UTC, date, datetime

import openpyxl
import pytest

from appraisal.core.exporters import csv_table, download, table_download, xlsx_table

HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x","y")']


def cells(content: bytes):
    return list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(min_row=2))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_cell_of_a_workbook_stays_text(text):
    (cell,) = cells(xlsx_table("表", ["列"], [(text,)]))[0]
    assert cell.data_type == "s"
    assert cell.value.replace("_x000D_", "\r") in (text, text.replace("\r", "\n"))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_cell_of_a_csv_starts_harmlessly(text):
    rows = list(csv.reader(io.StringIO(csv_table(["列"], [(text,)]).decode("utf-8-sig"), newline="")))
    assert rows == [["列"], [f"'{text}"]]


def test_numbers_dates_and_texts_are_written_as_people_read_them():
    moment = datetime(2026, 3, 1, 17, 30, tzinfo=UTC)
    row = (5, date(2026, 3, 2), moment, "007", None)
    found = [cell.value for cell in cells(xlsx_table("表", list("abcde"), [row]))[0]]
    assert found == [5, "2026-03-02", "2026-03-02 01:30", "007", None]


def test_an_empty_table_still_says_its_columns():
    book = openpyxl.load_workbook(io.BytesIO(xlsx_table("表", ["甲", "乙"], [])))
    assert [cell.value for cell in book.active[1]] == ["甲", "乙"]


def test_a_download_is_named_kept_nowhere_and_not_guessed():
    response = table_download("职业目录", ["甲"], [("乙",)], "csv")
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''%E8%81%8C%E4%B8%9A%E7%9B%AE%E5%BD%95.csv"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
    nasty = download(b"x", 'a"\r\nSet-Cookie: b.pdf', "application/pdf", inline=True)
    assert "\r" not in nasty["Content-Disposition"] and nasty["Content-Disposition"].startswith("inline")
