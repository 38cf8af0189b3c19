"""The calendar over HTTP: the same dates and the same sentence as everywhere."""

from datetime import date, datetime

import pytest
from drf_spectacular.generators import SchemaGenerator

from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.roles import Role
from appraisal.core.services.calendar import fill_calendar
from appraisal.core.services.calendar_sources import calendar_from_packages
from tests.factories.core import sign_in

pytestmark = pytest.mark.django_db
DEADLINE, DAYS = "/api/v1/calendar/deadline", "/api/v1/calendar/days"


@pytest.fixture(autouse=True)
def clerk(client, clock):
    fill_calendar(now=datetime(2026, 3, 2, 9, tzinfo=BEIJING))
    return sign_in(client, Role.INSTITUTE_CLERK)


def test_a_deadline_with_its_proof(client):
    answer = client.get(DEADLINE, {"date": "2026-02-28", "working_days": 20}).json()
    proof = answer.pop("proof")
    assert answer == {
        "date": "2026-02-28",
        "working_days": 20,
        "direction": "before",
        "last_day": "2026-01-26",
        "due_at": "2026-01-27T00:00:00+08:00",
        "provisional": False,
    }
    assert proof["sentence"].startswith("起算日 2026-02-28（周六，调休上班日）往前数 20 个工作日（当天不计）")
    assert (len(proof["counted"]), proof["counted"][0], proof["counted"][-1]) == (20, "2026-02-27", "2026-01-26")
    assert proof["anchor_kind"] == "MAKE_UP"
    number = "国办发明电〔2025〕7号"
    assert proof["breaks"] == [{"name": "春节", "first": "2026-02-15", "last": "2026-02-23", "notice": number}]
    assert proof["make_ups"] == [{"date": "2026-02-14", "name": "春节", "notice": number}]


def test_counting_forwards_into_a_year_without_notice(client):
    answer = client.get(DEADLINE, {"date": "2026-12-30", "working_days": 5, "direction": "after"}).json()
    assert answer["last_day"] == "2027-01-07"
    assert answer["provisional"] and answer["proof"]["provisional_years"] == [2027]


def test_days_agree_with_the_calendar(client):
    answer = client.get(DAYS, {"from": "2026-01-01", "to": "2026-12-31"}).json()
    calendar = calendar_from_packages()
    assert len(answer) == 365
    for day in answer:
        assert day["works"] == calendar.is_working_day(date.fromisoformat(day["date"])), day
    assert answer[44] == {
        "date": "2026-02-14",
        "kind": "MAKE_UP",
        "label": "调休上班",
        "works": True,
        "name": "春节",
        "notice": "国办发明电〔2025〕7号",
        "provisional": False,
    }


@pytest.mark.parametrize(
    ("path", "question", "field"),
    [
        (DEADLINE, {"working_days": 20}, "date"),
        (DEADLINE, {"date": "2026-02-30", "working_days": 20}, "date"),
        (DEADLINE, {"date": "2126-02-28", "working_days": 20}, "date"),
        (DEADLINE, {"date": "2026-02-28", "working_days": 0}, "working_days"),
        (DEADLINE, {"date": "2026-02-28", "working_days": 5, "direction": "up"}, "direction"),
        (DAYS, {"from": "2026-02-28"}, "to"),
        (DAYS, {"from": "2026-02-28", "to": "2026-02-27"}, "to"),
        (DAYS, {"from": "2026-01-01", "to": "2027-02-05"}, "to"),
    ],
)
def test_a_wrong_question_names_its_field(client, path, question, field):
    answer = client.get(path, question)
    assert answer.status_code == 400
    assert field in answer.json()["fields"]


@pytest.mark.parametrize("path", [DEADLINE, DAYS])
def test_strangers_get_nothing(client, path):
    client.logout()
    assert client.get(path).status_code == 401


def test_the_schema_describes_both():
    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    deadline = paths[DEADLINE]["get"]
    assert [parameter["name"] for parameter in deadline["parameters"]] == ["date", "direction", "working_days"]
    assert {parameter["name"] for parameter in paths[DAYS]["get"]["parameters"]} == {"from", "to"}
