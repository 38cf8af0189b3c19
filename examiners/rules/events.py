"""What can happen to a dispatch, what is known when it does, and what follows: the words of `conversation.step`."""

from dataclasses import dataclass

from examiners.rules.replies import Meaning
from examiners.rules.states import DispatchState, InvitationState, MessageKind, Question


@dataclass(frozen=True, slots=True)
class Party:
    """An examiner in the dispatch. `copies`: how often his open question was sent. `turn`: when he became a reserve.

    `confirmations`: how often he was ever asked to confirm. `free`: no other dispatch holds him on that day.
    """

    key: int
    state: InvitationState
    copies: int = 0
    confirmations: int = 0
    turn: int = 0
    free: bool = True


@dataclass(frozen=True, slots=True)
class Facts:
    """A dispatch as it stands, locked.

    `parties` may leave out examiners whom the event cannot touch: `asked` of them have an open invitation, and `turn`
    is the highest of their turns as reserves. `waiting`: who may be asked next, in order of rank. `may_ask`: now is
    inside the hours of short messages.
    """

    seats: int
    state: DispatchState
    parties: tuple[Party, ...] = ()
    waiting: tuple[int, ...] = ()
    factor: float = 1.0
    may_ask: bool = True
    asked: int = 0
    turn: int = 0


@dataclass(frozen=True, slots=True)
class Started:
    """The district starts the dispatch, or wants the next wave now."""


@dataclass(frozen=True, slots=True)
class Said:
    """An examiner answers a question of this dispatch, open or not: his state says what his answer is worth."""

    key: int
    meaning: Meaning


@dataclass(frozen=True, slots=True)
class TimedOut:
    """The time for an answer to copy `copy` of a question is over. A timer of an older question changes nothing."""

    key: int
    question: Question
    copy: int


@dataclass(frozen=True, slots=True)
class Undelivered:
    """The network could not deliver a question: he has not been asked, which is not "no answer"."""

    key: int
    question: Question


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """An examiner leaves, by his own wish or the district's; `told`: he is to hear the cancellation."""

    key: int
    told: bool = True


@dataclass(frozen=True, slots=True)
class Appointed:
    """Manual dispatch, approved by a second person: these take part without being asked."""

    keys: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The sitting is off, or will be asked for again."""


@dataclass(frozen=True, slots=True)
class DayCame:
    """The day of the sitting has come: nobody is asked any more."""


Event = Started | Said | TimedOut | Undelivered | Withdrawn | Appointed | Cancelled | DayCame


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A short message to one examiner of the dispatch."""

    kind: MessageKind
    key: int


@dataclass(frozen=True, slots=True)
class Step:
    """What follows: changed examiners, messages in order, the new state.

    `wave_due`: more people are to be asked as soon as the hours allow.
    """

    state: DispatchState
    changed: tuple[Party, ...] = ()
    messages: tuple[Outgoing, ...] = ()
    wave_due: bool = False
