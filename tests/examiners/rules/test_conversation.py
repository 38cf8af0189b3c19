"""Whatever comes in whatever order: the promises of design §5 hold after every single event."""

from collections import Counter

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from examiners.rules.events import Appointed, Said, TimedOut, Undelivered, Withdrawn
from examiners.rules.replies import Meaning
from examiners.rules.states import SEATED, DispatchState, InvitationState, MessageKind, Question
from tests.examiners.rules.talk import Talk

PEOPLE = list(range(1, 9))
people = st.sampled_from(PEOPLE)


class AnyOrder(RuleBasedStateMachine):
    """Replies, timers (fresh, stale, doubled), reports, withdrawals and manual dispatch in any order."""

    @initialize(seats=st.integers(1, 3), factor=st.sampled_from([1.0, 1.5, 3.0]), size=st.integers(0, 8))
    def begin(self, seats, factor, size):
        self.talk = Talk(seats=seats, waiting=PEOPLE[:size], factor=factor)
        self.answers = 0

    @rule()
    def start_or_next_wave(self):
        self.talk.start()

    @rule(key=people, meaning=st.sampled_from(list(Meaning)))
    def says(self, key, meaning):
        messages = self.talk.take(Said(key, meaning))
        if key in self.talk.parties:
            assert [message for message in messages if message.key == key], "an answer without an answer"

    @rule(key=people)
    def says_what_is_asked(self, key):
        party = self.talk.parties.get(key)
        if party and party.state in (InvitationState.INVITED, InvitationState.ACCEPTED):
            self.says(key, Meaning.YES if party.state == InvitationState.INVITED else Meaning.CONFIRM)

    @rule(key=people, question=st.sampled_from(list(Question)), copy=st.integers(1, 2))
    def timer_fires(self, key, question, copy):
        self.talk.take(TimedOut(key, question, copy))

    @rule(key=people, question=st.sampled_from(list(Question)))
    def report_comes(self, key, question):
        self.talk.take(Undelivered(key, question))

    @rule(key=people, told=st.booleans())
    def withdraws(self, key, told):
        self.talk.take(Withdrawn(key, told))

    @rule(keys=st.lists(st.integers(1, 10), min_size=1, max_size=3, unique=True))
    def is_appointed(self, keys):
        self.talk.take(Appointed(tuple(keys)))

    @rule(inside=st.booleans())
    def hours_change(self, inside):
        self.talk.may_ask = inside

    @rule(really=st.integers(0, 9))
    def cancel_or_day(self, really):
        if really == 0:
            self.talk.cancel()
        elif really == 1:
            self.talk.day_comes()

    @invariant()
    def never_more_seated_than_seats(self):
        seated = [one for one in self.talk.parties.values() if one.state in SEATED]
        assert len(seated) <= self.talk.seats

    @invariant()
    def the_team_is_told_only_when_complete_and_then_whole(self):
        confirmed = {key for key, one in self.talk.parties.items() if one.state == InvitationState.CONFIRMED}
        if self.talk.state == DispatchState.FORMED:
            assert len(confirmed) == self.talk.seats
            assert confirmed <= set(self.talk.sent(MessageKind.TEAM))
        assert len(self.talk.sent(MessageKind.TEAM)) % self.talk.seats == 0

    @invariant()
    def each_question_is_sent_at_most_twice(self):
        counts = Counter(self.talk.outgoing)
        for kind in (MessageKind.INVITATION, MessageKind.CONFIRMATION):
            assert all(counts[kind, key] <= 2 for key in self.talk.parties)

    @invariant()
    def every_open_seat_is_being_filled_or_said_to_be_short(self):
        talk = self.talk
        if talk.state != DispatchState.ASKING or not talk.may_ask:
            return
        live = [one for one in talk.parties.values() if one.state in SEATED | {InvitationState.INVITED}]
        nobody_waits = all(key in talk.parties for key in talk.waiting)
        assert len(live) >= talk.seats or nobody_waits or talk.wave_due


AnyOrder.TestCase.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)
TestAnyOrder = AnyOrder.TestCase
