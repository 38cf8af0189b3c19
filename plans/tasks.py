"""Background tasks of plans; each only calls a service."""

from celery import shared_task

from appraisal.core import clock
from appraisal.core.services import pulse
from plans.services.sweep import sweep


class SweepIncomplete(RuntimeError):
    """Some plans could not be done; the log says why, and the next sweep tries again."""


@shared_task(name="plans.sweep_deadlines")
def sweep_deadlines() -> None:
    """Bring about what is due. Raises `SweepIncomplete` when something failed."""
    with pulse.watched(pulse.SWEEP) as report:
        outcome = sweep(now=clock.now())
        report.outcome = outcome.as_json()
        if outcome.failed:
            raise SweepIncomplete(f"{len(outcome.failed)} could not be done: {', '.join(outcome.failed[:20])}")
