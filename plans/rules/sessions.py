"""What must be right before a session is published 二（二）."""

from dataclasses import dataclass
from datetime import date, datetime

from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.enums import Subject
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.workdays import WorkCalendar
from plans.rules.drafts import reach_refusals
from plans.rules.enums import PlanKind
from plans.rules.filing import SESSION_SLIDE
from plans.rules.filing_facts import FilingPolicy
from plans.rules.obligations import ObligationCode, earliest_exam_date
from plans.rules.planner import latest_exam_date


@dataclass(frozen=True, slots=True)
class SessionDraft:
    """A session as the city writes it down. A subject without a date is held when each institute says."""

    kind: PlanKind
    name: str
    level_ids: frozenset[int]
    theory_date: date | None = None
    practical_date: date | None = None
    review_date: date | None = None
    notice_number: str = ""

    @property
    def dates(self) -> dict[Subject, date]:
        """The dates that are given."""
        given = {
            Subject.THEORY: self.theory_date,
            Subject.PRACTICAL: self.practical_date,
            Subject.REVIEW: self.review_date,
        }
        return {subject: day for subject, day in given.items() if day}


def session_refusals(
    draft: SessionDraft, *, name_is_taken: bool, now: datetime, calendar: WorkCalendar, policy: FilingPolicy
) -> tuple[Refusal, ...]:
    """Every reason why the session cannot be published; one that nobody could still execute is among them."""
    refusals = []
    if not draft.name.strip():
        refusals.append(Refusal("missing", {"what": "批次名称"}, field="name"))
    if name_is_taken:
        refusals.append(Refusal("session_name_taken", {"name": draft.name}, field="name"))
    if not draft.level_ids:
        refusals.append(Refusal("scope_empty", rule=SESSION_SLIDE, field="levels"))
    if not draft.dates:
        refusals.append(Refusal("session_dates_missing", rule=SESSION_SLIDE, field="theory_date"))
        return tuple(refusals)
    far = reach_refusals(draft.dates.values(), latest_exam_date(now.astimezone(BEIJING).date(), policy.months_ahead))
    if far:
        return (*refusals, *far)
    exam = min(draft.dates.values())
    deadline = policy.table[ObligationCode.FILE].deadline(exam, calendar, policy.counting)
    if not deadline.is_kept_at(now):
        earliest = earliest_exam_date(calendar, now=now, counting=policy.counting, table=policy.table)
        params = {
            "exam": exam,
            "last_day": deadline.last_day,
            "proof": deadline.proof.sentence(),
            "earliest": earliest,
        }
        refusals.append(Refusal("session_date_late", params, rule=SESSION_SLIDE, date=deadline.last_day))
    return tuple(refusals)
