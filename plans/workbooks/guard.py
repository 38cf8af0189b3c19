"""Refuses hostile or useless files before any parser sees them.

Only the zip directory and raw bytes are looked at, a few megabytes at a time; nothing is written anywhere. Every
reason that can be found is given at once; a file that is dangerous to unpack is not unpacked.
"""

import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Final

from appraisal.core.errors import Refused
from appraisal.core.rules.refusals import Refusal, gather
from plans.workbooks.limits import MEGABYTE, Limits
from plans.workbooks.parts import PartScan, scan_part

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_REQUIRED_PARTS: Final = ("[Content_Types].xml", "xl/workbook.xml")
_ENCRYPTED_FLAG: Final = 0x1

_MACRO_MARKS: Final = ("vbaproject", "xl/macrosheets/", "xl/activex/", "xl/dialogsheets/", "customui/")
_EXTERNAL_MARKS: Final = ("xl/externallinks/", "xl/connections", "xl/querytables/", "xl/model/", "xl/webextensions/")
_EMBEDDED_MARKS: Final = ("xl/embeddings/", "xl/oleobjects/")
_EMBEDDED_ENDINGS: Final = (".zip", ".xlsx", ".xls", ".xlsm", ".docx", ".doc", ".exe", ".js", ".vbs", ".bat", ".ole")


def inspect_workbook(content: bytes, limits: Limits | None = None) -> None:
    """Raises `Refused` with every reason why `content` is not a plain xlsx workbook of bearable size."""
    limits = limits or Limits()
    refuse(_envelope_refusals(content, limits))
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            refuse(_directory_refusals(archive, limits))
            refuse(_content_refusals(archive, limits))
    except (zipfile.BadZipFile, EOFError, NotImplementedError, UnicodeError, ValueError, OSError) as error:
        raise Refused(Refusal("roster_file_damaged")) from error


def refuse(refusals: tuple[Refusal, ...]) -> None:
    """Raises `Refused` when there is any reason."""
    if refusals:
        raise Refused(*refusals)


def _envelope_refusals(content: bytes, limits: Limits) -> tuple[Refusal, ...]:
    if not content:
        return (Refusal("roster_file_empty"),)
    if len(content) > limits.max_bytes:
        sizes = {"size": -(-len(content) // MEGABYTE), "limit": limits.max_bytes // MEGABYTE}
        return (Refusal("roster_file_size", sizes),)
    if content.startswith(_OLE):
        encrypted = "EncryptedPackage".encode("utf-16-le") in content
        return (Refusal("roster_file_encrypted" if encrypted else "roster_file_old_xls"),)
    if not content.startswith(_ZIP):
        return (Refusal("roster_file_kind"),)
    return ()


def _directory_refusals(archive: zipfile.ZipFile, limits: Limits) -> tuple[Refusal, ...]:
    """What the zip directory alone tells."""
    parts = archive.infolist()
    names = [part.filename for part in parts]
    if any(name not in names for name in _REQUIRED_PARTS):
        return (Refusal("roster_file_binary" if "xl/workbook.bin" in names else "roster_file_kind"),)
    if any(part.flag_bits & _ENCRYPTED_FLAG for part in parts):
        return (Refusal("roster_file_encrypted"),)
    if len(set(map(str.lower, names))) != len(names) or any(map(_is_foreign_path, names)):
        return (Refusal("roster_file_damaged"),)
    return gather(_bomb_refusals(parts, limits), _company_refusals(names))


def _is_foreign_path(name: str) -> bool:
    return name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/")


def _bomb_refusals(parts: list[zipfile.ZipInfo], limits: Limits) -> tuple[Refusal, ...]:
    total = sum(part.file_size for part in parts)
    swollen = any(
        part.file_size > limits.ratio_from and part.file_size > limits.max_ratio * max(part.compress_size, 1)
        for part in parts
    )
    if len(parts) > limits.max_parts or total > limits.max_unpacked or swollen:
        return (_bomb(limits),)
    return ()


def _bomb(limits: Limits) -> Refusal:
    return Refusal("roster_file_bomb", {"limit": limits.max_unpacked // MEGABYTE})


def _company_refusals(names: list[str]) -> tuple[Refusal, ...]:
    """What travels in the workbook besides its cells."""
    lowered = [name.lower() for name in names]
    refusals: list[Refusal] = []
    if any(mark in name for name in lowered for mark in _MACRO_MARKS):
        refusals.append(Refusal("roster_file_macros"))
    if any(name.startswith(_EXTERNAL_MARKS) for name in lowered):
        refusals.append(Refusal("roster_file_external"))
    if any(name.startswith(_EMBEDDED_MARKS) or name.endswith(_EMBEDDED_ENDINGS) for name in lowered):
        refusals.append(Refusal("roster_file_embedded"))
    return tuple(refusals)


def _content_refusals(archive: zipfile.ZipFile, limits: Limits) -> tuple[Refusal, ...]:
    """What is really inside: every part is unpacked once, in pieces, and looked through."""
    budget = limits.max_unpacked
    refusals: list[Refusal] = []
    for part in archive.infolist():
        scan = PartScan()
        for piece in _pieces(archive, part):
            budget -= len(piece)
            if budget < 0:
                return (_bomb(limits),)
            scan_part(scan, piece)
        if scan.unpacked != part.file_size:
            return (Refusal("roster_file_damaged"),)
        refusals.extend(_part_refusals(part.filename, scan, limits))
    return gather(tuple(refusals))


def _pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part's bytes, 1 MB at a time, however large it says it is: a size that lies must not hide content."""
    honest = zipfile.ZipInfo(part.filename)
    for name in ("compress_type", "flag_bits", "header_offset", "CRC", "compress_size", "orig_filename"):
        setattr(honest, name, getattr(part, name))
    honest.file_size = 1 << 62
    with archive.open(honest) as stream:
        while piece := stream.read(MEGABYTE):
            yield piece


def _part_refusals(name: str, scan: PartScan, limits: Limits) -> list[Refusal]:
    refusals: list[Refusal] = []
    if scan.is_archive:
        refusals.append(Refusal("roster_file_embedded"))
    if not name.lower().endswith((".xml", ".rels", ".vml")) and not scan.is_sheet:
        return refusals
    if scan.is_foreign_encoding or scan.has_doctype:
        refusals.append(Refusal("roster_file_damaged"))
    if scan.macro_enabled and name == _REQUIRED_PARTS[0]:
        refusals.append(Refusal("roster_file_macros"))
    if scan.formulas:
        cells = "、".join(scan.formula_cells) + ("等" if scan.formulas > len(scan.formula_cells) else "")
        refusals.append(Refusal("roster_file_formulas", {"cells": cells, "count": scan.formulas}))
    rows = max(scan.rows, scan.last_row)
    if rows > limits.max_rows + 100:
        refusals.append(Refusal("roster_file_rows", {"rows": f"{rows:,}", "limit": f"{limits.max_rows:,}"}))
    if scan.has_far_cell or scan.cells > limits.max_rows * limits.max_cells_per_row:
        refusals.append(Refusal("roster_file_columns"))
    return refusals
