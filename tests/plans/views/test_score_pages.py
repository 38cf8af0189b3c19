"""The pages of scores: the grid, the workbook, the comparison, the results; each for its people only."""

import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from appraisal.core.rules.roles import Role
from appraisal.core.services.calendar import fill_calendar
from plans.models import Plan, PublishedResult, ScoreCorrection, ScoreEntry
from tests.factories import core
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


def sheet_url(plan: Plan, name: str = "score-sheet") -> str:
    return reverse(f"plans:{name}", args=[given.sitting(plan).pk])


def fields(plan: Plan, *texts: str) -> dict[str, str]:
    return {f"score-{key}": text for key, text in given.typed(plan, *texts).items()}


def page(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, answer.content.decode()[:400]
    return answer.content.decode()


def test_the_grid_keeps_what_is_typed_and_hands_it_in(ground, plan):
    client = core.client_of(ground.district)
    assert client.post(sheet_url(plan), {**fields(plan, "85", "", "Q"), "act": "save"}).status_code == 302
    text = page(client, sheet_url(plan))
    assert 'value="85"' in text and 'value="缺考"' in text and "本遍已录 2 / 3 人" in text
    answer = client.post(sheet_url(plan), {**fields(plan, "85", "", "Q"), "act": "submit"})
    assert (answer.status_code, "还有 1 名考生没有成绩：考生2" in answer.content.decode()) == (422, True)
    client.post(sheet_url(plan), {**fields(plan, "85", "61.5", "Q"), "act": "submit"})
    assert ScoreEntry.objects.get().ordinal == 1
    assert "您已经录过这一份" in page(client, sheet_url(plan))


def test_a_field_that_cannot_be_read_is_marked_and_kept_as_typed(ground, plan):
    client = core.client_of(ground.district)
    answer = client.post(sheet_url(plan), {**fields(plan, "85", "1000", "Q"), "act": "save"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "考生2：“1000”不是成绩" in text
    assert len(re.findall(r'aria-invalid="true"', text)) == 1 and 'value="1000"' in text


def test_nothing_on_the_second_screen_tells_the_first_entry(ground, plan):
    given.enter(ground.district, plan, "83.5", "47.5", "作弊")
    second = core.client_of(given.colleague(ground.district))
    for url in (sheet_url(plan), sheet_url(plan, "score-compare"), reverse("plans:results", args=[plan.number])):
        text = second.get(url, follow=True).content.decode()
        assert not any(number in text for number in ("83.5", "47.5", 'value="作弊"'))
    template = openpyxl.load_workbook(io.BytesIO(second.get(sheet_url(plan, "score-template")).content)).worksheets[0]
    assert [cell.value or "" for cell in template["E"]] == ["成绩", "", "", ""]


def test_differences_side_by_side_then_published_and_seen_by_the_institute(ground, plan):
    second = given.colleague(ground.district)
    given.enter(ground.district, plan, "80", "59.5")
    given.enter(second, plan, "80", "95.5")
    client = core.client_of(ground.district)
    text = page(client, sheet_url(plan, "score-compare"))
    assert "59.5" in text and "95.5" in text and text.count('class="row-soon"') == 2
    institute = core.client_of(ground.clerk)
    results = reverse("plans:results", args=[plan.number])
    assert "59.5" not in page(institute, results)
    other, third = given.keys(plan)[1:]
    client.post(sheet_url(plan, "score-compare"), {f"score-{other}": "59.5", f"score-{third}": "59.5"})
    assert "请让另一名工作人员看过以后确认" in page(client, sheet_url(plan, "score-compare"))
    assert client.post(sheet_url(plan, "score-publish")).status_code == 422
    assert core.client_of(second).post(sheet_url(plan, "score-publish")).status_code == 302
    assert PublishedResult.objects.count() == 3
    text = page(institute, results)
    assert text.count(">59.5<") == 2 and "不合格" in text and "未全部发布" in text
    export = openpyxl.load_workbook(io.BytesIO(institute.get(f"{results}export/").content)).worksheets[0]
    assert [cell.value for cell in export["E"]] == ["理论", "80", "59.5", "59.5"]


def workbook(plan: Plan, *grades: object, swap: bool = False) -> SimpleUploadedFile:
    """The template filled in; `swap`: the names have slipped by one."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["理论成绩登记表"])
    sheet.append(["考生编号", "姓名", "成绩"])
    people = list(plan.candidates.order_by("sheet_row"))
    names = [one.name for one in people]
    names = names[1:] + names[:1] if swap else names
    for one, name, grade in zip(people, names, grades, strict=False):
        sheet.append([str(one.pk), name, grade])
    content = io.BytesIO()
    book.save(content)
    return SimpleUploadedFile("理论成绩.xlsx", content.getvalue())


def test_a_workbook_fills_the_draft_which_is_looked_at_and_handed_in(ground, plan):
    client = core.client_of(ground.district)
    file = workbook(plan, 80, 59.5, "缺考")
    answer = client.post(sheet_url(plan, "score-import"), {"file": file}, follow=True)
    text = answer.content.decode()
    assert "已读入“理论成绩.xlsx”" in text and 'value="59.5"' in text and 'value="缺考"' in text
    entry = ScoreEntry.objects.get()
    assert (entry.source, entry.ordinal) == ("IMPORTED", None)
    client.post(sheet_url(plan), {**fields(plan, "80", "59.5", "缺考"), "act": "submit"})
    other = core.client_of(given.colleague(ground.district))
    file.seek(0)
    answer = other.post(sheet_url(plan, "score-import"), {"file": file})
    assert answer.status_code == 422 and "同一个文件" in answer.content.decode()


def test_every_fault_of_every_row_is_said_at_once(ground, plan):
    client = core.client_of(ground.district)
    answer = client.post(sheet_url(plan, "score-import"), {"file": workbook(plan, 80, "优秀", swap=True)})
    text = answer.content.decode()
    assert answer.status_code == 422
    for said in ("第 3 行：编号对应的考生是考生1，文件里写的是“考生2”", "第 4 行：考生2的成绩“优秀”不能识别",
                 "文件里没有 1 名考生：考生3"):  # fmt: skip
        assert said in text
    assert not ScoreEntry.objects.exists()


def test_a_correction_takes_two_people_and_leaves_the_old_result_on_record(ground, plan):
    second = given.published(ground, plan, "80", "59.5")
    where = given.sitting(plan).pk
    who = given.keys(plan)[1]
    client, url = core.client_of(ground.district), reverse("plans:result", args=[where, who])
    answer = client.post(url, {"grade": "59.5", "reason": ""})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "与现在的 59.5 相同" in text and "没有附证明材料" in text and "没有写明理由" in text
    proof = SimpleUploadedFile("花名册.pdf", make.PDF)
    assert client.post(url, {"grade": "95.5", "reason": "登录时少看一位", "document": proof}).status_code == 302
    asked = ScoreCorrection.objects.get()
    decide = reverse("plans:score-correction", args=[asked.pk])
    assert "要由另一名工作人员处理" in page(client, decide)
    assert client.post(decide, {"act": "grant"}).status_code == 422
    other = core.client_of(second)
    assert "登录时少看一位" in page(other, reverse("plans:score-corrections"))
    assert other.post(decide, {"act": "grant"}).status_code == 302
    assert [one.grade.text for one in PublishedResult.objects.filter(candidate=who)] == ["59.5", "95.5"]
    text = page(core.client_of(ground.clerk), url)
    assert "95.5" in text and "更正后第 2 版" in text and "申请更正" not in text.split("成绩记录")[0]


@pytest.mark.parametrize("name", ["score-sheet", "score-compare", "score-template"])
def test_the_grid_is_for_those_who_enter_that_subject(ground, plan, name):
    for actor in (core.actor(Role.DISTRICT_OFFICER), core.actor(Role.COMMITTEE_CLERK)):
        page(core.client_of(actor), sheet_url(plan, name), 404)
    for actor in (ground.clerk, core.actor(Role.FINANCE_OFFICER)):
        page(core.client_of(actor), sheet_url(plan, name), 403)


def test_the_list_shows_each_side_what_is_its_own(ground, plan):
    url = reverse("plans:scores")
    assert page(core.client_of(ground.district), url).count(plan.title) == 2
    assert "还没有要录的成绩" in page(core.client_of(core.actor(Role.DISTRICT_OFFICER)), url)
    assert "还没有要录的成绩" in page(core.client_of(core.actor(Role.COMMITTEE_CLERK)), url)
    text = page(core.client_of(ground.clerk), f"{url}?subject=PRACTICAL")
    assert "待鉴定机构报送" in text and text.count(plan.title) == 1


def test_the_plan_page_shows_how_far_each_sitting_is(ground, plan):
    given.published(ground, plan, "80")
    client = core.client_of(ground.clerk)
    text = page(client, reverse("plans:detail", args=[plan.number]))
    assert "成绩表" in text and "待鉴定机构报送" in text and "已发布" in text


def test_the_pages_cost_the_same_for_many_candidates(ground):
    small, large = given.held(ground, 3), given.held(ground, 40)
    client, counts = core.client_of(ground.district), []
    for plan in (small, large):
        given.published(ground, plan, "80")
        page(client, reverse("plans:scores"))  # the session and what is remembered
        with CaptureQueriesContext(connection) as counted:
            page(client, reverse("plans:results", args=[plan.number]))
            page(client, sheet_url(plan, "score-compare"))
        counts.append(len(counted))
    assert counts[0] == counts[1]
