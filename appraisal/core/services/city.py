"""The organisations that exist before anyone registers one: the city centre, its sections, the district centres."""

import csv
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from appraisal.core import audit
from appraisal.core.models import Organisation
from appraisal.core.pinyin import name_key
from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.transactions import use_case

DISTRICTS = Path(__file__).resolve().parents[1] / "data" / "districts.csv"
CITY_CODE = "CITY"
CENTRE = "职业技能鉴定管理中心"


@dataclass(frozen=True, slots=True)
class District:
    """A district with its GB/T 2260 code; 亦庄 has none, so its key is the portal's own."""

    key: str
    gb_code: str
    name: str
    short_name: str


# The development area is no district of GB/T 2260; no code is invented for it.
YIZHUANG = District("YIZHUANG", "", "北京经济技术开发区", "亦庄")


def read_districts() -> list[District]:
    """The 16 districts of the data file, and 亦庄."""
    with DISTRICTS.open(encoding="utf-8", newline="") as file:
        rows = [District(row["code"], row["code"], row["name"], row["name"]) for row in csv.DictReader(file)]
    return [*rows, YIZHUANG]


@use_case
def load_city(*, now: datetime) -> int:
    """Create what is missing of the city centre, its two sections and its district centres; returns how many.

    What officers changed since stays as it is, so that loading again is harmless.
    """
    centre, made = _ensure(CITY_CODE, OrganisationKind.CITY_CENTRE, f"北京市{CENTRE}", "市中心")
    count = int(made)
    sections = (("GUIDANCE_SECTION_CODE", "鉴定指导科"), ("FINANCE_SECTION_CODE", "财务科"))
    for setting, name in sections:
        code = settings.KAOWU[setting]
        count += _ensure(code, OrganisationKind.CITY_SECTION, f"{centre.name}{name}", name, parent=centre)[1]
    for district in read_districts():
        name = f"{district.name}{CENTRE}"
        count += _ensure(
            district.key, OrganisationKind.DISTRICT_CENTRE, name, district.short_name, gb_code=district.gb_code
        )[1]
    if count:
        summary = f"装入市中心和区县中心 {count} 个"
        audit.record(actor=None, action="organisation.load_city", target=centre, summary=summary, at=now)
    return count


def _ensure(
    code: str, kind: OrganisationKind, name: str, short_name: str, **fields: object
) -> tuple[Organisation, bool]:
    defaults = {"kind": kind, "name": name, "short_name": short_name, "name_key": name_key(name, limit=400), **fields}
    return Organisation.objects.get_or_create(code=code, defaults=defaults)
