"""The work list: what every package brings, nearest deadline first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from appraisal.core.clock import today
from appraisal.core.queries import work as shared_work
from appraisal.core.queries.calendar import load_calendar
from appraisal.core.rules.roles import Actor
from appraisal.core.rules.work import Section, WorkItem
from examiners.queries import work as examiner_work
from fees.queries import work as money_work
from plans.queries import work as plan_work

# A package joins the work list with one line; each costs one query.
PROVIDERS: tuple[Callable[[Actor, datetime], list[WorkItem]], ...] = (
    shared_work.work_items,
    plan_work.work_items,
    money_work.work_items,
    examiner_work.work_items,
)
SHOWN = 100  # of one section


@dataclass(frozen=True, slots=True)
class Line:
    """One line as the page shows it. `slack`: working days left after today, None without a deadline."""

    item: WorkItem
    path: str
    slack: int | None


@dataclass(frozen=True, slots=True)
class Part:
    """One section of the page; `is_cut` when there is more than it shows."""

    section: Section
    lines: list[Line]
    late: int
    is_cut: bool

    @property
    def shows_party(self) -> bool:
        """Whether anyone else is in it at all."""
        return any(line.item.party for line in self.lines)


def work_list(actor: Actor, now: datetime) -> list[Part]:
    """The sections that have something in them, in their order."""
    items = sorted((item for provide in PROVIDERS for item in provide(actor, now)), key=lambda item: item.order)
    calendar, day = load_calendar(), today(now)

    def line(item: WorkItem) -> Line:
        slack = max(0, calendar.working_days_between(day, item.last_day)) if item.last_day else None
        return Line(item, reverse(item.route, args=[item.key] if item.key else []), slack)

    parts = []
    for section in Section:
        own = [item for item in items if item.section is section]
        if own:
            late = sum(item.is_late for item in own)
            parts.append(Part(section, [line(item) for item in own[:SHOWN]], late, len(own) > SHOWN))
    return parts
