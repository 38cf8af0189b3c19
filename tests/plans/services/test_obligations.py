"""Obligations follow their plan through its states and dates."""

from datetime import date, datetime

import pytest
from django.db import transaction

from appraisal.core.models import Organisation
from appraisal.core.queries.calendar import load_calendar
from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.enums import OrganisationKind
from plans.models import Plan
from plans.rules.enums import ObligationState
from plans.rules.obligations import ObligationCode
from plans.rules.states import PlanState
from plans.services import obligations
from tests.factories import core
from tests.factories import plans as make

pytestmark = pytest.mark.django_db

EXAM = date(2026, 6, 13)
NOW = datetime(2026, 4, 1, 9, tzinfo=BEIJING)
STATE, CODE = "state", "code"


@pytest.fixture(autouse=True)
def guidance_section() -> Organisation:
    return core.organisation(OrganisationKind.CITY_SECTION, code="CITY-GUIDANCE")


@pytest.fixture
def draft() -> Plan:
    return make.plan(first_exam_date=EXAM, state_since=NOW)


def lay(plan: Plan, now: datetime = NOW) -> None:
    with transaction.atomic():
        obligations.lay_obligations(plan=plan, calendar=load_calendar(), now=now)


def states(plan: Plan) -> dict[str, str]:
    return dict(plan.obligations.values_list(CODE, STATE))


def move(plan: Plan, state: PlanState, now: datetime, *, met: ObligationCode | None = None) -> None:
    plan.state, plan.state_since = state, now
    plan.filed_at = plan.filed_at or (now if state == PlanState.FILED else None)
    plan.returned_at = now if state == PlanState.RETURNED else plan.returned_at
    plan.save()
    with transaction.atomic():
        if met:
            obligations.meet(plan=plan, code=met, now=now)
        obligations.lay_obligations(plan=plan, calendar=load_calendar(), now=now)


def test_a_draft_owes_its_filing_only_and_laying_again_changes_nothing(draft: Plan) -> None:
    lay(draft)
    first = list(draft.obligations.values())
    lay(draft)

    assert list(draft.obligations.values()) == first
    assert states(draft) == {"FILE": "OPEN"}
    assert first[0]["responsible_id"] == draft.institute_id


def test_a_draft_without_dates_owes_nothing_and_loses_what_it_owed() -> None:
    plan = make.plan(first_exam_date=None)
    lay(plan)
    assert states(plan) == {}
    assert obligations.deadline_of(plan, ObligationCode.FILE, load_calendar()) is None

    plan.first_exam_date = EXAM
    lay(plan)
    plan.first_exam_date = None
    lay(plan)
    assert states(plan) == {"FILE": "CLOSED"}


def test_a_moved_exam_moves_the_dates_and_the_reminder(draft: Plan) -> None:
    lay(draft)
    before = draft.obligations.get()
    draft.first_exam_date = date(2026, 7, 18)
    lay(draft)

    after = draft.obligations.get()
    assert after.pk == before.pk
    assert after.last_day > before.last_day
    assert after.due_at > before.due_at
    assert after.next_reminder_at > before.next_reminder_at
    assert after.anchor_date == date(2026, 7, 18)


def test_filing_keeps_file_and_opens_the_rest_for_those_who_owe_it(draft: Plan, guidance_section: Organisation) -> None:
    lay(draft)
    move(draft, PlanState.FILED, NOW, met=ObligationCode.FILE)

    assert states(draft) == {"FILE": "MET", "ANSWER": "OPEN", "ENROL": "OPEN", "PAY": "OPEN", "ARRANGE": "OPEN"}
    assert draft.obligations.get(code="ANSWER").responsible == guidance_section
    assert draft.obligations.get(code="ANSWER").anchor_date == NOW.date()


def test_taking_a_plan_back_opens_its_filing_again_and_makes_the_rest_void(draft: Plan) -> None:
    lay(draft)
    move(draft, PlanState.FILED, NOW, met=ObligationCode.FILE)
    move(draft, PlanState.DRAFT, NOW)

    assert states(draft) == {
        "FILE": "OPEN",
        "ANSWER": "CLOSED",
        "ENROL": "CLOSED",
        "PAY": "CLOSED",
        "ARRANGE": "CLOSED",
    }


@pytest.mark.parametrize(
    ("exam", "keeps_grace"),
    [(EXAM, True), (date(2026, 4, 27), False)],  # the second is an exam its first filing was too late for
)
def test_a_returned_plan_keeps_its_filing_time_for_two_working_days(draft: Plan, exam: date, keeps_grace: bool) -> None:
    lay(draft)
    move(draft, PlanState.FILED, NOW, met=ObligationCode.FILE)
    long_after = datetime(2026, 6, 5, 15, tzinfo=BEIJING)  # a Friday
    draft.first_exam_date = exam
    move(draft, PlanState.RETURNED, long_after, met=ObligationCode.ANSWER)

    deadline = obligations.deadline_of(draft, ObligationCode.FILE, load_calendar())
    assert deadline is not None
    assert deadline.is_kept_at(long_after) is keeps_grace
    if keeps_grace:
        assert deadline.last_day == date(2026, 6, 9)
        assert "保留原上报时间" in deadline.sentence()
        assert draft.obligations.get(code="FILE").last_day == date(2026, 6, 9)
        assert states(draft)["ANSWER"] == "MET"


def test_an_override_wins_until_the_exam_moves(draft: Plan) -> None:
    lay(draft)
    draft.obligations.update(overridden=True, last_day=date(2026, 6, 1))
    lay(draft)

    deadline = obligations.deadline_of(draft, ObligationCode.FILE, load_calendar())
    assert deadline is not None
    assert deadline.last_day == draft.obligations.get().last_day == date(2026, 6, 1)
    assert deadline.sentence().startswith("市中心特批：最后一天为 2026-06-01（周一） 24:00")

    draft.first_exam_date = date(2026, 6, 14)
    lay(draft)
    assert not draft.obligations.get().overridden
    assert draft.obligations.get().last_day < date(2026, 6, 1)


def test_a_missed_obligation_opens_again_only_for_a_date_still_ahead(draft: Plan) -> None:
    late = datetime(2026, 6, 12, 9, tzinfo=BEIJING)
    lay(draft)
    draft.obligations.update(state=ObligationState.MISSED, missed_at=late)
    lay(draft, late)
    assert states(draft) == {"FILE": "MISSED"}

    draft.first_exam_date = date(2026, 9, 5)
    lay(draft, late)
    assert states(draft) == {"FILE": "OPEN"}


def test_done_late_stays_visible_as_missed_before(draft: Plan) -> None:
    lay(draft)
    draft.obligations.update(state=ObligationState.MISSED, missed_at=NOW)
    with transaction.atomic():
        obligations.meet(plan=draft, code=ObligationCode.FILE, now=NOW)
    row = draft.obligations.get()
    assert (row.state, row.met_at, row.missed_at) == ("MET", NOW, NOW)


def test_closing_leaves_what_is_done_on_the_record(draft: Plan) -> None:
    lay(draft)
    move(draft, PlanState.FILED, NOW, met=ObligationCode.FILE)
    with transaction.atomic():
        obligations.close_all(plan=draft, now=NOW)

    assert set(states(draft).values()) == {"MET", "CLOSED"}
    assert not draft.obligations.exclude(next_reminder_at=None).exists()
