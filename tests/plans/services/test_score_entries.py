"""Scores: twice blind, compared, decided, published."""

from datetime import timedelta
from decimal import Decimal

import pytest

from appraisal.core.errors import Conflict, NotPermitted, Refused
from appraisal.core.models import AuditEntry, Notice
from appraisal.core.rules.enums import Subject
from appraisal.core.rules.roles import Role
from appraisal.core.services.calendar import fill_calendar
from plans.models import Obligation, Plan, PublishedResult, RecordedResult, ScoreEntry, ScoreLine, ScoreSheet
from plans.queries.scores import readable_lines
from plans.rules.score_entry import field_of
from plans.services import score_entries, score_publication
from tests.factories import core
from tests.factories import filing as make
from tests.factories import scores as given
from tests.factories.scores import MONDAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground():
    fill_calendar(now=make.NOW)
    return make.ground()


def refusals_of(action) -> list[str]:
    with pytest.raises(Refused) as refused:
        action()
    return [refusal.code for refusal in refused.value.refusals]


def sheet_of(plan: Plan, subject: Subject = Subject.THEORY) -> ScoreSheet:
    return ScoreSheet.objects.get(sitting__plan=plan, sitting__subject=subject)


# --- entering ---------------------------------------------------------------------------------------
def test_a_draft_is_kept_page_by_page_and_handed_in_whole(ground):
    plan = given.held(ground)
    where = given.sitting(plan).pk
    first, second, third = given.keys(plan)

    def save(typed):
        return score_entries.save_scores(actor=ground.district, sitting_id=where, typed=typed, now=MONDAY)

    save({first: "85.5", second: "70"})
    entry = save({second: "", third: "缺考"})
    assert {line.candidate_id: line.grade.text for line in entry.lines.all()} == {first: "85.5", third: "缺考"}
    assert sheet_of(plan).state == "ENTERING" and entry.ordinal is None

    def submit():
        return score_entries.submit_scores(actor=ground.district, sitting_id=where, now=MONDAY)

    assert refusals_of(submit) == ["score_missing"]
    save({second: "59"})
    submit()
    entry.refresh_from_db()
    assert (entry.ordinal, entry.submitted_at) == (1, MONDAY)


def test_every_field_that_cannot_be_read_is_said_at_once(ground):
    plan = given.held(ground)
    first, second, third = given.keys(plan)
    with pytest.raises(Refused) as refused:
        score_entries.save_scores(
            actor=ground.district, sitting_id=given.sitting(plan).pk, now=MONDAY,
            typed={first: "101", second: "60.55", third: "88", 987654: "70"},
        )  # fmt: skip
    assert [(one.code, one.field) for one in refused.value.refusals] == [
        ("score_unreadable", field_of(first)),
        ("score_unreadable", field_of(second)),
        ("score_stranger", ""),
    ]
    assert not ScoreLine.objects.exists()


def test_the_same_person_does_not_enter_twice_and_a_third_comes_too_late(ground):
    plan = given.held(ground)
    given.enter(ground.district, plan, "80")
    assert refusals_of(lambda: given.enter(ground.district, plan, "80")) == ["entry_own_already"]
    given.enter(given.colleague(ground.district), plan, "80")
    assert refusals_of(lambda: given.enter(given.colleague(ground.district), plan, "80")) == ["entry_twice_already"]


def test_nothing_is_entered_before_the_exam_or_without_the_paper_roster(ground):
    plan = given.arranged(ground)
    early = MONDAY - timedelta(days=10)
    assert refusals_of(lambda: given.enter(ground.district, plan, "80", now=early)) == ["score_not_held"]
    practical = {"subject": Subject.PRACTICAL}
    assert refusals_of(lambda: given.enter(ground.district, plan, "80", **practical)) == ["score_not_handed_in"]
    given.hand_in(ground, plan)
    given.enter(ground.district, plan, "80", **practical)


def test_who_enters_which_subject():
    fill_calendar(now=make.NOW)
    ground = make.ground(level=2)
    plan, clerk = given.reviewed(ground)
    for actor, subject in ((clerk, Subject.THEORY), (ground.district, Subject.REVIEW), (ground.clerk, Subject.THEORY)):
        with pytest.raises(NotPermitted):
            given.enter(actor, plan, "80", subject=subject)
    with pytest.raises(NotPermitted):
        given.enter(core.actor(Role.COMMITTEE_CLERK), plan, "80", subject=Subject.REVIEW)
    with pytest.raises(NotPermitted):
        given.enter(core.actor(Role.DISTRICT_OFFICER), plan, "80")
    given.enter(clerk, plan, "80", subject=Subject.REVIEW)
    given.enter(ground.officer, plan, "80", subject=Subject.REVIEW)  # the city may too
    assert sheet_of(plan, Subject.REVIEW).state == "AGREED"


# --- blindness --------------------------------------------------------------------------------------
def test_nobody_reads_the_other_entry_before_both_are_in(ground):
    plan = given.held(ground)
    second = given.colleague(ground.district)
    given.enter(ground.district, plan, "80")
    score_entries.save_scores(
        actor=second, sitting_id=given.sitting(plan).pk, typed={given.keys(plan)[0]: "70"}, now=MONDAY
    )
    sheet = sheet_of(plan)

    def read(actor) -> set[int]:
        return set(readable_lines(actor, sheet).values_list("entry__person_id", flat=True))

    assert read(ground.district) == {ground.district.user_id}
    assert read(second) == {second.user_id}
    for other in (ground.officer, ground.clerk, given.colleague(ground.district), core.actor(Role.FINANCE_OFFICER)):
        assert read(other) == set()
    given.enter(second, plan, "80")
    assert read(ground.district) == read(second) == {ground.district.user_id, second.user_id}
    assert read(ground.officer) == {ground.district.user_id, second.user_id}
    assert read(ground.clerk) == set()  # what is not published is none of the institute's business
    assert read(core.actor(Role.DISTRICT_OFFICER)) == set()


def test_refusals_letters_and_the_record_tell_no_number(ground):
    plan = given.held(ground)
    given.enter(ground.district, plan, "83.5", "47.5", "缺考")
    given.enter(given.colleague(ground.district), plan, "83.5", "47.5", "91.5")
    told = [f"{entry.summary}{entry.details}" for entry in AuditEntry.objects.filter(action__startswith="score.")]
    told += [f"{letter.subject}{letter.body}" for letter in Notice.objects.filter(subject__contains="两遍")]
    assert len(told) == 3
    assert not any(number in text for text in told for number in ("83.5", "47.5", "91.5"))


# --- differences and publication ----------------------------------------------------------------------
def test_differences_are_decided_and_another_person_publishes(ground):
    plan = given.held(ground)
    second, where = given.colleague(ground.district), given.sitting(plan).pk
    first_one, other_one, third_one = given.keys(plan)
    given.enter(ground.district, plan, "80", "59.5", "缺考")
    given.enter(second, plan, "80", "95.5", "61")
    assert sheet_of(plan).state == "DIFFERING"

    def resolve(typed, actor=ground.district):
        return score_publication.resolve_scores(actor=actor, sitting_id=where, typed=typed, now=MONDAY)

    def publish(actor):
        return score_publication.publish_scores(actor=actor, sitting_id=where, now=MONDAY)

    assert refusals_of(lambda: publish(second)) == ["entry_unresolved"]
    assert refusals_of(lambda: resolve({first_one: "90"})) == ["score_resolution_stranger"]
    assert refusals_of(lambda: resolve({other_one: ""})) == ["score_resolution_missing"]
    resolve({other_one: "59.5"})
    assert sheet_of(plan).state == "DIFFERING"
    resolve({third_one: "作弊"})
    assert sheet_of(plan).state == "AGREED"
    assert refusals_of(lambda: publish(ground.district)) == ["entry_own_resolution"]
    publish(second)
    assert [(one.candidate_id, one.grade.text) for one in PublishedResult.objects.order_by("candidate_id")] == [
        (first_one, "80"), (other_one, "59.5"), (third_one, "作弊"),
    ]  # fmt: skip
    with pytest.raises(Conflict):
        resolve({other_one: "60"})


def test_two_equal_entries_are_published_by_either(ground):
    plan = given.held(ground)
    given.published(ground, plan, "60", "59.9", "缺考")
    recorded = RecordedResult.objects.filter(plan=plan).order_by("candidate_id")
    assert [(one.score, one.mark, one.subject) for one in recorded] == [
        (Decimal("60.0"), "SCORED", "THEORY"), (Decimal("59.9"), "SCORED", "THEORY"), (Decimal(0), "ABSENT", "THEORY"),
    ]  # fmt: skip
    assert recorded[0].exam_date == given.EXAM_DAY
    assert bytes(recorded[0].document_index) == bytes(recorded[0].candidate.document_index)
    assert Notice.objects.filter(organisation=plan.institute, subject__contains="成绩发布").count() == 1


def test_one_entry_is_not_published(ground):
    plan = given.held(ground)
    given.enter(ground.district, plan, "80")
    where = given.sitting(plan).pk
    assert refusals_of(
        lambda: score_publication.publish_scores(actor=ground.district, sitting_id=where, now=MONDAY)
    ) == ["score_entries_lack"]
    assert ScoreEntry.objects.filter(ordinal__isnull=False).count() == 1


# --- the plan goes on -----------------------------------------------------------------------------------
def state(plan: Plan) -> str:
    return Plan.objects.values_list("state", flat=True).get(pk=plan.pk)


def owed(plan: Plan) -> dict[str, str]:
    codes = ["REPORT", "ENTER"]
    return dict(Obligation.objects.filter(plan=plan, code__in=codes).values_list("code", "state"))


def test_from_the_exam_to_scored(ground):
    plan = given.held(ground)
    assert (state(plan), owed(plan)) == ("HELD", {"REPORT": "OPEN"})
    report = plan.obligations.get(code="REPORT")
    assert (str(report.last_day), report.responsible_id) == ("2026-05-19", plan.institute_id)
    given.hand_in(ground, plan)
    assert (state(plan), owed(plan)) == ("REPORTED", {"REPORT": "MET", "ENTER": "OPEN"})
    enter = plan.obligations.get(code="ENTER")
    assert (str(enter.anchor_date), str(enter.last_day), enter.responsible_id) == (
        "2026-05-18", "2026-05-20", plan.district_id,
    )  # fmt: skip
    given.published(ground, plan, "80")
    given.published(ground, plan, "70", subject=Subject.PRACTICAL)
    assert (state(plan), owed(plan)["ENTER"]) == ("REPORTED", "OPEN")  # the duties are still to be entered
    given.confirm_duty(ground, plan)
    assert (state(plan), owed(plan)) == ("SCORED", {"REPORT": "MET", "ENTER": "MET"})


def test_nobody_is_reminded_of_the_papers_before_the_exam_is_over(ground):
    plan = given.arranged(ground)
    assert plan.obligations.get(code="REPORT").next_reminder_at > given.NIGHT


def test_a_plan_without_practical_has_nothing_to_hand_in(ground):
    plan = given.arranged(ground)
    plan.sittings.filter(subject="PRACTICAL").delete()
    given.hold_plan(plan_id=plan.pk, now=given.NIGHT)
    assert state(plan) == "REPORTED"
    assert not Notice.objects.filter(subject__contains="已报送").exists()
    given.published(ground, plan, "80")
    assert state(plan) == "SCORED"
