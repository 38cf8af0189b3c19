"""What changes of time and place and the double-hundred ledger bring to the work list 一（二）."""

from datetime import datetime

from django.conf import settings
from django.db.models import CharField, DateField, ExpressionWrapper, F, QuerySet, Subquery, Value
from django.db.models.functions import Cast, TruncDate

from appraisal.core.models import Organisation
from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.roles import Actor
from plans.models import ChangeRequest, Deduction, DistrictNotice
from plans.queries.district_notices import open_notices
from plans.queries.work_columns import Rows, columns
from plans.rules.change_enums import ChangeState, DeductionState
from plans.rules.states import CHANGEABLE
from plans.rules.work import PlanWork

THE_DAY_BEFORE = ExpressionWrapper(F("expires_on") - Value(1), DateField())


def of_institute(actor: Actor) -> list[Rows]:
    """Districts to tell, requests that wait for the city, deductions that may be appealed against."""
    mine = {"plan__institute": actor.organisation_id}
    owed = open_notices().filter(change__plan__institute=actor.organisation_id, change__plan__state__in=CHANGEABLE)
    return [
        columns(
            owed.order_by("due_at", "pk"),
            PlanWork.TELL_DISTRICT,
            plan="change__plan__",
            key=Cast("change_id", CharField()),
            party=F("district__short_name"),
            last_day=ExpressionWrapper(TruncDate("due_at", tzinfo=BEIJING) - Value(1), DateField()),
        ),
        _requests(PlanWork.AWAIT_CHANGE, **mine),
        columns(
            Deduction.objects.filter(
                institute=actor.organisation_id, state=DeductionState.PROPOSED, plan__isnull=False
            ).order_by("appeal_until", "pk"),
            PlanWork.CHECK_DEDUCTION,
            plan="plan__",
            key=Cast("pk", CharField()),
            last_day=F("appeal_until"),
        ),
    ]


def of_guidance() -> list[Rows]:
    """Requests to decide, and appeals."""
    return [
        _requests(PlanWork.DECIDE_CHANGE),
        columns(
            Deduction.objects.filter(state=DeductionState.APPEALED, plan__isnull=False).order_by("pk"),
            PlanWork.DECIDE_APPEAL,
            plan="plan__",
            key=Cast("pk", CharField()),
            party=F("institute__short_name"),
        ),
    ]


def of_district(actor: Actor, now: datetime) -> list[Rows]:
    """Notices that the institute says it gave, to be confirmed before the exam."""
    rows = DistrictNotice.objects.filter(
        district=actor.organisation_id, told_at__isnull=False, received_at=None, due_at__gt=now
    )
    return [
        columns(
            rows.order_by("due_at", "pk"),
            PlanWork.CONFIRM_NOTICE,
            plan="change__plan__",
            key=Cast("change_id", CharField()),
            party=F("change__plan__institute__short_name"),
        )
    ]


def _requests(work: PlanWork, **of: object) -> Rows:
    rows = ChangeRequest.objects.filter(state=ChangeState.REQUESTED, plan__state__in=CHANGEABLE, **of)
    party = Subquery(_guidance().values("short_name")) if of else F("plan__institute__short_name")
    return columns(
        rows.order_by("expires_on", "pk"),
        work,
        plan="plan__",
        key=Cast("pk", CharField()),
        last_day=THE_DAY_BEFORE,
        party=party,
    )


def _guidance() -> QuerySet[Organisation]:
    rows: QuerySet[Organisation] = Organisation.objects.filter(code=settings.KAOWU["GUIDANCE_SECTION_CODE"])
    return rows
