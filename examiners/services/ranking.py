"""The ranking of a dispatch: everyone who may be asked, in order, with what his place hangs on. Part of an action."""

from dataclasses import replace
from datetime import datetime

from appraisal.core.transactions import require_transaction
from examiners.models import Dispatch, RankedExaminer
from examiners.queries.competition import competition_of
from examiners.rules.assignment import assign, order_of_asking
from examiners.rules.ranking import Ranked, rank


def rank_examiners(*, dispatch: Dispatch, now: datetime) -> int:
    """Rank everyone who may be asked for a locked dispatch, beside the other requests of its day and the days around.

    Returns how many. Who was asked already keeps his line; a new ranking stands behind it.
    """
    require_transaction()
    competition = competition_of(dispatch)
    assignment = assign([*competition.needs, *competition.ahead], competition.duties)
    foreseen = assignment.people_of(competition.ahead)
    ranked = rank([replace(one, foreseen=foreseen[one.key]) for one in competition.people], dispatch.seed)
    own = set(assignment.people.get(dispatch.pk, ()))
    others = set(assignment.people_of([need for need in competition.needs if need.key != dispatch.pk]))
    order = order_of_asking([one.facts.key for one in ranked], own, others)
    asked = set(dispatch.invitations.values_list("examiner_id", flat=True))
    RankedExaminer.objects.filter(dispatch=dispatch).exclude(examiner__in=asked).delete()
    kept = {row.examiner_id: row for row in dispatch.ranking.all()}
    first_turn = max((row.turn for row in kept.values()), default=0) + 1
    by_key = {one.facts.key: one for one in ranked}
    RankedExaminer.objects.bulk_create(
        _line(dispatch, by_key[key], turn, key in own, key in others)
        for turn, key in enumerate((key for key in order if key not in kept), start=first_turn)
    )
    dispatch.ranked_at = now
    dispatch.save(update_fields=["ranked_at"])
    return len(ranked)


def _line(dispatch: Dispatch, one: Ranked, turn: int, assigned: bool, counted_on: bool) -> RankedExaminer:
    return RankedExaminer(
        dispatch=dispatch,
        examiner_id=one.facts.key,
        place=one.place,
        turn=turn,
        assigned=assigned,
        counted_on=counted_on,
        recent_duties=one.facts.recent_duties,
        foreseen=one.facts.foreseen,
        preference=one.facts.preference,
        last_asked=one.facts.last_asked,
        draw=one.draw,
        behind_by=one.behind_by or "",
    )
