"""Invigilators of an institute, and who of them watches where."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from appraisal.core.rules.roles import Actor
from plans.models import Candidate, Invigilator, InvigilatorDuty, Plan, RoomUse
from plans.queries.rooms import invigilators_needed, use_name, uses_of, when
from plans.rules.enums import CandidateState
from plans.rules.invigilation import Watch
from plans.rules.seating.facts import Span


def staff_list(actor: Actor, now: datetime) -> QuerySet[Invigilator]:
    """The invigilators the actor may see, with `coming`, how many duties each has from now on."""
    rows: QuerySet[Invigilator] = Invigilator.objects.visible_to(actor).select_related("institute")
    return rows.annotate(coming=Count("duties", filter=Q(duties__during__endswith__gt=now)))


def lock_staff(institute_id: int) -> list[Invigilator]:
    """The institute's invigilators who can be asked, locked in order of their keys."""
    rows = Invigilator.objects.select_for_update().filter(institute_id=institute_id, active=True)
    return list(rows.order_by("pk"))


def busy_spans(invigilators: Collection[Invigilator]) -> dict[int, list[Span]]:
    """When each is on duty."""
    found: dict[int, list[Span]] = {one.pk: [] for one in invigilators}
    rows = InvigilatorDuty.objects.filter(invigilator__in=list(found))
    for invigilator_id, during in rows.values_list("invigilator_id", "during"):
        found[invigilator_id].append(Span(during.lower, during.upper))
    return found


def watches_of(plan: Plan) -> list[Watch]:
    """The plan's rooms in use with what each lacks."""
    present: dict[int, set[int]] = {}
    rows = InvigilatorDuty.objects.filter(use__plan=plan).values_list("use_id", "invigilator_id")
    for use_id, invigilator_id in rows:
        present.setdefault(use_id, set()).add(invigilator_id)
    return [
        Watch(
            use.pk,
            Span(use.during.lower, use.during.upper),
            max(0, invigilators_needed(use) - use.watched),
            frozenset(present.get(use.pk, ())),
        )
        for use in uses_of(plan)
    ]


def sits_in(plan: Plan, invigilator: Invigilator) -> bool:
    """Whether the invigilator is a candidate of the plan, told by the phone."""
    if invigilator.phone_index is None:
        return False
    rows = Candidate.objects.filter(plan=plan, phone_index=bytes(invigilator.phone_index))
    return bool(rows.exclude(state=CandidateState.WITHDRAWN).exists())


def candidates_among(plan: Plan, invigilators: Collection[Invigilator]) -> set[int]:
    """Keys of those invigilators who are candidates of the plan."""
    by_index = {bytes(one.phone_index): one.pk for one in invigilators if one.phone_index is not None}
    rows = Candidate.objects.filter(plan=plan, phone_index__in=list(by_index)).exclude(state=CandidateState.WITHDRAWN)
    return {by_index[bytes(index)] for index in rows.values_list("phone_index", flat=True)}


@dataclass(frozen=True)
class DutyRow:
    """A room in use with its invigilators, and who else could be asked for it (free then)."""

    use: RoomUse
    name: str
    at: str
    needed: int
    duties: list[InvigilatorDuty]
    free: list[Invigilator]

    @property
    def lacks(self) -> int:
        return max(0, self.needed - len(self.duties))


@dataclass(frozen=True)
class DutyPage:
    """The invigilators of a plan: rooms, and how many duties each of the staff has in it."""

    rows: list[DutyRow]
    staff: list[Invigilator]
    loads: list[tuple[Invigilator, int]]

    @property
    def lacks(self) -> int:
        return sum(row.lacks for row in self.rows)


def duty_page(plan: Plan) -> DutyPage:
    """The page in a constant number of queries."""
    staff = list(Invigilator.objects.filter(institute=plan.institute_id, active=True))
    busy = busy_spans(staff)
    barred = candidates_among(plan, staff)
    duties: dict[int, list[InvigilatorDuty]] = {}
    for duty in InvigilatorDuty.objects.filter(use__plan=plan).select_related("invigilator").order_by("pk"):
        duties.setdefault(duty.use_id, []).append(duty)
    rows = []
    for use in uses_of(plan):
        span = Span(use.during.lower, use.during.upper)
        free = [one for one in staff if one.pk not in barred and not any(span.meets(other) for other in busy[one.pk])]
        rows.append(DutyRow(use, use_name(use), when(use), invigilators_needed(use), duties.get(use.pk, []), free))
    counts = Counter(duty.invigilator_id for some in duties.values() for duty in some)
    return DutyPage(rows, staff, [(one, counts[one.pk]) for one in staff])
