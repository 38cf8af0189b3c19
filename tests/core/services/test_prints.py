"""Long prints: made in batches, taken up where a dead worker left off, handed out on record, gone when expired."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction

from appraisal.core import clock as portal_clock
from appraisal.core import tasks
from appraisal.core.errors import Refused
from appraisal.core.models import AuditEntry, Document, PrintJob, PrintPart
from appraisal.core.queries.locks import Work, sole_worker
from appraisal.core.queries.prints import prints_of
from appraisal.core.rules.papers import PaperKind
from appraisal.core.rules.prints import PrintFailure, PrintState, batches
from appraisal.core.rules.roles import Actor, Role
from appraisal.core.services import prints
from appraisal.core.services.papers import Draft, issue_papers, supersede
from appraisal.core.typesetting import FontMissing, typeset
from tests.factories import core
from tests.factories.filing import NOW
from tests.pdf import text_of
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE, BATCH = 7, 3
PLAIN = """
#import "/appraisal/core/papers/common.typ": *
#show: document
#for name in paper.names [#name #pagebreak(weak: true)]
"""


class Dies(Exception):
    """The machine goes down in the middle of a batch."""


class Printer:
    """Prints names; `broken` is what happens to it, `called` with which papers."""

    def __init__(self, template: Path) -> None:
        self.template, self.called, self.broken = template, [], {}

    def __call__(self, papers, imprint) -> bytes:
        self.called.append([paper.part for paper in papers])
        if error := self.broken.pop(len(self.called), None):
            raise error
        return typeset(self.template, {"names": [f"K{paper.part}X" for paper in papers]}, tagged=False)


@pytest.fixture
def printer(tmp_path: Path, settings, monkeypatch) -> Printer:
    (tmp_path / "appraisal/core").mkdir(parents=True)
    (tmp_path / "appraisal/core/papers").symlink_to(Path(settings.BASE_DIR) / "appraisal/core/papers")
    (tmp_path / "names.typ").write_text(PLAIN)
    settings.BASE_DIR, settings.DOCUMENT_ROOT = tmp_path, tmp_path / "documents"
    settings.KAOWU = {**settings.KAOWU, "PRINT_BATCH": BATCH}
    made = Printer(tmp_path / "names.typ")
    monkeypatch.setitem(prints._printers, "tests.names", made)
    monkeypatch.setattr("appraisal.core.jobs._send", lambda task, ids: None)
    return made


@pytest.fixture
def clerk(printer) -> Actor:
    return core.actor(Role.INSTITUTE_CLERK)


@pytest.fixture
def job(clerk) -> PrintJob:
    drafts = [Draft("准考证", (), str(number)) for number in range(PEOPLE)]
    with transaction.atomic():
        papers = issue_papers(
            kind=PaperKind.TICKET, subject="plan:1", drafts=drafts, organisation_ids=[], actor=clerk, now=NOW,
            is_sample=False,
        )  # fmt: skip
        return prints.request_print(
            printer="tests.names",
            title="准考证",
            path="",
            papers=papers,
            actor=clerk,
            origin="https://k.example",
            now=NOW,
        )


def stored_files() -> int:
    from django.conf import settings  # noqa: PLC0415  (the fixture has changed it)

    return len([path for path in Path(settings.DOCUMENT_ROOT).rglob("*") if path.is_file()])


def test_made_in_batches_joined_and_handed_out_on_record(printer, clerk, job):
    assert prints.make_print(job_id=job.pk, now=NOW)
    assert [len(parts) for parts in printer.called] == [3, 3, 1]
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == (PrintState.DONE, PEOPLE, PEOPLE)
    document = prints.hand_out(actor=clerk, job_id=job.pk, now=NOW)
    text = text_of(prints.files.read(document))
    assert [number for number in range(PEOPLE) if f"K{number}X" not in text] == []
    assert AuditEntry.objects.filter(action="print.hand_out").count() == 1
    assert (PrintPart.objects.count(), Document.objects.count(), stored_files()) == (0, 1, 1)
    assert not prints.make_print(job_id=job.pk, now=NOW)


def test_taken_up_after_the_last_stored_batch(printer, job):
    printer.broken = {2: Dies()}
    with pytest.raises(Dies):
        prints.make_print(job_id=job.pk, now=NOW)
    job.refresh_from_db()
    assert (job.state, job.done) == (PrintState.RUNNING, BATCH)
    assert prints.make_print(job_id=job.pk, now=NOW)
    assert printer.called == [["0", "1", "2"], ["3", "4", "5"], ["3", "4", "5"], ["6"]]
    job.refresh_from_db()
    assert (job.state, job.attempts) == (PrintState.DONE, 2)


@pytest.mark.logs_errors(reason="the sweep says which print failed and goes on")
def test_given_up_after_some_attempts_without_stopping_others(printer, job):
    for attempt in range(3):
        printer.broken = {len(printer.called) + 1: Dies()}
        with pytest.raises(tasks.PrintsIncomplete):
            tasks.sweep_prints()
        assert PrintJob.objects.get().attempts == attempt + 1
    tasks.sweep_prints()
    job.refresh_from_db()
    assert (job.state, job.failure) == (PrintState.BROKEN, PrintFailure.REPEATED)


@pytest.mark.parametrize(
    ("error", "failure"),
    [(FontMissing(), PrintFailure.FONT_MISSING), (prints.PaperOutdated(), PrintFailure.SUPERSEDED)],
)
def test_what_another_attempt_would_not_mend_ends_at_once(printer, job, error, failure):
    printer.broken = {2: error}
    prints.make_print(job_id=job.pk, now=NOW)
    job.refresh_from_db()
    assert (job.state, job.failure, PrintPart.objects.count(), stored_files()) == ("BROKEN", failure, 0, 0)


def test_a_paper_superseded_before_or_after_is_not_handed_out(printer, clerk, job):
    prints.make_print(job_id=job.pk, now=NOW)
    with transaction.atomic():
        supersede(subject="plan:1", now=NOW, parts=["6"])
    with pytest.raises(Refused) as refused:
        prints.hand_out(actor=clerk, job_id=job.pk, now=NOW)
    assert [one.code for one in refused.value.refusals] == ["print_superseded"]
    PrintJob.objects.update(state="QUEUED", document=None, done=0)
    prints.make_print(job_id=job.pk, now=NOW)
    assert PrintJob.objects.get().failure == PrintFailure.SUPERSEDED


def test_expires_and_its_file_with_it(printer, clerk, job, clock):
    prints.make_print(job_id=job.pk, now=NOW)
    late = NOW + timedelta(hours=24)
    with pytest.raises(Refused):
        prints.hand_out(actor=clerk, job_id=job.pk, now=late)
    clock.moment = late
    assert portal_clock.now() == late
    tasks.sweep_prints()
    job.refresh_from_db()
    assert (job.state, job.document, stored_files()) == (PrintState.EXPIRED, None, 0)


def test_two_workers_never_make_one_print(printer, job):
    with sole_worker(Work.PRINT, job.pk) as alone:
        assert alone
        answers = at_once(lambda: prints.make_print(job_id=job.pk, now=NOW))
    assert answers == [False] and printer.called == []


def test_only_the_own_organisation_sees_it(client, printer, clerk, job):
    assert list(prints_of(clerk)) == [job]
    for role in (Role.INSTITUTE_CLERK, Role.DISTRICT_OFFICER, Role.GUIDANCE_OFFICER, Role.EXAMINER):
        assert not prints_of(core.actor(role)).exists()
    core.sign_in(client, Role.GUIDANCE_OFFICER, None)
    for address in (f"/prints/{job.pk}/", f"/prints/{job.pk}/progress/"):
        assert client.get(address).status_code == 404
    assert client.post(f"/prints/{job.pk}/file/").status_code == 404


def test_the_pages(client, printer, clerk, job):
    core.sign_in(client, Role.INSTITUTE_CLERK, job.organisation)
    page = client.get(f"/prints/{job.pk}/").content.decode()
    assert "正在等待制作" in page and "hx-trigger" in page
    assert client.post(f"/prints/{job.pk}/file/").status_code == 422
    assert "HX-Refresh" not in client.get(f"/prints/{job.pk}/progress/")
    prints.make_print(job_id=job.pk, now=portal_clock.now())
    assert client.get(f"/prints/{job.pk}/progress/")["HX-Refresh"] == "true"
    assert "下载 PDF" in client.get(f"/prints/{job.pk}/").content.decode()
    answer = client.post(f"/prints/{job.pk}/file/")
    assert answer["Content-Type"] == "application/pdf" and "no-store" in answer["Cache-Control"]
    assert "可下载" in client.get("/prints/").content.decode()
    prints.files._path(PrintJob.objects.get().document.storage_key).unlink()


def test_batches_are_the_same_each_time():
    assert [list(part) for part in batches(list(range(7)), 3)] == [[0, 1, 2], [3, 4, 5], [6]]
    assert list(batches([], 3)) == []
