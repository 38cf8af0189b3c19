"""Corrections 一（六）: what is refused, who decides, and everything that follows in the same transaction."""

import pytest
from django.db import connection

from appraisal.core.crypto import blind_index
from appraisal.core.errors import Conflict, NotPermitted, Refused
from appraisal.core.models import AuditEntry, Notice
from appraisal.core.rules.enums import RequestState
from appraisal.core.rules.identity import resident_id_check_digit
from appraisal.core.services.calendar import fill_calendar
from plans.models import Candidate, Correction, PaperCopy, Plan, RecordedResult
from plans.queries.corrections import queue
from plans.queries.work import work_items
from plans.rules.enums import CandidateState
from plans.rules.review_enums import CorrectionField
from plans.rules.states import PlanState
from plans.services import corrections as service
from plans.services.attachments import Attachment
from plans.services.candidates import save_candidate
from plans.services.corrections import ask_corrections, decide_corrections
from tests.factories import filing as make
from tests.factories import re_review, technicians
from tests.factories.filing import NOW, PDF
from tests.factories.technicians import sound_number
from tests.races import at_once, meeting, plan_unlocked

pytestmark = pytest.mark.django_db
CARD = Attachment("身份证.pdf", PDF)
NAME, NUMBER, SEX, PHONE = (
    CorrectionField.NAME, CorrectionField.DOCUMENT_NUMBER, CorrectionField.SEX, CorrectionField.PHONE,
)  # fmt: skip


@pytest.fixture
def ground():
    fill_calendar(now=NOW)
    return make.ground(level=4)


@pytest.fixture
def candidate(ground) -> Candidate:
    return technicians.enrolled(ground, people=1).candidates.get()


def codes(caught) -> list[str]:
    return [refusal.code for refusal in caught.value.refusals]


def ask(ground, candidate, changes, *, reason="录入错误", attachment=CARD):
    return ask_corrections(
        actor=ground.clerk, candidate_id=candidate.pk, changes=changes, reason=reason, attachment=attachment, now=NOW
    )


def decide(actor, candidate, *, grant=True, note="", of=None):
    waiting = of or candidate.corrections.filter(state=RequestState.REQUESTED)
    grants = {one.pk: grant for one in waiting}
    return decide_corrections(actor=actor, candidate_id=candidate.pk, grants=grants, note=note, now=NOW)


# --- asking ---------------------------------------------------------------------------------------------------
def test_a_request_keeps_old_and_new_encrypted_with_reason_and_evidence(ground, candidate):
    (made,) = ask(ground, candidate, {NAME: "张诗一"})
    stored = Correction.objects.get(pk=made.pk)
    assert (stored.old_value, stored.new_value, stored.reason) == ("张师一", "张诗一", "录入错误")
    assert stored.document.name == "身份证.pdf"
    with connection.cursor() as cursor:
        cursor.execute("SELECT old_value, new_value FROM plans_correction")
        assert "张".encode() not in b"".join(bytes(value) for value in cursor.fetchone())
    candidate.refresh_from_db()
    assert candidate.name == "张师一"


def test_every_reason_is_said_at_once(ground, candidate):
    ask(ground, candidate, {PHONE: "13911112222"})
    with pytest.raises(Refused) as caught:
        ask(
            ground, candidate, {NAME: "张师一", PHONE: "1391111", NUMBER: "110105198001010010"}, reason=" ",
            attachment=None,
        )  # fmt: skip
    assert codes(caught) == [
        "correction_unchanged", "correction_waiting", "reason_missing", "correction_unproven",
        "roster_row_fault", "roster_row_fault",
    ]  # fmt: skip


def test_a_phone_needs_no_evidence_a_name_does(ground, candidate):
    assert ask(ground, candidate, {PHONE: "13911112222"}, attachment=None)
    with pytest.raises(Refused) as caught:
        ask(ground, candidate, {NAME: "张诗一"}, attachment=None)
    assert codes(caught) == ["correction_unproven"]


def test_the_number_of_another_candidate_is_refused(ground):
    plan = technicians.enrolled(ground, people=2)
    one, other = plan.candidates.order_by("pk")
    with pytest.raises(Refused) as caught:
        ask(ground, one, {NUMBER: other.document_number})
    assert codes(caught) == ["candidate_twice"]


def test_before_enrolment_the_roster_is_edited_afterwards_only_by_corrections(ground):
    plan = technicians.accepted(ground, people=1)
    with pytest.raises(Conflict):
        ask(ground, plan.candidates.get(), {NAME: "张诗一"})
    other = make.ground(level=4)
    enrolled = technicians.enrolled(other, people=1)
    with pytest.raises(Conflict):
        save_candidate(
            actor=other.clerk, item_id=enrolled.items.get().pk, values={},
            candidate_id=enrolled.candidates.get().pk, now=NOW,
        )  # fmt: skip


def test_subjects_stand_once_the_seats_are_arranged(ground, candidate):
    Plan.objects.filter(pk=candidate.plan_id).update(state=PlanState.ARRANGED)
    with pytest.raises(Refused) as caught:
        ask(ground, candidate, {CorrectionField.THEORY: "补考"})
    assert "correction_subject_late" in codes(caught)


def test_what_was_asked_for_before_the_seats_were_arranged_is_not_granted_after(ground, candidate):
    """He would be down for a subject in which he has no seat."""
    ask(ground, candidate, {CorrectionField.THEORY: ""})
    Plan.objects.filter(pk=candidate.plan_id).update(state=PlanState.ARRANGED)
    with pytest.raises(Refused) as caught:
        decide(ground.district, candidate)
    assert codes(caught) == ["correction_subject_late"]
    assert decide(ground.district, candidate, grant=False, note="考场已经编排")[0].state == RequestState.REFUSED


def test_a_technician_cannot_be_taken_off_the_review(ground):
    second = make.ground(level=2)
    plan = technicians.enrolled(second, people=1, theory="NEW")
    candidate = plan.candidates.get()
    RecordedResult.objects.create(
        document_index=candidate.document_index, occupation_level=second.level, subject="THEORY", score=50,
        exam_date=NOW.date(),
    )  # fmt: skip
    with pytest.raises(Refused) as caught:
        ask(second, candidate, {CorrectionField.THEORY: "补考", CorrectionField.REVIEW: ""})
    assert codes(caught) == ["review_not_sat"]


def test_only_its_institute_asks(ground, candidate):
    for actor in (ground.officer, ground.district, make.ground().clerk):
        with pytest.raises(NotPermitted):
            ask_corrections(actor=actor, candidate_id=candidate.pk, changes={NAME: "李"}, reason="x", now=NOW)


# --- deciding -------------------------------------------------------------------------------------------------
def test_the_city_decides_name_and_document_the_district_the_rest(ground, candidate):
    ask(ground, candidate, {NAME: "张诗一", PHONE: "13911112222"})
    assert [one.field for one in queue(ground.officer, "REQUESTED")] == [NAME]
    assert [one.field for one in queue(ground.district, "REQUESTED")] == [PHONE]
    name, phone = candidate.corrections.order_by("field")
    with pytest.raises(NotPermitted):
        decide(ground.district, candidate, of=[name])
    with pytest.raises(NotPermitted):
        decide(ground.officer, candidate, of=[phone])
    with pytest.raises(NotPermitted):
        decide(make.ground().district, candidate, of=[phone])
    decide(ground.officer, candidate, of=[name])
    decide(ground.district, candidate, of=[phone])
    candidate.refresh_from_db()
    assert (candidate.name, candidate.phone) == ("张诗一", "13911112222")


def test_a_candidate_stands_once_in_the_work_list_of_whoever_decides(ground, candidate):
    ask(ground, candidate, {NAME: "张诗一", PHONE: "13911112222", CorrectionField.ADDRESS: "北京市样例路 2 号"})
    for actor in (ground.officer, ground.district):
        found = [item for item in work_items(actor, NOW) if item.route == "plans:correction-decide"]
        assert [item.key for item in found] == [str(candidate.pk)]
    assert not [item for item in work_items(make.ground().district, NOW) if item.route == "plans:correction-decide"]


def test_sex_follows_the_number_to_the_city_and_both_take_effect_together(ground, candidate):
    number = candidate.document_number
    female = number[:16] + "2"
    female += resident_id_check_digit(female)
    ask(ground, candidate, {NUMBER: female, SEX: "女"})
    assert {one.field for one in queue(ground.officer, "REQUESTED")} == {NUMBER, SEX}
    assert not queue(ground.district, "REQUESTED")
    with pytest.raises(Refused):  # one without the other contradicts the number
        decide(ground.officer, candidate, of=candidate.corrections.filter(field=NUMBER))
    decide(ground.officer, candidate)
    candidate.refresh_from_db()
    assert (candidate.sex, candidate.document_number) == ("FEMALE", female)
    assert bytes(candidate.document_index) == blind_index(female)


def test_a_refused_correction_needs_its_reason_and_changes_nothing(ground, candidate):
    ask(ground, candidate, {PHONE: "13911112222"})
    with pytest.raises(Refused) as caught:
        decide(ground.district, candidate, grant=False)
    assert codes(caught) == ["reason_missing"]
    (one,) = decide(ground.district, candidate, grant=False, note="与登记的一致")
    candidate.refresh_from_db()
    assert (one.state, one.decision, one.effects) == (RequestState.REFUSED, "与登记的一致", {})
    assert candidate.phone == "13800138000"
    assert Notice.objects.filter(organisation=ground.institute, body__contains="与登记的一致").count() == 1


def test_effects_follow_in_the_same_transaction(ground, candidate):
    re_review.papers_in_force(candidate.plan)
    before = candidate.verdict.evaluated_at
    ask(ground, candidate, {CorrectionField.YEARS: "3", CorrectionField.EDUCATION: "大学本科"})
    decided = decide(ground.district, candidate)
    candidate.refresh_from_db()
    candidate.verdict.refresh_from_db()
    assert (candidate.years_in_occupation, candidate.education) == (3, "BACHELOR")
    assert candidate.verdict.evaluated_at >= before
    assert not PaperCopy.objects.filter(paper__superseded_at=None).exists()
    assert [one.effects["papers"] for one in decided] == [6, 6]
    assert decided[0].effects["verdict"]["after"] == candidate.verdict.outcome


def test_a_change_of_subjects_is_noted_as_a_difference_of_the_fee(ground, candidate):
    RecordedResult.objects.create(
        document_index=candidate.document_index, occupation_level=ground.level, subject="PRACTICAL", score=50,
        exam_date=NOW.date(),
    )  # fmt: skip
    Plan.objects.filter(pk=candidate.plan_id).update(state=PlanState.PAID)
    ask(ground, candidate, {CorrectionField.THEORY: "", CorrectionField.PRACTICAL: "补考"})
    decided = {one.field: one.effects for one in decide(ground.district, candidate)}
    assert decided["theory"]["fee"] == {
        "subject": "理论考试", "before": "新考", "after": "不参加", "is_paid": True, "kind": "DROPPED"
    }  # fmt: skip
    assert decided["practical"]["fee"]["kind"] == "OTHER"


def test_a_decided_correction_is_not_decided_again(ground, candidate):
    made = ask(ground, candidate, {PHONE: "13911112222"})
    decide(ground.district, candidate)
    with pytest.raises(Conflict):
        decide(ground.district, candidate, of=made)


def test_a_withdrawn_candidate_is_not_corrected(ground, candidate):
    Candidate.objects.filter(pk=candidate.pk).update(state=CandidateState.WITHDRAWN)
    with pytest.raises(Conflict):
        ask(ground, candidate, {PHONE: "13911112222"})


def test_the_record_names_fields_and_no_values(ground, candidate):
    ask(ground, candidate, {NUMBER: sound_number()})
    decide(ground.officer, candidate)
    for entry in AuditEntry.objects.filter(action__startswith="correction."):
        assert "110105" not in f"{entry.summary} {entry.details}"


# --- two officers at once -----------------------------------------------------------------------------------
def race(monkeypatch, ground, candidate, lock):
    """Two officers of the district decide the same correction; both have read before either writes, if they can."""
    (one,) = ask(ground, candidate, {PHONE: "13911112222"})
    monkeypatch.setattr(service, "lock_waiting", meeting(lock))
    return at_once(
        *(
            lambda granted=granted: decide_corrections(
                actor=ground.district, candidate_id=candidate.pk, grants={one.pk: granted}, note="意见", now=NOW
            )
            for granted in (True, False)
        )
    )


@pytest.mark.django_db(transaction=True)
def test_of_two_decisions_at_once_one_counts(monkeypatch, ground, candidate):
    outcomes = race(monkeypatch, ground, candidate, service.lock_waiting)
    assert sorted(type(one).__name__ for one in outcomes) == ["Conflict", "list"]
    assert AuditEntry.objects.filter(action="correction.decide").count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_locks_both_decisions_would_count(monkeypatch, ground, candidate):
    monkeypatch.setattr(service, "lock_plan", plan_unlocked)
    monkeypatch.setattr(service, "lock_candidate", lambda pk: Candidate.objects.get(pk=pk))
    outcomes = race(monkeypatch, ground, candidate, unlocked_waiting)
    assert [type(one).__name__ for one in outcomes] == ["list", "list"]
    assert AuditEntry.objects.filter(action="correction.decide").count() == 2


def unlocked_waiting(candidate_id: int) -> list[Correction]:
    return list(Correction.objects.filter(candidate=candidate_id, state=RequestState.REQUESTED))
