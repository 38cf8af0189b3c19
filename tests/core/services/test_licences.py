"""Licences: asked for with a document, decided once, replaced and revoked."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import resolve

from appraisal.core import files
from appraisal.core.errors import Conflict, NotPermitted, Refused
from appraisal.core.models import AuditEntry, Document, Licence, LicenceRequest, Notice, OccupationLevel
from appraisal.core.queries.licences import licence_ends, licensed_levels
from appraisal.core.rules.roles import Role
from appraisal.core.services import licences
from tests.factories import catalogue as make
from tests.factories import core

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


@pytest.fixture
def now(clock):
    return clock.set(2026, 3, 2, 9)


def decide(officer, made, now, *, grant=True, reason=""):
    licences.decide_licence(actor=officer, request_id=made.pk, grant=grant, reason=reason, now=now)


def codes(refused):
    return [refusal.code for refusal in refused.value.refusals]


def test_a_granted_request_is_a_licence_for_each_level_of_its_scope(now):
    clerk, officer = make.clerk(), make.officer()
    levels = [make.level(5), make.level(4)]
    made = make.request(clerk, *levels, now=now, valid_until=date(2027, 3, 1))
    assert licensed_levels(clerk.organisation_id, TODAY) == set()
    decide(officer, made, now + timedelta(hours=1))
    keys = {level.pk for level in levels}
    assert licensed_levels(clerk.organisation_id, TODAY) == keys
    assert licensed_levels(clerk.organisation_id, date(2027, 3, 1)) == keys
    assert licensed_levels(clerk.organisation_id, date(2027, 3, 2)) == set()
    assert licensed_levels(clerk.organisation_id, TODAY - timedelta(days=1)) == set()
    assert licence_ends(clerk.organisation_id, keys, TODAY) == dict.fromkeys(keys, date(2027, 3, 1))
    assert {row.document_number for row in Licence.objects.all()} == {made.document_number}


def test_both_sides_are_told_and_both_acts_recorded(now):
    clerk, officer = make.clerk(), make.officer()
    made = make.request(clerk, make.level(), now=now)
    decide(officer, made, now)
    asked, answered = Notice.objects.order_by("pk")
    assert (asked.organisation_id, asked.role) == (officer.organisation_id, Role.GUIDANCE_OFFICER)
    assert (answered.organisation_id, answered.role) == (clerk.organisation_id, Role.INSTITUTE_CLERK)
    for notice in (asked, answered):
        assert resolve(notice.path).view_name == "core:licence-request"
    acts = AuditEntry.objects.filter(target=f"licencerequest:{made.pk}").order_by("number")
    assert [(act.action, act.user_id) for act in acts] == [
        ("REQUEST_LICENCE", clerk.user_id),
        ("DECIDE_LICENCE", officer.user_id),
    ]


def test_the_document_is_stored_encrypted_and_read_back(now):
    made = make.request(make.clerk(), make.level(), now=now)
    stored = made.document
    path = Path(settings.DOCUMENT_ROOT) / stored.storage_key[:2] / stored.storage_key
    assert make.PDF not in path.read_bytes()
    assert files.read(stored) == make.PDF
    assert (stored.name, stored.content_type) == ("批准文件.pdf", "application/pdf")


def test_everything_that_is_missing_is_said_at_once_and_nothing_is_stored(now):
    empty = licences.Application(document_number=" ", scope_ids=frozenset(), valid_from=None, note="长" * 401)
    with pytest.raises(Refused) as refused:
        licences.request_licence(actor=make.clerk(), application=empty, document=None, now=now)
    assert codes(refused) == [
        "missing",
        "too_long",
        "approval_document_missing",
        "scope_empty",
        "licence_start_missing",
    ]
    assert not LicenceRequest.objects.exists()


def test_a_wrong_file_is_said_together_with_the_rest(now):
    text = make.pdf("批准.txt", b"plain text")
    with pytest.raises(Refused) as refused:
        licences.request_licence(actor=make.clerk(), application=make.application(), document=text, now=now)
    assert set(codes(refused)) == {"scope_empty", "document_type"}
    assert not Document.objects.exists()


def test_a_level_is_asked_for_once_at_a_time_and_not_when_it_is_held(now):
    clerk = make.clerk()
    waiting, held = make.level(), make.level()
    make.request(clerk, waiting, now=now)
    make.licence(core.Organisation.objects.get(pk=clerk.organisation_id), held, date(2014, 1, 1))
    with pytest.raises(Refused) as refused:
        make.request(clerk, waiting, held, now=now)
    assert codes(refused) == ["licence_asked_already", "licence_held_already"]
    make.request(make.clerk(), waiting, held, now=now)  # another institute may


def test_a_request_is_decided_once(now):
    made = make.request(make.clerk(), make.level(), now=now)
    decide(make.officer(), made, now)
    with pytest.raises(Conflict) as conflict:
        decide(make.officer(), made, now, grant=False, reason="重复")
    assert "已经处理过" in conflict.value.message
    assert Licence.objects.count() == 1


def test_no_needs_a_reason_and_gives_no_licence(now):
    clerk = make.clerk()
    made = make.request(clerk, make.level(), now=now)
    with pytest.raises(Refused) as refused:
        decide(make.officer(), made, now, grant=False)
    assert codes(refused) == ["reason_missing"]
    decide(make.officer(), made, now, grant=False, reason="文号与批准文件不符")
    made.refresh_from_db()
    assert (made.state, made.reason) == ("REFUSED", "文号与批准文件不符")
    assert not Licence.objects.exists()
    assert Notice.objects.get(organisation_id=clerk.organisation_id).body == "文号与批准文件不符"


def test_nobody_decides_his_own_request(now):
    clerk = make.clerk()
    made = make.request(clerk, make.level(), now=now)
    both = core.RoleAssignment.objects.create(
        user_id=clerk.user_id, role=Role.GUIDANCE_OFFICER, organisation=make.guidance_section(), starts_on=TODAY
    )
    with pytest.raises(Refused) as refused:
        decide(both.actor(), made, now)
    assert codes(refused) == ["own_request"]


def test_what_went_out_of_use_or_ended_while_waiting_is_not_granted(now):
    level = make.level()
    made = make.request(make.clerk(), level, now=now, valid_until=TODAY)
    OccupationLevel.objects.filter(pk=level.pk).update(active=False)
    with pytest.raises(Refused) as refused:
        decide(make.officer(), made, now + timedelta(days=1))
    assert codes(refused) == ["level_inactive", "licence_over"]


def test_a_newer_licence_takes_over_from_its_first_day(now):
    clerk, level = make.clerk(), make.level()
    institute = core.Organisation.objects.get(pk=clerk.organisation_id)
    old = make.licence(institute, level, date(2014, 1, 1), date(2026, 6, 30))
    made = make.request(clerk, level, now=now, valid_from=date(2026, 6, 1), valid_until=date(2030, 5, 31))
    decide(make.officer(), made, now)
    old.refresh_from_db()
    assert (old.state, old.valid_until) == ("IN_FORCE", date(2026, 5, 31))
    for day in (TODAY, date(2026, 5, 31), date(2026, 6, 1), date(2030, 5, 31)):
        assert licensed_levels(institute.pk, day) == {level.pk}


def test_a_licence_that_is_wholly_covered_is_replaced(now):
    clerk, level = make.clerk(), make.level()
    institute = core.Organisation.objects.get(pk=clerk.organisation_id)
    old = make.licence(institute, level, date(2026, 1, 1), date(2026, 6, 30))
    made = make.request(clerk, level, now=now, valid_from=date(2026, 1, 1))
    decide(make.officer(), made, now)
    old.refresh_from_db()
    assert old.state == "REPLACED"


def test_the_database_refuses_two_licences_for_one_day(now):
    clerk, level = make.clerk(), make.level()
    institute = core.Organisation.objects.get(pk=clerk.organisation_id)
    make.licence(institute, level, date(2026, 1, 1), date(2026, 6, 30))
    make.licence(institute, level, date(2026, 7, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        make.licence(institute, level, date(2026, 6, 30), date(2026, 6, 30))


def test_a_revoked_licence_licenses_nothing(now):
    clerk, level, officer = make.clerk(), make.level(), make.officer()
    held = make.licence(core.Organisation.objects.get(pk=clerk.organisation_id), level, date(2014, 1, 1))
    with pytest.raises(Refused):
        licences.revoke_licence(actor=officer, licence_id=held.pk, reason=" ", now=now)
    licences.revoke_licence(actor=officer, licence_id=held.pk, reason="批准文件已撤销", now=now)
    assert licensed_levels(clerk.organisation_id, TODAY) == set()
    assert Notice.objects.get(organisation_id=clerk.organisation_id).urgent
    with pytest.raises(Conflict):
        licences.revoke_licence(actor=officer, licence_id=held.pk, reason="再撤一次", now=now)


@pytest.mark.parametrize("role", Role)
def test_who_may_ask_and_who_may_decide(role, now):
    made = make.request(make.clerk(), make.level(), now=now)
    actor = core.actor(role)
    if role is not Role.INSTITUTE_CLERK:
        with pytest.raises(NotPermitted):
            make.request(actor, make.level(), now=now)
    if role is not Role.GUIDANCE_OFFICER:
        with pytest.raises(NotPermitted):
            decide(actor, made, now)
        with pytest.raises(NotPermitted):
            licences.revoke_licence(actor=actor, licence_id=1, reason="x", now=now)
