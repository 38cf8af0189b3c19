"""Things done at the same moment. Each race is also run with its lock off, to show that it would be lost."""

import threading
from datetime import datetime

import pytest
from django.db import IntegrityError, connection, transaction

from appraisal.core import audit
from appraisal.core.errors import Refused
from appraisal.core.models import AuditEntry, Organisation, RoleAssignment
from appraisal.core.queries.audit import verify_chain
from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.roles import Role
from appraisal.core.services import roles
from appraisal.core.services.city import load_city
from tests.factories import core
from tests.races import at_once, meeting

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=BEIJING)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("locked", [True, False])
def test_two_guidance_officers_cannot_take_each_other_away(locked: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    load_city(now=NOW)
    section = Organisation.objects.get(code="CITY-GUIDANCE")
    one, other = core.actor(Role.GUIDANCE_OFFICER, section), core.actor(Role.GUIDANCE_OFFICER, section)
    monkeypatch.setattr(roles, "_is_last_guidance_officer", meeting(roles._is_last_guidance_officer))
    if not locked:
        monkeypatch.setattr(roles, "_lock_home", lambda assignment: None)
    raised = at_once(
        lambda: roles.end_role(actor=one, assignment_id=other.assignment_id, from_day=NOW.date(), now=NOW),
        lambda: roles.end_role(actor=other, assignment_id=one.assignment_id, from_day=NOW.date(), now=NOW),
    )
    left = RoleAssignment.objects.filter(role=Role.GUIDANCE_OFFICER, ends_on__isnull=True).count()
    if locked:
        assert left == 1
        assert [error.refusals[0].code for error in raised if isinstance(error, Refused)] == ["last_guidance_officer"]
    else:
        assert left == 0, "without the lock nobody would be left"


@pytest.fixture
def chain_without_lock() -> object:
    """The trigger of the audit log with its lock taken out, put back afterwards."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('core_audit_chain'::regproc)")
        definition = cursor.fetchone()[0]
        unlocked = definition.replace("PERFORM pg_advisory_xact_lock(4096001);", "")
        assert unlocked != definition
        cursor.execute(unlocked)
        yield
        cursor.execute(definition)


def write_entry() -> None:
    audit.record(actor=None, action="test", target="user:1", summary="记", at=NOW)


def two_overlapping_writers() -> list[Exception | None]:
    """One has written and not committed when the other writes."""
    written, other_began = threading.Event(), threading.Event()

    def first() -> None:
        with transaction.atomic():
            write_entry()
            written.set()
            other_began.wait()
            wait_until_blocked()

    def second() -> None:
        written.wait()
        with transaction.atomic():
            other_began.set()
            write_entry()

    return at_once(first, second)


def wait_until_blocked() -> None:
    """Until another connection waits for this one."""
    with connection.cursor() as cursor:
        while True:
            cursor.execute("SELECT 1 FROM pg_stat_activity WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))")
            if cursor.fetchone():
                return


def test_entries_written_at_once_form_one_chain() -> None:
    assert two_overlapping_writers() == [None, None]
    raised = at_once(*[write_twenty] * 4)
    assert raised == [None] * 4
    assert list(AuditEntry.objects.order_by("number").values_list("number", flat=True)) == list(range(1, 83))
    assert verify_chain().broken is None


def write_twenty() -> None:
    for _ in range(20):
        with transaction.atomic():
            write_entry()


def test_without_the_lock_the_chain_would_fork(chain_without_lock: object) -> None:
    raised = two_overlapping_writers()
    assert raised[0] is None
    assert isinstance(raised[1], IntegrityError)
