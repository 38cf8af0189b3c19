"""The clock bar: moves the portal's time, and the real worker acts on it. Outside of training mode there is none."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from django.test import Client, override_settings

from appraisal.config.local.processes import Child
from appraisal.config.training import move_clock
from appraisal.core import clock as portal_clock
from appraisal.core.models import Organisation
from appraisal.core.queries.calendar import load_calendar
from appraisal.core.rules.clock_moves import ClockMove
from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.rules.roles import Role
from plans.models import Plan
from plans.services.obligations import lay_obligations
from tests.factories import core
from tests.factories import plans as make
from tests.waiting import until

EARLY = datetime(2026, 3, 2, 9, tzinfo=BEIJING)


@pytest.fixture(autouse=True)
def still() -> Iterator[None]:
    """The offset is the process's own: no test hands it on."""
    yield
    portal_clock._offset.set(timedelta())


@pytest.fixture
def training(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TRAINING_MODE", "1")  # for the worker
    with override_settings(TRAINING_MODE=True):
        yield


@pytest.fixture
def institute(db: None) -> Organisation:
    core.organisation(OrganisationKind.CITY_SECTION, code="CITY-GUIDANCE")
    return core.organisation(OrganisationKind.INSTITUTE)


@pytest.fixture
def clerk(client: Client, institute: Organisation) -> Client:
    core.sign_in(client, Role.INSTITUTE_CLERK, institute)
    return client


def draft_due_in(institute: Organisation, days: int) -> Plan:
    """A draft whose last day for filing is that many days ahead of the real now, and not yet over."""
    today = portal_clock.today(portal_clock.real_now())
    plan = make.plan(institute, first_exam_date=today + timedelta(days=days + 60), state_since=EARLY)
    with transaction.atomic():
        lay_obligations(plan=plan, calendar=load_calendar(), now=EARLY)
    last_day = today + timedelta(days=days)
    due_at = datetime.combine(last_day + timedelta(days=1), datetime.min.time(), BEIJING)
    plan.obligations.update(last_day=last_day, due_at=due_at, next_reminder_at=None)
    return plan


# --- where it does not exist ----------------------------------------------------------------------
def test_outside_of_training_mode_there_is_no_clock_to_move(clerk: Client) -> None:
    assert not django_settings.TRAINING_MODE
    for answer in (clerk.post("/training/clock/", {"move": "DAY"}), clerk.get("/training/clock/worker/")):
        assert answer.status_code == 404
    assert "培训时钟" not in clerk.get("/").content.decode()
    with pytest.raises(RuntimeError):
        portal_clock.move(offset=timedelta(days=1))


@pytest.mark.django_db
def test_the_service_refuses_too(institute: Organisation) -> None:
    with pytest.raises(RuntimeError):
        move_clock(actor=core.actor(Role.INSTITUTE_CLERK, institute), move=ClockMove.DAY, now=portal_clock.now())


# --- moving ---------------------------------------------------------------------------------------
@pytest.fixture
def no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    """The move itself is tested here; what the worker makes of it, below."""
    monkeypatch.setattr("appraisal.core.jobs._send", lambda task, ids: None)


@pytest.mark.parametrize(
    ("move", "ahead"), [("HOUR", timedelta(hours=1)), ("DAY", timedelta(days=1)), ("REAL", timedelta())]
)
def test_the_clock_moves_and_stays_moved(
    training: None, no_broker: None, clerk: Client, move: str, ahead: timedelta
) -> None:
    clerk.post("/training/clock/", {"move": move})
    portal_clock.refresh()
    gap = portal_clock.now() - portal_clock.real_now()
    assert abs(gap - ahead) < timedelta(seconds=10)


def test_a_working_day_on_skips_days_off(training: None, no_broker: None, clerk: Client) -> None:
    before = portal_clock.now()
    clerk.post("/training/clock/", {"move": "WORKING_DAY"})
    portal_clock.refresh()
    expected = load_calendar().working_day_after(before.date(), 1)
    assert portal_clock.now().date() == expected


def test_a_chosen_day_comes_at_the_same_hour_and_none_in_the_past(
    training: None, no_broker: None, clerk: Client
) -> None:
    before = portal_clock.now()
    chosen = before.date() + timedelta(days=30)
    for day in ("", "soon", str(before.date()), str(before.date() - timedelta(days=3))):
        clerk.post("/training/clock/", {"move": "DATE", "day": day})
        portal_clock.refresh()
        assert portal_clock.now() - before < timedelta(seconds=30)
    clerk.post("/training/clock/", {"move": "DATE", "day": str(chosen)})
    portal_clock.refresh()
    assert timedelta(days=30) <= portal_clock.now() - before < timedelta(days=30, seconds=30)


def test_a_move_wakes_everything_that_follows_the_time(
    training: None, clerk: Client, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks
) -> None:
    """Nobody in training waits for a minute until the exam that lies behind is held; the page waits for deadlines."""
    sent: list[str] = []
    monkeypatch.setattr("appraisal.core.jobs._send", lambda task, ids: sent.append(task))
    with django_capture_on_commit_callbacks(execute=True):
        clerk.post("/training/clock/", {"move": "DAY"})
    assert {"plans.hold_plans", "fees.sweep_money", "examiners.sweep_dispatch", "core.sweep_outbox"} <= set(sent)
    assert sent[-1] == "plans.sweep_deadlines"


def test_the_bar_names_the_next_deadline_and_moves_behind_it(
    training: None, no_broker: None, clerk: Client, institute: Organisation
) -> None:
    draft_due_in(institute, 30)
    nearest = draft_due_in(institute, 10)
    draft_due_in(core.organisation(OrganisationKind.INSTITUTE), 5)  # somebody else's
    page = clerk.get("/").content.decode()
    assert f"申报（执行）鉴定计划 {nearest.number}" in page

    clerk.post("/training/clock/", {"move": "DEADLINE"})
    portal_clock.refresh()
    assert timedelta(0) <= portal_clock.now() - nearest.obligations.get().due_at <= timedelta(minutes=2)


def test_a_move_leads_back_to_the_page_and_nowhere_outside(training: None, no_broker: None, clerk: Client) -> None:
    assert clerk.post("/training/clock/", {"move": "HOUR", "next": "/status/"}).url == "/status/"
    assert clerk.post("/training/clock/", {"move": "HOUR", "next": "https://elsewhere.example/"}).url == "/"
    assert clerk.post("/training/clock/", {"move": "YESTERDAY"}).status_code == 404


def test_a_worker_that_does_not_answer_is_said(
    training: None, no_broker: None, clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk.post("/training/clock/", {"move": "DAY"})
    assert "后台正在处理" in clerk.get("/").content.decode()
    assert "后台正在处理" in clerk.get("/training/clock/worker/").content.decode()
    real = portal_clock.real_now
    monkeypatch.setattr(portal_clock, "real_now", lambda: real() + timedelta(seconds=61))
    assert clerk.get("/training/clock/worker/").headers["HX-Refresh"] == "true"
    assert "后台 1 分钟没有回应" in clerk.get("/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_worker_follows_the_moved_clock(
    training: None,
    start_worker: Callable[..., Child],
    institute: Organisation,
    client: Client,
) -> None:
    """The whole way: move the clock in the browser, a real worker lapses the draft, the page says so."""
    core.sign_in(client, Role.INSTITUTE_CLERK, institute)
    plan = draft_due_in(institute, 10)
    start_worker(processes=1)
    client.post("/training/clock/", {"move": "DEADLINE"})

    until(lambda: "HX-Refresh" in client.get("/training/clock/worker/").headers, "the worker reports")
    assert f"计划 {plan.number} 已失效" in client.get("/").content.decode()
    plan.refresh_from_db()
    assert plan.state == "LAPSED"
