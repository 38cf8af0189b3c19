"""An institute's request for examiners, per practical sitting 三."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from appraisal.core.rules.identity import read_mobile
from appraisal.core.rules.refusals import Refusal
from plans.rules.obligations import DISPATCH_SLIDE
from plans.rules.owing import DeadlineInForce

SETTING = "系统设置（文件未规定人数）"
_LANDLINE = re.compile(r"(0\d{2,3}[-\s]?)?[2-9]\d{6,7}([-\s转]*\d{1,5})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class RequestEntry:
    """What the institute types: how many examiners, and who answers at the site (his phone stands in the messages)."""

    number: int
    contact_name: str
    contact_phone: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """A practical as a request looks at it. `deadline`: until when the institute may ask or change 三.

    `called_off`: it was asked for in time, and the dispatch was called off since: asking again is not late.
    """

    day: date
    deadline: DeadlineInForce
    suspended: bool = False
    called_off: bool = False

    def is_in_time(self, now: datetime) -> bool:
        """Whether examiners may still be asked for."""
        return self.called_off or self.deadline.is_kept_at(now)


def suggested_number(candidates: int, *, at_least: int, candidates_each: int) -> int:
    """How many examiners a practical of so many candidates wants by the settings."""
    return max(at_least, -(-candidates // candidates_each))


def time_refusals(facts: RequestFacts, *, now: datetime, today: date) -> tuple[Refusal, ...]:
    """Reasons that lie in the clock: too late, standing still, held already."""
    if facts.day <= today:
        return (Refusal("request_held", {"day": facts.day}, rule=DISPATCH_SLIDE, date=facts.day),)
    if facts.is_in_time(now) and not facts.suspended:
        return ()
    last_day = facts.deadline.last_day
    params = {
        "last_day": last_day,
        "cutoff": facts.deadline.counted.counting.cutoff_text,
        "proof": facts.deadline.sentence(),
    }
    code = "request_suspended" if facts.is_in_time(now) else "request_too_late"
    return (Refusal(code, params, rule=DISPATCH_SLIDE, date=last_day),)


def entry_refusals(entry: RequestEntry, *, at_least: int, at_most: int) -> tuple[Refusal, ...]:
    """Everything that is wrong with what was typed."""
    found = []
    if not at_least <= entry.number <= at_most:
        params = {"number": entry.number, "least": at_least, "most": at_most}
        found.append(Refusal("request_number", params, rule=SETTING, field="number"))
    if not entry.contact_name.strip():
        found.append(Refusal("missing", {"what": "考点联系人"}, rule=DISPATCH_SLIDE, field="contact_name"))
    if not read_phone(entry.contact_phone):
        found.append(Refusal("request_phone", rule=DISPATCH_SLIDE, field="contact_phone"))
    return tuple(found)


def read_phone(text: str) -> str | None:
    """A mobile number, or a landline as it was typed; `None` for anything else."""
    text = text.strip()
    return read_mobile(text) or (text if _LANDLINE.fullmatch(text) else None)
