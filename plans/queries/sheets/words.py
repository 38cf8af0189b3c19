"""Words that papers share: days, times, rooms, and which rows the parts name."""

from collections.abc import Collection
from datetime import date, time

from appraisal.core.clock import SHANGHAI
from plans.models import Plan, RoomUse

WEEKDAYS = "一二三四五六日"


def day_words(day: date) -> str:
    """2026年5月16日（周六）."""
    return f"{day.year}年{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"


def use_day(use: RoomUse) -> str:
    """The day of a room in use."""
    return day_words(use.during.lower.astimezone(SHANGHAI).date())


def use_time(use: RoomUse) -> str:
    """09:00–10:30."""
    starts, ends = (moment.astimezone(SHANGHAI) for moment in (use.during.lower, use.during.upper))
    return f"{starts:%H:%M}–{ends:%H:%M}"


def time_words(starts_at: time | None) -> str:
    """The time a sitting starts at, if it has one."""
    return f"{starts_at:%H:%M}" if starts_at else ""


def plan_pairs(plan: Plan) -> tuple[tuple[str, str], ...]:
    """What every paper of a plan says first."""
    return (("计划编号", plan.number), ("鉴定机构", plan.institute.name))


def keys_of(parts: Collection[str] | None, word: str) -> list[int] | None:
    """The keys that parts like "use:3" name; `None` for all of them."""
    if parts is None:
        return None
    found = (part.partition(":") for part in parts)
    return [int(key) for name, _, key in found if name == word and key.isdecimal() and len(key) < 19]
