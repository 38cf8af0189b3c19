"""The same page drawn by ReportLab.

It cannot embed the Noto CJK fonts (outlines in PostScript), so it embeds WenQuanYi Micro Hei, which lacks rare
characters. Without that font it names Adobe's STSong, which readers must bring: what it gives then is less still.
"""

import io
from typing import Any

import segno
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from benchmarks.engines import TRUETYPE

FONT, HALF, LEFT = "MicroHei" if TRUETYPE.exists() else "STSong-Light", 148.5 * mm, 15 * mm
COLUMNS = (16 * mm, 50 * mm, 90 * mm, 24 * mm)


def make(content: dict[str, Any]) -> bytes:
    """The PDF of all tickets."""
    pdfmetrics.registerFont(TTFont(FONT, TRUETYPE) if TRUETYPE.exists() else UnicodeCIDFont(FONT))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    for index, sheet in enumerate(content["sheets"]):
        if index and index % 2 == 0:
            canvas.showPage()
        _ticket(canvas, sheet, content, A4[1] - (index % 2) * HALF)
    canvas.save()
    return out.getvalue()


def _ticket(canvas: Canvas, sheet: dict[str, Any], content: dict[str, Any], top: float) -> None:
    def write(x: float, y: float, size: float, text: str) -> None:
        canvas.setFont(FONT, size)
        canvas.drawString(LEFT + x * mm, top - y * mm, text)

    canvas.setFont(FONT, 16)
    canvas.drawCentredString(A4[0] / 2, top - 15 * mm, sheet["title"])
    canvas.line(LEFT, top - 18 * mm, A4[0] - LEFT, top - 18 * mm)
    for x, y, size, text in (
        (0, 24, 8, "准考证号"), (0, 31, 17, sheet["number"]), (0, 37, 8, "姓名　　　　　　性别"),
        (0, 43, 13, sheet["name"]),
        (45, 43, 11, sheet["sex"]), (0, 48, 8, sheet["document_type"]), (0, 53, 10.5, sheet["document"]),
        (0, 58, 8, "职业（工种）、等级"), (0, 63, 10, sheet["item"]), (130, 42, 8, "贴照片处"),
        (156, 52, 6.5, f"扫码核验 {sheet['stamp']['version']}"),
    ):  # fmt: skip
        write(x, y, size, text)
    canvas.rect(LEFT + 120 * mm, top - 62 * mm, 30 * mm, 40 * mm)
    _code(canvas, sheet["stamp"]["address"], LEFT + 156 * mm, top - 48 * mm)
    _table(canvas, sheet, top - 68 * mm, write)
    for number, note in enumerate(sheet["notes"], 1):
        write(0, 102 + number * 4, 7.8, f"{number}. {note}")
    write(0, 141, 7.5, f"鉴定机构：{sheet['institute']}　计划编号：{content['number']}")
    canvas.line(0, top - HALF, A4[0], top - HALF)


def _table(canvas: Canvas, sheet: dict[str, Any], top: float, write: Any) -> None:
    rows = 1 + len(sheet["appointments"])
    edges = [LEFT]
    for width in COLUMNS:
        edges.append(edges[-1] + width)
    canvas.grid(edges, [top - row * 11 * mm for row in range(rows + 1)])
    lines = [("科目", "考试时间", "考场及地址", "座位")]
    lines += [
        (one["subject"], f"{one['day']} {one['time']}", f"{one['room']} {one['address']}", one["place"])
        for one in sheet["appointments"]
    ]
    for row, cells in enumerate(lines):
        for edge, text in zip(edges, cells, strict=False):
            write((edge - LEFT) / mm + 1.6, 68 + row * 11 + 7, 8, text)


def _code(canvas: Canvas, address: str, left: float, bottom: float) -> None:
    matrix = segno.make(address, error="m", boost_error=False).matrix
    side = len(matrix)
    image = Image.frombytes("L", (side, side), bytes(255 * (not dark) for row in matrix for dark in row)).convert("1")
    canvas.drawInlineImage(image, left, bottom, 24 * mm, 24 * mm)
