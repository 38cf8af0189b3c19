"""The table of a plan's life against the services: each row works for its role, and for nobody else."""

from datetime import date

import pytest

from appraisal.core.errors import Conflict, NotPermitted
from appraisal.core.models import AuditEntry
from appraisal.core.rules.roles import Role
from appraisal.core.services.calendar import fill_calendar
from plans.models import Plan, PlanDocument
from plans.permissions import available_actions
from plans.queries.drafts import draft_of
from plans.rules.states import TABLE, PlanAction, PlanState, is_possible, next_state
from plans.services import decisions, drafts, filing
from tests.factories import core, eligibility
from tests.factories import filing as make

pytestmark = pytest.mark.django_db
NOW = make.NOW


def edit(*, actor, plan_id, now):
    return drafts.change_draft(actor=actor, plan_id=plan_id, draft=draft_of(Plan.objects.get(pk=plan_id)), now=now)


def copy(*, actor, plan_id, now):
    return drafts.copy_plan(actor=actor, plan_id=plan_id, first_exam_date=date(2026, 6, 6), now=now)


def accept(*, actor, plan_id, now):
    ticked = list(PlanDocument.objects.filter(plan=plan_id).values_list("pk", flat=True))
    return decisions.accept_plan(actor=actor, plan_id=plan_id, now=now, checked_proofs=ticked)


def with_reason(service):
    return lambda **given: service(reason="理由", **given)


SERVICES = {
    PlanAction.EDIT: edit,
    PlanAction.FILE: filing.file_plan,
    PlanAction.TAKE_BACK: filing.take_back,
    PlanAction.DISCARD: with_reason(drafts.discard),
    PlanAction.ACCEPT: accept,
    PlanAction.RETURN: with_reason(decisions.return_plan),
    PlanAction.ENROL: filing.enrol,
    PlanAction.CANCEL: with_reason(decisions.cancel_plan),
    PlanAction.COPY: copy,
}
FILING = pytest.mark.parametrize("action", SERVICES)


@pytest.fixture
def ground():
    fill_calendar(now=NOW)
    return make.ground()


def plan_in(ground, state: PlanState) -> Plan:
    """A complete plan with a reviewed candidate, put into `state` as if it had come there."""
    plan = make.drafted(ground)
    make.candidate(plan)
    eligibility.review_all(plan, ground.clerk, NOW)
    if state is not PlanState.DRAFT:
        Plan.objects.filter(pk=plan.pk).update(
            state=state, state_since=NOW, filed_at=NOW, returned_at=NOW, previous_state=PlanState.DRAFT
        )
    return Plan.objects.get(pk=plan.pk)


def actor_of(ground, role: Role):
    ours = {
        Role.INSTITUTE_CLERK: ground.clerk,
        Role.GUIDANCE_OFFICER: ground.officer,
        Role.DISTRICT_OFFICER: ground.district,
    }
    return ours.get(role) or core.actor(role)


@FILING
def test_its_role_succeeds_from_every_state_of_the_table(ground, action):
    for state in sorted(TABLE[action].sources):
        for role in TABLE[action].roles:
            plan = plan_in(ground, state)
            SERVICES[action](actor=actor_of(ground, role), plan_id=plan.pk, now=NOW)
            plan.refresh_from_db()
            assert plan.state == next_state(action, state), (state, role)


@FILING
def test_every_other_role_is_refused_and_changes_nothing(ground, action):
    plan = plan_in(ground, sorted(TABLE[action].sources)[0])
    entries = AuditEntry.objects.count()
    for role in set(Role) - TABLE[action].roles:
        with pytest.raises(NotPermitted):
            SERVICES[action](actor=actor_of(ground, role), plan_id=plan.pk, now=NOW)
    before = plan.state
    plan.refresh_from_db()
    assert (plan.state, AuditEntry.objects.count()) == (before, entries)


@FILING
def test_every_other_state_is_a_conflict_in_words(ground, action):
    (role, *_) = TABLE[action].roles
    for state in set(PlanState) - TABLE[action].sources:
        plan = plan_in(ground, state)
        with pytest.raises(Conflict, match=f"现在是“{state.label}”"):
            SERVICES[action](actor=actor_of(ground, role), plan_id=plan.pk, now=NOW)
        plan.refresh_from_db()
        assert plan.state == state


@FILING
def test_each_step_leaves_one_line_of_history_and_one_record(ground, action):
    plan = plan_in(ground, sorted(TABLE[action].sources)[0])
    steps, entries = plan.steps.count(), AuditEntry.objects.count()
    (role, *_) = TABLE[action].roles
    done = SERVICES[action](actor=actor_of(ground, role), plan_id=plan.pk, now=NOW)
    assert AuditEntry.objects.count() == entries + 1
    assert AuditEntry.objects.first().action == f"plan.{action.lower()}"
    if action is PlanAction.EDIT:  # a correction of a draft is in the audit log, not in its history
        assert plan.steps.count() == steps
    else:
        assert done.steps.last().action == action


@pytest.mark.parametrize("state", PlanState)
def test_the_buttons_are_those_of_the_table(ground, state):
    plan = plan_in(ground, state)
    for actor in (ground.clerk, ground.officer, ground.district):
        for action, possible, why_not in available_actions(actor, plan):
            assert actor.role in TABLE[action].roles
            assert possible == is_possible(action, state)
            assert bool(why_not) != possible
    assert available_actions(make.ground().clerk, plan) == []
