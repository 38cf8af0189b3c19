"""What rooms and seats bring to the work list of an institute."""

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from appraisal.core.rules.roles import Actor
from plans.models import Candidate, Plan, RoomUse, Seat
from plans.queries.work_columns import Rows, columns
from plans.rules.enums import CandidateState
from plans.rules.states import PlanState
from plans.rules.work import PlanWork


def of_institute(actor: Actor) -> list[Rows]:
    """Arranged plans whose seats no longer fit their candidates, or whose rooms lack invigilators."""
    withdrawn = Seat.objects.filter(use__plan=OuterRef("pk"), candidate__state=CandidateState.WITHDRAWN)
    unseated = Candidate.objects.filter(~Exists(Seat.objects.filter(candidate=OuterRef("pk"))), plan=OuterRef("pk"))
    rows = Plan.objects.visible_to(actor).filter(
        Exists(withdrawn) | Exists(unseated.exclude(state=CandidateState.WITHDRAWN)) | Exists(_unwatched()),
        state=PlanState.ARRANGED,
    )
    return [columns(rows.order_by("first_exam_date", "pk"), PlanWork.MEND_SEATS, last_day=F("first_exam_date"))]


def _unwatched() -> QuerySet[RoomUse]:
    each, least = settings.KAOWU["CANDIDATES_PER_INVIGILATOR"], settings.KAOWU["INVIGILATORS_LEAST"]
    uses = RoomUse.objects.filter(plan=OuterRef("pk"), room__kind__in=settings.KAOWU["INVIGILATED_ROOMS"])
    uses = uses.annotate(sitting=Count("seats", distinct=True), watching=Count("duties", distinct=True))
    return uses.filter(Q(watching__lt=least) | Q(sitting__gt=F("watching") * each), sitting__gt=0)
