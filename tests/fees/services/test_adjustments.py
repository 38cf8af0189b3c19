"""The money follows corrected duties: by differences, for every order of corrections, accruals and payments."""

from decimal import Decimal

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appraisal.core.errors import Refused
from appraisal.core.services.calendar import fill_calendar
from examiners.queries.duty import duties_of_plan
from examiners.rules.duty import Attendance, Conduct, DutyRole
from fees.models import Adjustment, Due, Payee, PayoutLine
from fees.models.ledger import LedgerTransaction
from fees.queries.ledger import trial_balance
from fees.queries.payouts import corrections_to_adjust, open_dues
from fees.rules.enums import PayeeKind, RateBasis
from fees.rules.payouts import AmountDue, Outcome, differences
from fees.services import payees, payouts
from fees.services.adjustments import adjust_dues
from fees.services.sweep import sweep
from plans.models import Plan
from plans.rules.states import PlanState
from tests.factories import duties, fees
from tests.factories import filing as make
from tests.factories.duties import ABSENT, LEADER, MEMBER
from tests.factories.fees import NOW
from tests.fees.test_money_properties import Rolled, checked_savepoint

RATE = {
    role: Decimal(fees.RATES[PayeeKind.EXAMINER, basis])
    for role, basis in ((DutyRole.MEMBER, RateBasis.HALF_DAY), (DutyRole.LEADER, RateBasis.HALF_DAY_LEADER))
}


@pytest.fixture(autouse=True)
def documents(settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path


class Books:
    """A scored plan with three examiners whose duties are confirmed, and the finance section."""

    def __init__(self, ground: make.Ground) -> None:
        self.ground, self.maker, self.checker = ground, fees.officer(), fees.officer()
        self.plan = fees.scored(ground)
        self.people = duties.on_record(ground, self.plan)

    def correct(self, said) -> None:
        duties.corrected(self.ground, self.plan, said)

    def owed(self) -> list[Decimal]:
        """What each examiner is or was owed for the plan, differences included."""
        sums = dict(
            Due.objects.filter(plan=self.plan, payee__examiner__in=self.people)
            .order_by().values_list("payee__examiner").annotate(sum=Sum("amount"))
        )  # fmt: skip
        return [sums.get(key, Decimal(0)) for key in self.people]

    def by_the_rates(self) -> list[Decimal]:
        """What the last versions of their duties come to."""
        said = {one.examiner_id: one for one in duties_of_plan(self.plan) if one.confirmed}
        return [said[key].half_days * RATE[said[key].role] for key in self.people]

    def pay(self, *, succeeds: bool = True) -> list[Decimal]:
        """Pay every examiner who is owed something; what went to the bank."""
        payable = [one.payee for one in open_dues(self.maker) if one.payee.examiner_id and one.amount > 0]
        if not payable:
            return []
        for payee in payable:
            with_card(payee)
        keys = [payee.pk for payee in payable]
        batch = payouts.propose_batch(actor=self.maker, payee_ids=keys, now=NOW)
        payouts.approve_batch(actor=self.checker, batch_id=batch.pk, now=NOW)
        payouts.send_batch(actor=self.maker, batch_id=batch.pk, now=NOW)
        lines = list(batch.lines.select_related("details").order_by("number"))
        outcomes = [Outcome(one.number, one.number, one.amount, payees.tail_of(one.details), succeeds) for one in lines]
        payouts.receive_return(actor=self.maker, batch_id=batch.pk, outcomes=outcomes, now=NOW)
        return [one.amount for one in lines]


def with_card(payee: Payee) -> None:
    """An approved account of an examiner, where he has none."""
    if payee.details.filter(state="APPROVED").exists():
        return
    payee.details.create(
        state="APPROVED", kind="CARD", holder=payee.name, bank="北京银行", branch_code="",
        number="6210980000000000", proposed_by_id=fees.officer().user_id, proposed_at=NOW,
    )  # fmt: skip


def agrees() -> bool:
    return all(check.agrees for check in trial_balance())


def test_differences_by_key_and_none_where_nothing_changed():
    owed = AmountDue((PayeeKind.EXAMINER, 1), 7, 3, Decimal(2), Decimal(300))
    less = AmountDue((PayeeKind.EXAMINER, 1), 7, 3, Decimal(1), Decimal(150))
    other = AmountDue((PayeeKind.EXAMINER, 1), 7, 4, Decimal(1), Decimal(200))
    assert differences([owed], [owed]) == []
    assert differences([owed], [less, less]) == []
    assert differences([less, other], [owed]) == [
        AmountDue((PayeeKind.EXAMINER, 1), 7, 3, Decimal(-1), Decimal(-150)), other,
    ]  # fmt: skip


@pytest.mark.django_db
class TestAdjusting:
    @pytest.fixture
    def books(self) -> Books:
        fill_calendar(now=make.NOW)
        fees.finance_section()
        fees.rates()
        return Books(make.ground())

    def test_before_the_accrual_the_corrected_duty_is_accrued(self, books):
        books.correct({books.people[2]: ABSENT})
        assert adjust_dues(correction_id=corrections_to_adjust()[0], now=NOW) == 0  # waits for the accrual
        sweep(now=NOW)
        assert books.owed() == [400, 150, 0]
        assert Adjustment.objects.get().amount == 0 and corrections_to_adjust() == []

    def test_what_is_not_paid_yet_is_paid_less(self, books):
        sweep(now=NOW)
        books.correct({books.people[0]: Attendance(DutyRole.LEADER, True, 1, Conduct.GOOD), books.people[2]: ABSENT})
        assert sweep(now=NOW).done["adjust"] == 2
        assert sweep(now=NOW).done.get("adjust") is None
        assert books.owed() == [200, 150, 0] and agrees()
        assert set(Due.objects.filter(payee__examiner=books.people[2]).values_list("state", flat=True)) == {"SET_OFF"}
        assert books.pay() == [200, 150]
        assert LedgerTransaction.objects.filter(kind="ADJUST").count() == 2 and agrees()

    def test_what_was_paid_too_much_is_set_off_in_the_next_batch(self, books):
        sweep(now=NOW)
        assert books.pay() == [400, 150, 150]
        books.correct({books.people[1]: ABSENT})
        sweep(now=NOW)
        assert books.pay() == [] and agrees()
        payee = Payee.objects.get(examiner=books.people[1])
        with pytest.raises(Refused) as refused:
            payouts.propose_batch(actor=books.maker, payee_ids=[payee.pk], now=NOW)
        assert "batch_owes_nothing" in {one.code for one in refused.value.refusals}
        books.correct({books.people[1]: Attendance(DutyRole.MEMBER, True, 2, Conduct.GOOD)})
        sweep(now=NOW)
        assert books.pay() == [150]  # 300 more, less the 150 that he had too much
        assert books.owed() == books.by_the_rates() == [400, 300, 150] and agrees()

    def test_a_claim_holds_no_plan_up_and_a_settled_plan_stays_settled(self, books):
        sweep(now=NOW)
        books.pay()
        fees.with_account(books.ground.institute)
        fees.with_account(books.ground.institute.district, "0109012345678902")
        Due.objects.exclude(payee__kind="EXAMINER").delete()  # their money is another test's
        sweep(now=NOW)
        assert Plan.objects.get(pk=books.plan.pk).state == PlanState.SETTLED
        books.correct({books.people[1]: ABSENT, books.people[2]: Attendance(DutyRole.MEMBER, True, 2, Conduct.GOOD)})
        assert sweep(now=NOW).done["adjust"] == 2
        assert Plan.objects.get(pk=books.plan.pk).state == PlanState.SETTLED
        assert books.pay() == [150]

    def test_a_batch_that_a_correction_overtook_is_not_sent(self, books):
        sweep(now=NOW)
        with_card(payee := Payee.objects.get(examiner=books.people[0]))
        batch = payouts.propose_batch(actor=books.maker, payee_ids=[payee.pk], now=NOW)
        books.correct({books.people[0]: Attendance(DutyRole.LEADER, True, 1, Conduct.GOOD)})
        sweep(now=NOW)
        with pytest.raises(Refused) as refused:
            payouts.approve_batch(actor=books.checker, batch_id=batch.pk, now=NOW)
        assert [one.code for one in refused.value.refusals] == ["batch_corrected"]
        payouts.reject_batch(actor=books.maker, batch_id=batch.pk, reason="执评更正", now=NOW)
        assert payouts.propose_batch(actor=books.maker, payee_ids=[payee.pk], now=NOW).amount == 200

    def test_a_new_rate_prices_nothing_anew(self, books):
        sweep(now=NOW)
        changed = fees.dues.RateEntry(PayeeKind.EXAMINER, RateBasis.HALF_DAY, Decimal(170), make.EXAM, "文3")
        fees.dues.set_rate(actor=books.maker, entry=changed, now=NOW)
        books.correct({books.people[1]: Attendance(DutyRole.MEMBER, True, 2, Conduct.GOOD)})
        sweep(now=NOW)
        assert books.owed() == [400, 300, 150]


# Whose duty becomes how many half-days, 0 for absent; or what the finance section does in between.
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("correct"), st.integers(0, 2), st.integers(0, 2)),
        st.tuples(st.just("swap"), st.integers(1, 2), st.integers(1, 2)),
        st.sampled_from([("sweep",), ("pay",), ("bounce",)]),
    ),
    min_size=3,
    max_size=8,
)


@pytest.mark.django_db(transaction=True)
@given(steps=STEPS)
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
def test_after_any_corrections_everybody_is_owed_what_the_rates_say(steps):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("appraisal.core.transactions.transaction.atomic", checked_savepoint)
        with pytest.raises(Rolled), transaction.atomic():
            fill_calendar(now=make.NOW)
            fees.finance_section()
            fees.rates()
            _play(Books(make.ground()), steps)
            raise Rolled


def _play(books: Books, steps) -> None:
    for word, *what in steps:
        if word == "correct":
            _correct(books, *what)
        elif word == "swap":
            _swap(books, *what)
        elif word == "sweep":
            sweep(now=NOW)
        else:
            books.pay(succeeds=word == "pay")
        assert agrees(), word
    sweep(now=NOW)
    assert books.owed() == books.by_the_rates()
    assert corrections_to_adjust() == [] and agrees()
    sent = PayoutLine.objects.filter(state="PAID").aggregate(sum=Sum("amount"))["sum"] or 0
    assert sent == (Due.objects.filter(state="PAID").aggregate(sum=Sum("amount"))["sum"] or 0)
    assert (Due.objects.filter(state="SET_OFF").aggregate(sum=Sum("amount"))["sum"] or 0) == 0


def _present(books: Books) -> dict[int, Attendance]:
    rows = [one for one in duties_of_plan(books.plan) if one.confirmed]
    return {one.examiner_id: Attendance(one.role, one.half_days > 0, one.half_days, Conduct.GOOD) for one in rows}


def _correct(books: Books, who: int, days: int) -> None:
    """One examiner came for so many half-days; a leader does not become absent, since somebody has to lead."""
    key, present = books.people[who], _present(books)
    role = present[key].role
    days = max(days, 1) if role is DutyRole.LEADER else days
    wanted = Attendance(role, days > 0, days, Conduct.GOOD)
    if wanted != present[key]:
        books.correct({key: wanted})


def _swap(books: Books, who: int, days: int) -> None:
    """Another one led."""
    present = _present(books)
    (leader,) = [key for key, said in present.items() if said.role is DutyRole.LEADER]
    key = books.people[who]
    if key != leader:
        led = Attendance(DutyRole.LEADER, True, days, Conduct.GOOD)
        books.correct({key: led, leader: MEMBER if days == 1 else Attendance(DutyRole.MEMBER, True, 2, Conduct.GOOD)})


assert LEADER.half_days == 2  # what the sums above reckon with
