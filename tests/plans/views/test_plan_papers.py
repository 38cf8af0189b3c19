"""What hangs on a plan's page: documents, calendar files, requests for modes, copies, and the cost of it all."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from appraisal.core.models import AppraisalMode, Notice
from appraisal.core.services.calendar import fill_calendar
from plans.models import Plan
from plans.services import drafts
from tests.factories import filing as make
from tests.factories.core import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(clock):
    clock.set(2026, 3, 2, 9)
    fill_calendar(now=make.NOW)
    return make.ground()


def url(name: str, plan: Plan) -> str:
    return reverse(f"plans:{name}", args=[plan.number])


def test_a_proof_is_opened_by_whoever_sees_its_plan_and_by_nobody_else(ground):
    plan = make.drafted(ground)
    address = reverse("core:document", args=[plan.proofs.get().document_id])
    assert client_of(ground.clerk).get(address).content == make.PDF
    assert client_of(ground.officer).get(address).status_code == 404
    Plan.objects.update(state="FILED")
    assert client_of(ground.officer).get(address).content == make.PDF
    assert client_of(ground.district).get(address).content == make.PDF
    assert client_of(make.ground().clerk).get(address).status_code == 404


def test_the_ladder_of_a_date_comes_as_a_calendar_file_before_anything_is_stored(ground):
    response = client_of(ground.clerk).get(reverse("plans:planner-file"), {"exam": "2026-05-16"})
    assert response["Content-Type"].startswith("text/calendar")
    assert response.content.count(b"BEGIN:VEVENT") == 9
    assert not Plan.objects.exists()


def test_a_missing_mode_is_asked_for_from_the_review_page(ground):
    plan = make.drafted(ground)
    AppraisalMode.objects.all().delete()
    client = client_of(ground.clerk)
    page = client.get(url("review", plan)).content.decode()
    assert f"请市中心维护鉴定方式：{ground.level}" in page
    client.post(url("ask-mode", plan), {"level": ground.level.pk})
    assert Notice.objects.filter(organisation_id=ground.officer.organisation_id, subject__contains="鉴定方式").exists()


def test_a_plan_is_copied_to_the_chosen_date(ground):
    plan = make.filed(ground)
    response = client_of(ground.clerk).post(url("copy", plan), {"exam": "2026-06-06"})
    copy = Plan.objects.exclude(pk=plan.pk).get()
    assert response.url == url("edit", copy)
    assert copy.first_exam_date == date(2026, 6, 6)


def test_a_plan_of_a_session_is_not_copied(ground):
    plan = drafts.draft_plan(actor=ground.clerk, draft=make.session_draft(ground, make.session(ground)), now=make.NOW)
    client = client_of(ground.clerk)
    assert client.get(url("copy", plan)).url == reverse("plans:sessions")
    refused = client.post(url("copy", plan), {"exam": "2026-06-06"})
    assert "日期由市中心规定" in refused.content.decode()


@pytest.mark.parametrize("page", ["detail", "review", "edit"])
def test_a_page_costs_the_same_for_one_item_and_for_six(ground, page):
    ground = make.ground(level=2)  # of the levels with most on the page
    plan = make.drafted(ground)
    client = client_of(ground.clerk)

    def cost() -> int:
        client.get(url(page, plan))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url(page, plan)).status_code == 200
        return len(captured)

    one = cost()
    items = [make.item(ground)]
    for _ in range(5):
        level = make.occupation_level(2)
        make.license_level(ground.institute, level)
        make.site(ground.institute, level)
        items.append(make.item(ground, level=level))
    draft = replace(make.draft(ground), items=tuple(items))
    drafts.change_draft(actor=ground.clerk, plan_id=plan.pk, draft=draft, now=make.NOW)
    assert cost() == one


def test_a_stranger_is_asked_to_sign_in(ground, client):
    for name in ("list", "new", "sessions", "export"):
        assert client.get(reverse(f"plans:{name}")).status_code == 302
