"""The pages of the city's override."""

from datetime import date, datetime

import pytest
from django.db import transaction
from django.test import Client

from appraisal.core.models import Organisation
from appraisal.core.queries.calendar import load_calendar
from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.rules.roles import Role
from plans.models import Override, Plan
from plans.rules.states import PlanState
from plans.services.obligations import lay_obligations
from plans.services.sweep import sweep
from tests.factories import core
from tests.factories import plans as make
from tests.frozen_clock import FrozenClock

pytestmark = pytest.mark.django_db

EARLY = datetime(2026, 3, 2, 9, tzinfo=BEIJING)


@pytest.fixture(autouse=True)
def section() -> Organisation:
    return core.organisation(OrganisationKind.CITY_SECTION, code="CITY-GUIDANCE")


@pytest.fixture
def officer(client: Client, section: Organisation) -> Client:
    core.sign_in(client, Role.GUIDANCE_OFFICER, section)
    return client


@pytest.fixture
def lapsed(clock: FrozenClock) -> Plan:
    plan = make.plan(first_exam_date=date(2026, 6, 13), state_since=EARLY)
    with transaction.atomic():
        lay_obligations(plan=plan, calendar=load_calendar(), now=EARLY)
    clock.set(2026, 6, 1, 9)
    sweep(now=clock.moment)
    plan.refresh_from_db()
    return plan


def form_of(plan: Plan) -> str:
    return f"/plans/{plan.number}/obligations/{plan.obligations.get().pk}/override/"


def test_a_lapsed_plan_leads_straight_to_the_form_that_revives_it(officer: Client, lapsed: Plan) -> None:
    assert "特批恢复" in officer.get(f"/plans/{lapsed.number}/").content.decode()
    page = officer.get(f"/plans/{lapsed.number}/overrides/", follow=True)
    assert page.redirect_chain == [(form_of(lapsed), 302)]
    assert 'min="2026-06-01"' in page.content.decode()
    assert 'max="2026-06-12"' in page.content.decode()
    assert "往前数 20 个工作日" in page.content.decode()


def test_granting_revives_and_returns_to_the_list(officer: Client, lapsed: Plan) -> None:
    answer = officer.post(form_of(lapsed), {"new_last_day": "2026-06-05", "reason": "企业停产"}, follow=True)
    lapsed.refresh_from_db()
    assert lapsed.state == PlanState.DRAFT
    assert answer.redirect_chain == [("/plans/", 302)]  # a draft is its institute's own
    assert "已特批" in answer.content.decode()


def test_every_reason_stands_on_the_page(officer: Client, lapsed: Plan) -> None:
    answer = officer.post(form_of(lapsed), {"new_last_day": "2026-05-01", "reason": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "已经过去" in page
    assert "没有写明理由" in page
    assert not Override.objects.exists()


def test_the_list_says_why_there_is_none(officer: Client) -> None:
    plan = make.plan(first_exam_date=date(2026, 6, 13), state=PlanState.FILED, state_since=EARLY, filed_at=EARLY)
    with transaction.atomic():
        lay_obligations(plan=plan, calendar=load_calendar(), now=EARLY)
    page = officer.get(f"/plans/{plan.number}/overrides/").content.decode()
    assert "市中心自己的时限" in page
    assert page.count("放宽时限") >= 3


@pytest.mark.parametrize("role", [Role.INSTITUTE_CLERK, Role.DISTRICT_OFFICER, Role.FINANCE_OFFICER])
def test_nobody_else_gets_in(client: Client, lapsed: Plan, role: Role) -> None:
    homes = {Role.INSTITUTE_CLERK: lapsed.institute, Role.DISTRICT_OFFICER: lapsed.district}
    core.sign_in(client, role, homes.get(role))
    assert client.get(form_of(lapsed)).status_code == 403
    assert client.post(form_of(lapsed), {"new_last_day": "2026-06-05", "reason": "x"}).status_code == 403


def test_an_obligation_of_another_plan_is_not_found(officer: Client, lapsed: Plan) -> None:
    other = make.plan(state=PlanState.FILED, first_exam_date=date(2026, 6, 13))
    assert officer.get(form_of(lapsed).replace(lapsed.number, other.number)).status_code == 404
