"""Re-evaluation of many candidates as a job that a row stands for: requested in an action, run by the worker.

Each batch commits by itself and a run that died starts again from the beginning: evaluating twice changes nothing.
"""

from datetime import datetime
from typing import Final

from appraisal.core import jobs
from appraisal.core.queries.locks import Work, sole_worker
from appraisal.core.transactions import require_transaction
from plans.models import EvaluationRun
from plans.queries.claims import candidate_ids_touched_by, open_candidate_ids
from plans.queries.evaluations import unfinished_run_ids
from plans.services.verdicts import evaluate_many

TASK: Final = "plans.evaluate"


def request_for_item(*, item_id: int, now: datetime) -> EvaluationRun:
    """Have the candidates of an item evaluated soon: after a roster has been stored. Part of the caller's action."""
    return _request(EvaluationRun(item_id=item_id, requested_at=now))


def request_for_standard(*, standard_id: int, now: datetime) -> EvaluationRun:
    """Have all open candidates whom a standard touches evaluated soon. Part of the caller's action."""
    return _request(EvaluationRun(standard_id=standard_id, requested_at=now))


def _request(run: EvaluationRun) -> EvaluationRun:
    require_transaction()
    run.save()
    jobs.defer(TASK, run_id=run.pk)
    return run


def finish_run(*, run_id: int, now: datetime) -> bool:
    """Evaluate whom the run is about. Returns whether it was this call that did.

    Does nothing when the run is finished or another worker is at it.
    """
    with sole_worker(Work.EVALUATION_RUN, run_id) as alone:
        run = EvaluationRun.objects.filter(pk=run_id, finished_at=None).select_related("standard").first()
        if not alone or run is None:
            return False
        ids = _candidate_ids(run)
        EvaluationRun.objects.filter(pk=run_id).update(total=len(ids), done=0)
        for done in evaluate_many(candidate_ids=ids, now=now):
            EvaluationRun.objects.filter(pk=run_id).update(done=done)
        EvaluationRun.objects.filter(pk=run_id).update(finished_at=now, done=len(ids))
        return True


def finish_all(*, now: datetime) -> int:
    """Finish every run that a lost message or a dead worker left behind. Returns how many this call did."""
    return sum(finish_run(run_id=run_id, now=now) for run_id in unfinished_run_ids())


def _candidate_ids(run: EvaluationRun) -> list[int]:
    if run.item_id is not None:
        return open_candidate_ids(where="AND c.item_id = %(item)s", parameters={"item": run.item_id})
    return candidate_ids_touched_by(run.standard.occupation_id)
