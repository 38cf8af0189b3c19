"""Background tasks of plans; each only calls a service."""

import logging
from dataclasses import asdict

from celery import shared_task

from appraisal.core import clock
from appraisal.core.rules.jobs import Job
from appraisal.core.services import pulse
from plans.importers import workbooks
from plans.queries.rosters import unchecked_upload_ids
from plans.services import (
    after_exam,
    candidate_notices,
    change_sweep,
    evaluation_runs,
    photos,
    public_notices,
    roster_checks,
    standards,
    verdicts,
)
from plans.services.sweep import sweep

logger = logging.getLogger(__name__)


class SweepIncomplete(RuntimeError):
    """Some plans could not be done; the log says why, and the next sweep tries again."""


@shared_task(name="plans.sweep_deadlines")
def sweep_deadlines() -> None:
    """Bring about what is due. Raises `SweepIncomplete` when something failed."""
    with pulse.watched(Job.SWEEP) as report:
        now = clock.now()
        outcome = sweep(now=now)
        report.outcome = {"now": now.isoformat(), **outcome.as_json()}
        if outcome.failed:
            raise SweepIncomplete(f"{len(outcome.failed)} could not be done: {', '.join(outcome.failed[:20])}")


@shared_task(name="plans.hold_plans")
def hold_plans() -> None:
    """Mark plans as held whose last sitting's day is over. Raises `SweepIncomplete` when something failed."""
    outcome = after_exam.hold_plans(now=clock.now())
    if outcome.failed:
        raise SweepIncomplete(f"{len(outcome.failed)} plans could not be marked as held: {outcome.failed[:20]}")


@shared_task(name="plans.check_roster")
def check_roster(upload_id: int) -> None:
    """Check one uploaded roster; nothing happens when it is finished or another worker is at it."""
    roster_checks.check_roster(upload_id=upload_id, open_roster=workbooks.open_roster, now=clock.now())


@shared_task(name="plans.sweep_rosters")
def sweep_rosters() -> None:
    """Check what a lost message or a dead worker left behind, oldest first. One that fails does not stop the others."""
    with pulse.watched(Job.ROSTERS):
        failed: list[int] = []
        for upload_id in unchecked_upload_ids():
            try:
                check_roster(upload_id)
            except Exception:
                logger.exception("the check of roster %s failed; the next sweep tries again", upload_id)
                failed.append(upload_id)
        if failed:
            raise SweepIncomplete(f"{len(failed)} rosters could not be checked: {failed[:20]}")


@shared_task(name="plans.evaluate")
def evaluate(run_id: int) -> None:
    """Evaluate the candidates of a run; nothing happens when it is finished or another worker is at it."""
    evaluation_runs.finish_run(run_id=run_id, now=clock.now())


@shared_task(name="plans.sweep_evaluations")
def sweep_evaluations() -> None:
    """Evaluate what a lost message or a dead worker left behind, oldest first."""
    evaluation_runs.finish_all(now=clock.now())


@shared_task(name="plans.evaluate_due")
def evaluate_due() -> None:
    """When a day has begun: standards whose first day has come, and candidates whom time alone has made eligible."""
    now = clock.now()
    standards.begin_standards(now=now)
    verdicts.evaluate_due(now=now)


@shared_task(name="plans.close_notices")
def close_notices() -> None:
    """Close the public notices whose last day is over."""
    public_notices.close_notices(now=clock.now())


@shared_task(name="plans.expire_photos")
def expire_photos() -> None:
    """Remove the photographs of candidates whose plan ended long enough ago."""
    photos.expire_photos(now=clock.now())


@shared_task(name="plans.sweep_changes")
def sweep_changes() -> None:
    """Requests nobody answered, districts nobody told, appeals nobody made, candidates not told yet 一（二）."""
    with pulse.watched(Job.CHANGES) as report:
        done = change_sweep.sweep_changes(now=clock.now())
        report.outcome = asdict(done)
        if done.failed:
            raise SweepIncomplete(f"{len(done.failed)} could not be done: {', '.join(done.failed[:20])}")


@shared_task(name="plans.tell_candidates")
def tell_candidates(change_id: int) -> None:
    """Queue the messages about an approved change; nothing happens when they are queued or another worker is at it."""
    candidate_notices.tell_candidates(change_id=change_id, now=clock.now())


@shared_task(name="plans.sms_changed")
def sms_changed(message_id: int) -> None:
    """A message to a candidate was sent or not: pages read that from the message itself, so there is nothing to do."""
