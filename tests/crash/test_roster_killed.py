"""A worker that dies in the middle of a roster check leaves everything as it was, and the next sweep starts again."""

import signal
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.db import connection, transaction

from appraisal.config.celery import app
from appraisal.config.local.processes import Child
from appraisal.core.models import AuditEntry
from appraisal.core.queries.locks import Work, sole_worker
from appraisal.core.rules.roles import Role
from plans.importers.workbooks import open_roster
from plans.models import Candidate, PlanItem, RosterUpload
from plans.rules.enums import UploadState
from plans.services import roster_checks
from plans.services.rosters import receive_roster
from tests.factories import core, rosters
from tests.frozen_clock import FrozenClock
from tests.waiting import until

SAMPLES = Path(__file__).parents[1] / "samples"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def item() -> PlanItem:
    return rosters.item(day=date(2126, 6, 20))


@pytest.fixture
def upload(item: PlanItem, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch) -> RosterUpload:
    """A received roster whose message to the worker was lost."""
    monkeypatch.setattr("appraisal.core.jobs._send", lambda task, ids: None)
    clerk = core.actor(Role.INSTITUTE_CLERK, item.plan.institute)
    content = (SAMPLES / "roster-clean-300.xlsx").read_bytes()
    return receive_roster(actor=clerk, item_id=item.pk, name="花名册.xlsx", content=content, now=clock.moment)


def waits_for_the_plan() -> bool:
    """Whether another backend waits for the plan's row. `pg_stat_activity` would stand still in a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'tuple' AND relation = 'plans_plan'::regclass"
            " AND pid <> pg_backend_pid()"
        )
        return bool(cursor.fetchone()[0])


def state(upload: RosterUpload) -> str:
    upload.refresh_from_db()
    return upload.state


def test_killed_in_the_middle(item: PlanItem, upload: RosterUpload, start_worker: Callable[..., Child]) -> None:
    doomed = start_worker(name="doomed", processes=1)
    with transaction.atomic():  # while the plan is locked here, the check cannot come to its end
        type(item.plan).objects.select_for_update().get(pk=item.plan_id)
        app.send_task("plans.sweep_rosters")
        until(waits_for_the_plan, "the check has read the rows and is about to store them")
        assert state(upload) == UploadState.CHECKING and upload.rows_total == 300
        with sole_worker(Work.ROSTER_CHECK, upload.pk) as alone:
            assert not alone, "nobody else may check it meanwhile"
        doomed.send(signal.SIGKILL)
        doomed.wait()
    assert Candidate.objects.count() == 0

    start_worker(name="second", processes=2)
    for _ in range(3):
        app.send_task("plans.sweep_rosters")
    until(lambda: state(upload) == UploadState.APPLIED, "the roster is stored after all")
    assert upload.attempts == 2
    assert item.candidates.count() == 300
    assert AuditEntry.objects.filter(action="roster.checked").count() == 1


def test_the_worker_checks_what_is_handed_in(
    item: PlanItem, upload: RosterUpload, celery_worker_process: Child
) -> None:
    app.send_task("plans.check_roster", kwargs={"upload_id": upload.pk})
    until(lambda: state(upload) == UploadState.APPLIED, "the roster is stored")
    assert item.candidates.count() == 300


def test_an_error_at_the_very_end_leaves_nothing(
    item: PlanItem, upload: RosterUpload, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(**_: object) -> None:
        raise RuntimeError("the record cannot be written")

    monkeypatch.setattr(roster_checks.audit, "record", breaks)
    with pytest.raises(RuntimeError):
        roster_checks.check_roster(upload_id=upload.pk, open_roster=open_roster, now=clock.moment)
    assert Candidate.objects.count() == 0 and state(upload) == UploadState.CHECKING
    monkeypatch.undo()
    assert roster_checks.check_roster(upload_id=upload.pk, open_roster=open_roster, now=clock.moment)
    assert item.candidates.count() == 300 and state(upload) == UploadState.APPLIED
