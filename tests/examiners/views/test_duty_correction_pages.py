"""Correcting confirmed duties on the pages and over HTTP: asked for, decided, paid by."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from appraisal.core.rules.roles import Role
from appraisal.core.services.calendar import fill_calendar
from examiners.models import Duty, DutyCorrection
from examiners.queries.work import work_items
from tests.factories import api as calling
from tests.factories import core, duties
from tests.factories import filing as make
from tests.factories import scores as given
from tests.factories.duties import ABSENT
from tests.factories.scores import MONDAY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def documents(settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path


@pytest.fixture
def ground(clock):
    fill_calendar(now=make.NOW)
    clock.moment = MONDAY
    return make.ground()


@pytest.fixture
def plan(ground):
    return given.held(ground)


@pytest.fixture
def people(ground, plan):
    return duties.on_record(ground, plan)


def proof() -> SimpleUploadedFile:
    return SimpleUploadedFile("原件.pdf", make.PDF)


def filled(people, *days: str) -> dict[str, str]:
    """The table as it is typed, the first one leads."""
    rows: dict[str, str] = {}
    for place, (key, said) in enumerate(zip(people, days, strict=True)):
        rows |= {f"days-{key}": said, f"role-{key}": "MEMBER" if place else "LEADER", f"conduct-{key}": "GOOD"}
    return rows


def test_asked_for_on_the_page_and_granted_by_another(ground, plan, people):
    first, second = given.colleague(ground.district), given.colleague(ground.district)
    client, other = core.client_of(first), core.client_of(second)
    address = reverse("examiners:duty-correct", args=[duties.practical(plan)])
    assert "申请更正" in client.get(address).content.decode()
    answer = client.post(address, {**filled(people, "2", "1", "1"), "reason": ""})
    text = answer.content.decode()
    assert answer.status_code == 422 and "没有改动任何人的执评情况" in text and "没有附证明材料" in text
    newcomer = duties.examiner("漏录的人")
    newcomer.registered_in = plan.district
    newcomer.save()
    unsaid = client.post(address, {**filled(people, "1", "1", "1"), "reason": "漏录", "newcomer": newcomer.pk})
    assert "漏录的人的半天数不对" in unsaid.content.decode()
    sent = {**filled(people, "1", "1", "0"), "reason": "看错一栏", "document": proof(), "newcomer": newcomer.pk,
            "days-new": "1", "role-new": "MEMBER"}  # fmt: skip
    assert client.post(address, sent).status_code == 302
    asked = DutyCorrection.objects.get()
    assert asked.lines.count() == 3
    decide = reverse("examiners:duty-correction", args=[asked.pk])
    assert "要由另一名工作人员处理" in client.get(decide).content.decode()
    (waiting,) = [one for one in work_items(second, MONDAY) if one.route == "examiners:duty-correction"]
    assert (waiting.key, waiting.what) == (str(asked.pk), "处理执评更正")
    assert "漏录的人" in other.get(decide).content.decode()
    assert other.post(decide, {"act": "refuse"}).status_code == 422
    assert other.post(decide, {"act": "grant"}).status_code == 302
    text = client.get(address).content.decode()
    assert "组员，缺勤" in text and "第 2 版" in text and "增补：看错一栏" in text
    assert Duty.objects.count() == 6
    assert not [one for one in work_items(second, MONDAY) if one.route == "examiners:duty-correction"]


def test_whose_pages_they_are(ground, plan, people):
    asked = duties.ask(ground.district, plan, {people[2]: ABSENT})
    addresses = [
        reverse("examiners:duty-correct", args=[duties.practical(plan)]),
        reverse("examiners:duty-correction", args=[asked.pk]),
    ]
    document = reverse("core:document", args=[asked.document_id])
    for actor, page, paper in (
        (ground.district, 200, 200),
        (ground.officer, 200, 200),
        (core.actor(Role.DISTRICT_OFFICER), 404, 404),
        (ground.clerk, 403, 404),
    ):
        client = core.client_of(actor)
        assert [client.get(address).status_code for address in addresses] == [page, page]
        assert client.get(document).status_code == paper


def test_over_http(ground, plan, people):
    first, second = calling.caller(ground.district), calling.caller(ground.officer)
    body = {
        "members": f'[{{"examiner": {people[2]}, "role": "MEMBER", "attended": false, "half_days": 0}}]',
        "reason": "没有到场",
    }
    address = f"/api/v1/sittings/{duties.practical(plan)}/duty/corrections"
    early = first.post(address, body, format="multipart")
    assert [one["code"] for one in early.json()["reasons"]] == ["duty_correction_unproven"]
    made = first.post(address, {**body, "document": proof()}, format="multipart").json()
    assert made["members"] == [
        {"examiner": people[2], "name": "梁组员", "present": "组员，1 个半天，正常履职", "wanted": "组员，缺勤"}
    ]
    decide = f"/api/v1/duty-corrections/{made['id']}/decide"
    assert first.post(decide, {"grant": True}, format="json").status_code == 422
    assert second.post(decide, {"grant": True}, format="json").json()["state"] == "GRANTED"
    (listed,) = first.get("/api/v1/duty-corrections?state=GRANTED").json()["items"]
    assert listed["id"] == made["id"]
