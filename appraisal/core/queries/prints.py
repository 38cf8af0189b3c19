"""Prints: whose they are, which wait for the worker, which have expired."""

from datetime import datetime

from django.db.models import QuerySet

from appraisal.core.models import Document, Paper, PrintJob
from appraisal.core.rules.prints import UNFINISHED, PrintState
from appraisal.core.rules.roles import Actor
from appraisal.core.transactions import require_transaction


def prints_of(actor: Actor) -> QuerySet[PrintJob]:
    """The prints of the actor's organisation, newest first, without their long lists of papers."""
    rows: QuerySet[PrintJob] = PrintJob.objects.visible_to(actor).select_related("requested_by", "document")
    return rows.defer("paper_ids")


def lock_print(job_id: int) -> PrintJob:
    """The print, locked until the action commits. Raises `PrintJob.DoesNotExist`."""
    require_transaction()
    job: PrintJob = PrintJob.objects.select_for_update(of=("self",)).select_related("document").get(pk=job_id)
    return job


def unfinished_print_ids() -> list[int]:
    """Prints that have not come to an end, oldest first; those being made now are among them."""
    return list(PrintJob.objects.filter(state__in=UNFINISHED).order_by("pk").values_list("pk", flat=True))


def expired_print_ids(now: datetime) -> list[int]:
    """Prints whose time is over."""
    rows = PrintJob.objects.filter(state=PrintState.DONE, expires_at__lte=now)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def papers_in_order(ids: list[int]) -> list[Paper]:
    """The papers in the order of their keys in `ids`."""
    found = Paper.objects.in_bulk(ids)
    return [found[key] for key in ids]


def document_of_print(job_id: int, now: datetime) -> Document:
    """The file of a print that was handed out, as long as it may be. Raises `PrintJob.DoesNotExist`."""
    job: PrintJob = PrintJob.objects.select_related("document").get(
        pk=job_id, state=PrintState.DONE, expires_at__gt=now
    )
    if job.document is None or has_superseded(job.paper_ids):
        raise PrintJob.DoesNotExist("its papers are not in force any more")
    return job.document


def has_superseded(ids: list[int]) -> bool:
    """Whether something has superseded one of the papers."""
    return Paper.objects.filter(pk__in=ids).exclude(superseded_at=None).exists()
