"""One line of the work list: what there is to do, about what, until when, and who waits for whom."""

from dataclasses import dataclass
from datetime import date

from appraisal.core.rules.enums import LabelledEnum


class Section(LabelledEnum):
    """The parts of the work list."""

    TO_DO = "TO_DO", "要我办的"
    WAITING = "WAITING", "等别人办的"
    COMING = "COMING", "即将举行的"


class SharedWork(LabelledEnum):
    """What the shared ground brings to the work list."""

    DECIDE_LICENCE = "DECIDE_LICENCE", "处理鉴定许可申请"
    CONFIRM_SITE = "CONFIRM_SITE", "确认实操场所备案"
    SET_MODE = "SET_MODE", "维护鉴定方式"
    PUBLISH_YEAR = "PUBLISH_YEAR", "发布放假安排"
    RESOLVE_SMS = "RESOLVE_SMS", "核实短信是否发出"
    AWAIT_LICENCE = "AWAIT_LICENCE", "鉴定许可申请待市中心处理"
    AWAIT_SITE = "AWAIT_SITE", "实操场所备案待市中心确认"


@dataclass(frozen=True, slots=True)
class WorkItem:
    """`what` and `about` in Chinese; `route` and `key` (or "") name the page; `party`: the other side.

    `last_day`: the last day, or the day of the event in `Section.COMING`; None where no deadline is set.
    """

    section: Section
    what: str
    about: str
    route: str
    key: str | int
    party: str = ""
    last_day: date | None = None
    is_late: bool = False
    is_provisional: bool = False

    @property
    def order(self) -> tuple[bool, bool, date]:
        """Late first, then by last day; without one at the end."""
        return (not self.is_late, self.last_day is None, self.last_day or date.min)
