"""Pages of corrections per role and organisation, and the rates behind them."""

from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from appraisal.core.rules.roles import Role
from appraisal.core.services.calendar import fill_calendar
from plans.models import Candidate, Correction, Plan
from plans.rules.review_enums import CorrectionField
from plans.services.attachments import Attachment
from plans.services.corrections import ask_corrections
from tests.factories import catalogue, core, technicians
from tests.factories import filing as make
from tests.factories.filing import NOW, PDF
from tests.frozen_clock import FrozenClock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_nine(clock: FrozenClock) -> None:
    clock.set(2026, 3, 2, 9)
    fill_calendar(now=NOW)


@pytest.fixture
def ground():
    return make.ground(level=4)


@pytest.fixture
def candidate(ground) -> Candidate:
    return technicians.enrolled(ground, people=1).candidates.get()


@pytest.fixture
def asked(ground, candidate) -> list[Correction]:
    return ask_corrections(
        actor=ground.clerk, candidate_id=candidate.pk, reason="录入错误", attachment=Attachment("证.pdf", PDF), now=NOW,
        changes={CorrectionField.NAME: "张诗一", CorrectionField.PHONE: "13911112222"},
    )  # fmt: skip


def as_role(role: Role, home=None) -> Client:
    client = Client()
    core.sign_in(client, role, home)
    return client


def test_the_institute_asks_from_the_candidates_page(ground, candidate):
    clerk = as_role(Role.INSTITUTE_CLERK, ground.institute)
    address = f"/candidates/{candidate.pk}/corrections/"
    assert address in clerk.get(f"/candidates/{candidate.pk}/").content.decode()
    form = clerk.get(address).content.decode()
    assert candidate.document_number not in form
    assert candidate.phone not in form
    refused = clerk.post(address, {"name": "张诗一", "reason": ""})
    assert refused.status_code == 422
    assert "共 2 个原因" in refused.content.decode()
    done = clerk.post(address, {"name": "张诗一", "reason": "录入错误", "document": catalogue.pdf()}, follow=True)
    assert "更正申请已提交" in done.content.decode()
    assert "等市中心处理" in done.content.decode()
    assert [one.field for one in Correction.objects.all()] == ["name"]


def test_a_file_of_another_kind_is_refused(ground, candidate):
    clerk = as_role(Role.INSTITUTE_CLERK, ground.institute)
    wrong = catalogue.pdf("证.pdf", b"MZ not a document")
    page = clerk.post(
        f"/candidates/{candidate.pk}/corrections/", {"name": "张诗一", "reason": "录入错误", "document": wrong}
    )
    assert page.status_code == 422
    assert not Correction.objects.exists()


def test_each_side_has_its_own_queue_with_masked_values(ground, candidate, asked):
    city = as_role(Role.GUIDANCE_OFFICER, make.guidance_section()).get("/corrections/").content.decode()
    district = as_role(Role.DISTRICT_OFFICER, ground.institute.district).get("/corrections/").content.decode()
    assert "张诗一" in city
    assert "139****2222" not in city
    assert "139****2222" in district
    assert "张诗一" not in district
    assert "13911112222" not in district


def test_the_district_decides_and_everybody_reads_the_history(ground, candidate, asked):
    district = as_role(Role.DISTRICT_OFFICER, ground.institute.district)
    address = f"/corrections/{candidate.pk}/"
    phone = next(one for one in asked if one.field == "phone")
    assert f"correction-{phone.pk}" in district.get(address).content.decode()
    assert district.post(address, {f"correction-{phone.pk}": "no"}).status_code == 422
    assert district.post(address, {}).status_code == 422
    district.post(address, {f"correction-{phone.pk}": "yes"})
    candidate.refresh_from_db()
    assert candidate.phone == "13911112222"
    clerk = as_role(Role.INSTITUTE_CLERK, ground.institute)
    assert "已同意" in clerk.get(f"/candidates/{candidate.pk}/").content.decode()


def test_what_the_other_side_decides_cannot_be_slipped_in(ground, candidate, asked):
    district = as_role(Role.DISTRICT_OFFICER, ground.institute.district)
    name = next(one for one in asked if one.field == "name")
    assert district.post(f"/corrections/{candidate.pk}/", {f"correction-{name.pk}": "yes"}).status_code == 422
    candidate.refresh_from_db()
    assert candidate.name == "张师一"


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.INSTITUTE_CLERK, {404, 403}),
        (Role.DISTRICT_OFFICER, {404, 403}),
        (Role.FINANCE_OFFICER, {403}),
        (Role.COMMITTEE_CLERK, {403, 404}),
        (Role.EXAMINER, {403}),
    ],
)
def test_other_organisations_and_roles_reach_nothing(candidate, asked, role, expected):
    stranger = as_role(role)
    for address in (
        f"/candidates/{candidate.pk}/corrections/",
        f"/corrections/{candidate.pk}/",
        f"/documents/{asked[0].document_id}/",
        f"/personal/plans.correction/{asked[0].pk}/new_value/",
    ):
        assert stranger.get(address).status_code in expected | {404}, address


def test_both_sides_open_the_evidence(ground, asked):
    for client in (
        as_role(Role.INSTITUTE_CLERK, ground.institute),
        as_role(Role.DISTRICT_OFFICER, ground.institute.district),
        as_role(Role.GUIDANCE_OFFICER, make.guidance_section()),
    ):
        assert client.get(f"/documents/{asked[0].document_id}/").content == PDF


# --- rates ------------------------------------------------------------------------------------------------------
def test_the_city_sees_all_rates_a_district_its_own_an_institute_itself(ground, candidate, asked):
    other = make.ground()
    technicians.enrolled(other, people=1)
    one, two = ground.institute.short_name, other.institute.short_name
    pages = {
        Role.GUIDANCE_OFFICER: (make.guidance_section(), {one, two}),
        Role.DISTRICT_OFFICER: (ground.institute.district, {one}),
    }
    for role, (home, seen) in pages.items():
        text = as_role(role, home).get("/statistics/quality/").content.decode()
        assert {name for name in (one, two) if f">{name}</td>" in text} == seen
        assert "200.0%" in text  # two corrections, one candidate
        assert "data-plot" in text
    clerk = as_role(Role.INSTITUTE_CLERK, ground.institute).get("/statistics/quality/").content.decode()
    assert two not in clerk
    assert as_role(Role.COMMITTEE_CLERK).get("/statistics/quality/").status_code == 403


def test_the_table_is_exported(ground, asked):
    answer = as_role(Role.GUIDANCE_OFFICER, make.guidance_section()).get("/statistics/quality/export/")
    rows = list(load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert rows[0][:5] == ("月份", "鉴定机构", "计划数", "考生数", "信息更正")
    assert rows[1][:6] == ("2026-03", ground.institute.short_name, 1, 1, 2, 200)


def test_without_plans_the_page_says_so():
    Plan.objects.all().delete()
    text = as_role(Role.GUIDANCE_OFFICER, make.guidance_section()).get("/statistics/quality/").content.decode()
    assert "没有完成报名的计划" in text
