"""What every office does over HTTP: its people, its messages, its log, and a masked number shown whole."""

import pytest

from appraisal.core.models import AuditEntry, KeptAnswer, RoleAssignment, SmsMessage
from appraisal.core.rules.roles import Role
from tests.factories import api as calling
from tests.factories import core, sms

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(clock):
    clock.moment = sms.MORNING
    return core.actor(Role.DISTRICT_OFFICER)


@pytest.fixture
def client(officer):
    return calling.caller(officer)


def test_people_of_ones_own_office_alone(client, officer):
    home = core.Organisation.objects.get(pk=officer.organisation_id)
    colleague, stranger = core.actor(officer.role, home), core.actor(officer.role)
    seen = {one["id"] for one in client.get("/api/v1/people").json()["items"]}
    assert seen == {officer.user_id, colleague.user_id}
    here = f"/api/v1/people/{colleague.user_id}"
    changed = client.post(f"{here}/change", {"name": "王小红", "phone": "13800000099"}, format="json").json()
    assert (changed["name"], changed["phone"]) == ("王小红", "138****0099")
    (role,) = changed["roles"]
    assert client.post(f"{here}/roles/{role['id']}/end", format="json").status_code == 200
    assert RoleAssignment.objects.get(pk=role["id"]).ends_on is not None
    assert client.post(f"{here}/deactivate", {"reason": ""}, format="json").status_code == 422
    assert client.post(f"{here}/deactivate", {"reason": "调离"}, format="json").json()["active"] is False
    assert (
        client.post(f"/api/v1/people/{stranger.user_id}/deactivate", {"reason": "x"}, format="json").status_code == 404
    )


def test_a_number_is_shown_whole_with_a_reason_on_record_and_kept_nowhere(client, officer):
    core.User.objects.filter(pk=officer.user_id).update(phone="13800000031")
    body = {"model": "core.user", "id": officer.user_id, "field": "phone", "reason": "核对手机号码是否登记正确"}
    short = client.post("/api/v1/reveal", {**body, "reason": "看"}, format="json")
    assert [one["code"] for one in short.json()["reasons"]] == ["personal_reason_short"]
    shown = client.post("/api/v1/reveal", body, format="json", HTTP_IDEMPOTENCY_KEY="one").json()
    assert (shown["value"], AuditEntry.objects.filter(action="personal.reveal").count()) == ("13800000031", 1)
    assert not KeptAnswer.objects.exists()
    assert client.post("/api/v1/reveal", {**body, "field": "password"}, format="json").status_code == 404


def test_a_stuck_message_is_resolved_by_its_own_district(client, officer, settings):
    made = sms.message(organisation_id=officer.organisation_id)
    long_ago = sms.MORNING.replace(hour=7)
    SmsMessage.objects.filter(pk=made.pk).update(state="SENDING", claimed_at=long_ago)
    (told,) = client.get("/api/v1/sms?state=STUCK").json()["items"]
    assert (told["stuck"], told["phone"]) == (True, "138****0031")
    resolve = f"/api/v1/sms/{made.pk}/resolve"
    body = {"answer": "WENT_OUT", "reason": "电话问过本人，已收到"}
    other = calling.caller(core.actor(Role.DISTRICT_OFFICER))
    assert other.post(resolve, body, format="json").status_code == 404
    assert client.post(resolve, body, format="json").json()["state"] == "SENT"
    assert client.post(resolve, body, format="json").status_code == 422


def test_the_log_is_ones_own(client, officer):
    calling.caller(core.actor(Role.DISTRICT_OFFICER))
    mine = client.get("/api/v1/audit").json()["items"]
    assert mine and {one["number"] for one in mine} == set(
        AuditEntry.objects.filter(organisation_id=officer.organisation_id).values_list("number", flat=True)
    )
