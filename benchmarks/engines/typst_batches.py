"""Ours as the worker prints: in batches, joined."""

from typing import Any

from django.conf import settings

from appraisal.core.rules.prints import batches
from appraisal.core.typesetting import join, typeset
from plans.exporters.plan_papers import FOLDER


def make(content: dict[str, Any]) -> bytes:
    """The PDF of all tickets."""
    parts = batches(content["sheets"], settings.KAOWU["PRINT_BATCH"])
    return join(typeset(FOLDER / "ticket.typ", {**content, "sheets": part}, tagged=False) for part in parts)
