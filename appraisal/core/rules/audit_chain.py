"""The hash chain of the audit log, computed here a second time so that the database's trigger need not be trusted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

SEPARATOR: Final = "\x1f"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as stored. `details` is its JSON as PostgreSQL writes it (`details::text`); hashes are 32 bytes."""

    number: int
    at: datetime
    user_id: int | None
    organisation_id: int | None
    role: str
    actor_label: str
    action: str
    target: str
    summary: str
    details: str
    previous_hash: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry known to be sound; number 0 with an empty hash stands before the first."""

    number: int = 0
    hash: bytes = b""


@dataclass(frozen=True, slots=True)
class Break:
    """The first entry that is not what it was, and how one sees it."""

    number: int
    reason: str


def entry_hash(entry: Entry, previous: bytes) -> bytes:
    """SHA-256 over the previous hash and the entry's fields in order, separated by U+001F."""
    moment = entry.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
    parts = (
        str(entry.number),
        moment,
        "" if entry.user_id is None else str(entry.user_id),
        "" if entry.organisation_id is None else str(entry.organisation_id),
        entry.role,
        entry.actor_label,
        entry.action,
        entry.target,
        entry.summary,
        entry.details,
    )
    return sha256(previous + SEPARATOR.join(parts).encode()).digest()


def follow(head: Head, entries: Iterable[Entry]) -> tuple[Head, Break | None]:
    """Follow the chain from `head` over entries in order: the last sound entry, and the first break if there is one."""
    for entry in entries:
        if entry.number != head.number + 1:
            return head, Break(head.number + 1, "missing: the next entry is number " + str(entry.number))
        if entry.previous_hash != head.hash:
            return head, Break(entry.number, "does not follow from the entry before it")
        if entry_hash(entry, head.hash) != entry.hash:
            return head, Break(entry.number, "changed: its content does not give its hash")
        head = Head(entry.number, entry.hash)
    return head, None
