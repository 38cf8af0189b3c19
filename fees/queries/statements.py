"""Bank statements and their lines: locked for actions, listed for pages, unmatched ones for matching."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Min, Q, QuerySet, Sum

from appraisal.core.rules.roles import Actor
from appraisal.core.transactions import require_transaction
from fees.models import BankLayout, BankStatement, StatementLine
from fees.rules.enums import StatementColumn, StatementLineState
from fees.rules.matching import Incoming
from fees.rules.money import ZERO
from fees.rules.statements import Layout, heading


def lock_lines(line_ids: Iterable[int]) -> list[StatementLine]:
    """The lines by key, locked; lock their bills first. Raises `StatementLine.DoesNotExist`."""
    require_transaction()
    wanted = set(line_ids)
    lines = list(StatementLine.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk"))
    if len(lines) != len(wanted):
        raise StatementLine.DoesNotExist("a line is not there")
    return lines


def unmatched(statement_id: int | None = None) -> list[Incoming]:
    """Incoming money that belongs to nobody yet, oldest first, then as the bank wrote it; of one statement or all."""
    rows = StatementLine.objects.filter(state=StatementLineState.UNMATCHED).order_by("day", "statement_id", "row")
    if statement_id:
        rows = rows.filter(statement=statement_id)
    return [Incoming(*row) for row in rows.values_list("pk", "amount", "payer", "reference")]


@dataclass(frozen=True, slots=True)
class Suspense:
    """Money that nobody has claimed: how much, in how many lines, since when."""

    amount: Decimal
    lines: int
    since: date | None


def suspense() -> Suspense:
    """The suspense account as the finance section sees it every day: one query."""
    rows = StatementLine.objects.filter(state=StatementLineState.UNMATCHED).order_by()
    found = rows.aggregate(sum=Sum("amount"), count=Count("pk"), since=Min("day"))
    return Suspense(found["sum"] or ZERO, found["count"], found["since"])


def layout_of(stored: BankLayout) -> Layout:
    """A stored layout as the rules read it."""
    return Layout({StatementColumn[word]: name for word, name in stored.columns.items()})


def fitting_layout(rows: list[list[str]]) -> BankLayout | None:
    """The layout learned before whose columns are all headings of one row; the one with most columns."""
    headings = [{heading(cell) for cell in row if cell} for row in rows]
    fitting = [
        layout
        for layout in BankLayout.objects.order_by("pk")
        if any({heading(name) for name in layout.columns.values()} <= found for found in headings)
    ]
    return max(fitting, key=lambda layout: len(layout.columns), default=None)


def statements_page(actor: Actor) -> QuerySet[BankStatement]:
    """The statements, each with `waiting`: its lines that are not matched."""
    waiting = Count("lines", filter=Q(lines__state=StatementLineState.UNMATCHED))
    rows = BankStatement.objects.visible_to(actor).select_related("document", "layout", "uploaded_by")
    return rows.annotate(waiting=waiting)


def lines_page(actor: Actor, *, state: str, statement: int | None, text: str) -> QuerySet[StatementLine]:
    """The lines that match, with what they paid."""
    rows = StatementLine.objects.visible_to(actor).select_related("statement__layout", "institute", "decided_by")
    if state:
        rows = rows.filter(state=state)
    if statement:
        rows = rows.filter(statement=statement)
    if text:
        rows = rows.filter(Q(payer__icontains=text) | Q(reference__icontains=text) | Q(serial__iexact=text))
    return rows.prefetch_related("payments__bill", "payments__receipt")


def visible_line(actor: Actor, line_id: int) -> StatementLine:
    """A line that the actor may see. Raises `StatementLine.DoesNotExist`."""
    rows = StatementLine.objects.visible_to(actor).select_related("statement__layout", "statement__document")
    line: StatementLine = rows.get(pk=line_id)
    return line
