"""The texts that go out by SMS: which there are, what is filled in, and what an edited one must keep.

A text has blanks in braces with Chinese names, as the people who edit it see them: 请回复{能参加代码}. The wording
of the slides (三：考评员如何接收任务) stands in `phrasebook/sms_texts.py`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from appraisal.core.rules.enums import LabelledEnum
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.sms_text import MOST, measure

BLANK = re.compile(r"\{([^{}]*)\}")
REPLY = re.compile(r"回复([0-9A-Za-z]{1,8})")
SLIDES = "三：考评员如何接收任务"


class SmsText(LabelledEnum):
    """The texts by name; the first six are the slides', the others close gaps the slides leave."""

    INVITATION = "INVITATION", "第一条：邀请信息"
    CONFIRMATION = "CONFIRMATION", "第二条：确认信息"
    TEAM = "TEAM", "第三条：考评组成立信息"
    WRONG_CODE = "WRONG_CODE", "错误代码短信"
    CANCELLATION = "CANCELLATION", "撤销短信"
    FULL = "FULL", "满员短信"
    CHOICES = "CHOICES", "请按代码回复"
    NOTED = "NOTED", "已收到回复"
    LATE = "LATE", "超时回复的答复"
    LINK = "LINK", "考评员登录链接"
    PLAN_CHANGE = "PLAN_CHANGE", "考生：时间、地点变更"

    @property
    def is_from_slides(self) -> bool:
        return self in FROM_SLIDES


FROM_SLIDES = frozenset(
    {
        SmsText.INVITATION,
        SmsText.CONFIRMATION,
        SmsText.TEAM,
        SmsText.WRONG_CODE,
        SmsText.CANCELLATION,
        SmsText.FULL,
    }
)


@dataclass(frozen=True, slots=True)
class Blank:
    """One blank: its name in code, its name on screen, and a sample to preview with."""

    name: str
    label: str
    sample: str


_DATE = Blank("date", "日期", "2014年10月18日")
_OCCUPATION = Blank("occupation", "职业", "中式烹调师")
_LEVEL = Blank("level", "等级", "四级")
_CONTACT = Blank("contact", "联系人", "王芳")
_PHONE = Blank("phone", "联系电话", "010-65090000")
_PLACE = Blank("place", "地点", "京味一号操作间")
_JOB = (_OCCUPATION, _LEVEL, _DATE)
_ASK = (_CONTACT, _PHONE)
_MEMBERS = "罗秀英，13800000032；梁志强，13800000033；"

BLANKS: dict[SmsText, tuple[Blank, ...]] = {
    SmsText.INVITATION: (*_JOB, Blank("yes", "能参加代码", "3817"), Blank("no", "不能参加代码", "3818"), *_ASK),
    SmsText.CONFIRMATION: (*_JOB, Blank("yes", "确认代码", "5204"), *_ASK),
    SmsText.TEAM: (
        *_JOB,
        Blank("leader", "组长", "何建国"),
        Blank("leader_phone", "组长电话", "13800000031"),
        Blank("members", "组员名单", _MEMBERS),
    ),
    SmsText.WRONG_CODE: (),
    SmsText.CANCELLATION: (*_JOB, _PLACE),
    SmsText.FULL: (),
    SmsText.NOTED: (),
    SmsText.CHOICES: (Blank("choices", "代码和含义", "10月18日能参加回复3817，10月25日能参加回复4102"),),
    SmsText.LATE: _ASK,
    SmsText.PLAN_CHANGE: (
        _OCCUPATION,
        _LEVEL,
        Blank("changes", "变更内容", "理论考试由2014年10月18日09:00改为2014年11月8日09:00，地点不变"),
        Blank("institute", "鉴定机构", "样例鉴定所"),
    ),
    SmsText.LINK: (Blank("link", "链接", "https://kaowu.example/e/7f3k9q"), Blank("valid", "有效期", "24小时")),
}


class RenderedText(str):
    """A finished text that still knows its template and values: some gateways send nothing but registered templates."""

    code: str
    blanks: dict[str, str]

    def __new__(cls, text: str, code: str = "", blanks: Mapping[str, str] | None = None) -> "RenderedText":
        made = super().__new__(cls, text)
        made.code, made.blanks = code, dict(blanks or {})
        return made


def as_words(value: object) -> str:
    """A value as a text says it: a date as 2014年10月18日."""
    return f"{value.year}年{value.month}月{value.day}日" if isinstance(value, date) else str(value)


def fill(code: SmsText, text: str, values: Mapping[str, object]) -> RenderedText:
    """`text` with its blanks filled from `values`, by the names in code.

    Raises `ValueError` naming the values that are missing or belong to no blank of this text: a mistake of ours.
    """
    needed = {blank.name for blank in BLANKS[code]}
    if wrong := needed ^ set(values):
        raise ValueError(f"{code} needs {sorted(needed)}; missing or unknown: {sorted(wrong)}")
    words = {name: as_words(value) for name, value in values.items()}
    by_label = {blank.label: words[blank.name] for blank in BLANKS[code]}
    return RenderedText(BLANK.sub(lambda found: by_label[found[1]], text), code.value, words)


def sample_values(code: SmsText) -> dict[str, str]:
    """What the preview fills in."""
    return {blank.name: blank.sample for blank in BLANKS[code]}


def text_refusals(code: SmsText, text: str, signature: str) -> tuple[Refusal, ...]:
    """Why an edited text cannot be used: every reason."""
    if not text.strip():
        return (Refusal("sms_text_empty", rule=SLIDES, field="text"),)
    if refusals := (*_blank_refusals(code, text), *_character_refusals(text)):
        return refusals
    size = measure(fill(code, text, sample_values(code)), signature)
    words = {"found": size.characters, "most": MOST}
    return (Refusal("sms_text_long", words, field="text"),) if size.is_too_long else ()


def _blank_refusals(code: SmsText, text: str) -> list[Refusal]:
    known = {blank.label for blank in BLANKS[code]}
    found = BLANK.findall(text)
    refusals: list[Refusal] = []
    if unknown := sorted(set(found) - known):
        refusals.append(Refusal("sms_blank_unknown", {"names": _listed(unknown)}, field="text"))
    if missing := sorted(known - set(found)):
        refusals.append(Refusal("sms_blank_missing", {"names": _listed(missing)}, rule=SLIDES, field="text"))
    if re.search(r"[{}]", BLANK.sub("", text)):
        refusals.append(Refusal("sms_braces", field="text"))
    return refusals


def _character_refusals(text: str) -> list[Refusal]:
    refusals: list[Refusal] = []
    if re.search(r"[【】]", text):
        refusals.append(Refusal("sms_signature_inside", field="text"))
    if re.search(r"[\x00-\x1f\x7f]", text):
        refusals.append(Refusal("sms_line_break", field="text"))
    return refusals


def reply_codes(text: str) -> tuple[str, ...]:
    """The codes that a text asks to reply with, each once, in order."""
    return tuple(dict.fromkeys(REPLY.findall(text)))


def _listed(names: list[str]) -> str:
    return "、".join(f"{{{name}}}" for name in names)
