"""What the guidance section and institutes do about rules and changes over HTTP."""

from datetime import date

import pytest

from appraisal.core.services.calendar import fill_calendar
from appraisal.core.transactions import use_case
from plans.models import Deduction, EligibilityStandard, PointsRule
from plans.rules.change_enums import PointsCode
from plans.rules.review_enums import StandardState
from plans.services.deductions import Evidence, propose
from tests.factories import api as calling
from tests.factories import changes, core, eligibility
from tests.factories import filing as make

pytestmark = pytest.mark.django_db
API = "/api/v1"


@pytest.fixture
def ground(clock):
    clock.moment = make.NOW
    fill_calendar(now=make.NOW)
    return make.ground()


@pytest.fixture
def city(ground):
    return calling.caller(ground.officer)


@pytest.fixture
def institute(ground):
    return calling.caller(ground.clerk)


@use_case
def deduct(ground):
    evidence = Evidence("change:1", "计划 2026Z000001 变更时间。", make.NOW.date(), "/changes/1/")
    return propose(institute_id=ground.institute.pk, rule=PointsCode.CHANGE, evidence=evidence, plan=None, now=make.NOW)


def post(client, path, body=None, *, form=False, **headers):
    return client.post(f"{API}/{path}", body or {}, format="multipart" if form else "json", **headers)


def test_points_are_set_from_a_day_on_by_the_city(institute, city):
    body = {"code": "CHANGE", "points": "3.0", "valid_from": "2026-04-01", "document": "会议纪要 3 号"}
    assert post(institute, "deductions/points", body).status_code == 403
    assert post(city, "deductions/points", {**body, "document": ""}).status_code == 422
    (row,) = [one for one in post(city, "deductions/points", body).json() if one["code"] == "CHANGE"]
    assert row["since"] is None and row["lines"][0]["points"] == "3.0" and PointsRule.objects.get()


def test_an_institute_appeals_once_against_a_deduction_of_its_own(ground, institute, city):
    made = deduct(ground)
    here = f"deductions/{made.pk}"
    stranger = calling.caller(core.actor(ground.clerk.role))
    assert post(stranger, f"{here}/appeal", {"text": "不是"}, form=True).status_code == 404
    assert post(institute, f"{here}/appeal", {"text": ""}, form=True).status_code == 422
    told = post(institute, f"{here}/appeal", {"text": "场地由市里安排"}, form=True).json()
    assert told["state"] == "APPEALED" and told["steps"][-1]["text"] == "场地由市里安排"
    assert post(institute, f"{here}/appeal", {"text": "再说一次"}, form=True).status_code == 422
    assert post(city, f"{here}/decide", {"upheld": False, "reason": "属实"}).json()["state"] == "WAIVED"
    assert Deduction.objects.get().state == "WAIVED"


def test_the_impact_of_a_change_is_seen_before_it_is_asked_for_and_before_it_is_decided(ground, institute, city):
    plan = make.accepted(ground)
    wish = {"sitting": changes.sitting(plan).pk, "date": str(changes.LATER)}
    seen = post(institute, f"plans/{plan.number}/moves/foretell", {"wishes": [wish]}).json()
    assert seen["why_not"] == [] and seen["impact"]
    asked = changes.ask(ground, plan)
    assert city.get(f"{API}/moves/{asked.pk}/impact").json()["impact"]
    assert post(city, f"moves/{asked.pk}/decide", {"approved": False, "note": "理由不足"}).status_code == 200
    assert city.get(f"{API}/moves/{asked.pk}/impact").status_code == 409


def test_a_session_is_published_and_withdrawn(ground, institute, city):
    body = {"kind": "CITY_SESSION", "name": "5 月统考", "theory_date": str(make.EXAM), "levels": [ground.level.pk]}
    assert post(institute, "sessions", body).status_code == 403
    made = post(city, "sessions", body).json()
    assert institute.get(f"{API}/sessions/{made['id']}").json()["levels"] == [ground.level.pk]
    assert post(city, f"sessions/{made['id']}/withdraw", {"reason": ""}).status_code == 422
    assert post(city, f"sessions/{made['id']}/withdraw", {"reason": "改期"}).json()["state"] == "WITHDRAWN"


def test_the_calendar_is_published_as_it_was_checked(institute, city):
    body = {"date": "2026-05-13", "kind": "HOLIDAY", "name": "临时放假", "notice_number": "京政办〔2026〕5号"}
    assert post(institute, "calendar/day/check", body).status_code == 403
    seen = post(city, "calendar/day/check", body).json()
    assert [one["date"] for one in seen["days"]] == ["2026-05-13"]
    assert post(city, "calendar/day", {**body, "digest": "x"}).status_code == 409
    assert post(city, "calendar/day", {**body, "digest": seen["digest"]}).status_code == 201
    (day,) = city.get(f"{API}/calendar/days", {"from": "2026-05-13", "to": "2026-05-13"}).json()
    assert day["works"] is False
    notice = {"notice_number": "x", "text": "什么也没有"}
    assert [post(city, f"calendar/years/{year}/check", notice).status_code for year in (2027, 1900)] == [422, 404]


def test_a_standard_is_drafted_changed_seen_and_published(ground, institute, city):
    old = eligibility.standard(now=make.NOW)
    assert post(institute, f"standards/{old.pk}/draft", {"valid_from": "2026-04-01"}).status_code == 403
    made = post(city, f"standards/{old.pk}/draft", {"valid_from": "2026-04-01"}).json()
    here = f"standards/{made['id']}"
    assert institute.get(f"{API}/{here}").status_code == 404
    head = {"name": "新条件", "document": "新标准", "valid_from": str(date(2026, 4, 1)), "continuous": True}
    stale = city.get(f"{API}/{here}")["ETag"]
    assert post(city, here, head).json()["name"] == "新条件"
    assert post(city, f"{here}/content", {"content": eligibility.GENERIC}, HTTP_IF_MATCH=stale).status_code == 412
    assert post(city, f"{here}/content", {"content": {"rules": {"9": []}}}).status_code == 422
    seen = city.get(f"{API}/{here}/impact").json()
    assert seen["why_not"] == [] and seen["total"] == 0
    assert post(city, f"{here}/publish", {"digest": "x"}).status_code == 409
    assert post(city, f"{here}/publish", {"digest": seen["digest"]}).json()["state"] == "PUBLISHED"
    assert post(city, f"{here}/discard").status_code == 409
    assert EligibilityStandard.objects.filter(state=StandardState.PUBLISHED).count() == 2
