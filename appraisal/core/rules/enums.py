"""The words that are stored: each member carries the official Chinese term."""

from enum import StrEnum
from typing import Self


class LabelledEnum(StrEnum):
    """A string enum whose members carry their official Chinese label: `NAME = "NAME", "标签"`."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """(stored word, label) pairs in order of definition."""
        return [(member.value, member.label) for member in cls]


class OrganisationKind(LabelledEnum):
    """Organisations of the appraisal administration (design §1)."""

    CITY_CENTRE = "CITY_CENTRE", "市职业技能鉴定管理中心"
    CITY_SECTION = "CITY_SECTION", "市中心科室"
    DISTRICT_CENTRE = "DISTRICT_CENTRE", "区县职业技能鉴定管理中心"
    INSTITUTE = "INSTITUTE", "鉴定机构"
    COMMITTEE = "COMMITTEE", "行业技师考评委"


class Subject(LabelledEnum):
    """Subjects of an appraisal (科目)."""

    THEORY = "THEORY", "理论"
    PRACTICAL = "PRACTICAL", "实操"
    REVIEW = "REVIEW", "综合评审"


class PracticalMode(LabelledEnum):
    """How a practical is held 二（一）."""

    WRITTEN = "WRITTEN", "纸笔作答"
    HANDS_ON = "HANDS_ON", "动手实操"


class ReviewMode(LabelledEnum):
    """How a comprehensive review is held 二（一）."""

    ORAL_DEFENCE = "ORAL_DEFENCE", "口头答辩"
    WRITTEN = "WRITTEN", "纸笔作答"


LEVEL_LABELS = {5: "五级（初级）", 4: "四级（中级）", 3: "三级（高级）", 2: "二级（技师）", 1: "一级（高级技师）"}
TECHNICIAN_LEVELS = frozenset({1, 2})


class RequestState(LabelledEnum):
    """A request that one side makes and the city decides."""

    REQUESTED = "REQUESTED", "待市中心处理"
    GRANTED = "GRANTED", "已同意"
    REFUSED = "REFUSED", "未同意"


class LicenceState(LabelledEnum):
    """A licence for one occupation and level 一（一）."""

    IN_FORCE = "IN_FORCE", "有效"
    REPLACED = "REPLACED", "已被新许可替代"
    REVOKED = "REVOKED", "已撤销"


class SiteState(LabelledEnum):
    """Filing of a practical site 二（三）."""

    FILED = "FILED", "待确认"
    CONFIRMED = "CONFIRMED", "已备案"
    REFUSED = "REFUSED", "未予备案"
    WITHDRAWN = "WITHDRAWN", "已停用"
