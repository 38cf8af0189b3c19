"""Two officers decide one request at the same moment. The positive control shows what the lock is for."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.db import connection

from appraisal.core import clock as portal_clock
from appraisal.core.errors import Conflict
from appraisal.core.models import AuditEntry, LicenceRequest
from appraisal.core.services import licences
from tests.factories import catalogue as make

pytestmark = pytest.mark.django_db(transaction=True)
MEETING_SECONDS = 1.0


def decide_at_once(monkeypatch, made: LicenceRequest) -> list[str]:
    """Two officers refuse `made`; each waits for the other after reading it, as long as the other can come."""
    meeting = threading.Barrier(2)
    judge = licences._decision_refusals

    def wait_for_the_other(*args, **kwargs):
        with suppress(threading.BrokenBarrierError):  # the other one is held up by the lock
            meeting.wait(MEETING_SECONDS)
        return judge(*args, **kwargs)

    monkeypatch.setattr(licences, "_decision_refusals", wait_for_the_other)
    officers = [make.officer(), make.officer()]
    now = portal_clock.now()

    def decide(officer) -> str:
        try:
            licences.decide_licence(actor=officer, request_id=made.pk, grant=False, reason="不符", now=now)
        except Conflict:
            return "conflict"
        finally:
            connection.close()
        return "decided"

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(decide, officers))


def test_one_officer_decides_and_the_other_hears_of_it(monkeypatch, clock):
    made = make.request(make.clerk(), make.level(), now=clock.moment)
    assert decide_at_once(monkeypatch, made) == ["conflict", "decided"]
    assert AuditEntry.objects.filter(action="DECIDE_LICENCE").count() == 1


def test_without_the_lock_both_decide(monkeypatch, clock):
    made = make.request(make.clerk(), make.level(), now=clock.moment)
    monkeypatch.setattr(licences, "_lock_request", lambda key: LicenceRequest.objects.get(pk=key))
    assert decide_at_once(monkeypatch, made) == ["decided", "decided"]
    assert AuditEntry.objects.filter(action="DECIDE_LICENCE").count() == 2
