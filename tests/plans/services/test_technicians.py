"""Technicians 二（六）, 一（四）: review for all, one committee, public notice, objections, qualifying."""

from datetime import date, datetime, timedelta

import pytest

from appraisal.core.errors import Conflict, NotPermitted, Refused
from appraisal.core.models import AuditEntry, Notice
from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.services.calendar import fill_calendar
from plans.models import NoticeEntry, Objection, Plan, PlanItem, PublicNotice, RecordedResult
from plans.queries.plan_list import PlanFilters, plan_page
from plans.queries.work import work_items
from plans.rules.enums import CandidateState, PlanKind
from plans.rules.public_notices import ObjectionForm
from plans.rules.review_enums import NoticeState, ObjectionState
from plans.rules.states import PlanState
from plans.services import filing as filing_service
from plans.services.committees import choose_committee, drop_committee
from plans.services.decisions import cancel_plan
from plans.services.objections import decide_objection, raise_objection
from plans.services.public_notices import close_notices, publish_notice, withdraw_notice
from plans.services.qualifying import qualify_plan
from plans.services.resumptions import resume_later
from tests.factories import core, technicians
from tests.factories import filing as make
from tests.factories.filing import NOW

pytestmark = pytest.mark.django_db
ENDED = datetime(2026, 3, 12, 0, 0, tzinfo=BEIJING)  # published 2026-03-02, 7 working days: until 03-11
SAID = ObjectionForm("此人的三级证书取得不满七年，不符合申报条件。", "王某", "13900000000")


@pytest.fixture
def ground():
    fill_calendar(now=NOW)
    return make.ground(level=2)


def codes(caught) -> list[str]:
    return [refusal.code for refusal in caught.value.refusals]


def enrol(ground, plan):
    return filing_service.enrol(actor=ground.clerk, plan_id=plan.pk, now=NOW)


# --- committees ---------------------------------------------------------------------------------------------
def test_enrolment_waits_for_a_committee(ground):
    plan = technicians.accepted(ground)
    with pytest.raises(Refused) as caught:
        enrol(ground, plan)
    assert codes(caught) == ["committee_missing"]
    chosen = technicians.chosen(ground, plan)
    assert enrol(ground, plan).state == PlanState.ENROLLED
    assert Notice.objects.filter(organisation=chosen, subject__startswith="综合评审").count() == 1


def test_the_committee_hears_of_another_date_and_of_the_end(ground):
    plan = technicians.accepted(ground)
    chosen = technicians.chosen(ground, plan)
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.SUSPENDED, previous_state=PlanState.PAID)
    by = {"actor": ground.officer, "plan_id": plan.pk, "reason": "停电", "now": NOW}
    resume_later(first_exam=date(2026, 6, 6), **by)
    cancel_plan(**by)
    told = Notice.objects.filter(organisation=chosen).order_by("pk").values_list("subject", flat=True)
    assert [one.partition("：")[0] for one in told] == ["已恢复", "已取消"]


def test_a_second_committee_for_the_occupation_is_refused_until_the_first_is_taken_back(ground):
    plan = technicians.accepted(ground)
    first, second = technicians.chosen(ground, plan), technicians.committee("另一家考评委")
    occupation_id = plan.items.get().occupation_level.occupation_id
    with pytest.raises(Refused) as caught:
        technicians.chosen(ground, plan, second)
    assert codes(caught) == ["committee_second"]
    assert plan.items.get().committee == first
    drop_committee(actor=ground.clerk, plan_id=plan.pk, occupation_id=occupation_id, now=NOW)
    assert technicians.chosen(ground, plan, second) == plan.items.get().committee


def test_two_committees_that_slipped_in_keep_the_plan_from_enrolment(ground):
    plan = technicians.accepted(ground)
    technicians.chosen(ground, plan)
    other = type(ground.level).objects.create(occupation=ground.level.occupation, level=1)
    PlanItem.objects.create(plan=plan, occupation_level=other, committee=technicians.committee("第二家"))
    with pytest.raises(Refused) as caught:
        enrol(ground, plan)
    assert "committees_several" in codes(caught)


def test_the_committee_sees_the_plans_that_chose_it_and_no_others(ground):
    plan, other = technicians.accepted(ground), technicians.accepted(make.ground(level=2), people=0)
    home = technicians.chosen(ground, plan)
    clerk = core.actor(core.Role.COMMITTEE_CLERK, home)
    assert set(Plan.objects.visible_to(clerk)) == {plan}
    assert other not in Plan.objects.visible_to(clerk)
    page = plan_page(clerk, PlanFilters(), key="", today=NOW.date())
    assert [row.plan.pk for row in page.rows] == [plan.pk]


@pytest.mark.parametrize("wanted", ["none", "institute", "closed"])
def test_only_a_working_committee_can_be_chosen(ground, wanted):
    plan = technicians.accepted(ground)
    closed = technicians.committee("停用的")
    closed.active = False
    closed.save()
    key = {"none": None, "institute": ground.institute.pk, "closed": closed.pk}[wanted]
    with pytest.raises(Refused) as caught:
        choose_committee(
            actor=ground.clerk, plan_id=plan.pk, committee_id=key, now=NOW,
            occupation_id=plan.items.get().occupation_level.occupation_id,
        )  # fmt: skip
    assert codes(caught) == ["committee_unknown"]


def test_other_levels_have_no_committee(ground):
    fourth = make.ground(level=4)
    plan = make.accepted(fourth)
    with pytest.raises(Refused) as caught:
        technicians.chosen(fourth, plan)
    assert codes(caught) == ["committee_unneeded"]


def test_nobody_but_the_institute_chooses(ground):
    plan = technicians.accepted(ground)
    for actor in (ground.officer, ground.district, make.ground(level=2).clerk):
        with pytest.raises(NotPermitted):
            choose_committee(actor=actor, plan_id=plan.pk, occupation_id=1, committee_id=None, now=NOW)


# --- the review ---------------------------------------------------------------------------------------------
def test_a_technician_without_review_is_refused_whatever_his_other_scores(ground):
    plan = technicians.accepted(ground, people=1, theory="RETAKE", review="")
    technicians.chosen(ground, plan)
    candidate = plan.candidates.get()
    RecordedResult.objects.create(
        document_index=candidate.document_index, occupation_level=ground.level, subject="PRACTICAL", score=99,
        exam_date=date(2026, 1, 10),
    )  # fmt: skip
    with pytest.raises(Refused) as caught:
        enrol(ground, plan)
    assert codes(caught) == ["review_not_sat"]


@pytest.mark.parametrize(
    ("score", "exam", "may"),
    [
        (60, date(2026, 1, 10), True),
        (59, date(2026, 1, 10), False),
        (80, date(2025, 5, 15), False),
        (80, date(2025, 5, 16), True),
    ],
)
def test_a_passed_review_still_valid_on_the_day_of_the_review_counts(ground, score, exam, may):
    plan = technicians.accepted(ground, people=1, theory="RETAKE", review="")
    technicians.chosen(ground, plan)
    RecordedResult.objects.create(
        document_index=plan.candidates.get().document_index, occupation_level=ground.level, subject="REVIEW",
        score=score, exam_date=exam,
    )  # fmt: skip
    if may:
        assert enrol(ground, plan).state == PlanState.ENROLLED
    else:
        with pytest.raises(Refused):
            enrol(ground, plan)


def test_preparatory_technicians_need_neither_review_nor_committee(ground):
    plan = technicians.accepted(ground, people=1, review="")
    Plan.objects.filter(pk=plan.pk).update(kind=PlanKind.PREPARATORY_TECHNICIAN, special_category="")
    assert enrol(ground, plan).state == PlanState.ENROLLED


# --- publishing ---------------------------------------------------------------------------------------------
def test_a_notice_is_frozen_masked_and_counted_in_working_days(ground):
    notice = technicians.published(ground)
    assert (notice.opens_on, notice.closes_on) == (date(2026, 3, 2), date(2026, 3, 11))
    step = notice.plan.steps.last()
    assert step.action == "PUBLISH_NOTICE"
    assert "往后数 7 个工作日" in step.proof
    entry = notice.entries.first()
    whole = entry.candidate.document_number
    entry.candidate.name = "改名"
    entry.candidate.save()
    entry.refresh_from_db()
    assert entry.name == "张师一"
    assert whole[3:14] not in entry.masked_number
    assert entry.masked_number == f"{whole[:3]}{'*' * 11}{whole[-4:]}"


def test_publishing_says_everything_that_is_in_the_way(ground):
    fourth = make.ground(level=4)
    plan = technicians.enrolled(fourth)
    with pytest.raises(Refused) as caught:
        publish_notice(actor=fourth.officer, plan_id=plan.pk, now=NOW)
    assert codes(caught) == ["notice_nobody"]
    notice = technicians.published(ground)
    with pytest.raises(Refused) as caught:
        publish_notice(actor=ground.officer, plan_id=notice.plan_id, now=NOW)
    assert codes(caught) == ["notice_open"]


def test_a_technician_under_re_review_is_not_published_before_he_has_passed(ground):
    ground.level.re_review = True
    ground.level.save()
    plan = technicians.enrolled(ground)
    with pytest.raises(Refused) as caught:
        publish_notice(actor=ground.officer, plan_id=plan.pk, now=NOW)
    assert codes(caught) == ["notice_unqualified"]


def test_only_the_city_publishes_and_only_when_enrolled(ground):
    plan = technicians.enrolled(ground)
    for actor in (ground.clerk, ground.district):
        with pytest.raises(NotPermitted):
            publish_notice(actor=actor, plan_id=plan.pk, now=NOW)
    with pytest.raises(Conflict):
        publish_notice(actor=ground.officer, plan_id=technicians.accepted(make.ground(level=2)).pk, now=NOW)


def test_a_withdrawn_notice_is_published_again(ground):
    notice = technicians.published(ground)
    with pytest.raises(Refused):
        withdraw_notice(actor=ground.officer, notice_id=notice.pk, reason=" ", now=NOW)
    withdraw_notice(actor=ground.officer, notice_id=notice.pk, reason="名单有误", now=NOW)
    again = publish_notice(actor=ground.officer, plan_id=notice.plan_id, now=NOW)
    assert again.number != notice.number
    assert again.entries.count() == 2


def test_the_worker_closes_an_ended_notice_once(ground):
    notice = technicians.published(ground)
    assert close_notices(now=ENDED - timedelta(seconds=1)) == 0
    assert close_notices(now=ENDED) == 1
    assert close_notices(now=ENDED) == 0
    notice.refresh_from_db()
    assert (notice.state, notice.closed_at) == (NoticeState.CLOSED, ENDED)
    assert AuditEntry.objects.filter(action="notice.close").count() == 1


# --- objections ---------------------------------------------------------------------------------------------
def object_to(notice: PublicNotice, entry: NoticeEntry | None = None, now=NOW) -> Objection:
    return raise_objection(notice_id=notice.pk, entry_id=entry.pk if entry else None, form=SAID, now=now)


def test_an_objection_is_kept_encrypted_and_told_to_the_city(ground):
    objection = object_to(technicians.published(ground))
    assert len(objection.receipt) == 12
    assert Objection.objects.get(receipt=objection.receipt).objector == "王某"
    from django.db import connection  # noqa: PLC0415  (what really stands in the table)

    with connection.cursor() as cursor:
        cursor.execute("SELECT objector, contact FROM plans_objection")
        stored = b"".join(bytes(value) for value in cursor.fetchone())
    assert "王某".encode() not in stored
    assert b"13900000000" not in stored
    assert Notice.objects.filter(subject__startswith="公示收到异议").count() == 1


def test_an_objection_is_refused_with_all_its_reasons_at_once_and_after_the_end(ground):
    notice = technicians.published(ground)
    with pytest.raises(Refused) as caught:
        raise_objection(notice_id=notice.pk, entry_id=None, form=ObjectionForm("短", "", ""), now=ENDED)
    assert codes(caught) == ["objection_late", "objection_text_short", "objection_anonymous", "objection_anonymous"]
    assert not Objection.objects.exists()


def test_an_upheld_objection_takes_the_candidate_out_and_is_answered(ground):
    notice = technicians.published(ground)
    entry = notice.entries.first()
    objection = object_to(notice, entry)
    decided = decide_objection(
        actor=ground.officer, objection_id=objection.pk, upheld=True, answer="证书不满七年。", now=NOW
    )
    assert decided.state == ObjectionState.UPHELD
    entry.candidate.refresh_from_db()
    assert entry.candidate.state == CandidateState.WITHDRAWN
    assert Plan.objects.get(pk=notice.plan_id).candidate_count == 1
    with pytest.raises(Conflict):
        decide_objection(actor=ground.officer, objection_id=objection.pk, upheld=False, answer="不", now=NOW)


def test_a_decision_needs_an_answer_and_somebody_whom_it_is_about(ground):
    objection = object_to(technicians.published(ground))
    with pytest.raises(Refused) as caught:
        decide_objection(actor=ground.officer, objection_id=objection.pk, upheld=True, answer=" ", now=NOW)
    assert codes(caught) == ["objection_answer_missing", "objection_entry_missing"]
    for actor in (ground.clerk, ground.district):
        with pytest.raises(NotPermitted):
            decide_objection(actor=actor, objection_id=objection.pk, upheld=False, answer="不成立", now=NOW)


# --- qualifying ---------------------------------------------------------------------------------------------
def test_the_plan_moves_on_only_when_the_notice_has_ended_and_objections_are_closed(ground):
    plan = technicians.enrolled(ground)

    def refused() -> list[str]:
        with pytest.raises(Refused) as caught:
            qualify_plan(actor=ground.clerk, plan_id=plan.pk, now=ENDED)
        return codes(caught)

    assert refused() == ["qualify_unpublished"]
    notice = publish_notice(actor=ground.officer, plan_id=plan.pk, now=NOW)
    objection = object_to(notice)
    assert refused() == ["qualify_notice_open", "qualify_objections"]
    close_notices(now=ENDED)
    assert refused() == ["qualify_objections"]
    decide_objection(actor=ground.officer, objection_id=objection.pk, upheld=False, answer="经核查不成立。", now=ENDED)
    assert qualify_plan(actor=ground.clerk, plan_id=plan.pk, now=ENDED).state == PlanState.QUALIFIED


def test_plans_without_technicians_need_no_notice(ground):
    fourth = make.ground(level=4)
    plan = technicians.enrolled(fourth)
    assert qualify_plan(actor=fourth.clerk, plan_id=plan.pk, now=NOW).state == PlanState.QUALIFIED


# --- the work list --------------------------------------------------------------------------------------------
def work_of(actor) -> list[tuple[str, str]]:
    return [(item.route, str(item.key)) for item in work_items(actor, NOW) if item.route != "plans:detail"]


def test_the_city_finds_what_to_publish_and_which_objection_to_decide(ground):
    plan = technicians.enrolled(ground)
    assert work_of(ground.officer) == [("plans:notice-publish", plan.number)]
    objection = object_to(publish_notice(actor=ground.officer, plan_id=plan.pk, now=NOW))
    assert work_of(ground.officer) == [("plans:objection", str(objection.pk))]
    decide_objection(actor=ground.officer, objection_id=objection.pk, upheld=False, answer="不成立。", now=NOW)
    assert work_of(ground.officer) == []
    assert work_of(ground.district) == []


def test_technicians_under_re_review_are_not_offered_for_publishing_yet(ground):
    ground.level.re_review = True
    ground.level.save()
    technicians.enrolled(ground)
    assert work_of(ground.officer) == []
