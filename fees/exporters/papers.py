"""The papers of money as PDF: Typst templates of `fees/papers`."""

from pathlib import Path
from typing import Any, Final

from appraisal.core.models import Paper
from appraisal.core.rules.papers import PaperKind
from appraisal.core.typesetting import Imprint, stamp, typeset

TEMPLATES: Final = Path(__file__).resolve().parents[1] / "papers"


def paper_pdf(paper: Paper, content: dict[str, Any], imprint: Imprint) -> bytes:
    """The PDF of an issued paper. Raises `FontMissing`."""
    template = TEMPLATES / f"{PaperKind(paper.kind).lower()}.typ"
    return typeset(template, {**content, "title": paper.title, "stamp": stamp(paper, imprint)})
