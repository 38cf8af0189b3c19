"""The rehearsal on its page and at the command line: nothing is sent, and records count."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from appraisal.core.models import SmsMessage
from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.rules.roles import Role
from examiners.queries.rehearsals import habits, need_of, observed
from examiners.rules.replies import Meaning
from tests.factories import core
from tests.factories import dispatch as make
from tests.factories import sms as sms_make
from tests.frozen_clock import FrozenClock

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/dispatch/rehearsal/"


@pytest.fixture
def now(clock: FrozenClock) -> FrozenClock:
    clock.moment = make.NOW
    return clock


def test_a_dispatch_is_rehearsed_without_a_message(client: Client, now: FrozenClock) -> None:
    on = make.stage(seats=3, people=20)
    core.sign_in(client, Role.DISTRICT_OFFICER, on.ground.institute.district)
    page = client.get(PAGE, {"dispatch": on.dispatch.pk})
    words = page.content.decode()
    assert page.status_code == 200
    assert "20 人里选 3 人" in words and "建议" in words and "现行设置" in words and "还没有答复记录" in words
    assert not SmsMessage.objects.exists()
    assert client.get(f"/dispatch/{on.dispatch.pk}/").content.decode().count(f"{PAGE}?dispatch=") == 1


def test_a_typed_need(client: Client, now: FrozenClock) -> None:
    core.sign_in(client, Role.GUIDANCE_OFFICER)
    typed = {"seats": "3", "people": "2", "start": "2026-03-02T09:00", "until": "2026-03-04T20:00"}
    assert "把握不足" in client.get(PAGE, typed).content.decode()
    wrong = client.get(PAGE, {**typed, "until": "2026-03-01T20:00", "seats": "0"}).content.decode()
    assert "应晚于开始派遣" in wrong and "<table" not in wrong
    assert "<table" in client.get(PAGE).content.decode()


def test_another_districts_dispatch_is_not_there(client: Client, now: FrozenClock) -> None:
    on = make.stage()
    core.sign_in(client, Role.DISTRICT_OFFICER, core.organisation(OrganisationKind.DISTRICT_CENTRE))
    for key in (on.dispatch.pk, "x", "9" * 30):
        assert client.get(PAGE, {"dispatch": key}).status_code == 404
    clerk = Client()
    core.sign_in(clerk, Role.INSTITUTE_CLERK, on.ground.institute)
    assert clerk.get(PAGE).status_code == 403


def test_the_records_count(now: FrozenClock) -> None:
    on = make.stage(seats=3, people=4)
    sms_make.gateway()
    make.start(on)
    make.deliver()
    first, second, _ = make.asked_in(on.dispatch)
    make.answers(first, on.dispatch, Meaning.YES, make.NOW + timedelta(minutes=3))
    make.answers(second, on.dispatch, Meaning.NO, make.NOW + timedelta(minutes=8))
    make.deliver(make.NOW + timedelta(minutes=10))
    make.answers(first, on.dispatch, Meaning.CONFIRM, make.NOW + timedelta(minutes=14))
    later = make.NOW + timedelta(minutes=20)
    seen = observed(later)
    assert (seen.asked, seen.yes, seen.no, seen.to_confirm, seen.confirmed) == (2, 1, 1, 1, 1)
    assert sorted(seen.minutes) == [3, 4, 8]
    assert habits(later).asked == 2
    assert observed(later + timedelta(days=400)).asked == 0
    need = need_of(make.fresh(on.dispatch), later)
    assert (need.seats, need.people) == (2, 0)


def test_the_command(now: FrozenClock) -> None:
    on = make.stage(seats=3, people=20)
    out = StringIO()
    call_command("rehearse_dispatch", dispatch=on.dispatch.pk, runs=30, stdout=out)
    assert "3 seats, 20 people" in out.getvalue() and "Advice: a wave of" in out.getvalue()
    out = StringIO()
    call_command("rehearse_dispatch", seats=3, people=2, runs=10, stdout=out)
    assert "never" in out.getvalue() and "Too few people" in out.getvalue()
    with pytest.raises(CommandError, match="no dispatch"):
        call_command("rehearse_dispatch", dispatch=0)
    with pytest.raises(CommandError, match="positive"):
        call_command("rehearse_dispatch", seats=0)
    assert not SmsMessage.objects.exists()
