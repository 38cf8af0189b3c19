"""Pages of requests, of the pool with its reasons, and of fairness: who sees them, what they say, what they cost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from appraisal.core.rules.roles import Role
from examiners.models import ExaminerRequest, Invitation
from examiners.rules.states import InvitationState
from tests.factories import core, filing
from tests.factories import dispatch as dispatching
from tests.factories import examiners as make

pytestmark = pytest.mark.django_db
NOW = filing.NOW


@pytest.fixture(autouse=True)
def morning(clock):
    clock.set(NOW.year, NOW.month, NOW.day, NOW.hour, NOW.minute)


@pytest.fixture
def ground():
    return filing.ground()


@pytest.fixture
def sitting(ground):
    return make.practical(ground)


def at(name: str, *args: object) -> str:
    return reverse(f"examiners:{name}", args=args)


def typed(sitting, **changes: object) -> dict[str, object]:
    given = {"number": 4, "contact_name": "李主任", "contact_phone": "13800000001", "note": "", **changes}
    return {f"s{sitting.pk}-{name}": value for name, value in given.items()}


def test_the_institute_asks_changes_and_takes_back_on_one_page(ground, sitting):
    client, number = core.client_of(ground.clerk), sitting.plan.number
    page = client.get(at("requests", number)).content.decode()
    assert "建议 3 人" in page and "还没有提出" in page
    assert client.post(at("request", number, sitting.pk), typed(sitting, number=1)).status_code == 422
    assert client.post(at("request", number, sitting.pk), typed(sitting)).status_code == 302
    request = ExaminerRequest.objects.get()
    assert (request.number, request.state) == (4, "OPEN")
    page = client.get(at("requests", number)).content.decode()
    assert "13800000001" in page.partition("<form")[2] and "4 人" in page
    assert client.post(at("request-withdraw", number, sitting.pk), {"reason": ""}).status_code == 422
    assert client.post(at("request-withdraw", number, sitting.pk), {"reason": "改期"}).status_code == 302
    assert client.post(at("request", number, 0), typed(sitting)).status_code == 404


def test_too_late_the_page_says_why_and_offers_no_form(ground, sitting, clock):
    due = sitting.obligations.get(code="REQUEST").due_at
    clock.moment = due
    client = core.client_of(ground.clerk)
    page = client.get(at("requests", sitting.plan.number)).content.decode()
    assert "已过提出考评人数需求的时限" in page and "contact_name" not in page
    answer = client.post(at("request", sitting.plan.number, sitting.pk), typed(sitting))
    assert answer.status_code == 422
    assert "往前数 7 个工作日" in answer.content.decode()


def test_others_look_on_without_a_form_and_strangers_see_nothing(ground, sitting):
    for actor in (ground.district, ground.officer):
        page = core.client_of(actor).get(at("requests", sitting.plan.number))
        assert page.status_code == 200 and "contact_name" not in page.content.decode()
        posted = core.client_of(actor).post(at("request", sitting.plan.number, sitting.pk), typed(sitting))
        assert posted.status_code == 403
    for role in (Role.INSTITUTE_CLERK, Role.DISTRICT_OFFICER):
        stranger = core.client_of(core.actor(role))
        assert stranger.get(at("requests", sitting.plan.number)).status_code == 404


def test_the_plans_page_says_for_which_practical_nobody_was_asked(ground, sitting):
    client = core.client_of(ground.clerk)
    address = f"/plans/{sitting.plan.number}/"
    assert "requests-title" in client.get(address).content.decode()
    make.asked(ground, sitting)
    assert "requests-title" not in client.get(address).content.decode()


def test_the_pool_tells_the_district_who_and_of_everyone_else_why_not(ground, sitting):
    level = sitting.item.occupation_level
    centres = [sitting.plan.district, *make.districts(4)]
    make.examiner(level.occupation, centres, name="甲一")
    make.examiner(level.occupation, centres[1:], name="乙二", active=False)
    client = core.client_of(ground.district)
    possible = client.get(at("pool", sitting.pk)).content.decode()
    assert "甲一" in possible and "乙二" not in possible
    refused = client.get(at("pool", sitting.pk), {"view": "not"}).content.decode()
    assert "甲一" not in refused and "乙二" in refused
    assert "已停聘" in refused and "4 个执评意愿区县中没有本区县" in refused
    assert "乙二" not in client.get(at("pool", sitting.pk), {"view": "not", "why": "selection_away"}).content.decode()
    assert core.client_of(ground.clerk).get(at("pool", sitting.pk)).status_code == 403
    stranger = core.client_of(core.actor(Role.DISTRICT_OFFICER))
    assert stranger.get(at("pool", sitting.pk)).status_code == 404


def test_fairness_counts_those_who_were_never_asked_and_costs_the_same(settings):
    settings.KAOWU = {**settings.KAOWU, "EXAMINERS_PER_SITTING": 1}
    on = dispatching.stage(seats=1, people=4)
    busy = on.examiners[0]
    Invitation.objects.create(
        dispatch=on.dispatch, examiner=busy, day=on.dispatch.day, state=InvitationState.CONFIRMED, state_since=NOW,
        asked_at=NOW, confirmed_at=NOW + timedelta(minutes=9),
    )  # fmt: skip
    type(on.dispatch).objects.filter(pk=on.dispatch.pk).update(state="FORMED", formed_at=NOW, seated=1)
    client = core.client_of(on.officer)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(at("fairness"))
        return len(queries)

    text = client.get(at("fairness")).content.decode()
    assert "0.75" in text and "3 人" in text  # one of four did everything
    assert client.get(at("fairness"), {"view": "occupation"}).status_code == 200
    assert len(client.get(at("fairness"), {"export": "csv"}).content.splitlines()) == 2
    before = cost()
    for _ in range(5):
        dispatching.examiner(on.sitting.item.occupation_level.occupation_id, [on.sitting.plan.district])
    assert cost() == before <= 12
    assert core.client_of(core.actor(Role.INSTITUTE_CLERK)).get(at("fairness")).status_code == 403
