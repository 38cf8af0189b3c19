"""The practicals of a plan with their requests, for pages and for the services."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from appraisal.core.clock import today
from appraisal.core.queries.calendar import load_calendar
from appraisal.core.rules.enums import Subject
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Actor
from appraisal.core.rules.workdays import WorkCalendar
from examiners.models import Dispatch, ExaminerRequest
from examiners.models.request import ExaminerRequestQuerySet
from examiners.rules.enums import ExaminerRequestState
from examiners.rules.requests import RequestFacts, suggested_number, time_refusals
from examiners.rules.states import ALIVE
from plans.models import Plan, PlanItem, Sitting
from plans.queries.obligations import deadlines_of_sittings
from plans.rules.enums import CandidateState
from plans.rules.obligations import ObligationCode
from plans.rules.owing import DeadlineInForce


@dataclass(frozen=True)
class PracticalRequest:
    """A practical with its request (if any), how many candidates sit it, and until when examiners may be asked for.

    `left`: working days that are left to ask. `called_off`: its dispatch was called off, and nobody looks for people.
    """

    sitting: Sitting
    request: ExaminerRequest | None
    candidates: int
    suggested: int
    deadline: DeadlineInForce
    left: int
    why_not: tuple[Refusal, ...]
    called_off: bool = False

    @property
    def dialog(self) -> str:
        """Id of the dialog in which it is taken back."""
        return f"withdraw-{self.sitting.pk}"


def request_facts(plan: Plan, sitting: Sitting, calendar: WorkCalendar) -> RequestFacts:
    """The practical as a request looks at it. Two queries."""
    deadline = deadlines_of_sittings(plan, [sitting], ObligationCode.REQUEST, calendar)[sitting.pk]
    return _facts(sitting, deadline, _with_dispatch(ExaminerRequest.objects).filter(sitting=sitting).first())


def practicals_of(actor: Actor, plan: Plan, now: datetime) -> list[PracticalRequest]:
    """The practicals of a plan that the actor sees, by date: four queries, one when there are none."""
    sittings = list(
        Sitting.objects.filter(plan=plan, subject=Subject.PRACTICAL)
        .select_related("item__occupation_level__occupation", "site")
        .order_by("date", "starts_at", "pk")
    )
    if not sittings:
        return []
    rows = _with_dispatch(ExaminerRequest.objects.visible_to(actor)).filter(sitting__plan=plan)
    requests = {row.sitting_id: row for row in rows}
    people = candidates_of(PlanItem.objects.filter(plan=plan))
    deadlines = deadlines_of_sittings(plan, sittings, ObligationCode.REQUEST, load_calendar())
    return [_shown(one, requests.get(one.pk), people.get(one.item_id, 0), deadlines[one.pk], now) for one in sittings]


def _with_dispatch(rows: ExaminerRequestQuerySet) -> ExaminerRequestQuerySet:
    """Requests that know whether a dispatch of theirs is not over (`is_dispatched`)."""
    live = Dispatch.objects.filter(request=OuterRef("pk"), state__in=sorted(ALIVE))
    return rows.annotate(is_dispatched=Exists(live))


def _facts(sitting: Sitting, deadline: DeadlineInForce, request: ExaminerRequest | None) -> RequestFacts:
    suspended = sitting.suspended_at is not None
    called_off = request is not None and request.state == ExaminerRequestState.OPEN and not request.is_dispatched
    return RequestFacts(sitting.date, deadline, suspended=suspended, called_off=called_off)


def _shown(
    sitting: Sitting, request: ExaminerRequest | None, people: int, deadline: DeadlineInForce, now: datetime
) -> PracticalRequest:
    expected = people or sitting.item.expected_candidates
    facts = _facts(sitting, deadline, request)
    return PracticalRequest(
        sitting=sitting,
        request=request,
        candidates=expected,
        suggested=usual_number(expected),
        deadline=deadline,
        left=deadline.slack(today(now)),
        why_not=time_refusals(facts, now=now, today=today(now)),
        called_off=facts.called_off,
    )


def candidates_of(items: QuerySet[PlanItem]) -> dict[int, int]:
    """How many candidates of each item sit the practical."""
    sits = Q(candidates__practical__gt="") & ~Q(candidates__state=CandidateState.WITHDRAWN)
    rows = items.annotate(people=Count("candidates", filter=sits))
    return dict(rows.values_list("pk", "people"))


def usual_number(candidates: int) -> int:
    """How many examiners the settings suggest for so many candidates."""
    return suggested_number(
        candidates,
        at_least=settings.KAOWU["EXAMINERS_PER_SITTING"],
        candidates_each=settings.KAOWU["CANDIDATES_PER_EXAMINER"],
    )
