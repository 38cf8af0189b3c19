"""Two sweeps at once do everything once; without their lock they would not."""

import threading
from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.db import connection, transaction

from appraisal.core.queries.calendar import load_calendar
from appraisal.core.rules.deadlines import BEIJING
from plans.models import Obligation, Plan
from plans.queries.due import past_due
from plans.queries.obligations import with_reason
from plans.services import sweep as sweeping
from plans.services.consequences import Missed
from plans.services.obligations import lay_obligations
from tests.factories import plans as make

pytestmark = pytest.mark.django_db(transaction=True)

EARLY = datetime(2026, 3, 2, 9, tzinfo=BEIJING)


@pytest.fixture
def draft() -> Plan:
    plan = make.plan(first_exam_date=date(2026, 6, 13), state_since=EARLY)
    with transaction.atomic():
        lay_obligations(plan=plan, calendar=load_calendar(), now=EARLY)
    return plan


class Meeting:
    """Holds whoever comes until a second one has come, or the other thread has ended without coming."""

    def __init__(self, real: Callable[[Missed], None]) -> None:
        self.real, self.come, self.go_on = real, 0, threading.Event()
        self._lock = threading.Lock()

    def __call__(self, missed: Missed) -> None:
        with self._lock:
            self.come += 1
            if self.come == 2:
                self.go_on.set()
        assert self.go_on.wait(timeout=30)
        self.real(missed)


def sweep_twice_at_once(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> Meeting:
    """Two sweeps in two threads; both stand between reading and writing at the same moment, if they can."""
    now = plan.obligations.get().due_at
    meeting = Meeting(sweeping.bring_about)
    monkeypatch.setattr(sweeping, "bring_about", meeting)
    errors: list[BaseException] = []

    def one_sweep() -> None:
        try:
            sweeping.sweep(now=now)
        except BaseException as error:  # reported by the test, not by the thread
            errors.append(error)
        finally:
            meeting.go_on.set()
            connection.close()

    threads = [threading.Thread(target=one_sweep) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not errors
    return meeting


def test_two_sweeps_at_once_lapse_a_draft_once(draft: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    meeting = sweep_twice_at_once(draft, monkeypatch)
    assert meeting.come == 1
    assert draft.steps.count() == 1


def unlocked_plan(plan_id: int) -> Plan:
    return Plan.objects.select_related("institute").get(pk=plan_id)


def unlocked_obligations(plan: Plan, now: datetime) -> list[Obligation]:
    return list(with_reason(past_due(now)).filter(plan=plan))


def test_without_the_lock_they_lapse_it_twice(draft: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "claim", unlocked_plan)
    monkeypatch.setattr(sweeping, "still_due", unlocked_obligations)
    meeting = sweep_twice_at_once(draft, monkeypatch)
    assert meeting.come == 2
    assert draft.steps.count() == 2


def test_a_plan_that_someone_works_on_is_left_to_the_next_sweep(draft: Plan) -> None:
    now = draft.obligations.get().due_at
    held, released = threading.Event(), threading.Event()

    def work_on_it() -> None:
        with transaction.atomic():
            Plan.objects.select_for_update().get(pk=draft.pk)
            held.set()
            released.wait(timeout=30)
        connection.close()

    thread = threading.Thread(target=work_on_it)
    thread.start()
    held.wait(timeout=30)
    outcome = sweeping.sweep(now=now)
    released.set()
    thread.join()

    assert (outcome.missed, outcome.skipped) == (0, 1)
    assert sweeping.sweep(now=now).missed == 1


def test_an_obligation_that_a_notice_moves_meanwhile_is_not_missed(draft: Plan) -> None:
    """A calendar notice moves the last day while the sweep already holds the plan."""
    now = draft.obligations.get().due_at
    with transaction.atomic():
        plan = sweeping.claim(draft.pk)
        assert plan is not None
        moved = threading.Thread(target=_move_last_day, args=(draft,))
        moved.start()
        moved.join()
        assert sweeping.still_due(plan, now) == []


def _move_last_day(plan: Plan) -> None:
    later = datetime(2026, 6, 1, tzinfo=BEIJING)
    Obligation.objects.filter(plan=plan).update(last_day=later.date(), due_at=later)
    connection.close()
