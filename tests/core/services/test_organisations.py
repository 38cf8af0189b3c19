"""Organisations: the city that is loaded, and what officers register."""

from datetime import datetime

import pytest
from django.core.management import call_command

from appraisal.core.errors import NotPermitted, Refused
from appraisal.core.models import AuditEntry, Organisation
from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.rules.roles import Role
from appraisal.core.services import organisations as organisation_service
from appraisal.core.services.city import load_city
from appraisal.core.services.organisations import OrganisationEntry
from tests.factories import core

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=BEIJING)
pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> None:
    load_city(now=NOW)


def officer():
    section = Organisation.objects.filter(code="CITY-GUIDANCE").first()
    return core.actor(Role.GUIDANCE_OFFICER, section)


def codes(caught) -> list[str]:
    return [refusal.code for refusal in caught.value.refusals]


def district(code: str) -> Organisation:
    return Organisation.objects.get(code=code)


def test_the_city_has_its_sections_and_seventeen_districts(city: None) -> None:
    districts = Organisation.objects.filter(kind=OrganisationKind.DISTRICT_CENTRE)
    assert districts.count() == 17
    assert sorted(districts.exclude(gb_code="").values_list("gb_code", flat=True))[:2] == ["110101", "110102"]
    assert list(districts.filter(gb_code="").values_list("short_name", flat=True)) == ["亦庄"]
    sections = Organisation.objects.filter(kind=OrganisationKind.CITY_SECTION)
    assert set(sections.values_list("short_name", "parent__short_name")) == {
        ("鉴定指导科", "市中心"),
        ("财务科", "市中心"),
    }


def test_loading_again_changes_nothing(city: None) -> None:
    Organisation.objects.filter(code="110105").update(address="朝阳区某路 1 号")
    entries = AuditEntry.objects.count()
    call_command("load_city")
    assert Organisation.objects.count() == 20
    assert district("110105").address == "朝阳区某路 1 号"
    assert AuditEntry.objects.count() == entries


def test_districts_sort_as_in_a_card_index(city: None) -> None:
    names = Organisation.objects.filter(kind=OrganisationKind.DISTRICT_CENTRE).values_list("short_name", flat=True)
    assert list(names)[:4] == ["亦庄", "昌平区", "朝阳区", "大兴区"]  # 亦庄 stands under 北京经济技术开发区


def test_an_institute_is_registered_with_a_code(city: None) -> None:
    actor = officer()
    entries = [
        OrganisationEntry(f"北京第{number}鉴定所", district_id=district("110105").pk, contact_phone="010-65000000")
        for number in "一二"
    ]
    made = [
        organisation_service.register_organisation(actor=actor, kind=OrganisationKind.INSTITUTE, entry=entry, now=NOW)
        for entry in entries
    ]
    assert [organisation.code for organisation in made] == ["JG0001", "JG0002"]
    assert Organisation.objects.get(pk=made[0].pk).contact_phone == "010-65000000"
    entry = AuditEntry.objects.get(action="organisation.register", target=f"organisation:{made[0].pk}")
    assert "65000000" not in f"{entry.summary}{entry.details}"


def test_everything_wrong_is_said_at_once(city: None) -> None:
    taken = OrganisationEntry("东城区职业技能鉴定管理中心", code="110101")
    with pytest.raises(Refused) as caught:
        organisation_service.register_organisation(
            actor=officer(), kind=OrganisationKind.INSTITUTE, entry=taken, now=NOW
        )
    assert codes(caught) == ["organisation_name_taken", "organisation_code_taken", "organisation_district_missing"]
    with pytest.raises(Refused) as caught:
        organisation_service.register_organisation(
            actor=officer(), kind=OrganisationKind.DISTRICT_CENTRE, entry=OrganisationEntry(" "), now=NOW
        )
    assert codes(caught) == ["organisation_kind_fixed", "missing"]


def test_a_district_must_be_a_district_in_use(city: None) -> None:
    section = Organisation.objects.get(code="CITY-FINANCE")
    with pytest.raises(Refused) as caught:
        organisation_service.register_organisation(
            actor=officer(),
            kind=OrganisationKind.INSTITUTE,
            entry=OrganisationEntry("甲所", district_id=section.pk),
            now=NOW,
        )
    assert codes(caught) == ["organisation_district_wrong"]
    Organisation.objects.filter(code="110105").update(active=False)
    with pytest.raises(Refused) as caught:
        organisation_service.register_organisation(
            actor=officer(),
            kind=OrganisationKind.INSTITUTE,
            entry=OrganisationEntry("甲所", district_id=district("110105").pk),
            now=NOW,
        )
    assert codes(caught) == ["organisation_inactive"]


def test_a_change_records_what_changed(city: None) -> None:
    institute = core.organisation(OrganisationKind.INSTITUTE, name="甲所", district=district("110105"))
    entry = OrganisationEntry("乙所", short_name="乙", district_id=district("110108").pk, contact_phone="13800138000")
    organisation_service.change_organisation(actor=officer(), organisation_id=institute.pk, entry=entry, now=NOW)
    institute.refresh_from_db()
    assert (institute.name, institute.name_key, institute.district.code) == ("乙所", "yi suo", "110108")
    record = AuditEntry.objects.get(action="organisation.change")
    assert record.details["before"]["name"] == "甲所"
    assert record.details["after"]["name"] == "乙所"
    assert "13800138000" not in str(record.details)


def test_a_district_with_institutes_stays_in_use(city: None) -> None:
    core.organisation(OrganisationKind.INSTITUTE, district=district("110105"))
    with pytest.raises(Refused) as caught:
        organisation_service.deactivate_organisation(
            actor=officer(), organisation_id=district("110105").pk, reason=" ", now=NOW
        )
    assert codes(caught) == ["organisation_has_institutes", "reason_missing"]
    with pytest.raises(Refused) as caught:
        organisation_service.deactivate_organisation(
            actor=officer(), organisation_id=district("CITY").pk, reason="试", now=NOW
        )
    assert codes(caught) == ["organisation_fixed"]


def test_out_of_use_and_back(city: None) -> None:
    institute = core.organisation(OrganisationKind.INSTITUTE, district=district("110105"))
    actor = officer()
    organisation_service.deactivate_organisation(actor=actor, organisation_id=institute.pk, reason="停业", now=NOW)
    institute.refresh_from_db()
    assert not institute.active
    organisation_service.reactivate_organisation(actor=actor, organisation_id=institute.pk, reason="复业", now=NOW)
    institute.refresh_from_db()
    assert institute.active
    reasons = [entry.details["reason"] for entry in AuditEntry.objects.filter(target=f"organisation:{institute.pk}")]
    assert reasons == ["复业", "停业"]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.GUIDANCE_OFFICER])
def test_only_the_guidance_section_registers(city: None, role: Role) -> None:
    actor = core.actor(role)
    with pytest.raises(NotPermitted):
        organisation_service.register_organisation(
            actor=actor, kind=OrganisationKind.COMMITTEE, entry=OrganisationEntry("考评委"), now=NOW
        )


def test_institutes_do_not_see_one_another(city: None) -> None:
    chaoyang, haidian = district("110105"), district("110108")
    own = core.organisation(OrganisationKind.INSTITUTE, district=chaoyang)
    other = core.organisation(OrganisationKind.INSTITUTE, district=haidian)
    clerk = core.actor(Role.INSTITUTE_CLERK, own)
    seen = Organisation.objects.visible_to(clerk)
    assert own in seen
    assert other not in seen
    officer_of_district = core.actor(Role.DISTRICT_OFFICER, haidian)
    assert set(Organisation.objects.visible_to(officer_of_district).filter(kind=OrganisationKind.INSTITUTE)) == {other}
