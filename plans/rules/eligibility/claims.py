"""From what is told of a candidate to dated facts: his roster row, and what his documents say beyond it.

A roster row claims; a document dates. Where both speak of the same thing the document holds: entered work spans stand
instead of the declared years, a certificate with its day of issue instead of the year in its number.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple

from appraisal.core.rules.identity import is_skill_level_certificate, read_certificate_number
from plans.rules.eligibility.facts import CandidateFacts, Certificate
from plans.rules.eligibility.months import MONTHS_A_YEAR, Span, add_months
from plans.rules.eligibility.standards import AWARDS, Alternative, exceptional
from plans.rules.review_enums import Basis

KILOMETRES: Final = "kilometres"
DOCUMENT_CONDITIONS: Final = "document_conditions"
_CENTURY: Final = 100
_YEAR_AT, _LEVEL_AT = slice(13, 15), 15  # in the 22 characters of a 职业技能等级证书


class Claim(NamedTuple):
    """What the roster row says. `years`: declared in the occupation on `declared_on`; `certificate`: its number.

    `same_occupation`: the certificate is of the occupation applied for. `sat`: (level, last exam date) on record.
    """

    level: int
    condition: str
    born: date | None
    years: Decimal | None
    declared_on: date
    certificate: str = ""
    same_occupation: bool = True
    basis: str = Basis.NORMAL
    sat: tuple[tuple[int, date], ...] = ()


def with_exceptions(alternatives: Sequence[Alternative], level: int, basis: str) -> tuple[Alternative, ...]:
    """The alternatives open to a candidate: 破格 or 越级 first when he applies on that ground 一（四）."""
    if basis == Basis.EARLY_PROMOTION:
        return (*(one for one in exceptional(level) if one.prior_level), *alternatives)
    if basis == Basis.LEVEL_SKIPPING:
        return (*(one for one in exceptional(level) if not one.prior_level), *alternatives)
    return tuple(alternatives)


def condition_reader(texts: Sequence[str]) -> Callable[[str], int | None]:
    """Tells which of the alternatives' texts a claimed condition is, whatever its blanks and its last stop."""
    known = {_bare(text): index for index, text in enumerate(texts)}
    return lambda condition: known.get(_bare(condition))


def _bare(text: str) -> str:
    return "".join(text.split()).rstrip("。;；")


def certificate_of(number: str, *, today: date) -> Certificate | None:
    """Level and year of issue as a certificate's number tells them; the day is not known. None for other numbers."""
    parts = read_certificate_number(number)
    if parts is not None:
        year, level = parts.year, parts.level
    elif is_skill_level_certificate(number) and number[_YEAR_AT].isdigit() and number[_LEVEL_AT] in "12345":
        year, level = int(number[_YEAR_AT]), int(number[_LEVEL_AT])
    else:
        return None
    this_century = today.year - today.year % _CENTURY
    year += this_century if year <= today.year % _CENTURY else this_century - _CENTURY
    return Certificate(level, date(year, 12, 31), certain=False)


def facts_of(claim: Claim, claimed: Alternative | None, documents: Mapping[str, Any] | None) -> CandidateFacts:
    """The facts of one candidate.

    `claimed`: the alternative that his column 申报条件 names: what only paper proves in it counts as asserted.
    `documents`: `Background.facts` as `documented` reads it, or nothing.
    """
    told = () if claim.years is None else (_declared(claim.years, claim.declared_on),)
    numbered = certificate_of(claim.certificate, today=claim.declared_on) if claim.same_occupation else None
    asserted = _asserted(claimed, claim.basis)
    if not documents:
        return CandidateFacts(
            born=claim.born,
            work=told,
            trainee=told if claimed is not None and claimed.trainee_months is not None else (),
            certificates=(numbered,) if numbered else (),
            asserted=asserted,
            sat=claim.sat,
        )
    certificates = tuple(
        Certificate(level, date.fromisoformat(day)) for level, day in documents.get("certificates", ())
    )
    if numbered and all(one.level != numbered.level for one in certificates):
        certificates = (*certificates, numbered)
    return CandidateFacts(
        born=claim.born,
        work=_spans(documents, "work") or told,
        trainee=_spans(documents, "trainee"),
        certificates=certificates,
        attained=_dates(documents, "attained"),
        final_year_from=_dates(documents, "final_year_from"),
        kilometres={int(reached): day for reached, day in _dates(documents, KILOMETRES).items()},
        asserted=asserted | frozenset(documents.get("asserted", ())),
        sat=claim.sat,
    )


def _declared(years: Decimal, on: date) -> Span:
    """Declared years end with the day they were declared and go on."""
    return Span(add_months(on, -round(years * MONTHS_A_YEAR)))


def _asserted(claimed: Alternative | None, basis: str) -> frozenset[str]:
    kinds: set[str] = set()
    if claimed is not None:
        kinds.update(claimed.attained, filter(None, (claimed.school, claimed.title)))
        if claimed.kilometres_after_prior is not None:
            kinds.add(KILOMETRES)
    if basis != Basis.NORMAL:
        kinds.add(DOCUMENT_CONDITIONS)
    if basis == Basis.LEVEL_SKIPPING:
        kinds.update(AWARDS)
    return frozenset(kinds)


def _spans(documents: Mapping[str, Any], name: str) -> tuple[Span, ...]:
    return tuple(
        Span(date.fromisoformat(first), date.fromisoformat(last) if last else None)
        for first, last in documents.get(name, ())
    )


def _dates(documents: Mapping[str, Any], name: str) -> dict[str, date]:
    return {kind: date.fromisoformat(day) for kind, day in documents.get(name, {}).items()}
