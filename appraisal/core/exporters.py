"""Files out: tables as xlsx or CSV, and what a printed paper says of its printing.

A cell never becomes a formula, whatever people have typed into the portal.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.timezone import localtime
from rustpy_xlsxwriter import write_worksheet

from appraisal.core.typesetting import Imprint

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def xlsx_table(title: str, headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A workbook with one sheet: bold headers that stay in view, a filter, texts as texts."""
    records = [dict(zip(headers, map(_plain, row), strict=True)) for row in rows]
    content = io.BytesIO()
    write_worksheet(
        records or [dict.fromkeys(headers)],  # an empty table still has its headers
        content,
        sheet_name=title,
        freeze_row=1,
        autofit=True,
        autofilter=True,
        bold_headers=True,
    )
    return content.getvalue()


def csv_table(headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """UTF-8 with a mark that Excel understands. What Excel would take for a formula gets an apostrophe in front."""
    content = io.StringIO()
    writer = csv.writer(content)
    writer.writerow(headers)
    writer.writerows([_harmless(_plain(cell)) for cell in row] for row in rows)
    return content.getvalue().encode("utf-8-sig")


def download(content: bytes, name: str, content_type: str, *, inline: bool = False) -> HttpResponse:
    """The answer that hands a file over: its name in any language, its type not guessed, kept nowhere on the way."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(not inline, name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def table_download(name: str, headers: Sequence[str], rows: Iterable[Sequence[Any]], kind: str) -> HttpResponse:
    """A table as a file: `kind` is "csv", anything else is xlsx. `name` is its title, without an ending."""
    if kind == "csv":
        return download(csv_table(headers, rows), f"{name}.csv", CSV)
    return download(xlsx_table(name, headers, rows), f"{name}.xlsx", XLSX)


def _plain(cell: Any) -> Any:
    """Dates as people write them; everything else as it is."""
    if isinstance(cell, datetime):
        return f"{localtime(cell):%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return cell.isoformat()
    return cell if isinstance(cell, int | float | bool | None) else str(cell)


def _harmless(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell


def origin_of(request: HttpRequest) -> str:
    """How the portal is reached by whoever scans a paper: the setting, or as the reader of this page reached it."""
    return settings.PUBLIC_ORIGIN or request.build_absolute_uri("/").rstrip("/")


def imprint_of(request: HttpRequest) -> Imprint:
    """A printing asked for by this request."""
    return Imprint(origin_of(request), request.now)
