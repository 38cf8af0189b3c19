"""The evaluator: which alternative holds, or for each what is missing and from which date it would hold.

Three outcomes, because a roster cannot prove everything: MET; UNMET with the date it will be met (if any); EVIDENCE
when it holds as claimed and only a document has still to be seen.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from appraisal.core.rules.enums import LabelledEnum
from plans.rules.eligibility.facts import CandidateFacts, Certificate
from plans.rules.eligibility.months import (
    MONTHS_A_YEAR,
    Span,
    add_months,
    continuous_from,
    cumulative_from,
    gaps,
    since,
)
from plans.rules.eligibility.standards import (
    LEVEL_WORDS,
    SCHOOLS,
    TITLES,
    Alternative,
    attained_text,
    duration,
)


class Outcome(LabelledEnum):
    """How a requirement, an alternative or a candidate stands."""

    MET = "MET", "符合"
    EVIDENCE = "EVIDENCE", "凭材料核实"
    UNMET = "UNMET", "不符合"


RANK = {Outcome.MET: 0, Outcome.EVIDENCE: 1, Outcome.UNMET: 2}


@dataclass(frozen=True, slots=True)
class Finding:
    """One requirement: its text, how it stands, what is missing, and the first date on which it holds (if any)."""

    text: str
    outcome: Outcome
    missing: str = ""
    eligible_from: date | None = None


@dataclass(frozen=True, slots=True)
class AlternativeVerdict:
    """One alternative: the worst of its findings, and the latest of their dates when every one has a date."""

    alternative: Alternative
    findings: tuple[Finding, ...]

    @property
    def outcome(self) -> Outcome:
        return max((finding.outcome for finding in self.findings), key=RANK.__getitem__, default=Outcome.MET)

    @property
    def eligible_from(self) -> date | None:
        """None when something other than time is missing."""
        dates = [finding.eligible_from for finding in self.findings]
        if any(day is None for day in dates):
            return None
        return max((day for day in dates if day), default=date.min)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A candidate's standing on a day: the best alternative decides, the city's overlay applies to all."""

    on: date
    alternatives: tuple[AlternativeVerdict, ...]
    overlay: tuple[Finding, ...] = ()

    @property
    def outcome(self) -> Outcome:
        best = min((one.outcome for one in self.alternatives), key=RANK.__getitem__, default=Outcome.UNMET)
        return max((best, *(finding.outcome for finding in self.overlay)), key=RANK.__getitem__)

    @property
    def passed_by(self) -> AlternativeVerdict | None:
        """The first alternative with the best outcome, unless none holds."""
        best = min(self.alternatives, key=lambda one: RANK[one.outcome], default=None)
        return best if best is not None and best.outcome is not Outcome.UNMET else None

    @property
    def eligible_from(self) -> date | None:
        """The first day on which the outcome is no longer UNMET, if time alone brings it."""
        dates = [day for one in self.alternatives if (day := one.eligible_from) is not None]
        overlay = [finding.eligible_from for finding in self.overlay]
        if not dates or any(day is None for day in overlay):
            return None
        return max(min(dates), *(day for day in overlay if day), date.min)


def evaluate(alternatives: tuple[Alternative, ...], facts: CandidateFacts, on: date) -> Verdict:
    """The verdict on `on` over all alternatives of the level, with the city's overlay."""
    judged = tuple(AlternativeVerdict(one, tuple(_findings(one, facts, on))) for one in alternatives)
    level = alternatives[0].level if alternatives else None
    return Verdict(on, judged, tuple(_overlay(facts, on, level)))


def _overlay(facts: CandidateFacts, on: date, level: int | None) -> Iterator[Finding]:
    """Not two levels within one year (city regulation of the labour bureau, art. 17; facts §1 D)."""
    text = "不得在一年内申报两个等级"
    for certificate in facts.certificates:
        if certificate.level == level:
            continue
        open_from = add_months(certificate.issued_on, MONTHS_A_YEAR)
        possible = add_months(_earliest(certificate), MONTHS_A_YEAR)
        missing = f"{LEVEL_WORDS[certificate.level]}证书发证满一年后方可申报"
        yield _dated(text, open_from, on, missing, possible=possible)
    for sat, day in facts.sat:
        if sat != level:
            missing = f"{day} 参加过本职业{LEVEL_WORDS[sat]}考试，满一年后方可申报"
            yield _dated(text, add_months(day, MONTHS_A_YEAR), on, missing)


def _findings(one: Alternative, facts: CandidateFacts, on: date) -> Iterator[Finding]:
    yield from _prior(one, facts, on)
    yield from _experience(one, facts, on)
    yield from _school(one, facts, on)
    yield from _title(one, facts, on)
    for kind in one.attained:
        yield _attained(attained_text(kind), kind, facts, on)
    if one.min_age is not None:
        yield _age(one.min_age, facts, on)


def _prior(one: Alternative, facts: CandidateFacts, on: date) -> Iterator[Finding]:
    if one.prior_level is None:
        return
    certificate = facts.certificate(one.prior_level)
    held = f"取得本职业{LEVEL_WORDS[one.prior_level]}证书"
    if certificate is None:
        yield Finding(held, Outcome.UNMET, f"没有本职业{LEVEL_WORDS[one.prior_level]}证书")
        return
    yield _dated(held, certificate.issued_on, on, "证书尚未取得", possible=_earliest(certificate))
    if one.months_after_prior is not None:
        yield _after_certificate(one, certificate, facts, on)
    if one.kilometres_after_prior is not None:
        reached = [
            day
            for distance, day in facts.kilometres.items()
            if distance >= one.kilometres_after_prior and day >= certificate.issued_on
        ]
        text = f"取证后安全行驶{one.kilometres_after_prior // 10_000}万公里以上"
        if reached:
            yield _dated(text, min(reached), on, "里程未到")
        else:
            yield _claimed(text, "kilometres", facts)


def _after_certificate(one: Alternative, certificate: Certificate, facts: CandidateFacts, on: date) -> Finding:
    months = one.months_after_prior or 0
    work = since(facts.work, certificate.issued_on)
    text = f"取证后{'连续' if one.continuous else '累计'}从事本职业工作{duration(months)}以上"
    possible = _reached(since(facts.work, _earliest(certificate)), months, continuous=one.continuous)
    return _measured(text, work, months, on, continuous=one.continuous, possible=possible)


def _experience(one: Alternative, facts: CandidateFacts, on: date) -> Iterator[Finding]:
    if one.months_total is not None:
        text = f"{'连续' if one.continuous else '累计'}从事本职业工作{duration(one.months_total)}以上"
        yield _measured(text, facts.work, one.months_total, on, continuous=one.continuous)
    if one.trainee_months is not None:
        text = f"在本职业连续见习工作{duration(one.trainee_months)}以上"
        yield _measured(text, facts.trainee, one.trainee_months, on, continuous=True)


def _measured(
    text: str, spans: tuple[Span, ...], months: int, on: date, *, continuous: bool, possible: date | None = None
) -> Finding:
    reached = _reached(spans, months, continuous=continuous)
    worked = "；".join(f"{span.first} 至 {span.last} 间断" for span in gaps(spans))
    missing = f"尚未满{duration(months)}" + (f"（{worked}）" if worked else "")
    return _dated(text, reached, on, missing, possible=possible)


def _reached(spans: tuple[Span, ...], months: int, *, continuous: bool) -> date | None:
    return continuous_from(spans, months) if continuous else cumulative_from(spans, months)


def _school(one: Alternative, facts: CandidateFacts, on: date) -> Iterator[Finding]:
    if not one.school:
        return
    text = SCHOOLS[one.school]
    dates = [facts.attained.get(one.school)]
    if one.final_year_ok:
        dates.append(facts.final_year_from.get(one.school))
    known = [day for day in dates if day is not None]
    yield _dated(text, min(known), on, "尚未毕业") if known else _claimed(text, one.school, facts)


def _title(one: Alternative, facts: CandidateFacts, on: date) -> Iterator[Finding]:
    if not one.title:
        return
    text, granted = f"取得{TITLES[one.title]}", facts.attained.get(one.title)
    if granted is None:
        yield _claimed(text, one.title, facts)
        return
    yield _dated(text, granted, on, "职称尚未取得")
    if one.months_after_title:
        after = f"取得职称后从事本职业工作{duration(one.months_after_title)}以上"
        yield _measured(after, since(facts.work, granted), one.months_after_title, on, continuous=one.continuous)


def _attained(text: str, kind: str, facts: CandidateFacts, on: date) -> Finding:
    day = facts.attained.get(kind)
    return _dated(text, day, on, "尚未达到") if day is not None else _claimed(text, kind, facts)


def _age(years: int, facts: CandidateFacts, on: date) -> Finding:
    text = f"年满{years}周岁"
    if facts.born is None:
        return Finding(text, Outcome.EVIDENCE, "出生日期待核实", date.min)
    return _dated(text, add_months(facts.born, years * MONTHS_A_YEAR), on, f"未满{years}周岁")


def _claimed(text: str, kind: str, facts: CandidateFacts) -> Finding:
    if kind in facts.asserted:
        return Finding(text, Outcome.EVIDENCE, f"须核对材料：{text}", date.min)
    return Finding(text, Outcome.UNMET, f"没有：{text}")


def _dated(text: str, day: date | None, on: date, missing: str, *, possible: date | None = None) -> Finding:
    """Met from `day` on; from `possible` on perhaps, to be settled by the certificate's date of issue."""
    if day is not None and on >= day:
        return Finding(text, Outcome.MET, eligible_from=possible if possible is not None else day)
    if possible is not None and on >= possible:
        return Finding(text, Outcome.EVIDENCE, "须核对证书的发证日期", possible)
    return Finding(text, Outcome.UNMET, missing, possible if possible is not None else day)


def _earliest(certificate: Certificate) -> date:
    return certificate.issued_on if certificate.certain else date(certificate.issued_on.year, 1, 1)
