"""What every paper bears besides its content: kind, version, sample mark, and the QR code that verifies it."""

import io
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import segno
from django.urls import reverse

from appraisal.core import clock
from appraisal.core.models import Paper


@dataclass(frozen=True, slots=True)
class Imprint:
    """A printing: `origin` is how the portal is reached from outside, e.g. "https://kaowu.example"."""

    origin: str
    printed_at: datetime


def stamp(paper: Paper, imprint: Imprint, *, holder: str = "") -> dict[str, Any]:
    """The paper's stamp for a template. `holder`: who keeps this copy, where there are several."""
    address = imprint.origin + reverse("core:verify", args=[paper.token])
    return {
        "kind": paper.get_kind_display(),
        "title": paper.title,
        "version": f"第 {paper.version} 版",
        "sample": paper.is_sample,
        "printed": f"{clock.today(imprint.printed_at)}",
        "holder": holder,
        "address": address,
        "qr": qr_code(address),
    }


def qr_code(address: str) -> str:
    """The QR code as SVG: one path, error correction M, with the quiet zone that readers need left to the template."""
    content = io.BytesIO()
    code = segno.make(address, error="m", boost_error=False)
    code.save(content, kind="svg", border=0, xmldecl=False, svgns=True, omitsize=True)
    return content.getvalue().decode()
