"""The sweep does what is due, once, and leaves the rest alone."""

from datetime import date, datetime, timedelta

import pytest
from django.db import transaction

from appraisal.core.models import AuditEntry, Notice, Organisation
from appraisal.core.queries.calendar import load_calendar
from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.enums import OrganisationKind
from plans.models import Obligation, Plan
from plans.queries.obligation_table import obligation_table
from plans.rules.obligations import ObligationCode
from plans.rules.owing import OWED_IN, owed_in
from plans.rules.states import PlanState
from plans.services import sweep as sweeping
from plans.services.consequences import CONSEQUENCES
from plans.services.obligations import lay_obligations
from plans.services.sweep import sweep
from tests.factories import core
from tests.factories import plans as make

pytestmark = pytest.mark.django_db

EXAM = date(2026, 6, 13)
EARLY = datetime(2026, 3, 2, 9, tzinfo=BEIJING)


@pytest.fixture(autouse=True)
def guidance_section() -> Organisation:
    return core.organisation(OrganisationKind.CITY_SECTION, code="CITY-GUIDANCE")


def plan_in(state: PlanState, exam: date = EXAM) -> Plan:
    """A plan with the obligations of its state, laid long before anything is due."""
    filed_at = None if state == PlanState.DRAFT else EARLY
    returned_at = EARLY if state == PlanState.RETURNED else None
    plan = make.plan(state=state, first_exam_date=exam, state_since=EARLY, filed_at=filed_at, returned_at=returned_at)
    with transaction.atomic():
        lay_obligations(plan=plan, calendar=load_calendar(), now=EARLY)
    return plan


def due(plan: Plan, code: ObligationCode) -> datetime:
    return plan.obligations.get(code=code).due_at


def test_every_obligation_that_is_laid_has_its_consequence() -> None:
    assert {obligation_table()[code].consequence for code in OWED_IN} <= CONSEQUENCES.keys()


@pytest.mark.parametrize("state", [PlanState.DRAFT, PlanState.RETURNED])
def test_a_draft_lapses_at_the_end_of_its_last_day_and_not_before(state: PlanState) -> None:
    plan = plan_in(state)
    end = due(plan, ObligationCode.FILE)

    assert sweep(now=end - timedelta(seconds=1)).missed == 0
    assert sweep(now=end).missed == 1

    plan.refresh_from_db()
    assert (plan.state, plan.previous_state, plan.state_since) == ("LAPSED", state, end)
    step = plan.steps.get()
    assert (step.action, step.actor_label, step.from_state) == ("LAPSE", "系统", state)
    assert "往前数 20 个工作日" in step.proof
    entry = AuditEntry.objects.get(action="plan.lapse")
    assert entry.user_id is None
    letter = Notice.objects.get(organisation=plan.institute, subject__contains="失效")
    assert letter.urgent
    assert "首场考试目前最早可选 2026-06-1" in letter.body
    assert set(plan.obligations.values_list("state", flat=True)) == {"MISSED"}


def test_a_second_sweep_finds_nothing() -> None:
    plan = plan_in(PlanState.DRAFT)
    now = due(plan, ObligationCode.FILE)
    sweep(now=now)
    counts = [model.objects.count() for model in (AuditEntry, Notice)]

    assert sweep(now=now + timedelta(days=300)).missed == 0
    assert [model.objects.count() for model in (AuditEntry, Notice)] == counts
    assert plan.steps.count() == 1


@pytest.mark.parametrize("state", [PlanState.FILED, PlanState.ACCEPTED, PlanState.ENROLLED, PlanState.PAID])
def test_an_unarranged_plan_is_suspended_and_city_and_institute_are_told(
    state: PlanState, guidance_section: Organisation
) -> None:
    plan = plan_in(state)
    sweep(now=due(plan, ObligationCode.ARRANGE))

    plan.refresh_from_db()
    assert (plan.state, plan.previous_state) == ("SUSPENDED", state)
    assert plan.obligations.get(code="ARRANGE").state == "MISSED"
    assert not plan.obligations.filter(state="OPEN").exists()
    told = set(Notice.objects.filter(subject__contains="暂停").values_list("organisation_id", flat=True))
    assert told == {plan.institute_id, guidance_section.pk}


@pytest.mark.parametrize("code", [ObligationCode.ENROL, ObligationCode.PAY, ObligationCode.ANSWER])
def test_a_red_row_tells_whoever_owes_it_and_leaves_the_plan_alone(code: ObligationCode) -> None:
    plan = plan_in(PlanState.FILED)
    owed = plan.obligations.get(code=code)
    plan.obligations.exclude(pk=owed.pk).delete()
    sweep(now=owed.due_at)

    plan.refresh_from_db()
    owed.refresh_from_db()
    assert (plan.state, owed.state, owed.missed_at, owed.next_reminder_at) == ("FILED", "MISSED", owed.due_at, None)
    assert Notice.objects.filter(subject__contains="逾期", organisation=owed.responsible).count() == 1
    assert AuditEntry.objects.filter(action="plan.overdue").count() == 1


def test_after_a_long_silence_everything_missed_is_done_in_order() -> None:
    plan = plan_in(PlanState.FILED)
    outcome = sweep(now=EARLY + timedelta(days=400))

    plan.refresh_from_db()
    assert outcome.missed == 4  # ANSWER, ENROL, PAY, then ARRANGE suspends
    assert plan.state == "SUSPENDED"
    assert plan.steps.count() == 1


def test_an_obligation_that_its_plan_no_longer_owes_is_closed_without_consequence() -> None:
    plan = plan_in(PlanState.DRAFT)
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.CANCELLED)

    assert sweep(now=due(plan, ObligationCode.FILE)).missed == 0
    assert plan.obligations.get().state == "CLOSED"


def test_more_than_one_reading_is_worked_through() -> None:
    plans = [plan_in(PlanState.DRAFT) for _ in range(5)]
    assert sweep(now=due(plans[0], ObligationCode.FILE), batch=2).missed == 5


@pytest.mark.logs_errors(reason="one plan's consequence fails on purpose")
def test_one_plan_that_fails_does_not_stop_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    plans = [plan_in(PlanState.DRAFT) for _ in range(3)]
    real = sweeping.bring_about

    def fails_for_the_first(missed: sweeping.Missed) -> None:
        real(missed)
        if missed.plan.pk == plans[0].pk:
            raise RuntimeError("on purpose")

    monkeypatch.setattr(sweeping, "bring_about", fails_for_the_first)
    outcome = sweep(now=due(plans[0], ObligationCode.FILE), batch=1)

    assert outcome.failed == [str(plans[0].pk)]
    assert outcome.missed == 2
    assert plans[0].obligations.get().state == "OPEN"  # left whole, for the next sweep
    assert not plans[0].steps.exists()

    monkeypatch.undo()
    assert sweep(now=due(plans[0], ObligationCode.FILE)).missed == 1


def test_reminders_go_three_and_one_working_days_before_once_each() -> None:
    plan = plan_in(PlanState.DRAFT)
    last_day = plan.obligations.get().last_day
    calendar = load_calendar()
    for days in (3, 1):
        day = calendar.working_day_before(last_day, days)
        morning = datetime(day.year, day.month, day.day, 8, tzinfo=BEIJING)
        assert sweep(now=morning - timedelta(seconds=1)).reminded == 0
        assert sweep(now=morning).reminded == 1
        assert sweep(now=morning + timedelta(hours=1)).reminded == 0
        assert Notice.objects.get(subject__contains=f"还剩 {days} 个工作日").organisation_id == plan.institute_id
    assert plan.obligations.get().next_reminder_at is None
    assert Notice.objects.count() == 2


def test_reminders_that_fell_due_in_a_silence_are_one() -> None:
    plan = plan_in(PlanState.DRAFT)
    last_day = plan.obligations.get().last_day
    now = datetime(last_day.year, last_day.month, last_day.day, 12, tzinfo=BEIJING)

    assert sweep(now=now).reminded == 1
    assert Notice.objects.get().subject.endswith("今天是最后一天")


def test_what_has_passed_is_not_reminded_of() -> None:
    plan = plan_in(PlanState.DRAFT)
    assert sweep(now=due(plan, ObligationCode.FILE)).reminded == 0
    assert not Notice.objects.filter(subject__contains="提醒").exists()


def test_states_without_obligations_are_never_touched() -> None:
    idle = [state for state in PlanState if not owed_in(state)]
    plans = [plan_in(state) for state in idle]
    sweep(now=EARLY + timedelta(days=900))
    assert [plan.state for plan in Plan.objects.order_by("pk")] == idle
    assert not Obligation.objects.filter(plan__in=plans).exists()
