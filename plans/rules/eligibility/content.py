"""A standard's JSON, checked as a whole before it is kept: every fault of every alternative, with its place."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from appraisal.core.rules.refusals import Refusal
from plans.rules.eligibility.standards import (
    AWARDS,
    CERTIFICATES,
    LEVEL_WORDS,
    SCHOOLS,
    TITLES,
    UnknownCondition,
    parse_alternative,
)

RULE: Final = "申报条件"
LEVEL_KEYS: Final = tuple(str(level) for level in sorted(LEVEL_WORDS, reverse=True))
TICKS: Final = ("training", "apprenticeship", "special_skill", "final_year_ok")
WORDS: Final[dict[str, Mapping[str, str]]] = {
    "school": SCHOOLS,
    "title": TITLES,
    "certificate": CERTIFICATES,
    "award": AWARDS,
}
NUMBERS: Final = {
    "prior_level": (2, 5),
    "years_after_prior": (1, 40),
    "months_after_prior": (1, 480),
    "km_after_prior": (10_000, 2_000_000),
    "years_total": (1, 50),
    "trainee_years": (1, 10),
    "years_after_title": (1, 40),
    "min_age": (14, 70),
}
FIELD_LABELS: Final = {
    "prior_level": "原证书等级",
    "years_after_prior": "取证后从事本职业年数",
    "months_after_prior": "取证后从事本职业月数",
    "km_after_prior": "取证后安全行驶公里数",
    "years_total": "从事本职业总年数",
    "trainee_years": "见习年数",
    "training": "正规培训并结业",
    "apprenticeship": "学徒期满",
    "special_skill": "具有技术专长",
    "school": "毕业证书",
    "final_year_ok": "含应届毕业生",
    "title": "职称",
    "years_after_title": "取得职称后年数",
    "certificate": "其他证书",
    "award": "获奖或称号",
    "min_age": "最低年龄",
}
NEEDS: Final = {
    "years_after_prior": "prior_level",
    "months_after_prior": "prior_level",
    "km_after_prior": "prior_level",
    "years_after_title": "title",
    "final_year_ok": "school",
}


def content_refusals(content: Any) -> tuple[Refusal, ...]:
    """Every fault of a standard's content, as uploaded or put together by the form; empty when it can be kept."""
    if not isinstance(content, dict):
        return (_fault("文件", "最外层应是一个对象（以 { 开头）"),)
    return tuple(_faults(content))


def place(level: str | int, number: int) -> str:
    """How an alternative is called: 四级第 2 条. `number` counts from 1."""
    return f"{LEVEL_WORDS[int(level)]}第 {number} 条"


def alternative_refusals(level: int, number: int, raw: Any) -> tuple[Refusal, ...]:
    """Every fault of one alternative."""
    return tuple(_fault(place(level, number), message) for message in _alternative_faults(level, raw))


def _faults(content: Mapping[str, Any]) -> Iterator[Refusal]:
    for name in sorted(set(content) - {"continuous", "rules"}):
        yield _fault("文件", f"不认识的项目“{name}”，只能有 continuous 和 rules")
    if not isinstance(content.get("continuous", False), bool):
        yield _fault("continuous", "只能是 true（连续）或 false（累计）")
    rules = content.get("rules")
    if not isinstance(rules, dict):
        yield _fault("rules", '应是按等级列出的对象，例如 {"4": […]}')
        return
    if not any(rules.values()):
        yield _fault("rules", "没有任何等级的条件")
    for level, alternatives in rules.items():
        yield from _level_faults(level, alternatives)


def _level_faults(level: str, alternatives: Any) -> Iterator[Refusal]:
    if level not in LEVEL_KEYS:
        yield _fault("rules", f"没有“{level}”这个等级，只能是 5 至 1")
        return
    if not isinstance(alternatives, list):
        yield _fault(LEVEL_WORDS[int(level)], "应是条件的列表（以 [ 开头）")
        return
    seen: list[Any] = []
    for number, raw in enumerate(alternatives, start=1):
        yield from alternative_refusals(int(level), number, raw)
        if raw in seen:
            yield _fault(place(level, number), f"与第 {seen.index(raw) + 1} 条相同")
        seen.append(raw)


def _alternative_faults(level: int, raw: Any) -> Iterator[str]:
    if not isinstance(raw, dict):
        yield "应是一个对象（以 { 开头）"
        return
    yield from _value_faults(raw)
    for name, needed in NEEDS.items():
        if raw.get(name) and not raw.get(needed):
            yield f"填了“{FIELD_LABELS[name]}”，还要有“{FIELD_LABELS[needed]}”"
    prior = raw.get("prior_level")
    if isinstance(prior, int) and prior <= level:
        yield f"原证书等级应低于{LEVEL_WORDS[level]}"
    if not any(value for name, value in raw.items() if name != "final_year_ok"):
        yield "没有任何要求"


def _value_faults(raw: Mapping[str, Any]) -> Iterator[str]:
    for name, value in raw.items():
        if name in NUMBERS:
            least, most = NUMBERS[name]
            if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
                yield f"“{FIELD_LABELS[name]}”应是 {least} 至 {most} 的整数"
        elif name in TICKS:
            if not isinstance(value, bool):
                yield f"“{FIELD_LABELS[name]}”只能是 true 或 false"
        elif name in WORDS:
            if not isinstance(value, str) or value not in WORDS[name]:
                yield f"“{FIELD_LABELS[name]}”不能是“{value}”，只能是 {'、'.join(WORDS[name])}"
        else:
            yield f"不认识的项目“{name}”"


def readable(level: int, continuous: bool, raw: Mapping[str, Any]) -> str:
    """An alternative in words, or that it cannot be read."""
    try:
        return parse_alternative(level, continuous, raw).text
    except (UnknownCondition, TypeError):
        return "（无法读取）"


def _fault(where: str, message: str) -> Refusal:
    return Refusal("standard_fault", {"where": where, "message": message}, rule=RULE)
