"""The requests of one day that compete for the same people, those of the days around, and the facts of a ranking."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Max, Q

from appraisal.core.rules.enums import Subject
from examiners.models import Dispatch, ExaminerRequest, Invitation
from examiners.queries.conversations import with_background
from examiners.queries.pool import PoolEntry, Register, wanted_for
from examiners.queries.requests import candidates_of, usual_number
from examiners.queries.teams import duties_around
from examiners.rules.assignment import Need
from examiners.rules.enums import ExaminerRequestState
from examiners.rules.ranking import RankFacts
from examiners.rules.states import ENGAGED, OPEN
from plans.models import PlanItem, Sitting
from plans.rules.states import UNARRANGED, PlanState

COMING = UNARRANGED | {PlanState.FILED, PlanState.ARRANGED}  # states of plans whose practicals are still to be held


@dataclass(frozen=True)
class Competition:
    """One dispatch among those of its day. `people`: who may be asked for it; `duties`: recent ones of everybody.

    `ahead`: open requests of the days around, and practicals for which nobody has asked yet (these under minus the key
    of their sitting).
    """

    people: tuple[RankFacts, ...]
    needs: tuple[Need, ...]
    ahead: tuple[Need, ...]
    duties: dict[int, int]


@dataclass
class _Invited:
    """Who was invited to a dispatch at all, and how many of them still have or may take a seat."""

    everybody: set[int] = field(default_factory=set)
    engaged: int = 0


def competition_of(dispatch: Dispatch) -> Competition:
    """The open dispatches around the day with everyone who may be asked for each, in a constant number of queries."""
    days = timedelta(days=settings.KAOWU["DISPATCH_DAYS_AHEAD"])
    around = Dispatch.objects.filter(day__range=(dispatch.day - days, dispatch.day + days), state__in=sorted(OPEN))
    rows = list(with_background(around).order_by("pk"))
    of_day = [row for row in rows if row.day == dispatch.day]
    register = Register([wanted_for(row.request.sitting) for row in of_day])
    pools = {row.pk: register.may_be_asked(wanted_for(row.request.sitting)) for row in of_day}
    needs = _needs(of_day, pools)
    ahead = _ahead([row for row in rows if row.day != dispatch.day], _unasked(dispatch.day, dispatch.day + days))
    everyone = sorted({person for need in (*needs, *ahead) for person in need.preferences})
    people = pools.get(dispatch.pk, [])
    duties = recent_duties(sorted({*everyone, *(entry.person.pk for entry in people)}), dispatch.day)
    return Competition(_rank_facts(people, dispatch, duties), needs, ahead, duties)


def recent_duties(examiner_ids: list[int], day: date) -> dict[int, int]:
    """Duties within DUTY_WINDOW_DAYS before and after the day: had, promised, or asked for."""
    window = timedelta(days=settings.KAOWU["DUTY_WINDOW_DAYS"])
    return duties_around(examiner_ids, day - window, day + window)


def _ahead(dispatches: Sequence[Dispatch], unasked: Sequence[Sitting]) -> tuple[Need, ...]:
    sittings = [*(row.request.sitting for row in dispatches), *unasked]
    if not sittings:
        return ()
    register = Register([wanted_for(one) for one in sittings])
    needs = _needs(dispatches, {row.pk: register.may_be_asked(wanted_for(row.request.sitting)) for row in dispatches})
    candidates = candidates_of(PlanItem.objects.filter(pk__in=[one.item_id for one in unasked]))
    return needs + tuple(
        Need(
            -one.pk,
            one.date,
            usual_number(candidates.get(one.item_id, 0) or one.item.expected_candidates),
            _preferences(register.may_be_asked(wanted_for(one)), one.plan.district_id),
        )
        for one in unasked
    )


def _unasked(first: date, last: date) -> list[Sitting]:
    """Practicals of these days that will be held as far as is known, and for which nobody has asked yet."""
    asked = ExaminerRequest.objects.filter(state=ExaminerRequestState.OPEN).values("sitting")
    rows = Sitting.objects.filter(
        ~Q(pk__in=asked),
        subject=Subject.PRACTICAL,
        date__range=(first, last),
        suspended_at=None,
        plan__state__in=sorted(COMING),
    )
    return list(rows.select_related("plan", "item__occupation_level__occupation", "site").order_by("pk"))


def _needs(dispatches: Sequence[Dispatch], pools: dict[int, list[PoolEntry]]) -> tuple[Need, ...]:
    """What is still open of each: seats for which nobody is asked, by people who have not been asked."""
    invited: defaultdict[int, _Invited] = defaultdict(_Invited)
    rows = Invitation.objects.filter(dispatch__in=[row.pk for row in dispatches])
    for key, examiner, state in rows.values_list("dispatch_id", "examiner_id", "state"):
        invited[key].everybody.add(examiner)
        invited[key].engaged += state in ENGAGED
    return tuple(
        Need(
            row.pk,
            row.day,
            max(0, row.seats - invited[row.pk].engaged),
            _preferences(
                (one for one in pools[row.pk] if one.person.pk not in invited[row.pk].everybody), row.district_id
            ),
        )
        for row in dispatches
    )


def _preferences(pool: Iterable[PoolEntry], district_id: int) -> dict[int, int]:
    return {entry.person.pk: entry.facts.preference(district_id) or 5 for entry in pool}


def _rank_facts(pool: Sequence[PoolEntry], dispatch: Dispatch, duties: dict[int, int]) -> tuple[RankFacts, ...]:
    keys = [entry.person.pk for entry in pool]
    asked = Invitation.objects.filter(examiner__in=keys, asked_at__isnull=False).exclude(dispatch=dispatch)
    last = dict(
        asked.order_by().values("examiner_id").annotate(last=Max("asked_at")).values_list("examiner_id", "last")
    )
    return tuple(
        RankFacts(
            key=entry.person.pk,
            recent_duties=duties.get(entry.person.pk, 0),
            preference=entry.facts.preference(dispatch.district_id) or 5,
            last_asked=last[entry.person.pk].date() if entry.person.pk in last else None,
        )
        for entry in pool
    )
