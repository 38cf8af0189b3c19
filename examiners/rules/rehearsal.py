"""Rehearsal: the conversation of a dispatch played many times on a virtual clock, before one message is paid for.

The engine is the real one (`conversation.step`, `timing.due_at`); only the examiners are imagined: each answers, or
not, as the records say that people do. The same seed gives the same rehearsal.
"""

import heapq
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from random import Random
from statistics import fmean
from typing import Final

from examiners.rules.conversation import step
from examiners.rules.events import Event, Facts, Outgoing, Party, Said, Started, TimedOut
from examiners.rules.replies import Meaning
from examiners.rules.states import DispatchState, MessageKind, Question
from examiners.rules.timing import Hours, due_at

QUESTIONS: Final = {
    MessageKind.INVITATION: Question.INVITATION,
    MessageKind.CONFIRMATION: Question.CONFIRMATION,
}


@dataclass(frozen=True, slots=True)
class Habits:
    """How people answer. `yes`, `no`: shares of those invited, the rest is silent; `confirm`: of those who said yes.

    `minutes`: times to answer, each as likely as the other, counted within the hours. `asked`: people on record behind
    these numbers, besides the prior.
    """

    yes: float
    no: float
    confirm: float
    minutes: tuple[float, ...]
    asked: int = 0


@dataclass(frozen=True, slots=True)
class Observed:
    """What the records say: how many were asked to come, said yes or no, were asked to confirm, did; and how fast."""

    asked: int = 0
    yes: int = 0
    no: int = 0
    to_confirm: int = 0
    confirmed: int = 0
    minutes: tuple[float, ...] = ()


def blend(prior: Habits, weight: int, seen: Observed) -> Habits:
    """The prior as if `weight` people had shown it, and the records beside it: few records change little, many all."""

    def share(count: int, of: int, before: float) -> float:
        return (count + weight * before) / (of + weight)

    times = -(-weight // len(prior.minutes))
    return Habits(
        yes=share(seen.yes, seen.asked, prior.yes),
        no=share(seen.no, seen.asked, prior.no),
        confirm=share(seen.confirmed, seen.to_confirm, prior.confirm),
        minutes=tuple(sorted([*seen.minutes, *(prior.minutes * times)])),
        asked=seen.asked,
    )


@dataclass(frozen=True, slots=True)
class Scene:
    """What is rehearsed: seats to fill, people who may be asked, from when until when, and the house rules.

    `parts`: paid parts of each kind of message.
    """

    seats: int
    people: int
    start: datetime
    until: datetime
    hours: Hours
    wait: timedelta
    factor: float = 1.0
    parts: tuple[tuple[MessageKind, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """One run: minutes until the team stood (`None`: it did not in time), people asked, messages by kind."""

    minutes: float | None
    asked: int
    messages: Mapping[MessageKind, int]


@dataclass(frozen=True, slots=True)
class Forecast:
    """Many runs of one scene. Minutes are by the wall clock, nights included; `None` where too few runs end well."""

    factor: float
    runs: int
    times: tuple[float, ...]  # of the runs that end well, in order
    messages_per_seat: float
    parts_per_seat: float
    asked_per_seat: float
    told_full: float  # people per dispatch who say yes and hear that the team is full

    @property
    def risk(self) -> float:
        """Share of runs in which the team does not stand in time."""
        return 1 - len(self.times) / self.runs

    def minutes_until(self, share: float) -> float | None:
        """Minutes until the team stands in `share` of all runs."""
        rank = max(0, -(-int(share * self.runs * 1000) // 1000) - 1)
        return self.times[rank] if rank < len(self.times) else None


def play(scene: Scene, habits: Habits, draw: Random) -> Outcome:
    """Play a dispatch once, from its start until the team stands, nothing can happen any more, or time is up."""
    return _Stage(scene, habits, draw).play()


@lru_cache(maxsize=64)
def rehearse(scene: Scene, habits: Habits, *, runs: int = 200, seed: int = 1) -> Forecast:
    """Play a scene `runs` times. Raises `ValueError` without seats or runs."""
    if scene.seats < 1 or runs < 1:
        raise ValueError("a rehearsal needs seats and runs")
    parts = dict(scene.parts)
    played = [play(scene, habits, Random(f"{seed}:{number}")) for number in range(runs)]

    def per_seat(count: float) -> float:
        return count / scene.seats

    return Forecast(
        factor=scene.factor,
        runs=runs,
        times=tuple(sorted(one.minutes for one in played if one.minutes is not None)),
        messages_per_seat=per_seat(fmean(sum(one.messages.values()) for one in played)),
        parts_per_seat=per_seat(
            fmean(sum(parts.get(kind, 1) * count for kind, count in one.messages.items()) for one in played)
        ),
        asked_per_seat=per_seat(fmean(one.asked for one in played)),
        told_full=fmean(one.messages.get(MessageKind.FULL, 0) for one in played),
    )


def advise(forecasts: Sequence[Forecast], accepted_risk: float) -> Forecast:
    """The wave to take: the cheapest whose risk is accepted; when none is, the one with the least risk."""
    good = [one for one in forecasts if one.risk <= accepted_risk]
    if good:
        return min(good, key=lambda one: (one.messages_per_seat, one.factor))
    return min(forecasts, key=lambda one: (one.risk, one.messages_per_seat))


class _Stage:
    """A dispatch in memory with a clock that jumps from event to event."""

    def __init__(self, scene: Scene, habits: Habits, draw: Random) -> None:
        self.scene, self.habits, self.draw = scene, habits, draw
        self.state = DispatchState.WAITING
        self.parties: dict[int, Party] = {}
        self.messages: Counter[MessageKind] = Counter()
        self.coming: list[tuple[datetime, int, Event]] = []
        self.count = 0
        self.wave_at: datetime | None = None

    def play(self) -> Outcome:
        self.schedule(self.scene.hours.next_start(self.scene.start), Started())
        while self.coming:
            at, _, event = heapq.heappop(self.coming)
            if at >= self.scene.until:
                break
            self.take(at, event)
            if self.state == DispatchState.FORMED:
                return self.outcome((at - self.scene.start).total_seconds() / 60)
        return self.outcome(None)

    def take(self, at: datetime, event: Event) -> None:
        waiting = tuple(key for key in range(1, self.scene.people + 1) if key not in self.parties)
        may_ask = self.scene.hours.contain(at)
        done = step(
            Facts(self.scene.seats, self.state, tuple(self.parties.values()), waiting, self.scene.factor, may_ask),
            event,
        )
        self.state = done.state
        self.parties.update({party.key: party for party in done.changed})
        for message in done.messages:
            self.send(at, message)
        if done.wave_due and (self.wave_at is None or self.wave_at <= at):
            self.wave_at = self.scene.hours.next_start(at)
            self.schedule(self.wave_at, Started())

    def send(self, at: datetime, message: Outgoing) -> None:
        """Count it; a question starts its timer, and its first copy may be answered."""
        self.messages[message.kind] += 1
        question = QUESTIONS.get(message.kind)
        if question is None:
            return
        sent, copy = self.scene.hours.next_start(at), self.parties[message.key].copies
        self.schedule(self.after(sent, self.scene.wait), TimedOut(message.key, question, copy))
        meaning = self.answer(question) if copy == 1 else None
        if meaning:
            minutes = self.draw.choice(self.habits.minutes)
            self.schedule(self.after(sent, timedelta(minutes=minutes)), Said(message.key, meaning))

    def answer(self, question: Question) -> Meaning | None:
        lot = self.draw.random()
        if question == Question.CONFIRMATION:
            return Meaning.CONFIRM if lot < self.habits.confirm else None
        if lot < self.habits.yes:
            return Meaning.YES
        return Meaning.NO if lot < self.habits.yes + self.habits.no else None

    def after(self, at: datetime, length: timedelta) -> datetime:
        return due_at(at, length, self.scene.hours) or self.scene.until

    def schedule(self, at: datetime, event: Event) -> None:
        self.count += 1
        heapq.heappush(self.coming, (at, self.count, event))

    def outcome(self, minutes: float | None) -> Outcome:
        return Outcome(minutes, len(self.parties), dict(self.messages))
