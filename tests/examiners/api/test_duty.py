"""Duties over HTTP: two blind entries, what differs, a stand-in; and what an officer looks at around a dispatch."""

import pytest

from tests.factories import api as calling
from tests.factories import dispatch as asking
from tests.factories import duties
from tests.factories import filing as make
from tests.factories import scores as given

pytestmark = pytest.mark.django_db


def row(key, days, role="MEMBER"):
    return {"examiner": key, "role": role, "attended": days > 0, "half_days": days}


def test_differences_are_decided_and_confirmed_by_another(clock):
    clock.moment = given.MONDAY
    ground = make.ground()
    plan = given.held(ground)
    people = duties.handed_in(ground, plan)
    first, second = calling.caller(ground.district), calling.caller(given.colleague(ground.district))
    here = f"/api/v1/sittings/{duties.practical(plan)}/duty"
    same = [row(people[0], 2, "LEADER"), row(people[1], 1), row(people[2], 1)]
    assert first.post(here, {"members": same}, format="json").status_code == 201
    assert first.get(f"{here}/differences").json()["members"] == []
    assert second.post(here, {"members": [*same[:2], row(people[2], 0)]}, format="json").status_code == 201
    found = first.get(f"{here}/differences").json()
    assert [one["differs"] for one in found["members"]].count(True) == found["unresolved"] == 1
    after = first.post(f"{here}/resolve", {"members": [same[2]]}, format="json").json()
    assert (after["state"], after["unresolved"]) == ("AGREED", 0)
    assert first.post(f"{here}/confirm", format="json").status_code == 422
    assert second.post(f"{here}/confirm", format="json").json()["state"] == "CONFIRMED"
    (mine,) = first.get("/api/v1/duty-summary?by=district").json()
    assert (mine["attended"], mine["half_days"]) == (3, 4)


def test_the_pool_the_ranking_and_the_rehearsal_of_a_dispatch(clock):
    clock.moment = asking.NOW
    on = asking.stage(seats=3, people=5)
    client = calling.caller(on.officer)
    pool = client.get(f"/api/v1/sittings/{on.dispatch.request.sitting_id}/pool").json()
    assert (pool["possible"], len(pool["items"])) == (5, 5) and not any(one["reasons"] for one in pool["items"])
    on.examiners[0].unavailable_days.create(starts_on=on.dispatch.day, ends_on=on.dispatch.day)
    here = f"/api/v1/sittings/{on.dispatch.request.sitting_id}/pool"
    first = client.get(here, {"limit": 3}).json()
    rest = client.get(here, {"limit": 3, "cursor": first["next"]}).json()
    assert [one["number"] for one in (*first["items"], *rest["items"])] == [one["number"] for one in pool["items"]]
    assert (len(first["items"]), rest["next"], rest["possible"]) == (3, None, 4)
    away = client.get(f"/api/v1/sittings/{on.dispatch.request.sitting_id}/pool?possible=false").json()
    assert [[why["code"] for why in one["reasons"]] for one in away["items"]] == [["selection_away"]]
    foreseen = client.get(f"/api/v1/dispatches/{on.dispatch.pk}/rehearsal").json()
    assert foreseen["need"]["seats"] == 3 and sum(one["advised"] for one in foreseen["forecasts"]) == 1
    client.post(f"/api/v1/dispatches/{on.dispatch.pk}/start", format="json")
    ranking = client.get(f"/api/v1/dispatches/{on.dispatch.pk}/ranking").json()
    assert [one["turn"] for one in ranking] == [1, 2, 3, 4]
    talk = client.get(f"/api/v1/dispatches/{on.dispatch.pk}/conversation").json()
    assert len(talk) == 3 and all("****" in one["phone"] for one in talk)
    assert client.get("/api/v1/fairness").json()[0]["asked"] == 3
