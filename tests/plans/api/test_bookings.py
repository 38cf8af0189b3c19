"""An institute books its re-review over HTTP, asks for another time, and chooses a committee."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.rules.roles import Role
from plans.models import Booking, Candidate, ChangeRequest
from tests.factories import api as calling
from tests.factories import changes, core, re_review, technicians
from tests.factories import filing as make

pytestmark = pytest.mark.django_db
API = "/api/v1"


@pytest.fixture
def ground(clock):
    clock.moment = re_review.NOW
    return make.ground()


@pytest.fixture
def client(ground):
    return calling.caller(ground.clerk)


def post(client, path, body=None, **headers):
    return client.post(f"{API}/{path}", body or {}, format="json", **headers)


def wishes(plan, slot, ids):
    return {"plan": plan.number, "wishes": [{"slot": slot.pk, "candidates": ids}]}


def test_a_booking_is_made_once_moved_and_cancelled(ground, client):
    plan = re_review.enrolled(ground, 3)
    first, second = re_review.slot(plan.district), re_review.slot(plan.district)
    body = wishes(plan, first, re_review.ids(plan))
    made = post(client, "bookings", body, HTTP_IDEMPOTENCY_KEY="b-1")
    assert (made.status_code, made.json()[0]["places"]) == (201, 3)
    assert post(client, "bookings", body, HTTP_IDEMPOTENCY_KEY="b-1").json() == made.json()
    assert Booking.objects.count() == 1
    moved = post(client, f"bookings/{made.json()[0]['id']}/move", {"slot": second.pk}).json()
    assert moved["slot"]["id"] == second.pk
    stale = post(client, f"bookings/{moved['id']}/cancel", HTTP_IF_MATCH='"older"')
    assert stale.status_code == 412
    assert post(client, f"bookings/{moved['id']}/cancel").json()["state"] == "CANCELLED"
    assert post(client, f"bookings/{moved['id']}/cancel").status_code == 422
    first.refresh_from_db()
    assert first.taken == 0


def test_everything_in_the_way_of_a_booking_at_once(ground, client):
    plan = re_review.enrolled(ground, 3)
    small = re_review.slot(plan.district, 1)
    gone = Candidate.objects.filter(plan=plan).first()
    Candidate.objects.filter(pk=gone.pk).update(state="WITHDRAWN")
    answer = post(client, "bookings", wishes(plan, small, re_review.ids(plan)))
    assert answer.status_code == 422 and len(answer.json()["reasons"]) >= 2
    assert not Booking.objects.exists()


def test_slots_and_plans_of_others(ground, client):
    plan, foreign = re_review.enrolled(ground, 1), make.ground()
    ids = re_review.ids(plan)
    assert post(client, "bookings", wishes(plan, re_review.slot(foreign.institute.district), ids)).status_code == 403
    stranger = calling.caller(foreign.clerk)
    assert post(stranger, "bookings", wishes(plan, re_review.slot(plan.district), ids)).status_code == 404
    booking = re_review.booked(ground, plan)
    assert post(stranger, f"bookings/{booking.pk}/cancel").status_code == 404
    assert post(stranger, f"plans/{plan.number}/leave-review", {"candidates": ids, "reason": "x"}).status_code == 404
    assert post(calling.caller(ground.district), "bookings").status_code == 403


def test_candidates_leave_so_that_the_plan_goes_on(ground, client):
    plan = re_review.enrolled(ground, 2)
    body = {"candidates": re_review.ids(plan, 1), "reason": ""}
    assert post(client, f"plans/{plan.number}/leave-review", body).json()["reasons"][0]["field"] == "reason"
    assert post(client, f"plans/{plan.number}/leave-review", {**body, "reason": "材料不全"}).json() == {"left": 1}
    assert post(client, f"plans/{plan.number}/leave-review", {**body, "reason": "材料不全"}).status_code == 409


# --- corrections ----------------------------------------------------------------------------------------------
def test_a_correction_is_asked_for_with_all_that_is_wrong(ground, client):
    key = technicians.enrolled(ground, people=1).candidates.get().pk
    address = f"{API}/candidates/{key}/corrections/ask"

    def ask_for(by=client, **given):
        file = {"document": SimpleUploadedFile("身份证.pdf", make.PDF)}
        return by.post(address, {"reason": "登记有误", **file, **given}, format="multipart")

    made = ask_for(changes='{"name": "张诗一"}')
    assert (made.status_code, made.json()[0]["new"], made.json()[0]["state"]) == (201, "张诗一", "REQUESTED")
    wrong = ask_for(changes='{"name": "张诗二", "sex": "中"}', reason="")
    assert wrong.status_code == 422 and len(wrong.json()["reasons"]) >= 2
    assert ask_for(changes="[]").status_code == ask_for(changes="{").status_code == 400
    assert ask_for(calling.caller(core.actor(Role.INSTITUTE_CLERK)), changes="{}").status_code == 404


# --- another time ---------------------------------------------------------------------------------------------
def ask(client, plan, text, reason="场地检修", *, proof=True, **headers):
    files = {"document": SimpleUploadedFile("通知.pdf", make.PDF)} if proof else {}
    body = {"wishes": text, "reason": reason, **files}
    return client.post(f"{API}/plans/{plan.number}/moves", body, format="multipart", **headers)


def later(plan):
    return json.dumps([{"sitting": changes.sitting(plan).pk, "date": str(changes.LATER)}])


def test_a_change_is_asked_for_once_and_withdrawn(ground, client):
    plan = make.accepted(ground)
    first = ask(client, plan, later(plan), HTTP_IDEMPOTENCY_KEY="c-1")
    assert (first.status_code, first.json()["lines"][0]["new_date"]) == (201, str(changes.LATER))
    assert ask(client, plan, later(plan), HTTP_IDEMPOTENCY_KEY="c-1").json() == first.json()
    assert ChangeRequest.objects.count() == 1
    address = f"moves/{first.json()['id']}/withdraw"
    stranger = calling.caller(core.actor(Role.INSTITUTE_CLERK))
    assert post(stranger, address).status_code == 404
    assert post(client, address).json()["state"] == "WITHDRAWN"
    assert post(client, address).status_code == 409


def test_everything_against_a_change_at_once(ground, client):
    plan = make.accepted(ground)
    earlier = json.dumps([{"sitting": changes.sitting(plan).pk, "date": str(make.EXAM - timedelta(days=2))}])
    answer = ask(client, plan, earlier, reason="", proof=False)
    assert answer.status_code == 422 and len(answer.json()["reasons"]) == 3


@pytest.mark.parametrize(
    "text", ["{", "[" * 50_000, "[]", "7", '[{"date": "2026-05-23"}]', '[{"sitting": 1, "site": 0}]']
)
def test_wishes_that_say_nothing(ground, client, text):
    answer = ask(client, make.accepted(ground), text)
    assert (answer.status_code, set(answer.json()["fields"])) == (400, {"wishes"})


# --- committees -----------------------------------------------------------------------------------------------
def test_a_committee_is_chosen_and_taken_back(clock):
    clock.moment = make.NOW
    on = make.ground(level=2)
    plan = make.filed(on)
    committee = core.organisation(OrganisationKind.COMMITTEE)
    client, address = calling.caller(on.clerk), f"plans/{plan.number}/committees"
    body = {"occupation": on.level.occupation_id, "committee": committee.pk}
    assert post(client, address, body).json()["items"][0]["committee"] == committee.pk
    assert post(client, address, {**body, "committee": None}).json()["items"][0]["committee"] is None
    assert post(client, address, {**body, "committee": on.institute.pk}).status_code == 422
