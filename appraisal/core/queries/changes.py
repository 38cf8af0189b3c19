"""A change as the feed, the webhooks and the API tell it: what happened to which record, never who or why."""

from typing import Any

from appraisal.core.models import AuditEntry

TOLD = ("before", "after")  # states; other details stay in the log


def as_message(entry: AuditEntry) -> dict[str, Any]:
    """`{"number", "type", "timestamp", "record": {"type", "key"}, "states": {…}}`."""
    kind, _, key = entry.target.partition(":")
    states = {name: entry.details[name] for name in TOLD if isinstance(entry.details.get(name), str)}
    return {
        "number": entry.number,
        "type": entry.action,
        "timestamp": entry.at.isoformat(),
        "record": {"type": kind, "key": int(key) if key.isdigit() else key},
        "states": states,
    }
