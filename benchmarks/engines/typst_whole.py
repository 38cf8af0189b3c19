"""Ours in one go: quicker by little, larger by far."""

from typing import Any

from appraisal.core.typesetting import typeset
from plans.exporters.plan_papers import FOLDER


def make(content: dict[str, Any]) -> bytes:
    """The PDF of all tickets."""
    return typeset(FOLDER / "ticket.typ", content, tagged=False)
