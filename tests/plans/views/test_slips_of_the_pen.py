"""What people mistype: years that do not exist, levels that do not fit, addresses that are only for buttons."""

import pytest
from django.urls import reverse

from appraisal.core.services.calendar import fill_calendar
from plans.models import ExamSession, Plan
from plans.rules.enums import PlanKind
from tests.factories import filing as make
from tests.factories.core import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(clock):
    clock.set(2026, 3, 2, 9)
    fill_calendar(now=make.NOW)
    return make.ground()


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-30", "soon"])
def test_a_date_of_no_calendar_is_no_date(ground, day):
    client = client_of(ground.clerk)
    assert client.get(reverse("plans:new"), {"exam": day, "month": day}).status_code == 200
    assert client.get(reverse("plans:planner-file"), {"exam": day}).status_code == 302
    answer = client.post(reverse("plans:new"), {"kind": "SPECIAL", "exam": day})
    assert answer.status_code == 422
    assert "首场考试日期没有填写" in answer.content.decode()
    assert not Plan.objects.exists()


def test_a_mistyped_year_is_refused_with_the_last_date_that_can_be_planned_for(ground):
    answer = client_of(ground.clerk).post(reverse("plans:new"), {"kind": "SPECIAL", "exam": "2062-05-16"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "考试日期 2062-05-16 太远：目前可以安排到 2028-03-31。" in page
    assert "请检查年份是否录错" in page
    last = client_of(ground.clerk).post(reverse("plans:new"), {"kind": "SPECIAL", "exam": "2028-03-31"})
    assert last.status_code == 302


def test_a_plan_is_neither_moved_nor_copied_to_a_mistyped_year(ground):
    plan = make.drafted(ground)
    for name in ("move", "copy"):
        answer = client_of(ground.clerk).post(reverse(f"plans:{name}", args=[plan.number]), {"exam": "2099-12-31"})
        assert answer.status_code == 422
        assert "太远" in answer.content.decode()
    assert Plan.objects.get().first_exam_date == plan.first_exam_date


@pytest.mark.parametrize(("year", "said"), [("2062", "太远：目前可以安排到"), ("9999", "2099")])
def test_a_session_in_a_mistyped_year_is_not_published(ground, year, said):
    form = {"kind": "CITY_SESSION", "name": "统考", "theory_date": f"{year}-12-31", "scope": ground.level.pk}
    answer = client_of(ground.officer).post(reverse("plans:session-new"), form)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not ExamSession.objects.exists()


def test_a_technicians_plan_offers_levels_of_technicians_only(ground):
    plan = make.drafted(ground, items=())
    offered = f'value="{ground.level.pk}"'
    page = reverse("plans:edit", args=[plan.number])
    assert offered in client_of(ground.clerk).get(page).content.decode()
    Plan.objects.update(kind=PlanKind.INDUSTRY_TECHNICIAN, special_category="")
    assert ground.level.level not in (2, 1)
    assert offered not in client_of(ground.clerk).get(page).content.decode()


def test_the_address_of_a_button_says_that_it_is_one(ground):
    plan = make.filed(ground)
    answer = client_of(ground.clerk).get(reverse("plans:act", args=[plan.number, "take-back"]))
    assert answer.status_code == 405
    assert answer["Allow"].startswith("POST")
    assert "没有做任何操作" in answer.content.decode()
