"""Scores of a whole sitting over HTTP: all of it or none, twice blind, with what is wrong with every row."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from appraisal.core.rules.roles import Role
from plans.models import ScoreCorrection, ScoreEntry, ScoreLine
from tests.factories import api as calling
from tests.factories import core, scores
from tests.factories import filing as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(clock):
    clock.moment = scores.MONDAY
    return make.ground()


@pytest.fixture
def plan(ground):
    return scores.held(ground)


def enter(client, plan, *grades, **headers):
    rows = [{"candidate": key, "grade": text} for key, text in scores.typed(plan, *grades).items()]
    return client.post(address(plan), {"scores": rows}, format="json", **headers)


def address(plan):
    return f"/api/v1/sittings/{scores.sitting(plan).pk}/scores"


def test_two_officers_enter_and_the_second_publishes(ground, plan):
    first, second = calling.caller(ground.district), calling.caller(scores.colleague(ground.district))
    answer = enter(first, plan, "86.5", "缺考", "60").json()
    assert (answer["state"], len(answer["rows"])) == ("ENTERING", 3)
    assert enter(second, plan, "86.5", "缺考", "60").json()["state"] == "AGREED"
    done = second.post(f"{address(plan)}/publish", format="json")
    assert (done.status_code, done.json()["state"]) == (200, "PUBLISHED")
    results = calling.caller(ground.clerk).get(f"/api/v1/plans/{plan.number}/results").json()["items"]
    assert [(one["mark"], one["score"]) for one in results] == [
        ("SCORED", "86.5"),
        ("ABSENT", "0.0"),
        ("SCORED", "60.0"),
    ]


def test_every_bad_row_is_named_and_none_is_kept(ground, plan):
    answer = enter(calling.caller(ground.district), plan, "86.55", "一百", "60")
    assert answer.status_code == 422
    fields = [reason["field"] for reason in answer.json()["reasons"]]
    assert fields == [f"score-{key}" for key in scores.keys(plan)[:2]]
    assert not ScoreLine.objects.exists()


def test_a_sheet_that_a_colleague_has_entered_meanwhile_is_read_again_first(ground, plan):
    mine, other = calling.caller(ground.district), calling.caller(scores.colleague(ground.district))
    tag = mine.get(address(plan))["ETag"]
    enter(other, plan, "86.5", "缺考", "60")
    assert enter(mine, plan, "86.5", "缺考", "60", HTTP_IF_MATCH=tag).status_code == 412
    fresh = mine.get(address(plan))
    assert (len(fresh.json()["entries"]), ScoreEntry.objects.count()) == (1, 1)
    assert enter(mine, plan, "86.5", "缺考", "60", HTTP_IF_MATCH=fresh["ETag"]).status_code == 201


def test_the_same_person_does_not_enter_twice(ground, plan):
    client = calling.caller(ground.district)
    assert enter(client, plan, "70").status_code == 201
    assert enter(client, plan, "70").status_code == 422


def test_a_repeated_request_is_not_a_second_entry(ground, plan):
    client = calling.caller(ground.district)
    first = enter(client, plan, "70", HTTP_IDEMPOTENCY_KEY="sitting")
    again = enter(client, plan, "70", HTTP_IDEMPOTENCY_KEY="sitting")
    assert (first.status_code, again.status_code, first.json()) == (201, 201, again.json())
    assert ScoreEntry.objects.count() == 1


def test_other_districts_and_the_institute_enter_nothing(ground, plan):
    assert enter(calling.caller(core.actor(Role.DISTRICT_OFFICER)), plan, "70").status_code == 404
    assert enter(calling.caller(ground.clerk), plan, "70").status_code == 403


def test_differences_are_decided_by_one_and_published_by_another(ground, plan):
    first, second = calling.caller(ground.district), calling.caller(scores.colleague(ground.district))
    enter(first, plan, "86.5", "70")
    blind = first.get(f"{address(plan)}/differences").json()
    assert (blind["state"], blind["differences"]) == ("ENTERING", [])
    enter(second, plan, "68.5", "70")
    (found,) = first.get(f"{address(plan)}/differences").json()["differences"]
    assert (found["first"], found["second"], found["decided"]) == ("86.5", "68.5", "")
    decided = {"scores": [{"candidate": found["candidate"], "grade": "86.5"}]}
    after = first.post(f"{address(plan)}/resolve", decided, format="json").json()
    assert (after["state"], after["unresolved"]) == ("AGREED", 0)
    assert first.post(f"{address(plan)}/publish", format="json").status_code == 422
    assert second.post(f"{address(plan)}/publish", format="json").json()["state"] == "PUBLISHED"


def test_the_sheet_says_who_has_entered_and_never_what(ground, plan):
    first, second = calling.caller(ground.district), calling.caller(scores.colleague(ground.district))
    enter(first, plan, "86.5")
    own, others = first.get(address(plan)).json(), second.get(address(plan)).json()
    assert [one["own"] for one in own["people"]] == ["86.5"] * 3 and own["why_not"]
    assert [one["own"] for one in others["people"]] == [""] * 3 and not others["why_not"]
    assert len(others["entries"]) == 1 and "86.5" not in str(others)
    assert calling.caller(ground.clerk).get(address(plan)).status_code == 403


def test_a_published_result_is_corrected_by_two_with_evidence(ground, plan):
    other = calling.caller(scores.published(ground, plan, "86.5"))
    own = calling.caller(ground.district)
    wanted = {"candidate": scores.keys(plan)[0], "grade": "85.6", "reason": "登分时看错一位"}
    bare = own.post(f"{address(plan)}/corrections", wanted, format="multipart")
    assert bare.status_code == 422 and not ScoreCorrection.objects.exists()
    evidence = {**wanted, "document": SimpleUploadedFile("花名册.pdf", make.PDF)}
    asked = own.post(f"{address(plan)}/corrections", evidence, format="multipart").json()
    assert (asked["present"], asked["wanted"], asked["state"]) == ("86.5", "85.6", "REQUESTED")
    decide = f"/api/v1/score-corrections/{asked['id']}/decide"
    assert own.post(decide, {"grant": True}, format="json").status_code == 422
    assert other.post(decide, {"grant": True}, format="json").json()["state"] == "GRANTED"
    results = own.get(f"/api/v1/plans/{plan.number}/results").json()["items"]
    assert [one["score"] for one in results if one["candidate"] == wanted["candidate"]] == ["86.5", "85.6"]
    assert [one["id"] for one in other.get("/api/v1/score-corrections?state=GRANTED").json()["items"]] == [asked["id"]]
