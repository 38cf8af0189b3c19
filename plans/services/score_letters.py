"""Letters about scores, as part of an action; no letter names a candidate or a score."""

from datetime import datetime

from appraisal.core.rules.enums import Subject
from appraisal.core.services import notices
from plans.models import Plan, ScoreSheet
from plans.phrasebook.scores import LETTERS


def write(name: str, plan: Plan, sheet: ScoreSheet, *, to: list[int], now: datetime, **words: object) -> None:
    """Post the letter `name` about a sheet to the organisations `to`."""
    letter, sitting = LETTERS[name], sheet.sitting
    filled = {
        "number": plan.number,
        "title": plan.title,
        "item": f"“{sitting.item}”",
        "subject": sitting.get_subject_display(),
        **words,
    }
    notices.post(
        organisation_ids=to,
        subject=letter.subject.format(**filled),
        body=letter.body.format(**filled),
        key=f"score:{sheet.pk}:{name}:{now.timestamp():.0f}",
        now=now,
        path=f"/plans/{plan.number}/results/",
        urgent=letter.urgent,
    )


def enterers(plan: Plan, sheet: ScoreSheet) -> list[int]:
    """The organisation whose people enter the sheet: the committee for a review that has one, else the district."""
    sitting = sheet.sitting
    committee = sitting.item.committee_id if sitting.subject == Subject.REVIEW else None
    return [committee or plan.district_id]
