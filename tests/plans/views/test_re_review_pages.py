"""The pages of the re-review, per role and other organisation, and the one that anybody may open."""

from datetime import timedelta

import pytest
from django.test import Client

from appraisal.core.models import AuditEntry, Document
from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.roles import Role
from appraisal.core.services.calendar import fill_calendar
from appraisal.core.typesetting import FontMissing
from plans.models import Booking, Candidate, Evidence, PaperCopy, Plan, ReReview, ReviewSlot
from plans.rules.review_enums import EvidenceKind, ReviewItem
from plans.services import re_reviews
from tests.factories import core, re_review
from tests.factories import filing as make
from tests.factories.re_review import NOW, REVIEW_DAY, ids
from tests.frozen_clock import FrozenClock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_the_desk(clock: FrozenClock) -> FrozenClock:
    moment = REVIEW_DAY.astimezone(BEIJING)
    clock.set(moment.year, moment.month, moment.day, moment.hour, moment.minute)
    return clock


@pytest.fixture
def ground():
    fill_calendar(now=make.NOW)
    return make.ground()


def client_of(role: Role, home) -> Client:
    client = Client()
    core.sign_in(client, role, home)
    return client


@pytest.fixture
def clerk(ground) -> Client:
    return client_of(Role.INSTITUTE_CLERK, ground.institute)


@pytest.fixture
def officer(ground) -> Client:
    return client_of(Role.DISTRICT_OFFICER, ground.institute.district)


def strangers() -> list[Client]:
    other = make.ground()
    return [
        client_of(Role.INSTITUTE_CLERK, other.institute),
        client_of(Role.DISTRICT_OFFICER, other.institute.district),
    ]


def text(response) -> str:
    return response.content.decode()


# --- slots ------------------------------------------------------------------------------------------------
def test_a_district_publishes_a_series_and_the_institute_sees_it(ground, officer, clerk):
    form = {
        "first": "2026-04-01", "last": "2026-04-10", "weekdays": ["0", "1", "2", "3", "4"],
        "times": "09:00-11:30 13:30-16:00", "places": "25", "place": "一楼大厅",
    }  # fmt: skip
    answer = officer.post("/re-review/slots/new/", form, follow=True)
    assert answer.redirect_chain == [("/re-review/slots/", 302)]
    assert ReviewSlot.objects.count() == 14
    assert text(clerk.get("/re-review/slots/")).count("一楼大厅") == 14
    assert "一楼大厅" not in text(strangers()[0].get("/re-review/slots/"))


def test_everything_wrong_with_a_series_stands_on_the_page(officer):
    page = officer.post("/re-review/slots/new/", {"first": "2026-01-01", "times": "上午 9-10", "places": "0"})
    assert page.status_code == 422
    assert "看不出是哪一段时间" in text(page)
    page = officer.post("/re-review/slots/new/", {"first": "2026-01-01", "times": "09:00-10:00", "places": "9999"})
    assert "已经过去" in text(page)
    assert "没有选择星期几" in text(page)


def test_only_a_district_publishes_and_withdraws(ground, clerk):
    slot = re_review.slot(ground.institute.district)
    assert clerk.get("/re-review/slots/new/").status_code == 403
    assert clerk.post(f"/re-review/slots/{slot.pk}/withdraw/", {"reason": "x"}).status_code == 403
    assert strangers()[1].post(f"/re-review/slots/{slot.pk}/withdraw/", {"reason": "x"}).status_code == 404


def test_a_slot_is_withdrawn_with_a_reason(ground, officer):
    slot = re_review.slot(ground.institute.district, at=NOW + timedelta(days=9))
    assert officer.post(f"/re-review/slots/{slot.pk}/withdraw/", {"reason": ""}).status_code == 422
    officer.post(f"/re-review/slots/{slot.pk}/withdraw/", {"reason": "停电"})
    slot.refresh_from_db()
    assert slot.withdrawn_at


# --- booking ------------------------------------------------------------------------------------------------
@pytest.fixture
def plan(ground) -> Plan:
    return re_review.enrolled(ground, 5)


def later(plan: Plan, places: int, days: int = 7) -> ReviewSlot:
    return re_review.slot(plan.district, places, at=NOW + timedelta(days=days))


def test_the_clerk_sees_the_earliest_slot_with_its_proof_and_books_part(ground, plan, clerk):
    slot = later(plan, 3)
    page = text(clerk.get(f"/plans/{plan.number}/bookings/"))
    assert "最早能赶上后续时限的时段" in page
    assert "往前数 10 个工作日" in page
    clerk.post(f"/plans/{plan.number}/bookings/new/", {"slot": slot.pk, "people": "2"})
    assert list(Booking.objects.get().candidates.values_list("pk", flat=True)) == ids(plan, 2)


def test_from_the_earliest_slot_on_spreads(plan, clerk):
    one, other = later(plan, 3), later(plan, 9, 8)
    clerk.post(f"/plans/{plan.number}/bookings/new/", {"slot": "0", "people": "5"})
    assert dict(ReviewSlot.objects.values_list("pk", "taken")) == {one.pk: 3, other.pk: 2}


def test_ticked_candidates_are_booked_and_too_many_are_refused_in_words(plan, clerk):
    slot = later(plan, 2)
    wanted = ids(plan)[3:]
    page = clerk.post(f"/plans/{plan.number}/bookings/new/", {"slot": slot.pk, "people": "5"})
    assert page.status_code == 422
    assert "只剩 2 个名额" in text(page)
    clerk.post(f"/plans/{plan.number}/bookings/new/", {"slot": slot.pk, "candidates": wanted})
    assert list(Booking.objects.get().candidates.values_list("pk", flat=True)) == wanted


def test_a_booking_is_moved_and_cancelled_from_the_page(plan, clerk):
    one, other = later(plan, 5), later(plan, 5, 8)
    clerk.post(f"/plans/{plan.number}/bookings/new/", {"slot": one.pk, "people": "5"})
    first = Booking.objects.get()
    assert "改到这段" in text(clerk.get(f"/plans/{plan.number}/bookings/?move={first.pk}"))
    clerk.post(f"/re-review/bookings/{first.pk}/move/", {"slot": other.pk})
    moved = Booking.objects.get(state="BOOKED")
    assert moved.slot == other
    clerk.post(f"/re-review/bookings/{moved.pk}/cancel/")
    assert not Booking.objects.filter(state="BOOKED").exists()


def test_candidates_leave_from_the_page(plan, clerk):
    assert clerk.post(f"/plans/{plan.number}/bookings/leave/", {"candidates": ids(plan, 1)}).status_code == 422
    clerk.post(f"/plans/{plan.number}/bookings/leave/", {"candidates": ids(plan, 1), "reason": "不来了"})
    assert Candidate.objects.get(pk=ids(plan, 1)[0]).state == "WITHDRAWN"


def test_bookings_are_nobody_elses_business(ground, plan, officer):
    booking = re_review.booked(ground, plan, later(plan, 5))
    for stranger in strangers():
        assert stranger.get(f"/plans/{plan.number}/bookings/").status_code == 404
    institute, _ = strangers()
    for address in (
        f"/plans/{plan.number}/bookings/new/",
        f"/plans/{plan.number}/bookings/leave/",
        f"/re-review/bookings/{booking.pk}/move/",
        f"/re-review/bookings/{booking.pk}/cancel/",
    ):
        assert institute.post(address, {"slot": "1"}).status_code == 404
        assert officer.post(address, {"slot": "1"}).status_code == 403
    assert officer.get(f"/plans/{plan.number}/bookings/").status_code == 200
    finance = client_of(Role.FINANCE_OFFICER, None)
    assert finance.get(f"/plans/{plan.number}/bookings/").status_code == 403


# --- the desk -------------------------------------------------------------------------------------------------
@pytest.fixture
def booking(ground, plan) -> Booking:
    return re_review.booked(ground, plan, re_review.slot(plan.district, 9, at=REVIEW_DAY.replace(hour=8)))


def all_ok(**more: object) -> dict[str, object]:
    return {**{f"item_{item}": "ok" for item in ReviewItem}, "outcome": "PASSED", "seen": "", "note": "", **more}


@pytest.fixture
def booked_yesterday(ground, plan) -> Booking:
    slot = re_review.slot(plan.district, 9, at=NOW + timedelta(hours=3))
    return re_review.booked(ground, plan, slot)


def test_today_and_what_was_not_finished(officer, booked_yesterday):
    page = text(officer.get("/re-review/desk/"))
    assert "今天没有预约" in page
    assert "以前没有办完的" in page


def test_one_candidate_after_the_other_until_nobody_waits(officer, plan, booked_yesterday):
    address = f"/re-review/desk/{booked_yesterday.pk}/"
    for number, key in enumerate(ids(plan), 1):
        page = text(officer.get(address))
        assert f"第 {number} 名 / 共 5 名" in page
        officer.post(f"{address}{key}/", all_ok())
    assert "这个预约已全部办完" in text(officer.get(address))
    assert ReReview.objects.filter(outcome="PASSED").count() == 5


def test_a_refused_verdict_keeps_what_was_typed(officer, plan, booked_yesterday):
    answer = officer.post(
        f"/re-review/desk/{booked_yesterday.pk}/{ids(plan)[0]}/", all_ok(item_SUBJECTS="", note="看过原件")
    )
    assert answer.status_code == 422
    assert "考试类型和科目正确" in text(answer)
    assert "看过原件" in text(answer)
    assert text(answer).count('value="ok" checked') == 5


def test_undo_shows_the_candidate_again(officer, plan, booked_yesterday):
    officer.post(f"/re-review/desk/{booked_yesterday.pk}/{ids(plan)[0]}/", all_ok())
    review = ReReview.objects.get()
    other = client_of(Role.DISTRICT_OFFICER, make.ground().institute.district)
    assert other.post(f"/re-review/undo/{review.pk}/").status_code == 404
    answer = officer.post(f"/re-review/undo/{review.pk}/")
    assert answer["Location"] == f"/re-review/desk/{booked_yesterday.pk}/?candidate={ids(plan)[0]}"
    assert "第 1 名" in text(officer.get(answer["Location"]))


def test_the_desk_is_the_own_districts(plan, booked_yesterday, clerk):
    institute, district = strangers()
    address = f"/re-review/desk/{booked_yesterday.pk}/"
    assert district.get(address).status_code == 404
    assert district.post(f"{address}{ids(plan)[0]}/", all_ok()).status_code == 404
    for client in (institute, clerk):
        assert client.get("/re-review/desk/").status_code == 403
        assert client.get(address).status_code == 403
        assert client.post(f"{address}{ids(plan)[0]}/", all_ok()).status_code == 403


def test_documents_stand_beside_the_candidate(officer, plan, booked_yesterday):
    paper = Document.objects.create(
        organisation=plan.institute, name="证书.pdf", content_type="application/pdf", size=1, sha256="0",
        storage_key="k1", uploaded_at=NOW,
    )  # fmt: skip
    Evidence.objects.create(candidate_id=ids(plan)[0], kind=EvidenceKind.CERTIFICATE, document=paper)
    page = text(officer.get(f"/re-review/desk/{booked_yesterday.pk}/"))
    assert f'<iframe src="/documents/{paper.pk}/"' in page


def test_the_number_is_masked_at_the_desk(officer, plan, booked_yesterday):
    page = text(officer.get(f"/re-review/desk/{booked_yesterday.pk}/"))
    assert Candidate.objects.get(pk=ids(plan)[0]).document_number not in page
    assert "查看完整证件号码" in page


def test_how_well_the_pre_check_foretold(officer, ground, plan, booked_yesterday, clerk):
    assert "还没有可以对照" in text(officer.get("/re-review/foretelling/"))
    assert clerk.get("/re-review/foretelling/").status_code == 403


# --- papers ---------------------------------------------------------------------------------------------------
@pytest.fixture
def sealed(ground) -> Plan:
    return re_review.sealed(ground)


def current(plan: Plan) -> list[PaperCopy]:
    return list(PaperCopy.objects.filter(plan=plan, paper__superseded_at=None).select_related("paper"))


def test_papers_are_made_printed_sealed_and_handed_over(ground, officer):
    plan, _ = re_review.reviewed(ground)
    base = f"/plans/{plan.number}/papers/"
    officer.post(f"{base}issue/")
    form = [one.pk for one in current(plan) if one.paper.kind == "RE_REVIEW_FORM"]
    answer = officer.post(f"{base}print/", {"copy": form})
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert AuditEntry.objects.first().action == "paper.print"
    officer.post(f"{base}seal/", {"copy": [one.pk for one in current(plan)]})
    officer.post(f"{base}hand-over/", {"copy": form[0], "handed_to": "李娜"})
    page = text(officer.get(base))
    assert "李娜" in page
    assert page.count("已盖章") == 6
    officer.post(f"/plans/{plan.number}/do/qualify/")
    plan.refresh_from_db()
    assert plan.state == "QUALIFIED"


@pytest.mark.logs_errors(reason="an answer of 503 is logged")
def test_without_a_chinese_font_the_page_says_whom_to_ask(officer, sealed, monkeypatch):
    def missing():
        raise FontMissing("none")

    monkeypatch.setattr("plans.views.papers.chinese_fonts", missing)
    answer = officer.post(f"/plans/{sealed.number}/papers/print/", {"copy": current(sealed)[0].pk})
    assert answer.status_code == 503
    assert "fonts-noto-cjk" in text(answer)


def test_papers_are_read_by_those_concerned_and_made_by_the_district(ground, sealed, clerk):
    base = f"/plans/{sealed.number}/papers/"
    assert clerk.get(base).status_code == 200
    for act in ("issue", "print", "seal", "hand-over"):
        assert clerk.post(f"{base}{act}/", {"copy": current(sealed)[0].pk}).status_code == 403
    for stranger in strangers():
        assert stranger.get(base).status_code == 404
    district = client_of(Role.DISTRICT_OFFICER, make.ground().institute.district)
    for act in ("issue", "print", "seal", "hand-over"):
        assert district.post(f"{base}{act}/", {"copy": current(sealed)[0].pk}).status_code == 404


def test_a_copy_of_another_plan_is_not_printed(ground, officer, sealed):
    other = re_review.sealed(make.ground())
    assert officer.post(f"/plans/{sealed.number}/papers/print/", {"copy": current(other)[0].pk}).status_code == 404


# --- verification, open to everybody -----------------------------------------------------------------------------
def test_anybody_verifies_a_copy_and_learns_nothing_personal(sealed, client):
    copy = current(sealed)[0]
    answer = client.get(f"/verify/{copy.paper.token}/")
    page = text(answer)
    assert answer.status_code == 200
    assert answer["X-Robots-Tag"] == "noindex"
    assert "有效" in page
    assert sealed.number in page
    for one in Candidate.objects.filter(plan=sealed):
        assert one.name not in page
        assert one.document_number not in page


def test_a_superseded_copy_names_the_version_in_force(ground, sealed, client):
    old = current(sealed)[0]
    last = ReReview.objects.order_by("-pk").first()
    re_reviews.undo_verdict(actor=ground.district, review_id=last.pk, now=REVIEW_DAY)
    assert "还没有新版" in text(client.get(f"/verify/{old.paper.token}/"))
    re_review.decide(ground, last.booking, last.candidate_id)
    re_review.papers.issue_papers(actor=ground.district, plan_id=sealed.pk, now=REVIEW_DAY)
    page = text(client.get(f"/verify/{old.paper.token}/"))
    assert "已作废" in page
    assert "现行的是第 2 版" in page
