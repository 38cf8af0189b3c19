"""What a moved first exam does to bills: those still owed get a new last day, papers that name the old one fall away.

Named by settings.KAOWU_CHANGE_IMPACTS and KAOWU_CHANGE_EFFECTS; called inside the transaction that holds the plan.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import QuerySet

from appraisal.core.models import Paper
from appraisal.core.queries.calendar import calendar_for_writing
from appraisal.core.queries.papers import digest_of, subject_of
from appraisal.core.rules.papers import PaperKind
from appraisal.core.rules.roles import Actor
from appraisal.core.services import papers
from appraisal.core.transactions import require_transaction
from fees.models import Bill
from fees.queries.papers import bill_content
from fees.rules.enums import BillState
from plans.models import Plan
from plans.queries.changes import first_exam_after, moves_first_exam
from plans.queries.obligations import deadline_of
from plans.rules.change_impact import ImpactKind, ImpactLine
from plans.rules.changes import Move
from plans.rules.obligations import ObligationCode

DATED = (PaperKind.PAYMENT_NOTICE, PaperKind.BILL)
"""They name the first exam and the last day to pay; a receipt names neither."""


def impacts_of(plan: Plan, moves: Sequence[Move]) -> list[ImpactLine]:
    """How many papers of the plan's bills name days that would no longer be right."""
    if first_exam_after(plan, moves) == plan.first_exam_date:
        return []
    return _line(_in_force(Bill.objects.filter(plan=plan)).count(), "写有原来的首场考试，作废重做")


def after_change(plan: Plan, moves: Sequence[Move], actor: Actor | None, now: datetime) -> list[ImpactLine]:
    """Bills that wait for payment are due by the new last day; what is printed otherwise no longer counts."""
    require_transaction()
    if not moves_first_exam(plan, moves):
        return []
    bills = list(
        Bill.objects.select_for_update(of=("self",))
        .filter(plan=plan)
        .select_related("institute", "prepared_by", "confirmed_by")
    )
    deadline = deadline_of(plan, ObligationCode.PAY, calendar_for_writing())
    gone = 0
    for bill in bills:
        bill.plan = plan
        if bill.state == BillState.CONFIRMED and deadline:
            bill.due_on = deadline.last_day
            bill.save(update_fields=["due_on"])
        gone += _supersede(bill, now)
    return _line(gone, "已作废，须重新打印")


def _supersede(bill: Bill, now: datetime) -> int:
    """The papers in force of a bill that say otherwise than a fresh print would."""
    standing = dict(_in_force([bill]).values_list("kind", "digest"))
    if not standing:
        return 0
    fresh = digest_of(bill_content(bill))
    kinds = [PaperKind(kind) for kind, digest in standing.items() if digest != fresh]
    return papers.supersede(subject=bill, now=now, kinds=kinds)


def _in_force(bills: Iterable[Bill]) -> QuerySet[Paper]:
    rows: QuerySet[Paper] = Paper.objects.in_force().filter(
        subject__in=[subject_of(bill) for bill in bills], kind__in=DATED
    )
    return rows


def _line(count: int, what: str) -> list[ImpactLine]:
    return [ImpactLine(ImpactKind.PAPERS, f"缴费单据 {count} 份{what}", count)] if count else []
