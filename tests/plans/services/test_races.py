"""Two people at the same moment: one acts, the other hears it. Each race is shown to go wrong without the lock."""

import pytest

from appraisal.core.errors import Conflict
from appraisal.core.services.calendar import fill_calendar
from plans.models import Plan
from plans.queries import plans as plan_queries
from plans.rules.states import PlanState
from plans.services import decisions, filing
from tests.factories import core
from tests.factories import filing as make
from tests.races import at_once, meeting, plan_unlocked

pytestmark = pytest.mark.django_db(transaction=True)
NOW = make.NOW


@pytest.fixture
def ground():
    fill_calendar(now=NOW)
    return make.ground()


def race(monkeypatch, read, *actions):
    read_and_wait = meeting(read)
    for module in (decisions, filing):
        monkeypatch.setattr(module, "lock_plan", read_and_wait)
    return at_once(*actions)


def accept(actor, plan):
    return lambda: make.accept(actor, plan)


def take_back(actor, plan):
    return lambda: filing.take_back(actor=actor, plan_id=plan.pk, now=NOW)


def steps_after_filing(plan) -> list[str]:
    return [step.action for step in plan.steps.order_by("pk")][2:]


def test_two_officers_accept_and_one_hears_that_he_was_second(ground, monkeypatch):
    plan = make.filed(ground)
    second = core.actor(ground.officer.role, make.guidance_section())
    outcomes = race(monkeypatch, plan_queries.lock_plan, accept(ground.officer, plan), accept(second, plan))
    assert sorted(type(outcome) for outcome in outcomes if isinstance(outcome, Conflict)) == [Conflict]
    assert steps_after_filing(plan) == ["ACCEPT"]


def test_without_the_lock_both_would_accept(ground, monkeypatch):
    plan = make.filed(ground)
    second = core.actor(ground.officer.role, make.guidance_section())
    race(monkeypatch, plan_unlocked, accept(ground.officer, plan), accept(second, plan))
    assert steps_after_filing(plan) == ["ACCEPT", "ACCEPT"]


def test_accepting_and_taking_back_have_one_winner(ground, monkeypatch):
    plan = make.filed(ground)
    outcomes = race(monkeypatch, plan_queries.lock_plan, accept(ground.officer, plan), take_back(ground.clerk, plan))
    plan.refresh_from_db()
    won = {PlanState.ACCEPTED: ["ACCEPT"], PlanState.DRAFT: ["TAKE_BACK"]}[PlanState(plan.state)]
    assert steps_after_filing(plan) == won
    assert sum(isinstance(outcome, Conflict) for outcome in outcomes) == 1


def test_without_the_lock_a_plan_would_be_accepted_and_taken_back(ground, monkeypatch):
    plan = make.filed(ground)
    race(monkeypatch, plan_unlocked, accept(ground.officer, plan), take_back(ground.clerk, plan))
    assert sorted(steps_after_filing(plan)) == ["ACCEPT", "TAKE_BACK"]


def test_an_institute_executes_a_session_once(ground):
    session = make.session(ground)
    draft = make.session_draft(ground, session)

    def execute():
        return make.drafts.draft_plan(actor=ground.clerk, draft=draft, now=NOW)

    outcomes = at_once(execute, execute)
    assert Plan.objects.filter(session=session).count() == 1
    (refused,) = [outcome for outcome in outcomes if not isinstance(outcome, Plan)]
    assert [refusal.code for refusal in refused.refusals] == ["session_executed"]
