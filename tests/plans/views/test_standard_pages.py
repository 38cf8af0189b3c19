"""Pages of the conditions for applying: read by all offices, edited and published by guidance officers."""

import json
from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from appraisal.core.rules.roles import Role
from plans.models import EligibilityStandard, EvaluationRun
from plans.rules.review_enums import StandardState
from plans.services.standards import load_standards
from tests.factories import core, eligibility, rosters
from tests.factories import filing as make

pytestmark = pytest.mark.django_db
NOW = make.NOW
SEVEN_YEARS = "连续从事本职业工作7年以上"
OFFICES = sorted(set(Role) - {Role.EXAMINER})


@pytest.fixture
def generic(clock):
    return eligibility.standard(now=NOW)


@pytest.fixture
def draft(generic):
    return eligibility.standard(now=NOW, state=StandardState.DRAFT, valid_from=NOW.date(), name="草稿一")


@pytest.fixture
def officer(client):
    return core.sign_in(client, Role.GUIDANCE_OFFICER)


def content_file(content: object) -> SimpleUploadedFile:
    text = content if isinstance(content, bytes) else json.dumps(content).encode()
    return SimpleUploadedFile("条件.json", text)


@pytest.mark.parametrize("role", OFFICES)
def test_every_office_reads_what_is_published_and_drafts_are_the_citys(client, generic, draft, role):
    core.sign_in(client, role)
    listed = client.get(reverse("plans:standards")).content.decode()
    shown = client.get(reverse("plans:standard", args=[generic.pk]))
    assert shown.status_code == 200 and SEVEN_YEARS in shown.content.decode()
    is_city = role in {Role.GUIDANCE_OFFICER, Role.FINANCE_OFFICER}
    assert ("草稿一" in listed) == is_city
    assert client.get(reverse("plans:standard", args=[draft.pk])).status_code == (200 if is_city else 404)
    assert ("查看影响并发布" in client.get(reverse("plans:standard", args=[draft.pk])).content.decode()) == (
        role is Role.GUIDANCE_OFFICER
    )


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.GUIDANCE_OFFICER}))
def test_nobody_else_edits_or_publishes(client, draft, role):
    core.sign_in(client, role)
    addresses = [
        reverse("plans:standard", args=[draft.pk]),
        reverse("plans:standard-alternative", args=[draft.pk, 4, 1]),
        reverse("plans:standard-copy", args=[draft.pk]),
        reverse("plans:standard-discard", args=[draft.pk]),
        reverse("plans:standard-preview", args=[draft.pk]),
        reverse("plans:standard-content", args=[draft.pk]),
    ]
    sent = {"name": "新", "document": "新", "valid_from": "2026-04-01", "continuous": "0", "remove": "yes"}
    assert {client.post(address, sent).status_code for address in addresses} <= {403, 404}
    stored = EligibilityStandard.objects.get(pk=draft.pk)
    assert (stored.name, stored.state, stored.content) == ("草稿一", StandardState.DRAFT, eligibility.GENERIC)


def test_samples_are_marked_and_name_their_source(client, officer):
    load_standards(now=NOW)
    listed = client.get(reverse("plans:standards")).content.decode()
    assert listed.count("sample-mark") >= 3 and "现行" in listed
    one = EligibilityStandard.objects.get(code="pre2018_generic")
    assert "非官方来源" in client.get(reverse("plans:standard", args=[one.pk])).content.decode()


def test_an_alternative_is_edited_field_by_field(client, officer, draft):
    address = reverse("plans:standard-alternative", args=[draft.pk, 4, 2])
    assert 'value="7"' in client.get(address).content.decode()
    assert client.post(address, {"years_total": "9", "training": "on"}).status_code == 302
    draft.refresh_from_db()
    assert draft.content["rules"]["4"][1] == {"years_total": 9, "training": True}
    answer = client.post(address, {"years_after_prior": "3"})
    assert answer.status_code == 422 and "还要有“原证书等级”" in answer.content.decode()
    client.post(reverse("plans:standard-alternative", args=[draft.pk, 1, 0]), {"prior_level": "2"})
    client.post(address, {"remove": "yes"})
    draft.refresh_from_db()
    assert len(draft.content["rules"]["4"]) == 1 and draft.content["rules"]["1"] == [{"prior_level": 2}]
    for level, number in ((4, 5), (9, 0)):
        assert client.get(reverse("plans:standard-alternative", args=[draft.pk, level, number])).status_code == 404


def test_json_goes_down_and_up_and_faults_are_said_with_their_place(client, officer, draft):
    address = reverse("plans:standard-content", args=[draft.pk])
    assert json.loads(client.get(address).content) == eligibility.GENERIC
    faulty = {"continuous": True, "rules": {"4": [{"years_total": "七"}]}}
    for content, said in (
        (faulty, "四级第 1 条"),
        (b"{", "第 1 行"),
        (b"\xff\xfe", "UTF-8"),
        (b"[" * 100_000, "层数过多"),
    ):
        answer = client.post(address, {"file": content_file(content)})
        assert answer.status_code == 422 and said in answer.content.decode(), said
    good = {"continuous": False, "rules": {"4": [{"years_total": 6}]}}
    assert client.post(address, {"file": content_file(good)}).status_code == 302
    draft.refresh_from_db()
    assert draft.content == good


def test_the_preview_counts_lists_exports_and_publishes_what_was_shown(client, officer, draft):
    item = rosters.item()
    candidate = make.candidate(item.plan, name="陈八", condition=SEVEN_YEARS, years_in_occupation=8)
    eligibility.evaluate(candidate, now=NOW)
    EligibilityStandard.objects.filter(pk=draft.pk).update(content={"rules": {"4": [{"years_total": 10}]}})
    item.plan.state, item.plan.first_exam_date = "FILED", date(2026, 6, 20)
    item.plan.save()
    address = reverse("plans:standard-preview", args=[draft.pk])
    shown = client.get(address)
    text = shown.content.decode()
    assert "陈八" in text and "最早 2028-03-02" in text
    workbook = load_workbook(BytesIO(client.get(reverse("plans:standard-preview-export", args=[draft.pk])).content))
    rows = list(workbook.active.iter_rows(values_only=True))
    assert len(rows) == 2 and rows[1][3] == "陈八" and rows[1][4:8:3] == ("符合", "不符合")
    assert client.post(address, {"digest": "0" * 64}).status_code == 302
    draft.refresh_from_db()
    assert draft.state == StandardState.DRAFT
    client.post(address, {"digest": shown.context["report"].digest})
    draft.refresh_from_db()
    assert draft.state == StandardState.PUBLISHED and EvaluationRun.objects.filter(standard=draft).count() == 1
    progress = client.get(reverse("plans:standard-progress", args=[draft.pk])).content.decode()
    assert "正在重新预审" in progress
    assert client.get(address).status_code == 404  # nothing left to publish


def test_a_draft_is_copied_renamed_and_discarded(client, officer, generic):
    answer = client.post(
        reverse("plans:standard-copy", args=[generic.pk]), {"occupation": "", "valid_from": "2026-07-01"}
    )
    made = EligibilityStandard.objects.get(state=StandardState.DRAFT)
    assert answer["Location"] == reverse("plans:standard", args=[made.pk])
    head = {"name": " ", "document": "文件", "valid_from": "2026-08-01", "continuous": "0", "occupation": ""}
    assert client.post(answer["Location"], head).status_code == 422
    client.post(answer["Location"], {**head, "name": "2026 年版"})
    made.refresh_from_db()
    assert (made.name, made.valid_from, made.content["continuous"]) == ("2026 年版", date(2026, 8, 1), False)
    client.post(reverse("plans:standard-discard", args=[made.pk]))
    made.refresh_from_db()
    assert made.state == StandardState.WITHDRAWN
