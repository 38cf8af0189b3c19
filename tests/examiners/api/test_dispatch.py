"""Requests, dispatch and duty over HTTP: what the board does, and nobody else's."""

import pytest

from appraisal.core.rules.roles import Role
from examiners.models import ManualDispatch
from examiners.rules.replies import Meaning
from tests.factories import api as calling
from tests.factories import core
from tests.factories import dispatch as make

pytestmark = pytest.mark.django_db
DISPATCHES = "/api/v1/dispatches"


@pytest.fixture
def on(clock):
    clock.moment = make.NOW
    return make.stage(seats=3, people=5)


def test_from_the_request_to_the_team(on):
    institute, district = calling.caller(on.ground.clerk), calling.caller(on.officer)
    (asked,) = institute.get("/api/v1/examiner-requests").json()["items"]
    assert (asked["number"], asked["state"]) == (3, "OPEN")
    (row,) = district.get(DISPATCHES).json()["items"]
    assert (row["seats"], row["seated"], row["state"]) == (3, 0, "WAITING")
    started = district.post(f"{DISPATCHES}/{row['id']}/start", format="json").json()
    invited = [one["examiner"] for one in started["invitations"]]
    assert started["state"] == "ASKING" and len(invited) == 3
    make.deliver()
    for person in make.asked_in(on.dispatch):
        make.answers(person, on.dispatch, Meaning.YES)
    assert district.get(f"{DISPATCHES}/{row['id']}").json()["seated"] == 3


def test_what_is_not_possible_says_why(on):
    district = calling.caller(on.officer)
    answer = district.get(f"{DISPATCHES}/{on.dispatch.pk}").json()
    assert any(not one["possible"] and one["why_not"] for one in answer["actions"])
    assert district.post(f"{DISPATCHES}/{on.dispatch.pk}/cancel", {"reason": ""}, format="json").status_code == 422


def test_a_second_person_decides_a_manual_dispatch(on):
    body = {"examiners": [one.pk for one in on.examiners[:3]], "reason": "时间紧"}
    proposed = calling.caller(on.officer).post(f"{DISPATCHES}/{on.dispatch.pk}/manual", body, format="json")
    assert proposed.status_code == 201
    approve = f"/api/v1/manual-dispatches/{proposed.json()['id']}/approve"
    assert calling.caller(on.officer).post(approve, {}, format="json").status_code in (403, 422)
    assert calling.caller(on.second).post(approve, {}, format="json").json()["state"] == "APPROVED"
    assert ManualDispatch.objects.get().state == "APPROVED"


def test_another_district_sees_and_does_nothing(on):
    other = calling.caller(core.actor(Role.DISTRICT_OFFICER))
    assert other.get(DISPATCHES).json()["items"] == []
    assert other.get(f"{DISPATCHES}/{on.dispatch.pk}").status_code == 404
    assert other.post(f"{DISPATCHES}/{on.dispatch.pk}/start", format="json").status_code == 404
    assert calling.caller(on.ground.clerk).get(DISPATCHES).status_code == 403


def test_phones_are_masked_in_the_register(on):
    people = calling.caller(on.officer).get("/api/v1/examiners").json()["items"]
    assert len(people) == 5 and all("****" in one["phone"] for one in people)
