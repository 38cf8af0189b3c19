"""What money brings to an actor's work list: one query."""

from datetime import datetime
from typing import Any, TypeAlias

from django.db.models import Case, CharField, Count, DateField, Exists, F, Func, OuterRef, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Cast, Concat

from appraisal.core.clock import today
from appraisal.core.rules.roles import Actor, Role
from appraisal.core.rules.work import WorkItem
from fees.models import BankStatement, Bill, Due, Payee, PayeeDetails, PayoutBatch, StatementLine
from fees.queries.payouts import net_dues
from fees.rules.enums import BatchState, BillState, DetailsState, DueState, StatementLineState, StatementState
from fees.rules.work import MoneyWork, section_of

ROUTES = {
    MoneyWork.CONFIRM_BILL: "fees:bill",
    MoneyWork.AWAIT_CONFIRMATION: "fees:bill",
    MoneyWork.CORRECT_ACCOUNT: "fees:account",
    MoneyWork.MATCH_LINES: "fees:lines",
    MoneyWork.NAME_COLUMNS: "fees:statement",
    MoneyWork.APPROVE_DETAILS: "fees:payee",
    MoneyWork.MAKE_BATCH: "fees:batches",
    MoneyWork.APPROVE_BATCH: "fees:batch",
    MoneyWork.SEND_BATCH: "fees:batch",
    MoneyWork.AWAIT_APPROVAL: "fees:batch",
    MoneyWork.AWAIT_RETURN: "fees:batch",
    MoneyWork.AWAIT_ACCOUNT: "fees:payee",
}
LIMIT = 50  # of each kind; the pages of money show the rest
Rows: TypeAlias = QuerySet[Any, Any]


def work_items(actor: Actor, now: datetime) -> list[WorkItem]:
    """What `actor` has to do about money, and what he waits for."""
    groups = _groups(actor)
    if not groups:
        return []
    first, *others = groups
    day = today(now)
    return [_item(row, day) for row in (first.union(*others, all=True) if others else first)]


def _item(row: tuple[Any, ...], day: Any) -> WorkItem:
    name, key, about, party, last_day = row
    work = MoneyWork[name]
    return WorkItem(
        section=section_of(work), what=work.label, about=about, route=ROUTES[work], key=key, party=party,
        last_day=last_day, is_late=last_day is not None and last_day < day,
    )  # fmt: skip


def _groups(actor: Actor) -> list[Rows]:
    match actor.role:
        case Role.INSTITUTE_CLERK:
            return [_bills(actor), _own_account(actor)]
        case Role.DISTRICT_OFFICER | Role.COMMITTEE_CLERK:
            return [_own_account(actor)]
        case Role.FINANCE_OFFICER:
            return [_unmatched(), _unmapped(), _details(actor), _payable(), _batches(actor), _without_account()]
        case _:
            return []


def _columns(rows: Rows, work: Any, *, key: Any = "", about: Any, party: Any = "", last_day: Any = None) -> Rows:
    """What all groups share: work, key of the page, what it is about, the other side, last day."""
    text = [Cast(one if hasattr(one, "resolve_expression") else Value(one), CharField()) for one in (key, about, party)]
    return rows.values_list(
        Cast(work if hasattr(work, "resolve_expression") else Value(work.value), CharField()),
        *text,
        Cast(last_day, DateField()),
    )[:LIMIT]


def _bills(actor: Actor) -> Rows:
    """Bills of the institute that its second person has to confirm, or that wait for him."""
    rows = Bill.objects.visible_to(actor).filter(state=BillState.PREPARED).order_by("pk")
    mine = Case(
        When(prepared_by=actor.user_id, then=Value(MoneyWork.AWAIT_CONFIRMATION.value)),
        default=Value(MoneyWork.CONFIRM_BILL.value),
        output_field=CharField(),
    )
    about = Concat("number", Value(" · "), "plan__number", Value(" "), "plan__title", output_field=CharField())
    return _columns(rows, mine, key=F("number"), about=about)


def _own_account(actor: Actor) -> Rows:
    """The actor's organisation is owed money and has no account to pay it to."""
    usable = PayeeDetails.objects.filter(payee=OuterRef("pk"), state__in=[DetailsState.APPROVED, DetailsState.PROPOSED])
    owed = net_dues().filter(payee=OuterRef("pk"), net__gt=0)
    rows = Payee.objects.visible_to(actor).filter(~Exists(usable), Exists(owed)).order_by("pk")
    return _columns(rows, MoneyWork.CORRECT_ACCOUNT, about="有应付费用，没有可用的收款账户", party="财务科")


def _yuan(name: str) -> Func:
    """An amount as it is written everywhere: 13,512.34."""
    return Func(F(name), Value("FM999,999,999,990.00"), function="to_char", output_field=CharField())


def _unmatched() -> Rows:
    """The suspense account: one line for all of it, since the day of the oldest."""
    rows = StatementLine.objects.filter(state=StatementLineState.UNMATCHED).order_by().values("state")
    rows = rows.annotate(count=Count("pk"), sum=Sum("amount"))
    about = Concat(Cast("count", CharField()), Value(" 笔，"), _yuan("sum"), Value(" 元"), output_field=CharField())
    return _columns(rows, MoneyWork.MATCH_LINES, about=about)


def _unmapped() -> Rows:
    rows = BankStatement.objects.filter(state=StatementState.TO_MAP).order_by("pk")
    return _columns(rows, MoneyWork.NAME_COLUMNS, key=F("pk"), about=F("document__name"))


def _details(actor: Actor) -> Rows:
    """Bank data that somebody else handed in."""
    rows = PayeeDetails.objects.filter(state=DetailsState.PROPOSED).exclude(proposed_by=actor.user_id).order_by("pk")
    return _columns(rows, MoneyWork.APPROVE_DETAILS, key=F("payee_id"), about=F("holder"))


def _payable() -> Rows:
    """What can be paid now: one line for all of it."""
    usable = PayeeDetails.objects.filter(payee=OuterRef("payee"), state=DetailsState.APPROVED)
    owed = net_dues().filter(payee=OuterRef("payee"), net__gt=0)
    rows = Due.objects.filter(Exists(usable), Exists(owed), state=DueState.OPEN).order_by().values("state")
    rows = rows.annotate(count=Count("payee", distinct=True), sum=Sum("amount"))
    about = Concat(
        Cast("count", CharField()), Value(" 个支付对象，"), _yuan("sum"), Value(" 元"),
        output_field=CharField(),
    )  # fmt: skip
    return _columns(rows, MoneyWork.MAKE_BATCH, about=about)


def _batches(actor: Actor) -> Rows:
    """Batches on their way: whose turn it is depends on who made them."""
    states = [BatchState.PROPOSED, BatchState.APPROVED, BatchState.SENT]
    rows = PayoutBatch.objects.filter(state__in=states).order_by("pk")
    work = Case(
        When(Q(state=BatchState.PROPOSED, made_by=actor.user_id), then=Value(MoneyWork.AWAIT_APPROVAL.value)),
        When(state=BatchState.PROPOSED, then=Value(MoneyWork.APPROVE_BATCH.value)),
        When(state=BatchState.APPROVED, then=Value(MoneyWork.SEND_BATCH.value)),
        default=Value(MoneyWork.AWAIT_RETURN.value),
        output_field=CharField(),
    )
    about = Concat("number", Value(" · "), _yuan("amount"), Value(" 元"), output_field=CharField())
    return _columns(rows, work, key=F("number"), about=about)


def _without_account() -> Rows:
    """Payees who are owed money and have no account, nor one waiting: it waits on them."""
    usable = PayeeDetails.objects.filter(payee=OuterRef("pk"), state__in=[DetailsState.APPROVED, DetailsState.PROPOSED])
    owed = net_dues().filter(payee=OuterRef("pk"), net__gt=0)
    rows = Payee.objects.filter(~Exists(usable), Exists(owed)).order_by("pk")
    name = Case(
        When(organisation__isnull=False, then=F("organisation__short_name")),
        default=F("examiner__name"),
        output_field=CharField(),
    )
    return _columns(rows, MoneyWork.AWAIT_ACCOUNT, key=F("pk"), about="有应付费用，没有可用的收款账户", party=name)
