"""Eligibility never falls with experience, and "eligible from" is the first day that passes, against a slow oracle."""

import json
from datetime import date, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from plans.rules.eligibility.evaluate import RANK, Outcome, evaluate
from plans.rules.eligibility.facts import CandidateFacts, Certificate
from plans.rules.eligibility.months import Span, add_months, continuous_from, cumulative_from, gaps, merged, since
from plans.rules.eligibility.standards import Alternative, exceptional, parse_standard

DATA = json.loads((Path(__file__).parents[4] / "plans/data/eligibility.json").read_text())
LEVELS: list[tuple[Alternative, ...]] = [
    alternatives + exceptional(level)
    for code, content in DATA.items()
    if not code.startswith("beijing")
    for level, alternatives in parse_standard(code, content).levels.items()
]
FIRST, LAST = date(2015, 1, 1), date(2026, 12, 31)
days = st.dates(FIRST, LAST)
ONE_DAY = timedelta(days=1)


@st.composite
def spans(draw: st.DrawFn) -> Span:
    first = draw(days)
    return Span(first, draw(st.none() | st.dates(first, LAST)))


work = st.lists(spans(), max_size=4).map(tuple)
certificates = st.lists(
    st.builds(Certificate, st.integers(1, 5), days, st.just(True))
    | st.builds(Certificate, st.integers(1, 5), st.integers(2015, 2026).map(lambda y: date(y, 12, 31)), st.just(False)),
    max_size=2,
).map(tuple)
kinds = st.sampled_from(["training", "apprenticeship", "college", "junior", "document_conditions", "science_progress"])
candidates = st.builds(
    CandidateFacts,
    born=st.none() | st.dates(date(1990, 1, 1), date(2012, 1, 1)),
    work=work,
    trainee=work,
    certificates=certificates,
    attained=st.dictionaries(kinds, days, max_size=3),
    asserted=st.frozensets(kinds, max_size=2),
)


def worked_days(stretches: tuple[Span, ...], until: date) -> set[date]:
    """Every day worked up to `until`, one by one."""
    found: set[date] = set()
    for span in stretches:
        day, last = span.first, min(span.last or until, until)
        while day <= last:
            found.add(day)
            day += ONE_DAY
    return found


@given(work, st.integers(0, 60))
def test_continuous_against_a_walk_over_the_days(stretches: tuple[Span, ...], months: int) -> None:
    found = worked_days(stretches, date(2032, 12, 31))
    starts = sorted(day for day in found if day - ONE_DAY not in found)
    reached = []
    for start in starts:
        day = start
        while day in found:
            day += ONE_DAY
            if day >= add_months(start, months):
                break
        if add_months(start, months) <= day:
            reached.append(add_months(start, months))
    assert continuous_from(stretches, months) == min(reached, default=None)


@given(work, spans(), st.integers(0, 60))
def test_more_experience_never_comes_later(stretches: tuple[Span, ...], more: Span, months: int) -> None:
    for count in (continuous_from, cumulative_from):
        before, after = count(stretches, months), count((*stretches, more), months)
        assert before is None or (after is not None and after <= before)


@given(candidates, spans(), st.sampled_from(LEVELS), days)
def test_adding_experience_never_loses_eligibility(
    facts: CandidateFacts, more: Span, alternatives: tuple[Alternative, ...], on: date
) -> None:
    richer = CandidateFacts(
        born=facts.born,
        work=(*facts.work, more),
        trainee=(*facts.trainee, more),
        certificates=facts.certificates,
        attained=facts.attained,
        asserted=facts.asserted,
    )
    before, after = evaluate(alternatives, facts, on), evaluate(alternatives, richer, on)
    assert RANK[after.outcome] <= RANK[before.outcome]


@given(candidates, st.sampled_from(LEVELS), days)
def test_eligible_from_is_the_first_day_that_passes(
    facts: CandidateFacts, alternatives: tuple[Alternative, ...], on: date
) -> None:
    verdict = evaluate(alternatives, facts, on)
    first = verdict.eligible_from
    assert (verdict.outcome is not Outcome.UNMET) == (first is not None and on >= first)
    if first is not None and first > date.min:
        assert evaluate(alternatives, facts, first).outcome is not Outcome.UNMET
        assert evaluate(alternatives, facts, first - ONE_DAY).outcome is Outcome.UNMET


@given(candidates, st.sampled_from(LEVELS), days, st.integers(0, 2000))
def test_once_eligible_always_eligible(
    facts: CandidateFacts, alternatives: tuple[Alternative, ...], on: date, later: int
) -> None:
    now, then = evaluate(alternatives, facts, on), evaluate(alternatives, facts, on + timedelta(days=later))
    assert RANK[then.outcome] <= RANK[now.outcome]


@given(work)
def test_stretches_and_gaps_cover_every_day_once(stretches: tuple[Span, ...]) -> None:
    joined = merged(stretches)
    assert worked_days(joined, LAST) == worked_days(stretches, LAST)
    for one, gap, two in zip(joined, gaps(stretches), joined[1:], strict=False):
        assert one.last is not None
        assert one.last + ONE_DAY == gap.first
        assert gap.last is not None
        assert gap.last + ONE_DAY == two.first


@given(work, days)
def test_since_keeps_only_later_days(stretches: tuple[Span, ...], start: date) -> None:
    kept = worked_days(since(stretches, start), LAST)
    assert kept == {day for day in worked_days(stretches, LAST) if day >= start}
