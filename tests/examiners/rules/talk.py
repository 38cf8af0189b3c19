"""A dispatch in memory that keeps what `step` says: the rules without database, gateway or clock."""

from examiners.rules.conversation import step
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
    TimedOut,
    Undelivered,
    Withdrawn,
)
from examiners.rules.replies import Meaning
from examiners.rules.states import QUESTION_OF, DispatchState, InvitationState, MessageKind

MEANINGS = {"yes": Meaning.YES, "no": Meaning.NO, "confirm": Meaning.CONFIRM}


class Talk:
    """State between steps, and every message in order."""

    def __init__(self, *, seats: int, waiting: list[int], factor: float = 1.0) -> None:
        self.seats, self.waiting, self.factor = seats, waiting, factor
        self.state = DispatchState.WAITING
        self.parties: dict[int, Party] = {}
        self.outgoing: list[tuple[MessageKind, int]] = []
        self.may_ask = True
        self.wave_due = False

    def facts(self) -> Facts:
        waiting = tuple(key for key in self.waiting if key not in self.parties)
        return Facts(self.seats, self.state, tuple(self.parties.values()), waiting, self.factor, self.may_ask)

    def take(self, event: Event) -> tuple[Outgoing, ...]:
        done = step(self.facts(), event)
        self.state = done.state
        self.parties.update({party.key: party for party in done.changed})
        self.outgoing += [(message.kind, message.key) for message in done.messages]
        self.wave_due = done.wave_due
        return done.messages

    def start(self) -> None:
        self.take(Started())

    def cancel(self) -> None:
        self.take(Cancelled())

    def appoint(self, *keys: int) -> None:
        self.take(Appointed(keys))

    def day_comes(self) -> None:
        self.take(DayCame())

    def happens(self, key: int, word: str) -> tuple[Outgoing, ...]:
        """What an examiner does in one word; a silence of 30 minutes fires the timer of his open question, if any."""
        party = self.parties[key]
        question = QUESTION_OF.get(party.state)
        if word in MEANINGS:
            return self.take(Said(key, MEANINGS[word]))
        if word == "withdraw":
            return self.take(Withdrawn(key))
        if question is None:
            return ()
        if word == "undelivered":
            return self.take(Undelivered(key, question))
        return self.take(TimedOut(key, question, party.copies))

    def sent_to(self, key: int) -> list[MessageKind]:
        return [kind for kind, to in self.outgoing if to == key]

    def sent(self, kind: MessageKind) -> list[int]:
        return [to for what, to in self.outgoing if what == kind]

    def state_of(self, key: int) -> InvitationState:
        return self.parties[key].state
