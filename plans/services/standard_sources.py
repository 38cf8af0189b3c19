"""The first versions of the conditions for applying, as found: third-party copies of standards, marked as samples.

No official text was at hand, so each version names where it was read and stands as sample data until a guidance officer
replaces it.
"""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

FILE: Final = Path(__file__).resolve().parents[1] / "data" / "eligibility.json"
BEFORE_2018: Final = "原劳动和社会保障部制定的国家职业标准"


@dataclass(frozen=True, slots=True)
class StandardSource:
    """One version to load. `code`: its key in the file; `valid_from=None`: a draft to choose from."""

    code: str
    name: str
    document: str
    occupation: str = ""
    valid_from: date | None = None


SOURCES: Final = (
    StandardSource("pre2018_generic", "通用申报条件（2018 年以前）", BEFORE_2018, "", date(2008, 1, 1)),
    StandardSource("pre2018_driver", "汽车驾驶员申报条件", BEFORE_2018, "汽车驾驶员", date(2008, 1, 1)),
    StandardSource("pre2018_refrigeration", "制冷设备维修工申报条件", BEFORE_2018, "制冷设备维修工", date(2008, 1, 1)),
    StandardSource("v2018", "2018 年版申报条件", "按 2018 年《国家职业技能标准编制技术规程》制定的标准"),
    StandardSource("v2023", "2023 年版申报条件（五至三级）", "按 2023 年《国家职业标准编制技术规程》制定的标准"),
)


def contents() -> dict[str, dict[str, Any]]:
    """The file's standards by code."""
    found: dict[str, dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def document_of(source: StandardSource, content: dict[str, Any]) -> str:
    """The document as shown: what it is, where it was read, and that the copy is not official."""
    return f"{source.document}；转载文本，非官方来源：{content['source']}"[:400]
