"""Letters about money, once per matter and organisation."""

from datetime import datetime

from appraisal.core.rules.roles import Role
from appraisal.core.services import notices
from fees.phrasebook.letters import LETTERS


def write(
    name: str, *, to: list[int], key: str, path: str, now: datetime, role: Role | None = None, **words: object
) -> None:
    """Post the letter `name` to the organisations `to`; `words` fill it in."""
    notices.post_all([letter(name, to=to, key=key, path=path, now=now, role=role, **words)])


def letter(
    name: str, *, to: list[int], key: str, path: str, now: datetime, role: Role | None = None, **words: object
) -> notices.Message:
    """What `write` posts, for an action that writes many letters and posts them together."""
    form = LETTERS[name]
    return notices.Message(
        organisation_ids=to,
        subject=form.subject.format(**words),
        body=form.body.format(**words),
        key=f"{key}:{name}",
        now=now,
        role=role,
        path=path,
        urgent=form.urgent,
    )
