"""The team of a practical (考评组): its members, the leader first."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from examiners.models import Dispatch, Invitation, Qualification
from examiners.rules.enums import HIGHEST_LEVELS
from examiners.rules.states import ALIVE, ENGAGED, OPEN, DispatchState, InvitationState
from plans.models import Sitting


@dataclass(frozen=True, slots=True)
class Member:
    """One member. `phone` is personal data: pages mask it, the third message tells it."""

    examiner_id: int
    name: str
    phone: str
    is_leader: bool
    manual: bool = False


def members_of(dispatch: Dispatch) -> list[Member]:
    """Those who have confirmed, the leader first, then in the order of their confirmation."""
    rows = dispatch.invitations.filter(state=InvitationState.CONFIRMED).select_related("examiner")
    return [
        Member(row.examiner_id, row.examiner.name, row.examiner.phone, row.is_leader, row.manual)
        for row in rows.order_by("-is_leader", "confirmed_at", "pk")
    ]


def team_of(sitting: Sitting) -> list[Member]:
    """The team of a practical, the leader first; empty while it is not complete."""
    dispatch = Dispatch.objects.filter(request__sitting=sitting, state=DispatchState.FORMED).first()
    return members_of(dispatch) if dispatch else []


def is_still_asked_for(sitting: Sitting) -> bool:
    """Whether seats of the practical's team are open: its dispatch waits, asks, or is short of people."""
    return Dispatch.objects.filter(request__sitting=sitting, state__in=sorted(OPEN)).exists()


def best_leader(dispatch: Dispatch, day: date) -> Invitation:
    """Who leads: the highest qualification for the occupation, then most duties, then who confirmed first (design §11).

    Raises `IndexError` when nobody has confirmed.
    """
    rows = list(dispatch.invitations.filter(state=InvitationState.CONFIRMED).order_by("confirmed_at", "pk"))
    people = [row.examiner_id for row in rows]
    level = dispatch.request.sitting.item.occupation_level
    cards = Qualification.objects.filter(
        examiner__in=people,
        occupation=level.occupation_id,
        withdrawn_at=None,
        valid_from__lte=day,
        valid_until__gte=day,
    )
    grades: dict[int, int] = {}
    for examiner, grade in cards.values_list("examiner_id", "grade"):
        grades[examiner] = min(grades.get(examiner, 9), HIGHEST_LEVELS[grade])
    duties = duties_before(people, day)
    ranked = sorted(rows, key=lambda row: (grades.get(row.examiner_id, 9), -duties.get(row.examiner_id, 0)))
    return ranked[0]


def duties_before(examiner_ids: list[int], day: date) -> dict[int, int]:
    """How many formed teams each has been in before `day`."""
    rows = Invitation.objects.filter(dispatch__state=DispatchState.FORMED, state=InvitationState.CONFIRMED)
    return _counted(rows.filter(examiner__in=examiner_ids, day__lt=day))


def duties_around(examiner_ids: list[int], first: date, last: date) -> dict[int, int]:
    """How many duties each has had, has promised or is asked for from `first` to `last`."""
    rows = Invitation.objects.filter(dispatch__state__in=sorted(ALIVE), state__in=ENGAGED)
    return _counted(rows.filter(examiner__in=examiner_ids, day__range=(first, last)))


def _counted(rows: QuerySet[Invitation]) -> dict[int, int]:
    counted = rows.order_by().values("examiner_id").annotate(duties=Count("pk"))
    return dict(counted.values_list("examiner_id", "duties"))
