"""Whether the background is heard of, in real time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from appraisal.core import clock
from appraisal.core.models import Pulse
from appraisal.core.rules.jobs import Job, JobPulse


@dataclass(frozen=True, slots=True)
class Background:
    """The worker and its sweep as every page sees them."""

    heartbeat: JobPulse
    sweep: JobPulse
    outbox: JobPulse
    silence: timedelta | None
    is_silent: bool
    is_sweep_behind: bool

    @property
    def gateway_down_since(self) -> datetime | None:
        """Since when the SMS gateway takes nothing, as the outbox last found it; `None` when it does."""
        since = self.outbox.outcome.get("down_since")
        return datetime.fromisoformat(since) if since else None

    @property
    def is_well(self) -> bool:
        return not self.is_silent and not self.is_sweep_behind

    @property
    def silent_minutes(self) -> int | None:
        """Whole minutes since the worker was last heard of; `None` when it never was."""
        return None if self.silence is None else int(self.silence.total_seconds() // 60)


def silent_after() -> timedelta:
    """After how long without success the background counts as silent (WORKER_SILENT_SECONDS)."""
    return timedelta(seconds=settings.KAOWU["WORKER_SILENT_SECONDS"])


def pulses(*jobs: Job) -> dict[Job, JobPulse]:
    """The pulses of `jobs`: one query by primary key. A job never heard of has an empty one."""
    rows = Pulse.objects.filter(name__in=jobs).values_list("name", "started_at", "succeeded_at", "failed_at", "outcome")
    found = {name: JobPulse(Job[name], *moments) for name, *moments in rows}
    return {job: found.get(job, JobPulse(job)) for job in jobs}


def background() -> Background:
    """The worker's heartbeat, the sweep of deadlines and the outbox: one query."""
    found, now, limit = pulses(Job.HEARTBEAT, Job.SWEEP, Job.SMS_OUTBOX), clock.real_now(), silent_after()
    heartbeat, sweep = found[Job.HEARTBEAT], found[Job.SWEEP]
    return Background(
        heartbeat=heartbeat,
        sweep=sweep,
        outbox=found[Job.SMS_OUTBOX],
        silence=heartbeat.silence(now),
        is_silent=heartbeat.is_silent(now, limit),
        is_sweep_behind=sweep.is_failing or sweep.is_silent(now, limit),
    )
