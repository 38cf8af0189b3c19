"""A worker that is killed in the middle of a sweep loses nothing and does nothing twice."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime
from urllib.parse import urlsplit

import psycopg2
import pytest
from django.db import connection, transaction

from appraisal.config.celery import app
from appraisal.config.local.processes import Child
from appraisal.core.models import AuditEntry, Notice
from appraisal.core.queries.calendar import load_calendar
from appraisal.core.rules.deadlines import BEIJING
from plans.models import Plan
from plans.services.obligations import lay_obligations
from tests.factories import plans as make
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)

EARLY = datetime(2026, 3, 2, 9, tzinfo=BEIJING)
PLANS = 40


@pytest.fixture
def drafts() -> list[Plan]:
    """Drafts whose last day has passed, by the real clock."""
    first = make.plan(first_exam_date=date(2026, 6, 13), state_since=EARLY)
    others = [
        make.plan(first.institute, first_exam_date=date(2026, 6, 14), state_since=EARLY) for _ in range(PLANS - 1)
    ]
    with transaction.atomic():
        for plan in [first, *others]:
            lay_obligations(plan=plan, calendar=load_calendar(), now=EARLY)
    return [first, *others]


def backends_waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)"
            " WHERE NOT granted AND datname = current_database()"
        )
        return int(cursor.fetchone()[0])


@contextmanager
def held_up_at(plan: Plan) -> Iterator[None]:
    """Whoever lapses the plan stops in the middle: another transaction holds the key of the plan's letter."""
    obligation = plan.obligations.get()
    settings = connection.settings_dict
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{settings['NAME']}").geturl()
    holder = psycopg2.connect(address)
    with closing(holder), holder.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_notice (organisation_id, role, subject, body, path, urgent, key, created_at)"
            " VALUES (%s, '', '', '', '', false, %s, now())",
            [plan.institute_id, f"lapsed:{obligation.pk}:{obligation.last_day}::{plan.institute_id}"],
        )
        yield


def test_killed_in_the_middle(drafts: list[Plan], start_worker: Callable[..., Child]) -> None:
    middle = drafts[PLANS // 2]
    with held_up_at(middle):
        doomed = start_worker(name="doomed", processes=1)
        app.send_task("plans.sweep_deadlines")
        until(backends_waiting, "the sweep stands in the middle of one plan")

        doomed.send(signal.SIGKILL)
        doomed.wait()
        done_before = Plan.objects.filter(state="LAPSED").count()
        assert 0 < done_before < PLANS
        assert middle.obligations.get().state == "OPEN"

    start_worker(name="first", processes=1)
    start_worker(name="second", processes=1)
    for _ in range(4):
        app.send_task("plans.sweep_deadlines")
    until(lambda: not Plan.objects.exclude(state="LAPSED").exists(), "every draft has lapsed")

    for plan in drafts:
        assert list(plan.obligations.values_list("state", flat=True)) == ["MISSED"]
        assert list(plan.steps.values_list("action", flat=True)) == ["LAPSE"]
        assert AuditEntry.objects.filter(target=f"plan:{plan.pk}", action="plan.lapse").count() == 1
        assert Notice.objects.filter(path=f"/plans/{plan.number}/").count() == 1
