"""A worker that dies in the middle of a long print loses one batch; the next one goes on and prints everybody."""

import signal
from collections.abc import Callable
from pathlib import Path

import psycopg2
import pytest
from django.db import connection

from appraisal.config.celery import app
from appraisal.config.local.processes import Child
from appraisal.core import files
from appraisal.core.models import Document, PrintJob, PrintPart
from appraisal.core.rules.papers import PaperKind
from appraisal.core.rules.prints import PrintState
from appraisal.core.services.calendar import fill_calendar
from plans.models import Candidate
from plans.services.plan_papers import print_papers
from tests.factories import filing as make
from tests.factories import rooms
from tests.pdf import text_of
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE, BATCH = 60, 10


@pytest.fixture
def job(settings, monkeypatch, tmp_path: Path) -> PrintJob:
    """A print of tickets in six batches whose message to the worker was lost."""
    monkeypatch.setattr("appraisal.core.jobs._send", lambda task, ids: None)
    monkeypatch.setenv("DOCUMENT_ROOT", str(tmp_path / "documents"))
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    settings.KAOWU = {**settings.KAOWU, "PRINT_BATCH": BATCH}
    fill_calendar(now=make.NOW)
    ground = make.ground()
    plan = rooms.complete(ground, PEOPLE)
    printing = print_papers(
        actor=ground.clerk, plan_id=plan.pk, kind=PaperKind.TICKET, origin="https://kaowu.example", now=rooms.NOW
    )
    assert printing.job
    return printing.job


def held_up_after(job: PrintJob, batches: int) -> "psycopg2.extensions.connection":
    """Whoever stores the batch after `batches` waits: another transaction holds its number."""
    settings = connection.settings_dict
    names = {"dbname": settings["NAME"], "user": settings["USER"], "password": settings["PASSWORD"]}
    holder = psycopg2.connect(host=settings["HOST"], port=settings["PORT"] or None, **names)
    with holder.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_document (organisation_id, name, content_type, size, sha256, storage_key, uploaded_at)"
            " VALUES (%s, '', '', 0, '', 'held', now()) RETURNING id",
            [job.organisation_id],
        )
        cursor.execute(
            "INSERT INTO core_printpart (job_id, number, document_id) VALUES (%s, %s, %s)",
            [job.pk, batches, cursor.fetchone()[0]],
        )
    return holder


def waits() -> bool:
    """Whether somebody waits for a lock in this database; tests of other processes have theirs."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)"
            " WHERE NOT granted AND datname = current_database()"
        )
        return bool(cursor.fetchone()[0])


def test_killed_in_the_middle(job: PrintJob, start_worker: Callable[..., Child]) -> None:
    holder = held_up_after(job, 3)
    doomed = start_worker(name="doomed", processes=1)
    app.send_task("core.sweep_prints")
    until(waits, "three batches are stored, the fourth is about to be")
    doomed.send(signal.SIGKILL)
    doomed.wait()
    holder.rollback()
    holder.close()
    job.refresh_from_db()
    assert (job.state, job.done) == (PrintState.RUNNING, 3 * BATCH)
    assert set(PrintPart.objects.values_list("number", flat=True)) == {0, 1, 2}
    kept = set(PrintPart.objects.values_list("document__sha256", flat=True))

    start_worker(name="second", processes=2)
    for _ in range(3):
        app.send_task("core.sweep_prints")
    until(lambda: PrintPart.objects.filter(number=4).exists() or finished(job), "it goes on")
    assert finished(job) or kept <= set(PrintPart.objects.values_list("document__sha256", flat=True))
    until(lambda: finished(job), "the print is done after all")
    assert (job.done, job.attempts) == (PEOPLE, 2)
    text = text_of(files.read(job.document))
    people = Candidate.objects.values_list("ticket__number", flat=True)
    assert [number for number in people if text.count(number) != 1] == []
    assert Document.objects.filter(name__startswith=job.title).count() == 1 and not PrintPart.objects.exists()


def finished(job: PrintJob) -> bool:
    job.refresh_from_db()
    return job.state == PrintState.DONE
