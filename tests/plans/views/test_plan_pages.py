"""Pages of plans: what each role sees, what stays hidden from other organisations, and how much it costs."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from appraisal.core.rules.roles import Role
from appraisal.core.services.calendar import fill_calendar
from plans.models import Plan
from plans.rules.enums import PlanKind, SpecialCategory
from plans.rules.obligations import ObligationCode
from plans.rules.states import PlanState
from plans.services import decisions
from tests.factories import core
from tests.factories import filing as make
from tests.factories import plans as plain
from tests.factories.core import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(clock):
    clock.set(2026, 3, 2, 9)
    fill_calendar(now=make.NOW)
    return make.ground()


def url(name: str, plan: Plan, *more: str) -> str:
    return reverse(f"plans:{name}", args=[plan.number, *more])


# --- who sees what --------------------------------------------------------------------------------
PAGES = ("detail", "deadlines-file", "edit", "proofs", "review", "move", "copy")


@pytest.mark.parametrize("page", PAGES)
def test_another_institute_gets_404_on_every_page(ground, page):
    plan = make.drafted(ground)
    stranger = client_of(make.ground().clerk)
    assert client_of(ground.clerk).get(url(page, plan)).status_code == 200
    assert stranger.get(url(page, plan)).status_code == 404


@pytest.mark.parametrize(
    "word", ["file", "take-back", "discard", "accept", "return", "enrol", "cancel", "lapse", "edit", "nonsense"]
)
def test_another_institute_gets_404_on_every_action(ground, word):
    plan = make.filed(ground)
    response = client_of(make.ground().clerk).post(url("act", plan, word), {"reason": "x"})
    assert response.status_code == 404
    plan.refresh_from_db()
    assert plan.state == PlanState.FILED


def test_a_draft_is_nobody_elses_business(ground):
    plan = make.drafted(ground)
    for actor in (ground.officer, ground.district):
        assert client_of(actor).get(url("detail", plan)).status_code == 404
        assert plan.number not in client_of(actor).get(reverse("plans:list")).content.decode()


def test_city_and_district_see_a_filed_plan_but_another_district_does_not(ground):
    plan = make.filed(ground)
    assert client_of(ground.officer).get(url("detail", plan)).status_code == 200
    assert client_of(ground.district).get(url("detail", plan)).status_code == 200
    assert client_of(core.actor(Role.DISTRICT_OFFICER)).get(url("detail", plan)).status_code == 404


def test_only_the_institute_opens_the_wizard_and_examiners_see_no_plans(ground):
    plan = make.filed(ground)
    assert client_of(ground.officer).get(url("edit", plan)).status_code == 403
    assert client_of(ground.officer).get(reverse("plans:new")).status_code == 403
    assert client_of(core.actor(Role.EXAMINER)).get(reverse("plans:list")).status_code == 403


def test_an_action_of_another_role_is_403(ground):
    plan = make.filed(ground)
    assert client_of(ground.district).post(url("act", plan, "accept")).status_code == 403
    assert client_of(ground.clerk).post(url("act", plan, "accept")).status_code == 403


def filed_technicians() -> tuple[make.Ground, Plan]:
    """A filed plan of a kind that is accepted with one click."""
    ground = make.ground(level=2)
    return ground, make.filed(ground, kind=PlanKind.INDUSTRY_TECHNICIAN, special_category=None)


# --- the page of a plan ---------------------------------------------------------------------------
def test_the_page_offers_what_is_possible_and_says_why_not(ground):
    ground, plan = filed_technicians()
    page = client_of(ground.officer).get(url("detail", plan)).content.decode()
    assert 'data-confirm="受理？' in page
    assert 'data-opens="return-dialog"' in page
    accepted = client_of(ground.officer).get(url("detail", make.accepted(make.ground()))).content.decode()
    assert "只有已上报的计划可以受理。" in accepted


def test_accepting_twice_says_who_was_faster(ground):
    ground, plan = filed_technicians()
    client = client_of(ground.officer)
    assert client.post(url("act", plan, "accept"), follow=True).status_code == 200
    page = client.post(url("act", plan, "accept"), follow=True).content.decode()
    assert "现在是“已受理”，不能受理" in page


def test_returning_without_a_reason_is_refused_on_the_page(ground):
    plan = make.filed(ground)
    response = client_of(ground.officer).post(url("act", plan, "return"), {"reason": " "})
    assert response.status_code == 422
    assert "没有写明理由" in response.content.decode()


def test_a_late_filing_says_rule_date_and_remedy(ground, clock):
    plan = make.drafted(ground)
    clock.set(2026, 4, 17, 0, 0)
    response = client_of(ground.clerk).post(url("act", plan, "file"))
    page = response.content.decode()
    assert response.status_code == 422
    assert "最后一天为 2026-04-16（周四）24:00" in page
    assert "目前最早可选 2026-05-19" in page
    assert "二（二）" in page


def test_the_deadlines_come_as_a_calendar_file(ground):
    response = client_of(ground.clerk).get(url("deadlines-file", make.drafted(ground)))
    assert response["Content-Type"].startswith("text/calendar")
    assert b"20260416" in response.content


# --- the wizard -----------------------------------------------------------------------------------
def test_the_planner_greys_what_is_too_late_and_shows_the_ladder(ground):
    client = client_of(ground.clerk)
    page = client.get(reverse("plans:new"), {"exam": "2026-05-16", "month": "2026-03-01"}).content.decode()
    assert "2026-03-20（周五） 不能选：最迟应于" in page
    assert "最早可选 2026-03-28（周六）" in page
    assert "2026-05-16（周六） 考试，要走的每一步" in page
    assert "还有 32 个工作日" in page


def test_a_plan_is_drafted_item_by_item_and_filed(ground):
    client = client_of(ground.clerk)
    posted = {"kind": "SPECIAL", "category": SpecialCategory.ENTERPRISE_STAFF, "exam": "2026-05-16"}
    client.post(reverse("plans:new"), posted)
    plan = Plan.objects.get()
    assert (plan.first_exam_date, plan.title) == (date(2026, 5, 16), "成建制企业在职人员专场鉴定")
    details = {"title": "", "special_category": SpecialCategory.ENTERPRISE_STAFF, "contact_name": "王", "note": ""}
    client.post(url("edit", plan), {**details, "add": ground.level.pk})
    assert plan.sittings.count() == 2
    page = client.post(url("act", plan, "file")).content.decode()
    assert "缺少证明材料：企业出具的证明" in page
    assert "没有填写考试地点" in page
    prefix = f"item-{ground.level.pk}"
    item = {
        f"{prefix}-theory_date": "2026-05-16",
        f"{prefix}-theory_time": "09:00",
        f"{prefix}-theory_place": "一层教室",
        f"{prefix}-practical_date": "2026-05-17",
        f"{prefix}-practical_site": ground.site.pk,
        f"{prefix}-expected": "30",
    }
    response = client.post(url("edit", plan), {**details, **item, "next": "yes"})
    assert response.url == url("proofs", plan)
    proof = SimpleUploadedFile("证明.pdf", make.PDF, content_type="application/pdf")
    client.post(url("proofs", plan), {"kind": "EMPLOYER_CERTIFICATE", "file": proof})
    assert "都齐了，可以上报" in client.get(url("review", plan)).content.decode()
    client.post(url("act", plan, "file"))
    plan.refresh_from_db()
    assert plan.state == PlanState.FILED


def test_wrong_dates_in_the_form_store_nothing(ground):
    plan = make.drafted(ground)
    prefix = f"item-{ground.level.pk}"
    response = client_of(ground.clerk).post(url("edit", plan), {"title": "新", f"{prefix}-theory_date": "2026-02-31"})
    assert response.status_code == 422
    plan.refresh_from_db()
    assert plan.title == "企业职工专场"


def test_a_colleague_who_was_faster_is_not_overwritten_unseen(ground):
    plan = make.drafted(ground)
    client = client_of(ground.clerk)
    seen = client.get(url("edit", plan)).context["seen"]
    first = client.post(url("edit", plan), {"title": "甲的名称", "special_category": "ARMY", "seen": seen})
    assert first.status_code == 302
    second = client.post(url("edit", plan), {"title": "乙的名称", "special_category": "ARMY", "seen": seen})
    page = second.content.decode()
    assert second.status_code == 422
    assert "刚刚被同事改过" in page
    assert "乙的名称" in page  # what was typed is still there
    plan.refresh_from_db()
    assert plan.title == "甲的名称"
    again = {"title": "乙的名称", "special_category": "ARMY", "seen": second.context["seen"]}
    assert client.post(url("edit", plan), again).status_code == 302
    plan.refresh_from_db()
    assert plan.title == "乙的名称"
    assert plan.sittings.count() == 2  # items that were not on the page stay as they are


def test_the_phone_of_the_contact_is_masked(ground):
    plan = make.drafted(ground, contact_phone="13812345678")
    page = client_of(ground.clerk).get(url("detail", plan)).content.decode()
    assert "138****5678" in page
    assert "13812345678" not in page


def test_a_filed_plan_is_not_edited(ground):
    plan = make.filed(ground)
    response = client_of(ground.clerk).get(url("edit", plan), follow=True)
    assert "请先撤回，或等市中心退回" in response.content.decode()


def test_moving_the_exam_moves_every_sitting(ground):
    plan = make.drafted(ground)
    client_of(ground.clerk).post(url("move", plan), {"exam": "2026-05-23"})
    assert set(plan.sittings.values_list("date", flat=True)) == {date(2026, 5, 23)}


def test_moving_to_a_date_that_is_too_late_is_refused(ground):
    plan = make.drafted(ground)
    response = client_of(ground.clerk).post(url("move", plan), {"exam": "2026-03-20"})
    assert response.status_code == 422
    assert "已过上报时限" in response.content.decode()


def test_a_document_that_is_none_is_refused_with_words(ground):
    plan = make.drafted(ground)
    upload = SimpleUploadedFile("证明.docx", b"PK nothing", content_type="application/pdf")
    response = client_of(ground.clerk).post(url("proofs", plan), {"kind": "OTHER", "file": upload})
    assert response.status_code == 422
    assert "不是可以接收的文件类型" in response.content.decode()
    assert plan.proofs.count() == 1


# --- the list -------------------------------------------------------------------------------------
def test_the_list_costs_the_same_for_one_row_and_for_fifty(ground):
    client = client_of(ground.officer)
    make.filed(ground)

    def cost() -> list[str]:
        client.get(reverse("plans:list"))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("plans:list")).status_code == 200
        return [query["sql"] for query in captured]

    one = cost()
    for _ in range(60):
        plan = plain.plan(ground.institute, state=PlanState.FILED, first_exam_date=make.EXAM)
        plain.obligation(ObligationCode.ARRANGE, plan, make.EXAM)
    fifty = cost()
    assert len(fifty) == len(one) <= 8, fifty


def test_pages_by_key_show_every_plan_once_in_every_order(ground):
    for number in range(120):
        day = date(2026, 5, 1 + number % 20) if number % 7 else None
        plain.plan(ground.institute, state=PlanState.DRAFT, first_exam_date=day)
    client = client_of(ground.clerk)
    dated = Plan.objects.filter(first_exam_date__isnull=False).count()
    for sort, expected in {"newest": 120, "exam": dated, "-exam": dated, "number": 120}.items():
        seen, address = [], f"{reverse('plans:list')}?view=all&sort={sort}"
        while address:
            response = client.get(address)
            seen += [row["number"] for row in response.context["rows"]]
            key = response.context["next_key"]
            address = f"{reverse('plans:list')}?view=all&sort={sort}&before={key}" if key else ""
        assert len(seen) == len(set(seen)) == expected, sort


def test_filters_and_search_narrow_the_list(ground):
    plan = make.filed(ground)
    other = plain.plan(ground.institute, state=PlanState.CANCELLED, first_exam_date=date(2026, 8, 1), title="别的")
    client = client_of(ground.officer)

    def shown(**query):
        rows = client.get(reverse("plans:list"), {"view": "all", **query}).context["rows"]
        return {row["number"] for row in rows}

    assert shown() == {plan.number, other.number}
    assert shown(view="open") == shown(state="FILED") == shown(q=f" {plan.number.lower()} ") == {plan.number}
    assert shown(view="mine") == {plan.number}
    assert shown(q="别") == shown(exam_from="2026-07-01") == {other.number}
    assert shown(district=ground.institute.district_id) == {plan.number, other.number}
    assert shown(district=core.actor(Role.DISTRICT_OFFICER).organisation_id) == set()


def test_the_list_is_exported_as_filtered(ground):
    plan = make.filed(ground)
    response = client_of(ground.clerk).get(reverse("plans:export"), {"view": "all"})
    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    rows = list(load_workbook(io.BytesIO(response.content)).active.values)
    assert [row[0] for row in rows] == ["计划编号", plan.number]


# --- sessions -------------------------------------------------------------------------------------
def publish(ground, **changes):
    posted = {
        "kind": "CITY_SESSION",
        "name": "2026 年 5 月全市统考",
        "theory_date": "2026-05-16",
        "practical_date": "2026-05-17",
        "scope": [ground.level.pk],
    }
    return client_of(ground.officer).post(reverse("plans:session-new"), {**posted, **changes})


def test_the_city_publishes_a_session_and_an_institute_executes_it_once(ground):
    session_url = publish(ground).url
    client = client_of(ground.clerk)
    assert "执行计划" in client.get(session_url).content.decode()
    client.post(f"{session_url}execute/", {"level": [ground.level.pk]})
    plan = Plan.objects.get()
    assert (plan.kind, plan.number[4]) == ("CITY_SESSION", "T")
    assert sorted(plan.sittings.values_list("date", flat=True)) == [date(2026, 5, 16), date(2026, 5, 17)]
    prefix = f"item-{ground.level.pk}"
    moved = {f"{prefix}-theory_date": "2026-06-16", f"{prefix}-practical_date": "2026-06-17", "title": ""}
    client.post(url("edit", plan), moved)
    assert sorted(plan.sittings.values_list("date", flat=True)) == [date(2026, 5, 16), date(2026, 5, 17)]
    again = client.post(f"{session_url}execute/", {"level": [ground.level.pk]})
    assert again.status_code == 422
    assert f"已有计划 {plan.number}" in again.content.decode()


def test_the_list_offers_a_session_only_to_whom_it_can_serve(ground):
    publish(ground)
    stranger = make.ground()  # licensed, for something else
    for actor, offered in ((ground.clerk, True), (stranger.clerk, False)):
        text = client_of(actor).get(reverse("plans:sessions")).content.decode()
        assert (">执行计划<" in text, "在批次范围内没有鉴定许可" in text) == (offered, not offered)


def test_a_session_is_withdrawn_only_while_nobody_relies_on_it(ground):
    session_url = publish(ground).url
    client_of(ground.clerk).post(f"{session_url}execute/", {"level": [ground.level.pk]})
    plan = Plan.objects.get()
    plan.sittings.filter(subject="THEORY").update(place="一层")
    client_of(ground.clerk).post(url("act", plan, "file"))
    plan.refresh_from_db()
    assert plan.state == PlanState.FILED
    refused = client_of(ground.officer).post(f"{session_url}withdraw/", {"reason": "场地"})
    assert refused.status_code == 422
    assert plan.number in refused.content.decode()
    decisions.return_plan(actor=ground.officer, plan_id=plan.pk, reason="批次要撤回", now=make.NOW)
    client_of(ground.officer).post(f"{session_url}withdraw/", {"reason": "场地"})
    late = client_of(ground.clerk).post(url("act", plan, "file"))
    assert "已被市中心撤回" in late.content.decode()


def test_a_session_that_nobody_could_execute_is_not_published(ground):
    response = publish(ground, theory_date="2026-03-10", practical_date="")
    assert response.status_code == 422
    assert "鉴定机构已来不及" in response.content.decode()


def test_institutes_do_not_publish_sessions(ground):
    assert client_of(ground.clerk).get(reverse("plans:session-new")).status_code == 403
