"""Background tasks of the shared ground; each only calls a service."""

import logging
from datetime import timedelta

from celery import shared_task

from appraisal.core import clock, files
from appraisal.core.queries.prints import expired_print_ids, unfinished_print_ids
from appraisal.core.rules.jobs import Job
from appraisal.core.services import api_calls, audit_check, prints, pulse, sms_audit, sms_delivery, webhooks

logger = logging.getLogger(__name__)


class PrintsIncomplete(RuntimeError):
    """Some prints could not be made; the log says why, and the next sweep tries again."""


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


@shared_task(name="core.deliver_sms")
def deliver_sms(message_id: int) -> None:
    """A message was queued: send the one that is first in turn, which need not be this one."""
    sms_delivery.deliver_due(clock=clock.now, limit=1)


@shared_task(name="core.sweep_outbox")
def sweep_outbox() -> None:
    """Send whatever is due, also what a lost task or a worker that was down has left; fail what came too late."""
    with pulse.watched(Job.SMS_OUTBOX) as report:
        late = sms_delivery.give_up_overdue(now=clock.now())
        tally = sms_delivery.deliver_due(clock=clock.now)
        report.outcome = {"sent": tally.sent, "failed": tally.failed + late, **sms_audit.outage_outcome()}


@shared_task(name="core.audit_sms")
def audit_sms() -> None:
    """Look for messages that are not where they should be; tell whom it concerns once of each that got stuck."""
    with pulse.watched(Job.SMS_AUDIT) as report:
        report.outcome = sms_audit.examine(now=clock.now())


@shared_task(name="core.make_print")
def make_print(job_id: int) -> None:
    """Go on with one print; nothing happens when it has ended or another worker is at it."""
    prints.make_print(job_id=job_id, now=clock.now())


@shared_task(name="core.sweep_prints")
def sweep_prints() -> None:
    """Go on with prints that a lost message or a dead worker left behind, and remove those whose time is over.

    One that fails does not stop the others. Raises `PrintsIncomplete` when some could not be made.
    """
    with pulse.watched(Job.PRINTS):
        failed: list[int] = []
        for job_id in unfinished_print_ids():
            try:
                make_print(job_id)
            except Exception:
                logger.exception("print %s failed; the next sweep tries again", job_id)
                failed.append(job_id)
        for job_id in expired_print_ids(clock.now()):
            prints.expire_print(job_id=job_id, now=clock.now())
        if failed:
            raise PrintsIncomplete(f"{len(failed)} prints could not be made: {failed[:20]}")
