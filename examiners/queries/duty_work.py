"""What corrections of confirmed duties bring to the work list; `examiners.queries.work` asks for it with the rest."""

from typing import Any

from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat

from appraisal.core.rules.enums import RequestState
from appraisal.core.rules.roles import Actor
from appraisal.core.rules.work import Section, WorkItem
from examiners.models import DutyCorrection
from examiners.models.duty import ENTERING
from examiners.queries.duty_corrections import waiting_duty_corrections
from examiners.queries.register_work import Rows, columns
from examiners.rules.duty_corrections import DutyWork

PLAN = "sheet__sitting__plan__"


def groups(actor: Actor) -> list[Rows]:
    """Corrections that the actor may decide, and his own that wait for somebody else."""
    if actor.role not in ENTERING:
        return []
    own = DutyCorrection.objects.visible_to(actor).filter(state=RequestState.REQUESTED, requested_by=actor.user_id)
    about = Concat(f"{PLAN}number", Value(" "), f"{PLAN}title", Value(" · "), f"{PLAN}institute__short_name")
    key = Cast(F("pk"), CharField())
    return [
        columns(waiting_duty_corrections(actor).order_by("pk"), DutyWork.DECIDE_DUTY, about, key=key),
        columns(own.order_by("pk"), DutyWork.AWAIT_DUTY, about, key=key),
    ]


def item(row: dict[str, Any]) -> WorkItem:
    """One line of the work list."""
    work = DutyWork[str(row["state"])]
    return WorkItem(
        section=Section.TO_DO if work is DutyWork.DECIDE_DUTY else Section.WAITING,
        what=work.label,
        about=str(row["institute"]),
        route="examiners:duty-correction",
        key=str(row["key"]),
    )
