"""Basic data over HTTP: sites, licences, the catalogue, organisations, texts; who keeps them writes, others read."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from appraisal.core.models import AppraisalMode, AuditEntry, Licence, Occupation, SmsTemplate
from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.rules.roles import Role
from appraisal.core.rules.sms_texts import SmsText
from appraisal.core.services.sms_texts import wording
from tests.factories import api as calling
from tests.factories import catalogue as make
from tests.factories import core

pytestmark = pytest.mark.django_db
API = "/api/v1"


@pytest.fixture
def now(clock):
    return clock.set(2026, 3, 2, 9)


@pytest.fixture
def clerk(now):
    return make.clerk()


@pytest.fixture
def city(now):
    return calling.caller(make.officer())


@pytest.fixture
def institute(clerk):
    return calling.caller(clerk)


def post(client, path, body=None, *, form=False, **headers):
    return client.post(f"{API}/{path}", body or {}, format="multipart" if form else "json", **headers)


def test_an_institute_files_a_site_the_city_confirms_it_and_a_change_waits_again(institute, city):
    district = core.organisation(OrganisationKind.DISTRICT_CENTRE)
    body = {
        "name": "西餐实训室", "address": "东大桥路 8 号", "district": district.pk, "workstations": 30,
        "occupations": [make.occupation().pk],
    }  # fmt: skip
    lacking = post(institute, "sites", {**body, "name": "", "occupations": []})
    assert lacking.status_code == 422 and len(lacking.json()["reasons"]) == 2
    made = post(institute, "sites", body, HTTP_IDEMPOTENCY_KEY="s").json()
    assert post(institute, "sites", body, HTTP_IDEMPOTENCY_KEY="s").json() == made and made["state"] == "FILED"
    here = f"sites/{made['id']}"
    assert post(institute, f"{here}/decide", {"grant": True}).status_code == 403
    assert post(city, f"{here}/decide", {"grant": True}).json()["state"] == "CONFIRMED"
    stale = city.get(f"{API}/{here}")["ETag"]
    assert post(institute, here, {**body, "workstations": 20}).json()["state"] == "FILED"
    assert post(city, f"{here}/decide", {"grant": True}, HTTP_IF_MATCH=stale).status_code == 412
    assert post(institute, f"{here}/withdraw", {"reason": "拆除"}).json()["state"] == "WITHDRAWN"
    assert calling.caller(make.clerk()).get(f"{API}/{here}").status_code == 404


def test_an_institute_asks_for_licences_and_the_city_grants_them(institute, city, clerk):
    level = make.level()
    body = {"document_number": "京人社发〔2026〕8号", "levels": [level.pk], "valid_from": "2026-03-02"}
    assert post(institute, "licence-requests", body, form=True).status_code == 422  # no document
    made = post(institute, "licence-requests", {**body, "document": make.pdf()}, form=True).json()
    assert (made["state"], made["levels"]) == ("REQUESTED", [level.pk])
    assert post(city, f"licence-requests/{made['id']}/decide", {"grant": True}).json()["state"] == "GRANTED"
    assert Licence.objects.get().institute_id == clerk.organisation_id


def test_a_mode_is_asked_for_once_and_set_by_the_city(institute, city):
    level = make.level()
    here = f"levels/{level.pk}"
    assert [post(institute, f"{here}/modes/ask").json()["asked"] for _ in range(2)] == [True, False]
    (missing,) = city.get(f"{API}/levels/without-mode").json()["items"]
    assert (missing["id"], len(missing["asked_by"])) == (level.pk, 1)
    said = post(city, f"{here}/modes", {"practical": "HANDS_ON", "valid_from": "2026-03-02"}).json()
    assert (said["practical"], len(said["modes"])) == ("HANDS_ON", 1) and AppraisalMode.objects.get()
    assert post(institute, f"{here}/modes/ask").status_code == 422
    assert post(city, f"{here}/re-review", {"re_review": not level.re_review}).json()["re_review"] != level.re_review


def test_the_catalogue_is_imported_as_it_was_checked(institute, city):
    def table(*rows):
        text = "\n".join(["职业（工种）,等级,在用", *rows])
        return {"file": SimpleUploadedFile("目录.csv", text.encode(), "text/csv")}

    checked = post(city, "occupations/import/check", table("车工,5-1,是"), form=True).json()
    assert checked["possible"] and [one["kind"] for one in checked["rows"]] == ["new"]
    assert post(institute, "occupations/import/check", table("车工,5-1,是"), form=True).status_code == 403
    bad = post(city, "occupations/import", {**table("磨工,x,是"), "seen": checked["seen"]}, form=True)
    assert bad.status_code == 422 and bad.json()["reasons"][0]["field"] == "row-2"
    done = post(city, "occupations/import", {**table("车工,5-1,是"), "seen": checked["seen"]}, form=True)
    assert done.json() == {"added": ["车工"], "changed": []} and Occupation.objects.get(name="车工")
    late = post(city, "occupations/import", {**table("钳工,5-1,是"), "seen": checked["seen"]}, form=True)
    assert late.status_code == 409


def test_organisations_are_registered_changed_and_put_out_of_use(institute, city):
    district = core.organisation(OrganisationKind.DISTRICT_CENTRE)
    assert post(city, "organisations", {"kind": "DISTRICT_CENTRE", "name": "新区"}).status_code == 422
    body = {"name": "京味学校", "district": district.pk, "contact_phone": "010-65551234"}
    made = post(city, "organisations", {"kind": "INSTITUTE", **body}).json()
    assert made["code"].startswith("JG") and "010-65551234" not in str(made)
    here = f"organisations/{made['id']}"
    assert post(institute, here, body).status_code == 403
    assert post(city, here, {**body, "name": "京味技校"}).json()["name"] == "京味技校"
    assert post(city, f"{here}/deactivate", {"reason": "停办"}).json()["active"] is False
    assert post(city, f"{here}/reactivate", {"reason": "恢复"}).json()["active"] is True


def test_a_text_is_tried_and_put_into_force_by_the_city_alone(city):
    here = f"sms/texts/{SmsText.TEAM.value}"
    district = calling.caller(core.actor(Role.DISTRICT_OFFICER))
    tag, text = city.get(f"{API}/{here}")["ETag"], f"{wording(SmsText.TEAM)}请准时。"
    assert post(district, f"{here}/preview", {"text": text}).json()["why_not"] == []
    assert post(city, f"{here}/preview", {"text": "{没有的空}"}).json()["why_not"]
    assert post(district, here, {"text": text, "reason": "更清楚"}).status_code == 403
    assert post(city, here, {"text": text, "reason": "更清楚"}, HTTP_IF_MATCH=tag).json()["version"] == 1
    assert post(city, here, {"text": f"{text}！", "reason": "再改"}, HTTP_IF_MATCH=tag).status_code == 412
    assert SmsTemplate.objects.count() == AuditEntry.objects.filter(action="EDIT_SMS_TEXT").count() == 1
