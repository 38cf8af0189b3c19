"""Long prints: asked for in an action, made by the worker in batches, handed out on record, gone when they expire.

Each batch commits by itself. A worker that dies loses the batch it was at; the next one goes on after the last that is
stored. Nothing lies about in plain: batches and the whole are encrypted like documents.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

from appraisal.core import audit, files, jobs
from appraisal.core.errors import Refused
from appraisal.core.models import Document, Paper, PrintJob, PrintPart
from appraisal.core.queries.locks import Work, sole_worker
from appraisal.core.queries.prints import has_superseded, lock_print, papers_in_order
from appraisal.core.rules.prints import UNFINISHED, PrintFailure, PrintState, batches
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Actor
from appraisal.core.transactions import require_transaction, use_case
from appraisal.core.typesetting import PDF, FontMissing, Imprint, join

TASK: Final = "core.make_print"
Printer = Callable[[Sequence[Paper], Imprint], bytes]
_printers: dict[str, Printer] = {}


class PaperOutdated(Exception):
    """What a paper in force would say now is not what was issued."""


def register_printer(name: str, printer: Printer) -> None:
    """Let papers be printed in batches: `printer(papers, imprint)` gives an untagged PDF.

    It raises `PaperOutdated` and `FontMissing`. Called when an app starts. Raises `ValueError` when the name is taken.
    """
    if _printers.setdefault(name, printer) is not printer:
        raise ValueError(f"two printers are called {name}")


def request_print(  # noqa: PLR0913  (the parts of a print, all by keyword)
    *,
    printer: str,
    title: str,
    path: str,
    papers: Sequence[Paper],
    actor: Actor,
    origin: str,
    now: datetime,
    batch: int | None = None,
) -> PrintJob:
    """Have papers in force printed, in this order, as one PDF. Part of the caller's action, which is on record.

    `path` leads back to where it was asked for. `batch`: how many are set at a time, if not the usual number.
    """
    require_transaction()
    _printers[printer]
    job = PrintJob.objects.create(
        printer=printer,
        title=title,
        path=path,
        paper_ids=[paper.pk for paper in papers],
        origin=origin,
        batch=batch or settings.KAOWU["PRINT_BATCH"],
        organisation_id=actor.organisation_id,
        requested_by_id=actor.user_id,
        requested_at=now,
        total=len(papers),
    )
    jobs.defer(TASK, job_id=job.pk)
    return job


def make_print(*, job_id: int, now: datetime) -> bool:
    """Go on with a print until it is done or failed. Returns whether it was this call that did.

    Does nothing when it has ended or another worker is at it. Errors go on to the caller; the sweep tries again.
    """
    with sole_worker(Work.PRINT, job_id) as alone:
        if not alone or not _begin(job_id=job_id, now=now):
            return False
        job = PrintJob.objects.get(pk=job_id)
        try:
            _set_parts(job, now)
            _finish(job_id=job_id, now=now)
        except PaperOutdated:
            _fail(job_id=job_id, failure=PrintFailure.SUPERSEDED, now=now)
        except FontMissing:
            _fail(job_id=job_id, failure=PrintFailure.FONT_MISSING, now=now)
        return True


@use_case
def hand_out(*, actor: Actor, job_id: int, now: datetime) -> Document:
    """The finished print, to be read and sent; on record, since it carries personal data.

    Raises `PrintJob.DoesNotExist` for one of another organisation, `Refused` when it is not there (any more) or one of
    its papers has been superseded since.
    """
    PrintJob.objects.visible_to(actor).get(pk=job_id)
    job = lock_print(job_id)
    if job.state in UNFINISHED:
        raise Refused(Refusal("print_unfinished", {"done": job.done, "total": job.total}))
    if job.state != PrintState.DONE or job.document is None or (job.expires_at and job.expires_at <= now):
        raise Refused(Refusal("print_gone"))
    if has_superseded(job.paper_ids):
        raise Refused(Refusal("print_superseded"))
    summary = f"下载打印文件：{job.title}（{job.total} 份）"
    audit.record(actor=actor, action="print.hand_out", target=job, summary=summary, at=now)
    return job.document


@use_case
def expire_print(*, job_id: int, now: datetime) -> None:
    """The time of a finished print is over: its file goes, the line about it stays."""
    job = lock_print(job_id)
    if job.state != PrintState.DONE or job.expires_at is None or job.expires_at > now:
        return
    document, job.document, job.state = job.document, None, PrintState.EXPIRED
    job.save(update_fields=["document", "state"])
    assert document is not None
    files.remove(document)


@use_case
def _begin(*, job_id: int, now: datetime) -> bool:
    """Count the attempt. A print that has failed too often is given up."""
    job = lock_print(job_id)
    if job.state not in UNFINISHED:
        return False
    job.attempts += 1
    job.state = PrintState.RUNNING
    job.save(update_fields=["attempts", "state"])
    if job.attempts > settings.KAOWU["PRINT_ATTEMPTS"]:
        _give_up(job, PrintFailure.REPEATED, now)
        return False
    return True


def _set_parts(job: PrintJob, now: datetime) -> None:
    printer, imprint = _printers[job.printer], Imprint(job.origin, now)
    stored = set(job.parts.values_list("number", flat=True))
    for number, ids in enumerate(batches(job.paper_ids, job.batch)):
        if number in stored:
            continue
        papers = papers_in_order(ids)
        if any(paper.superseded_at for paper in papers):
            raise PaperOutdated
        _keep_part(job=job, number=number, pdf=printer(papers, imprint), papers=len(papers), now=now)


@use_case
def _keep_part(*, job: PrintJob, number: int, pdf: bytes, papers: int, now: datetime) -> None:
    PrintPart.objects.create(job=job, number=number, document=_store(job, f"{job.title} {number}", pdf, now))
    job.done += papers
    PrintJob.objects.filter(pk=job.pk).update(done=job.done)


@use_case
def _finish(*, job_id: int, now: datetime) -> None:
    """Join the parts to one file that is kept for a while."""
    job = lock_print(job_id)
    if has_superseded(job.paper_ids):
        raise PaperOutdated
    whole = join(files.read(part.document) for part in job.parts.select_related("document"))
    job.document = _store(job, f"{job.title}.pdf", whole, now)
    job.state, job.finished_at = PrintState.DONE, now
    job.expires_at = now + timedelta(hours=settings.KAOWU["PRINT_KEPT_HOURS"])
    job.save(update_fields=["document", "state", "finished_at", "expires_at"])
    _drop_parts(job)


@use_case
def _fail(*, job_id: int, failure: PrintFailure, now: datetime) -> None:
    _give_up(lock_print(job_id), failure, now)


def _give_up(job: PrintJob, failure: PrintFailure, now: datetime) -> None:
    job.state, job.failure, job.finished_at = PrintState.BROKEN, failure, now
    job.save(update_fields=["state", "failure", "finished_at"])
    _drop_parts(job)


def _drop_parts(job: PrintJob) -> None:
    documents = [part.document for part in job.parts.select_related("document")]
    job.parts.all().delete()
    for document in documents:
        files.remove(document)


def _store(job: PrintJob, name: str, content: bytes, now: datetime) -> Document:
    return files.store_for(
        organisation_id=job.organisation_id,
        user_id=job.requested_by_id,
        name=name,
        content=content,
        content_type=PDF,
        now=now,
    )
