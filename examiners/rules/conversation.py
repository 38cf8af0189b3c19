"""The conversation of a dispatch: what one event does to it. The slide's flow chart 三 as a pure function.

`step(facts, event)` gives the examiners whose state changes, the messages to send, and the new state of the dispatch.
It knows no clock: a timer that fires is an event, and timers begin when a message of `Question` is reported as sent.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Final

from examiners.rules.events import (
    Appointed,
    Cancelled,
    DayCame,
    Event,
    Facts,
    Outgoing,
    Party,
    Said,
    Started,
    Step,
    TimedOut,
    Undelivered,
    Withdrawn,
)
from examiners.rules.replies import Ambiguous, Meaning, Unread
from examiners.rules.states import (
    ALIVE,
    OUT,
    QUESTION_OF,
    RUNNING,
    SEATED,
    SENT_FOR,
    TOLD_OF_CANCELLATION,
    DispatchState,
    InvitationState,
    MessageKind,
    Question,
)
from examiners.rules.waves import to_ask

COPIES: Final = 2  # each question is sent at most twice 三


@dataclass
class _Course:
    """A step in the making."""

    facts: Facts
    parties: dict[int, Party]
    before: dict[int, Party]
    state: DispatchState
    messages: list[Outgoing] = field(default_factory=list)
    wave_due: bool = False

    def count(self, *states: InvitationState) -> int:
        return sum(party.state in states for party in self.parties.values())

    @property
    def open_seats(self) -> int:
        return self.facts.seats - self.count(*SEATED)

    def put(self, party: Party, state: InvitationState) -> None:
        last = max((self.facts.turn, *(one.turn for one in self.parties.values())))
        turn = last + 1 if state == InvitationState.RESERVE else party.turn
        self.parties[party.key] = replace(party, state=state, copies=0, turn=turn)

    def ask(self, key: int, state: InvitationState) -> None:
        """Put the first copy of the question of `state`."""
        self.put(self.parties.get(key, Party(key, state)), state)
        self.repeat(self.parties[key])

    def repeat(self, party: Party) -> None:
        """Send the open question of an examiner, counting it."""
        confirming = int(party.state == InvitationState.ACCEPTED)
        again = replace(party, copies=party.copies + 1, confirmations=party.confirmations + confirming)
        self.parties[party.key] = again
        self.send(SENT_FOR[QUESTION_OF[party.state]], party.key)

    def send(self, kind: MessageKind, key: int) -> None:
        self.messages.append(Outgoing(kind, key))

    def done(self) -> Step:
        changed = tuple(party for key, party in self.parties.items() if self.before.get(key) != party)
        return Step(self.state, changed, tuple(self.messages), self.wave_due)


def step(facts: Facts, event: Event) -> Step:
    """What one event does. What comes too late, twice or from a stranger is answered or ignored, never an error."""
    parties = {party.key: party for party in facts.parties}
    course = _Course(facts, parties, dict(parties), facts.state)
    _COURSES[type(event)](course, event)
    if course.state in RUNNING:
        _fill(course)
    return course.done()


def _fill(course: _Course) -> None:
    """Give open seats to reserves, ask more people, or form the team when every seat is confirmed."""
    reserves = [one for one in course.parties.values() if one.state == InvitationState.RESERVE and one.free]
    for party in sorted(reserves, key=lambda one: one.turn)[: max(0, course.open_seats)]:
        course.ask(party.key, InvitationState.ACCEPTED)
    if course.count(InvitationState.CONFIRMED) >= course.facts.seats:
        return _form(course)
    asked = course.facts.asked + course.count(InvitationState.INVITED)
    wanted = to_ask(seats=course.facts.seats, seated=course.count(*SEATED), asked=asked, factor=course.facts.factor)
    next_ones = [key for key in course.facts.waiting if key not in course.parties][:wanted]
    course.wave_due = bool(next_ones) and not course.facts.may_ask
    for key in next_ones if course.facts.may_ask else ():
        course.ask(key, InvitationState.INVITED)
    nobody_left = course.open_seats > 0 and not next_ones and not asked
    course.state = DispatchState.SHORT if nobody_left else DispatchState.ASKING
    return None


def _form(course: _Course) -> None:
    """The number is complete: the third message to everyone at once, never before 三."""
    course.state = DispatchState.FORMED
    for party in course.parties.values():
        if party.state == InvitationState.CONFIRMED:
            course.send(MessageKind.TEAM, party.key)


def _started(course: _Course, _: Started) -> None:
    if course.state == DispatchState.WAITING:
        course.state = DispatchState.ASKING


def _said(course: _Course, event: Said) -> None:
    party = course.parties.get(event.key)
    if party is None:
        return
    answer = _ANSWERS.get((party.state, event.meaning)) if course.state in ALIVE else None
    (answer or _answer_late)(course, party, event.meaning)


def _accept(course: _Course, party: Party, meaning: Meaning) -> None:
    """A yes takes a seat while there is one; otherwise he hears that the team is full and is kept as reserve."""
    if party.confirmations:
        _answer_late(course, party, meaning)  # he was asked to confirm before: no third time
    elif course.state in RUNNING and course.open_seats > 0 and party.free:
        course.ask(party.key, InvitationState.ACCEPTED)
    else:
        course.put(party, InvitationState.RESERVE)
        course.send(MessageKind.FULL, party.key)


def _decline(course: _Course, party: Party, _: Meaning) -> None:
    course.put(party, InvitationState.DECLINED)
    course.send(MessageKind.NOTED, party.key)


def _confirm(course: _Course, party: Party, _: Meaning) -> None:
    """The confirmation that completes the number is answered by the team notice itself."""
    course.put(party, InvitationState.CONFIRMED)
    if course.count(InvitationState.CONFIRMED) < course.facts.seats:
        course.send(MessageKind.NOTED, party.key)


def _confirm_unreached(course: _Course, party: Party, meaning: Meaning) -> None:
    """The report that the second message was not delivered was wrong: the seat is his if it is still there."""
    if course.state in RUNNING and course.open_seats > 0 and party.free:
        _confirm(course, party, meaning)
    else:
        _answer_late(course, party, meaning)


def _give_back(course: _Course, party: Party, _: Meaning) -> None:
    """Who had confirmed says that he cannot: his seat is open again."""
    course.put(party, InvitationState.WITHDRAWN)
    course.send(MessageKind.NOTED, party.key)
    if course.state == DispatchState.FORMED:
        course.state = DispatchState.ASKING


def _answer_late(course: _Course, party: Party, meaning: Meaning) -> None:
    """An answer to what is no longer asked changes nothing and is answered all the same."""
    if course.state == DispatchState.CANCELLED or party.state == InvitationState.CANCELLED:
        kind = MessageKind.CANCELLATION
    elif meaning == Meaning.NO or (party.state, meaning) in _SETTLED:
        kind = MessageKind.NOTED
    elif course.open_seats <= 0 or party.state == InvitationState.RESERVE:
        kind = MessageKind.FULL
    else:
        kind = MessageKind.LATE
    course.send(kind, party.key)


def _timed_out(course: _Course, event: TimedOut) -> None:
    """First silence: the same message once more. Second silence: he does not take part.

    Once the team stands, nobody is asked a second time.
    """
    party = course.parties.get(event.key)
    if party is None or course.state not in ALIVE:
        return
    if QUESTION_OF.get(party.state) != event.question or party.copies != event.copy:
        return
    if party.copies < COPIES and course.state in RUNNING:
        course.repeat(party)
    else:
        silent = {Question.INVITATION: InvitationState.TIMED_OUT, Question.CONFIRMATION: InvitationState.DROPPED}
        course.put(party, silent[event.question])


def _undelivered(course: _Course, event: Undelivered) -> None:
    party = course.parties.get(event.key)
    if party and course.state in ALIVE and QUESTION_OF.get(party.state) == event.question:
        course.put(party, InvitationState.UNREACHED)


def _withdrawn(course: _Course, event: Withdrawn) -> None:
    """His seat is open again; a team that was complete is no longer."""
    party = course.parties.get(event.key)
    if party is None or course.state not in ALIVE or party.state in OUT | {InvitationState.WITHDRAWN}:
        return
    held_a_seat = party.state in SEATED
    course.put(party, InvitationState.WITHDRAWN)
    if event.told:
        course.send(MessageKind.CANCELLATION, party.key)
    if course.state == DispatchState.FORMED and held_a_seat:
        course.state = DispatchState.ASKING


def _appointed(course: _Course, event: Appointed) -> None:
    """They get no first and no second message, only the third. Who is confirmed already stays so."""
    if course.state == DispatchState.WAITING:
        course.state = DispatchState.ASKING
    for key in event.keys:
        party = course.parties.get(key)
        seated = party is not None and party.state in SEATED
        if course.state in RUNNING and (seated or course.open_seats > 0):
            course.put(party or Party(key, InvitationState.CONFIRMED), InvitationState.CONFIRMED)


def _cancelled(course: _Course, _: Cancelled) -> None:
    """Everybody who was asked and has not said no hears it."""
    if course.state not in ALIVE:
        return
    course.state = DispatchState.CANCELLED
    for party in list(course.parties.values()):
        if party.state in TOLD_OF_CANCELLATION:
            course.put(party, InvitationState.CANCELLED)
            course.send(MessageKind.CANCELLATION, party.key)


def _day_came(course: _Course, _: DayCame) -> None:
    """Open questions end unanswered; who had been asked to confirm in vain hears that nothing comes of it."""
    if course.state not in RUNNING | {DispatchState.WAITING}:
        return
    course.state = DispatchState.LAPSED
    for party in list(course.parties.values()):
        if party.state == InvitationState.INVITED:
            course.put(party, InvitationState.TIMED_OUT)
        elif party.state in SEATED:
            course.put(party, InvitationState.CANCELLED)
            course.send(MessageKind.CANCELLATION, party.key)


_COURSES: Final[dict[type, Callable[[_Course, Any], None]]] = {
    Started: _started,
    Said: _said,
    TimedOut: _timed_out,
    Undelivered: _undelivered,
    Withdrawn: _withdrawn,
    Appointed: _appointed,
    Cancelled: _cancelled,
    DayCame: _day_came,
}
_ANSWERS: Final[dict[tuple[InvitationState, Meaning], Callable[[_Course, Party, Meaning], None]]] = {
    (InvitationState.INVITED, Meaning.YES): _accept,
    (InvitationState.INVITED, Meaning.NO): _decline,
    (InvitationState.UNREACHED, Meaning.YES): _accept,  # the report was wrong: his answer proves it
    (InvitationState.UNREACHED, Meaning.NO): _decline,
    (InvitationState.UNREACHED, Meaning.CONFIRM): _confirm_unreached,
    (InvitationState.ACCEPTED, Meaning.CONFIRM): _confirm,
    (InvitationState.ACCEPTED, Meaning.NO): _decline,
    (InvitationState.CONFIRMED, Meaning.NO): _give_back,
    (InvitationState.RESERVE, Meaning.NO): _decline,
    (InvitationState.DECLINED, Meaning.YES): _accept,  # he thought again
}
# Answers that say again what is known.
_SETTLED: Final = frozenset(
    {
        (InvitationState.ACCEPTED, Meaning.YES),
        (InvitationState.CONFIRMED, Meaning.YES),
        (InvitationState.CONFIRMED, Meaning.CONFIRM),
        (InvitationState.DECLINED, Meaning.NO),
    }
)


def answer_unread(reading: Ambiguous | Unread, *, answered_before: bool) -> MessageKind | None:
    """What an answer hears that fits no single question: its error once per text, or the choices. Never a guess."""
    if answered_before:
        return None
    return MessageKind.CHOICES if isinstance(reading, Ambiguous) else MessageKind.WRONG_CODE
