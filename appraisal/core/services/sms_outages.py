"""When the gateway was down: the first failure opens an interval, the first success closes it."""

from datetime import datetime, timedelta

from appraisal.core.models import GatewayOutage
from appraisal.core.transactions import require_transaction, use_case

PAUSE = timedelta(seconds=30)  # between two looks at a gateway that is down


def note_failure(*, gateway: str, fault: str, now: datetime) -> None:
    """The gateway did not take a message, as part of the action that notes it."""
    require_transaction()
    outage, opened = GatewayOutage.objects.select_for_update().get_or_create(
        gateway=gateway, ended_at=None, defaults={"started_at": now, "last_failure_at": now, "fault": fault[:60]}
    )
    if not opened:
        outage.failures += 1
        outage.fault, outage.last_failure_at = fault[:60], now
        outage.save(update_fields=["failures", "fault", "last_failure_at"])


def note_success(*, gateway: str, now: datetime) -> None:
    """The gateway took a message, as part of the action that notes it. Costs one query while nothing was wrong."""
    require_transaction()
    for outage in GatewayOutage.objects.select_for_update().filter(gateway=gateway, ended_at=None):
        outage.ended_at = max(now, outage.started_at)
        outage.save(update_fields=["ended_at"])


@use_case
def take_turn(*, gateway: str, now: datetime) -> bool:
    """Whether to look at a gateway that is down: one worker every half minute. Raises nothing."""
    due = GatewayOutage.objects.filter(gateway=gateway, ended_at=None, last_failure_at__lte=now - PAUSE)
    return due.update(last_failure_at=now) > 0


@use_case
def record_failure(*, gateway: str, fault: str, now: datetime) -> None:
    """A look at the gateway found it down."""
    note_failure(gateway=gateway, fault=fault, now=now)


@use_case
def record_success(*, gateway: str, now: datetime) -> None:
    """A look at the gateway found it up."""
    note_success(gateway=gateway, now=now)
