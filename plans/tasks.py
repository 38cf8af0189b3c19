"""Background tasks of plans; each only calls a service."""

from celery import shared_task

from appraisal.core import clock
from appraisal.core.rules.jobs import Job
from appraisal.core.services import pulse
from plans import importers
from plans.queries.rosters import unchecked_upload_ids
from plans.services import roster_checks
from plans.services.sweep import sweep


class SweepIncomplete(RuntimeError):
    """Some plans could not be done; the log says why, and the next sweep tries again."""


@shared_task(name="plans.sweep_deadlines")
def sweep_deadlines() -> None:
    """Bring about what is due. Raises `SweepIncomplete` when something failed."""
    with pulse.watched(Job.SWEEP) as report:
        outcome = sweep(now=clock.now())
        report.outcome = outcome.as_json()
        if outcome.failed:
            raise SweepIncomplete(f"{len(outcome.failed)} could not be done: {', '.join(outcome.failed[:20])}")


@shared_task(name="plans.check_roster")
def check_roster(upload_id: int) -> None:
    """Check one uploaded roster; nothing happens when it is finished or another worker is at it."""
    roster_checks.check_roster(upload_id=upload_id, open_roster=importers.open_roster, now=clock.now())


@shared_task(name="plans.sweep_rosters")
def sweep_rosters() -> None:
    """Check what a lost message or a dead worker left behind, oldest first."""
    with pulse.watched(Job.ROSTERS):
        for upload_id in unchecked_upload_ids():
            check_roster(upload_id)
