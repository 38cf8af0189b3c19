"""Rosters, single candidates and the first review over HTTP."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from appraisal.core.models import AuditEntry
from appraisal.core.rules.api import ApiScope
from appraisal.core.rules.roles import Role
from plans.importers.workbooks import open_roster
from plans.models import Background, Candidate, FirstReview, RosterUpload
from plans.rules.enums import CandidateState
from plans.services import roster_checks
from tests.factories import api as calling
from tests.factories import core
from tests.factories import filing as make
from tests.plans.rules.roster_builder import SOUND, cells, resident_id
from tests.plans.workbooks.workbook_builder import HEADINGS, roster_of, workbook_of

pytestmark = pytest.mark.django_db
API = "/api/v1"


@pytest.fixture(autouse=True)
def now(clock):
    return clock.set(2026, 3, 2, 9)


@pytest.fixture
def ground():
    return make.ground()


@pytest.fixture
def plan(ground):
    return make.accepted(ground)


@pytest.fixture
def client(ground):
    return calling.caller(ground.clerk)


def person(serial, **changes):
    return cells(**{"DOCUMENT_NUMBER": resident_id(serial), **changes})


def workbook(*people):
    return roster_of(*people) if people else workbook_of([HEADINGS])


def upload(client, plan, content, **headers):
    file = SimpleUploadedFile("花名册.xlsx", content)
    return client.post(f"{API}/items/{plan.items.get().pk}/uploads", {"file": file}, format="multipart", **headers)


def check(answer, clock):
    """What the worker does, then what the caller sees."""
    key = answer.json()["id"]
    roster_checks.check_roster(upload_id=key, open_roster=open_roster, now=clock.moment)
    return key


def sound(serial=1, **changes):
    words = {column.lower(): str(value) for column, value in SOUND.items() if value != ""}
    return words | {"document_number": resident_id(serial)} | changes


# --- workbooks ------------------------------------------------------------------------------------------------
def test_a_roster_is_taken_checked_and_stored(client, plan, clock):
    answer = upload(client, plan, workbook(person(1), person(2)))
    assert (answer.status_code, answer.json()["state"]) == (202, "RECEIVED")
    check(answer, clock)
    done = client.get(answer.json()["address"]).json()
    assert (done["state"], done["good"], done["faults"]) == ("APPLIED", 2, [])
    listed = client.get(f"{API}/items/{plan.items.get().pk}/uploads").json()["items"]
    assert [one["id"] for one in listed] == [done["id"]]
    assert len(client.get(f"{API}/plans/{plan.number}/candidates").json()["items"]) == 2


def test_every_fault_comes_with_row_column_and_remedy_masked(ground, client, plan, clock):
    number = resident_id(2)[:-1] + ("0" if resident_id(2)[-1] != "0" else "1")
    key = check(upload(client, plan, workbook(person(1, SEX="中"), person(2, DOCUMENT_NUMBER=number))), clock)
    told = client.get(f"{API}/uploads/{key}").json()
    assert told["fault_count"] == len(told["faults"]) >= 2
    assert all(one["row"] and one["column"] and one["remedy"] for one in told["faults"])
    assert number not in str(told)
    rows = {one["row"] for one in told["faults"]}
    page = client.get(f"{API}/uploads/{key}/faults", {"cursor": min(rows)}).json()
    assert {one["row"] for one in page["items"]} == rows - {min(rows)} and page["next"] is None
    assert client.get(f"{API}/uploads/{key}/faults", {"code": "ID_CHECKSUM"}).json()["items"][0]["row"] == max(rows)
    assert calling.caller(ground.clerk, ApiScope.READ).post(f"{API}/uploads/{key}/marked").status_code == 403
    marked = Client().get(client.post(f"{API}/uploads/{key}/marked", format="json").json()["url"])
    assert openpyxl.load_workbook(io.BytesIO(marked.content)).active.max_row >= 2
    assert AuditEntry.objects.filter(action="roster.fetched").count() == 1


def test_a_difference_waits_until_it_is_confirmed(client, plan, clock):
    check(upload(client, plan, workbook(person(1), person(2))), clock)
    second = upload(client, plan, workbook(person(1, EMPLOYER="新单位"))).json()
    roster_checks.check_roster(upload_id=second["id"], open_roster=open_roster, now=clock.moment)
    shown = client.get(second["address"])
    difference = shown.json()["difference"]
    assert (difference["changed_count"], difference["absent_count"]) == (1, 1)
    assert difference["changed"][0]["fields"][0]["new"] == "新单位"
    confirm = {"mode": "REPLACE", "digest": difference["digest"]}
    stale = client.post(f"{second['address']}/confirm", confirm, format="json", HTTP_IF_MATCH='"older"')
    assert stale.status_code == 412
    answer = client.post(f"{second['address']}/confirm", confirm, format="json", HTTP_IF_MATCH=shown["ETag"])
    assert answer.status_code == 202
    check(answer, clock)
    assert client.get(second["address"]).json()["state"] == "APPLIED"
    assert Candidate.objects.filter(plan=plan, state=CandidateState.WITHDRAWN).count() == 1
    assert client.post(f"{second['address']}/confirm", confirm, format="json").status_code == 409


def test_a_difference_is_left(client, plan, clock):
    check(upload(client, plan, workbook(person(1))), clock)
    key = check(upload(client, plan, workbook(person(2))), clock)
    assert client.post(f"{API}/uploads/{key}/discard").json()["state"] == "DISCARDED"
    assert client.post(f"{API}/uploads/{key}/discard").status_code == 409


def test_the_same_roster_again_is_one_upload(client, plan):
    content = workbook(person(1))
    first = upload(client, plan, content, HTTP_IDEMPOTENCY_KEY="r-1")
    again = upload(client, plan, content, HTTP_IDEMPOTENCY_KEY="r-1")
    assert first.json() == again.json() and RosterUpload.objects.count() == 1
    assert upload(client, plan, workbook(person(2)), HTTP_IDEMPOTENCY_KEY="r-1").json()["error"] == "key_reused"
    assert upload(client, plan, content).json()["reasons"][0]["code"] == "roster_busy"


def test_no_workbook_is_refused_at_once(client, plan):
    answer = upload(client, plan, b"no workbook")
    assert answer.status_code == 422 and answer.json()["reasons"][0]["remedy"]


def test_a_file_that_cannot_be_read_says_why(client, plan, clock):
    key = check(upload(client, plan, workbook()), clock)
    told = client.get(f"{API}/uploads/{key}").json()
    assert told["state"] == "REFUSED" and told["refusals"][0]["message"]


def test_the_template_is_a_workbook(client, plan):
    answer = client.get(f"{API}/items/{plan.items.get().pk}/roster-template")
    assert openpyxl.load_workbook(io.BytesIO(answer.content)).active["A1"].value


def test_others_find_nothing(client, plan, clock):
    key = check(upload(client, plan, workbook(person(1))), clock)
    item, candidate = plan.items.get().pk, Candidate.objects.get().pk
    stranger = calling.caller(core.actor(Role.INSTITUTE_CLERK))
    for path in (f"uploads/{key}", f"uploads/{key}/faults", f"items/{item}/uploads",
                 f"items/{item}/roster-template", f"candidates/{candidate}",
                 f"plans/{plan.number}/first-review"):  # fmt: skip
        assert stranger.get(f"{API}/{path}").status_code == 404, path
    for path in (f"uploads/{key}/confirm", f"uploads/{key}/discard", f"uploads/{key}/marked",
                 f"items/{item}/candidates",
                 f"candidates/{candidate}", f"candidates/{candidate}/withdraw", f"candidates/{candidate}/background",
                 f"candidates/{candidate}/first-review", f"plans/{plan.number}/first-review/pass-all"):  # fmt: skip
        assert stranger.post(f"{API}/{path}", {}, format="json").status_code == 404, path
    for path in (f"items/{item}/uploads", f"candidates/{candidate}/evidence"):
        assert stranger.post(f"{API}/{path}", {}, format="multipart").status_code == 404, path


def test_the_district_looks_and_does_not_write(ground, client, plan, clock):
    key = check(upload(client, plan, workbook(person(1))), clock)
    district = calling.caller(ground.district)
    assert district.get(f"{API}/uploads/{key}").status_code == 200
    assert district.post(f"{API}/uploads/{key}/marked").status_code == 403
    assert district.post(f"{API}/uploads/{key}/discard").status_code == 403
    assert district.post(f"{API}/candidates/{Candidate.objects.get().pk}", {}, format="json").status_code == 403


# --- single candidates ----------------------------------------------------------------------------------------
def test_a_candidate_is_added_corrected_and_leaves(client, plan):
    made = client.post(f"{API}/items/{plan.items.get().pk}/candidates", sound(), format="json")
    assert (made.status_code, "*" in made.json()["document_number"]) == (201, True)
    address = f"{API}/candidates/{made.json()['id']}"
    seen = client.get(address)
    changed = client.post(address, {"employer": "新单位"}, format="json", HTTP_IF_MATCH=seen["ETag"])
    assert (changed.json()["employer"], changed.json()["name"]) == ("新单位", made.json()["name"])
    assert client.post(address, {"employer": "旧单位"}, format="json", HTTP_IF_MATCH=seen["ETag"]).status_code == 412
    assert client.post(f"{address}/withdraw").json()["state"] == "WITHDRAWN"
    assert client.post(f"{address}/withdraw").status_code == 409


def test_all_faults_of_a_candidate_at_once(client, plan):
    wrong = sound(sex="中", document_number="123", name="")
    answer = client.post(f"{API}/items/{plan.items.get().pk}/candidates", wrong, format="json")
    fields = {one["field"] for one in answer.json()["reasons"]}
    assert answer.status_code == 422 and {"sex", "document_number", "name"} <= fields


# --- first review ---------------------------------------------------------------------------------------------
@pytest.fixture
def candidate(client, plan, clock):
    made = client.post(f"{API}/items/{plan.items.get().pk}/candidates", sound(), format="json").json()
    return Candidate.objects.get(pk=made["id"])


def test_one_is_reviewed_and_a_failure_needs_its_reason(client, plan, candidate):
    address = f"{API}/candidates/{candidate.pk}/first-review"
    refused = client.post(address, {"outcome": "FAILED"}, format="json")
    assert (refused.status_code, refused.json()["reasons"][0]["field"]) == (422, "note")
    assert client.post(address, {"outcome": "PASSED"}, format="json").status_code == 201
    listed = client.get(f"{API}/plans/{plan.number}/first-review", {"review": "PASSED"}).json()["items"]
    assert [one["candidate"] for one in listed] == [candidate.pk]


def test_all_whom_the_conditions_let_in_pass_once(client, plan, candidate, clock):
    candidate.verdict.outcome = "MET"
    candidate.verdict.save()
    address = f"{API}/plans/{plan.number}/first-review/pass-all"
    first = client.post(address, HTTP_IDEMPOTENCY_KEY="p-1")
    assert (first.json(), client.post(address, HTTP_IDEMPOTENCY_KEY="p-1").json()) == ({"passed": 1}, {"passed": 1})
    assert FirstReview.objects.count() == 1


def test_facts_are_those_the_level_asks_for(client, candidate):
    address = f"{API}/candidates/{candidate.pk}"
    done = client.post(f"{address}/background", {"work": [{"first": "2016-03-01"}]}, format="json")
    assert (done.status_code, done.json()["facts"]) == (200, {"work": [["2016-03-01", None]]})
    strange = {"attained": {"moon_landing": "2020-01-01"}, "kilometres": {"1": "2020-01-01"}}
    answer = client.post(f"{address}/background", strange, format="json")
    assert (answer.status_code, set(answer.json()["fields"])) == (400, {"attained", "kilometres"})
    ahead = {"work": [{"first": "2027-03-01"}], "certificates": [{"level": 5, "issued_on": "2027-01-01"}]}
    answer = client.post(f"{address}/background", ahead, format="json")
    assert (answer.status_code, len(answer.json()["reasons"])) == (422, 2)
    assert Background.objects.get().facts == {"work": [["2016-03-01", None]]}


def test_documents_of_a_candidate_come_and_go(client, candidate):
    address = f"{API}/candidates/{candidate.pk}"
    file = SimpleUploadedFile("劳动合同.pdf", make.PDF)
    made = client.post(f"{address}/evidence", {"kind": "EMPLOYMENT", "file": file}, format="multipart")
    assert made.status_code == 201
    assert [one["id"] for one in client.get(address).json()["evidence"]] == [made.json()["id"]]
    remove = f"{API}/evidence/{made.json()['id']}/remove"
    assert client.post(remove).status_code == 200
    assert client.post(remove).status_code == 409
    bad = SimpleUploadedFile("程序.exe", b"MZ")
    refused = client.post(f"{address}/evidence", {"kind": "OTHER", "file": bad}, format="multipart")
    assert (refused.status_code, refused.json()["reasons"][0]["code"]) == (422, "document_type")
