"""What an entry of the register needs 三（考评员需要做哪些准备）: each check says everything that is wrong."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from appraisal.core.rules.bank_cards import CardProblem, begins_with, read_bank_card
from appraisal.core.rules.identity import IdProblem, clean_number, read_mobile, read_resident_id
from appraisal.core.rules.refusals import Refusal
from examiners.rules.enums import ExaminerGrade

RULE = "三（考评员需要做哪些准备）"
PREFERRED_DISTRICTS = 5  # decreed: 5 个执评意愿区（县）
LONGEST_ABSENCE_DAYS = 366
LONGEST_CARD_YEARS = 10


@dataclass(frozen=True, slots=True)
class ExaminerEntry:
    """What is known of an examiner. Numbers as they were typed; the bank card may be empty until he has one."""

    name: str
    id_number: str
    phone: str
    bank_card: str = ""
    residence_id: int | None = None
    employer: str = ""


@dataclass(frozen=True, slots=True)
class CardEntry:
    """A card (考评员证卡) as it is typed."""

    occupation_id: int | None
    grade: ExaminerGrade | None
    card_number: str
    valid_from: date | None
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class KnownAs:
    """Other examiners who bear one of these numbers; empty: nobody does."""

    id_number: str = ""
    phone: str = ""
    bank_card: str = ""


ID_WORDS = {
    IdProblem.LENGTH: "应为 18 位",
    IdProblem.CHARACTERS: "前 17 位只能是数字，最后一位是数字或 X",
    IdProblem.PROVINCE: "前两位不是省级行政区代码",
    IdProblem.DATE: "其中的出生日期不存在",
    IdProblem.FUTURE: "其中的出生日期在今天以后",
    IdProblem.CHECKSUM: "校验位不对，至少有一位录错",
}
CARD_WORDS = {
    CardProblem.CHARACTERS: "只能是数字",
    CardProblem.LENGTH: "应为 13 至 19 位",
    CardProblem.CHECKSUM: "校验位不对，至少有一位录错",
}


def number_refusals(entry: ExaminerEntry, known: KnownAs, *, today: date) -> tuple[Refusal, ...]:
    """Everything that is wrong with the numbers of an entry, one's own and against the register."""
    found = [*id_refusals(entry.id_number, today=today), *phone_refusals(entry.phone)]
    if entry.bank_card.strip():
        found += bank_card_refusals(entry.bank_card)
    twice = {"id_number": ("身份证号", known.id_number), "phone": ("手机号码", known.phone)}
    twice["bank_card"] = ("银行卡号", known.bank_card)
    for name, (what, other) in twice.items():
        if other:
            found.append(Refusal("examiner_known", {"what": what, "other": other}, rule=RULE, field=name))
    return tuple(found)


def id_refusals(text: str, *, today: date) -> tuple[Refusal, ...]:
    """What is wrong with an ID number (GB 11643)."""
    problem = read_resident_id(clean_number(text), today=today)
    if not isinstance(problem, IdProblem):
        return ()
    return (Refusal("examiner_id_number", {"problem": ID_WORDS[problem]}, rule=RULE, field="id_number"),)


def phone_refusals(text: str) -> tuple[Refusal, ...]:
    """What is wrong with a mobile number."""
    return () if read_mobile(text) else (Refusal("examiner_phone", rule=RULE, field="phone"),)


def bank_card_refusals(text: str) -> tuple[Refusal, ...]:
    """What is wrong with a card number. The bank is not: see `is_known_bank`."""
    problem = read_bank_card(text)
    if not isinstance(problem, CardProblem):
        return ()
    return (Refusal("examiner_bank_card", {"problem": CARD_WORDS[problem]}, rule=RULE, field="bank_card"),)


def is_known_bank(card: str, prefixes: Collection[str]) -> bool:
    """Whether the card is known to be of the Bank of Beijing; a card that is not is asked about, not refused."""
    return not card or begins_with(card, prefixes)


def preference_refusals(district_ids: Sequence[int], known: Collection[int]) -> tuple[Refusal, ...]:
    """Exactly five different districts, in order 三."""
    found = []
    if len(district_ids) != PREFERRED_DISTRICTS:
        params = {"number": len(district_ids), "wanted": PREFERRED_DISTRICTS}
        found.append(Refusal("preferences_number", params, rule=RULE, field="districts"))
    if any(times > 1 for times in Counter(district_ids).values()):
        found.append(Refusal("preferences_twice", rule=RULE, field="districts"))
    if set(district_ids) - set(known):
        found.append(Refusal("preferences_unknown", rule=RULE, field="districts"))
    return tuple(found)


def absence_refusals(starts_on: date | None, ends_on: date | None, *, today: date) -> tuple[Refusal, ...]:
    """What is wrong with days on which somebody cannot come."""
    if starts_on is None or ends_on is None:
        return (Refusal("missing", {"what": "日期"}, field="starts_on"),)
    found = []
    if ends_on < starts_on:
        found.append(Refusal("absence_reversed", {"start": starts_on, "end": ends_on}, field="ends_on"))
    if ends_on < today:
        found.append(Refusal("absence_past", {"end": ends_on}, field="ends_on"))
    if (ends_on - starts_on).days >= LONGEST_ABSENCE_DAYS:
        found.append(Refusal("absence_long", {"limit": LONGEST_ABSENCE_DAYS}, field="ends_on"))
    return tuple(found)


def merged(periods: Sequence[tuple[date, date]]) -> tuple[tuple[date, date], ...]:
    """Periods, both ends included, as few as possible: those that touch or overlap become one."""
    joined: list[tuple[date, date]] = []
    for start, end in sorted(periods):
        if joined and start <= joined[-1][1] + timedelta(days=1):
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((start, end))
    return tuple(joined)


def card_refusals(entry: CardEntry, *, others: Sequence[tuple[date, date]], number_taken: bool) -> tuple[Refusal, ...]:
    """What is wrong with a card. `others`: periods of his other cards in force for the occupation."""
    found = []
    wanted = {"职业（工种）": entry.occupation_id, "考评员等级": entry.grade, "证卡编号": entry.card_number.strip()}
    names = {"职业（工种）": "occupation", "考评员等级": "grade", "证卡编号": "card_number"}
    found += [Refusal("missing", {"what": what}, field=names[what]) for what, given in wanted.items() if not given]
    if number_taken:
        found.append(Refusal("card_number_taken", {"number": entry.card_number.strip()}, field="card_number"))
    if entry.valid_from is None or entry.valid_until is None:
        return (*found, Refusal("missing", {"what": "有效期"}, field="valid_until"))
    return (*found, *_period_refusals(entry.valid_from, entry.valid_until, others))


def _period_refusals(start: date, end: date, others: Sequence[tuple[date, date]]) -> list[Refusal]:
    if end < start:
        return [Refusal("card_reversed", {"start": start, "end": end}, field="valid_until")]
    found = []
    if end.year - start.year > LONGEST_CARD_YEARS:
        found.append(Refusal("card_long", {"years": LONGEST_CARD_YEARS, "end": end}, field="valid_until"))
    for other_start, other_end in others:
        if start <= other_end and other_start <= end:
            params = {"start": other_start, "end": other_end}
            found.append(Refusal("card_overlaps", params, field="valid_from"))
    return found


def next_reminder_on(valid_until: date, days_before: Sequence[int], today: date) -> date | None:
    """The next day on which to remind of a card's end; `None` when no reminder is left."""
    coming = (valid_until - timedelta(days=days) for days in days_before)
    return min((day for day in coming if day > today), default=None)
