"""Conditions as data: a standard's alternatives by level, parsed from its JSON form and put into words.

The JSON is `{"continuous": bool, "rules": {"4": [{"prior_level": 5, "years_after_prior": 3, "training": true}, …]}}`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from plans.rules.eligibility.months import MONTHS_A_YEAR

LEVEL_WORDS = {5: "五级", 4: "四级", 3: "三级", 2: "二级", 1: "一级"}

SCHOOLS = {
    "secondary_vocational_certified": "取得经认定的中等以上职业学校本专业毕业证书",
    "college_or_senior_technical": "取得高级技工学校、高等职业学校或大专以上本专业毕业证书",
    "senior_technical_or_higher_vocational": "取得高级技工学校或高等职业学校本专业毕业证书",
    "senior_technical": "取得高级技工学校、技师学院本专业毕业证书",
    "college": "取得大专以上本专业或相关专业毕业证书",
    "technical_or_secondary_vocational": "取得技工学校、中等职业学校本专业毕业证书",
    "senior_technical_or_certified_higher_vocational": "取得高级技工学校、技师学院或经认定的高等职业学校本专业毕业证书",
    "technical_or_secondary_or_college": "取得技工院校、中专或大专以上本专业毕业证书",
    "technical_senior_class": "取得技工院校高级工班以上毕业证书",
    "higher_vocational_or_college": "取得高等职业学校或专科以上本专业毕业证书",
    "certified_college": "取得经认定的大专以上本专业毕业证书",
}
TITLES = {"junior": "初级专业技术职称"}
CERTIFICATES = {"preparatory_technician": "预备技师证书"}
AWARDS = {
    "science_progress": "获北京市科学技术进步奖个人三等奖以上（含）",
    "master_craftsman": "获市总工会、市职工技术协会“十大能工巧匠”或“十大科技创新带头人”称号",
}
FIELDS = frozenset(
    {
        "prior_level",
        "years_after_prior",
        "months_after_prior",
        "km_after_prior",
        "years_total",
        "trainee_years",
        "training",
        "apprenticeship",
        "special_skill",
        "school",
        "final_year_ok",
        "title",
        "years_after_title",
        "certificate",
        "min_age",
        "award",
    }
)


class UnknownCondition(ValueError):
    """A standard's data has a field or value that no rule knows."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to be eligible: all that is set must hold. `continuous`: experience counts without gaps only."""

    level: int
    continuous: bool
    prior_level: int | None = None
    months_after_prior: int | None = None
    kilometres_after_prior: int | None = None
    months_total: int | None = None
    trainee_months: int | None = None
    attained: tuple[str, ...] = ()
    school: str = ""
    final_year_ok: bool = False
    title: str = ""
    months_after_title: int | None = None
    min_age: int | None = None

    @property
    def text(self) -> str:
        """The condition as the roster's column 申报条件 says it."""
        return "，".join(_phrases(self)) or "无条件"


@dataclass(frozen=True, slots=True)
class Standard:
    """The alternatives of one standard version, by level."""

    code: str
    levels: Mapping[int, tuple[Alternative, ...]]


def parse_standard(code: str, content: Mapping[str, Any]) -> Standard:
    """A standard from its JSON. Raises `UnknownCondition` for anything it does not know: no silent permission."""
    continuous = bool(content.get("continuous", False))
    levels: dict[int, tuple[Alternative, ...]] = {}
    for level, alternatives in content["rules"].items():
        if level not in {"1", "2", "3", "4", "5"}:
            raise UnknownCondition(f"{code}: no level {level}")
        levels[int(level)] = tuple(parse_alternative(int(level), continuous, raw) for raw in alternatives)
    return Standard(code, levels)


def parse_alternative(level: int, continuous: bool, raw: Mapping[str, Any]) -> Alternative:
    """One alternative. Raises `UnknownCondition`."""
    unknown = set(raw) - FIELDS
    if unknown:
        raise UnknownCondition(f"unknown fields {sorted(unknown)}")
    attained = [kind for kind in ("training", "apprenticeship", "special_skill") if raw.get(kind)]
    for name, known in (("certificate", CERTIFICATES), ("award", AWARDS)):
        if raw.get(name):
            attained.append(_known(str(raw[name]), known))
    return Alternative(
        level=level,
        continuous=continuous,
        prior_level=raw.get("prior_level"),
        months_after_prior=_months(raw.get("years_after_prior"), raw.get("months_after_prior")),
        kilometres_after_prior=raw.get("km_after_prior"),
        months_total=_months(raw.get("years_total")),
        trainee_months=_months(raw.get("trainee_years")),
        attained=tuple(attained),
        school=_known(str(raw["school"]), SCHOOLS) if raw.get("school") else "",
        final_year_ok=bool(raw.get("final_year_ok")),
        title=_known(str(raw["title"]), TITLES) if raw.get("title") else "",
        months_after_title=_months(raw.get("years_after_title")),
        min_age=raw.get("min_age"),
    )


def exceptional(level: int) -> tuple[Alternative, ...]:
    """Early promotion 破格 and level skipping 越级 of slide 一（四）, on top of the documents' own conditions."""
    if level not in {1, 2}:
        return ()
    prior, months = {2: (3, 36), 1: (2, 24)}[level]
    own = ("document_conditions",)
    return (
        Alternative(level=level, continuous=True, prior_level=prior, months_after_prior=months, attained=own),
        *(Alternative(level=level, continuous=False, attained=(award, *own)) for award in AWARDS),
    )


def _known(value: str, known: Mapping[str, str]) -> str:
    if value not in known:
        raise UnknownCondition(f"unknown value {value}")
    return value


def _months(years: int | None, months: int | None = None) -> int | None:
    if years is None and months is None:
        return None
    return (years or 0) * MONTHS_A_YEAR + (months or 0)


def duration(months: int) -> str:
    """5年, or 36个月 shown as years where it is whole: 3年."""
    return f"{months // MONTHS_A_YEAR}年" if months % MONTHS_A_YEAR == 0 else f"{months}个月"


def _phrases(one: Alternative) -> Iterator[str]:
    way = "连续" if one.continuous else "累计"
    yield from _prior_phrase(one, way)
    if one.school:
        yield SCHOOLS[one.school] + ("（含应届毕业生）" if one.final_year_ok else "")
    if one.title:
        yield f"取得{TITLES[one.title]}"
    if one.months_after_title:
        yield f"之后从事本职业工作{duration(one.months_after_title)}以上"
    yield from map(attained_text, one.attained)
    if one.months_total is not None:
        yield f"{way}从事本职业工作{duration(one.months_total)}以上"
    if one.trainee_months is not None:
        yield f"在本职业连续见习工作{duration(one.trainee_months)}以上"
    if one.min_age is not None:
        yield f"年满{one.min_age}周岁"


def _prior_phrase(one: Alternative, way: str) -> Iterator[str]:
    if one.prior_level is None:
        return
    prior = f"取得本职业{LEVEL_WORDS[one.prior_level]}证书"
    if one.months_after_prior is not None:
        yield f"{prior}后{way}从事本职业工作{duration(one.months_after_prior)}以上"
    elif one.kilometres_after_prior is not None:
        yield f"{prior}后安全行驶{one.kilometres_after_prior // 10_000}万公里以上"
    else:
        yield prior


ATTAINED = {
    "training": "经本职业正规培训达规定标准学时数并取得结业证书",
    "apprenticeship": "本职业学徒期满",
    "special_skill": "具有本职业技术专长",
    "document_conditions": "具备京人社职鉴发〔2011〕274 号等文件规定的破格（越级）条件",
}


def attained_text(kind: str) -> str:
    """The one-off facts in words."""
    if kind in CERTIFICATES:
        return f"取得{CERTIFICATES[kind]}"
    return AWARDS.get(kind) or ATTAINED[kind]
