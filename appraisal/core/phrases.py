"""The phrase book: Chinese sentences shown to users, keyed by refusal code.

Each package registers its own sentences when its app starts. A sentence says what is wrong; the remedy says
what to do now. Both are `str.format` patterns over the refusal's params.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from appraisal.core.errors import Conflict
from appraisal.core.phrasebook import accounts, api, calendar, catalogue, papers, pictures, sms
from appraisal.core.rules.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Phrase:
    """`message`: what is wrong; `remedy`: what the user can do now."""

    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Explained:
    """A refusal in words: the one shape of pages, API and messages."""

    code: str
    message: str
    rule: str
    date: date | None
    remedy: str
    field: str


_book: dict[str, Phrase] = {}


def register(phrases: dict[str, Phrase]) -> None:
    """Add a package's sentences. Raises `ValueError` when a code is taken by a different sentence."""
    for code, phrase in phrases.items():
        if _book.get(code, phrase) != phrase:
            raise ValueError(f"the refusal code {code} has two sentences")
        _book[code] = phrase


def registered_codes() -> frozenset[str]:
    """Every refusal code that has a sentence."""
    return frozenset(_book)


def explain(refusal: Refusal) -> Explained:
    """The refusal in Chinese. Raises `KeyError` for a code without a sentence: that is a mistake of ours."""
    phrase = _book[refusal.code]
    return Explained(
        code=refusal.code,
        message=phrase.message.format(**refusal.params),
        rule=refusal.rule,
        date=refusal.date,
        remedy=phrase.remedy.format(**refusal.params),
        field=refusal.field,
    )


def conflict(code: str, **params: Any) -> Conflict:
    """The error of someone who came second, in the words of `code`."""
    words = explain(Refusal(code, params))
    return Conflict(f"{words.message}{words.remedy}")


register(
    {
        "missing": Phrase("{what}没有填写。", "请填写{what}。"),
        "reason_missing": Phrase("没有写明理由。", "请写明理由：它会记入记录，对方看得到。"),
        "approval_document_missing": Phrase(
            "没有附上人力社保行政部门的批准文件。",
            "增加或调整鉴定职业（工种）须经市人力社保行政部门批准：请上传批准文件并填写文号。",
        ),
        "scope_empty": Phrase("没有选择职业（工种）和等级。", "请至少选择一个职业（工种）和等级。"),
        "already_decided": Phrase("这项申请已经处理过了。", "请刷新页面查看处理结果。"),
        "site_occupations_empty": Phrase("没有选择场所可承担的职业（工种）。", "请至少选择一个职业（工种）。"),
        "document_type": Phrase("“{name}”不是可以接收的文件类型（{found}）。", "请上传 PDF、JPG 或 PNG 文件。"),
        "document_size": Phrase("“{name}”有 {size} MB，超过上限 {limit} MB。", "请压缩或分成几个文件后再上传。"),
        "document_empty": Phrase("“{name}”是空文件。", "请重新选择文件。"),
        "role_dates": Phrase("角色的结束日期早于开始日期。", "请改正日期。"),
        "username_taken": Phrase("登录名“{username}”已被使用。", "请换一个登录名。"),
    }
)

for _module in (accounts, api, calendar, catalogue, papers, pictures, sms):
    register({code: Phrase(*pair) for code, pair in _module.SENTENCES.items()})
