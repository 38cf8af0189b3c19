"""Messages of the portal to organisations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from appraisal.core.models import Notice
from appraisal.core.rules.roles import Role
from appraisal.core.transactions import require_transaction


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message to organisations. `role` narrows it to the people acting in that role; `path` is where to go."""

    organisation_ids: Sequence[int]
    subject: str
    body: str
    key: str
    now: datetime
    role: Role | None = None
    path: str = ""
    urgent: bool = False


def post(  # noqa: PLR0913  (the parts of a letter, all by keyword)
    *,
    organisation_ids: list[int],
    subject: str,
    body: str,
    key: str,
    now: datetime,
    role: Role | None = None,
    path: str = "",
    urgent: bool = False,
) -> None:
    """Post one message to each organisation, once per `key` and organisation, as part of the caller's action."""
    message = Message(
        organisation_ids=organisation_ids, subject=subject, body=body, key=key, now=now, role=role, path=path,
        urgent=urgent,
    )  # fmt: skip
    post_all([message])


def post_all(messages: Sequence[Message]) -> None:
    """Post many messages like `post`: one statement."""
    require_transaction()
    Notice.objects.bulk_create(
        [
            Notice(
                organisation_id=organisation_id,
                role=one.role or "",
                subject=one.subject[:120],
                body=one.body,
                path=one.path,
                urgent=one.urgent,
                key=f"{one.key}:{organisation_id}"[:120],
                created_at=one.now,
            )
            for one in messages
            for organisation_id in one.organisation_ids
        ],
        ignore_conflicts=True,
    )
