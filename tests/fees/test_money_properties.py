"""For random plans, retakes, payments and returns: after every commit the books balance, and nothing is paid twice."""

from contextlib import suppress
from decimal import Decimal

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appraisal.core.errors import DomainError
from appraisal.core.services.calendar import fill_calendar
from fees.models import Bill, Due, Payment, PayoutLine, Receipt
from fees.queries.ledger import trial_balance
from fees.queries.payouts import open_dues
from fees.rules.payouts import Outcome
from fees.services import dues, matching, payees, payments, payouts
from plans.models import Plan
from plans.rules.states import PlanState
from tests.factories import fees
from tests.factories import filing as make
from tests.factories.fees import NOW

pytestmark = pytest.mark.django_db(transaction=True)

ATTEMPTS = st.sampled_from(["NEW", "RETAKE", ""])
PEOPLE = st.lists(st.tuples(ATTEMPTS, ATTEMPTS), min_size=1, max_size=4).filter(
    lambda people: any(theory or practical for theory, practical in people)
)
# How much of the bill a payment is, in hundredths, and by which way it comes.
PAYMENTS = st.lists(
    st.tuples(st.integers(1, 130), st.sampled_from(["counter", "bank", "review"])), min_size=0, max_size=3
)
RETURNS = st.lists(st.booleans(), min_size=2, max_size=2)


class Rolled(Exception):
    """Takes an example back."""


def balanced() -> None:
    """What holds after every commit."""
    assert [check.name for check in trial_balance() if not check.agrees] == []
    for bill in Bill.objects.all():
        assert bill.lines.aggregate(sum=Sum("amount"))["sum"] == bill.amount
    paid = PayoutLine.objects.filter(state="PAID").aggregate(sum=Sum("amount"))["sum"] or 0
    assert paid == (Due.objects.filter(state="PAID").aggregate(sum=Sum("amount"))["sum"] or 0), "nothing is paid twice"


class Story:
    """One plan from its bill to the last payment, with a look at the books after each action."""

    def __init__(self, ground: make.Ground, people: list[tuple[str, str]]) -> None:
        self.ground, self.officer, self.other = ground, fees.officer(), fees.officer()
        plan = fees.qualified(ground, len(people))
        for candidate, (theory, practical) in zip(plan.candidates.order_by("pk"), people, strict=True):
            plan.candidates.filter(pk=candidate.pk).update(theory=theory, practical=practical)
        self.bill = fees.confirmed(ground, plan)
        balanced()

    def pay(self, hundredths: int, way: str) -> None:
        amount = (self.bill.amount * hundredths / 100).quantize(Decimal("0.01"))
        with suppress(DomainError):  # a bill that is paid takes no more
            self._pay(max(amount, Decimal("0.01")), way)
        self.bill.refresh_from_db()
        balanced()

    def _pay(self, amount: Decimal, way: str) -> None:
        if way == "counter":
            payments.receive_at_counter(
                actor=self.officer, bill_id=self.bill.pk, amount=amount, method="CASH", payer="甲", credit_rest=True,
                now=NOW,
            )  # fmt: skip
            return
        remark = self.bill.number if way == "bank" else "不明"
        statement = fees.imported(self.officer, fees.rows_of((str(amount), self.ground.institute.name, remark)))
        balanced()
        matching.match_statements(now=NOW)
        for line in statement.lines.filter(state="UNMATCHED"):
            self.bill.refresh_from_db()
            part = {self.bill.pk: min(amount, self.bill.owed)} if self.bill.state == "CONFIRMED" else {}
            matching.match_line(
                actor=self.officer, line_id=line.pk, amounts=part, institute_id=self.ground.institute.pk, now=NOW
            )

    def pay_out(self, answers: list[bool]) -> None:
        Plan.objects.filter(pk=self.bill.plan_id).update(state=PlanState.SCORED)
        dues.accrue_dues(plan_id=self.bill.plan_id, now=NOW)
        balanced()
        for number, owner in enumerate((self.ground.institute, self.ground.institute.district)):
            fees.with_account(owner, f"01090000000000{number:02}")
        self._batch(answers)
        for number, owed in enumerate(open_dues(self.officer)):
            fees.with_account(owed.payee.organisation, f"01098888888888{number:02}")
        if open_dues(self.officer):
            self._batch([True] * 2)

    def _batch(self, answers: list[bool]) -> None:
        keys = [one.payee.pk for one in open_dues(self.officer)]
        batch = payouts.propose_batch(actor=self.officer, payee_ids=keys, now=NOW)
        payouts.approve_batch(actor=self.other, batch_id=batch.pk, now=NOW)
        balanced()
        payouts.send_batch(actor=self.officer, batch_id=batch.pk, now=NOW)
        balanced()
        lines = batch.lines.select_related("details").order_by("number")
        outcomes = [
            Outcome(line.number, line.number, line.amount, payees.tail_of(line.details), paid)
            for line, paid in zip(lines, answers, strict=False)
        ]
        for _ in range(2):  # the same file twice
            payouts.receive_return(actor=self.officer, batch_id=batch.pk, outcomes=outcomes, now=NOW)
            balanced()


@given(people=PEOPLE, paid=PAYMENTS, answers=RETURNS)
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_books_balance_after_every_commit_and_nothing_is_paid_twice(people, paid, answers):
    with pytest.MonkeyPatch.context() as patch:
        # Each example is one outer transaction that is taken back: an action's own becomes a savepoint in it, and the
        # deferred checks of the database are asked for at its end, as at a commit.
        patch.setattr("appraisal.core.transactions.transaction.atomic", checked_savepoint)
        with pytest.raises(Rolled), transaction.atomic():
            fill_calendar(now=make.NOW)
            fees.finance_section()
            fees.rates()
            _play(people, paid, answers)
            raise Rolled


def _play(people, paid, answers) -> None:
    story = Story(make.ground(), people)
    for hundredths, way in paid:
        story.pay(hundredths, way)
    received = Receipt.objects.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    on_bills = Payment.objects.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    assert on_bills <= received
    if story.bill.state != "PAID":
        story.pay(130, "counter")
    assert story.bill.state == "PAID"
    assert Plan.objects.get(pk=story.bill.plan_id).state == PlanState.PAID
    story.pay_out(answers)
    assert Plan.objects.get(pk=story.bill.plan_id).state == PlanState.SETTLED
    assert set(Due.objects.values_list("state", flat=True)) == {"PAID"}


_atomic = transaction.atomic


def checked_savepoint(*args, durable: bool = False, **kwargs):
    """What stands for the outermost transaction of an action inside an example."""
    return _Checked(_atomic(*args, **kwargs), durable)


class _Checked:
    def __init__(self, inner, is_action: bool) -> None:
        self.inner, self.is_action = inner, is_action

    def __enter__(self):
        return self.inner.__enter__()

    def __exit__(self, *error):
        if error[0] is None and self.is_action:
            with transaction.get_connection().cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        return self.inner.__exit__(*error)
