"""An institute drafts and files a plan over HTTP."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from appraisal.core.models import AuditEntry
from appraisal.core.rules.roles import Role
from plans.models import ExamSession, Plan, PlanDocument
from plans.services import drafts
from tests.factories import api as calling
from tests.factories import core
from tests.factories import filing as make

pytestmark = pytest.mark.django_db
PLANS = "/api/v1/plans"


@pytest.fixture(autouse=True)
def now(clock):
    return clock.set(2026, 3, 2, 9)


@pytest.fixture
def ground():
    return make.ground()


def body(ground, **changes):
    sittings = [
        {"subject": "THEORY", "date": "2026-05-16", "starts_at": "09:00", "place": "一层教室"},
        {"subject": "PRACTICAL", "date": "2026-05-16", "starts_at": "13:30", "site": ground.site.pk},
    ]
    items = [{"level": ground.level.pk, "expected_candidates": 30, "sittings": sittings}]
    return {"kind": "SPECIAL", "special_category": "ENTERPRISE_STAFF", "items": items, **changes}


def pdf(name="证明.pdf", content=make.PDF):
    return SimpleUploadedFile(name, content, "application/pdf")


def test_from_nothing_to_a_filed_plan(ground):
    client = calling.caller(ground.clerk)
    begun = client.post(PLANS, body(ground, contact_phone="13800138000"), format="json")
    assert begun.status_code == 201
    address = f"{PLANS}/{begun.json()['number']}"
    draft = client.get(f"{address}/draft").json()
    assert [one["code"] for one in draft["missing"]] == ["proof_missing"]
    assert draft["contact_phone"] == "138****8000"
    assert draft["items"][0]["sittings"][0]["starts_at"] == "09:00:00"
    proof = client.post(f"{address}/proofs", {"kind": "EMPLOYER_CERTIFICATE", "file": pdf()}, format="multipart")
    assert (proof.status_code, proof.json()["name"]) == (201, "证明.pdf")
    assert client.get(f"{address}/draft").json()["missing"] == []
    filed = client.post(f"{address}/actions/file", {}, format="json").json()
    assert (filed["state"], [one["id"] for one in filed["proofs"]]) == ("FILED", [proof.json()["id"]])
    accepted = calling.caller(ground.officer).post(
        f"{address}/actions/accept", {"checked_proofs": [one["id"] for one in filed["proofs"]]}, format="json"
    )
    assert accepted.json()["state"] == "ACCEPTED"


def test_every_reason_against_a_draft_at_once_in_the_one_shape(ground):
    wrong = body(ground)
    wrong["items"] += [{"level": 2**40}]
    wrong["items"][0]["sittings"][1] |= {"site": 2**40, "date": "2026-03-03"}
    answer = calling.caller(ground.clerk).post(PLANS, wrong, format="json")
    assert answer.status_code == 422
    codes = {one["code"] for one in answer.json()["reasons"]}
    assert {"draft_level_unknown", "draft_site_unknown", "filing_too_late"} <= codes
    assert all(one["message"] and one["remedy"] for one in answer.json()["reasons"])
    assert not Plan.objects.exists()


def test_what_no_rule_can_read_is_named_by_field(ground):
    answer = calling.caller(ground.clerk).post(PLANS, {"kind": "PARTY", "first_exam_date": "0001-01-01"}, format="json")
    assert (answer.status_code, set(answer.json()["fields"])) == (400, {"kind", "first_exam_date"})


def test_only_institutes_draft_and_only_their_own(ground):
    plan = make.drafted(ground)
    assert calling.caller(ground.district).post(PLANS, body(ground), format="json").status_code == 403
    stranger = calling.caller(core.actor(Role.INSTITUTE_CLERK))
    for path in ("draft", "copy", "proofs"):
        assert stranger.post(f"{PLANS}/{plan.number}/{path}", {}).status_code == 404
    assert stranger.get(f"{PLANS}/{plan.number}/draft").status_code == 404
    proof = plan.proofs.get()
    assert stranger.post(f"/api/v1/proofs/{proof.pk}/remove").status_code == 404


def test_what_is_not_sent_stays_and_items_are_the_whole_list(ground):
    plan = make.drafted(ground)
    second = make.occupation_level()
    make.license_level(ground.institute, second)
    client, address = calling.caller(ground.clerk), f"{PLANS}/{plan.number}/draft"
    kept = plan.items.get().pk
    items = [*body(ground)["items"], {"level": second.pk}]
    changed = client.post(address, {"note": "加一个职业", "items": items}, format="json").json()
    assert (changed["note"], changed["title"], len(changed["items"])) == ("加一个职业", plan.title, 2)
    assert plan.items.order_by("pk").first().pk == kept
    fewer = client.post(address, {"items": items[:1]}, format="json").json()
    assert [one["level"] for one in fewer["items"]] == [ground.level.pk]
    assert plan.items.get().pk == kept


def test_another_first_exam_moves_every_sitting(ground):
    plan = make.drafted(ground)
    answer = calling.caller(ground.clerk).post(
        f"{PLANS}/{plan.number}/draft", {"first_exam_date": "2026-05-23"}, format="json"
    )
    days = {one["date"] for item in answer.json()["items"] for one in item["sittings"]}
    assert (answer.json()["first_exam_date"], days) == ("2026-05-23", {"2026-05-23"})


def test_a_roster_does_not_go_with_an_item(ground):
    plan = make.drafted(ground)
    make.candidate(plan)
    answer = calling.caller(ground.clerk).post(f"{PLANS}/{plan.number}/draft", {"items": []}, format="json")
    assert (answer.status_code, answer.json()["reasons"][0]["code"]) == (422, "item_has_candidates")


def test_a_masked_phone_is_not_stored(ground):
    plan = make.drafted(ground, contact_phone="13800138000")
    client, address = calling.caller(ground.clerk), f"{PLANS}/{plan.number}/draft"
    masked = client.get(address).json()["contact_phone"]
    assert client.post(address, {"contact_phone": masked}, format="json").status_code == 400
    client.post(address, {"note": "电话不动"}, format="json")
    assert Plan.objects.get(pk=plan.pk).contact_phone == "13800138000"


def test_whoever_has_read_an_older_draft_is_stopped(ground):
    plan = make.drafted(ground)
    client, address = calling.caller(ground.clerk), f"{PLANS}/{plan.number}/draft"
    tag = client.get(address)["ETag"]
    drafts.change_draft(actor=ground.clerk, plan_id=plan.pk, draft=make.draft(ground, title="同事改的"), now=make.NOW)
    answer = client.post(address, {"title": "我改的"}, format="json", HTTP_IF_MATCH=tag)
    assert answer.status_code == 412
    assert Plan.objects.get(pk=plan.pk).title == "同事改的"


def test_the_same_draft_again_is_made_once(ground):
    client = calling.caller(ground.clerk)
    first = client.post(PLANS, body(ground), format="json", HTTP_IDEMPOTENCY_KEY="draft-1")
    again = client.post(PLANS, body(ground), format="json", HTTP_IDEMPOTENCY_KEY="draft-1")
    assert first.json() == again.json() and again["Idempotent-Replayed"] == "true"
    assert Plan.objects.count() == 1


@pytest.mark.parametrize("in_memory", [0, 10_000], ids=["on disk", "in memory"])
def test_the_same_file_again_is_kept_once_and_another_file_is_another_request(ground, settings, in_memory):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = in_memory
    plan = make.drafted(ground)
    client, address = calling.caller(ground.clerk), f"{PLANS}/{plan.number}/proofs"

    def send(file):
        return client.post(address, {"kind": "OTHER", "file": file}, format="multipart", HTTP_IDEMPOTENCY_KEY="file-1")

    first, again = send(pdf()), send(pdf())
    assert (first.status_code, first.json()) == (201, again.json())
    assert PlanDocument.objects.filter(kind="OTHER").count() == 1
    for other in (pdf(content=b"%PDF-1.7 another"), pdf(name="别的.pdf")):
        assert send(other).json()["error"] == "key_reused"


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "document_empty"), (b"MZ program", "document_type"), (b"%PDF-" + b"x" * 99, None)]
)
def test_a_file_is_judged_by_its_content(ground, settings, content, code):
    settings.KAOWU = {**settings.KAOWU, "DOCUMENT_MAX_BYTES": 60}
    plan = make.drafted(ground)
    answer = calling.caller(ground.clerk).post(
        f"{PLANS}/{plan.number}/proofs", {"kind": "OTHER", "file": pdf(content=content)}, format="multipart"
    )
    assert (answer.status_code, answer.json()["reasons"][0]["code"]) == (422, code or "document_size")


def test_a_file_needs_a_form_and_a_form_its_fields(ground):
    plan = make.drafted(ground)
    client, address = calling.caller(ground.clerk), f"{PLANS}/{plan.number}/proofs"
    assert client.post(address, {"kind": "OTHER"}, format="json").status_code == 415
    assert set(client.post(address, {}, format="multipart").json()["fields"]) == {"kind", "file"}
    broken = client.generic("POST", address, b"--x\r\nnothing", content_type="multipart/form-data; boundary=x")
    assert broken.status_code == 400


def test_a_proof_comes_off_once(ground):
    plan = make.drafted(ground)
    client, address = calling.caller(ground.clerk), f"/api/v1/proofs/{plan.proofs.get().pk}/remove"
    assert client.post(address).status_code == 200
    assert client.post(address).status_code == 422
    assert client.get(f"{PLANS}/{plan.number}").json()["proofs"] == []


def test_a_copy_is_a_draft_on_another_date(ground):
    plan = make.filed(ground)
    client = calling.caller(ground.clerk)
    copy = client.post(f"{PLANS}/{plan.number}/copy", {"first_exam_date": "2026-06-13"}, format="json")
    assert (copy.status_code, copy.json()["state"], copy.json()["first_exam_date"]) == (201, "DRAFT", "2026-06-13")
    soon = client.post(f"{PLANS}/{plan.number}/copy", {"first_exam_date": "2026-03-04"}, format="json")
    assert (soon.status_code, soon.json()["reasons"][0]["code"]) == (422, "filing_too_late")


def test_a_session_is_executed_once(ground):
    session = make.session(ground)
    client = calling.caller(ground.clerk)
    assert client.get("/api/v1/sessions").json()["items"][0]["levels"] == [ground.level.pk]
    sent = body(ground, kind="CITY_SESSION", session=session.pk, special_category=None)
    assert client.post(PLANS, sent, format="json").json()["session"] == session.pk
    assert client.post(PLANS, sent, format="json").json()["reasons"][0]["code"] == "session_executed"
    unknown = {**sent, "session": ExamSession.objects.order_by("pk").last().pk + 1}
    assert client.post(PLANS, unknown, format="json").status_code == 404


def test_json_nested_without_end_is_no_fault_of_the_portal(ground):
    client = calling.caller(ground.clerk)
    answer = client.generic("POST", PLANS, b"[" * 200_000, content_type="application/json")
    assert (answer.status_code, answer.json()["error"]) == (400, "unreadable")


def test_what_the_api_did_is_on_record_as_on_the_screen(ground):
    number = calling.caller(ground.clerk).post(PLANS, body(ground), format="json").json()["number"]
    entry = AuditEntry.objects.get(action="plan.edit")
    assert (entry.user_id, number in entry.summary) == (ground.clerk.user_id, True)
