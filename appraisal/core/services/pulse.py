"""When each background job started, succeeded and failed, in real time. A start proves nothing; only success counts."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from appraisal.core.clock import real_now
from appraisal.core.models import Pulse

HEARTBEAT = "heartbeat"  # sent by beat, done by the worker: proves both
SWEEP = "sweep"


@dataclass
class Report:
    """What a job says of its run; becomes the pulse's `outcome`. It holds no personal data."""

    outcome: dict[str, Any] = field(default_factory=dict)


@contextmanager
def watched(name: str) -> Iterator[Report]:
    """Record start, then success or failure of the job inside; its error goes on to the caller."""
    report = Report()
    started(name)
    try:
        yield report
    except BaseException:
        failed(name, report.outcome)
        raise
    succeeded(name, report.outcome)


def started(name: str) -> None:
    """The job has begun."""
    Pulse.objects.update_or_create(name=name, defaults={"started_at": real_now()})


def succeeded(name: str, outcome: dict[str, Any]) -> None:
    """The job has ended well."""
    Pulse.objects.update_or_create(name=name, defaults={"succeeded_at": real_now(), "outcome": outcome})


def failed(name: str, outcome: dict[str, Any]) -> None:
    """The job has ended with an error; when it last succeeded stays."""
    Pulse.objects.update_or_create(name=name, defaults={"failed_at": real_now(), "outcome": outcome})
