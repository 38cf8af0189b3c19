"""The public's pages of notices, and the city's side of them: who sees what, and what nobody sees."""

from datetime import datetime

import pytest
from django.core.cache import cache
from django.test import Client

from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.roles import Role
from appraisal.core.services.calendar import fill_calendar
from plans.models import Objection, PublicNotice
from plans.services.public_notices import publish_notice, withdraw_notice
from tests.factories import core, technicians
from tests.factories import filing as make
from tests.factories.filing import NOW
from tests.frozen_clock import FrozenClock

pytestmark = pytest.mark.django_db
SAID = {"text": "此人的工作年限证明不真实，请予核查。", "objector": "李群众", "contact": "13800000088"}


@pytest.fixture(autouse=True)
def at_nine(clock: FrozenClock) -> FrozenClock:
    clock.set(2026, 3, 2, 9)
    cache.clear()
    fill_calendar(now=NOW)
    return clock


@pytest.fixture
def ground():
    return make.ground(level=2)


@pytest.fixture
def notice(ground) -> PublicNotice:
    plan = technicians.enrolled(ground, address="北京市样例路 77 号")
    return publish_notice(actor=ground.officer, plan_id=plan.pk, now=NOW)


def object_to(client: Client, notice: PublicNotice, **changes: str):
    return client.post(f"/notices/{notice.number}/object/", {**SAID, **changes}, follow=True)


# --- anybody --------------------------------------------------------------------------------------------------
def test_anybody_reads_names_and_masked_numbers_and_nothing_else(client, notice):
    other = make.accepted(make.ground())
    for address in ("/notices/", f"/notices/{notice.number}/", f"/notices/{notice.number}/object/"):
        page = client.get(address)
        text = page.content.decode()
        assert page.status_code == 200
        assert other.number not in text
        for one in notice.plan.candidates.all():
            for secret in (one.document_number, one.phone, one.address, one.condition):
                assert secret not in text
    assert "张师一" in client.get(f"/notices/{notice.number}/").content.decode()


def test_search_engines_forget_a_notice_that_has_ended(client, notice, at_nine):
    address = f"/notices/{notice.number}/"
    assert "X-Robots-Tag" not in client.get(address)
    at_nine.set(2026, 3, 12, 0)  # the worker has not closed it: the clock alone decides
    page = client.get(address)
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert "noindex" in page.content.decode()
    assert "提出异议" not in page.content.decode()


def test_a_withdrawn_notice_shows_no_list_any_more(client, ground, notice):
    withdraw_notice(actor=ground.officer, notice_id=notice.pk, reason="名单有误", now=NOW)
    page = client.get(f"/notices/{notice.number}/").content.decode()
    assert "已经撤回" in page
    assert "张师一" not in page
    assert notice.number not in client.get("/notices/").content.decode()


def test_an_objection_gets_a_receipt_that_tells_nothing_about_who_raised_it(client, notice):
    page = object_to(client, notice, entry=str(notice.entries.first().pk))
    objection = Objection.objects.get()
    assert page.redirect_chain == [(f"/notices/objection/{objection.receipt}/", 302)]
    for secret in (*SAID.values(), "张师一"):
        assert secret not in page.content.decode()
    found = client.get("/notices/objection/", {"receipt": f" {objection.receipt.lower()} "}, follow=True)
    assert objection.receipt in found.content.decode()
    assert client.get("/notices/objection/AAAABBBBCCCC/").status_code == 404


def test_an_entry_of_another_notice_is_refused(client, notice):
    other = technicians.published(make.ground(level=2))
    page = object_to(client, notice, entry=str(other.entries.first().pk))
    assert page.status_code == 422
    assert "不在这份公示里" in page.content.decode()
    assert not Objection.objects.exists()


def test_every_reason_stands_on_the_page_and_what_was_typed_stays(client, notice):
    page = object_to(client, notice, text="短", objector="", contact="13800000088")
    assert page.status_code == 422
    text = page.content.decode()
    assert "共 2 个原因" in text
    assert "13800000088" in text


def test_after_the_end_nothing_is_taken(client, notice, at_nine):
    at_nine.set(2026, 3, 12, 0)
    assert object_to(client, notice).status_code == 422
    assert not Objection.objects.exists()


def test_one_address_raises_so_many_an_hour_another_is_not_stopped(client, notice, settings):
    settings.KAOWU = {**settings.KAOWU, "OBJECTIONS_PER_HOUR": 2}
    assert [object_to(client, notice).status_code for _ in range(3)] == [200, 200, 429]
    assert Objection.objects.count() == 2
    there = Client(REMOTE_ADDR="10.1.2.3")
    assert object_to(there, notice).status_code == 200


def test_a_form_of_another_site_is_not_taken(notice):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(f"/notices/{notice.number}/object/", SAID).status_code == 403


# --- officials ------------------------------------------------------------------------------------------------
def test_the_city_publishes_from_the_plans_page(client, ground):
    plan = technicians.enrolled(ground)
    core.sign_in(client, Role.GUIDANCE_OFFICER, make.guidance_section())
    assert "发布公示（2 人）" in client.get(f"/plans/{plan.number}/").content.decode()
    preview = client.get(f"/plans/{plan.number}/notice/").content.decode()
    assert "往后数 7 个工作日" in preview
    done = client.post(f"/plans/{plan.number}/notice/", follow=True)
    assert done.redirect_chain == [(f"/notices/{plan.number}-G1/", 302)]


def test_the_city_withdraws_only_with_a_reason(client, notice):
    core.sign_in(client, Role.GUIDANCE_OFFICER, make.guidance_section())
    assert client.post(f"/notices/{notice.number}/withdraw/", {"reason": ""}).status_code == 422
    client.post(f"/notices/{notice.number}/withdraw/", {"reason": "名单有误"})
    notice.refresh_from_db()
    assert notice.state == "WITHDRAWN"


def test_the_city_decides_from_its_queue(client, ground, notice):
    object_to(Client(), notice)
    core.sign_in(client, Role.GUIDANCE_OFFICER, make.guidance_section())
    assert "没有指明" in client.get("/notices/objections/").content.decode()
    address = f"/notices/objections/{Objection.objects.get().pk}/"
    refused = client.post(address, {"outcome": "UPHELD", "answer": ""})
    assert refused.status_code == 422
    assert "共 2 个原因" in refused.content.decode()
    assert SAID["contact"] not in refused.content.decode()
    entry = notice.entries.first()
    client.post(address, {"outcome": "UPHELD", "answer": "证明不真实。", "entry": entry.pk})
    entry.candidate.refresh_from_db()
    assert entry.candidate.state == "WITHDRAWN"
    assert Objection.objects.get().decided_at == datetime(2026, 3, 2, 9, tzinfo=BEIJING)


@pytest.mark.parametrize(
    "role", [Role.INSTITUTE_CLERK, Role.DISTRICT_OFFICER, Role.FINANCE_OFFICER, Role.COMMITTEE_CLERK]
)
def test_nobody_else_sees_objections_or_publishes(client, ground, notice, role):
    object_to(Client(), notice)
    homes = {Role.INSTITUTE_CLERK: ground.institute, Role.DISTRICT_OFFICER: ground.institute.district}
    core.sign_in(client, role, homes.get(role))
    objection = Objection.objects.get()
    for address in (
        "/notices/objections/",
        f"/notices/objections/{objection.pk}/",
        f"/plans/{notice.plan.number}/notice/",
    ):
        assert client.get(address).status_code == 403
    assert client.post(f"/notices/{notice.number}/withdraw/", {"reason": "x"}).status_code == 403
    revealed = client.get(f"/personal/plans.objection/{objection.pk}/contact/")
    assert revealed.status_code in {403, 404}


def test_signed_out_the_official_pages_lead_to_sign_in(client, notice):
    for address in (
        "/notices/objections/",
        f"/plans/{notice.plan.number}/notice/",
        "/corrections/",
        "/statistics/quality/",
    ):
        assert client.get(address)["Location"].startswith("/sign-in/")


# --- committees -----------------------------------------------------------------------------------------------
def test_the_institute_chooses_its_committee_on_the_plans_page(client, ground):
    plan = technicians.accepted(ground)
    one, other = technicians.committee("第一家考评委"), technicians.committee("第二家考评委")
    core.sign_in(client, Role.INSTITUTE_CLERK, ground.institute)
    address = f"/plans/{plan.number}/committees/{ground.level.occupation_id}/"
    assert "还没有选择行业技师考评委" in client.get(f"/plans/{plan.number}/").content.decode()
    client.post(address, {"committee": one.pk})
    refused = client.post(address, {"committee": other.pk})
    assert refused.status_code == 422
    assert "只能选择一家" in refused.content.decode()
    client.post(f"{address}drop/")
    client.post(address, {"committee": other.pk})
    assert plan.items.get().committee == other


@pytest.mark.parametrize(("day", "late"), [(20, False), (21, True)])
def test_the_plan_says_until_when_the_notice_must_open_for_the_rooms_to_be_arranged(client, ground, clock, day, late):
    """Seven working days of notice and one to pay and arrange, before the tenth working day before the exam."""
    plan = technicians.accepted(ground)
    clock.set(2026, 4, day, 9)
    core.sign_in(client, Role.INSTITUTE_CLERK, ground.institute)
    page = client.get(f"/plans/{plan.number}/").content.decode()
    assert "最迟 2026-04-20（周一） 发布，才来得及在 2026-04-30（周四） 以前缴费并完成考场编排" in page
    assert ("现在已经来不及" in page) is late


def test_another_institute_does_not_find_the_plan(client, ground):
    plan = technicians.accepted(ground)
    core.sign_in(client, Role.INSTITUTE_CLERK)
    assert client.post(f"/plans/{plan.number}/committees/{ground.level.occupation_id}/").status_code == 404


# --- acceptance -----------------------------------------------------------------------------------------------
def test_a_special_session_is_accepted_with_every_proof_ticked(client):
    ground = make.ground()
    plan = make.filed(ground)
    core.sign_in(client, Role.GUIDANCE_OFFICER, make.guidance_section())
    address = f"/plans/{plan.number}/accept/"
    assert address in client.get(f"/plans/{plan.number}/").content.decode()
    page = client.get(address).content.decode()
    assert "证明.pdf" in page
    refused = client.post(address)
    assert refused.status_code == 422
    assert "证明材料还没有核对：证明.pdf" in refused.content.decode()
    assert client.post(f"/plans/{plan.number}/do/accept/").status_code == 422  # no way around the page
    client.post(address, {"proofs": [plan.proofs.get().pk]})
    plan.refresh_from_db()
    assert plan.state == "ACCEPTED"


def test_only_the_city_opens_the_page_of_acceptance(client):
    ground = make.ground()
    plan = make.filed(ground)
    core.sign_in(client, Role.INSTITUTE_CLERK, ground.institute)
    assert client.get(f"/plans/{plan.number}/accept/").status_code == 403
