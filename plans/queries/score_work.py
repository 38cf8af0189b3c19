"""What scores bring to the work list of those who enter them."""

from datetime import date
from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Concat

from appraisal.core.rules.enums import Subject
from appraisal.core.rules.roles import Actor, Role
from plans.models import ScoreEntry, ScoreResolution, ScoreSheet
from plans.queries.results import waiting_score_corrections
from plans.queries.work_columns import Rows, columns
from plans.rules.scoring import SheetState
from plans.rules.states import ENTERING
from plans.rules.work import PlanWork

# Practicals stand on the list of the district as the obligation ENTER, with its last day.
WITHOUT_DEADLINE = {Role.DISTRICT_OFFICER: Subject.THEORY, Role.COMMITTEE_CLERK: Subject.REVIEW}
OWN_SUBJECTS = {
    Role.DISTRICT_OFFICER: (Subject.THEORY, Subject.PRACTICAL),
    Role.COMMITTEE_CLERK: (Subject.REVIEW,),
}
SUBJECT_LABELS = Case(
    *(When(sitting__subject=subject, then=Value(f" · {subject.label}")) for subject in Subject),
    output_field=CharField(),
)


def score_work(actor: Actor, day: date) -> list[Rows]:
    """Sheets to enter, whose differences are to be decided, to publish; a colleague's second entry; corrections."""
    entered = ScoreEntry.objects.filter(sheet=OuterRef("pk"), person=actor.user_id, ordinal__isnull=False)
    decided = ScoreResolution.objects.filter(sheet=OuterRef("pk"), decided_by=actor.user_id)
    sheets = _sheets(actor)
    entering = sheets.filter(state=SheetState.ENTERING)
    to_enter = entering.filter(~Exists(entered), sitting__subject=WITHOUT_DEADLINE[actor.role], sitting__date__lte=day)
    agreed = sheets.filter(~Exists(decided), state=SheetState.AGREED)
    return [
        _columns(to_enter.filter(sitting__suspended_at=None), PlanWork.ENTER_SCORES),
        _columns(entering.filter(Exists(entered)), PlanWork.AWAIT_SECOND),
        _columns(sheets.filter(state=SheetState.DIFFERING), PlanWork.RESOLVE_SCORES),
        _columns(agreed, PlanWork.PUBLISH_SCORES),
        _corrections(actor),
    ]


def _sheets(actor: Actor) -> QuerySet[ScoreSheet]:
    rows: QuerySet[ScoreSheet] = ScoreSheet.objects.visible_to(actor).filter(
        sitting__plan__state__in=ENTERING, sitting__subject__in=OWN_SUBJECTS[actor.role]
    )
    return rows.order_by("sitting__date", "pk")


def _columns(rows: QuerySet[Any], work: PlanWork) -> Rows:
    title: Combinable = Concat(F("sitting__plan__title"), SUBJECT_LABELS)
    party = F("sitting__plan__institute__short_name")
    return columns(rows, work, plan="sitting__plan__", key=F("sitting_id"), title=title, party=party)


def _corrections(actor: Actor) -> Rows:
    waiting = waiting_score_corrections(actor).select_related(None)
    waiting = waiting.filter(result__sheet__sitting__subject__in=OWN_SUBJECTS[actor.role])
    return columns(
        waiting.order_by("pk"),
        PlanWork.DECIDE_SCORE,
        plan="result__sheet__sitting__plan__",
        key=Cast("pk", CharField()),
        party=F("result__sheet__sitting__plan__institute__short_name"),
    )
