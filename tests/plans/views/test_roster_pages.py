"""Pages of rosters: hand in, look at the findings, confirm, take the marked file back; who sees what."""

import io
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from appraisal.core.models import AuditEntry, Document
from appraisal.core.rules.roles import Role
from plans.importers.workbooks import open_roster
from plans.models import PlanItem, RosterUpload
from plans.rules.enums import CandidateState, UploadState
from plans.rules.states import PlanState
from plans.services import roster_checks
from plans.services.rosters import CHECK_TASK
from plans.workbooks.marker import REPORT_SHEET
from tests.factories import core, rosters
from tests.frozen_clock import FrozenClock
from tests.plans.rules.roster_builder import cells, resident_id
from tests.plans.workbooks.workbook_builder import roster_of

SAMPLES = Path(__file__).parents[2] / "samples"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now(clock: FrozenClock) -> FrozenClock:
    return clock


@pytest.fixture
def item() -> PlanItem:
    return rosters.item()


@pytest.fixture
def clerk(client: Client, item: PlanItem) -> Client:
    core.sign_in(client, Role.INSTITUTE_CLERK, item.plan.institute)
    return client


def other(role: Role, home: object = None) -> Client:
    client = Client()
    core.sign_in(client, role, home)
    return client


def page(name: str, *arguments: object) -> str:
    return reverse(f"plans:{name}", args=arguments)


def person(serial: int, **changes: object) -> list[object]:
    return cells(DOCUMENT_NUMBER=resident_id(serial), **changes)


def send(client: Client, item: PlanItem, content: bytes, name: str = "花名册.xlsx"):
    return client.post(page("roster-upload", item.pk), {"file": SimpleUploadedFile(name, content)})


def handed_in(client: Client, item: PlanItem, content: bytes, clock: FrozenClock) -> RosterUpload:
    """Upload by the page, then do the worker's part."""
    response = send(client, item, content)
    upload = RosterUpload.objects.latest("pk")
    assert response.status_code == 302 and response.url == page("upload", upload.pk)
    roster_checks.check_roster(upload_id=upload.pk, open_roster=open_roster, now=clock.moment)
    upload.refresh_from_db()
    return upload


class TestHandingIn:
    def test_the_check_is_queued_after_commit_and_progress_is_shown(
        self, clerk: Client, item: PlanItem, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks
    ) -> None:
        sent: list[object] = []
        monkeypatch.setattr("appraisal.core.jobs._send", lambda task, ids: sent.append((task, ids)))
        with django_capture_on_commit_callbacks(execute=True):
            response = send(clerk, item, roster_of())
        upload = RosterUpload.objects.get()
        assert sent == [(CHECK_TASK, {"upload_id": upload.pk})]
        waiting = clerk.get(response.url).content.decode()
        assert "正在等待检查" in waiting and page("upload-progress", upload.pk) in waiting
        RosterUpload.objects.update(state=UploadState.CHECKING, rows_total=300, rows_done=120)
        fragment = clerk.get(page("upload-progress", upload.pk))
        assert 'value="120"' in fragment.content.decode() and "HX-Refresh" not in fragment
        RosterUpload.objects.update(state=UploadState.APPLIED)
        assert clerk.get(page("upload-progress", upload.pk))["HX-Refresh"] == "true"

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"", "这是一个空文件"),
            (b"name,sex", "不是 Excel 工作簿"),
            (roster_of(["=1+1"]), "A2"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), ".xls"),
        ],
    )
    def test_hostile_files_are_refused_and_leave_nothing_behind(
        self, clerk: Client, item: PlanItem, content: bytes, words: str
    ) -> None:
        response = send(clerk, item, content)
        assert response.status_code == 422
        assert words in response.content.decode()
        assert RosterUpload.objects.count() == Document.objects.count() == 0

    def test_no_file(self, clerk: Client, item: PlanItem) -> None:
        response = clerk.post(page("roster-upload", item.pk))
        assert response.status_code == 422 and "没有选择文件" in response.content.decode()

    def test_reloading_a_refused_upload_leads_back_to_the_roster(self, clerk: Client, item: PlanItem) -> None:
        response = clerk.get(page("roster-upload", item.pk))
        assert response.status_code == 302 and response.url == page("roster", item.pk)


class TestFindings:
    def test_a_roster_without_one_good_row_says_that_nothing_was_stored(
        self, clerk: Client, item: PlanItem, now: FrozenClock
    ) -> None:
        upload = handed_in(clerk, item, roster_of(*[cells(NAME="") for _ in range(3)]), now)
        text = clerk.get(page("upload", upload.pk)).content.decode()
        assert "没有一行入库" in text and "已入库" not in text

    def test_faults_by_kind_and_by_line(self, clerk: Client, item: PlanItem, now: FrozenClock) -> None:
        upload = handed_in(clerk, item, (SAMPLES / "roster-faults-120.xlsx").read_bytes(), now)
        by_kind = clerk.get(page("upload", upload.pk)).content.decode()
        assert "身份证号校验位不符" in by_kind and "第 97 行" in by_kind and "10 行有问题" in by_kind
        by_line = clerk.get(page("upload", upload.pk), {"view": "line"}).content.decode()
        assert by_line.index(">12<") < by_line.index(">55<") < by_line.index(">119<")
        assert "110***********1234" in by_line and "110105199002301234" not in by_kind + by_line
        recovered = clerk.get(page("upload", upload.pk), {"view": "recovered"}).content.decode()
        assert "整理了手机号码" in recovered and "138****8000" in recovered

    def test_many_faults_of_one_kind_are_paged_by_row(self, clerk: Client, item: PlanItem, now: FrozenClock) -> None:
        upload = handed_in(clerk, item, roster_of(*[cells(NAME="") for _ in range(130)]), now)
        first = clerk.get(page("upload", upload.pk), {"view": "kind", "kind": "MISSING"})
        assert len(first.context["lines"]) == 100 and first.context["next_key"] == "101"
        second = clerk.get(page("upload", upload.pk), {"kind": "MISSING", "before": first.context["next_key"]})
        assert [line.row for line in second.context["lines"]] == list(range(102, 132))
        assert "还有 120 处" in clerk.get(page("upload", upload.pk)).content.decode()

    def test_the_marked_file_comes_back_and_is_recorded(self, clerk: Client, item: PlanItem, now: FrozenClock) -> None:
        upload = handed_in(clerk, item, (SAMPLES / "roster-faults-120.xlsx").read_bytes(), now)
        response = clerk.post(page("upload-marked", upload.pk))
        workbook = load_workbook(io.BytesIO(response.content))
        assert workbook.sheetnames == ["花名册", REPORT_SHEET]
        assert workbook["花名册"]["C97"].comment is not None
        assert AuditEntry.objects.filter(action="roster.fetched", target=f"rosterupload:{upload.pk}").count() == 1
        assert clerk.get(page("upload-marked", upload.pk)).status_code == 405

    def test_a_refused_roster_says_why(self, clerk: Client, item: PlanItem, now: FrozenClock) -> None:
        upload = handed_in(clerk, item, roster_of(["张三"], headings=["姓名", "性别", "民族"]), now)
        text = clerk.get(page("upload", upload.pk)).content.decode()
        assert "表头缺少必填的列" in text and "证件号码" in text


class TestDifference:
    def test_confirm(self, clerk: Client, item: PlanItem, now: FrozenClock) -> None:
        handed_in(clerk, item, roster_of(person(1), person(2, NAME="李四")), now)
        upload = handed_in(clerk, item, roster_of(person(1, NAME="张三")), now)
        text = clerk.get(page("upload", upload.pk)).content.decode()
        assert "张志明" in text and "张三" in text and "李四" in text
        digest = upload.difference["digest"]
        clerk.post(page("upload-confirm", upload.pk), {"mode": "REPLACE", "digest": digest})
        roster_checks.check_roster(upload_id=upload.pk, open_roster=open_roster, now=now.moment)
        states = dict(item.candidates.values_list("name", "state"))
        assert states == {"张三": CandidateState.PENDING, "李四": CandidateState.WITHDRAWN}

    def test_a_wrong_digest_changes_nothing(self, clerk: Client, item: PlanItem, now: FrozenClock) -> None:
        handed_in(clerk, item, roster_of(person(1)), now)
        upload = handed_in(clerk, item, roster_of(person(2)), now)
        response = clerk.post(page("upload-confirm", upload.pk), {"mode": "REPLACE", "digest": "x"}, follow=True)
        assert "请刷新" in response.content.decode()
        upload.refresh_from_db()
        assert upload.state == UploadState.TO_CONFIRM

    def test_discard(self, clerk: Client, item: PlanItem, now: FrozenClock) -> None:
        handed_in(clerk, item, roster_of(person(1)), now)
        upload = handed_in(clerk, item, roster_of(person(2)), now)
        clerk.post(page("upload-discard", upload.pk))
        upload.refresh_from_db()
        assert upload.state == UploadState.DISCARDED and item.candidates.count() == 1


class TestRosterPage:
    def test_numbers_are_masked_everywhere(self, clerk: Client, item: PlanItem, now: FrozenClock) -> None:
        handed_in(clerk, item, roster_of(cells()), now)
        candidate = item.candidates.get()
        export = clerk.get(page("roster-export", item.pk))
        rows = list(load_workbook(io.BytesIO(export.content)).worksheets[0].values)
        texts = [
            clerk.get(page("roster", item.pk)).content.decode(),
            clerk.get(page("candidate", candidate.pk)).content.decode(),
            str(rows),
        ]
        for text in texts:
            assert "110***********0753" in text
            assert "110108198709100753" not in text and "13036976315" not in text
        assert rows[1][1] == "张志明" and rows[1][2] == "居民身份证"

    def test_cells_never_become_formulas_in_the_export(self, clerk: Client, item: PlanItem, now: FrozenClock) -> None:
        handed_in(clerk, item, roster_of(cells(ADDRESS="@SUM(A1)", EMPLOYER="-2+3")), now)
        export = clerk.get(page("roster-export", item.pk))
        for row in load_workbook(io.BytesIO(export.content)).worksheets[0].iter_rows():
            assert all(cell.data_type != "f" for cell in row)

    def test_filters_and_pages_keep_to_the_address(self, clerk: Client, item: PlanItem, now: FrozenClock) -> None:
        handed_in(clerk, item, (SAMPLES / "roster-clean-300.xlsx").read_bytes(), now)
        first = clerk.get(page("roster", item.pk), {"sort": "employer"})
        assert len(first.context["rows"]) == 50
        second = clerk.get(page("roster", item.pk), {"sort": "employer", "before": first.context["next_key"]})
        assert not {row.pk for row in first.context["rows"]} & {row.pk for row in second.context["rows"]}
        found = clerk.get(page("roster", item.pk), {"q": "110108198709100753"})
        assert [row.name for row in found.context["rows"]] == ["张志明"]
        assert not clerk.get(page("roster", item.pk), {"attempt": "RETAKE"}).context["rows"]

    @pytest.mark.parametrize("people", [1, 40])
    def test_queries_do_not_grow_with_rows(self, clerk: Client, item: PlanItem, now: FrozenClock, people: int) -> None:
        handed_in(clerk, item, roster_of(*[person(serial) for serial in range(people)]), now)
        clerk.get(page("roster", item.pk))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert len(clerk.get(page("roster", item.pk)).context["rows"]) == people
        assert len(queries) <= 10

    def test_template(self, clerk: Client, item: PlanItem) -> None:
        response = clerk.get(page("roster-template", item.pk))
        assert load_workbook(io.BytesIO(response.content)).sheetnames[0] == "花名册"

    def test_one_item_is_opened_at_once_and_several_are_listed(self, clerk: Client, item: PlanItem) -> None:
        assert clerk.get(page("rosters", item.plan.number)).url == page("roster", item.pk)
        rosters.item(item.plan)
        assert clerk.get(page("rosters", item.plan.number)).status_code == 200


class TestSingleCandidate:
    def form(self, **changes: str) -> dict[str, str]:
        sound = {
            "name": "张志明",
            "document_type": "居民身份证",
            "document_number": "110108198709100753",
            "sex": "男",
            "ethnicity": "汉族",
            "education": "初中",
            "mobile": "13036976315",
            "condition": "连续从事本职业工作7年以上",
            "source": "企业",
            "address": "北京市朝阳区",
            "theory": "新考",
            "practical": "新考",
        }
        return sound | changes

    def test_add_correct_withdraw(self, clerk: Client, item: PlanItem) -> None:
        assert clerk.get(page("candidate-new", item.pk)).status_code == 200
        added = clerk.post(page("candidate-new", item.pk), self.form())
        assert added.url == page("roster", item.pk)
        candidate = item.candidates.get()
        corrected = self.form(document_number="", mobile="", address="新地址")
        clerk.post(page("candidate", candidate.pk), corrected)
        candidate.refresh_from_db()
        assert (candidate.address, candidate.document_number) == ("新地址", "110108198709100753")
        clerk.post(page("candidate-withdraw", candidate.pk))
        candidate.refresh_from_db()
        assert candidate.state == CandidateState.WITHDRAWN

    def test_all_faults_at_once(self, clerk: Client, item: PlanItem) -> None:
        response = clerk.post(page("candidate-new", item.pk), self.form(sex="女", mobile="1", name=""))
        text = response.content.decode()
        assert response.status_code == 422
        assert "没有填写姓名" in text and "手机号码应为" in text and "按身份证号码应为" in text
        assert item.candidates.count() == 0


@pytest.fixture
def stored(clerk: Client, item: PlanItem, now: FrozenClock) -> RosterUpload:
    """A checked upload with faults, in a filed plan."""
    upload = handed_in(clerk, item, roster_of(person(1), person(2, MOBILE="1")), now)
    item.plan.state, item.plan.first_exam_date = PlanState.FILED, date(2026, 6, 20)
    item.plan.save()
    return upload


def reads(item: PlanItem, upload: RosterUpload) -> list[str]:
    candidate = item.candidates.get()
    return [
        page("rosters", item.plan.number),
        page("roster", item.pk),
        page("roster-export", item.pk),
        page("upload", upload.pk),
        page("upload-progress", upload.pk),
        page("candidate", candidate.pk),
    ]


def writes(item: PlanItem, upload: RosterUpload) -> list[str]:
    candidate = item.candidates.get()
    return [
        page("roster-upload", item.pk),
        page("upload-confirm", upload.pk),
        page("upload-discard", upload.pk),
        page("upload-marked", upload.pk),
        page("candidate-new", item.pk),
        page("candidate-withdraw", candidate.pk),
    ]


class TestScope:
    def test_another_institute_finds_nothing(self, item: PlanItem, stored: RosterUpload) -> None:
        stranger = other(Role.INSTITUTE_CLERK)
        assert {stranger.get(address).status_code for address in reads(item, stored)} == {404}
        assert {stranger.post(address).status_code for address in writes(item, stored)} == {404}

    @pytest.mark.parametrize("role", [Role.GUIDANCE_OFFICER, Role.DISTRICT_OFFICER])
    def test_offices_read_and_do_not_write(self, item: PlanItem, stored: RosterUpload, role: Role) -> None:
        home = item.plan.district if role is Role.DISTRICT_OFFICER else None
        officer = other(role, home)
        for address in reads(item, stored):
            response = officer.get(address, follow=True)
            assert response.status_code == 200, address
        text = officer.get(page("roster", item.pk)).content.decode()
        assert "上传并检查" not in text and "花名册由鉴定机构上传和修改" in text
        assert {officer.post(address).status_code for address in writes(item, stored)} == {403}

    def test_another_district_and_an_examiner_see_nothing(self, item: PlanItem, stored: RosterUpload) -> None:
        assert {other(Role.DISTRICT_OFFICER).get(address).status_code for address in reads(item, stored)} == {404}
        assert {other(Role.EXAMINER).get(address).status_code for address in reads(item, stored)} == {403}
        assert {other(Role.FINANCE_OFFICER).get(address).status_code for address in reads(item, stored)} == {403}

    def test_nobody_signed_in(self, item: PlanItem, stored: RosterUpload) -> None:
        for address in [*reads(item, stored), *writes(item, stored)]:
            assert "/sign-in/" in Client().get(address).url
