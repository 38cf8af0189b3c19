"""The background jobs whose pulse is taken, and what their pulse says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from appraisal.core.rules.enums import LabelledEnum


class Job(LabelledEnum):
    """A job that beat starts regularly."""

    HEARTBEAT = "HEARTBEAT", "后台心跳"  # sent by beat, done by the worker: proves both
    SWEEP = "SWEEP", "到期处理"
    ROSTERS = "ROSTERS", "花名册检查"
    DISPATCH = "DISPATCH", "派遣计时"
    CHANGES = "CHANGES", "变更、减分到期处理"
    AUDIT = "AUDIT", "操作记录核验"
    PRINTS = "PRINTS", "文书打印"
    SMS_OUTBOX = "SMS_OUTBOX", "短信发送"
    SMS_AUDIT = "SMS_AUDIT", "短信核对"
    MONEY = "MONEY", "到账核销和后续处理"
    LEDGER = "LEDGER", "账目核对"


@dataclass(frozen=True, slots=True)
class JobPulse:
    """When a job last started, succeeded and failed. A start proves nothing."""

    job: Job
    started_at: datetime | None = None
    succeeded_at: datetime | None = None
    failed_at: datetime | None = None
    outcome: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_failing(self) -> bool:
        """Whether it failed since it last succeeded."""
        return self.failed_at is not None and (self.succeeded_at is None or self.failed_at > self.succeeded_at)

    def silence(self, now: datetime) -> timedelta | None:
        """How long ago it succeeded; `None` when it never did."""
        return now - self.succeeded_at if self.succeeded_at else None

    def is_silent(self, now: datetime, limit: timedelta) -> bool:
        """Whether it has not succeeded within `limit`."""
        silence = self.silence(now)
        return silence is None or silence > limit
