"""What the city checks with its own eyes before it accepts a special session 一（二）."""

from collections.abc import Iterable
from typing import Final

from appraisal.core.rules.refusals import Refusal
from plans.rules.enums import SpecialCategory

RULE: Final = "一（二）专场申请材料"


def unchecked_refusals(category: SpecialCategory | None, unchecked: Iterable[str]) -> tuple[Refusal, ...]:
    """Why the plan cannot be accepted: proofs that its category asks for and nobody has ticked, by file name."""
    names = tuple(unchecked)
    if category is None or not names:
        return ()
    words = {"category": category.label, "proofs": "、".join(names)}
    return (Refusal("proof_unchecked", words, rule=RULE, field="proofs"),)
