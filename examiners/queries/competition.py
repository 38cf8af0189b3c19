"""The requests of one day that compete for the same people, as needs of one assignment; and the facts of a ranking."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Max

from examiners.models import Dispatch, Invitation
from examiners.queries.conversations import with_background
from examiners.queries.pool import PoolEntry, Register, wanted_for
from examiners.queries.teams import duties_before
from examiners.rules.assignment import Need
from examiners.rules.ranking import RankFacts
from examiners.rules.states import OPEN


@dataclass(frozen=True)
class Competition:
    """One dispatch among those of its day. `people`: who may be asked for it; `duties`: recent ones of everybody."""

    people: tuple[RankFacts, ...]
    needs: tuple[Need, ...]
    duties: dict[int, int]


def competition_of(dispatch: Dispatch) -> Competition:
    """The open dispatches of the day with everyone who may be asked for each, in a constant number of queries."""
    rivals = list(with_background(Dispatch.objects.filter(day=dispatch.day, state__in=sorted(OPEN))).order_by("pk"))
    wanted = {row.pk: wanted_for(row.request.sitting) for row in rivals}
    register = Register(list(wanted.values()))
    pools = {key: [entry for entry in register.pool(one) if entry.may_be_asked] for key, one in wanted.items()}
    everyone = sorted({entry.person.pk for pool in pools.values() for entry in pool})
    duties = recent_duties(everyone, dispatch.day)
    districts = {row.pk: row.district_id for row in rivals}
    needs = tuple(
        Need(row.pk, row.day, max(0, row.seats - row.seated), _preferences(pools[row.pk], districts[row.pk]))
        for row in rivals
    )
    return Competition(_rank_facts(pools.get(dispatch.pk, []), dispatch, duties), needs, duties)


def recent_duties(examiner_ids: list[int], day: date) -> dict[int, int]:
    """Duties within DUTY_WINDOW_DAYS before the day, and everything that is promised for later."""
    since = day - timedelta(days=settings.KAOWU["DUTY_WINDOW_DAYS"])
    ahead = day + timedelta(days=settings.KAOWU["DUTY_WINDOW_DAYS"])
    return duties_before(examiner_ids, ahead, since)


def _preferences(pool: Sequence[PoolEntry], district_id: int) -> dict[int, int]:
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
