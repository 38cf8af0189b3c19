"""A worker killed between two handfuls of statement lines: each line is wholly matched or untouched, then all are."""

import os
import signal
from decimal import Decimal

import pytest

from appraisal.core.services.calendar import fill_calendar
from fees.models import Bill, Payment, Receipt, StatementLine
from fees.queries.ledger import trial_balance
from fees.services import matching, payments
from plans.models import Plan
from tests.factories import fees
from tests.factories import filing as make
from tests.factories.fees import NOW
from tests.forks import forked

pytestmark = pytest.mark.django_db(transaction=True)


def test_killed_in_the_second_handful(monkeypatch):
    fill_calendar(now=make.NOW)
    fees.finance_section()
    ground = make.ground()
    bills = [fees.confirmed(ground, fees.qualified(ground, 1)) for _ in range(3)]
    lines = [
        (str(amount), ground.institute.name, bill.number)
        for bill in bills
        for amount in (bill.amount - 1, Decimal("1.00"))
    ]
    fees.imported(fees.officer(), fees.rows_of(*lines))
    monkeypatch.setattr(matching, "LINES_AT_ONCE", 2)
    settled = []

    def settle_once(*given, **more):
        payments.settle(*given, **more)
        settled.append(given)
        if len(settled) == 2:  # receipts, ledger, payments of the second handful are written and not committed
            os.kill(os.getpid(), signal.SIGKILL)

    with monkeypatch.context() as dying:
        dying.setattr(matching, "settle", settle_once)
        assert forked(lambda: matching.match_statements(now=NOW)) == -signal.SIGKILL

    assert StatementLine.objects.filter(state="MATCHED").count() == Receipt.objects.count() == 2
    assert sorted(Bill.objects.values_list("state", flat=True)) == ["CONFIRMED", "CONFIRMED", "PAID"]
    assert Plan.objects.filter(state="PAID").count() == 1
    assert all(check.agrees for check in trial_balance())

    assert matching.match_statements(now=NOW) == matching.Matched(4, 0)
    assert list(Receipt.objects.order_by("serial").values_list("serial", flat=True)) == [1, 2, 3, 4, 5, 6]
    assert Payment.objects.count() == 6
    assert set(Plan.objects.values_list("state", flat=True)) == {"PAID"}
    assert all(check.agrees for check in trial_balance())
