"""Background tasks of money; each only calls a service."""

from celery import shared_task

from appraisal.core import clock
from appraisal.core.rules.jobs import Job
from appraisal.core.services import pulse
from fees.services import matching, sweep, trial


class SweepIncomplete(RuntimeError):
    """Something could not be done; the log says why, and the next sweep tries again."""


@shared_task(name="fees.match_statement")
def match_statement(statement_id: int) -> None:
    """Book the lines of one statement whose bill is certain."""
    matching.match_statements(now=clock.now(), statement_id=statement_id)


@shared_task(name="fees.sweep_money")
def sweep_money() -> None:
    """Do what follows from elsewhere. Raises `SweepIncomplete` when something failed."""
    with pulse.watched(Job.MONEY) as report:
        outcome = sweep.sweep(now=clock.now())
        report.outcome = outcome.done
        if outcome.failed:
            raise SweepIncomplete(", ".join(outcome.failed[:20]))


@shared_task(name="fees.trial_balance")
def trial_balance() -> None:
    """Compare ledger and records. Raises `LedgerBroken` when they do not agree."""
    trial.run_trial_balance(now=clock.now())
