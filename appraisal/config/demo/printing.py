"""Papers of an arranged plan in the demo: printed, then two candidates change places, so that some are superseded."""

from datetime import datetime
from typing import Final

from appraisal.config.demo.plot import Story
from appraisal.core.rules.papers import PaperKind
from plans.models import Seat
from plans.services.plan_papers import print_papers
from plans.services.seat_changes import change_seat

ORIGIN: Final = "http://127.0.0.1:8000"  # where `make demo` answers; on paper it is the portal's own address
PRINTED = (PaperKind.PLAN_FORM, PaperKind.TICKET, PaperKind.SEAT_CHART, PaperKind.DOOR_SHEET, PaperKind.SIGN_IN_SHEET)


def print_all(story: Story, now: datetime) -> None:
    """What an institute prints when its rooms are arranged; the many tickets are a print of the worker."""
    for kind in PRINTED:
        print_papers(actor=story.actor, plan_id=story.plan_id, kind=kind, origin=ORIGIN, now=now)


def exchange_two(story: Story, now: datetime) -> None:
    """Two neighbours change places: papers of their room and their tickets are superseded, tickets printed anew."""
    one, other = Seat.objects.filter(use__plan=story.plan_id, sitting__subject="THEORY").order_by("use", "number")[:2]
    change_seat(
        actor=story.actor, seat_id=one.pk, use_id=other.use_id, number=other.number, seen=other.candidate_id, now=now
    )
    print_papers(actor=story.actor, plan_id=story.plan_id, kind=PaperKind.TICKET, origin=ORIGIN, now=now)
