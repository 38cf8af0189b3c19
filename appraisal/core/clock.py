"""The portal's one clock. In training mode it can be moved; elsewhere it is the real time."""

from contextvars import ContextVar
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from appraisal.core.models.clock import TrainingClock

SHANGHAI = ZoneInfo("Asia/Shanghai")
_offset: ContextVar[timedelta] = ContextVar("training_offset", default=timedelta())


def refresh() -> None:
    """Read the training clock's offset; called at the start of every request and task."""
    if settings.TRAINING_MODE:
        seconds = TrainingClock.objects.filter(pk=1).values_list("offset_seconds", flat=True).first() or 0
        _offset.set(timedelta(seconds=seconds))


def now() -> datetime:
    """The portal's time in Asia/Shanghai, aware."""
    return (real_now() + _offset.get()).astimezone(SHANGHAI)


def real_now() -> datetime:
    """The machine's time, for heartbeats and sessions, which no training clock moves."""
    return timezone.now()


def today(moment: datetime) -> date:
    """The calendar day of an aware moment in Asia/Shanghai."""
    return moment.astimezone(SHANGHAI).date()


def move(*, offset: timedelta) -> None:
    """Set the training clock's offset. Raises `RuntimeError` outside training mode."""
    if not settings.TRAINING_MODE:
        raise RuntimeError("only the training clock can be moved")
    TrainingClock.objects.update_or_create(pk=1, defaults={"offset_seconds": int(offset.total_seconds())})
    _offset.set(offset)


def offset() -> timedelta:
    """How far the training clock runs ahead."""
    return _offset.get()
