"""What time brings about with changes and deductions 一（二）, each row in a transaction of its own.

Everything stands in rows with partial indexes: a sweep costs what is due, and one that was killed or ran twice changes
nothing about the result.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from appraisal.core.clock import today
from plans.models import ChangeRequest
from plans.queries.deductions import to_confirm
from plans.queries.district_notices import to_miss
from plans.rules.change_enums import ChangeState
from plans.services.candidate_notices import tell_candidates, untold_changes
from plans.services.change_decisions import expire_change
from plans.services.deductions import confirm
from plans.services.district_notices import miss_notice

logger = logging.getLogger(__name__)


@dataclass
class ChangeSweep:
    """How many requests expired, notices were missed, deductions confirmed, changes told to candidates; what failed."""

    expired: int = 0
    missed: int = 0
    confirmed: int = 0
    told: int = 0
    failed: list[str] = field(default_factory=list)


def sweep_changes(*, now: datetime) -> ChangeSweep:
    """Do everything that is due at `now`. What fails is logged and left to the next sweep."""
    done = ChangeSweep()
    done.expired = _each(_expired(now), lambda key: expire_change(change_id=key, now=now), done)
    done.missed = _each(to_miss(now), lambda key: miss_notice(notice_id=key, now=now), done)
    done.confirmed = _each(to_confirm(now), lambda key: confirm(deduction_id=key, now=now), done)
    done.told = _each(untold_changes(), lambda key: tell_candidates(change_id=key, now=now), done)
    return done


def _expired(now: datetime) -> list[int]:
    rows = ChangeRequest.objects.filter(state=ChangeState.REQUESTED, expires_on__lte=today(now))
    return list(rows.order_by("expires_on", "pk").values_list("pk", flat=True))


def _each(keys: Iterable[int], work: Callable[[int], bool], done: ChangeSweep) -> int:
    count = 0
    for key in keys:
        try:
            count += work(key)
        except Exception:
            if not connection.is_usable():
                raise
            logger.exception("the sweep of changes could not do %s", key)
            done.failed.append(str(key))
    return count
