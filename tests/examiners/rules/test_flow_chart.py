"""The slide's flow chart 三 as a table: what an examiner does, and which messages he gets, on a clock of steps.

Each line is one way through the chart for a single seat with a second examiner behind. A step is what the first one
does: `yes`, `no`, `confirm`, or `30min` without an answer.
"""

import pytest

from examiners.rules.conversation import step
from examiners.rules.events import Facts, Said, Started, TimedOut, Undelivered
from examiners.rules.replies import Meaning
from examiners.rules.states import QUESTION_OF, DispatchState, InvitationState, MessageKind
from tests.examiners.rules.talk import Talk

INVITE, CONFIRM, TEAM, FULL, NOTED, LATE = (
    MessageKind.INVITATION,
    MessageKind.CONFIRMATION,
    MessageKind.TEAM,
    MessageKind.FULL,
    MessageKind.NOTED,
    MessageKind.LATE,
)
FIRST, SECOND = 1, 2

# name, what happens, what the first examiner is sent, his state, whether the second one is asked
CHART = (
    ("yes, confirm", ["yes", "confirm"], [INVITE, CONFIRM, TEAM], "CONFIRMED", False),
    ("yes to the second copy", ["30min", "yes", "confirm"], [INVITE, INVITE, CONFIRM, TEAM], "CONFIRMED", False),
    ("confirmed on the second copy", ["yes", "30min", "confirm"], [INVITE, CONFIRM, CONFIRM, TEAM], "CONFIRMED", False),
    (
        "both on the second copy",
        ["30min", "yes", "30min", "confirm"],
        [INVITE, INVITE, CONFIRM, CONFIRM, TEAM],
        "CONFIRMED",
        False,
    ),
    ("no", ["no"], [INVITE, NOTED], "DECLINED", True),
    ("no to the second copy", ["30min", "no"], [INVITE, INVITE, NOTED], "DECLINED", True),
    ("no answer", ["30min", "30min"], [INVITE, INVITE], "TIMED_OUT", True),
    ("no answer, long after", ["30min", "30min", "30min"], [INVITE, INVITE], "TIMED_OUT", True),
    ("no confirmation", ["yes", "30min", "30min"], [INVITE, CONFIRM, CONFIRM], "DROPPED", True),
    (
        "no confirmation after a late yes",
        ["30min", "yes", "30min", "30min"],
        [INVITE, INVITE, CONFIRM, CONFIRM],
        "DROPPED",
        True,
    ),
    ("yes after the time", ["30min", "30min", "yes"], [INVITE, INVITE, LATE], "TIMED_OUT", True),
    ("no after the time", ["30min", "30min", "no"], [INVITE, INVITE, NOTED], "TIMED_OUT", True),
    (
        "confirmation after the time",
        ["yes", "30min", "30min", "confirm"],
        [INVITE, CONFIRM, CONFIRM, LATE],
        "DROPPED",
        True,
    ),
    ("yes twice", ["yes", "yes", "confirm"], [INVITE, CONFIRM, NOTED, TEAM], "CONFIRMED", False),
    ("confirm twice", ["yes", "confirm", "confirm"], [INVITE, CONFIRM, TEAM, NOTED], "CONFIRMED", False),
    ("yes, then no", ["yes", "no"], [INVITE, CONFIRM, NOTED], "DECLINED", True),
    ("confirmed, then no", ["yes", "confirm", "no"], [INVITE, CONFIRM, TEAM, NOTED], "WITHDRAWN", True),
    ("first message not delivered", ["undelivered"], [INVITE], "UNREACHED", True),
    ("second message not delivered", ["yes", "undelivered"], [INVITE, CONFIRM], "UNREACHED", True),
    ("not delivered, yet answered", ["undelivered", "yes", "confirm"], [INVITE, CONFIRM, TEAM], "CONFIRMED", True),
)


@pytest.mark.parametrize(
    ("happens", "sent", "state", "second_is_asked"), [row[1:] for row in CHART], ids=[row[0] for row in CHART]
)
def test_chart(happens, sent, state, second_is_asked):
    talk = Talk(seats=1, waiting=[FIRST, SECOND])
    talk.start()
    for word in happens:
        talk.happens(FIRST, word)
    assert talk.sent_to(FIRST) == sent
    assert talk.state_of(FIRST) == state
    assert (SECOND in talk.parties) is second_is_asked


def test_the_team_notice_waits_for_the_last_seat_and_then_reaches_all_at_once():
    talk = Talk(seats=3, waiting=[1, 2, 3])
    talk.start()
    for key in (1, 2, 3):
        talk.happens(key, "yes")
    talk.happens(1, "confirm")
    talk.happens(2, "confirm")
    assert not talk.sent(TEAM)
    talk.happens(3, "confirm")
    assert talk.sent(TEAM) == [1, 2, 3]
    assert talk.state == DispatchState.FORMED


def test_a_yes_to_a_full_team_hears_so_and_becomes_the_reserve():
    talk = Talk(seats=1, waiting=[1, 2], factor=2)
    talk.start()
    talk.happens(1, "yes")
    talk.happens(2, "yes")
    assert talk.sent_to(2) == [INVITE, FULL]
    talk.happens(1, "30min")
    talk.happens(1, "30min")
    assert talk.sent_to(2) == [INVITE, FULL, CONFIRM]
    talk.happens(2, "confirm")
    assert talk.sent(TEAM) == [2]


def test_a_withdrawal_reopens_the_seat_for_the_reserve_and_the_new_team_is_told_again():
    talk = Talk(seats=2, waiting=[1, 2, 3], factor=1.5)
    talk.start()
    for key in (1, 2, 3):
        talk.happens(key, "yes")
    for key in (1, 2):
        talk.happens(key, "confirm")
    assert talk.sent(TEAM) == [1, 2]
    talk.happens(1, "withdraw")
    assert talk.state == DispatchState.ASKING
    assert talk.sent_to(1)[-1] == MessageKind.CANCELLATION
    talk.happens(3, "confirm")
    assert talk.sent(TEAM) == [1, 2, 2, 3]


def test_a_cancellation_reaches_everybody_who_was_asked_and_has_not_said_no():
    talk = Talk(seats=3, waiting=[1, 2, 3, 4, 5], factor=2)
    talk.start()
    talk.happens(1, "yes")
    talk.happens(1, "confirm")
    talk.happens(2, "yes")
    talk.happens(3, "no")
    talk.happens(4, "undelivered")
    talk.cancel()
    assert sorted(talk.sent(MessageKind.CANCELLATION)) == [1, 2, 5]
    talk.happens(5, "yes")
    assert talk.sent_to(5)[-1] == MessageKind.CANCELLATION


def test_manual_dispatch_sends_only_the_third_message():
    talk = Talk(seats=2, waiting=[1, 2, 3])
    talk.appoint(7, 8)
    assert talk.outgoing == [(TEAM, 7), (TEAM, 8)]
    assert talk.state == DispatchState.FORMED


def test_manual_dispatch_of_the_last_seat_completes_an_automatic_one():
    talk = Talk(seats=2, waiting=[1, 2])
    talk.start()
    talk.happens(1, "yes")
    talk.happens(1, "confirm")
    talk.appoint(7)
    assert talk.sent_to(7) == [TEAM]
    talk.happens(2, "yes")
    assert talk.sent_to(2) == [INVITE, FULL]


def test_nobody_left_to_ask_makes_the_dispatch_short():
    talk = Talk(seats=1, waiting=[1])
    talk.start()
    talk.happens(1, "no")
    assert talk.state == DispatchState.SHORT


def test_outside_the_hours_nobody_is_invited_but_answers_are_still_answered():
    talk = Talk(seats=1, waiting=[1, 2])
    talk.start()
    talk.may_ask = False
    talk.happens(1, "no")
    assert talk.wave_due
    assert 2 not in talk.parties
    assert talk.sent_to(1) == [INVITE, NOTED]


def test_the_day_of_the_sitting_ends_it():
    talk = Talk(seats=2, waiting=[1, 2])
    talk.start()
    talk.happens(1, "yes")
    talk.day_comes()
    assert talk.state == DispatchState.LAPSED
    assert talk.sent_to(1)[-1] == MessageKind.CANCELLATION
    assert talk.sent_to(2) == [INVITE]


def test_a_timer_of_an_older_question_changes_nothing():
    facts = Facts(1, DispatchState.WAITING, waiting=(1,))
    asked = step(facts, Started())
    facts = Facts(1, asked.state, asked.changed)
    accepted = step(facts, Said(1, Meaning.YES))
    facts = Facts(1, accepted.state, accepted.changed)
    for stale in (TimedOut(1, QUESTION_OF[InvitationState.INVITED], 1), TimedOut(9, "INVITATION", 1)):
        assert step(facts, stale).messages == ()
    assert step(facts, Undelivered(1, QUESTION_OF[InvitationState.INVITED])).changed == ()
