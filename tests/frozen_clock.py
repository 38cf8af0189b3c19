"""A clock that stands still until a test moves it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


class FrozenClock:
    """The portal's clock, standing still until a test moves it."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 3, 2, 9, 0, tzinfo=SHANGHAI)

    def set(self, *moment: int) -> datetime:
        """Move to a moment in Asia/Shanghai, e.g. `clock.set(2014, 9, 17, 23, 59)`."""
        self.moment = datetime(*moment, tzinfo=SHANGHAI)
        return self.moment

    def advance(self, **duration: float) -> datetime:
        """Move on by a `timedelta`, e.g. `clock.advance(days=1)`."""
        self.moment += timedelta(**duration)
        return self.moment
