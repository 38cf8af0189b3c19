"""Two officers approve two changes of one plan at the same moment 一（二）; shown to go wrong without the lock.

Each of the two changes is legal as long as the other one is not made: the plan's first exam stays where it is. Both
together move it, and then there is no time any more to arrange the rooms.
"""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from appraisal.core.errors import Conflict, Refused
from appraisal.core.queries.calendar import load_calendar
from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.services.calendar import fill_calendar
from plans.models import ChangeRequest, Deduction, Plan
from plans.queries import plans as plan_queries
from plans.queries.obligations import deadline_of
from plans.rules.obligations import ObligationCode
from plans.rules.states import PlanState
from plans.services import change_decisions
from plans.services.overrides import grant_override
from tests.factories import changes as ask_for
from tests.factories import core
from tests.factories import filing as make
from tests.races import at_once, meeting, plan_unlocked

pytestmark = pytest.mark.django_db(transaction=True)

NEXT_DAY = date(2026, 5, 17)  # its rooms would have to be arranged by 30 April
NOW = datetime(2026, 4, 29, 9, tzinfo=BEIJING)
TODAY = datetime(2026, 5, 8, 9, tzinfo=BEIJING)  # in time for a change, not for arranging rooms


@pytest.fixture
def ground() -> make.Ground:
    fill_calendar(now=NOW)
    return make.ground()


@pytest.fixture
def changes(ground: make.Ground) -> list[ChangeRequest]:
    """A plan that the city gave room to arrange later, and two requests that are legal one by one."""
    plan = make.accepted(ground)
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.PAID, previous_state=PlanState.QUALIFIED)
    arrange = plan.obligations.get(code="ARRANGE")
    grant_override(
        actor=ground.officer, obligation_id=arrange.pk, new_last_day=date(2026, 5, 12), reason="系统停机", now=NOW
    )
    subjects = ("THEORY", "PRACTICAL")
    return [ask_for.ask(ground, plan, [ask_for.wish(plan, one, NEXT_DAY)], now=TODAY) for one in subjects]


def approve_both(
    monkeypatch: pytest.MonkeyPatch, ground: make.Ground, changes: list[ChangeRequest], read: Callable[[int], Plan]
) -> list[object]:
    """Both officers have checked everything before either writes, as far as the lock allows it."""
    monkeypatch.setattr(change_decisions, "lock_plan", read)
    monkeypatch.setattr(change_decisions, "change_facts", meeting(change_decisions.change_facts))
    officers = [ground.officer, core.actor(ground.officer.role, make.guidance_section())]
    return at_once(*(approval(officer, change) for officer, change in zip(officers, changes, strict=True)))


def approval(officer: object, change: ChangeRequest) -> Callable[[], ChangeRequest]:
    return lambda: change_decisions.decide_change(
        actor=officer,
        change_id=change.pk,
        approved=True,
        note="",
        now=TODAY,
    )


def plan_of(changes: list[ChangeRequest]) -> Plan:
    return Plan.objects.get(pk=changes[0].plan_id)


def rooms_can_be_arranged(plan: Plan) -> bool:
    deadline = deadline_of(plan, ObligationCode.ARRANGE, load_calendar())
    return deadline is not None and deadline.is_kept_at(TODAY)


def test_the_second_one_hears_that_both_together_do_not_work(
    monkeypatch: pytest.MonkeyPatch, ground: make.Ground, changes: list[ChangeRequest]
) -> None:
    outcomes = approve_both(monkeypatch, ground, changes, plan_queries.lock_plan)
    (refused,) = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
    assert [refusal.code for refusal in refused.refusals] == ["change_no_room"]
    assert sorted(ChangeRequest.objects.values_list("state", flat=True)) == ["APPROVED", "REQUESTED"]
    assert rooms_can_be_arranged(plan_of(changes))
    assert Deduction.objects.count() == 1


def test_without_the_lock_both_would_pass_and_the_plan_could_not_be_kept(
    monkeypatch: pytest.MonkeyPatch, ground: make.Ground, changes: list[ChangeRequest]
) -> None:
    approve_both(monkeypatch, ground, changes, plan_unlocked)
    assert sorted(ChangeRequest.objects.values_list("state", flat=True)) == ["APPROVED", "APPROVED"]
    assert not rooms_can_be_arranged(plan_of(changes))


def test_one_request_is_decided_once(ground: make.Ground, changes: list[ChangeRequest]) -> None:
    second = core.actor(ground.officer.role, make.guidance_section())
    outcomes = at_once(approval(ground.officer, changes[0]), approval(second, changes[0]))
    assert sum(isinstance(outcome, Conflict) for outcome in outcomes) == 1
    assert Deduction.objects.count() == 1
