"""The catalogue from a table: what would change, and every fault by its row."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from appraisal.core.errors import Refused
from appraisal.core.exporters import csv_table, xlsx_table
from appraisal.core.importers import tables
from appraisal.core.importers.occupations import Change, export_table, preview_import
from appraisal.core.models import Occupation
from appraisal.core.queries.occupations import read_entries
from appraisal.core.rules.catalogue import OccupationEntry
from tests.factories import catalogue as make

pytestmark = pytest.mark.django_db
HEADERS, _ = export_table([])


def preview(*rows, headers=HEADERS, name="目录.csv"):
    return preview_import(SimpleUploadedFile(name, csv_table(headers, rows)))


@pytest.fixture
def turner(db):
    return make.occupation("车工", "543", code_1999="6-04-01-01", levels_confirmed=True)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_what_is_exported_changes_nothing_when_it_comes_back(turner, kind):
    make.occupation("汽车修理工", "21", code_1999="6-06-01-02?", active=False)
    headers, rows = export_table(read_entries())
    content = csv_table(headers, rows) if kind == "csv" else xlsx_table("目录", headers, rows)
    result = preview_import(SimpleUploadedFile(f"目录.{kind}", content))
    assert [row.kind for row in result.rows] == ["same", "same"]
    assert not result.possible


def test_new_changed_and_unchanged_rows_are_told_apart_cell_by_cell(turner):
    make.occupation("铣工", "54")
    result = preview(
        ("车工", "6-04-01-01", "车工", "", "4-2", "是", "4", "", "是"),
        ("磨工", "", "", "", "5", "否", "", "", "是"),
        ("铣工", "", "", "", "5、4", "否", "", "", "是"),
    )
    assert [(row.number, row.kind) for row in result.rows] == [(2, "changed"), (3, "new"), (4, "same")]
    assert result.rows[0].changes == (
        Change("2022版名称", "", "车工"),
        Change("等级", "5-3", "4-2"),
        Change("上机考试等级", "", "4"),
    )
    assert result.possible
    assert [entry.name for entry in result.entries] == ["车工", "磨工"]
    assert result.entries[1] == OccupationEntry("磨工", levels=frozenset({5}))


def test_every_fault_of_every_row_is_told_at_once(turner):
    result = preview(
        ("车工", "", "", "", "五级", "也许", "", "", "是"),
        ("磨工", "", "", "", "5-1", "否", "5-1", "", "是"),
        ("", "4-03", "", "", "5", "否", "", "", "是"),
        ("铣工", "", "", "", "5", "否", "", "", "是"),
        ("铣工", "", "", "", "5", "否", "", "", "是"),
        ("长" * 61, "", "", "", "", "否", "4", "", "是"),
    )
    faults = {row.number: row.faults for row in result.rows}
    assert not result.possible
    assert len(faults[2]) == 2 and faults[2][0].startswith("等级：等级“五级”") and "也许" in faults[2][1]
    assert "2、1级不能标为上机考试" in faults[3][0]
    assert "职业（工种）没有填写" in faults[4][0]
    assert "出现了 2 次" in faults[5][0] and "出现了 2 次" in faults[6][0]
    assert len(faults[7]) == 3


def test_a_row_that_stands_twice_is_a_fault_even_unchanged(turner):
    rows = export_table(read_entries())[1]
    assert [row.kind for row in preview(*rows, *rows).rows] == ["faulty", "faulty"]


def test_a_column_that_is_missing_leaves_what_is_there(turner):
    result = preview(("车工", "6-18-01-01"), headers=("职业(工种)", "2022版代码"))
    assert result.rows[0].changes == (Change("2022版代码", "", "6-18-01-01"),)
    assert result.entries[0].levels == {5, 4, 3}


def test_nothing_is_written_by_reading(turner):
    before = list(Occupation.objects.values())
    preview(("磨工", "", "", "", "5", "否", "", "", "是"), ("车工", "x", "", "", "5", "是", "", "", "否"))
    assert list(Occupation.objects.values()) == before


def test_numbers_and_the_encoding_of_excel_are_understood(turner):
    book = openpyxl.Workbook()
    book.active.append(["职业（工种）", "等级"])
    book.active.append(["磨工", 5])
    content = io.BytesIO()
    book.save(content)
    assert preview_import(SimpleUploadedFile("a.xlsx", content.getvalue())).entries[0].levels == {5}
    gbk = SimpleUploadedFile("a.csv", "职业（工种）,等级\r\n磨工,5-4\r\n".encode("gb18030"))
    assert preview_import(gbk).entries[0].levels == {5, 4}


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.xlsx", b"not a workbook", "catalogue_file_kind"),
        ("a.xlsx", b"", "catalogue_file_kind"),
        ("a.xlsx", b"PK\x03\x04 broken", "catalogue_file_kind"),
        ("a.pdf", b"%PDF-1.7", "catalogue_file_kind"),
        ("a.csv", b"\x00\x01\x02", "catalogue_file_kind"),
        ("a.csv", b"\xff\xff\xff", "catalogue_file_kind"),
        ("a.csv", b'a,"b\n', "catalogue_file_kind"),
        ("a.csv", b"", "catalogue_file_empty"),
        ("a.csv", "职业（工种）\n,\n".encode(), "catalogue_file_empty"),
        ("a.csv", "名称,等级\n车工,5\n".encode(), "catalogue_columns"),
    ],
)
def test_a_file_that_is_no_catalogue_is_refused(name, content, code):
    with pytest.raises(Refused) as refused:
        preview_import(SimpleUploadedFile(name, content))
    assert [refusal.code for refusal in refused.value.refusals] == [code]


def test_a_file_that_is_too_large_is_refused(monkeypatch):
    book = xlsx_table("目录", ["职业（工种）"], [("磨工",), ("铣工",)])
    for limit, small, code in (
        ("MAX_BYTES", 10, "catalogue_file_size"),
        ("MAX_UNPACKED", 10, "catalogue_file_size"),
        ("MAX_ROWS", 1, "catalogue_file_rows"),
    ):
        with monkeypatch.context() as patch, pytest.raises(Refused) as refused:
            patch.setattr(tables, limit, small)
            preview_import(SimpleUploadedFile("a.xlsx", book))
        assert refused.value.refusals[0].code == code
