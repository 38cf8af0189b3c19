"""The demo city can be built on any day, has a plan in every state that can be reached, and is built once."""

from datetime import datetime

import pytest

from appraisal.config.demo import accounts, city
from appraisal.config.demo.cast import PEOPLE
from appraisal.core.models import AuditEntry, Organisation, RoleAssignment
from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.roles import Role
from plans.models import Candidate, Plan
from plans.rules.states import PlanState

REACHED = {
    PlanState.DRAFT,
    PlanState.FILED,
    PlanState.RETURNED,
    PlanState.ACCEPTED,
    PlanState.ENROLLED,
    PlanState.QUALIFIED,
    PlanState.PAID,
    PlanState.ARRANGED,
    PlanState.HELD,
    PlanState.REPORTED,
    PlanState.SCORED,
    PlanState.SETTLED,
    PlanState.LAPSED,
    PlanState.SUSPENDED,
    PlanState.CANCELLED,
}
DAYS = {  # the tests of routes and of the API build it on an ordinary working day
    "a holiday": (2026, 10, 3, 10),
    "a make-up Saturday before Spring Festival": (2026, 2, 14, 0, 10),
    "a year without a notice": (2027, 5, 7, 12),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("day", DAYS.values(), ids=DAYS.keys())
def test_the_city_stands_on_any_day_and_is_built_once(day, clock, settings):
    settings.KAOWU = {**settings.KAOWU, "BILL_BY_SAMPLE_STANDARDS": True}  # as in training mode
    now = clock.set(*day)
    assert isinstance(now, datetime)
    assert now.tzinfo == BEIJING
    city.seed(now=now)
    assert set(Plan.objects.values_list("state", flat=True)) >= REACHED
    assert set(RoleAssignment.objects.values_list("role", flat=True)) == set(Role)
    assert not Plan.objects.filter(is_sample=False).exists()
    settled = Plan.objects.filter(state=PlanState.SETTLED)
    assert not settled.filter(obligations__state__in=["OPEN", "MISSED"]).exists(), "what is settled was told whole"
    assert not AuditEntry.objects.filter(at__gt=now).exists(), "nothing happened in the future"
    listing = accounts.listing()
    assert all(person.username in listing for person in PEOPLE)

    counted = [model.objects.count() for model in (Plan, Candidate, Organisation, AuditEntry)]
    city.seed(now=now)
    assert [model.objects.count() for model in (Plan, Candidate, Organisation, AuditEntry)] == counted
