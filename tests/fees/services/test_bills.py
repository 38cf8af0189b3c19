"""A bill: two people, everything wrong said before the point of no return, and no way back after."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from appraisal.core.errors import NotPermitted, Refused
from appraisal.core.models import Notice
from appraisal.core.rules.enums import Subject
from appraisal.core.rules.roles import Role
from appraisal.core.services.calendar import fill_calendar
from fees.models import Bill, BillLine, Payment
from fees.queries.ledger import balance, trial_balance
from fees.rules.enums import Anomaly, BillState
from fees.rules.posting import COUNTER, INCOME, credit_of, receivable
from fees.services import bills, payments
from fees.services.sweep import sweep
from plans.models import Candidate, Plan, RecordedResult
from plans.rules.enums import CandidateState
from plans.rules.states import PlanState
from plans.services import decisions
from tests.factories import core, fees
from tests.factories import filing as make
from tests.factories.fees import NOW

pytestmark = pytest.mark.django_db
EACH = Decimal("230.50")


@pytest.fixture
def ground() -> make.Ground:
    fill_calendar(now=make.NOW)
    fees.finance_section()
    return make.ground()


def codes(action) -> set[str]:
    with pytest.raises(Refused) as refused:
        action()
    return {refusal.code for refusal in refused.value.refusals}


def agrees() -> bool:
    return all(check.agrees for check in trial_balance())


def test_a_bill_has_a_line_per_candidate_and_subject_and_each_its_standard(ground):
    plan = fees.qualified(ground, 3)
    bill = fees.prepared(ground, plan)
    lines = list(bill.lines.select_related("standard"))
    assert len(lines) == 6
    assert (
        {line.amount for line in lines}
        == {line.standard.amount for line in lines}
        == set(map(Decimal, ("40.00", "190.50")))
    )
    assert bill.amount == sum(line.amount for line in lines) == 3 * EACH
    assert (bill.state, bill.number[:5]) == (BillState.PREPARED, "2026F")
    assert balance(INCOME) == 0, "nothing is owed before the second person has looked"


def test_only_another_clerk_of_the_institute_confirms(ground):
    bill = fees.prepared(ground, fees.qualified(ground))
    assert codes(lambda: bills.confirm_bill(actor=ground.clerk, bill_id=bill.pk, now=NOW)) == {"bill_same_person"}
    for stranger in (core.actor(Role.INSTITUTE_CLERK), ground.officer, fees.officer()):
        with pytest.raises(NotPermitted):
            bills.confirm_bill(actor=stranger, bill_id=bill.pk, now=NOW)
    with pytest.raises(DatabaseError, match="bill_two_people"), transaction.atomic():
        Bill.objects.filter(pk=bill.pk).update(confirmed_by=bill.prepared_by)


def test_confirming_charges_the_institute_until_the_last_day_of_pay(ground):
    plan = fees.qualified(ground)
    bill = fees.confirmed(ground, plan)
    assert bill.due_on == plan.obligations.get(code="PAY").last_day
    assert balance(receivable(ground.institute.pk)) == -balance(INCOME) == 3 * EACH
    letter = Notice.objects.get(organisation=ground.institute, path=f"/fees/bills/{bill.number}/")
    assert bill.number in letter.body
    assert agrees()


def test_what_changed_since_it_was_prepared_is_said(ground):
    plan = fees.qualified(ground)
    bill = fees.prepared(ground, plan)
    one = plan.candidates.first()
    Candidate.objects.filter(pk=one.pk).update(state=CandidateState.WITHDRAWN)
    confirm = lambda: bills.confirm_bill(actor=fees.colleague(ground), bill_id=bill.pk, now=NOW)  # noqa: E731
    assert codes(confirm) == {"bill_changed"}
    bills.return_bill(actor=fees.colleague(ground), bill_id=bill.pk, reason="有人退出", now=NOW)
    again = fees.prepared(ground, plan)
    assert again.amount == 2 * EACH
    assert BillLine.objects.filter(bill=bill).count() == 6, "the old bill stays on record as it was"
    assert agrees()


def test_every_reason_against_a_bill_comes_at_once(ground):
    plan = fees.qualified(ground, priced=False)
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.ENROLLED)
    prepare = lambda: bills.prepare_bill(actor=ground.clerk, plan_id=plan.pk, now=NOW)  # noqa: E731
    assert codes(prepare) == {"bill_plan_state", "price_no_class", "price_nothing_due"}


def test_a_retake_billed_as_new_has_to_be_acknowledged(ground):
    plan = fees.qualified(ground)
    one = plan.candidates.first()
    RecordedResult.objects.create(
        document_index=one.document_index, occupation_level=ground.level, subject=Subject.PRACTICAL, score=40,
        exam_date=make.NOW.date(),
    )  # fmt: skip
    prepare = lambda said: bills.prepare_bill(actor=ground.clerk, plan_id=plan.pk, acknowledged=said, now=NOW)  # noqa: E731
    assert codes(lambda: prepare([])) == {"price_unacknowledged"}
    bill = prepare([Anomaly.RETAKE_AS_NEW])
    assert bill.findings == [["RETAKE_AS_NEW", f"{ground.level} 实操", 1]]


def test_sample_prices_bill_nobody_in_production(ground, settings):
    plan = fees.qualified(ground, priced=False)
    fees.tariff_of(ground.level.occupation, is_sample=True)
    settings.KAOWU = {**settings.KAOWU, "BILL_BY_SAMPLE_STANDARDS": False}
    assert codes(lambda: fees.prepared(ground, plan)) == {"price_sample"}
    settings.KAOWU = {**settings.KAOWU, "BILL_BY_SAMPLE_STANDARDS": True}
    assert fees.prepared(ground, plan).is_sample


class TestThePointOfNoReturn:
    @pytest.fixture
    def bill(self, ground) -> Bill:
        return fees.confirmed(ground)

    def pay(self, bill, amount, **more) -> Payment:
        given = {"actor": fees.officer(), "method": "CASH", "payer": "孙丽", "now": NOW, **more}
        made = payments.receive_at_counter(bill_id=bill.pk, amount=amount and Decimal(amount), **given)
        bill.refresh_from_db()
        return made

    def test_part_leaves_the_rest_owed_and_all_of_it_moves_the_plan(self, bill, ground):
        first = self.pay(bill, "100")
        assert (bill.state, bill.owed) == (BillState.CONFIRMED, 3 * EACH - 100)
        second = self.pay(bill, bill.owed)
        assert (bill.state, bill.plan.state) == (BillState.PAID, PlanState.PAID)
        assert (first.number, second.number) == ("2026R000001", "2026R000002")
        assert bill.plan.obligations.get(code="PAY").state == "MET"
        assert balance(COUNTER) == 3 * EACH
        assert balance(receivable(ground.institute.pk)) == 0
        assert agrees()

    def test_each_fault_of_a_counter_slip_is_said(self, bill):
        assert codes(lambda: self.pay(bill, None, method="BANK", payer=" ")) == {"amount_missing", "missing"}
        assert codes(lambda: self.pay(bill, "1000")) == {"payment_rest"}
        with pytest.raises(NotPermitted):
            self.pay(bill, "1", actor=core.actor(Role.INSTITUTE_CLERK))

    def test_what_is_too_much_becomes_credit_and_pays_the_next_bill(self, bill, ground):
        self.pay(bill, 3 * EACH + 200, credit_rest=True)
        assert balance(credit_of(ground.institute.pk)) == -200
        other = fees.confirmed(ground, fees.qualified(ground, 1))
        assert payments.apply_credit(actor=fees.officer(), bill_id=other.pk, now=NOW) == 200
        assert balance(credit_of(ground.institute.pk)) == 0
        assert codes(lambda: payments.apply_credit(actor=fees.officer(), bill_id=other.pk, now=NOW)) == {"credit_none"}
        assert agrees()

    def test_a_candidate_who_leaves_changes_no_money(self, bill):
        self.pay(bill, bill.owed)
        before = balance(INCOME)
        bill.plan.candidates.update(state=CandidateState.WITHDRAWN)
        sweep(now=NOW)
        bill.refresh_from_db()
        assert (bill.state, bill.amount, balance(INCOME)) == (BillState.PAID, 3 * EACH, before)

    def test_nothing_leads_back_from_paid(self, bill, ground):
        self.pay(bill, bill.owed)
        back = lambda: bills.return_bill(actor=ground.clerk, bill_id=bill.pk, reason="退", now=NOW)  # noqa: E731
        assert codes(back) == {"bill_not_prepared"}
        assert codes(lambda: self.pay(bill, "1")) == {"bill_not_open"}
        decisions.cancel_plan(actor=ground.officer, plan_id=bill.plan_id, reason="停办", now=NOW)
        assert sweep(now=NOW).done.get("void") is None
        bill.refresh_from_db()
        assert bill.state == BillState.PAID
        assert agrees()

    @pytest.mark.parametrize("left_behind", [False, True])
    def test_a_cancelled_plan_takes_its_unpaid_bill_with_it_and_what_was_paid_is_credit(
        self, bill, ground, left_behind
    ):
        self.pay(bill, "100")
        if left_behind:
            Plan.objects.filter(pk=bill.plan_id).update(state=PlanState.CANCELLED)
            assert sweep(now=NOW).done["void"] == 1
        else:
            decisions.cancel_plan(actor=ground.officer, plan_id=bill.plan_id, reason="停办", now=NOW)
        bill.refresh_from_db()
        assert bill.state == BillState.VOID
        assert balance(INCOME) == balance(receivable(ground.institute.pk)) == 0
        assert balance(credit_of(ground.institute.pk)) == -100
        assert agrees()
        assert sweep(now=NOW).done.get("void") is None

    def test_a_suspended_plan_keeps_its_money_and_moves_when_it_is_resumed(self, bill):
        Plan.objects.filter(pk=bill.plan_id).update(state=PlanState.SUSPENDED, previous_state=PlanState.QUALIFIED)
        self.pay(bill, bill.owed)
        assert Plan.objects.get(pk=bill.plan_id).state == PlanState.SUSPENDED
        assert sweep(now=NOW).done.get("resume") is None
        Plan.objects.filter(pk=bill.plan_id).update(state=PlanState.QUALIFIED)
        assert sweep(now=NOW).done["resume"] == 1
        assert Plan.objects.get(pk=bill.plan_id).state == PlanState.PAID


def test_institutes_see_their_own_bills_only(ground):
    bill = fees.confirmed(ground)
    seen = {
        actor: list(Bill.objects.visible_to(actor))
        for actor in (ground.clerk, fees.officer(), core.actor(Role.INSTITUTE_CLERK), ground.district)
    }
    assert list(seen.values()) == [[bill], [bill], [], []]
