"""Letters about money, once per matter and organisation."""

from datetime import datetime

from appraisal.core.rules.roles import Role
from appraisal.core.services import notices
from fees.phrasebook.letters import LETTERS


def write(
    name: str, *, to: list[int], key: str, path: str, now: datetime, role: Role | None = None, **words: object
) -> None:
    """Post the letter `name` to the organisations `to`; `words` fill it in."""
    letter = LETTERS[name]
    notices.post(
        organisation_ids=to,
        subject=letter.subject.format(**words),
        body=letter.body.format(**words),
        key=f"{key}:{name}",
        now=now,
        role=role,
        path=path,
        urgent=letter.urgent,
    )
