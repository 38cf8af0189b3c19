"""The tasks as a worker runs them: they take their own pulse, fail loudly, and a real worker runs them on the beat."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from django.db import transaction

from appraisal.config.celery import app
from appraisal.config.local import programs
from appraisal.config.local.processes import Child, Program
from appraisal.core.models import Pulse
from appraisal.core.queries.calendar import load_calendar
from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.jobs import Job
from plans import tasks
from plans.models import Plan
from plans.services import sweep as sweeping
from plans.services.obligations import lay_obligations
from tests.crash.test_sweep_killed import until
from tests.factories import plans as make

EARLY = datetime(2026, 3, 2, 9, tzinfo=BEIJING)


def overdue_draft() -> Plan:
    plan = make.plan(first_exam_date=date(2026, 6, 13), state_since=EARLY)
    with transaction.atomic():
        lay_obligations(plan=plan, calendar=load_calendar(), now=EARLY)
    return plan


def test_every_scheduled_task_is_registered() -> None:
    app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert scheduled <= set(app.tasks)


@pytest.mark.django_db
def test_a_sweep_reports_what_it_did() -> None:
    overdue_draft()
    tasks.sweep_deadlines()
    pulse = Pulse.objects.get(name=Job.SWEEP)
    assert (pulse.outcome["missed"], pulse.outcome["failed"]) == (1, [])
    assert pulse.succeeded_at >= pulse.started_at


@pytest.mark.django_db
@pytest.mark.logs_errors(reason="one plan's consequence fails on purpose")
def test_a_sweep_that_could_not_do_everything_fails_loudly(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = overdue_draft()

    def fail(missed: object) -> None:
        raise RuntimeError("on purpose")

    monkeypatch.setattr(sweeping, "bring_about", fail)
    with pytest.raises(tasks.SweepIncomplete, match=str(plan.pk)):
        tasks.sweep_deadlines()
    pulse = Pulse.objects.get(name=Job.SWEEP)
    assert (pulse.succeeded_at, pulse.outcome["failed"]) == (None, [str(plan.pk)])
    assert pulse.failed_at is not None


@pytest.mark.django_db(transaction=True)
def test_beat_and_worker_lapse_a_draft_without_any_page_view(
    start_program: Callable[[Program], Child], start_worker: Callable[..., Child], tmp_path: Path
) -> None:
    plan = overdue_draft()
    start_worker(processes=1)
    start_program(programs.beat(tmp_path))

    until(lambda: Plan.objects.get(pk=plan.pk).state == "LAPSED", "beat and worker have swept")
    until(lambda: Pulse.objects.filter(name=Job.HEARTBEAT, succeeded_at__isnull=False), "the heartbeat has come")
