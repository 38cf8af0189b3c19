"""Background tasks of the shared ground; each only calls a service."""

from datetime import timedelta

from celery import shared_task

from appraisal.core import clock, files
from appraisal.core.rules.jobs import Job
from appraisal.core.services import api_calls, audit_check, pulse, webhooks


@shared_task(name="core.beat")
def beat() -> None:
    """The heartbeat: beat sends it, a worker writes it."""
    with pulse.watched(Job.HEARTBEAT):
        pass


@shared_task(name="core.verify_audit")
def verify_audit() -> None:
    """Compute the audit log's hash chain again. Raises `AuditBroken` at the first entry that is not what it was."""
    with pulse.watched(Job.AUDIT):
        audit_check.run_nightly_check(now=clock.now())


@shared_task(name="core.remove_strays")
def remove_strays() -> None:
    """Delete stored files whose transaction never committed; a day is longer than any of them."""
    files.remove_strays(older_than=timedelta(days=1))


@shared_task(name="core.deliver_webhooks")
def deliver_webhooks() -> None:
    """Tell the webhooks what is new and try again what is due."""
    webhooks.deliver_changes()


@shared_task(name="core.tidy_api")
def tidy_api() -> None:
    """Remove kept answers and lines of the call log that are old enough."""
    api_calls.tidy(now=clock.real_now())
