"""What resuming a suspended plan looks at."""

from datetime import date, datetime

from django.conf import settings

from appraisal.core import clock
from appraisal.core.queries.calendar import counting
from appraisal.core.rules.workdays import WorkCalendar
from plans.models import Plan
from plans.queries.obligation_table import obligation_table
from plans.rules.obligations import ObligationCode
from plans.rules.planner import latest_exam_date
from plans.rules.resuming import ResumeFacts


def resume_facts(plan: Plan, new: date | None, calendar: WorkCalendar, now: datetime) -> ResumeFacts:
    """The suspended plan and the date asked for; a date that is much too far is not counted with."""
    rule = obligation_table()[ObligationCode.ARRANGE].rule
    latest = latest_exam_date(clock.today(now), settings.KAOWU["PLAN_MONTHS_AHEAD"])
    return ResumeFacts(
        old=plan.first_exam_date,
        new=new,
        arrange_by=rule.last_day(new, calendar, counting()) if new and new <= latest else None,
        earliest=rule.earliest_anchor(now, calendar, counting()),
        latest=latest,
        session=plan.session.name if plan.session else "",
    )
