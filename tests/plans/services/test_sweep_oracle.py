"""Whatever stands in the table, and in whatever pieces it is swept, the result is that of an oracle."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appraisal.core.models import Organisation
from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.enums import OrganisationKind
from plans.models import Plan
from plans.rules.enums import ObligationState
from plans.rules.obligations import ObligationCode
from plans.rules.states import PlanState
from plans.services.sweep import sweep
from tests.factories import core
from tests.factories import plans as make

FIRST = date(2026, 6, 1)
EXAM = date(2026, 9, 1)
CODES = [ObligationCode.FILE, ObligationCode.ANSWER, ObligationCode.ENROL, ObligationCode.PAY, ObligationCode.ARRANGE]
# Written out once more, not read from the rules: this is what the sweep is judged by.
OWED = {
    "DRAFT": {"FILE"},
    "RETURNED": {"FILE"},
    "FILED": {"ANSWER", "ENROL", "PAY", "ARRANGE"},
    "ACCEPTED": {"ENROL", "PAY", "ARRANGE"},
    "ENROLLED": {"PAY", "ARRANGE"},
    "QUALIFIED": {"PAY", "ARRANGE"},
    "PAID": {"ARRANGE"},
}


@dataclass(frozen=True)
class Row:
    """One obligation: `day` days after FIRST is its last day."""

    code: ObligationCode
    state: ObligationState
    day: int


rows = st.lists(
    st.builds(Row, st.sampled_from(CODES), st.sampled_from(ObligationState), st.integers(0, 12)),
    unique_by=lambda row: row.code,
    max_size=5,
)
cities = st.lists(st.tuples(st.sampled_from(PlanState), rows), min_size=1, max_size=6)
sweeps = st.lists(st.integers(0, 14), min_size=1, max_size=4).map(sorted)


def oracle(state: str, owed: list[Row], until: int) -> tuple[str, dict[str, str]]:
    """Day by day, longest due first: what a plan and its obligations have become after `until` whole days."""
    found = {row.code.value: row.state.value for row in owed}
    for row in sorted(owed, key=lambda row: row.day):  # stable: one day's rows keep the order of their making
        if row.day >= until or found[row.code] != "OPEN":
            continue
        if row.code not in OWED.get(state, set()):
            found[row.code] = "CLOSED"
            continue
        found[row.code] = "MISSED"
        if row.code in ("FILE", "ARRANGE"):
            state = "LAPSED" if row.code == "FILE" else "SUSPENDED"
            found = {code: "CLOSED" if now == "OPEN" else now for code, now in found.items()}
    return state, found


def at(day: int) -> datetime:
    return datetime.combine(FIRST + timedelta(days=day), time.min, BEIJING)


def store(state: PlanState, owed: list[Row], institute: Organisation) -> Plan:
    plan = make.plan(institute, state=state, first_exam_date=EXAM, filed_at=at(-30), returned_at=at(-20))
    for row in owed:
        last_day = FIRST + timedelta(days=row.day)
        make.obligation(row.code, plan, EXAM, state=row.state, last_day=last_day, due_at=at(row.day + 1))
    return plan


@pytest.fixture
def institute(db: None) -> Organisation:
    core.organisation(OrganisationKind.CITY_SECTION, code="CITY-GUIDANCE")
    return core.organisation(OrganisationKind.INSTITUTE)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(city=cities, days=sweeps, batch=st.integers(1, 5))
def test_the_sweep_does_what_the_oracle_says(
    institute: Organisation, city: list[tuple[PlanState, list[Row]]], days: list[int], batch: int
) -> None:
    untouched = transaction.savepoint()
    plans = [store(state, owed, institute) for state, owed in city]
    for day in days:
        sweep(now=at(day), batch=batch)

    for plan, (state, owed) in zip(plans, city, strict=True):
        expected = oracle(state.value, owed, days[-1])
        plan.refresh_from_db()
        assert (plan.state, dict(plan.obligations.values_list("code", "state"))) == expected
        assert plan.steps.count() == (plan.state != state)
        assert plan.previous_state == (state if plan.state != state else "")
    transaction.savepoint_rollback(untouched)
