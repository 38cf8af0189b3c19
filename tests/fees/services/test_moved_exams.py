"""A first exam that moves takes the bill's last day along, and the papers that name the old days 一（二）."""

import pytest

from appraisal.core.models import Paper
from appraisal.core.queries.calendar import load_calendar
from appraisal.core.rules.papers import PaperKind
from appraisal.core.services.calendar import fill_calendar
from fees.models import Bill
from fees.services.change_effects import impacts_of
from fees.services.papers import issue_bill_paper
from plans.models import Obligation
from plans.queries.changes import moves_of
from plans.services.change_decisions import decide_change
from tests.factories import changes as ask_for
from tests.factories import fees
from tests.factories import filing as make

pytestmark = pytest.mark.django_db
NOW = fees.NOW
BOTH = (PaperKind.PAYMENT_NOTICE, PaperKind.BILL)


@pytest.fixture
def ground() -> make.Ground:
    fill_calendar(now=make.NOW)
    return make.ground()


@pytest.fixture
def bill(ground: make.Ground) -> Bill:
    bill = fees.confirmed(ground)
    for kind in BOTH:
        issue_bill_paper(actor=ground.clerk, bill_id=bill.pk, kind=kind, now=NOW)
    return bill


def moved(ground: make.Ground, bill: Bill, *subjects: str) -> list[str]:
    """The sittings of these subjects a week later; returns what the impact said of bills."""
    change = ask_for.ask(ground, bill.plan, [ask_for.wish(bill.plan, subject) for subject in subjects], now=NOW)
    said = [line.text for line in impacts_of(bill.plan, moves_of(change, load_calendar()))]
    decide_change(actor=ground.officer, change_id=change.pk, approved=True, note="", now=NOW)
    bill.refresh_from_db()
    return said


def test_the_bill_is_due_by_the_new_last_day_and_its_papers_are_printed_anew(ground: make.Ground, bill: Bill) -> None:
    before = bill.due_on
    assert moved(ground, bill, "THEORY", "PRACTICAL") == ["缴费单据 2 份写有原来的首场考试，作废重做"]
    assert bill.due_on == Obligation.objects.get(plan=bill.plan, code="PAY").last_day > before
    assert not Paper.objects.in_force().filter(kind__in=BOTH).exists()
    for kind in BOTH:
        paper, content = issue_bill_paper(actor=ground.clerk, bill_id=bill.pk, kind=kind, now=NOW)
        assert paper.version == 2
        assert ["首场考试", f"{ask_for.LATER}"] in content["facts"]


def test_where_the_first_exam_stays_so_do_the_papers(ground: make.Ground, bill: Bill) -> None:
    assert moved(ground, bill, "THEORY") == []
    assert Paper.objects.in_force().filter(kind__in=BOTH).count() == 2
