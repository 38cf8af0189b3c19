"""Duty and answers of the last year by district or occupation, as far as the actor sees dispatches: five queries."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, QuerySet

from appraisal.core.rules.roles import Actor, Role
from examiners.models import Answer, Invitation, PreferredDistrict, Qualification
from examiners.rules.fairness import Answering, Spread, most_uneven_first
from examiners.rules.states import DispatchState, InvitationState, Question

DISTRICT, OCCUPATION = "district", "occupation"
LABELS = {
    DISTRICT: "dispatch__district__short_name",
    OCCUPATION: "dispatch__request__sitting__item__occupation_level__occupation__name",
}
SAID_YES = frozenset({InvitationState.ACCEPTED, InvitationState.CONFIRMED, InvitationState.RESERVE})
SAID_NOTHING = frozenset({InvitationState.TIMED_OUT})


@dataclass(frozen=True)
class FairnessRow:
    """One district or occupation: how evenly duty is spread, and how people answered."""

    spread: Spread
    answering: Answering


def fairness_rows(actor: Actor, by: str, today: date, days: int) -> list[FairnessRow]:
    """The most uneven first. `by`: DISTRICT or OCCUPATION; `days`: how far back."""
    seen = Invitation.objects.visible_to(actor).filter(day__gte=today - timedelta(days=days))
    duties = _duties(seen, by)
    people = _people(actor, by, today)
    for label, done in duties.items():
        people[label] |= set(done)
    answers = _answers(seen, by)
    spreads = [
        Spread(label, tuple(duties[label][one] if label in duties else 0 for one in sorted(members)))
        for label, members in people.items()
    ]
    return [
        FairnessRow(one, answers.get(one.label, Answering(one.label, 0, 0, 0, 0))) for one in most_uneven_first(spreads)
    ]


def _duties(seen: QuerySet[Invitation], by: str) -> dict[str, Counter[int]]:
    """How often each was in a team that was formed, by label."""
    rows = seen.filter(state=InvitationState.CONFIRMED, dispatch__state=DispatchState.FORMED)
    found: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for label, examiner in rows.values_list(LABELS[by], "examiner_id"):
        found[label][examiner] += 1
    return found


def _people(actor: Actor, by: str, today: date) -> defaultdict[str, set[int]]:
    """Everybody who could have been asked: in service, with a card in force, wishing the district."""
    cards = Qualification.objects.filter(
        withdrawn_at=None, valid_from__lte=today, valid_until__gte=today, examiner__active=True
    )
    wishes = PreferredDistrict.objects.filter(examiner__in=cards.values("examiner_id"))
    if actor.role == Role.DISTRICT_OFFICER:
        wishes = wishes.filter(district_id=actor.organisation_id)
        cards = cards.filter(examiner__in=wishes.values("examiner_id"))
    rows: Iterable[tuple[str, int]] = (
        wishes.values_list("district__short_name", "examiner_id")
        if by == DISTRICT
        else cards.values_list("occupation__name", "examiner_id")
    )
    found: defaultdict[str, set[int]] = defaultdict(set)
    for label, examiner in rows:
        found[label].add(examiner)
    return found


def _answers(seen: QuerySet[Invitation], by: str) -> dict[str, Answering]:
    asked = seen.filter(asked_at__isnull=False, manual=False)
    states: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for label, state in asked.values_list(LABELS[by], "state"):
        states[label][state] += 1
    waits: defaultdict[str, list[timedelta]] = defaultdict(list)
    answers = Answer.objects.filter(invitation__in=asked.values("pk"), question=Question.INVITATION)
    for label, wait in answers.values_list(f"invitation__{LABELS[by]}", F("at") - F("invitation__asked_at")):
        waits[label].append(wait)
    return {
        label: Answering(
            label=label,
            asked=sum(counted.values()),
            accepted=sum(counted[state] for state in SAID_YES),
            declined=counted[InvitationState.DECLINED],
            silent=sum(counted[state] for state in SAID_NOTHING),
            waits=tuple(waits[label]),
        )
        for label, counted in states.items()
    }
