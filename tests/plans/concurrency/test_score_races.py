"""Scores under the plan's lock: one person's two tabs, a decision beside a publication. Each goes wrong without it."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError

from appraisal.core.errors import Conflict, Refused
from appraisal.core.services.calendar import fill_calendar
from plans.models import Plan, PublishedResult, ScoreEntry, ScoreSheet
from plans.queries import plans as plan_queries
from plans.queries import scores as score_queries
from plans.services import score_entries, score_publication
from tests.factories import filing as make
from tests.factories import scores as given
from tests.factories.scores import MONDAY
from tests.races import at_once, meeting, plan_unlocked

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ground():
    fill_calendar(now=make.NOW)
    return make.ground()


def sheet_unlocked(plan: Plan, sitting_id: int) -> ScoreSheet:
    """What `lock_sheet` would be without its lock."""
    return ScoreSheet.objects.select_related("sitting__item__occupation_level__occupation").get(sitting=sitting_id)


def race(monkeypatch, *actions: Callable[[], object], locked: bool, after_reading: bool = False) -> list[object]:
    """Both at once, meeting at the plan or, `after_reading`, at what was decided; the result or error of each."""
    read = plan_queries.lock_plan if locked else plan_unlocked
    monkeypatch.setattr(score_entries, "lock_plan", read if after_reading else meeting(read))
    if after_reading:
        resolved = meeting(score_queries.resolved_grades)
        monkeypatch.setattr(score_publication, "resolved_grades", resolved)
    if not locked:
        monkeypatch.setattr(score_entries, "lock_sheet", sheet_unlocked)
    return at_once(*actions)


def submit(actor, plan):
    where = given.sitting(plan).pk
    return lambda: score_entries.submit_scores(actor=actor, sitting_id=where, now=MONDAY)


def with_draft(ground) -> Plan:
    plan = given.held(ground)
    where = given.sitting(plan).pk
    typed = given.typed(plan, "80")
    score_entries.save_scores(actor=ground.district, sitting_id=where, typed=typed, now=MONDAY)
    return plan


def test_one_person_in_two_tabs_hands_in_once(ground, monkeypatch):
    plan = with_draft(ground)
    outcomes = race(monkeypatch, submit(ground.district, plan), submit(ground.district, plan), locked=True)
    (refused,) = [one for one in outcomes if isinstance(one, Refused)]
    assert [one.code for one in refused.refusals] == ["entry_own_already"]
    assert ScoreEntry.objects.get().ordinal == 1


def test_without_the_lock_he_would_be_told_that_both_went_well(ground, monkeypatch):
    plan = with_draft(ground)
    outcomes = race(monkeypatch, submit(ground.district, plan), submit(ground.district, plan), locked=False)
    assert [type(one) for one in outcomes] == [ScoreSheet, ScoreSheet]


def test_two_people_become_first_and_second(ground, monkeypatch):
    plan = with_draft(ground)
    second = given.colleague(ground.district)
    outcomes = race(monkeypatch, submit(ground.district, plan), lambda: given.enter(second, plan, "80"), locked=True)
    assert all(isinstance(one, ScoreSheet) for one in outcomes)
    assert sorted(ScoreEntry.objects.values_list("ordinal", flat=True)) == [1, 2]
    assert ScoreSheet.objects.get(sitting=given.sitting(plan)).state == "AGREED"


def test_without_the_lock_both_would_be_first_and_the_database_stops_one(ground, monkeypatch):
    plan = with_draft(ground)
    second = given.colleague(ground.district)
    outcomes = race(monkeypatch, submit(ground.district, plan), lambda: given.enter(second, plan, "80"), locked=False)
    assert sum(isinstance(one, IntegrityError) for one in outcomes) == 1


def decided(ground) -> tuple[Plan, Callable[[], object], Callable[[], object]]:
    """A sheet whose difference was decided, being decided otherwise by one and published by another."""
    plan = given.held(ground)
    second, where = given.colleague(ground.district), given.sitting(plan).pk
    given.enter(ground.district, plan, "80", "80", "58")
    given.enter(second, plan, "80", "80", "85")
    who = given.keys(plan)[2]

    def decide(text: str) -> object:
        return score_publication.resolve_scores(actor=ground.district, sitting_id=where, typed={who: text}, now=MONDAY)

    decide("85")
    return (
        plan,
        lambda: decide("58"),
        lambda: score_publication.publish_scores(actor=second, sitting_id=where, now=MONDAY),
    )


def published_and_decided(plan: Plan) -> tuple[str, str]:
    who = given.keys(plan)[2]
    sheet = ScoreSheet.objects.get(sitting=given.sitting(plan))
    return PublishedResult.objects.get(candidate=who).grade.text, sheet.resolutions.last().grade.text


def test_what_is_published_is_what_was_decided_last(ground, monkeypatch):
    plan, decide, publish = decided(ground)
    outcomes = race(monkeypatch, decide, publish, locked=True, after_reading=True)
    published, latest = published_and_decided(plan)
    assert published == latest
    assert sum(isinstance(one, Conflict) for one in outcomes) == (published == "85")


def test_without_the_lock_they_would_differ_or_the_database_would_have_to_stop_one(ground, monkeypatch):
    plan, decide, publish = decided(ground)
    outcomes = race(monkeypatch, decide, publish, locked=False, after_reading=True)
    stopped = any(isinstance(one, IntegrityError) for one in outcomes)  # by the constraint on published sheets
    assert stopped or published_and_decided(plan) == ("85", "58")
