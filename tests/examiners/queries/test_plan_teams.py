"""The team that has formed is named on the sheets it signs; before that the sheets have blank lines."""

import pytest
from django.conf import settings
from django.utils.module_loading import import_string

from examiners.queries.plan_teams import teams_of_plan
from tests.factories import dispatch as make

pytestmark = pytest.mark.django_db


def test_nobody_before_the_team_has_formed_then_the_leader_first():
    on = make.stage(seats=3, people=3)
    make.start(on)
    assert teams_of_plan(on.sitting.plan) == {}
    for person in on.examiners:
        make.joins(person, on.dispatch)
    team = teams_of_plan(on.sitting.plan)[on.sitting.pk]
    assert [member.role for member in team] == ["组长", "组员", "组员"]
    assert {member.name for member in team} == {person.name for person in on.examiners}
    assert all(member.card for member in team)


def test_the_papers_of_plans_ask_for_it():
    assert import_string(settings.SITTING_TEAMS) is teams_of_plan
