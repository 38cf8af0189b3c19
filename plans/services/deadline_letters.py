"""Notices about a plan's deadlines, as part of the caller's action. Each goes out once by its key."""

from collections.abc import Iterable
from datetime import datetime

from appraisal.core.rules.roles import Role
from appraisal.core.services import notices
from plans.phrasebook.deadlines import DEADLINE_LETTERS
from plans.queries.obligations import Shown
from plans.services.letters import plan_path


def write(
    name: str,
    about: Shown,
    *,
    to: Iterable[int],
    now: datetime,
    role: Role | None = None,
    moment: str = "",
    **words: object,
) -> None:
    """Post the letter `name` to the organisations `to`, once while the last day and `moment` are the same."""
    letter, deadline, plan = DEADLINE_LETTERS[name], about.deadline, about.record.plan
    filled = {
        "number": plan.number,
        "title": plan.title,
        "label": about.label,
        "last_day": f"{deadline.last_day} {deadline.counted.counting.cutoff_text}",
        "proof": deadline.sentence(),
        **words,
    }
    notices.post(
        organisation_ids=list(to),
        subject=letter.subject.format(**filled),
        body=letter.body.format(**filled),
        key=f"{name}:{about.record.pk}:{deadline.last_day}:{moment}",
        now=now,
        role=role,
        path=plan_path(plan),
        urgent=letter.urgent,
    )
