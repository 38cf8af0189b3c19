"""Plans over HTTP: the same rules, refusals and scoping as on the pages; writes that happen once."""

import json
import threading
from datetime import date

import pytest
from django.db import connection

from appraisal.core.models import AuditEntry, KeptAnswer
from appraisal.core.rules.api import ApiScope
from appraisal.core.rules.roles import Role
from plans.models import Plan
from plans.rules.states import PlanState
from plans.services import decisions
from tests.factories import api as calling
from tests.factories import core, re_review
from tests.factories import filing as make

pytestmark = pytest.mark.django_db
PLANS = "/api/v1/plans"


@pytest.fixture(autouse=True)
def now(clock):
    return clock.set(2026, 3, 2, 9)


@pytest.fixture
def ground():
    return make.ground()


def act(client, plan, word, body=None, **headers):
    return client.post(f"{PLANS}/{plan.number}/actions/{word}", body or {}, format="json", **headers)


# --- reading --------------------------------------------------------------------------------------------------
def test_a_plan_says_what_its_page_says(ground):
    plan = make.filed(ground)
    answer = calling.caller(ground.district).get(f"{PLANS}/{plan.number}")
    whole = answer.json()
    assert (whole["number"], whole["state"], whole["state_label"]) == (plan.number, "FILED", "已上报")
    arrange = next(one for one in whole["obligations"] if one["code"] == "ARRANGE")
    assert "往前数 10 个工作日" in arrange["proof"] and arrange["rule"].startswith("二（二）")
    assert answer["ETag"]


def test_only_ones_own_plans_are_there(ground):
    mine, other = make.filed(ground), make.filed(make.ground())
    client = calling.caller(ground.district)
    assert [one["number"] for one in client.get(PLANS).json()["items"]] == [mine.number]
    assert client.get(f"{PLANS}/{other.number}").status_code == 404
    assert client.get(f"{PLANS}/{other.number}/candidates").status_code == 404
    assert act(client, other, "accept").status_code == 404


def test_pages_fields_and_filters(ground):
    numbers = [make.filed(ground).number for _ in range(3)]
    client = calling.caller(ground.officer)
    first = client.get(PLANS, {"limit": 2, "fields": "number,state"}).json()
    assert first["items"] == [{"number": number, "state": "FILED"} for number in (numbers[2], numbers[1])]
    rest = client.get(PLANS, {"limit": 2, "cursor": first["next"]}).json()
    assert ([one["number"] for one in rest["items"]], rest["next"]) == ([numbers[0]], None)
    assert client.get(PLANS, {"state": "ACCEPTED"}).json()["items"] == []
    assert client.get(PLANS, {"fields": "number,salary"}).json()["fields"] == {"fields": "没有这些字段：salary。"}


def test_what_was_touched_since(ground, clock):
    old = make.filed(ground)
    clock.set(2026, 3, 3, 9)
    make.accept(ground.officer, old, clock.moment)
    client = calling.caller(ground.officer)
    later, earlier = "2026-03-03T09:00:00+08:00", "2026-03-03T09:00:01+08:00"
    assert [one["id"] for one in client.get(PLANS, {"updated_since": later}).json()["items"]] == [old.pk]
    assert client.get(PLANS, {"updated_since": earlier}).json()["items"] == []


def test_an_unchanged_plan_is_not_sent_again(ground):
    plan = make.filed(ground)
    client = calling.caller(ground.district)
    tag = client.get(f"{PLANS}/{plan.number}")["ETag"]
    assert client.get(f"{PLANS}/{plan.number}", HTTP_IF_NONE_MATCH=tag).status_code == 304
    make.accept(ground.officer, plan)
    assert client.get(f"{PLANS}/{plan.number}", HTTP_IF_NONE_MATCH=tag).status_code == 200


def test_candidates_are_masked(ground):
    plan = re_review.enrolled(ground, 2)
    answer = calling.caller(ground.district).get(f"{PLANS}/{plan.number}/candidates").json()
    assert len(answer["items"]) == 2
    assert all("*" in one["document_number"] and one["phone"] == "138****8000" for one in answer["items"])


@pytest.mark.parametrize("people", [2, 8])
def test_a_list_asks_as_much_for_many_as_for_few(ground, django_assert_num_queries, people):
    for _ in range(people):
        make.filed(ground)
    client = calling.caller(ground.officer)
    client.get(PLANS)  # the token's use is noted once a minute
    with django_assert_num_queries(5):  # token, role, plans, obligations, line of the log
        assert len(client.get(PLANS).json()["items"]) == people


# --- writing --------------------------------------------------------------------------------------------------
def test_an_action_does_what_the_button_does(ground):
    plan = make.filed(ground)
    proofs = list(plan.proofs.values_list("pk", flat=True))
    answer = act(calling.caller(ground.officer), plan, "accept", {"checked_proofs": proofs})
    assert (answer.status_code, answer.json()["state"]) == (200, "ACCEPTED")
    assert AuditEntry.objects.filter(action="plan.accept", user_id=ground.officer.user_id).count() == 1


def test_a_refusal_gives_every_reason_with_its_remedy(ground):
    plan = make.filed(ground)
    answer = act(calling.caller(ground.officer), plan, "accept")
    assert answer.status_code == 422
    (reason,) = answer.json()["reasons"]
    assert reason["message"] and reason["remedy"] and reason["rule"].startswith("一（二）")
    assert Plan.objects.get(pk=plan.pk).state == PlanState.FILED


def test_what_the_role_may_not_the_state_does_not_allow_or_nobody_knows(ground):
    plan = make.filed(ground)
    assert act(calling.caller(ground.district), plan, "accept").status_code == 403
    assert act(calling.caller(ground.clerk), plan, "file").status_code == 409
    assert act(calling.caller(ground.clerk), plan, "explode").status_code == 404
    assert act(calling.caller(ground.clerk, ApiScope.READ), plan, "take-back").status_code == 403


def test_whoever_has_read_an_older_state_is_stopped(ground):
    plan = make.filed(ground)
    client = calling.caller(ground.officer)
    tag = client.get(f"{PLANS}/{plan.number}")["ETag"]
    decisions.return_plan(actor=ground.officer, plan_id=plan.pk, reason="补正", now=make.NOW)
    answer = act(client, plan, "cancel", {"reason": "停办"}, HTTP_IF_MATCH=tag)
    assert (answer.status_code, answer.json()["error"]) == (412, "stale")
    fresh = client.get(f"{PLANS}/{plan.number}")["ETag"]
    assert fresh == answer["ETag"] != tag


def test_the_etag_is_compared_under_the_lock(ground, monkeypatch):
    """Somebody acts between the first look and the lock: the second look stops the action."""
    plan = make.filed(ground)
    client = calling.caller(ground.officer)
    tag = client.get(f"{PLANS}/{plan.number}")["ETag"]
    lock_plan = decisions.lock_plan

    def overtaken(plan_id):
        Plan.objects.filter(pk=plan_id).update(title="改过的名称")
        return lock_plan(plan_id)

    monkeypatch.setattr(decisions, "lock_plan", overtaken)
    answer = act(client, plan, "return", {"reason": "补正"}, HTTP_IF_MATCH=tag)
    assert answer.status_code == 412
    assert Plan.objects.get(pk=plan.pk).state == PlanState.FILED


@pytest.mark.logs_errors(reason="an action that does not ask is a mistake of ours")
def test_an_action_that_does_not_ask_under_its_lock_does_nothing(ground, monkeypatch):
    plan = make.filed(ground)
    client = calling.caller(ground.officer)
    client.raise_request_exception = False
    monkeypatch.setattr("plans.queries.plans.verify_expected", lambda *rows: None)
    assert act(client, plan, "return", {"reason": "补正"}, HTTP_IF_MATCH="*").status_code == 500
    assert Plan.objects.get(pk=plan.pk).state == PlanState.FILED


def test_a_write_that_compares_nothing_takes_no_if_match(ground):
    plan = make.filed(ground)
    answer = calling.caller(ground.clerk).post(
        f"{PLANS}/{plan.number}/moves/foretell", {"wishes": []}, format="json", HTTP_IF_MATCH='"x"'
    )
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["If-Match"])


def test_the_same_request_again_acts_once_and_answers_the_same(ground):
    plan = make.filed(ground)
    client = calling.caller(ground.officer)
    body = {"reason": "证明未盖章"}
    first = act(client, plan, "return", body, HTTP_IDEMPOTENCY_KEY="k-1")
    again = act(client, plan, "return", body, HTTP_IDEMPOTENCY_KEY="k-1")
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json() and again["Idempotent-Replayed"] == "true"
    assert AuditEntry.objects.filter(action="plan.return").count() == 1
    other = act(client, plan, "return", {"reason": "另一个理由"}, HTTP_IDEMPOTENCY_KEY="k-1")
    assert (other.status_code, other.json()["error"]) == (422, "key_reused")


def test_a_refused_request_keeps_no_answer(ground):
    plan = make.filed(ground)
    client = calling.caller(ground.officer)
    assert act(client, plan, "accept", HTTP_IDEMPOTENCY_KEY="k-2").status_code == 422
    assert KeptAnswer.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_the_same_key_on_two_connections_acts_once(ground):
    plan = make.filed(ground)
    clients = [calling.caller(ground.officer)]
    clients.append(clients[0])
    together, answers = threading.Barrier(2), []

    def send(client):
        together.wait()
        try:
            answers.append(act(client, plan, "return", {"reason": "补正"}, HTTP_IDEMPOTENCY_KEY="k-3"))
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(client,)) for client in clients]
    [one.start() for one in threads]
    [one.join() for one in threads]
    assert AuditEntry.objects.filter(action="plan.return").count() == 1
    # The second one either waited for the first and got its answer, or found the plan returned already.
    assert sorted(answer.status_code for answer in answers) in ([200, 200], [200, 409])


@pytest.mark.parametrize("body", [b"{", b'"', b"\xff\xfe"])
def test_what_is_no_json_is_said_so(ground, body):
    client = calling.caller(ground.officer)
    answer = client.generic("POST", f"{PLANS}/x/actions/accept", body, content_type="application/json")
    assert answer.status_code in (400, 404)
    assert json.loads(answer.content)["error"]


# --- the feed -------------------------------------------------------------------------------------------------
def test_the_feed_has_every_change_once_and_in_order(ground):
    plan = make.filed(ground)
    make.accept(ground.officer, plan)
    make.filed(make.ground())
    client, seen, after = calling.caller(ground.district), [], 0
    while items := (page := client.get("/api/v1/changes", {"after": after, "limit": 1}).json())["items"]:
        seen += items
        after = page["last"]
    assert [one["type"] for one in seen] == ["plan.file", "plan.accept"]
    assert {one["record"]["key"] for one in seen} == {plan.pk}
    assert seen[1]["states"] == {"before": "FILED", "after": "ACCEPTED"}
    assert sorted(one["number"] for one in seen) == [one["number"] for one in seen]


def test_a_draft_concerns_its_institute_alone(ground):
    make.drafted(ground)
    assert calling.caller(ground.district).get("/api/v1/changes").json()["items"] == []
    assert calling.caller(ground.clerk).get("/api/v1/changes").json()["items"] != []
    assert calling.caller(core.actor(Role.INSTITUTE_CLERK)).get("/api/v1/changes").json()["items"] == []


@pytest.mark.parametrize("after", ["-1", "x", "9" * 40, "１"])
def test_a_wrong_position_is_refused(ground, after):
    assert calling.caller(ground.clerk).get("/api/v1/changes", {"after": after}).status_code == 400


# --- the desk -------------------------------------------------------------------------------------------------
def test_a_districts_software_reviews_a_plan_from_slot_to_qualified(ground, clock):
    """The same path as the officer's screen: slots, booking, verdicts, papers, qualified."""
    clock.moment = re_review.NOW
    plan = re_review.enrolled(ground, 2)
    client = calling.caller(ground.district)
    day = date(2026, 3, 10)
    body = {"first": day, "last": day, "periods": [{"start": "09:00", "end": "11:00"}], "places": 5}
    assert client.post("/api/v1/slots", body, format="json").json() == {"published": 1}
    slot = client.get("/api/v1/slots").json()["items"][0]
    booking = re_review.bookings.book(
        actor=ground.clerk, plan_id=plan.pk, wishes={slot["id"]: re_review.ids(plan)}, now=re_review.NOW
    )[0]
    assert client.get("/api/v1/bookings").json()["items"][0]["plan"] == plan.number
    clock.set(2026, 3, 10, 9, 30)
    for one in client.get(f"{PLANS}/{plan.number}/candidates").json()["items"]:
        verdict = {"candidate": one["id"], "outcome": "PASSED", "items": dict.fromkeys(re_review.ReviewItem, True)}
        answer = client.post(f"/api/v1/bookings/{booking.pk}/verdicts", verdict, format="json")
        assert answer.status_code == 201
    undone = client.post(f"/api/v1/verdicts/{answer.json()['id']}/undo", format="json")
    assert undone.json()["outcome"] == "UNDONE"
    states = {one["re_review"] for one in client.get(f"{PLANS}/{plan.number}/candidates").json()["items"]}
    assert states == {"PASSED", "UNDONE"}


def test_a_verdict_without_its_items_is_refused_as_on_the_screen(ground, clock):
    clock.moment = re_review.REVIEW_DAY
    plan = re_review.enrolled(ground, 1)
    booking = re_review.booked(ground, plan)
    body = {"candidate": re_review.ids(plan)[0], "outcome": "PASSED", "items": {"IDENTITY": True}}
    answer = calling.caller(ground.district).post(f"/api/v1/bookings/{booking.pk}/verdicts", body, format="json")
    assert answer.status_code == 422
    other = calling.caller(core.actor(Role.DISTRICT_OFFICER))
    assert other.post(f"/api/v1/bookings/{booking.pk}/verdicts", body, format="json").status_code == 404
