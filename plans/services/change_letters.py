"""Letters about a change of time or place 一（二）, each once per request and organisation."""

from collections.abc import Iterable
from datetime import datetime

from appraisal.core.rules.roles import Role
from appraisal.core.services import notices
from plans.models import ChangeRequest
from plans.phrasebook.changes import CHANGE_LETTERS
from plans.queries.change_lines import ShownLine, sentences_of


def change_path(change: ChangeRequest) -> str:
    """Where a request's page is."""
    return f"/changes/{change.pk}/"


def write(
    name: str,
    change: ChangeRequest,
    lines: Iterable[ShownLine],
    to: Iterable[int],
    *,
    now: datetime,
    role: Role | None = None,
    moment: str = "",
    **words: object,
) -> None:
    """Post the letter `name` to the organisations `to`, once per `moment`; `words`: what the request does not say."""
    letter, plan = CHANGE_LETTERS[name], change.plan
    filled = {
        "number": plan.number,
        "title": plan.title,
        "institute": plan.institute.name,
        "lines": sentences_of(lines),
        "reason": change.reason,
        "expires": change.expires_on,
        **words,
    }
    notices.post(
        organisation_ids=sorted(set(to)),
        subject=letter.subject.format(**filled),
        body=letter.body.format(**filled),
        key=f"change:{change.pk}:{name}:{moment}",
        now=now,
        role=role,
        path=change_path(change),
        urgent=letter.urgent,
    )
