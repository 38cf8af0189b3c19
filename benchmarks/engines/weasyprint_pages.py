"""The same page as HTML and CSS by WeasyPrint, its fonts embedded, too."""

from html import escape
from typing import Any

from weasyprint import HTML

STYLE = """
@page { size: A4; margin: 0 }
body { margin: 0; font: 10pt "Noto Serif CJK SC"; color: #1a1a1a }
.ticket { position: relative; height: 148.5mm; padding: 10mm 15mm 7mm;
  box-sizing: border-box; break-inside: avoid }
.ticket:nth-child(odd) { border-bottom: 0.5pt dotted #777 }
h1 { font: bold 16pt "Noto Sans CJK SC"; text-align: center; margin: 0; padding-bottom: 2mm;
  border-bottom: 0.8pt solid }
.head { display: grid; grid-template-columns: 1fr 30mm 25mm; gap: 5mm; margin-top: 2mm }
.label { font: 8pt "Noto Sans CJK SC"; color: #5f5f5f } .number { font: bold 17pt "Noto Sans CJK SC" }
.name { font-size: 13pt; font-weight: bold } .photo { border: 0.5pt dashed #777; height: 40mm; text-align: center }
.qr svg { width: 24mm; height: 24mm } table { border-collapse: collapse; width: 100%; margin-top: 3mm }
td, th { border: 0.4pt solid #444; padding: 1.7mm 1.6mm; text-align: left; font-size: 9pt }
th { background: #f0f0f0; font: bold 8pt "Noto Sans CJK SC" } b { font-family: "Noto Sans CJK SC" }
ol { font-size: 7.8pt; padding-left: 5mm } .foot { position: absolute; bottom: 7mm; font-size: 7.5pt; color: #5f5f5f }
"""


def make(content: dict[str, Any]) -> bytes:
    """The PDF of all tickets."""
    tickets = "".join(_ticket(sheet, content["number"]) for sheet in content["sheets"])
    html = f'<html lang="zh"><style>{STYLE}</style><body>{tickets}</body></html>'
    pdf: bytes = HTML(string=html).write_pdf()
    return pdf


def _ticket(sheet: dict[str, Any], plan: str) -> str:
    rows = "".join(
        f"<tr><td><b>{escape(one['subject'])}</b></td><td>{escape(one['day'])}<br><b>{escape(one['time'])}</b></td>"
        f"<td>{escape(one['room'])}<br>{escape(one['address'])}</td><td><b>{escape(one['place'])}</b></td></tr>"
        for one in sheet["appointments"]
    )
    notes = "".join(f"<li>{escape(note)}</li>" for note in sheet["notes"])
    return f"""<div class="ticket"><h1>{escape(sheet["title"])}</h1><div class="head"><div>
    <div class="label">准考证号</div><div class="number">{sheet["number"]}</div>
    <div class="label">姓名　　性别</div><div><span class="name">{escape(sheet["name"])}</span>　{sheet["sex"]}</div>
    <div class="label">{sheet["document_type"]}</div><div>{sheet["document"]}</div>
    <div class="label">职业（工种）、等级</div><div>{escape(sheet["item"])}</div></div>
    <div class="photo">贴照片处</div>
    <div class="qr">{sheet["stamp"]["qr"]}<br>扫码核验 {sheet["stamp"]["version"]}</div></div>
    <table><tr><th>科目</th><th>考试时间</th><th>考场及地址</th><th>座位</th></tr>{rows}</table><ol>{notes}</ol>
    <div class="foot">鉴定机构：{escape(sheet["institute"])}　计划编号：{plan}</div></div>"""
