"""A refusal is a value: what was refused, by which rule, and what it hung on.

Rules return `tuple[Refusal, ...]`, always all of them. The Chinese sentences live in `phrases.py`.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason why an action is not possible.

    `code`: key of the sentence in the phrase book. `rule`: heading of the slide or document, e.g. 二（二）.
    `date`: the date the refusal hangs on, if any. `params`: what the sentence needs. `field`: the form
    field it belongs to, if any.
    """

    code: str
    params: Mapping[str, Any] = dataclass_field(default_factory=dict)
    rule: str = ""
    date: datetime.date | None = None
    field: str = ""


def gather(*groups: tuple[Refusal, ...]) -> tuple[Refusal, ...]:
    """All refusals of all groups, in order, each once."""
    seen: dict[tuple[object, ...], Refusal] = {}
    for group in groups:
        for refusal in group:
            key = (refusal.code, refusal.field, tuple(sorted((k, str(v)) for k, v in refusal.params.items())))
            seen.setdefault(key, refusal)
    return tuple(seen.values())
