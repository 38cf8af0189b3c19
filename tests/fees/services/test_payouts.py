"""Payouts: bank data checked by two people, amounts by dated rates, maker and checker, the answer of the bank."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from appraisal.core.errors import NotPermitted, Refused
from appraisal.core.models import Notice
from appraisal.core.rules.roles import Role
from appraisal.core.services.calendar import fill_calendar
from fees.models import Budget, Due, Payee, PayeeDetails, PayoutBatch, PayoutLine
from fees.queries import payouts as payout_queries
from fees.queries.duty import duty_work
from fees.queries.ledger import balance, trial_balance
from fees.queries.payouts import open_dues
from fees.rules.enums import BatchState, DetailsState, DueState, PayeeKind, PayoutLineState, RateBasis
from fees.rules.payouts import DutyWork, Outcome
from fees.rules.posting import BANK, EXPENSE, TRANSIT, payable
from fees.services import dues, payees, payouts
from fees.services.sweep import sweep
from plans.models import Plan
from plans.rules.states import PlanState
from tests.factories import core, duties, fees, scores
from tests.factories import filing as make
from tests.factories.fees import NOW

pytestmark = pytest.mark.django_db
NUMBER = "0109012345678901"


@pytest.fixture
def ground() -> make.Ground:
    fill_calendar(now=make.NOW)
    fees.finance_section()
    fees.rates()
    return make.ground()


def codes(action) -> set[str]:
    with pytest.raises(Refused) as refused:
        action()
    return {refusal.code for refusal in refused.value.refusals}


def agrees() -> bool:
    return all(check.agrees for check in trial_balance())


class TestBankData:
    def test_typed_twice_by_two_people_and_replaced_with_history(self, ground):
        institute, finance = ground.institute, fees.officer()
        handed = payees.hand_in_details(
            actor=ground.clerk, organisation_id=institute.pk, details=fees.account(holder=institute.name), now=NOW
        )
        approve = lambda number: payees.approve_details(  # noqa: E731
            actor=finance, details_id=handed.pk, number=number, now=NOW
        )
        assert codes(lambda: approve("0109012345678902")) == {"details_number_differs"}
        approve(" 0109 0123 4567 8901")
        assert codes(lambda: approve(NUMBER)) == {"details_decided"}
        second = payees.hand_in_details(
            actor=ground.clerk, organisation_id=institute.pk,
            details=fees.account("0109999999999999", holder=institute.name), now=NOW,
        )  # fmt: skip
        payees.approve_details(actor=finance, details_id=second.pk, number="0109999999999999", now=NOW)
        assert list(PayeeDetails.objects.order_by("pk").values_list("state", flat=True)) == ["REPLACED", "APPROVED"]
        assert Notice.objects.filter(organisation=institute, subject="开户行信息已核准").count() == 2
        stored = PayeeDetails.objects.filter(pk=second.pk).values_list("number_index", flat=True).get()
        assert b"0109999999999999" not in bytes(stored)

    def test_nobody_approves_what_he_handed_in(self, ground):
        finance = fees.officer()
        made = payees.hand_in_details(
            actor=finance, organisation_id=ground.institute.pk, details=fees.account(holder=ground.institute.name),
            now=NOW,
        )  # fmt: skip
        approve = lambda: payees.approve_details(actor=finance, details_id=made.pk, number=NUMBER, now=NOW)  # noqa: E731
        assert codes(approve) == {"details_same_person"}
        with pytest.raises(DatabaseError, match="details_two_people"), transaction.atomic():
            PayeeDetails.objects.filter(pk=made.pk).update(state=DetailsState.APPROVED, decided_by=made.proposed_by)

    def test_only_the_own_organisation_and_one_at_a_time(self, ground):
        details = fees.account(holder=ground.institute.name)
        given = {"organisation_id": ground.institute.pk, "details": details, "now": NOW}
        with pytest.raises(NotPermitted):
            payees.hand_in_details(actor=core.actor(Role.INSTITUTE_CLERK), **given)
        payees.hand_in_details(actor=ground.clerk, **given)
        assert codes(lambda: payees.hand_in_details(actor=ground.clerk, **given)) == {"details_waiting"}
        seen = [PayeeDetails.objects.visible_to(one).count() for one in (ground.clerk, ground.district, fees.officer())]
        assert seen == [1, 0, 1]


class TestAmountsDue:
    def test_by_the_rates_of_the_exam_day_once(self, ground, monkeypatch):
        plan = fees.scored(ground)
        assert sweep(now=NOW).done["accrue"] == 2 + 1
        assert {(due.payee.kind, due.rate.basis): due.amount for due in Due.objects.all()} == {
            ("DISTRICT", "CANDIDATE"): Decimal("15.00"),
            ("INSTITUTE", "CANDIDATE"): Decimal("180.15"),
            ("INSTITUTE", "PLAN"): Decimal("300.00"),
        }
        assert balance(EXPENSE) == Decimal("495.15")
        assert sweep(now=NOW).done.get("accrue") is None
        assert dues.accrue_dues(plan_id=plan.pk, now=NOW) == 0
        assert agrees()

    def test_a_new_rate_holds_from_its_day_on_and_not_before(self, ground):
        finance = fees.officer()
        entry = dues.RateEntry(PayeeKind.DISTRICT, RateBasis.CANDIDATE, Decimal(9), date(2026, 6, 1), "文2")
        dues.set_rate(actor=finance, entry=entry, now=NOW)
        old, new = sorted(payout_queries.Rate.objects.filter(payee_kind="DISTRICT"), key=lambda rate: rate.valid_from)
        assert (old.valid_until, new.valid_until) == (date(2026, 5, 31), None)
        wrong = dues.RateEntry(PayeeKind.EXAMINER, RateBasis.PLAN, None, date(2026, 6, 1), "")
        assert codes(lambda: dues.set_rate(actor=finance, entry=wrong, now=NOW)) == {
            "rate_basis", "rate_amount", "missing",
        }  # fmt: skip
        assert codes(lambda: dues.set_rate(actor=finance, entry=entry, now=NOW)) == {"rate_in_the_way"}

    def test_a_plan_that_owes_nobody_is_settled_at_once(self, ground):
        payout_queries.Rate.objects.all().delete()
        plan = fees.scored(ground)
        sweep(now=NOW)
        assert Plan.objects.get(pk=plan.pk).state == PlanState.SETTLED

    def test_the_first_budget_reckons_with_examiners_for_whole_days(self, ground):
        plan = fees.paid(ground)
        assert sweep(now=NOW).done["budget"] == 1
        budgets = dict(Budget.objects.filter(plan=plan).values_list("payee_kind", "amount"))
        assert budgets["EXAMINER"] == 2 * (200 + 2 * 150)
        assert budgets["INSTITUTE"] == Decimal("480.15")
        assert sweep(now=NOW).done.get("budget") is None


class TestBatches:
    @pytest.fixture
    def plan(self, ground) -> Plan:
        plan = fees.scored(ground)
        sweep(now=NOW)
        fees.with_account(ground.institute)
        fees.with_account(plan.district, "0109000000000077")
        return plan

    def batch(self, maker=None) -> PayoutBatch:
        maker = maker or fees.officer()
        keys = [one.payee.pk for one in open_dues(maker) if one.details]
        return payouts.propose_batch(actor=maker, payee_ids=keys, now=NOW)

    def sent(self) -> PayoutBatch:
        batch = self.batch()
        payouts.approve_batch(actor=fees.officer(), batch_id=batch.pk, now=NOW)
        return payouts.send_batch(actor=fees.officer(), batch_id=batch.pk, now=NOW)[0]

    def answer(self, batch, *paid: bool, reason="账号户名不符"):
        outcomes = [
            Outcome(line.number + 1, line.number, line.amount, payees.tail_of(line.details), ok, "" if ok else reason)
            for line, ok in zip(batch.lines.select_related("details"), paid, strict=True)
        ]
        return payouts.receive_return(actor=fees.officer(), batch_id=batch.pk, outcomes=outcomes, now=NOW)

    def test_another_person_approves_and_money_moves_when_it_is_sent(self, plan):
        maker = fees.officer()
        batch = self.batch(maker)
        assert codes(lambda: payouts.approve_batch(actor=maker, batch_id=batch.pk, now=NOW)) == {"batch_same_person"}
        assert codes(lambda: payouts.send_batch(actor=maker, batch_id=batch.pk, now=NOW)) == {"batch_state"}
        payouts.approve_batch(actor=fees.officer(), batch_id=batch.pk, now=NOW)
        assert balance(TRANSIT) == 0
        payouts.send_batch(actor=maker, batch_id=batch.pk, now=NOW)
        payouts.send_batch(actor=maker, batch_id=batch.pk, now=NOW)  # the file once more
        assert balance(TRANSIT) == -batch.amount
        assert agrees()
        with pytest.raises(DatabaseError, match="batch_two_people"), transaction.atomic():
            PayoutBatch.objects.filter(pk=batch.pk).update(decided_by=batch.made_by)

    def test_a_failed_payment_is_owed_again_and_waits_for_a_corrected_account(self, plan, ground):
        batch = self.sent()
        before = balance(BANK)
        assert self.answer(batch, False, True) == (1, 1, 0)
        assert self.answer(batch, False, True) == (0, 0, 2), "the same file again"
        failed = PayoutLine.objects.get(state=PayoutLineState.FAILED)
        assert failed.details.state == DetailsState.BOUNCED
        assert balance(payable(failed.payee_id)) == -failed.amount
        assert balance(BANK) == before - (batch.amount - failed.amount)
        assert Notice.objects.filter(organisation=failed.payee.organisation, subject__contains="支付失败").exists()
        assert codes(self.batch) == {"batch_nothing"}, "nobody who can be paid is owed anything"
        keys = [failed.payee_id]
        again = lambda: payouts.propose_batch(actor=fees.officer(), payee_ids=keys, now=NOW)  # noqa: E731
        assert codes(again) == {"batch_no_details"}
        same = failed.details
        with pytest.raises(Refused, match="details_bounced_same"):
            fees.with_account(failed.payee.organisation, same.number)
        fees.with_account(failed.payee.organisation, "0109888888888888")
        second = self.sent()
        assert self.answer(second, True) == (1, 0, 0)
        plan.refresh_from_db()
        assert (second.amount, plan.state) == (failed.amount, PlanState.SETTLED)
        assert set(Due.objects.values_list("state", flat=True)) == {DueState.PAID}
        assert balance(TRANSIT) == 0
        assert agrees()

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"number": 9}, "没有这个序号"), ({"number": 2}, "出现两次"), ({"amount": Decimal(1)}, "金额"),
            ({"tail": "0000"}, "账号"), ({"paid": None}, "看不出"),
        ],
    )  # fmt: skip
    def test_a_return_that_contradicts_the_batch_is_not_taken_at_all(self, plan, change, said):
        batch = self.sent()
        second, first = [
            Outcome(line.number, line.number, line.amount, payees.tail_of(line.details), True)
            for line in batch.lines.order_by("-number")
        ]
        given = {name: getattr(first, name) for name in first.__slots__}
        outcomes = [second, Outcome(**{**given, **change})]
        with pytest.raises(Refused) as refused:
            payouts.receive_return(actor=fees.officer(), batch_id=batch.pk, outcomes=outcomes, now=NOW)
        assert said in refused.value.refusals[0].params["what"]
        assert not PayoutLine.objects.exclude(state=PayoutLineState.WAITING).exists()

    def test_the_banks_word_does_not_change(self, plan):
        batch = self.sent()
        self.answer(batch, True, True)
        assert codes(lambda: self.answer(batch, True, False)) == {"return_row"}

    def test_over_the_budget_of_plan_or_year_nothing_is_paid(self, plan):
        finance = fees.officer()
        given = {"actor": finance, "kind": PayeeKind.INSTITUTE, "reason": "压缩", "now": NOW}
        dues.set_budget(amount=Decimal(1), plan_id=plan.pk, **given)
        dues.set_budget(amount=Decimal(2), year=plan.first_exam_date.year, **given)
        with pytest.raises(Refused) as refused:
            self.batch()
        assert [refusal.params["about"] for refusal in refused.value.refusals] == [
            f"计划 {plan.number}", f"{plan.first_exam_date.year} 年",
        ]  # fmt: skip
        dues.set_budget(amount=Decimal(900), plan_id=plan.pk, **given)
        dues.set_budget(amount=Decimal(900), year=plan.first_exam_date.year, **given)
        assert self.batch().amount == Decimal("495.15")

    def test_a_batch_that_goes_back_opens_everything_again(self, plan):
        batch = self.batch()
        assert codes(lambda: payouts.reject_batch(actor=fees.officer(), batch_id=batch.pk, reason="", now=NOW)) == {
            "reason_missing"
        }
        payouts.reject_batch(actor=fees.officer(), batch_id=batch.pk, reason="金额有误", now=NOW)
        assert set(Due.objects.values_list("state", flat=True)) == {DueState.OPEN}
        assert self.batch().amount == batch.amount
        assert agrees()

    def test_an_account_that_changed_after_the_batch_was_made_stops_it(self, plan, ground):
        batch = self.batch()
        fees.with_account(ground.institute, "0109888888888888")
        approve = lambda: payouts.approve_batch(actor=fees.officer(), batch_id=batch.pk, now=NOW)  # noqa: E731
        assert codes(approve) == {"batch_details_changed"}

    def test_everybody_sees_his_own_payments_only(self, plan, ground):
        batch = self.batch()
        assert batch.state == BatchState.PROPOSED
        seen = {
            one: set(PayoutLine.objects.visible_to(one).values_list("payee__kind", flat=True))
            for one in (ground.clerk, ground.district, core.actor(Role.INSTITUTE_CLERK), ground.officer)
        }
        assert list(seen.values()) == [{"INSTITUTE"}, {"DISTRICT"}, set(), set()]
        assert Payee.objects.visible_to(ground.clerk).get().organisation == ground.institute


def test_examiners_are_paid_by_half_days_and_role(ground, monkeypatch):
    plan = fees.scored(ground)
    item = plan.items.get().pk
    work = [DutyWork(1, item, True, 2), DutyWork(2, item, False, 2), DutyWork(2, item, False, 1)]
    monkeypatch.setattr(payout_queries, "duty_work", lambda _: work)
    found = payout_queries.dues_of_plan(plan)
    examiners = {due.beneficiary[1]: due.amount for due in found if due.beneficiary[0] is PayeeKind.EXAMINER}
    assert examiners == {1: Decimal(400), 2: Decimal(450)}


def test_half_days_come_from_confirmed_duty_records(ground):
    plan = scores.held(ground)
    people = duties.handed_in(ground, plan)
    assert duty_work(plan) == [], "nobody is paid by what the institute states"
    duties.confirmed(ground, plan, people)
    item = plan.items.get().pk
    assert duty_work(plan) == [
        DutyWork(people[0], item, True, 2), DutyWork(people[1], item, False, 1), DutyWork(people[2], item, False, 1),
    ]  # fmt: skip
