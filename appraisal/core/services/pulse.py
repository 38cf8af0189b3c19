"""When each background job started, succeeded and failed, in real time. A start proves nothing; only success counts."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from appraisal.core import clock
from appraisal.core.models import Pulse
from appraisal.core.rules.jobs import Job


@dataclass
class Report:
    """What a job says of its run; becomes the pulse's `outcome`. It holds no personal data."""

    outcome: dict[str, Any] = field(default_factory=dict)


@contextmanager
def watched(name: Job) -> Iterator[Report]:
    """Record start, then success or failure of the job inside; its error goes on to the caller."""
    report = Report()
    started(name)
    try:
        yield report
    except BaseException:
        failed(name, report.outcome)
        raise
    succeeded(name, report.outcome)


def started(name: Job) -> None:
    """The job has begun."""
    Pulse.objects.update_or_create(name=name, defaults={"started_at": clock.real_now()})


def succeeded(name: Job, outcome: dict[str, Any]) -> None:
    """The job has ended well."""
    Pulse.objects.update_or_create(name=name, defaults={"succeeded_at": clock.real_now(), "outcome": outcome})


def failed(name: Job, outcome: dict[str, Any]) -> None:
    """The job has ended with an error; when it last succeeded stays."""
    Pulse.objects.update_or_create(name=name, defaults={"failed_at": clock.real_now(), "outcome": outcome})


def last_outcome(job: Job, *, since: datetime) -> dict[str, Any]:
    """What the job said of its last run, if that ended well after `since` (real time); empty otherwise."""
    outcome = Pulse.objects.filter(name=job, succeeded_at__gt=since).values_list("outcome", flat=True).first()
    return outcome or {}
