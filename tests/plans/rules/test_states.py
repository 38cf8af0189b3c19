"""The table of a plan's life: complete, closed at its ends, and with words for every impossible action."""

import pytest

from appraisal.core.rules.roles import Role
from plans.rules.life import life_of
from plans.rules.states import CLOSED, MAIN_PATH, TABLE, TRANSITIONS, PlanAction, PlanState, actions_of, next_state


def test_every_action_stands_in_the_table_once():
    assert [transition.action for transition in TRANSITIONS] == list(PlanAction)


def test_every_state_is_reached_from_a_draft():
    reached, before = {PlanState.DRAFT}, set()
    while reached != before:
        before = set(reached)
        for transition in TRANSITIONS:
            if transition.sources & reached and transition.target:
                reached.add(transition.target)
    assert reached == set(PlanState)


@pytest.mark.parametrize("action", PlanAction)
def test_an_action_leads_where_the_table_says_and_nowhere_else(action):
    transition = TABLE[action]
    for state in PlanState:
        if state not in transition.sources:
            with pytest.raises(KeyError):
                next_state(action, state, PlanState.ACCEPTED)
        elif transition.to_previous:
            assert next_state(action, state, PlanState.ACCEPTED) is PlanState.ACCEPTED
            with pytest.raises(KeyError):
                next_state(action, state)
        else:
            assert next_state(action, state) is (transition.target or state)


def test_a_cancelled_plan_can_only_be_copied_and_a_settled_one_have_results_and_duties_corrected():
    found = {
        state: [t.action for t in TRANSITIONS if state in t.sources]
        for state in (PlanState.CANCELLED, PlanState.SETTLED)
    }
    assert found == {
        PlanState.CANCELLED: [PlanAction.COPY],
        PlanState.SETTLED: [PlanAction.CORRECT_SCORES, PlanAction.CORRECT_DUTY, PlanAction.COPY],
    }


def test_nothing_that_takes_a_plan_away_goes_without_a_reason():
    ends = {PlanState.CANCELLED, PlanState.RETURNED}
    assert all(t.needs_reason for t in TRANSITIONS if t.target in ends)


def test_an_action_that_people_take_says_why_it_is_impossible():
    for transition in TRANSITIONS:
        if transition.roles and transition.sources != frozenset(PlanState):
            assert transition.why_not, transition.action


def test_filing_and_deciding_are_never_in_one_hand():
    """The institute files, the city answers: no role holds both sides."""
    files = {PlanAction.EDIT, PlanAction.FILE, PlanAction.TAKE_BACK, PlanAction.DISCARD, PlanAction.ENROL}
    decides = {PlanAction.ACCEPT, PlanAction.RETURN, PlanAction.CANCEL, PlanAction.REVIVE, PlanAction.RESUME}
    assert files <= set(actions_of(Role.INSTITUTE_CLERK))
    assert decides <= set(actions_of(Role.GUIDANCE_OFFICER))
    for role in Role:
        assert not (files & set(actions_of(role)) and decides & set(actions_of(role))), role


# --- the row of steps -----------------------------------------------------------------------------
def test_on_the_main_path_everything_before_is_done_and_after_ahead():
    for index, state in enumerate(MAIN_PATH):
        statuses = [step.status for step in life_of(state, None)]
        assert statuses == ["done"] * index + ["current"] + ["ahead"] * (len(MAIN_PATH) - index - 1)


@pytest.mark.parametrize(
    ("state", "previous", "place"),
    [
        (PlanState.RETURNED, PlanState.FILED, 1),
        (PlanState.LAPSED, PlanState.DRAFT, 1),
        (PlanState.LAPSED, PlanState.RETURNED, 1),
        (PlanState.SUSPENDED, PlanState.PAID, 6),
        (PlanState.CANCELLED, PlanState.SUSPENDED, 1),
        (PlanState.CANCELLED, PlanState.SETTLED, 10),
    ],
)
def test_off_the_main_path_the_place_where_it_stopped_says_how(state, previous, place):
    steps = life_of(state, previous)
    assert [step.status for step in steps].count("stopped") == 1
    assert (steps[place].status, steps[place].label) == ("stopped", state.label)


def test_closed_states_are_those_without_obligations():
    assert {PlanState.SETTLED, PlanState.LAPSED, PlanState.CANCELLED} == CLOSED
