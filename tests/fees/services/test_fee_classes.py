"""Classes of the fee standards are dated: one on each day, priced by the class of the day, never changed backwards."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from appraisal.core.errors import Refused
from appraisal.core.services.calendar import fill_calendar
from fees.models import FeeClass, FeeClassOccupation
from fees.queries.pricing import price_of
from fees.rules.enums import Anomaly
from fees.services import fee_classes
from tests.factories import fees
from tests.factories import filing as make
from tests.factories.fees import NOW, SINCE

pytestmark = pytest.mark.django_db
LATER = date(2026, 4, 1)


@pytest.fixture
def ground() -> make.Ground:
    fill_calendar(now=make.NOW)
    fees.finance_section()
    return make.ground()


@pytest.fixture
def plan(ground):
    """One candidate whose occupation is of 甲类 (40 + 190.50)."""
    fees.tariff_of(ground.level.occupation, fee_class="甲类")
    return fees.qualified(ground, 1)


def dear(level: int = 4) -> None:
    """乙类, where every subject costs 500."""
    fees.tariff_of(level=level, fee_class="乙类", amount=Decimal("500"))


def held(occupation) -> list[tuple[str, date, date | None]]:
    rows = FeeClassOccupation.objects.filter(occupation=occupation).order_by("valid_from")
    return list(rows.values_list("fee_class__name", "valid_from", "valid_until"))


def codes(action) -> set[str]:
    with pytest.raises(Refused) as refused:
        action()
    return {refusal.code for refusal in refused.value.refusals}


def test_a_price_goes_by_the_class_of_its_day(ground, plan):
    dear()
    fees.classify("乙类", ground.level.occupation, since=LATER)
    assert held(ground.level.occupation) == [("甲类", SINCE, LATER - timedelta(days=1)), ("乙类", LATER, None)]
    amounts = [price_of(plan, day).amount for day in (SINCE, LATER - timedelta(days=1), LATER)]
    assert amounts == [Decimal("230.50"), Decimal("230.50"), Decimal("1000.00")]
    before = price_of(plan, SINCE - timedelta(days=1))
    assert {one.anomaly for one in before.findings} >= {Anomaly.NO_CLASS}


def test_a_bill_prepared_under_another_class_is_not_confirmed(ground, plan):
    bill = fees.prepared(ground, plan)
    dear()
    fees.classify("乙类", ground.level.occupation, since=NOW.date())
    assert codes(lambda: fees.bills.confirm_bill(actor=fees.colleague(ground), bill_id=bill.pk, now=NOW)) == {
        "bill_changed"
    }


def test_the_database_takes_no_second_class_for_a_day(ground, plan):
    row = FeeClassOccupation.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        FeeClassOccupation.objects.create(
            occupation=row.occupation, fee_class=row.fee_class, valid_from=LATER, document_number="x", published_at=NOW
        )


def test_every_fault_of_a_table_comes_at_once(ground, plan):
    other = make.occupation_level(level=4).occupation
    name = "甲类"
    entries = [
        fees.ClassEntry(ground.level.occupation_id, "一", name, SINCE, None, "京发改〔2026〕2号"),
        fees.ClassEntry(other.pk, "二", name, LATER, LATER - timedelta(days=1), ""),
        fees.ClassEntry(other.pk, "二", name, SINCE, None, "京发改〔2026〕2号"),
    ]
    found = codes(lambda: fee_classes.publish_classes(actor=fees.officer(), entries=entries, now=NOW))
    assert found == {"class_in_the_way", "standard_dates", "class_document", "class_overlap"}
    assert FeeClassOccupation.objects.count() == 1


class TestOnTheClassPage:
    def save(self, ground, ids, since=LATER, document="京发改〔2026〕3号", name="甲类"):
        fee_classes.set_class_occupations(
            actor=fees.officer(), fee_class_id=FeeClass.objects.get(name=name).pk, occupation_ids=ids, since=since,
            document_number=document, now=NOW,
        )  # fmt: skip

    def test_who_comes_moves_and_who_is_left_out_ends(self, ground, plan):
        dear()
        other = make.occupation_level(level=4).occupation
        self.save(ground, [other.pk])
        assert held(ground.level.occupation) == [("甲类", SINCE, LATER - timedelta(days=1))]
        assert held(other) == [("甲类", LATER, None)]
        self.save(ground, [ground.level.occupation_id], name="乙类")
        assert held(ground.level.occupation)[1:] == [("乙类", LATER, None)]

    def test_a_day_and_a_document_are_asked_for(self, ground, plan):
        other = make.occupation_level(level=4).occupation
        keys = [ground.level.occupation_id, other.pk]
        assert codes(lambda: self.save(ground, keys, since=None)) == {"missing"}
        assert codes(lambda: self.save(ground, keys, document=" ")) == {"class_document"}
        assert codes(lambda: self.save(ground, [], since=SINCE)) == {"class_in_the_way"}

    def test_a_sample_is_confirmed_by_a_document_and_then_bills(self, ground, plan, settings):
        FeeClassOccupation.objects.update(is_sample=True)
        settings.KAOWU = {**settings.KAOWU, "BILL_BY_SAMPLE_STANDARDS": False}
        assert codes(lambda: fees.prepared(ground, plan)) == {"price_sample"}
        self.save(ground, [ground.level.occupation_id], since=NOW.date())
        assert not fees.prepared(ground, plan).is_sample


def test_only_what_has_not_been_in_force_for_a_day_and_billed_nobody_is_taken_back(ground, plan):
    officer = fees.officer()
    row = FeeClassOccupation.objects.get()
    fees.prepared(ground, plan)
    withdraw = {"actor": officer, "membership_id": row.pk, "now": NOW}
    assert codes(lambda: fee_classes.withdraw_class(**withdraw)) == {"class_begun", "class_used"}
    fees.classify("甲类", make.occupation_level(level=4).occupation, since=LATER)
    coming = FeeClassOccupation.objects.get(valid_from=LATER)
    fee_classes.withdraw_class(**{**withdraw, "membership_id": coming.pk})
    assert not FeeClassOccupation.objects.filter(pk=coming.pk).exists()
