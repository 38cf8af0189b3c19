"""An institute keeps the record of a practical over HTTP and hands it in."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from appraisal.core.rules.roles import Role
from examiners.models import DutyScan, DutySheet
from tests.factories import api as calling
from tests.factories import core, duties, scores
from tests.factories import filing as make

pytestmark = pytest.mark.django_db
API = "/api/v1"
AT = "2026-05-16T17:00:00+08:00"


@pytest.fixture
def ground(clock):
    clock.moment = scores.MONDAY
    return make.ground()


@pytest.fixture
def plan(ground):
    return scores.held(ground)


@pytest.fixture
def client(ground):
    return calling.caller(ground.clerk)


def post(client, plan, part, body=None, **headers):
    return client.post(f"{API}/sittings/{duties.practical(plan)}/duty/{part}", body or {}, format="json", **headers)


def scan(client, plan, kind, name="扫描件.pdf", **headers):
    body = {"kind": kind, "document": SimpleUploadedFile(name, make.PDF)}
    address = f"{API}/sittings/{duties.practical(plan)}/duty/scans"
    return client.post(address, body, format="multipart", **headers)


def member(key, **changes):
    signed = {"signed_roster": True, "signed_seal": True}
    return {"examiner": key, "role": "MEMBER", "attended": True, "half_days": 1, **signed, **changes}


def test_from_an_empty_record_to_the_hand_in(ground, client, plan):
    people = duties.team(plan)
    meeting = {"at": "2026-05-11T14:00:00+08:00", "place": "二层会议室", "present": people}
    assert post(client, plan, "meeting", meeting).json()["members"][0]["met"] is True
    said = [member(people[0], role="LEADER"), *map(member, people[1:])]
    assert post(client, plan, "attendance", {"members": said}).status_code == 200
    assert post(client, plan, "sealing", {"at": AT, "envelopes": 1}).json()["envelopes"] == 1
    early = post(client, plan, "hand-in", {"handed_to": ""})
    codes = [one["code"] for one in early.json()["reasons"]]
    assert codes == ["duty_scan_missing", "duty_scan_missing", "duty_no_wrap_up", "duty_handed_to_missing"]
    assert post(client, plan, "wrap-up", {"at": AT, "notes": "顺利", "has_problems": False}).status_code == 200
    for kind in ("SCORE_ROSTER", "DUTY_SHEET"):
        assert scan(client, plan, kind).status_code == 201
    done = post(client, plan, "hand-in", {"handed_to": "王芳"}, HTTP_IDEMPOTENCY_KEY="h-1")
    assert (done.status_code, done.json()["state"], done.json()["missing"]) == (200, "ENTERING", [])
    assert post(client, plan, "hand-in", {"handed_to": "王芳"}, HTTP_IDEMPOTENCY_KEY="h-1").json() == done.json()
    assert post(client, plan, "hand-in", {"handed_to": "王芳"}).status_code == 409


def test_every_reason_against_a_statement_at_once(client, plan):
    people = duties.team(plan)
    answer = post(client, plan, "attendance", {"members": [member(people[0], half_days=0), member(2**40)]})
    codes = {one["code"] for one in answer.json()["reasons"]}
    assert codes == {"duty_stranger", "duty_attendance_missing", "duty_half_days"}


def test_who_wrote_from_an_older_record_is_stopped(client, plan):
    duties.team(plan)
    tag = client.get(f"{API}/sittings/{duties.practical(plan)}/duty")["ETag"]
    assert post(client, plan, "sealing", {"at": AT, "envelopes": 1}, HTTP_IF_MATCH=tag).status_code == 200
    assert post(client, plan, "sealing", {"at": AT, "envelopes": 2}, HTTP_IF_MATCH=tag).status_code == 412
    assert DutySheet.objects.get().envelopes == 1


def test_a_scan_is_kept_once_and_comes_off(client, plan):
    duties.team(plan)
    made = scan(client, plan, "SEAL", HTTP_IDEMPOTENCY_KEY="s-1")
    assert scan(client, plan, "SEAL", HTTP_IDEMPOTENCY_KEY="s-1").json() == made.json()
    assert scan(client, plan, "SEAL", "别的.pdf", HTTP_IDEMPOTENCY_KEY="s-1").json()["error"] == "key_reused"
    assert DutyScan.objects.count() == 1
    assert client.post(f"{API}/duty-scans/{made.json()['id']}/remove").status_code == 200
    assert client.get(f"{API}/sittings/{duties.practical(plan)}/duty").json()["scans"] == []


def test_a_problem_is_reported_and_answered(ground, client, plan):
    duties.team(plan)
    address = f"{API}/sittings/{duties.practical(plan)}/duty/problems"
    made = client.post(address, {"text": "停电半小时"}, format="multipart")
    assert (made.status_code, made.json()["document"]) == (201, None)
    answer = f"{API}/duty-problems/{made.json()['id']}/answer"
    assert client.post(answer, {"reply": "x"}, format="json").status_code == 403
    officer = calling.caller(ground.district)
    assert officer.post(answer, {"reply": "已知悉"}, format="json").json()["reply"] == "已知悉"
    assert officer.post(answer, {"reply": "再答"}, format="json").status_code == 409


def test_others_neither_see_nor_write(ground, plan):
    duties.team(plan)
    stranger, city = calling.caller(core.actor(Role.INSTITUTE_CLERK)), calling.caller(ground.officer)
    for part in ("meeting", "attendance", "sealing", "wrap-up", "hand-in"):
        assert post(stranger, plan, part).status_code == 404
        assert post(city, plan, part).status_code == 403
    assert scan(stranger, plan, "SEAL").status_code == 404
    assert stranger.get(f"{API}/sittings/{duties.practical(plan)}/duty").status_code == 404


def test_a_hand_in_is_sent_back_and_comes_again(ground, client, plan):
    duties.handed_in(ground, plan)
    district = calling.caller(ground.district)
    body = {"reason": "看不清", "remarks": [{"part": "SCAN", "text": "花名册第二页"}]}
    told = post(district, plan, "return", body).json()
    assert (told["state"], told["handed_in_at"]) == ("RETURNED", None)
    assert told["members"][0]["attended"] is None  # the officer will enter it blind
    (mine,) = client.get(f"{API}/sittings/{duties.practical(plan)}/duty").json()["hand_ins"]
    assert mine["returned"]["remarks"] == [{"part": "SCAN", "text": "花名册第二页"}] and len(mine["scans"]) == 2
    assert post(client, plan, "return", body).status_code == 403
    early = post(client, plan, "hand-in", {"handed_to": "王芳"})
    assert [one["code"] for one in early.json()["reasons"]] == ["duty_answer_missing"]
    done = post(client, plan, "hand-in", {"handed_to": "王芳", "answer": "已重扫"}).json()
    assert [one["number"] for one in done["hand_ins"]] == [2, 1]
