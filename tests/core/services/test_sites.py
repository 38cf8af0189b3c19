"""Practical sites: filed, confirmed, changed, taken out of use."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import resolve

from appraisal.core.errors import Conflict, NotPermitted, Refused
from appraisal.core.models import AuditEntry, Notice, Occupation, Site
from appraisal.core.queries.sites import confirmed_sites
from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.rules.roles import Role
from appraisal.core.services import sites
from tests.factories import catalogue as make
from tests.factories import core

pytestmark = pytest.mark.django_db


@pytest.fixture
def now(clock):
    return clock.set(2026, 3, 2, 9)


def decide(officer, site, now, *, confirm=True, reason=""):
    sites.decide_site(actor=officer, site_id=site.pk, confirm=confirm, reason=reason, now=now)


def codes(refused):
    return {refusal.code for refusal in refused.value.refusals}


def test_a_site_carries_its_occupations_once_it_is_confirmed(now):
    clerk, cook, turner = make.clerk(), make.occupation("中式烹调师"), make.occupation("车工")
    site = make.site(clerk, cook, now=now)
    assert not confirmed_sites(clerk.organisation_id, cook.pk).exists()
    decide(make.officer(), site, now)
    assert list(confirmed_sites(clerk.organisation_id, cook.pk)) == [site]
    assert not confirmed_sites(clerk.organisation_id, turner.pk).exists()
    assert not confirmed_sites(make.clerk().organisation_id, cook.pk).exists()


def test_both_sides_are_told_where_to_look(now):
    clerk, officer = make.clerk(), make.officer()
    site = make.site(clerk, make.occupation(), now=now)
    decide(officer, site, now, confirm=False, reason="地址与审批不符")
    filed, answered = Notice.objects.order_by("pk")
    assert (filed.organisation_id, answered.organisation_id) == (officer.organisation_id, clerk.organisation_id)
    assert answered.body == "地址与审批不符"
    for notice in (filed, answered):
        assert resolve(notice.path).kwargs == {"pk": site.pk}
    assert list(AuditEntry.objects.order_by("number").values_list("action", flat=True)) == ["FILE_SITE", "DECIDE_SITE"]


def test_a_change_waits_for_confirmation_again_and_is_told_again(now):
    clerk, officer, cook = make.clerk(), make.officer(), make.occupation()
    site = make.site(clerk, cook, now=now)
    decide(officer, site, now)
    other = make.occupation()
    entry = replace(make.site_entry(other), name=site.name)
    sites.change_site(actor=clerk, site_id=site.pk, entry=entry, now=now + timedelta(hours=1))
    site.refresh_from_db()
    assert (site.state, site.decided_at, set(site.occupations.all())) == ("FILED", None, {other})
    assert not confirmed_sites(clerk.organisation_id, cook.pk).exists()
    assert Notice.objects.filter(organisation_id=officer.organisation_id).count() == 2
    details = AuditEntry.objects.get(action="CHANGE_SITE").details
    assert details["before"]["occupations"] == [cook.pk]
    assert details["after"]["occupations"] == [other.pk]
    decide(officer, site, now + timedelta(hours=2))
    assert Notice.objects.filter(organisation_id=clerk.organisation_id).count() == 2


def test_everything_that_is_wrong_is_said_at_once(now):
    clerk = make.clerk()
    first = make.site(clerk, make.occupation(), now=now)
    idle = make.occupation()
    Occupation.objects.filter(pk=idle.pk).update(active=False)
    institute = core.organisation(OrganisationKind.INSTITUTE)
    entry = make.site_entry(
        idle, name=first.name, address=" ", district_id=institute.pk, workstations=0, approval_number="长" * 81
    )
    with pytest.raises(Refused) as refused:
        sites.file_site(actor=clerk, entry=entry, now=now)
    assert codes(refused) == {
        "missing",
        "too_long",
        "site_occupation_unknown",
        "site_district_missing",
        "site_workstations",
        "site_name_taken",
    }
    assert Site.objects.count() == 1


def test_a_site_keeps_its_own_name_when_it_changes(now):
    clerk = make.clerk()
    site = make.site(clerk, make.occupation(), now=now)
    sites.change_site(actor=clerk, site_id=site.pk, entry=make.site_entry(make.occupation(), name=site.name), now=now)
    make.site(make.clerk(), make.occupation(), now=now, name=site.name)  # another institute may use it, too


def test_a_site_is_decided_once(now):
    site = make.site(make.clerk(), make.occupation(), now=now)
    decide(make.officer(), site, now)
    with pytest.raises(Conflict) as conflict:
        decide(make.officer(), site, now, confirm=False, reason="不符")
    assert "已备案" in conflict.value.message


def test_no_needs_a_reason(now):
    site = make.site(make.clerk(), make.occupation(), now=now)
    with pytest.raises(Refused) as refused:
        decide(make.officer(), site, now, confirm=False)
    assert codes(refused) == {"reason_missing"}


def test_a_site_out_of_use_comes_back_by_filing_it_again(now):
    clerk, cook = make.clerk(), make.occupation()
    site = make.site(clerk, cook, now=now)
    decide(make.officer(), site, now)
    sites.withdraw_site(actor=clerk, site_id=site.pk, reason="场地搬迁", now=now)
    assert not confirmed_sites(clerk.organisation_id, cook.pk).exists()
    with pytest.raises(Conflict):
        sites.withdraw_site(actor=clerk, site_id=site.pk, reason="再停一次", now=now)
    sites.change_site(actor=clerk, site_id=site.pk, entry=make.site_entry(cook, name=site.name), now=now)
    decide(make.officer(), site, now)
    assert confirmed_sites(clerk.organisation_id, cook.pk).exists()


def test_another_institutes_site_does_not_exist(now):
    site = make.site(make.clerk(), make.occupation(), now=now)
    stranger = make.clerk()
    with pytest.raises(Site.DoesNotExist):
        sites.withdraw_site(actor=stranger, site_id=site.pk, reason="x", now=now)
    with pytest.raises(Site.DoesNotExist):
        sites.change_site(actor=stranger, site_id=site.pk, entry=make.site_entry(make.occupation()), now=now)


@pytest.mark.parametrize("role", Role)
def test_who_may_file_and_who_may_confirm(role, now):
    site = make.site(make.clerk(), make.occupation(), now=now)
    actor = core.actor(role)
    if role is not Role.INSTITUTE_CLERK:
        with pytest.raises(NotPermitted):
            make.site(actor, make.occupation(), now=now)
        with pytest.raises(NotPermitted):
            sites.withdraw_site(actor=actor, site_id=site.pk, reason="x", now=now)
    if role is not Role.GUIDANCE_OFFICER:
        with pytest.raises(NotPermitted):
            decide(actor, site, now)
