"""What a change of time or place touches, in lines: shown before it is asked for, kept once it is done."""

from dataclasses import dataclass
from typing import Any

from appraisal.core.rules.enums import LabelledEnum


class ImpactKind(LabelledEnum):
    """What is touched."""

    CANDIDATES = "CANDIDATES", "考生"
    CLASHES = "CLASHES", "同日另有考试"
    ROOMS = "ROOMS", "考场、座位"
    INVIGILATORS = "INVIGILATORS", "监考员"
    EXAMINERS = "EXAMINERS", "考评员"
    DISTRICTS = "DISTRICTS", "区县中心"
    COMMITTEES = "COMMITTEES", "行业技师考评委"
    PAPERS = "PAPERS", "已出的单据"
    DEADLINES = "DEADLINES", "时限"
    STATE = "STATE", "计划状态"
    POINTS = "POINTS", "减分"


@dataclass(frozen=True, slots=True)
class ImpactLine:
    """One line. `warns`: somebody should think twice. `count`: how many are touched, 0 where nothing is counted."""

    kind: ImpactKind
    text: str
    count: int = 0
    warns: bool = False

    def as_json(self) -> dict[str, Any]:
        """As it is kept with the request."""
        return {"kind": self.kind.value, "text": self.text, "count": self.count, "warns": self.warns}


def from_json(stored: dict[str, Any]) -> ImpactLine:
    """The line that was kept."""
    return ImpactLine(ImpactKind(stored["kind"]), stored["text"], stored["count"], stored["warns"])
