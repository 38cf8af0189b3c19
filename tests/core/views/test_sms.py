"""Pages of text messages: who sees which, the wording with its length, a stuck message resolved by hand."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from appraisal.core.messaging.gateway import TemporaryFailure, UnknownOutcome
from appraisal.core.models import AuditEntry, SmsMessage, SmsTemplate
from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.rules.jobs import Job
from appraisal.core.rules.roles import Role
from appraisal.core.services import pulse, sms_delivery
from tests.factories import core
from tests.factories import sms as make
from tests.frozen_clock import FrozenClock

pytestmark = pytest.mark.django_db(transaction=True)


def stuck_message(clock: FrozenClock, **fields: object) -> SmsMessage:
    """A message of which nobody knows whether it went out, an hour later."""
    message = make.message(text="王芳，13800000031；", now=clock.moment, **fields)
    make.gateway().failures = [UnknownOutcome("kannel_no_answer")]
    sms_delivery.deliver_due(clock=lambda: clock.moment)
    clock.advance(hours=1)
    return message


def test_a_district_sees_its_own_messages(client: Client, clock: FrozenClock) -> None:
    own, other = (core.organisation(OrganisationKind.DISTRICT_CENTRE) for _ in range(2))
    mine = make.message(organisation_id=own.pk, now=clock.moment)
    theirs = make.message(organisation_id=other.pk, now=clock.moment)
    core.sign_in(client, Role.DISTRICT_OFFICER, own)
    page = client.get("/sms/").content.decode()
    assert f"/sms/{mine.pk}/" in page and f"/sms/{theirs.pk}/" not in page
    assert client.get(f"/sms/{mine.pk}/").status_code == 200
    assert client.get(f"/sms/{theirs.pk}/").status_code == 404
    assert client.post(f"/sms/{theirs.pk}/resolve/", {"answer": "WENT_OUT", "reason": "问过"}).status_code == 404
    assert client.get("/sms/arrivals/").status_code == 403


@pytest.mark.parametrize("role", [Role.INSTITUTE_CLERK, Role.EXAMINER, Role.FINANCE_OFFICER, Role.COMMITTEE_CLERK])
def test_others_see_none(client: Client, role: Role) -> None:
    message = make.message()
    core.sign_in(client, role)
    for path in ("/sms/", f"/sms/{message.pk}/", "/sms/texts/", "/sms/outages/"):
        assert client.get(path).status_code == 403


def test_the_list_finds_by_phone_and_costs_the_same_for_many(
    client: Client, clock: FrozenClock, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    core.sign_in(client, Role.GUIDANCE_OFFICER)
    for number in range(60):
        make.message(f"138000001{number:02}", now=clock.moment)
    client.get("/sms/")
    with django_assert_max_num_queries(8):
        page = client.get("/sms/").content.decode()
    assert page.count('<th scope="row">') == 50
    assert "13800000131" not in page
    found = client.get("/sms/", {"phone": "138 0000 0131"}).content.decode()
    assert found.count('<th scope="row">') == 1 and "138****0131" in found


def test_a_stuck_message_is_resolved_by_hand(client: Client, clock: FrozenClock) -> None:
    message = stuck_message(clock)
    core.sign_in(client, Role.GUIDANCE_OFFICER)
    page = client.get(f"/sms/{message.pk}/").content.decode()
    assert "核实短信是否发出" in client.get("/").content.decode()
    assert "系统不会自动重发" in page and "13800000031" not in page
    refused = client.post(f"/sms/{message.pk}/resolve/", {})
    assert refused.status_code == 422 and "没有选择怎样处理" in refused.content.decode()
    client.post(f"/sms/{message.pk}/resolve/", {"answer": "SEND_AGAIN", "reason": "本人说没有收到"})
    assert sms_delivery.deliver_due(clock=lambda: clock.moment).sent == 1
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("SENT", 2)
    assert AuditEntry.objects.get(action="sms.resolve").details["answer"] == "SEND_AGAIN"


@pytest.mark.parametrize(("answer", "state"), [("WENT_OUT", "SENT"), ("GIVE_UP", "FAILED")])
def test_the_other_answers(client: Client, clock: FrozenClock, answer: str, state: str) -> None:
    message = stuck_message(clock)
    core.sign_in(client, Role.GUIDANCE_OFFICER)
    client.post(f"/sms/{message.pk}/resolve/", {"answer": answer, "reason": "电话问过本人"})
    message.refresh_from_db()
    assert message.state == state
    late = client.post(f"/sms/{message.pk}/resolve/", {"answer": answer, "reason": "再来一次"})
    assert late.status_code == 422


def test_a_message_just_handed_over_is_not_touched(client: Client, clock: FrozenClock) -> None:
    message = stuck_message(clock)
    clock.advance(minutes=-59, seconds=-30)
    core.sign_in(client, Role.GUIDANCE_OFFICER)
    answer = client.post(f"/sms/{message.pk}/resolve/", {"answer": "SEND_AGAIN", "reason": "心急"})
    assert answer.status_code == 422 and "刚刚交给网关" in answer.content.decode()


def test_guidance_edits_a_text_and_keeps_the_history(client: Client, clock: FrozenClock) -> None:
    core.sign_in(client, Role.GUIDANCE_OFFICER)
    assert "文件原文" in client.get("/sms/texts/").content.decode()
    refused = client.post("/sms/texts/INVITATION/", {"text": "请回复{代码}", "reason": ""})
    words = refused.content.decode()
    assert refused.status_code == 422
    assert "{代码}" in words and "{能参加代码}" in words and "没有写明理由" in words
    text = "本次考评员已满，感谢您的支持。"
    assert client.post("/sms/texts/FULL/", {"text": text, "reason": "更客气"}).status_code == 302
    assert SmsTemplate.objects.get().version == 1
    assert text in client.get("/sms/texts/FULL/").content.decode()
    same = client.post("/sms/texts/FULL/", {"text": text, "reason": "又一次"})
    assert same.status_code == 422 and "与现在使用的相同" in same.content.decode()


def test_the_preview_counts_while_one_types(client: Client) -> None:
    core.sign_in(client, Role.GUIDANCE_OFFICER)
    words = client.post("/sms/texts/FULL/preview/", {"text": "满" * 60}).content.decode()
    assert "<strong>70</strong>" in words and "<strong>1</strong>" in words
    words = client.post("/sms/texts/FULL/preview/", {"text": "满" * 61}).content.decode()
    assert "<strong>71</strong>" in words and "<strong>2</strong>" in words
    words = client.post("/sms/texts/FULL/preview/", {"text": "{什么}"}).content.decode()
    assert "系统填不了的空" in words


def test_a_district_reads_the_texts_and_cannot_change_them(client: Client) -> None:
    core.sign_in(client, Role.DISTRICT_OFFICER)
    assert "启用新内容" not in client.get("/sms/texts/TEAM/").content.decode()
    assert client.post("/sms/texts/FULL/", {"text": "满了。", "reason": "短"}).status_code == 403
    assert client.get("/sms/texts/NOTHING/").status_code == 404


def test_an_outage_stands_on_the_page(client: Client, clock: FrozenClock) -> None:
    make.message(now=clock.moment)
    gateway = make.gateway()
    gateway.failures, gateway.fault = [TemporaryFailure("kannel_unreachable")], "kannel_unreachable"
    sms_delivery.deliver_due(clock=lambda: clock.moment)
    core.sign_in(client, Role.GUIDANCE_OFFICER)
    assert "连接不上短信网关" in client.get("/sms/").content.decode()
    assert "仍在中断" in client.get("/sms/outages/").content.decode()
    gateway.fault = ""
    clock.advance(minutes=5)
    sms_delivery.deliver_due(clock=lambda: clock.moment)
    assert "正常" in client.get("/sms/").content.decode()


def test_the_banner_tells_those_concerned(client: Client, clock: FrozenClock) -> None:

    pulse.succeeded(Job.SMS_OUTBOX, {"down_since": (clock.moment - timedelta(hours=1)).isoformat(), "fault": "x"})
    core.sign_in(client, Role.DISTRICT_OFFICER)
    assert "起发不出去" in client.get("/").content.decode()
    other = Client()
    core.sign_in(other, Role.FINANCE_OFFICER)
    assert "起发不出去" not in other.get("/").content.decode()
