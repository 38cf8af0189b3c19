"""The audit log: append-only for everyone, and a change behind its back is found."""

import io
import os
from collections.abc import Callable, Iterator
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import psycopg2
import pytest
from django.core.management import call_command
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from appraisal.core import audit
from appraisal.core.models import AuditEntry, Change, Notice, Organisation, Pulse
from appraisal.core.queries import audit as audit_queries
from appraisal.core.queries.audit import verify_chain
from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.rules.jobs import Job
from appraisal.core.rules.roles import Role
from appraisal.core.services.audit_check import AuditBroken, check_audit, run_nightly_check
from appraisal.core.services.city import load_city
from tests.factories import core

NOW = datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=BEIJING)
CHANGES = (
    "UPDATE core_auditentry SET summary = 'x'",
    "DELETE FROM core_auditentry",
    "TRUNCATE core_auditentry",
    "ALTER TABLE core_auditentry DISABLE TRIGGER ALL",
)


def write(count: int) -> None:
    actor = core.actor(Role.GUIDANCE_OFFICER)
    with transaction.atomic():
        for number in range(count):
            who = actor if number % 2 else None
            audit.record(
                actor=who, action="test.write", target="user:1", summary=f"第 {number} 条", at=NOW, 数=number, b=None
            )


@pytest.fixture
def as_application() -> Iterator[Callable[[str], None]]:
    """Runs a statement as the portal's own role, on this test's database."""
    query = parse_qs(urlsplit(os.environ["DATABASE_APPLICATION_URL"]).query)
    user = urlsplit(os.environ["DATABASE_APPLICATION_URL"]).username
    with psycopg2.connect(dbname=connection.settings_dict["NAME"], user=user, host=query["host"][0]) as connected:

        def run(statement: str) -> None:
            with connected.cursor() as cursor:
                cursor.execute(statement)

        yield run
    connected.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("table", ["core_auditentry", "plans_planstep", "plans_override"])
@pytest.mark.parametrize("change", ["UPDATE {} SET {} = NULL", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_portals_own_role_may_not_even_try(as_application, table: str, change: str) -> None:
    column = {"core_auditentry": "summary", "plans_planstep": "reason", "plans_override": "reason"}[table]
    with pytest.raises(psycopg2.errors.InsufficientPrivilege, match="permission denied"):
        as_application(change.format(table, column))


@pytest.mark.django_db(transaction=True)
def test_the_portals_own_role_can_write_and_read(as_application) -> None:
    as_application(
        "INSERT INTO core_auditentry (at, role, actor_label, action, target, summary, details)"
        " VALUES (now(), '', '系统', 'test', 'user:1', '记', '{}')"
    )
    as_application("SELECT * FROM core_auditentry")
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        as_application("ALTER TABLE core_auditentry DISABLE TRIGGER ALL")


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["UPDATE core_auditentry SET summary = 'x'", "DELETE FROM core_auditentry"])
def test_the_owner_is_refused_by_the_trigger(change: str) -> None:
    write(2)
    with pytest.raises(Exception, match="append-only") as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    assert isinstance(refused.value.__cause__, psycopg2.errors.InsufficientPrivilege)
    assert AuditEntry.objects.count() == 2


@pytest.mark.django_db
def test_a_sound_log_is_found_sound(monkeypatch) -> None:
    monkeypatch.setattr(audit_queries, "CHUNK", 3)
    write(8)
    report = verify_chain()
    assert (report.checked, report.head.number, report.broken) == (8, 8, None)
    assert report.head.hash == bytes(AuditEntry.objects.first().hash)
    assert verify_chain(report.head).checked == 0


TAMPERING = {
    "a field is changed": ("UPDATE core_auditentry SET summary = '改' WHERE number = 5", 5),
    "a time is changed": ("UPDATE core_auditentry SET at = at + interval '1 microsecond' WHERE number = 5", 5),
    "details are changed": ("UPDATE core_auditentry SET details = '{\"数\": 9}' WHERE number = 5", 5),
    "a person is changed": ("UPDATE core_auditentry SET user_id = 77 WHERE number = 5", 5),
    "an entry is removed": ("DELETE FROM core_auditentry WHERE number = 5", 5),
    "the first is removed": ("DELETE FROM core_auditentry WHERE number = 1", 1),
    "an entry is changed and its hash made anew": (
        "UPDATE core_auditentry SET summary = '改', hash = core_audit_hash(previous_hash, number, at, user_id,"
        " organisation_id, role, actor_label, action, target, '改', details) WHERE number = 5",
        6,
    ),
}


def tamper(statement: str) -> None:
    """As someone does who may switch the triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_auditentry DISABLE TRIGGER core_audit_no_change")
        cursor.execute(statement)
        assert cursor.rowcount > 0
        cursor.execute("ALTER TABLE core_auditentry ENABLE TRIGGER core_audit_no_change")


@pytest.mark.django_db
@pytest.mark.parametrize("how", TAMPERING)
def test_tampering_behind_the_trigger_is_found(how: str, monkeypatch) -> None:
    statement, first_broken = TAMPERING[how]
    monkeypatch.setattr(audit_queries, "CHUNK", 3)
    write(8)
    tamper(statement)
    report = verify_chain()
    assert report.broken is not None
    assert report.broken.number == first_broken
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("verify_audit", stdout=out, stderr=err)
    assert ended.value.code == 1
    assert f"entry {first_broken}" in err.getvalue()
    assert out.getvalue() == ""


@pytest.mark.django_db
def test_a_log_cut_off_at_its_end_is_found_by_a_head_kept_elsewhere() -> None:
    write(8)
    out = io.StringIO()
    call_command("verify_audit", stdout=out)
    head = out.getvalue().rpartition(" ")[2].strip()
    assert head.startswith("8:")
    tamper("DELETE FROM core_auditentry WHERE number > 6")
    assert verify_chain().broken is None, "the chain alone cannot see it"
    err = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("verify_audit", "--known", head, stderr=err)
    assert "entry 8" in err.getvalue()


@pytest.mark.django_db
def test_the_nightly_check_remembers_the_head_and_alarms() -> None:
    load_city(now=NOW)
    write(4)
    good = run_nightly_check(now=NOW)
    assert Pulse.objects.get(pk=Job.AUDIT).outcome["hash"] == good.head.hash.hex()
    tamper(f"DELETE FROM core_auditentry WHERE number = {good.head.number}")
    for _ in range(2):  # the next night finds it again, and tells it once
        with pytest.raises(AuditBroken, match=str(good.head.number)):
            run_nightly_check(now=NOW)
    assert check_audit().broken.number == good.head.number
    notice = Notice.objects.get()
    assert (notice.organisation, notice.urgent) == (Organisation.objects.get(code="CITY-GUIDANCE"), True)


class TestHashesAgree(TestCase):
    """The database's function and the one here give the same hash, whatever is written."""

    text = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=40)

    @given(
        summary=text,
        details=st.dictionaries(
            st.text(st.characters(codec="ascii", categories=["Ll"]), min_size=3, max_size=8).map("x{}".format),
            st.none() | st.booleans() | st.integers(-(2**40), 2**40) | text | st.lists(text, max_size=3),
            max_size=4,
        ),
        at=st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)),  # noqa: DTZ001  (the zone is put on below)
    )
    def test_for_any_content(self, summary: str, details: dict, at: datetime) -> None:
        with transaction.atomic():
            audit.record(
                actor=None, action="test", target="user:1", summary=summary, at=at.replace(tzinfo=BEIJING), **details
            )
        assert verify_chain().broken is None


@pytest.mark.django_db
def test_many_entries_of_one_statement_are_the_chain_that_single_ones_make() -> None:
    institute, other = core.organisation(OrganisationKind.INSTITUTE), core.organisation(OrganisationKind.INSTITUTE)
    actor = core.actor(Role.INSTITUTE_CLERK, institute)
    told = {1: {institute.pk}, 3: {institute.pk, other.pk}}

    class Target:
        _meta = Notice._meta

        def __init__(self, pk: int) -> None:
            self.pk = pk

        def concerned(self) -> set[int]:
            return told.get(self.pk, set())

    write(2)
    entries = [
        audit.Entry(actor=actor, action="test.many", target=Target(key), summary=f"第 {key} 条", at=NOW)
        for key in range(5)
    ]
    with transaction.atomic():
        audit.record_many(entries)
        audit.record_many([])
    rows = list(AuditEntry.objects.filter(action="test.many").order_by("number"))
    assert [row.summary for row in rows] == [entry.summary for entry in entries]
    assert verify_chain().broken is None
    found = {(row.number, row.organisation_id) for row in Change.objects.all()}
    assert found == {(rows[key].number, organisation) for key, keys in told.items() for organisation in keys}
