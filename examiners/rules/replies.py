"""Reading an examiner's answer: which of his open questions it answers, and how.

Every open question of a phone carries codes of its own (an invitation two, a confirmation one), so that one short
message can be matched although the network says only who sent it. People write codes with full-width digits, spaces
and punctuation, or with words around them: that is forgiven. What fits two questions is never guessed.
"""

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from appraisal.core.rules.enums import LabelledEnum
from examiners.rules.states import Question

CODE_LENGTH: Final = 4
# Codes people mistype, and years: the answer may quote the date of the sitting.
UNLIKED: Final = re.compile(r"(\d)\1{3}|(?:19|20)\d{2}")
_CODE: Final = re.compile(r"(?<!\d)\d{4}(?!\d)")
_SPACED: Final = re.compile(r"(?<=\d)[\s\-_.,，。、·]+(?=\d)")


class Meaning(LabelledEnum):
    """What an answer says."""

    YES = "YES", "能参加"
    NO = "NO", "不能参加"
    CONFIRM = "CONFIRM", "确认收到"


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question put to a phone. `no_code` is empty for a confirmation. `closed`: its time is over.

    `label` says which sitting it is about, for the message that lists the choices.
    """

    key: int
    kind: Question
    yes_code: str
    no_code: str = ""
    label: str = ""
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Understood:
    """The answer belongs to one question."""

    question: OpenQuestion
    meaning: Meaning


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """The answer could belong to each of these questions: the examiner is told the choices."""

    questions: tuple[OpenQuestion, ...]


@dataclass(frozen=True, slots=True)
class Unread:
    """The answer names no code of any question. `text` is what was compared, for "once per text"."""

    text: str


Reading = Understood | Ambiguous | Unread


def normalised(text: str) -> str:
    """The text with full-width forms, blanks and case levelled: two texts that look the same are the same."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip().upper()


def codes_in(text: str) -> tuple[str, ...]:
    """The codes of four digits that stand in the text, each once; digits set apart are joined when nothing else is."""
    level = normalised(text)
    found = _CODE.findall(level) or _CODE.findall(_SPACED.sub("", level))
    return tuple(dict.fromkeys(found))


def read_reply(text: str, questions: Sequence[OpenQuestion]) -> Reading:
    """Which question the text answers. Open questions come before closed ones, whose code may be the same."""
    codes = codes_in(text)
    for closed in (False, True):
        hits = [
            Understood(question, meaning)
            for question in questions
            if question.closed == closed
            for code, meaning in meanings_of(question)
            if code in codes
        ]
        if len(hits) == 1:
            return hits[0]
        if hits:
            return Ambiguous(tuple(dict.fromkeys(hit.question for hit in hits)))
    return Unread(normalised(text))


def meanings_of(question: OpenQuestion) -> tuple[tuple[str, Meaning], ...]:
    """The codes of a question with what each of them says."""
    if question.kind == Question.CONFIRMATION:
        return ((question.yes_code, Meaning.CONFIRM),)
    return ((question.yes_code, Meaning.YES), (question.no_code, Meaning.NO))


def fresh_codes(draws: Sequence[int], taken: Collection[str], count: int) -> tuple[str, ...]:
    """`count` codes that no question of the phone has, chosen by the random numbers `draws` (each below 9,000).

    Two codes of one question differ in at least two digits, so that one slip of the finger is a wrong code, never the
    opposite answer. Raises `ValueError` when the draws do not suffice.
    """
    chosen: list[str] = []
    for draw in draws:
        code = str(1000 + draw)
        fits = code not in taken and not UNLIKED.fullmatch(code) and all(distance(code, one) > 1 for one in chosen)
        if fits:
            chosen.append(code)
        if len(chosen) == count:
            return tuple(chosen)
    raise ValueError("not enough draws for the reply codes")


def distance(one: str, other: str) -> int:
    """In how many places two codes differ."""
    return sum(a != b for a, b in zip(one, other, strict=True))
