"""What may be done to a site in which state, and what speaks against filing one."""

from itertools import product

import pytest

from appraisal.core.rules.enums import SiteState
from appraisal.core.rules.sites import SiteAction, SiteFacts, next_state, site_refusals

# A site is used only when the city has said yes to exactly what is filed.
EXPECTED = {
    SiteState.FILED: {SiteAction.CHANGE, SiteAction.CONFIRM, SiteAction.REFUSE, SiteAction.WITHDRAW},
    SiteState.CONFIRMED: {SiteAction.CHANGE, SiteAction.WITHDRAW},
    SiteState.REFUSED: {SiteAction.CHANGE, SiteAction.WITHDRAW},
    SiteState.WITHDRAWN: {SiteAction.CHANGE},
}


@pytest.mark.parametrize(("state", "action"), list(product(SiteState, SiteAction)))
def test_what_is_possible_in_a_state(state, action):
    assert (next_state(state, action) is not None) == (action in EXPECTED[state])


def test_only_confirmation_makes_a_site_usable():
    leading = {action for state, action in product(SiteState, SiteAction) if next_state(state, action) == "CONFIRMED"}
    assert leading == {SiteAction.CONFIRM}
    assert all(next_state(state, SiteAction.CHANGE) is SiteState.FILED for state in SiteState)


def facts(**changes) -> SiteFacts:
    plain = {
        "workstations": 30,
        "occupations_sent": 2,
        "occupations_known": 2,
        "district_known": True,
        "name_taken": False,
    }
    return SiteFacts(**{**plain, **changes})


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"occupations_sent": 0, "occupations_known": 0}, "site_occupations_empty"),
        ({"occupations_known": 1}, "site_occupation_unknown"),
        ({"district_known": False}, "site_district_missing"),
        ({"workstations": 0}, "site_workstations"),
        ({"workstations": 1001}, "site_workstations"),
        ({"name_taken": True}, "site_name_taken"),
    ],
)
def test_each_reason_against_a_site_can_be_given_and_cites_the_slide(changes, code):
    (refusal,) = site_refusals(facts(**changes))
    assert (refusal.code, refusal.rule) == (code, "二（三）")


def test_all_reasons_come_together():
    assert site_refusals(facts()) == ()
    assert len(site_refusals(SiteFacts(0, 0, 0, False, True))) == 4
