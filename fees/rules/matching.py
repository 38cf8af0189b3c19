"""Which bill a line of a bank statement pays: by reference, amount and payer. What is not certain a person decides."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from appraisal.core.rules.enums import LabelledEnum
from fees.rules.billing import OpenBill

BILL_NUMBER: Final = re.compile(r"20\d{2}F\d{6}(?!\d)")
PLAN_NUMBER: Final = re.compile(r"20\d{2}[A-EG-Z]\d{6}(?!\d)")
_BLANKS: Final = re.compile(r"[\s\-_.·]+")
_BRACKETS: Final = str.maketrans({"（": "(", "）": ")"})


class Evidence(LabelledEnum):
    """Why a line may belong to a bill."""

    REFERENCE = "REFERENCE", "附言中有缴费单号"
    PLAN = "PLAN", "附言中有计划编号"
    AMOUNT = "AMOUNT", "金额等于应缴余额"
    PAYER = "PAYER", "付款户名是该机构"


PROPOSED: Final = 5  # bills shown to the person who decides
WEIGHTS: Final = {Evidence.REFERENCE: 4, Evidence.PLAN: 3, Evidence.AMOUNT: 2, Evidence.PAYER: 2}


@dataclass(frozen=True, slots=True)
class Incoming:
    """Money of one statement line that is not matched yet."""

    line_id: int
    amount: Decimal
    payer: str
    reference: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A bill that a line may pay, with the evidence."""

    bill: OpenBill
    evidence: frozenset[Evidence]

    @property
    def weight(self) -> int:
        return sum(WEIGHTS[one] for one in self.evidence)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is found for a line. `certain`: what each bill gets; empty: a person decides among `proposals`."""

    line_id: int
    certain: tuple[tuple[int, Decimal], ...] = ()
    proposals: tuple[Candidate, ...] = ()


def plain_reference(text: str) -> str:
    """A remark as it is searched for numbers: half-width capitals without blanks and dashes."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text)).upper()


def plain_name(text: str) -> str:
    """A name as it is compared: half-width brackets, no blanks."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text).translate(_BRACKETS))


@dataclass
class Index:
    """Open bills by what a line may say of them. Amounts owed are kept up while lines are matched."""

    bills: dict[int, OpenBill]
    owed: dict[int, Decimal]
    by_number: dict[str, int] = field(default_factory=dict)
    by_plan: dict[str, int] = field(default_factory=dict)
    by_payer: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_amount: dict[Decimal, list[int]] = field(default_factory=lambda: defaultdict(list))
    names: dict[int, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, bills: Iterable[OpenBill]) -> "Index":
        """The index of these bills."""
        found = {bill.bill_id: bill for bill in bills}
        index = cls(found, {key: bill.owed for key, bill in found.items()})
        for key, bill in found.items():
            index.by_number[bill.number] = index.by_plan[bill.plan_number] = key
            index.by_amount[bill.owed].append(key)
            index.names[key] = frozenset(map(plain_name, bill.payers))
            for payer in index.names[key]:
                index.by_payer[payer].append(key)
        return index

    def is_open(self, bill_id: int) -> bool:
        return self.owed[bill_id] > 0


def match_lines(lines: Sequence[Incoming], bills: Iterable[OpenBill]) -> list[Verdict]:
    """A verdict for each line, in order. A bill that an earlier line has paid takes no more."""
    index = Index.of(bills)
    verdicts = []
    for line in lines:
        verdict = _match(line, index)
        for bill_id, amount in verdict.certain:
            index.owed[bill_id] -= amount
        verdicts.append(verdict)
    return verdicts


def _match(line: Incoming, index: Index) -> Verdict:
    """A line that names a bill is judged by that bill: another that fits amount and payer does not make it unsure."""
    named = _named(line, index)
    numbered = [one for one in named if Evidence.REFERENCE in one.evidence]
    owners = {one.bill.institute_id for one in numbered}
    if len(numbered) > 1:
        whole = sum(index.owed[one.bill.bill_id] for one in numbered) == line.amount
        if whole and len(owners) == 1:
            return Verdict(line.line_id, tuple((one.bill.bill_id, index.owed[one.bill.bill_id]) for one in numbered))
    found = named or _fitting(line, index)
    sure = [one for one in found if _is_sure(one, line, index)]
    if len(sure) == 1 and len(numbered) < 2:
        bill_id = sure[0].bill.bill_id
        return Verdict(line.line_id, ((bill_id, min(line.amount, index.owed[bill_id])),))
    known = {one.bill.bill_id for one in named}
    others = [one for one in _fitting(line, index) if one.bill.bill_id not in known]
    proposals = sorted([*named, *others], key=lambda one: (-one.weight, one.bill.number))
    return Verdict(line.line_id, (), tuple(proposals[:PROPOSED]))


def _is_sure(one: Candidate, line: Incoming, index: Index) -> bool:
    """A number in the remark with the right amount or the right payer; or amount and payer, both to one bill only."""
    evidence = one.evidence
    if Evidence.REFERENCE in evidence or Evidence.PLAN in evidence:
        fits = line.amount <= index.owed[one.bill.bill_id]
        return Evidence.AMOUNT in evidence or (Evidence.PAYER in evidence and fits)
    return {Evidence.AMOUNT, Evidence.PAYER} <= evidence and _is_only_one(one, line, index)


def _is_only_one(one: Candidate, line: Incoming, index: Index) -> bool:
    payer = plain_name(line.payer)
    same = [key for key in index.by_payer.get(payer, ()) if index.owed[key] == line.amount]
    return same == [one.bill.bill_id]


def _named(line: Incoming, index: Index) -> list[Candidate]:
    """The bills whose number, or whose plan's number, stands in the remark."""
    text, found = plain_reference(line.reference), defaultdict(set)
    numbers = [(index.by_number.get(number), Evidence.REFERENCE) for number in BILL_NUMBER.findall(text)]
    numbers += [(index.by_plan.get(number), Evidence.PLAN) for number in PLAN_NUMBER.findall(text)]
    for key, kind in numbers:
        if key is not None:
            found[key].add(kind)
    payer = plain_name(line.payer)
    for key, kinds in found.items():
        if payer and payer in index.names[key]:
            kinds.add(Evidence.PAYER)
    return _weighed(found, line, index)


def _fitting(line: Incoming, index: Index) -> list[Candidate]:
    """The bills that amount or payer speak for, whatever the remark says."""
    found: dict[int, set[Evidence]] = defaultdict(set)
    payer = plain_name(line.payer)
    for key in index.by_payer.get(payer, ()) if payer else ():
        found[key].add(Evidence.PAYER)
    for key in index.by_amount.get(line.amount, ()):
        found[key].add(Evidence.AMOUNT)
    return _weighed(found, line, index)


def _weighed(found: Mapping[int, set[Evidence]], line: Incoming, index: Index) -> list[Candidate]:
    """Open bills with their evidence; the amount is looked at again, since earlier lines may have paid a part."""
    for key, kinds in found.items():
        (kinds.add if index.owed[key] == line.amount else kinds.discard)(Evidence.AMOUNT)
    return [
        Candidate(index.bills[key], frozenset(kinds)) for key, kinds in found.items() if kinds and index.is_open(key)
    ]
