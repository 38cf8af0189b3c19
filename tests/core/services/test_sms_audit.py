"""The minute's check of text messages: each thing that can be wrong is counted, and a stuck message is told of once."""

from datetime import timedelta
from typing import Any

import pytest

from appraisal.core.messaging.gateway import TemporaryFailure, UnknownOutcome
from appraisal.core.models import Notice, Pulse, SmsMessage
from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.rules.jobs import Job
from appraisal.core.rules.sms import ReportStatus
from appraisal.core.services import sms, sms_audit, sms_delivery
from appraisal.core.services.city import load_city
from appraisal.core.services.sms_arrivals import receive, receive_reports
from appraisal.core.tasks import audit_sms, sweep_outbox
from tests.factories import core
from tests.factories import sms as make

pytestmark = pytest.mark.django_db(transaction=True)
NOW = make.MORNING
LATER = NOW + timedelta(minutes=10)
WELL = {
    "stuck": 0,
    "waiting": 0,
    "without_id": 0,
    "unreported": 0,
    "unmatched_reports": 0,
    "unread_replies": 0,
}


@pytest.fixture(autouse=True)
def nobody_reads(settings: Any) -> None:
    settings.SMS_INBOUND_READER = ""
    make.gateway()


def test_all_is_well() -> None:
    make.message()
    sms_delivery.deliver_due(clock=lambda: NOW)
    assert sms_audit.examine(now=LATER) == WELL


def test_a_stuck_message_is_told_once() -> None:
    load_city(now=NOW)
    district = core.organisation(OrganisationKind.DISTRICT_CENTRE)
    message = make.message(organisation_id=district.pk)
    make.gateway().failures = [UnknownOutcome("kannel_no_answer")]
    sms_delivery.deliver_due(clock=lambda: NOW)
    for _ in range(2):
        assert sms_audit.examine(now=LATER)["stuck"] == 1
    letters = Notice.objects.filter(key__startswith="sms-stuck:")
    assert sorted(letters.values_list("role", flat=True)) == ["DISTRICT_OFFICER", "GUIDANCE_OFFICER"]
    assert {letter.path for letter in letters} == {f"/sms/{message.pk}/"}


def test_what_no_worker_sends_is_seen_unless_it_may_wait() -> None:
    make.message()
    assert sms_audit.examine(now=LATER)["waiting"] == 1
    assert sms_audit.examine(now=NOW.replace(hour=22))["waiting"] == 0  # night
    make.gateway().failures = [TemporaryFailure("kannel_unreachable")]
    sms_delivery.deliver_due(clock=lambda: NOW)
    found = sms_audit.examine(now=LATER)
    assert (found["waiting"], found["fault"]) == (0, "kannel_unreachable")  # the gateway is down: that is said instead


def test_numbers_and_reports_that_are_missing() -> None:
    message = make.message()
    sms_delivery.deliver_due(clock=lambda: NOW)
    SmsMessage.objects.filter(pk=message.pk).update(gateway_id="")
    assert sms_audit.examine(now=LATER)["without_id"] == 1
    assert sms_audit.examine(now=NOW + timedelta(hours=30))["unreported"] == 1
    receive_reports(reports=[sms.Report("local", "r1", ReportStatus.DELIVERED, gateway_id="unknown")], now=NOW)
    assert sms_audit.examine(now=LATER)["unmatched_reports"] == 1


def test_replies_that_nobody_reads() -> None:
    receive(arrivals=[sms.Arrival("local", "1", make.PHONE, "3817")], now=NOW)
    assert sms_audit.examine(now=NOW)["unread_replies"] == 0
    assert sms_audit.examine(now=LATER)["unread_replies"] == 1


def test_the_tasks_leave_their_pulse() -> None:
    make.message(at_any_hour=True)
    sweep_outbox()
    audit_sms()
    outcomes = dict(Pulse.objects.values_list("name", "outcome"))
    assert outcomes[Job.SMS_OUTBOX] == {"sent": 1, "failed": 0}
    assert outcomes[Job.SMS_AUDIT] == WELL
