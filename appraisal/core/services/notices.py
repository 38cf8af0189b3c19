"""Messages of the portal to organisations."""

from datetime import datetime

from appraisal.core.models import Notice
from appraisal.core.rules.roles import Role
from appraisal.core.transactions import require_transaction


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
    """Post one message to each organisation, once per `key` and organisation, as part of the caller's action.

    `role` narrows it to the people acting in that role; `path` is where to go.
    """
    require_transaction()
    Notice.objects.bulk_create(
        [
            Notice(
                organisation_id=organisation_id,
                role=role or "",
                subject=subject[:120],
                body=body,
                path=path,
                urgent=urgent,
                key=f"{key}:{organisation_id}"[:120],
                created_at=now,
            )
            for organisation_id in organisation_ids
        ],
        ignore_conflicts=True,
    )
