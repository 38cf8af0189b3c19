"""Which line pays which bill: certain only by number with amount or payer, or by amount and payer to one bill alone."""

from decimal import Decimal

import pytest

from fees.rules.billing import OpenBill
from fees.rules.matching import Evidence, Incoming, match_lines

COOKS = "北京市朝阳区京味职业技能鉴定所"


def bill(pk=1, owed="230.50", *, payers=(COOKS,), institute=5) -> OpenBill:
    return OpenBill(pk, f"2026F{pk:06}", pk, f"2026Z{pk:06}", institute, frozenset(payers), Decimal(owed))


def line(amount="230.50", payer=COOKS, reference="", pk=1) -> Incoming:
    return Incoming(pk, Decimal(amount), payer, reference)


@pytest.mark.parametrize(
    "one",
    [
        line(reference="鉴定费 2026F000001"),
        line(reference="２０２６Ｆ－000 001"),  # full-width, with blanks and a dash
        line(reference="2026f000001", payer="某公司"),
        line(reference="计划2026Z000001缴费", payer="某公司"),
        line("100", reference="2026F000001"),  # part of it, from the institute
        line(),  # amount and payer
        line(payer="北京市朝阳区京味职业技能鉴定所 "),
    ],
)
def test_what_is_certain(one):
    (verdict,) = match_lines([one], [bill(), bill(2, "99")])
    assert verdict.certain == ((1, one.amount),)


@pytest.mark.parametrize(
    ("one", "evidence"),
    [
        (line(payer="某公司"), {Evidence.AMOUNT}),
        (line("12", reference=""), {Evidence.PAYER}),
        (line("12", payer="某公司", reference="2026F000001"), {Evidence.REFERENCE}),
        (line("300", reference="2026F000001"), {Evidence.REFERENCE, Evidence.PAYER}),  # more than is owed
    ],
)
def test_what_a_person_decides_comes_with_its_evidence(one, evidence):
    (verdict,) = match_lines([one], [bill()])
    assert verdict.certain == ()
    assert verdict.proposals[0].evidence == evidence


@pytest.mark.parametrize("one", [line("12", payer="某公司"), line("12", payer="", reference="2026F9999991")])
def test_what_belongs_to_nobody(one):
    (verdict,) = match_lines([one], [bill()])
    assert (verdict.certain, verdict.proposals) == ((), ())


def test_two_bills_of_one_amount_are_not_guessed_between():
    (verdict,) = match_lines([line()], [bill(1), bill(2)])
    assert verdict.certain == ()
    assert {one.bill.bill_id for one in verdict.proposals} == {1, 2}


def test_a_transfer_that_names_two_bills_pays_both():
    bills = [bill(1, "100"), bill(2, "50.05")]
    (verdict,) = match_lines([line("150.05", reference="2026F000001、2026F000002")], bills)
    assert verdict.certain == ((1, Decimal("100")), (2, Decimal("50.05")))
    (verdict,) = match_lines([line("150", reference="2026F000001、2026F000002")], bills)
    assert verdict.certain == ()
    other = [bills[0], bill(2, "50.05", institute=6)]
    (verdict,) = match_lines([line("150.05", reference="2026F000001、2026F000002")], other)
    assert verdict.certain == ()


def test_a_line_that_names_its_bill_is_not_made_unsure_by_another_that_fits():
    (verdict,) = match_lines([line("100", reference="2026F000001")], [bill(1), bill(2, "100")])
    assert verdict.certain == ((1, Decimal("100")),)
    (verdict,) = match_lines([line("300", reference="2026F000001")], [bill(1), bill(2, "300")])
    assert verdict.certain == (), "remark and amount contradict each other"
    assert {one.bill.bill_id for one in verdict.proposals} == {1, 2}


def test_a_bill_is_paid_once_however_many_lines_name_it():
    lines = [line(pk=1, reference="2026F000001"), line(pk=2, reference="2026F000001")]
    first, second = match_lines(lines, [bill()])
    assert first.certain
    assert (second.certain, second.proposals) == ((), ())
