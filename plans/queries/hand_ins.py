"""What has come in after the exam: which practicals are handed in, which are entered, when a plan may go on."""

from collections.abc import Collection
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from appraisal.core import clock
from appraisal.core.rules.enums import Subject
from plans.models import Plan, ScoreSheet, Sitting
from plans.rules.scoring import SheetState
from plans.rules.states import PlanState

Event = tuple[date, int | None]
ENTERED = Q(state=SheetState.PUBLISHED, duty_confirmed_at__isnull=False)


def to_hand_in(plans: Collection[Plan]) -> list[tuple[int, Event]]:
    """By plan: days of the practicals still to be handed in, each with its sitting; suspended ones owe nothing."""
    handed_in = ScoreSheet.objects.filter(sitting=OuterRef("pk"), handed_in_at__isnull=False)
    rows = _practicals(plans).filter(~Exists(handed_in), suspended_at=None)
    return [(plan_id, (day, sitting)) for plan_id, day, sitting in rows.values_list("plan_id", "date", "pk")]


def to_enter(plans: Collection[Plan]) -> list[tuple[int, Event]]:
    """By plan: days on which practicals were handed in that are still to be entered, each with its sitting."""
    rows = ScoreSheet.objects.filter(~ENTERED, sitting__in=_practicals(plans), handed_in_at__isnull=False)
    columns = ("sitting__plan_id", "handed_in_at", "sitting_id")
    return [(plan_id, (clock.today(at), sitting)) for plan_id, at, sitting in rows.values_list(*columns)]


def is_handed_in(plan: Plan) -> bool:
    """Whether nothing is left to hand in; true for a plan without practicals, which hands nothing in."""
    handed_in = ScoreSheet.objects.filter(sitting=OuterRef("pk"), handed_in_at__isnull=False)
    return not _practicals([plan]).filter(~Exists(handed_in)).exists()


def is_scored(plan: Plan) -> bool:
    """Whether every sitting's scores are published and every practical's duties confirmed."""
    done = ScoreSheet.objects.filter(sitting=OuterRef("pk"), state=SheetState.PUBLISHED)
    confirmed = done.filter(duty_confirmed_at__isnull=False)
    unscored = ~Exists(done) | (Q(subject=Subject.PRACTICAL) & ~Exists(confirmed))
    return not plan.sittings.filter(unscored).exists()


def plans_over(today: date) -> list[int]:
    """Arranged plans whose last sitting's day is over and none of whose sittings is suspended, longest over first."""
    sittings = Sitting.objects.filter(plan=OuterRef("pk"))
    waiting = sittings.filter(Q(date__gte=today) | Q(suspended_at__isnull=False))
    rows = Plan.objects.filter(~Exists(waiting), Exists(sittings), state=PlanState.ARRANGED)
    return list(rows.order_by("first_exam_date", "pk").values_list("pk", flat=True))


def _practicals(plans: Collection[Plan]) -> QuerySet[Sitting]:
    return Sitting.objects.filter(plan__in=plans, subject=Subject.PRACTICAL)
