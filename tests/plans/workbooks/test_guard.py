"""Hostile and useless files: each gets its own refusal; sound ones pass."""

import struct
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.styles import PatternFill

from appraisal.core.errors import Refused
from appraisal.core.phrases import explain
from plans.workbooks.guard import inspect_workbook
from plans.workbooks.limits import MEGABYTE, Limits
from tests.plans.workbooks.workbook_builder import SHEET, rewritten, roster_of, saved, with_sheet, workbook_of

SAMPLES = Path(__file__).parents[2] / "samples"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def codes(content: bytes, limits: Limits | None = None) -> list[str]:
    """The refusal codes, each of which must have a whole sentence."""
    try:
        inspect_workbook(content, limits)
    except Refused as refused:
        for refusal in refused.refusals:
            told = explain(refusal)
            assert told.message and told.remedy
        return [refusal.code for refusal in refused.refusals]
    return []


def plain_zip(**parts: bytes) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return target.getvalue()


def with_macro() -> bytes:
    return rewritten(roster_of(), add={"xl/vbaProject.bin": OLE})


def lying_about_size() -> bytes:
    """A part that unpacks to 30 MB but is declared, in both headers, with its first 100 bytes only."""
    content = bytearray(with_sheet(lambda xml: xml + b" " * (30 * MEGABYTE)))
    true_size = struct.pack("<I", zipfile.ZipFile(BytesIO(content)).getinfo(SHEET).file_size)
    at = content.find(true_size)
    while at >= 0:
        content[at : at + 4] = struct.pack("<I", 100)
        at = content.find(true_size)
    return bytes(content)


@pytest.mark.parametrize("name", ["roster-clean-300.xlsx", "roster-faults-120.xlsx"])
def test_the_samples_pass(name: str) -> None:
    assert codes((SAMPLES / name).read_bytes()) == []


def test_a_plain_roster_passes_with_pictures_links_and_styles() -> None:
    workbook = Workbook()
    worksheet = workbook.worksheets[0]
    worksheet.append(["姓名", "电子邮箱"])
    worksheet["B2"] = "a@example.cn"
    worksheet["B2"].hyperlink = "mailto:a@example.cn"
    assert codes(rewritten(saved(workbook), add={"xl/media/image1.png": b"\x89PNG\r\n\x1a\n" + bytes(99)})) == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "roster_file_empty"),
        (b"\xe5\xa7\x93\xe5\x90\x8d,\xe6\x80\xa7\xe5\x88\xab\n", "roster_file_kind"),
        (b"<html><table></table></html>", "roster_file_kind"),
        (plain_zip(**{"word/document.xml": b"<w/>"}), "roster_file_kind"),
        (plain_zip(**{"[Content_Types].xml": b"<T/>", "xl/workbook.bin": b"\0"}), "roster_file_binary"),
        (OLE, "roster_file_old_xls"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "roster_file_encrypted"),
        (roster_of()[:2000], "roster_file_damaged"),
        (b"PK\x03\x04" + bytes(100), "roster_file_damaged"),
        (with_macro(), "roster_file_macros"),
        (
            rewritten(
                roster_of(),
                change={
                    "[Content_Types].xml": lambda xml: xml.replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml")
                },
            ),
            "roster_file_macros",
        ),
        (rewritten(roster_of(), add={"xl/externalLinks/externalLink1.xml": b"<x/>"}), "roster_file_external"),
        (rewritten(roster_of(), add={"xl/connections.xml": b"<x/>"}), "roster_file_external"),
        (rewritten(roster_of(), add={"xl/embeddings/oleObject1.bin": OLE}), "roster_file_embedded"),
        (rewritten(roster_of(), add={"xl/media/picture.dat": roster_of()}), "roster_file_embedded"),
        (rewritten(roster_of(), add={"../../etc/passwd": b"x"}), "roster_file_damaged"),
        (with_sheet(lambda xml: b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + xml), "roster_file_damaged"),
        (with_sheet(lambda xml: xml.decode().encode("utf-16")), "roster_file_damaged"),
        (with_sheet(lambda xml: b'<?xml version="1.0" encoding="gb2312"?>' + xml), "roster_file_damaged"),
        (with_sheet(lambda xml: xml + b" " * (30 * MEGABYTE)), "roster_file_bomb"),
        (lying_about_size(), "roster_file_damaged"),
        (with_sheet(lambda xml: xml.replace(b'r="A2"', b'r="XFD2"')), "roster_file_columns"),
        (with_sheet(lambda xml: xml.replace(b'r="A2"', b"r = 'XFD2'")), "roster_file_columns"),
        (with_sheet(lambda xml: xml.replace(b'r="A2"', b'r="A1048576"')), "roster_file_columns"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_hostile_file_is_refused_for_its_reason(content: bytes, code: str) -> None:
    assert codes(content) == [code]


def test_too_large_a_file_is_not_even_opened() -> None:
    assert codes(b"PK\x03\x04" + bytes(100 * MEGABYTE)) == ["roster_file_size"]


def test_the_unpacked_size_is_bounded_by_what_really_comes_out() -> None:
    assert codes(roster_of(), Limits(max_unpacked=5_000)) == ["roster_file_bomb"]


def test_too_many_parts() -> None:
    assert codes(roster_of(), Limits(max_parts=3)) == ["roster_file_bomb"]


def test_a_million_empty_rows() -> None:
    rows = b"".join(b'<row r="%d"/>' % number for number in range(3, 1_048_577))
    assert codes(with_sheet(lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>"))) == ["roster_file_rows"]


def test_rows_without_numbers_are_counted() -> None:
    bare = b"<row/>" * 70_000
    assert codes(with_sheet(lambda xml: xml.replace(b"</sheetData>", bare + b"</sheetData>"))) == ["roster_file_rows"]


def test_a_few_empty_styled_rows_are_no_reason() -> None:
    workbook = Workbook()
    for row in range(1, 200):
        workbook.worksheets[0].cell(row, 3).fill = PatternFill("solid", fgColor="FFFF0000")
    assert codes(saved(workbook)) == []


def test_formulas_are_named_by_cell() -> None:
    content = roster_of(["=1+1", "=SUM(A1:A2)"], ["张三"])
    with pytest.raises(Refused) as caught:
        inspect_workbook(content)
    (refusal,) = caught.value.refusals
    assert refusal.code == "roster_file_formulas"
    assert (refusal.params["cells"], refusal.params["count"]) == ("A2、B2", 2)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<f>", b"<f >"),
        (b"<f>1+1</f>", b'<f t="shared" si="0"/>'),
        (b"<f>1+1</f>", b"<f\n>1+1</f>"),
        (b"<f>1+1</f>", b"<x:f>1+1</x:f>"),
    ],
)
def test_formulas_in_any_spelling_are_found(old: bytes, new: bytes) -> None:
    content = rewritten(roster_of(["=1+1"]), change={SHEET: lambda xml: xml.replace(old, new)})
    assert codes(content) == ["roster_file_formulas"]


def test_a_sheet_part_under_another_name_is_looked_through_too() -> None:
    content = roster_of(["=1+1"])
    with zipfile.ZipFile(BytesIO(content)) as archive:
        xml = archive.read(SHEET)
    hidden = rewritten(content, add={"xl/other/part.dat": xml}, change={SHEET: lambda _: b"<worksheet/>"})
    assert codes(hidden) == ["roster_file_formulas"]


def test_formulas_across_the_seams_of_pieces_are_found() -> None:
    """Padding of every length moves the formula over the border of the 1 MB pieces."""
    for padding in range(0, 60, 7):
        filler = b"<!-- " + b"x" * (MEGABYTE - 700 + padding) + b" -->"
        content = rewritten(
            roster_of(["=1+1"]),
            change={SHEET: lambda xml, filler=filler: xml.replace(b"<sheetData>", filler + b"<sheetData>")},
        )
        assert codes(content) == ["roster_file_formulas"]


def test_text_that_looks_like_a_formula_is_text() -> None:
    workbook = Workbook()
    cell = workbook.worksheets[0].cell(1, 1)
    cell.value = "=1+1 <f>"
    cell.data_type = "s"
    assert codes(saved(workbook)) == []


def test_all_reasons_come_at_once() -> None:
    content = rewritten(with_macro(), add={"xl/externalLinks/externalLink1.xml": b"<x/>", "xl/embeddings/a.bin": b"x"})
    assert codes(content) == ["roster_file_macros", "roster_file_external", "roster_file_embedded"]
    both = workbook_of([["=1"], *[["x"]] * 400])
    assert codes(both, Limits(max_rows=200)) == ["roster_file_formulas", "roster_file_rows"]
