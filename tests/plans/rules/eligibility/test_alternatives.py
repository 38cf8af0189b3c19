"""Every alternative of the loaded standards, one day before and on the day it starts to hold."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from plans.rules.eligibility.evaluate import Outcome, evaluate
from plans.rules.eligibility.facts import CandidateFacts, Certificate
from plans.rules.eligibility.months import Span, add_months
from plans.rules.eligibility.standards import Alternative, exceptional, parse_standard

DATA = json.loads((Path(__file__).parents[4] / "plans/data/eligibility.json").read_text())
START = date(2010, 5, 31)
ALTERNATIVES = [
    (f"{code}-{level}-{number}", alternative)
    for code, content in DATA.items()
    if not code.startswith("beijing")
    for level, alternatives in parse_standard(code, content).levels.items()
    for number, alternative in enumerate(alternatives)
] + [(f"exceptional-{level}-{number}", one) for level in (2, 1) for number, one in enumerate(exceptional(level))]


def facts_for(one: Alternative, start: date) -> tuple[CandidateFacts, date]:
    """Facts that make `one` hold from a day that is worked out here by hand, and that day."""
    days = [start]
    for months in (one.months_after_prior, one.months_total, one.trainee_months, one.months_after_title):
        days.append(add_months(start, months or 0))
    if one.min_age is not None:
        days.append(add_months(start, one.min_age * 12))
    if one.prior_level is not None:
        days.append(add_months(start, 12))  # not two levels within one year
    kinds = [*one.attained, *filter(None, (one.school, one.title))]
    facts = CandidateFacts(
        born=start,
        work=(Span(start),),
        trainee=(Span(start),),
        certificates=(Certificate(one.prior_level, start),) if one.prior_level is not None else (),
        attained=dict.fromkeys(kinds, start),
        kilometres={one.kilometres_after_prior: start} if one.kilometres_after_prior else {},
    )
    return facts, max(days)


@pytest.mark.parametrize(("name", "one"), ALTERNATIVES, ids=[name for name, _ in ALTERNATIVES])
def test_every_alternative_holds_from_its_day_and_not_before(name: str, one: Alternative) -> None:
    facts, first = facts_for(one, START)
    assert evaluate((one,), facts, first).outcome is Outcome.MET
    before = evaluate((one,), facts, first - timedelta(days=1))
    assert before.outcome is Outcome.UNMET
    assert before.eligible_from == first


@pytest.mark.parametrize(("name", "one"), ALTERNATIVES, ids=[name for name, _ in ALTERNATIVES])
def test_nothing_known_is_refused_with_what_is_missing(name: str, one: Alternative) -> None:
    verdict = evaluate((one,), CandidateFacts(born=date(2020, 1, 1)), date(2026, 1, 1))
    assert verdict.outcome is Outcome.UNMET
    unmet = [finding for finding in verdict.alternatives[0].findings if finding.outcome is Outcome.UNMET]
    assert unmet
    assert all(finding.missing for finding in unmet)


@pytest.mark.parametrize(("level", "prior", "months"), [(2, 3, 36), (1, 2, 24)])
@pytest.mark.parametrize("issued", [date(2020, 2, 29), date(2021, 1, 31), date(2019, 12, 31), date(2022, 3, 15)])
def test_early_promotion_at_the_boundary_month(level: int, prior: int, months: int, issued: date) -> None:
    early = exceptional(level)[:1]
    facts = CandidateFacts(
        work=(Span(issued),), certificates=(Certificate(prior, issued),), attained={"document_conditions": issued}
    )
    complete = add_months(issued, months)
    assert evaluate(early, facts, add_months(issued, months - 1)).outcome is Outcome.UNMET
    assert evaluate(early, facts, complete - timedelta(days=1)).outcome is Outcome.UNMET
    assert evaluate(early, facts, complete).outcome is Outcome.MET


def test_early_promotion_needs_the_documents_own_conditions_too() -> None:
    issued = date(2020, 1, 1)
    facts = CandidateFacts(work=(Span(issued),), certificates=(Certificate(3, issued),))
    verdict = evaluate(exceptional(2)[:1], facts, date(2026, 1, 1))
    assert verdict.outcome is Outcome.UNMET
    assert "274" in verdict.alternatives[0].findings[-1].missing


def test_early_promotion_counts_only_unbroken_work_after_the_certificate() -> None:
    issued = date(2020, 1, 1)
    broken = (Span(issued, date(2022, 12, 30)), Span(date(2023, 1, 1), date(2024, 6, 30)))
    facts = CandidateFacts(
        work=broken, certificates=(Certificate(3, issued),), attained={"document_conditions": issued}
    )
    verdict = evaluate(exceptional(2)[:1], facts, date(2026, 1, 1))
    assert verdict.outcome is Outcome.UNMET
    assert "2022-12-31 至 2022-12-31 间断" in verdict.alternatives[0].findings[1].missing


@pytest.mark.parametrize("level", [2, 1])
@pytest.mark.parametrize("award", ["science_progress", "master_craftsman"])
def test_level_skipping_asks_for_an_award_and_for_no_time(level: int, award: str) -> None:
    won = date(2025, 12, 1)
    facts = CandidateFacts(attained={award: won, "document_conditions": won})
    assert evaluate(exceptional(level), facts, won).outcome is Outcome.MET
    early = evaluate(exceptional(level), facts, won - timedelta(days=1))
    assert (early.outcome, early.eligible_from) == (Outcome.UNMET, won)


@pytest.mark.parametrize("level", [2, 1])
@pytest.mark.parametrize("award", ["science_progress", "master_craftsman"])
def test_level_skipping_needs_the_documents_own_conditions_too(level: int, award: str) -> None:
    won = date(2025, 12, 1)
    skipping = tuple(one for one in exceptional(level) if award in one.attained)
    verdict = evaluate(skipping, CandidateFacts(attained={award: won}), date(2026, 1, 1))
    assert verdict.outcome is Outcome.UNMET
    (unmet,) = [one for one in verdict.alternatives[0].findings if one.outcome is Outcome.UNMET]
    assert "274" in unmet.missing


@pytest.mark.parametrize("level", [2, 1])
def test_the_documents_own_conditions_without_an_award_skip_no_level(level: int) -> None:
    facts = CandidateFacts(attained={"document_conditions": date(2025, 12, 1)})
    verdict = evaluate(exceptional(level), facts, date(2026, 1, 1))
    assert verdict.outcome is Outcome.UNMET


def test_level_five_and_below_have_no_exception() -> None:
    assert exceptional(3) == exceptional(4) == exceptional(5) == ()


def test_a_second_level_within_one_year_waits_for_the_year() -> None:
    issued = date(2026, 2, 28)
    facts = CandidateFacts(work=(Span(date(2000, 1, 1)),), certificates=(Certificate(5, issued),))
    total = parse_standard("g", DATA["pre2018_generic"]).levels[4][2:3]
    verdict = evaluate(total, facts, date(2026, 12, 1))
    assert verdict.alternatives[0].outcome is Outcome.MET
    assert verdict.outcome is Outcome.UNMET
    assert verdict.eligible_from == date(2027, 2, 28)


def test_a_certificate_of_which_only_the_year_is_known_asks_for_the_original() -> None:
    five = parse_standard("g", DATA["pre2018_generic"]).levels[4][1:2]
    facts = CandidateFacts(work=(Span(date(2000, 1, 1)),), certificates=(Certificate(5, date(2021, 12, 31), False),))
    assert evaluate(five, facts, date(2025, 12, 31)).outcome is Outcome.UNMET
    assert evaluate(five, facts, date(2026, 1, 1)).outcome is Outcome.EVIDENCE
    assert evaluate(five, facts, date(2026, 12, 31)).outcome is Outcome.MET
