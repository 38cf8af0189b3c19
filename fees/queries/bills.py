"""Bills: locked for actions, listed for pages, open ones for matching."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection
from django.db.models import Count, F, Q, QuerySet, Sum

from appraisal.core.clock import today
from appraisal.core.queries.search import named_like
from appraisal.core.rules.enums import LEVEL_LABELS, Subject
from appraisal.core.rules.roles import Actor
from appraisal.core.transactions import require_transaction
from fees.models import Bill, BillLine, Payment
from fees.models.bill import LIVE_BILLS
from fees.rules.billing import BillKey, OpenBill, bill_number
from fees.rules.enums import BillState
from fees.rules.pricing import PricedLine, grouped
from plans.models import Plan
from plans.queries.plans import lock_plans
from plans.rules.enums import Attempt
from plans.rules.states import PlanState

ORDERS = {"newest": ("-pk",), "amount": ("-amount", "-pk"), "due": ("due_on", "pk"), "number": ("number",)}


NAMING_THE_INSTITUTE = ("institute",)  # for `lock_bills`: letters about a plan's step do


def lock_bill(bill_id: int) -> Bill:
    """The bill, its plan locked first. Raises `Bill.DoesNotExist`."""
    return lock_bills([bill_id])[0]


def lock_bills(bill_ids: Iterable[int], *, reading: Collection[str] = ()) -> list[Bill]:
    """The bills, locked by key after their plans; each carries its locked `plan`. Raises `Bill.DoesNotExist`.

    `reading`: what else is read with the plans.
    """
    require_transaction()
    wanted = sorted(set(bill_ids))
    with connection.cursor() as cursor:
        cursor.execute("SELECT plan_id FROM fees_bill WHERE id = ANY(%s)", [wanted])
        plan_ids = [plan_id for (plan_id,) in cursor.fetchall()]
    plans = {plan.pk: plan for plan in lock_plans(plan_ids, reading=reading)}
    bills = list(Bill.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk"))
    if len(bills) != len(wanted):
        raise Bill.DoesNotExist("a bill is not there")
    for bill in bills:
        bill.plan = plans[bill.plan_id]
    return bills


def live_bill(plan: Plan) -> Bill | None:
    """The plan's bill that is prepared, confirmed or paid."""
    return Bill.objects.filter(plan=plan, state__in=LIVE_BILLS).first()


def next_bill_number(now: datetime) -> str:
    """The next number of the sequence; numbers of failed actions are left out."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('fees_bill_number')")
        return bill_number(today(now).year, cursor.fetchone()[0])


def billed_lines(bill: Bill) -> dict[BillKey, Decimal]:
    """The amounts of a bill's lines by candidate, subject and standard."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT candidate_id, subject, standard_id, amount FROM fees_billline WHERE bill_id = %s", [bill.pk]
        )
        return {(candidate, subject, standard): amount for candidate, subject, standard, amount in cursor.fetchall()}


def open_bills() -> list[OpenBill]:
    """Every confirmed bill that is not paid, with the names its institute pays under: two queries."""
    rows = Bill.objects.filter(state=BillState.CONFIRMED).annotate(left=F("amount") - F("paid")).order_by("pk")
    columns = ("pk", "number", "plan_id", "plan__number", "institute_id", "institute__name", "institute__short_name")
    aliases = payer_names()
    return [
        OpenBill(pk, number, plan_id, plan, institute, frozenset({name, short, *aliases.get(institute, ())}), owed)
        for pk, number, plan_id, plan, institute, name, short, owed in rows.values_list(*columns, "left")
    ]


def payer_names() -> dict[int, set[str]]:
    """Names that a person has matched to an institute before: the next transfer under one is known."""
    rows = (
        Payment.objects.filter(line__decided_by__isnull=False)
        .exclude(line__payer="")
        .order_by()
        .values_list("bill__institute_id", "line__payer")
        .distinct()
    )
    found: dict[int, set[str]] = {}
    for institute, payer in rows:
        found.setdefault(institute, set()).add(payer)
    return found


@dataclass(frozen=True, slots=True)
class BillFilters:
    """What the list is narrowed to. `text`: a number, or part of a plan's or institute's name."""

    text: str = ""
    state: str = ""


def bills_page(actor: Actor, filters: BillFilters) -> QuerySet[Bill]:
    """The bills that the actor may see and that match, with plan and institute."""
    rows = Bill.objects.visible_to(actor).select_related("plan", "institute")
    if filters.state:
        rows = rows.filter(state=filters.state)
    if filters.text:
        text = filters.text.strip()
        rows = rows.filter(
            Q(number__iexact=text)
            | Q(plan__number__iexact=text)
            | Q(plan__title__icontains=text)
            | named_like(text, name="institute__name", key="institute__name_key")
        )
    return rows


def visible_bill(actor: Actor, number: str) -> Bill:
    """A bill by its number, if the actor may see it. Raises `Bill.DoesNotExist`."""
    rows = Bill.objects.visible_to(actor).select_related("plan", "institute", "prepared_by", "confirmed_by")
    bill: Bill = rows.get(number=number)
    return bill


@dataclass(frozen=True, slots=True)
class LineGroup:
    """Lines of one item, subject and attempt at one standard, added up."""

    item: str
    subject: str
    attempt: str
    standard: str
    price: Decimal
    people: int
    amount: Decimal
    is_sample: bool


def line_groups(bill: Bill) -> list[LineGroup]:
    """The bill per subject: one query."""
    level = "item__occupation_level"
    columns = (
        "item_id", f"{level}__occupation__name", f"{level}__level", "subject", "attempt",
        "standard__document_number", "standard__is_sample", "standard__amount",
    )  # fmt: skip
    rows = bill.lines.order_by().values_list(*columns).annotate(people=Count("pk"), sum=Sum("amount"))
    order = {subject.value: place for place, subject in enumerate(Subject)}
    return [
        LineGroup(
            item=f"{occupation} {LEVEL_LABELS[number]}",
            subject=Subject[subject].label,
            attempt=Attempt[attempt].label,
            standard=document,
            price=amount,
            people=people,
            amount=whole,
            is_sample=sample,
        )
        for _, occupation, number, subject, attempt, document, sample, amount, people, whole in sorted(
            rows, key=lambda row: (row[0], order[row[3]], row[4])
        )
    ]


def price_groups(plan: Plan, lines: Iterable[PricedLine]) -> list[LineGroup]:
    """The same of a price that nobody has billed yet."""
    items = {item.pk: str(item) for item in plan.items.select_related("occupation_level__occupation")}
    return [
        LineGroup(
            item=items[group.item_id],
            subject=group.subject.label,
            attempt=group.attempt.label,
            standard=f"{group.standard.fee_class} · {group.standard.document_number}",
            price=group.standard.amount,
            people=group.people,
            amount=group.amount,
            is_sample=group.standard.is_sample,
        )
        for group in grouped(lines)
    ]


def bill_lines(actor: Actor, bill: Bill) -> QuerySet[BillLine]:
    """The lines with candidate, occupation and standard, in the order of the roster."""
    rows = BillLine.objects.visible_to(actor).filter(bill=bill)
    return rows.select_related("candidate", "item__occupation_level__occupation", "standard__fee_class").defer(
        "candidate__document_number", "candidate__phone"
    )


def bills_to_void() -> list[int]:
    """Unpaid bills of plans that were cancelled since."""
    live = [BillState.PREPARED, BillState.CONFIRMED]
    return list(
        Bill.objects.filter(state__in=live, plan__state=PlanState.CANCELLED).order_by("pk").values_list("pk", flat=True)
    )


def paid_but_waiting() -> list[int]:
    """Paid bills whose plan stands at *qualified*: it was suspended when the money came, and has been resumed since."""
    rows = Bill.objects.filter(state=BillState.PAID, plan__state=PlanState.QUALIFIED)
    return list(rows.order_by("pk").values_list("pk", flat=True))
