"""Changes of time and place as pages show them 一（二）: queue, one request, those of a plan."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet

from appraisal.core.models import Organisation, SmsMessage
from appraisal.core.queries import documents
from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.rules.roles import Actor, Role
from appraisal.core.rules.sms import SmsState
from plans.models import ChangeLine, ChangeRequest, Deduction, DistrictNotice, Plan
from plans.queries.change_lines import RELATED, ShownLine, shown_lines
from plans.queries.district_notices import standing_of
from plans.rules.change_enums import ChangeState
from plans.rules.change_impact import ImpactLine, from_json
from plans.rules.district_notices import NoticeState

WAITING, MOVING, ALL = "waiting", "moving", "all"
READERS: Final = frozenset(
    {Role.INSTITUTE_CLERK, Role.DISTRICT_OFFICER, Role.GUIDANCE_OFFICER, Role.FINANCE_OFFICER, Role.COMMITTEE_CLERK}
)


@dataclass(frozen=True)
class ShownChange:
    """A request as a list shows it."""

    change: ChangeRequest
    lines: list[ShownLine]

    @property
    def crosses(self) -> bool:
        """Whether any of its sittings moves to another district."""
        return any(line.line.crosses for line in self.lines)


@dataclass(frozen=True)
class ShownNotice:
    """A notice to a district with where it stands, and whether the actor can do something about it."""

    notice: DistrictNotice
    state: NoticeState
    can_tell: bool
    can_confirm: bool


def changes_seen(actor: Actor, view: str) -> QuerySet[ChangeRequest]:
    """The requests of a tab: waiting for an answer, moving into or out of the actor's district, all."""
    rows: QuerySet[ChangeRequest] = ChangeRequest.objects.visible_to(actor)
    if view == WAITING:
        rows = rows.filter(state=ChangeState.REQUESTED)
    elif view == MOVING:
        rows = rows.filter(Exists(_crossing(actor)), state=ChangeState.APPROVED)
    return _with_lines(rows)


def _crossing(actor: Actor) -> QuerySet[ChangeLine]:
    """Sittings that leave or enter a district; for its officer: his own."""
    lines: QuerySet[ChangeLine] = ChangeLine.objects.filter(change=OuterRef("pk")).exclude(
        old_district=F("new_district")
    )
    if actor.role == Role.DISTRICT_OFFICER:
        lines = lines.filter(Q(old_district=actor.organisation_id) | Q(new_district=actor.organisation_id))
    return lines


def _with_lines(rows: QuerySet[ChangeRequest]) -> QuerySet[ChangeRequest]:
    lines = Prefetch("lines", ChangeLine.objects.select_related(*RELATED))
    return rows.select_related("plan__institute", "plan__district", "asked_by", "decided_by").prefetch_related(lines)


def shown_change(change: ChangeRequest) -> ShownChange:
    """A request that was read with its lines."""
    return ShownChange(change, shown_lines(change.lines.all()))


def visible_change(actor: Actor, change_id: int) -> ChangeRequest:
    """One request, if the actor may see it. Raises `ChangeRequest.DoesNotExist`."""
    rows = _with_lines(ChangeRequest.objects.visible_to(actor)).select_related("document")
    change: ChangeRequest = rows.get(pk=change_id)
    return change


def changes_of(actor: Actor, plan: Plan) -> list[ShownChange]:
    """The requests of one plan, newest first. Two queries."""
    rows = _with_lines(ChangeRequest.objects.visible_to(actor).filter(plan=plan))
    return [shown_change(change) for change in rows.order_by("-pk")]


def notices_of(actor: Actor, change: ChangeRequest, now: datetime) -> list[ShownNotice]:
    """What the institute owes or has told the districts."""
    rows = DistrictNotice.objects.visible_to(actor).filter(change=change)
    return [_shown(actor, change, one, now) for one in rows.select_related("district", "told_by", "received_by")]


def _shown(actor: Actor, change: ChangeRequest, notice: DistrictNotice, now: datetime) -> ShownNotice:
    own = actor.role == Role.INSTITUTE_CLERK and actor.organisation_id == change.plan.institute_id
    theirs = actor.role == Role.DISTRICT_OFFICER and actor.organisation_id == notice.district_id
    state = standing_of(notice).state
    return ShownNotice(
        notice,
        state,
        can_tell=own and state is NoticeState.OWED and now < notice.due_at,
        can_confirm=theirs and state is NoticeState.TOLD,
    )


def effects_of(change: ChangeRequest) -> list[ImpactLine]:
    """What an approved request has done."""
    return [from_json(stored) for stored in change.effects]


def deduction_of(actor: Actor, change: ChangeRequest) -> Deduction | None:
    """The points that it cost, if the actor may see them."""
    found: Deduction | None = Deduction.objects.visible_to(actor).filter(evidence_key=f"change:{change.pk}").first()
    return found


def messages_of(change: ChangeRequest) -> list[tuple[str, int]]:
    """How many messages to candidates are in which state."""
    rows = SmsMessage.objects.filter(reference=f"change:{change.pk}").order_by()
    counts = rows.values_list("state").annotate(count=Count("pk"))
    return [(SmsState(state).label, count) for state, count in sorted(counts)]


def district_choices() -> list[tuple[int, str]]:
    """All district centres: where a place may be."""
    rows = Organisation.objects.filter(kind=OrganisationKind.DISTRICT_CENTRE, active=True)
    return list(rows.order_by("name_key").values_list("pk", "short_name"))


def _of_change(document_id: int, actor: Actor) -> bool:
    return ChangeRequest.objects.visible_to(actor).filter(document_id=document_id).exists()


documents.register("plans.changes", _of_change)
