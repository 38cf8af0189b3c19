"""Everything on the page of one dispatch: its people, the conversation, the ranking with its reasons."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from appraisal.core.phrases import Explained, explain
from appraisal.core.rules.identity import mask_mobile
from appraisal.core.rules.roles import Actor
from appraisal.core.rules.sms import SmsState
from examiners.models import Answer, Dispatch, DispatchMessage, Invitation, ManualDispatch, RankedExaminer, Timer
from examiners.phrasebook.dispatch import REASONS
from examiners.queries.conversations import with_background
from examiners.queries.pool import PoolEntry, pool_of
from examiners.rules.ranking import Criterion
from examiners.rules.states import SEATED, DispatchState, InvitationState, ManualState

MOBILE = re.compile(r"(?<!\d)1\d{10}(?!\d)")
LINES = 400  # of the conversation, newest first


@dataclass(frozen=True)
class Person:
    """An examiner in the dispatch. `due_at`: until when he is waited for."""

    invitation: Invitation
    place: int | None
    due_at: datetime | None

    @property
    def may_leave(self) -> bool:
        """Whether he can be taken out."""
        return self.invitation.state in SEATED | {InvitationState.INVITED, InvitationState.RESERVE}


@dataclass(frozen=True, slots=True)
class Line:
    """One message or answer. Phones in the text are masked; `state` is the message's, "" for an answer."""

    at: datetime
    name: str
    phone: str
    what: str
    text: str
    is_answer: bool
    state: str = ""
    state_label: str = ""


@dataclass(frozen=True, slots=True)
class RankLine:
    """A place of the ranking with its reasons in words."""

    row: RankedExaminer
    reason: str
    note: str
    state: str
    state_label: str


def visible_dispatch(actor: Actor, dispatch_id: int) -> Dispatch:
    """The dispatch as far as the actor may see it. Raises `Dispatch.DoesNotExist`."""
    found: Dispatch = with_background(Dispatch.objects.visible_to(actor)).get(pk=dispatch_id)
    return found


def people_of(dispatch: Dispatch) -> list[Person]:
    """Everyone asked or appointed: who holds a seat first, then who is asked, then the rest, newest first."""
    rows = list(dispatch.invitations.select_related("examiner"))
    places = dict(dispatch.ranking.values_list("examiner_id", "place"))
    pending = Timer.objects.filter(dispatch=dispatch, kind="ANSWER", fired_at=None, stopped_at=None)
    due = dict(pending.values_list("invitation_id", "due_at"))
    order = {state: number for number, state in enumerate(ORDER)}
    rows.sort(key=lambda row: (order[InvitationState(row.state)], not row.is_leader, -row.pk))
    return [Person(row, places.get(row.examiner_id), due.get(row.pk)) for row in rows]


ORDER = (
    InvitationState.CONFIRMED,
    InvitationState.ACCEPTED,
    InvitationState.INVITED,
    InvitationState.UNREACHED,
    InvitationState.RESERVE,
    InvitationState.DROPPED,
    InvitationState.TIMED_OUT,
    InvitationState.DECLINED,
    InvitationState.WITHDRAWN,
    InvitationState.CANCELLED,
)


def conversation_of(dispatch: Dispatch) -> list[Line]:
    """Messages and answers, newest first. Two queries."""
    messages = DispatchMessage.objects.filter(dispatch=dispatch).select_related("message", "invitation__examiner")
    answers = Answer.objects.filter(invitation__dispatch=dispatch).select_related("inbound", "examiner")
    lines = [_said(row) for row in messages.order_by("-pk")[:LINES]]
    lines += [_answered(row) for row in answers.order_by("-pk")[:LINES]]
    return sorted(lines, key=lambda line: (line.at, not line.is_answer), reverse=True)


def _said(row: DispatchMessage) -> Line:
    examiner = row.invitation.examiner if row.invitation else None
    again = "（第二遍）" if row.copy > 1 else ""
    return Line(
        at=row.message.sent_at or row.queued_at,
        name=examiner.name if examiner else "",
        phone=mask_mobile(row.message.phone),
        what=f"{row.get_kind_display()}{again}",
        text=MOBILE.sub(lambda found: mask_mobile(found[0]), row.message.text),
        is_answer=False,
        state=row.message.state,
        state_label=SmsState(row.message.state).label,
    )


def _answered(row: Answer) -> Line:
    return Line(
        at=row.at,
        name=row.examiner.name if row.examiner else "",
        phone=mask_mobile(row.inbound.phone),
        what=row.get_meaning_display() or row.get_kind_display(),
        text=row.inbound.text,
        is_answer=True,
    )


def ranking_of(dispatch: Dispatch) -> list[RankLine]:
    """The ranking in the order of asking, with what each place hangs on."""
    states = {row.examiner_id: row for row in dispatch.invitations.all()}
    return [
        _rank_line(row, states.get(row.examiner_id))
        for row in dispatch.ranking.select_related("examiner").order_by("turn")
    ]


def _rank_line(row: RankedExaminer, invitation: Invitation | None) -> RankLine:
    reason = REASONS[Criterion(row.behind_by)] if row.behind_by else "排在首位"
    note = "统筹分配给本场" if row.assigned else "同日另一场优先邀请" if row.counted_on else ""
    state = invitation.state if invitation else ""
    return RankLine(row, reason, note, state, invitation.get_state_display() if invitation else "")


@dataclass(frozen=True, slots=True)
class Excluded:
    """Who may not be asked, with every reason."""

    entry: PoolEntry
    reasons: list[Explained]


def excluded_from(dispatch: Dispatch) -> list[Excluded]:
    """Everyone with a card for the occupation who may not be asked; people of other trades are left out."""
    pool = pool_of(dispatch.request.sitting)
    return [
        Excluded(entry, [explain(one) for one in entry.why_not])
        for entry in pool
        if entry.why_not and entry.facts.cards
    ]


def proposals_of(dispatch: Dispatch) -> list[ManualDispatch]:
    """Manual dispatches, newest first, with their people."""
    rows: Sequence[ManualDispatch] = dispatch.manual_dispatches.prefetch_related("examiners")
    return list(rows)


def open_proposal(dispatch: Dispatch) -> ManualDispatch | None:
    """The proposal that waits for a second person."""
    found: ManualDispatch | None = dispatch.manual_dispatches.filter(state=ManualState.PROPOSED).first()
    return found


def shows_seed(dispatch: Dispatch) -> bool:
    """The seed is shown once it has been used, or will not be any more."""
    return dispatch.ranked_at is not None or dispatch.state in (DispatchState.CANCELLED, DispatchState.LAPSED)


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody who may be named by hand; `place`: where the district stands in his wishes."""

    entry: PoolEntry
    place: int | None


def choices_for_manual(dispatch: Dispatch, text: str) -> list[Choice]:
    """Everyone who may be named by hand: with a valid card and bound nowhere that day; by name."""
    pool = [entry for entry in pool_of(dispatch.request.sitting) if entry.card and not entry.facts.recusals]
    needle = text.strip().lower()
    return [
        Choice(entry, entry.facts.preference(dispatch.district_id))
        for entry in pool
        if entry.facts.active
        and entry.facts.has_phone
        and not entry.facts.busy_with
        and needle in f"{entry.person.name} {entry.person.number}".lower()
    ]
