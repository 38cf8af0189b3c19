"""Pages of the first review and of a candidate's eligibility: per role, and for other organisations."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.rules.roles import Role
from appraisal.core.services.calendar import fill_calendar
from plans.models import Background, CandidateVerdict, Evidence, FirstReview
from plans.rules.eligibility.evaluate import Outcome
from plans.rules.review_enums import EvidenceKind, FirstReviewOutcome
from plans.services.evidence import add_evidence
from tests.factories import core, eligibility
from tests.factories import filing as make

pytestmark = pytest.mark.django_db
NOW = make.NOW
SEVEN_YEARS = "连续从事本职业工作7年以上"


@pytest.fixture
def ground(clock):
    fill_calendar(now=NOW)
    eligibility.standard(now=NOW)
    return make.ground()


@pytest.fixture
def plan(ground):
    return make.accepted(ground)


@pytest.fixture
def candidate(plan):
    one = make.candidate(plan, name="李四", condition=SEVEN_YEARS, years_in_occupation=3)
    eligibility.evaluate(one, now=NOW)
    return one


def as_clerk(client: Client, ground) -> Client:
    core.sign_in(client, Role.INSTITUTE_CLERK, ground.institute)
    return client


def pages_of(plan, candidate) -> list[str]:
    return [
        reverse("plans:first-review", args=[plan.number]),
        reverse("plans:eligibility", args=[candidate.pk]),
    ]


def test_the_page_says_what_is_missing_and_from_when(client, ground, candidate):
    shown = as_clerk(client, ground).get(reverse("plans:eligibility", args=[candidate.pk])).content.decode()
    assert "不符合" in shown and "尚未满7年" in shown and "2030-03-02" in shown
    assert "36 个月" in shown and "尚未登记起止日期" in shown


def test_entering_facts_turns_the_verdict(client, ground, candidate):
    address = reverse("plans:background", args=[candidate.pk])
    assert as_clerk(client, ground).get(address).status_code == 200
    sent = {"basis": "NORMAL", "work_0_first": "2015-03-01", "work_0_last": "2019-02-28", "work_1_first": "2019-06-01"}
    answer = client.post(address, sent)
    assert answer.status_code == 302
    assert CandidateVerdict.objects.get(pk=candidate.pk).eligible_from.isoformat() == "2026-06-01"
    shown = client.get(answer["Location"]).content.decode()
    assert "间断：2019-03-01 至 2019-05-31" in shown and "48 个月" in shown
    client.post(address, {"basis": "NORMAL", "work_0_first": "2015-03-01"})
    assert CandidateVerdict.objects.get(pk=candidate.pk).outcome == Outcome.MET


def test_every_fault_of_the_facts_is_said(client, ground, candidate):
    sent = {"basis": "NORMAL", "work_0_first": "2020-01-01", "work_0_last": "2019-01-01", "certificate_5": "2027-01-01"}
    answer = as_clerk(client, ground).post(reverse("plans:background", args=[candidate.pk]), sent)
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "早于开始日期" in shown and "还没有到" in shown
    assert not Background.objects.exists()


def test_review_one_and_all(client, ground, plan, candidate):
    fits = make.candidate(plan, condition=SEVEN_YEARS, years_in_occupation=8)
    eligibility.evaluate(fits, now=NOW)
    as_clerk(client, ground)
    listed = client.get(reverse("plans:first-review", args=[plan.number])).content.decode()
    assert "所有符合的一并通过（1 人）" in listed and "完成报名前还差" in listed
    client.post(reverse("plans:pass-all", args=[plan.number]))
    assert list(FirstReview.objects.values_list("candidate_id", "outcome")) == [(fits.pk, "PASSED")]
    address = reverse("plans:first-review-one", args=[candidate.pk, "fail"])
    assert client.post(address, {"reason": " "}).status_code == 422
    assert client.post(address, {"reason": "年限不足"}).status_code == 302
    narrowed = client.get(reverse("plans:first-review", args=[plan.number]) + "?review=FAILED").content.decode()
    assert "年限不足" in narrowed and fits.name not in narrowed


@pytest.mark.parametrize("role", [Role.DISTRICT_OFFICER, Role.GUIDANCE_OFFICER])
def test_offices_look_but_do_not_review(client, ground, plan, candidate, role):
    home = ground.institute.district if role is Role.DISTRICT_OFFICER else None
    core.sign_in(client, role, home)
    for page in pages_of(plan, candidate):
        shown = client.get(page)
        assert shown.status_code == 200 and "一并通过" not in shown.content.decode()
    assert client.get(reverse("plans:background", args=[candidate.pk])).status_code == 403
    assert client.post(reverse("plans:pass-all", args=[plan.number])).status_code == 403
    assert client.post(reverse("plans:first-review-one", args=[candidate.pk, "pass"])).status_code == 403
    assert not FirstReview.objects.exists()


@pytest.mark.parametrize("role", [Role.EXAMINER, Role.FINANCE_OFFICER])
def test_roles_without_business_here_are_sent_away(client, plan, candidate, role):
    core.sign_in(client, role)
    assert [client.get(page).status_code for page in pages_of(plan, candidate)] == [403, 403]


@pytest.mark.parametrize("role", [Role.INSTITUTE_CLERK, Role.DISTRICT_OFFICER, Role.COMMITTEE_CLERK])
def test_another_organisation_sees_nothing(client, plan, candidate, role):
    core.sign_in(client, role)
    assert [client.get(page).status_code for page in pages_of(plan, candidate)] == [404, 404]
    if role is Role.INSTITUTE_CLERK:
        assert client.post(reverse("plans:evidence-add", args=[candidate.pk])).status_code == 404
        assert client.post(reverse("plans:first-review-one", args=[candidate.pk, "pass"])).status_code == 404
        assert client.post(reverse("plans:background", args=[candidate.pk]), {"basis": "NORMAL"}).status_code == 404


class TestEvidence:
    @pytest.fixture
    def stored(self, ground, candidate):
        return [
            add_evidence(
                actor=ground.clerk, candidate_id=candidate.pk, kind=kind, name=f"{kind}.pdf", content=make.PDF, now=NOW
            )
            for kind in EvidenceKind
        ]

    def test_upload_and_remove(self, client, ground, candidate):
        as_clerk(client, ground)
        file = SimpleUploadedFile("证书.png", b"\x89PNG\r\n\x1a\n rest")
        answer = client.post(
            reverse("plans:evidence-add", args=[candidate.pk]), {"kind": "CERTIFICATE", "file": file, "note": "原件"}
        )
        assert answer.status_code == 302
        evidence = Evidence.objects.get()
        document = reverse("core:document", args=[evidence.document_id])
        opened = client.get(document)
        assert opened.status_code == 200 and opened["Content-Type"] == "image/png"
        client.post(reverse("plans:evidence-remove", args=[evidence.pk]))
        evidence.refresh_from_db()
        assert evidence.removed_at and client.get(document).status_code == 404

    @pytest.mark.parametrize(
        ("name", "content", "said"),
        [
            ("证书.pdf", b"<html>not a pdf</html>", "不是可以接收的文件类型"),
            ("证书.pdf", b"", "空文件"),
            ("证书.exe", b"MZ\x90\x00", "不是可以接收的文件类型"),
        ],
    )
    def test_what_a_file_is_its_bytes_decide(self, client, ground, candidate, name, content, said):
        file = SimpleUploadedFile(name, content, content_type="application/pdf")
        sent = {"kind": "CERTIFICATE", "file": file}
        answer = as_clerk(client, ground).post(reverse("plans:evidence-add", args=[candidate.pk]), sent)
        assert answer.status_code == 422 and said in answer.content.decode()
        assert not Evidence.objects.exists()

    def test_too_large_a_file_is_refused(self, client, ground, candidate):
        content = b"%PDF-" + bytes(settings.KAOWU["EVIDENCE_MAX_BYTES"])
        sent = {"kind": "CERTIFICATE", "file": SimpleUploadedFile("大.pdf", content)}
        answer = as_clerk(client, ground).post(reverse("plans:evidence-add", args=[candidate.pk]), sent)
        assert answer.status_code == 422 and "超过上限" in answer.content.decode()

    def test_nobody_else_opens_any_of_the_files(self, client, ground, stored):
        strangers = [
            (role, core.organisation(kind))
            for role, kind in (
                (Role.INSTITUTE_CLERK, OrganisationKind.INSTITUTE),
                (Role.DISTRICT_OFFICER, OrganisationKind.DISTRICT_CENTRE),
                (Role.COMMITTEE_CLERK, OrganisationKind.COMMITTEE),
            )
        ]
        for role, home in [*strangers, (Role.EXAMINER, None), (Role.FINANCE_OFFICER, None)]:
            core.sign_in(client, role, home)
            opened = {client.get(reverse("core:document", args=[one.document_id])).status_code for one in stored}
            assert opened == {404}, role
        client.logout()
        anonymous = {client.get(reverse("core:document", args=[one.document_id])).status_code for one in stored}
        assert anonymous == {302}
        for role, home in (
            (Role.INSTITUTE_CLERK, ground.institute),
            (Role.DISTRICT_OFFICER, ground.institute.district),
            (Role.GUIDANCE_OFFICER, None),
        ):
            core.sign_in(client, role, home)
            opened = {client.get(reverse("core:document", args=[one.document_id])).status_code for one in stored}
            assert opened == {200}, role

    def test_a_stranger_removes_nothing(self, client, stored):
        core.sign_in(client, Role.INSTITUTE_CLERK)
        assert client.post(reverse("plans:evidence-remove", args=[stored[0].pk])).status_code == 404
        assert not Evidence.objects.exclude(removed_at=None).exists()


def test_the_list_takes_few_queries_however_many_there_are(client, ground, plan, django_assert_max_num_queries):
    for number in range(6):
        one = make.candidate(plan, condition=SEVEN_YEARS, years_in_occupation=number + 4)
        eligibility.evaluate(one, now=NOW + timedelta(minutes=number))
    eligibility.review_all(plan, ground.clerk, NOW + timedelta(hours=1))
    as_clerk(client, ground)
    with django_assert_max_num_queries(16):
        shown = client.get(reverse("plans:first-review", args=[plan.number]))
    assert shown.content.decode().count("初审合格") >= 6
    assert FirstReview.objects.filter(outcome=FirstReviewOutcome.PASSED).count() == 6
