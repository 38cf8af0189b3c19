"""Requests for changes of time and place, asked for through the service."""

from collections.abc import Collection
from datetime import date, datetime

from plans.models import ChangeRequest, Plan, Sitting
from plans.rules.changes import Wish
from plans.services import changes
from plans.services.attachments import Attachment
from tests.factories.filing import NOW, PDF, Ground

PROOF = Attachment("场地检修通知.pdf", PDF)
LATER = date(2026, 5, 23)  # a week after the usual exam


def sitting(plan: Plan, subject: str = "THEORY") -> Sitting:
    """The plan's sitting of a subject."""
    return plan.sittings.select_related("site", "item").get(subject=subject)


def wish(plan: Plan, subject: str = "THEORY", day: date | None = LATER, **more: object) -> Wish:
    """Move the sitting of a subject to `day`."""
    return Wish(sitting(plan, subject).pk, day, **more)


def ask(
    on: Ground, plan: Plan, wishes: Collection[Wish] | None = None, *, now: datetime = NOW, reason: str = "场地检修"
) -> ChangeRequest:
    """A request for the plan's theory, a week later, unless told otherwise."""
    return changes.ask_change(
        actor=on.clerk, plan_id=plan.pk, wishes=[wish(plan)] if wishes is None else wishes, reason=reason,
        attachment=PROOF, now=now,
    )  # fmt: skip


def both(plan: Plan, day: date = LATER, **more: object) -> list[Wish]:
    """Theory and practical to the same day."""
    return [wish(plan, "THEORY", day, **more), wish(plan, "PRACTICAL", day)]
