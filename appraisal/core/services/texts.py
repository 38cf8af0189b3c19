"""Checks of typed texts against the limits of the columns they go to."""

from django.db.models import CharField, Model

from appraisal.core.rules.refusals import Refusal


def text_refusals(model: type[Model], **texts: str) -> tuple[Refusal, ...]:
    """Refusals for texts that are missing or too long for the column of `model` that each is named after."""
    refusals: list[Refusal] = []
    for name, text in texts.items():
        column = model._meta.get_field(name)
        assert isinstance(column, CharField)
        words = {"what": str(column.verbose_name)}
        if not text.strip() and not column.blank:
            refusals.append(Refusal("missing", words, field=name))
        if column.max_length and len(text) > column.max_length:
            size = {"found": len(text), "limit": column.max_length}
            refusals.append(Refusal("too_long", {**words, **size}, field=name))
    return tuple(refusals)


def reason_refusals(reason: str, *, limit: int = 400) -> tuple[Refusal, ...]:
    """Refusals for a reason that is missing or too long."""
    if not reason.strip():
        return (Refusal("reason_missing", field="reason"),)
    if len(reason) > limit:
        return (Refusal("too_long", {"what": "理由", "found": len(reason), "limit": limit}, field="reason"),)
    return ()
