"""What resuming a suspended plan looks at."""

from datetime import date, datetime, timedelta

from django.conf import settings

from appraisal.core import clock
from appraisal.core.queries.calendar import counting
from appraisal.core.rules.workdays import WorkCalendar
from plans.models import Plan
from plans.queries.change_impact import higher_impacts
from plans.queries.change_papers import foretell_papers, paper_words
from plans.queries.changes import moves_wanted
from plans.queries.obligation_table import obligation_table
from plans.rules.change_impact import ImpactKind, ImpactLine
from plans.rules.changes import Move, Wish
from plans.rules.obligations import ObligationCode
from plans.rules.planner import latest_exam_date
from plans.rules.resuming import ResumeFacts


def moves_by(plan: Plan, shift: timedelta, calendar: WorkCalendar) -> list[Move]:
    """Every sitting of the plan by as many days, at its place."""
    wishes = [Wish(key, day + shift) for key, day in plan.sittings.values_list("pk", "date")]
    moves, _ = moves_wanted(plan, wishes, calendar)
    return moves


def resume_impact(plan: Plan, calendar: WorkCalendar) -> list[ImpactLine]:
    """Whom and what any later date would touch: examiners, bills, papers. Seats are given back in any case."""
    moves = moves_by(plan, timedelta(days=1), calendar)
    gone = foretell_papers(plan, moves, None).gone
    lines = higher_impacts(plan, moves)
    if gone:
        text = f"{paper_words(gone)}写有原来的时间，作废重做"
        lines.append(ImpactLine(ImpactKind.PAPERS, text, sum(gone.values())))
    return lines


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
