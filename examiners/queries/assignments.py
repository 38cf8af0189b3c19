"""What examiners are asked for or have promised, and how often in a row at one site: from the dispatches."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from examiners.models import Invitation
from examiners.rules.states import ENGAGED, InvitationState


class Taken(NamedTuple):
    """An examiner is asked for, or has promised, a sitting on a day."""

    examiner_id: int
    sitting_id: int
    day: date
    words: str


def taken_on(days: Collection[date]) -> list[Taken]:
    """Everything that examiners are asked for or have promised on these days. One query."""
    rows = Invitation.objects.filter(day__in=days, state__in=ENGAGED).select_related(
        "dispatch__request__sitting__item__occupation_level__occupation", "dispatch__district"
    )
    return [
        Taken(row.examiner_id, row.dispatch.request.sitting_id, row.day, _words(row)) for row in rows.order_by("pk")
    ]


def _words(row: Invitation) -> str:
    item = row.dispatch.request.sitting.item
    return f"{row.dispatch.district.short_name}{item}（{row.get_state_display()}）"


def latest_sites(before: date) -> list[tuple[int, int | None]]:
    """(examiner, site) of every assignment before the day, newest first. One query."""
    rows = Invitation.objects.filter(day__lt=before, state=InvitationState.CONFIRMED)
    return list(rows.order_by("-day", "-pk").values_list("examiner_id", "dispatch__request__sitting__site_id"))
