"""The pool reads the register once: constant queries for any number of people and practicals, 2,000 within a second."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appraisal.core.rules.enums import OrganisationKind
from examiners.models import Recusal, UnavailableDay
from examiners.queries.pool import Register, pool_of, practical, wanted_for
from examiners.rules.enums import RecusalKind
from plans.models import Sitting
from tests.factories import core, filing
from tests.factories import examiners as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def sitting():
    ground = filing.ground()
    return practical(make.practical(ground).pk)


def fitting(sitting: Sitting, **fields: object):
    districts = [sitting.plan.district, *make.districts(4)]
    return make.examiner(sitting.item.occupation_level.occupation, districts, **fields)


def why(sitting: Sitting) -> dict[int, list[str]]:
    return {one.person.pk: [reason.code for reason in one.why_not] for one in pool_of(sitting)}


def test_the_pool_sees_what_the_register_says(sitting):
    good, away, other_day, tied = (fitting(sitting) for _ in range(4))
    UnavailableDay.objects.create(examiner=away, starts_on=sitting.date - timedelta(days=3), ends_on=sitting.date)
    UnavailableDay.objects.create(
        examiner=other_day, starts_on=sitting.date + timedelta(days=1), ends_on=sitting.date + timedelta(days=3)
    )
    Recusal.objects.create(examiner=tied, institute=sitting.plan.institute, kind=RecusalKind.TRAINER)
    elsewhere = core.organisation(OrganisationKind.INSTITUTE)
    Recusal.objects.create(examiner=good, institute=elsewhere, kind=RecusalKind.TRAINER)
    over = fitting(sitting)
    Recusal.objects.create(examiner=over, institute=sitting.plan.institute, kind="OTHER", ended_at=make.NOW)
    withdrawn = fitting(sitting)
    withdrawn.qualifications.update(withdrawn_at=make.NOW)
    stopped = fitting(sitting, active=False)
    nowhere = make.examiner(sitting.item.occupation_level.occupation)
    register = Register([wanted_for(sitting)])
    asked = sorted(one.person.pk for one in register.may_be_asked(wanted_for(sitting)))  # by name there
    assert asked == [good.pk, other_day.pk, over.pk]
    assert why(sitting) == {
        good.pk: [],
        away.pk: ["selection_away"],
        other_day.pk: [],
        tied.pk: ["selection_recused"],
        over.pk: [],
        withdrawn.pk: ["selection_no_card"],
        stopped.pk: ["selection_inactive"],
        nowhere.pk: ["selection_other_district"],
    }


def test_many_people_and_practicals_cost_the_same_queries(sitting):
    def cost(wanted) -> int:
        with CaptureQueriesContext(connection) as queries:
            register = Register(wanted)
            for one in wanted:
                register.pool(one)
        return len(queries)

    fitting(sitting)
    alone = cost([wanted_for(sitting)])
    for _ in range(6):
        fitting(sitting)
    other = practical(make.practical(filing.ground(), exam=date(2026, 6, 13)).pk)
    assert cost([wanted_for(sitting), wanted_for(other)]) == alone <= 7


def test_two_thousand_examiners_are_looked_at_in_seven_queries(sitting, django_assert_max_num_queries):
    fitting(sitting)
    rows = make.crowd(2000, sitting.item.occupation_level.occupation, [sitting.plan.district, *make.districts(4)])
    with django_assert_max_num_queries(7):
        pool = pool_of(sitting)
    assert len(pool) == rows + 1
    assert sum(one.may_be_asked for one in pool) == rows + 1
