"""Letters about the duty record of a practical. Parts of an action; none names an examiner or what he did."""

from datetime import datetime

from appraisal.core.rules.roles import Role
from appraisal.core.services import notices
from examiners.models import DutySheet
from examiners.phrasebook.duty import LETTERS
from plans.models import Plan


def write(
    name: str, plan: Plan, sheet: DutySheet, to: int, now: datetime, role: Role | None = None, path: str = "",
    **words: object,
) -> None:  # fmt: skip
    """Post the letter `name` to one organisation; it leads to the record unless `path` says where."""
    letter = LETTERS[name]
    filled = {
        "number": plan.number,
        "title": plan.title,
        "institute": plan.institute.name,
        "district": plan.district.name,
        "item": sheet.sitting.item,
        **words,
    }
    notices.post(
        organisation_ids=[to], subject=letter.subject.format(**filled), body=letter.body.format(**filled),
        key=f"duty:{sheet.pk}:{name}:{to}:{now.timestamp():.3f}", now=now, role=role,
        path=path or f"/duty/{sheet.sitting_id}/", urgent=letter.urgent,
    )  # fmt: skip
