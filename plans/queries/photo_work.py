"""What photographs bring to the work list of an institute."""

from datetime import date

from django.conf import settings
from django.db.models import Exists, F, OuterRef

from appraisal.core.rules.roles import Actor
from plans.models import Candidate, Photo, Plan
from plans.queries.photos import unpictured
from plans.queries.work_columns import Rows, columns, number_of, until
from plans.rules.obligations import ObligationCode
from plans.rules.states import TABLE, PlanAction
from plans.rules.work import PlanWork


def of_institute(actor: Actor, day: date) -> list[Rows]:
    """Plans whose photographs are begun and not complete; all that lack some, where the portal asks for them."""
    required = settings.KAOWU["PHOTOS_REQUIRED"]
    plans = Plan.objects.visible_to(actor).filter(state__in=TABLE[PlanAction.SET_PHOTOS].sources)
    if not required:
        plans = plans.filter(Exists(Photo.objects.filter(candidate__plan=OuterRef("pk"))))
    lacking = number_of(unpictured(Candidate.objects.filter(plan=OuterRef("pk"))))
    rows = plans.annotate(people=lacking).filter(people__gt=0).order_by("first_exam_date", "pk")
    last = until(day, ObligationCode.ENROL) if required else {}
    return [columns(rows, PlanWork.ADD_PHOTOS, people=F("people"), **last)]
