"""The ranking of a dispatch: everyone who may be asked, in order, with what his place hangs on. Part of an action."""

from datetime import datetime

from appraisal.core.transactions import require_transaction
from examiners.models import Dispatch, RankedExaminer
from examiners.queries.competition import competition_of
from examiners.rules.assignment import assign, order_of_asking
from examiners.rules.ranking import Ranked, rank


def rank_examiners(*, dispatch: Dispatch, now: datetime) -> int:
    """Rank everyone who may be asked for a locked dispatch, beside the other requests of its day. Returns how many.

    Who was asked already keeps his line; a new ranking stands behind it.
    """
    require_transaction()
    competition = competition_of(dispatch)
    ranked = rank(competition.people, dispatch.seed)
    assignment = assign(competition.needs, competition.duties)
    order = order_of_asking(dispatch.pk, [one.facts.key for one in ranked], assignment)
    own = set(assignment.people.get(dispatch.pk, ()))
    others = {one for key, people in assignment.people.items() if key != dispatch.pk for one in people}
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
        preference=one.facts.preference,
        last_asked=one.facts.last_asked,
        draw=one.draw,
        behind_by=one.behind_by or "",
    )
