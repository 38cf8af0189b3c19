"""The pages of duty: the checklist of the institute, the two blind entries of the district, the city's summary."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from appraisal.core.rules.roles import Role
from appraisal.core.services.calendar import fill_calendar
from examiners.models import Duty, DutyEntry, DutyScan
from plans.models import Plan
from tests.factories import core, duties
from tests.factories import filing as make
from tests.factories import scores as given
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
def plan(ground) -> Plan:
    return given.held(ground)


def url(plan: Plan, name: str = "duty", *more: str) -> str:
    return reverse(f"examiners:{name}", args=[duties.practical(plan), *more])


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def table(people: list[int], *days: str) -> dict[str, str]:
    """A filled-in table of members, the first one leads."""
    rows: dict[str, str] = {}
    for place, (key, said) in enumerate(zip(people, days, strict=True)):
        role = "MEMBER" if place else "LEADER"
        rows |= {f"days-{key}": said, f"role-{key}": role, f"conduct-{key}": "GOOD", f"note-{key}": ""}
    return rows


def test_the_checklist_from_nothing_to_handed_in(ground, plan):
    client = core.client_of(ground.clerk)
    people = duties.team(plan)
    answer = client.post(url(plan, "duty-keep", "hand-in"), {"handed_to": ""})
    text = answer.content.decode()
    assert answer.status_code == 422
    lacking = (
        "没有登记考前会", "没有登记出勤：何组长、罗组员、梁组员", "没有登记成绩花名册的封装",
        "没有上传执评情况表的扫描件", "没有登记考后小结会", "没有填写区县中心的接收人",
    )  # fmt: skip
    for said in lacking:
        assert said in text

    def keep(word: str, **given_fields: object) -> None:
        assert client.post(url(plan, "duty-keep", word), given_fields).status_code == 302, word

    here = {f"present-{key}": "on" for key in people}
    keep("meeting", at="2026-05-11T14:00", place="二层会议室", notes="学习考务要求", **here)
    signed = {f"{paper}-{key}": "on" for key in people for paper in ("roster", "seal")}
    keep("attendance", **table(people, "2", "1", "1"), **signed)
    keep("sealing", at="2026-05-16T17:00", envelopes="1")
    keep("wrap-up", at="2026-05-16T17:30", notes="考试顺利", has_problems="no")
    for kind in ("SCORE_ROSTER", "DUTY_SHEET"):
        keep("scan", kind=kind, document=SimpleUploadedFile(f"{kind}.pdf", make.PDF))
    assert "材料齐全" in page(client, url(plan))
    keep("hand-in", handed_to="王芳")
    assert "接收人 王芳" in page(client, url(plan))
    assert Plan.objects.get(pk=plan.pk).state == "REPORTED"


def test_a_problem_is_reported_and_answered_on_the_page(ground, plan):
    duties.team(plan)
    core.client_of(ground.clerk).post(url(plan, "duty-keep", "problem"), {"text": "三号工位电源跳闸"})
    district = core.client_of(ground.district)
    text = page(district, url(plan))
    assert "三号工位电源跳闸" in text
    problem = duties.sheet_of(plan).problems.get()
    answer = reverse("examiners:duty-answer", args=[problem.pk])
    assert district.post(answer, {"reply": ""}).status_code == 422
    assert district.post(answer, {"reply": "请检修"}).status_code == 302
    assert "请检修" in page(core.client_of(ground.clerk), url(plan))


def test_two_officers_see_nothing_of_each_other_until_both_are_in(ground, plan):
    people = duties.handed_in(ground, plan)
    first, second = core.client_of(ground.district), core.client_of(given.colleague(ground.district))
    text = page(second, url(plan))
    assert "2 个半天，正常履职" not in text  # what the institute stated is hidden from whoever enters
    assert first.post(url(plan, "duty-entry"), table(people, "2", "1", "0")).status_code == 302
    for name in ("duty", "duty-entry", "duty-compare"):
        text = second.get(url(plan, name), follow=True).content.decode()
        assert "缺勤，" not in text and "组员，缺勤" not in text and 'value="0" selected' not in text
    assert "您已经录过这一份" in page(first, url(plan, "duty-entry"))
    answer = second.post(url(plan, "duty-entry"), table(people, "2", "1", ""))
    assert answer.status_code == 422 and "没有登记出勤：梁组员" in answer.content.decode()
    second.post(url(plan, "duty-entry"), table(people, "2", "1", "1"))
    text = page(first, url(plan, "duty-compare"))
    assert "组员，缺勤" in text and text.count('class="row-soon"') == 1
    key = people[2]
    fixed = {f"days-{key}": "1", f"role-{key}": "MEMBER", f"conduct-{key}": "GOOD"}
    assert first.post(url(plan, "duty-compare"), fixed).status_code == 302
    assert first.post(url(plan, "duty-confirm")).status_code == 422
    assert second.post(url(plan, "duty-confirm")).status_code == 302
    assert [one.half_days for one in Duty.objects.all()] == [2, 1, 1]
    assert DutyEntry.objects.count() == 2


def test_whose_pages_they_are(ground, plan):
    duties.handed_in(ground, plan)
    scan = DutyScan.objects.first()
    document = reverse("core:document", args=[scan.document_id])
    for actor, status in (
        (ground.clerk, 200),
        (ground.district, 200),
        (ground.officer, 200),
        (core.actor(Role.DISTRICT_OFFICER), 404),
        (core.actor(Role.INSTITUTE_CLERK), 404),
        (core.actor(Role.COMMITTEE_CLERK), 403),
    ):
        client = core.client_of(actor)
        page(client, url(plan), status)
        assert client.get(document).status_code == (404 if status == 403 else status)
    page(core.client_of(ground.clerk), url(plan, "duty-entry"), 403)
    assert core.client_of(ground.district).post(url(plan, "duty-keep", "hand-in")).status_code == 403


def test_the_city_sums_up_per_examiner_district_and_occupation(ground, plan):
    duties.confirmed(ground, plan, duties.handed_in(ground, plan))
    client = core.client_of(ground.officer)
    summary = reverse("examiners:duties")
    text = page(client, summary)
    assert "合计 4 个半天" in text and text.index("何组长") < text.index("罗组员")
    assert plan.district.short_name in page(client, f"{summary}?view=district")
    assert plan.items.get().occupation_level.occupation.name in page(client, f"{summary}?view=occupation")
    assert "没有符合条件的执评" in page(client, f"{summary}?since=2026-06-01")
    export = client.get(f"{reverse('examiners:duties-export')}?q=何组长").content
    rows = list(openpyxl.load_workbook(io.BytesIO(export)).worksheets[0].iter_rows(values_only=True))
    assert rows[0][:4] == ("编号", "考评员", "执评场次", "到场") and len(rows) == 2
    assert "还没有确认的执评" in page(core.client_of(core.actor(Role.DISTRICT_OFFICER)), summary)


def test_the_summary_costs_the_same_for_many_duties(ground):
    client, counts = core.client_of(ground.officer), []
    for number in range(2):
        for _ in range(1 + 3 * number):
            plan = given.held(ground)
            duties.confirmed(ground, plan, duties.handed_in(ground, plan))
        page(client, reverse("examiners:duties"))
        with CaptureQueriesContext(connection) as counted:
            page(client, reverse("examiners:duties"))
        counts.append(len(counted))
    assert counts[0] == counts[1]


def test_an_officer_sends_back_on_the_page_and_the_clerk_mends(ground, plan):
    duties.handed_in(ground, plan)
    district, clerk = core.client_of(ground.district), core.client_of(ground.clerk)
    assert "退回补正" in page(district, url(plan)) and "退回补正" not in page(clerk, url(plan))
    answer = district.post(url(plan, "duty-keep", "return"), {"reason": "缺签字", "is_incomplete": "there"})
    assert answer.status_code == 422 and "没有指出哪一部分须补正" in answer.content.decode()
    assert "缺签字" in answer.content.decode()  # what was typed stays
    sent = {"reason": "缺签字", "is_incomplete": "there", "remark-attendance": "罗组员没有在封条上签字"}
    assert district.post(url(plan, "duty-keep", "return"), sent).status_code == 302
    text = page(clerk, url(plan))
    assert "第 1 次报送被退回" in text and "须补正：罗组员没有在封条上签字" in text and "再次报送" in text
    assert "2 个半天，正常履职" not in page(district, url(plan))  # it will be entered blind
    answer = clerk.post(url(plan, "duty-keep", "hand-in"), {"handed_to": "王芳"})
    assert answer.status_code == 422 and "没有填写补正说明" in answer.content.decode()
    again = {"handed_to": "王芳", "answer": "罗组员已补签"}
    assert clerk.post(url(plan, "duty-keep", "hand-in"), again).status_code == 302
    assert "补正说明：罗组员已补签" in page(district, url(plan))
