"""Answers, repeats, wrong texts, reports, timers, withdrawals and crashes in any order, on the real tables.

A crash is an error before a random statement of the action: what it had written is gone, and the sweep does it again.
"""

import random
from collections import Counter
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import connection

from appraisal.core.errors import DomainError
from appraisal.core.models import InboundSms, SmsMessage
from appraisal.core.services import sms_arrivals
from appraisal.core.services.sms import Arrival
from examiners.models import Answer, DispatchMessage, Invitation, ReplyCode, Timer
from examiners.rules.states import SEATED, DispatchState
from examiners.services import dispatches, replies, timers
from tests.factories import dispatch as make
from tests.factories import sms

pytestmark = pytest.mark.django_db
STEPS = 40


class Crash(BaseException):
    """The process is gone: nobody catches it and goes on."""


class World:
    """One dispatch and what happens to it, drawn from a seed."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        self.on = make.stage(seats=2, people=6)
        self.now = make.NOW
        self.brought: list[Arrival] = []
        make.start(self.on)

    def step(self) -> None:
        act = self.draw.choice(
            [self.answer] * 6 + [self.confirm] * 4
            + [self.repeat, self.nonsense, self.deliver, self.deliver, self.report, self.wait, self.wait, self.leave]
        )  # fmt: skip
        if self.draw.random() < 0.25:
            with suppress(Crash), connection.execute_wrapper(self._crash_after(self.draw.randrange(25))):
                act()
        else:
            act()
        self.now += timedelta(seconds=self.draw.randrange(1, 400))

    def _crash_after(self, statements: int):
        left = iter(range(statements))

        def run(execute, sql, params, many, context):
            if next(left, None) is None and not sql.startswith(("SAVEPOINT", "ROLLBACK", "RELEASE")):
                raise Crash
            return execute(sql, params, many, context)

        return run

    def answer(self, **wanted: object) -> None:
        codes = list(ReplyCode.objects.filter(**wanted).select_related("invitation__examiner").order_by("pk"))
        if codes:
            code = self.draw.choice(codes)
            self.bring(code.invitation.examiner.phone, code.code)

    def confirm(self) -> None:
        self.answer(meaning="CONFIRM")

    def nonsense(self) -> None:
        self.bring(self.draw.choice(self.on.examiners).phone, self.draw.choice(["好的", "0000", "？"]))

    def bring(self, phone: str, text: str) -> None:
        self.brought.append(Arrival("local", f"any-{len(self.brought)}", phone, text))
        self._receive(self.brought[-1])

    def repeat(self) -> None:
        if self.brought:
            self._receive(self.draw.choice(self.brought))

    def _receive(self, arrival: Arrival) -> None:
        for key in sms_arrivals.store(arrivals=[arrival], now=self.now):
            replies.receive_reply(inbound_id=key, now=self.now)

    def deliver(self) -> None:
        make.deliver(self.now)

    def report(self) -> None:
        message = SmsMessage.objects.filter(state="SENT").order_by("?").first()
        if message:
            make.undelivered(message, self.now)

    def wait(self) -> None:
        self.now += timedelta(minutes=self.draw.choice([5, 31, 70]))
        timers.fire_timers(now=self.now)

    def leave(self) -> None:
        with suppress(DomainError):
            dispatches.withdraw_examiner(
                actor=self.on.officer, dispatch_id=self.on.dispatch.pk, now=self.now, told=True, reason="有事",
                examiner_id=self.draw.choice(self.on.examiners).pk,
            )  # fmt: skip

    def check(self) -> None:
        dispatch = make.fresh(self.on.dispatch)
        seated = Invitation.objects.filter(dispatch=dispatch, state__in=SEATED).count()
        assert dispatch.seated == seated <= dispatch.seats
        sent = Counter(DispatchMessage.objects.values_list("invitation_id", "kind"))
        assert all(count <= 2 for (_, kind), count in sent.items() if kind in ("INVITATION", "CONFIRMATION"))
        teams = DispatchMessage.objects.filter(kind="TEAM").count()
        assert teams == dispatch.version * dispatch.seats, "the whole team at once, each time it is complete"
        if dispatch.state == DispatchState.FORMED:
            assert dispatch.invitations.filter(state="CONFIRMED").count() == dispatch.seats
        for row in Answer.objects.filter(kind="UNDERSTOOD").select_related("inbound"):
            said = DispatchMessage.objects.filter(reply_to=row.inbound)
            assert said.filter(invitation=row.invitation).exists(), "an answer without an answer"
        assert not Timer.objects.filter(fired_at__lt=make.NOW + timedelta(minutes=30), kind="ANSWER").exists()


@pytest.mark.parametrize("seed", range(4))
def test_the_promises_hold_in_any_order(settings, seed):
    settings.KAOWU = {
        **settings.KAOWU,
        "EXAMINERS_PER_SITTING": 1,
        "WAVE_FACTOR": 1.0 + seed % 2,
        "SMS_HOURS": ("00:00",) * 2,
    }
    sms.gateway()
    world = World(seed)
    for _ in range(STEPS):
        world.step()
        world.check()
    replies.sweep_replies(now=world.now + timedelta(hours=1))
    assert not InboundSms.objects.filter(settled_at=None).exists()
    assert Answer.objects.count() == InboundSms.objects.count()
    world.check()
