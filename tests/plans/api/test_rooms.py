"""An institute registers rooms, arranges its plan, seats invigilators and prints tickets over HTTP."""

import pytest
from django.test import Client

from appraisal.core.models import AuditEntry, Paper, PrintJob
from appraisal.core.rules.api import ApiScope
from appraisal.core.rules.roles import Role
from appraisal.core.services.prints import make_print
from plans.models import Candidate, Room, RoomUse, Seat
from plans.services import rooms as room_service
from tests.factories import api as calling
from tests.factories import core, rooms
from tests.factories import filing as make
from tests.pdf import text_of

pytestmark = pytest.mark.django_db
API = "/api/v1"


@pytest.fixture
def ground(clock):
    clock.moment = rooms.NOW
    return make.ground()


@pytest.fixture
def client(ground):
    return calling.caller(ground.clerk)


def room_body(ground, **changes):
    shape = {"rows": 4, "columns": 5, "capacity": 20, "address": "东大桥路 8 号"}
    return {"kind": "PAPER", "name": "教学楼 201", "district": ground.institute.district_id, **shape, **changes}


def post(client, path, body=None, **headers):
    return client.post(f"{API}/{path}", body or {}, format="json", **headers)


# --- rooms and staff ------------------------------------------------------------------------------------------
def test_a_room_is_registered_changed_out_and_back(ground, client):
    made = post(client, "rooms", room_body(ground, gaps=[[1, 3]], capacity=19), HTTP_IDEMPOTENCY_KEY="room-1")
    assert (made.status_code, made.json()["gaps"]) == (201, [[1, 3]])
    again = post(client, "rooms", room_body(ground, gaps=[[1, 3]], capacity=19), HTTP_IDEMPOTENCY_KEY="room-1")
    assert again.json() == made.json() and Room.objects.count() == 1
    address = f"rooms/{made.json()['id']}"
    tag = client.get(f"{API}/{address}")["ETag"]
    assert post(client, address, room_body(ground, name="教学楼 202"), HTTP_IF_MATCH=tag).json()["name"] == "教学楼 202"
    assert post(client, address, room_body(ground), HTTP_IF_MATCH=tag).status_code == 412
    assert post(client, f"{address}/out", {"reason": "装修"}).json() == []
    assert post(client, f"{address}/back").json()["active"] is True
    assert post(client, f"{address}/back").status_code == 409


def test_the_room_is_compared_under_its_lock(ground, client, monkeypatch):
    """Somebody changes it between the first look and the lock: the second look stops the action."""
    room = rooms.room(ground.institute, name="旧名")
    tag = client.get(f"{API}/rooms/{room.pk}")["ETag"]
    lock_owner = room_service._lock_owner

    def overtaken(actor):
        Room.objects.filter(pk=room.pk).update(address="改过的地址")
        return lock_owner(actor)

    monkeypatch.setattr(room_service, "_lock_owner", overtaken)
    answer = post(client, f"rooms/{room.pk}", room_body(ground, name="新名"), HTTP_IF_MATCH=tag)
    assert (answer.status_code, Room.objects.get().name) == (412, "旧名")


def test_everything_wrong_with_a_room_at_once(ground, client):
    rooms.room(ground.institute, name="教学楼 201")
    answer = post(client, "rooms", room_body(ground, gaps=[[9, 9]], capacity=25, kind="WORKSHOP"))
    codes = {one["code"] for one in answer.json()["reasons"]}
    assert codes == {"room_gap_outside", "room_overfull", "room_name_taken", "room_site_missing"}


def test_the_room_of_another_is_not_there(ground, client):
    other = rooms.room(make.ground().institute)
    assert post(client, f"rooms/{other.pk}", room_body(ground)).status_code == 404
    assert post(client, f"rooms/{other.pk}/out", {"reason": "x"}).status_code == 404
    assert client.get(f"{API}/rooms").json()["items"] == []
    assert post(calling.caller(ground.district), "rooms", room_body(ground)).status_code == 403


def test_staff_are_registered_with_masked_phones(ground, client):
    made = post(client, "invigilators", {"name": "李娜", "phone": "13911112222"}).json()
    assert made["phone"] == "139****2222"
    changed = post(client, f"invigilators/{made['id']}", {"name": "李娜", "phone": "13911113333", "active": False})
    assert (changed.json()["phone"], changed.json()["active"]) == ("139****3333", False)
    refused = post(client, "invigilators", {"name": "", "phone": "12"})
    assert {one["field"] for one in refused.json()["reasons"]} == {"name", "phone"}
    stranger = calling.caller(core.actor(Role.INSTITUTE_CLERK))
    assert post(stranger, f"invigilators/{made['id']}", {"name": "x", "phone": "13911114444"}).status_code == 404


# --- arranging ------------------------------------------------------------------------------------------------
def test_from_paid_to_arranged(ground, client):
    plan = rooms.paid(ground, 12)
    rooms.equip(ground)
    done = post(client, f"plans/{plan.number}/arrange", {"seed": 7}, HTTP_IDEMPOTENCY_KEY="a-1")
    assert (done.status_code, done.json()["seats"], done.json()["seed"]) == (200, 24, 7)
    seats = list(Seat.objects.order_by("pk").values_list("pk", flat=True))
    assert post(client, f"plans/{plan.number}/arrange", {"seed": 7}, HTTP_IDEMPOTENCY_KEY="a-1").json() == done.json()
    assert list(Seat.objects.order_by("pk").values_list("pk", flat=True)) == seats
    lacking = post(client, f"plans/{plan.number}/actions/arrange")
    assert lacking.status_code == 422 and lacking.json()["reasons"][0]["remedy"]
    assert post(client, f"plans/{plan.number}/invigilators/assign").json()["lacking"] == 0
    assert post(client, f"plans/{plan.number}/actions/arrange").json()["state"] == "ARRANGED"
    page = client.get(f"{API}/plans/{plan.number}/seats").json()["items"]
    assert len(page) == 24 and all(one["ticket"] for one in page)
    uses = client.get(f"{API}/plans/{plan.number}/rooms").json()
    assert all(len(one["invigilators"]) >= one["needed"] for one in uses)


def test_why_an_arrangement_is_impossible(ground, client):
    plan = rooms.paid(ground, 12)
    answer = post(client, f"plans/{plan.number}/arrange")
    assert answer.status_code == 422 and answer.json()["reasons"][0]["remedy"]
    assert not Seat.objects.exists()


def test_clearing_times_needs_and_catching_up(ground, client):
    plan = rooms.paid(ground, 6)
    rooms.equip(ground)
    sitting = plan.sittings.get(subject="THEORY")
    fixed = post(client, f"sittings/{sitting.pk}/time", {"starts_at": "10:00"})
    assert (fixed.status_code, fixed.json()["reasons"][0]["code"]) == (422, "time_fixed")
    timed = post(client, f"sittings/{sitting.pk}/time", {"starts_at": f"{sitting.starts_at:%H:%M}", "minutes": 60})
    assert timed.json()["minutes"] == 60
    candidate = Candidate.objects.order_by("pk").first()
    assert post(client, f"candidates/{candidate.pk}/need", {"need": "FRONT"}).status_code == 200
    rooms.arranged(ground, plan)
    make.candidate(plan, name="后来的", theory="NEW", practical="NEW")
    assert post(client, f"plans/{plan.number}/catch-up").json()["added"] == 2
    assert post(client, f"plans/{plan.number}/clear-seats").json() == {"cleared": 14}


def test_two_change_places_and_who_looked_away_is_told(ground, client):
    plan = rooms.complete(ground, 12)
    one, other = rooms.seats(plan)[:2]
    body = {"use": other.use_id, "number": other.number, "seen": other.candidate_id}
    done = post(client, f"seats/{one.pk}/move", body)
    assert (done.status_code, done.json()["other"], done.json()["seat"]["number"]) == (
        200, other.candidate_id, other.number,
    )  # fmt: skip
    assert post(client, f"seats/{one.pk}/move", {**body, "seen": None}).status_code == 409
    nowhere = post(client, f"seats/{one.pk}/move", {"use": other.use_id, "number": 999})
    assert nowhere.status_code == 422


def test_one_invigilator_in_and_out(ground, client):
    plan = rooms.paid(ground, 12)
    rooms.equip(ground)
    rooms.arranged(ground, plan)
    use, person = RoomUse.objects.filter(plan=plan).first(), rooms.staff(ground.institute, 1)[0]
    address = f"uses/{use.pk}/invigilators"
    assert post(client, address, {"invigilator": person.pk}).json()["invigilators"] == [person.pk]
    assert post(client, address, {"invigilator": person.pk, "on": False}).json()["invigilators"] == []
    stranger = rooms.staff(make.ground().institute, 1)[0]
    assert post(client, address, {"invigilator": stranger.pk}).status_code == 404


def test_the_plan_of_another_is_not_there(ground):
    plan = rooms.complete(ground, 4)
    use, seat, sitting = plan.room_uses.first(), Seat.objects.first(), plan.sittings.first()
    paths = [f"plans/{plan.number}/{word}" for word in ("arrange", "clear-seats", "catch-up", "invigilators/assign")]
    paths += [f"uses/{use.pk}/invigilators", f"seats/{seat.pk}/move", f"sittings/{sitting.pk}/time"]
    paths += [f"candidates/{seat.candidate_id}/need", f"plans/{plan.number}/prints"]
    stranger = calling.caller(core.actor(Role.INSTITUTE_CLERK))
    assert {path: post(stranger, path).status_code for path in paths} == dict.fromkeys(paths, 404)


# --- papers ---------------------------------------------------------------------------------------------------
def test_tickets_are_made_by_the_worker_and_fetched_on_record(ground, client):
    plan = rooms.complete(ground, 3)
    assert {one["kind"] for one in client.get(f"{API}/plans/{plan.number}/prints").json()} >= {"TICKET", "SEAT_CHART"}
    asked = post(client, f"plans/{plan.number}/prints", {"kind": "TICKET"}, HTTP_IDEMPOTENCY_KEY="t-1")
    assert (asked.status_code, asked.json()["total"], asked.json()["state"]) == (202, 3, "QUEUED")
    assert (
        post(client, f"plans/{plan.number}/prints", {"kind": "TICKET"}, HTTP_IDEMPOTENCY_KEY="t-1").status_code == 202
    )
    assert PrintJob.objects.count() == 1
    address = asked.json()["address"]
    early = client.post(f"{address}/link", format="json")
    assert (early.status_code, early.json()["reasons"][0]["code"]) == (422, "print_unfinished")
    make_print(job_id=asked.json()["id"], now=rooms.NOW)
    assert client.get(address).json()["state"] == "DONE"
    reading = calling.caller(ground.clerk, ApiScope.READ)
    assert reading.post(f"{address}/link", format="json").status_code == 403
    assert calling.caller(core.actor(Role.INSTITUTE_CLERK)).post(f"{address}/link").status_code == 404
    found = client.post(f"{address}/link", format="json").json()
    assert AuditEntry.objects.filter(action="print.hand_out").count() == 1
    nobody = Client()
    assert plan.number in text_of(nobody.get(found["url"]).content)
    Paper.objects.update(superseded_at=rooms.NOW)
    assert nobody.get(found["url"]).status_code == 404
    assert AuditEntry.objects.filter(action="print.hand_out").count() == 1


def test_one_ticket_alone_and_a_kind_that_is_not_for_the_state(ground, client):
    plan = rooms.complete(ground, 3)
    part = f"candidate:{Candidate.objects.first().pk}"
    assert post(client, f"plans/{plan.number}/prints", {"kind": "TICKET", "parts": [part]}).json()["total"] == 1
    assert list(Paper.objects.filter(kind="TICKET").values_list("part", flat=True)) == [part]
    assert post(client, f"plans/{plan.number}/prints", {"kind": "TICKET", "parts": ["candidate:0"]}).status_code == 422
    assert post(calling.caller(ground.district), f"plans/{plan.number}/prints", {"kind": "TICKET"}).status_code == 403


# --- resuming -------------------------------------------------------------------------------------------------
def test_only_the_city_resumes_and_only_what_is_suspended(ground, client):
    plan = rooms.paid(ground, 2)
    body = {"first_exam_date": "2026-06-20", "reason": "场地修好"}
    assert post(client, f"plans/{plan.number}/resume", body).status_code == 403
    assert post(calling.caller(ground.officer), f"plans/{plan.number}/resume", body).status_code == 409
