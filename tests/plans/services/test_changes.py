"""Asking for a change, taking it back, and the city's answer with everything that follows 一（二）."""

from datetime import date, datetime, time

import pytest
from django.db import IntegrityError, transaction

from appraisal.core.errors import Conflict, NotPermitted, Refused
from appraisal.core.models import AuditEntry, Notice, Organisation, Site
from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.rules.roles import Role
from appraisal.core.services.calendar import fill_calendar
from plans.models import ChangeRequest, Deduction, Plan
from plans.rules.change_enums import ChangeState, PointsCode
from plans.rules.changes import Wish
from plans.rules.enums import ObligationState
from plans.rules.states import PlanState
from plans.services import changes
from plans.services.change_decisions import decide_change, expire_change
from plans.services.sweep import sweep
from tests.factories import changes as ask_for
from tests.factories import core
from tests.factories import filing as make

pytestmark = pytest.mark.django_db

NOW, EXAM, LATER = make.NOW, make.EXAM, ask_for.LATER
LAST_DAY = date(2026, 5, 11)  # the fifth working day before 16 May
ON_TIME = datetime(2026, 5, 11, 23, 59, tzinfo=BEIJING)
LATE = datetime(2026, 5, 12, 0, 0, tzinfo=BEIJING)
POSTPONED = date(2026, 6, 5)  # fifteen working days after


@pytest.fixture
def ground() -> make.Ground:
    fill_calendar(now=NOW)
    return make.ground()


@pytest.fixture
def plan(ground: make.Ground) -> Plan:
    return make.accepted(ground)


def approve(ground: make.Ground, change: ChangeRequest, now: datetime = NOW, note: str = "") -> ChangeRequest:
    return decide_change(actor=ground.officer, change_id=change.pk, approved=True, note=note, now=now)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.code for refusal in refused.value.refusals]


def at_state(plan: Plan, state: PlanState, previous: PlanState | str = "") -> Plan:
    Plan.objects.filter(pk=plan.pk).update(state=state, previous_state=previous)
    plan.refresh_from_db()
    return plan


def other_district() -> Organisation:
    return core.organisation(OrganisationKind.DISTRICT_CENTRE, name="海淀区中心")


# --- asking -----------------------------------------------------------------------------------------
def test_asking_moves_nothing_and_tells_the_city(ground: make.Ground, plan: Plan) -> None:
    change = ask_for.ask(ground, plan)
    line = change.lines.get()
    assert (change.state, change.is_late, change.expires_on) == (ChangeState.REQUESTED, False, EXAM)
    assert (line.old_date, line.new_date, line.last_day, line.is_late) == (EXAM, LATER, LAST_DAY, False)
    assert ask_for.sitting(plan).date == EXAM
    assert Notice.objects.get(key__startswith=f"change:{change.pk}:asked").role == Role.GUIDANCE_OFFICER
    assert plan.steps.last().action == "ASK_CHANGE"
    assert AuditEntry.objects.filter(action="plan.ask_change").count() == 1


def test_the_last_minute_of_the_fifth_working_day_is_on_time(ground: make.Ground, plan: Plan) -> None:
    at_state(plan, PlanState.ARRANGED)
    assert ask_for.ask(ground, plan, now=ON_TIME).is_late is False


def test_a_minute_later_it_is_late_and_must_be_postponed(ground: make.Ground, plan: Plan) -> None:
    at_state(plan, PlanState.ARRANGED)
    with pytest.raises(Refused) as refused:
        ask_for.ask(ground, plan, now=LATE)
    assert codes(refused) == ["change_late"]
    assert refused.value.refusals[0].params["earliest"] == POSTPONED
    assert ask_for.ask(ground, plan, [ask_for.wish(plan, day=POSTPONED)], now=LATE).is_late is True


def test_everything_that_is_wrong_at_once(ground: make.Ground, plan: Plan) -> None:
    with pytest.raises(Refused) as refused:
        changes.ask_change(
            actor=ground.clerk, plan_id=plan.pk, wishes=[ask_for.wish(plan, day=date(2026, 5, 1))], reason="", now=NOW
        )
    assert codes(refused) == ["reason_missing", "change_unproven", "change_not_later"]


def test_one_open_request_per_sitting(ground: make.Ground, plan: Plan) -> None:
    first = ask_for.ask(ground, plan)
    with pytest.raises(Refused) as refused:
        ask_for.ask(ground, plan)
    assert codes(refused) == ["change_waits"]
    ask_for.ask(ground, plan, [ask_for.wish(plan, "PRACTICAL")])
    with pytest.raises(IntegrityError), transaction.atomic():
        first.lines.get().__class__.objects.filter(change=first).update(sitting=ask_for.sitting(plan, "PRACTICAL").pk)


def test_others_sites_and_sittings_are_not_to_be_chosen(ground: make.Ground, plan: Plan) -> None:
    foreign = make.accepted(make.ground())
    practical = ask_for.sitting(plan, "PRACTICAL")
    wishes = [
        ask_for.wish(foreign),
        Wish(practical.pk, LATER, site_id=ask_for.sitting(foreign, "PRACTICAL").site_id),
    ]
    with pytest.raises(Refused) as refused:
        ask_for.ask(ground, plan, wishes)
    assert codes(refused) == ["change_unknown", "change_unknown"]


def test_the_licence_must_hold_on_the_new_date(ground: make.Ground, plan: Plan) -> None:
    ground.institute.licences.update(valid_until=date(2026, 5, 20))
    with pytest.raises(Refused) as refused:
        ask_for.ask(ground, plan)
    assert codes(refused) == ["licence_expires"]


def test_a_date_of_the_session_is_the_citys(ground: make.Ground) -> None:
    session = make.session(ground)
    draft = make.session_draft(ground, session)
    plan = make.drafts.draft_plan(actor=ground.clerk, draft=draft, now=NOW)
    make.accept(ground.officer, make.filing.file_plan(actor=ground.clerk, plan_id=plan.pk, now=NOW))
    with pytest.raises(Refused) as refused:
        ask_for.ask(ground, plan)
    assert codes(refused) == ["sitting_off_session"]
    ask_for.ask(ground, plan, [ask_for.wish(plan, day=None, place="二层教室")])


def test_nobody_else_may_ask_and_not_before_acceptance(ground: make.Ground, plan: Plan) -> None:
    stranger = make.ground()
    with pytest.raises(NotPermitted):
        ask_for.ask(stranger, plan)
    with pytest.raises(Conflict):
        ask_for.ask(ground, make.filed(ground))


def test_taken_back_the_sitting_is_free_again(ground: make.Ground, plan: Plan) -> None:
    change = ask_for.ask(ground, plan)
    assert changes.withdraw_change(actor=ground.clerk, change_id=change.pk, now=NOW).state == ChangeState.WITHDRAWN
    with pytest.raises(Conflict):
        approve(ground, change)
    ask_for.ask(ground, plan)


# --- the answer -------------------------------------------------------------------------------------
def test_approved_everything_follows(ground: make.Ground, plan: Plan) -> None:
    """Sittings, first exam, deadlines, letters, points, steps: in one go, and written down with the request."""
    make.candidate(plan, theory="NEW", practical="NEW")
    change = approve(ground, ask_for.ask(ground, plan, ask_for.both(plan)))
    plan.refresh_from_db()
    assert [sitting.date for sitting in plan.sittings.all()] == [LATER, LATER]
    assert plan.first_exam_date == LATER
    days = {row.code: row.last_day for row in plan.obligations.filter(sitting=None)}
    assert days["ARRANGE"] == date(2026, 5, 11)
    moved = plan.obligations.filter(code="CHANGE")
    assert {(row.anchor_date, row.last_day, row.state) for row in moved} == {(LATER, date(2026, 5, 18), "OPEN")}
    deduction = Deduction.objects.get()
    assert (deduction.code, deduction.institute, deduction.plan) == (PointsCode.CHANGE, ground.institute, plan)
    assert (deduction.evidence_key, deduction.evidence_path) == (f"change:{change.pk}", f"/changes/{change.pk}/")
    told = Notice.objects.filter(key__startswith=f"change:{change.pk}:").values_list("organisation", flat=True)
    assert {ground.institute.pk, plan.district_id} < set(told)
    assert plan.steps.last().reason.startswith("同意变更：")
    kinds = {effect["kind"] for effect in ChangeRequest.objects.get(pk=change.pk).effects}
    assert kinds == {"DEADLINES", "DISTRICTS", "CANDIDATES", "POINTS"}
    assert AuditEntry.objects.filter(action="plan.decide_change").count() == 1


def test_one_sitting_alone_moves_the_first_exam_only_when_it_was_the_first(ground: make.Ground, plan: Plan) -> None:
    approve(ground, ask_for.ask(ground, plan))
    plan.refresh_from_db()
    assert plan.first_exam_date == EXAM
    approve(ground, ask_for.ask(ground, plan, [ask_for.wish(plan, "PRACTICAL", date(2026, 5, 30))]))
    plan.refresh_from_db()
    assert plan.first_exam_date == LATER


def test_a_late_change_costs_as_a_late_one(ground: make.Ground, plan: Plan) -> None:
    at_state(plan, PlanState.ARRANGED)
    wishes = ask_for.both(plan, POSTPONED)
    approve(ground, ask_for.ask(ground, plan, wishes, now=LATE), now=LATE)
    assert list(Deduction.objects.values_list("code", flat=True)) == [PointsCode.LATE_CHANGE]


def test_approved_after_the_last_day_it_stays_on_time(ground: make.Ground, plan: Plan) -> None:
    at_state(plan, PlanState.ARRANGED)
    change = ask_for.ask(ground, plan, now=ON_TIME)
    approve(ground, change, now=datetime(2026, 5, 15, 17, tzinfo=BEIJING))
    assert list(Deduction.objects.values_list("code", flat=True)) == [PointsCode.CHANGE]


def test_on_the_day_of_the_exam_it_is_too_late_to_approve(ground: make.Ground, plan: Plan) -> None:
    at_state(plan, PlanState.ARRANGED)
    change = ask_for.ask(ground, plan, now=ON_TIME)
    with pytest.raises(Refused) as refused:
        approve(ground, change, now=datetime(2026, 5, 16, 8, tzinfo=BEIJING))
    assert codes(refused) == ["change_sitting_past"]


def test_refused_with_the_reason_nothing_moves_and_nothing_is_taken_off(ground: make.Ground, plan: Plan) -> None:
    change = ask_for.ask(ground, plan)
    with pytest.raises(Refused) as refused:
        decide_change(actor=ground.officer, change_id=change.pk, approved=False, note=" ", now=NOW)
    assert codes(refused) == ["reason_missing"]
    decide_change(actor=ground.officer, change_id=change.pk, approved=False, note="理由不充分", now=NOW)
    assert (ask_for.sitting(plan).date, Deduction.objects.count()) == (EXAM, 0)
    assert "理由不充分" in Notice.objects.get(key__startswith=f"change:{change.pk}:refused").body


def test_without_an_answer_it_is_void_when_the_exam_comes(ground: make.Ground, plan: Plan) -> None:
    change = ask_for.ask(ground, plan)
    assert expire_change(change_id=change.pk, now=datetime(2026, 5, 15, 23, tzinfo=BEIJING)) is False
    assert expire_change(change_id=change.pk, now=datetime(2026, 5, 16, 0, tzinfo=BEIJING)) is True
    change.refresh_from_db()
    assert (change.state, ask_for.sitting(plan).date) == (ChangeState.EXPIRED, EXAM)


def test_a_suspended_plan_goes_on_by_a_later_date(ground: make.Ground, plan: Plan) -> None:
    """ARRANGE was missed: the plan stood still; its arrangement is owed anew for the new date."""
    at_state(plan, PlanState.PAID)
    stopped = datetime(2026, 5, 1, 8, tzinfo=BEIJING)
    sweep(now=stopped)
    plan.refresh_from_db()
    assert plan.state == PlanState.SUSPENDED
    with pytest.raises(Refused) as refused:
        ask_for.ask(ground, plan, ask_for.both(plan, date(2026, 5, 17)), now=datetime(2026, 5, 6, 9, tzinfo=BEIJING))
    assert codes(refused) == ["change_no_room"]
    approve(ground, ask_for.ask(ground, plan, ask_for.both(plan), now=stopped), now=stopped)
    plan.refresh_from_db()
    assert (plan.state, plan.first_exam_date) == (PlanState.PAID, LATER)
    arrange = plan.obligations.get(code="ARRANGE")
    assert (arrange.state, arrange.last_day) == (ObligationState.OPEN, date(2026, 5, 11))
    assert list(plan.steps.values_list("action", flat=True))[-2:] == ["RESUME", "DECIDE_CHANGE"]


def test_a_suspended_sitting_goes_on_when_there_is_time_to_ask_for_examiners(ground: make.Ground, plan: Plan) -> None:
    """REQUEST was missed on 8 May; for 17 May it would be too late as well, for 23 May it is owed anew."""
    at_state(plan, PlanState.ARRANGED)
    sweep(now=datetime(2026, 5, 9, 0, 5, tzinfo=BEIJING))
    assert ask_for.sitting(plan, "PRACTICAL").suspended_at
    with pytest.raises(Refused) as refused:
        ask_for.ask(ground, plan, [ask_for.wish(plan, "PRACTICAL", date(2026, 5, 17))], now=ON_TIME)
    assert codes(refused) == ["change_no_room"]
    approve(ground, ask_for.ask(ground, plan, [ask_for.wish(plan, "PRACTICAL")], now=ON_TIME), now=ON_TIME)
    assert ask_for.sitting(plan, "PRACTICAL").suspended_at is None
    request = plan.obligations.get(code="REQUEST")
    assert (request.state, request.last_day) == (ObligationState.OPEN, date(2026, 5, 14))


def test_a_cancelled_plan_has_no_open_request(ground: make.Ground, plan: Plan) -> None:
    change = ask_for.ask(ground, plan)
    make.decisions.cancel_plan(actor=ground.officer, plan_id=plan.pk, reason="取消", now=NOW)
    change.refresh_from_db()
    assert change.state == ChangeState.EXPIRED


def test_a_site_brings_its_district(ground: make.Ground, plan: Plan) -> None:
    far = make.site(ground.institute, ground.level, district=other_district())
    practical = ask_for.sitting(plan, "PRACTICAL")
    change = approve(ground, ask_for.ask(ground, plan, [Wish(practical.pk, site_id=far.pk)]))
    practical.refresh_from_db()
    assert (practical.site, practical.date, practical.starts_at) == (Site.objects.get(pk=far.pk), EXAM, time(13, 30))
    letters = Notice.objects.filter(key__startswith=f"change:{change.pk}:district")
    assert {(one.organisation_id, one.key.split(":")[2]) for one in letters} == {
        (far.district_id, "district_in"),
        (plan.district_id, "district_out"),
    }
