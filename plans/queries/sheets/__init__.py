"""The sheets of a plan's papers by kind and part, read in a constant number of queries.

A part names one of several papers of a kind: "candidate:5", "use:3", "sitting:9", "notice:2"; a plan has one form: "".
"""

from collections.abc import Callable, Collection, Mapping

from appraisal.core.rules.papers import PaperKind
from plans.models import Plan
from plans.queries.sheets.practicals import duty_sheets, score_rosters
from plans.queries.sheets.rooms import room_sheets
from plans.queries.sheets.tickets import ticket_sheets
from plans.queries.sheets.whole_plan import notice_sheets, plan_forms
from plans.rules.paper_sheets import Sheet

Reader = Callable[[Plan, Collection[str] | None], Mapping[str, Sheet]]
READERS: dict[PaperKind, Reader] = {
    PaperKind.PLAN_FORM: plan_forms,
    PaperKind.PUBLIC_NOTICE: notice_sheets,
    PaperKind.TICKET: ticket_sheets,
    PaperKind.SEAT_CHART: room_sheets(PaperKind.SEAT_CHART),
    PaperKind.DOOR_SHEET: room_sheets(PaperKind.DOOR_SHEET),
    PaperKind.SIGN_IN_SHEET: room_sheets(PaperKind.SIGN_IN_SHEET),
    PaperKind.SCORE_ROSTER: score_rosters,
    PaperKind.DUTY_SHEET: duty_sheets,
}


def sheets_of(plan: Plan, kind: PaperKind, parts: Collection[str] | None = None) -> Mapping[str, Sheet]:
    """The sheets of a kind by part, in the order of printing; with `parts` only those that are still there."""
    return READERS[kind](plan, parts)
