"""Where the table of working days is first filled from: the packages `chinesecalendar` and `holidays`.

`chinesecalendar` knows the notices of the State Council for 2004 to 2026. `holidays` gives the statutory days of years
without a notice. Neither is asked when a deadline is counted: that reads the table, which the city can edit.
"""

import re
from collections.abc import Iterable
from datetime import date

import holidays
from chinese_calendar import constants

from appraisal.core.rules.workdays import DayKind, DayMark, WorkCalendar

# chinesecalendar calls these days by the name of the festival in English; the notices by these words.
NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利70周年纪念日",
}

# Numbers of the State Council's yearly notices, from the published notices themselves; older ones are not kept.
NOTICES = {
    2014: "国办发明电〔2013〕28号",
    2015: "国办发明电〔2014〕28号",
    2016: "国办发明电〔2015〕18号",
    2017: "国办发明电〔2016〕17号",
    2018: "国办发明电〔2017〕12号",
    2019: "国办发明电〔2018〕15号",
    2020: "国办发明电〔2019〕16号",
    2021: "国办发明电〔2020〕27号",
    2022: "国办发明电〔2021〕11号",
    2023: "国办发明电〔2022〕16号",
    2024: "国办发明电〔2023〕7号",
    2025: "国办发明电〔2024〕12号",
    2026: "国办发明电〔2025〕7号",
}

# Later notices that changed single stretches of a year: first day, last day, number.
AMENDMENTS = (
    (date(2015, 9, 3), date(2015, 9, 6), "国发明电〔2015〕1号"),
    (date(2019, 4, 28), date(2019, 5, 5), "国办发明电〔2019〕3号"),
    (date(2020, 1, 31), date(2020, 2, 2), "国办发明电〔2020〕1号"),
)

# The notice for 2006 makes Saturday 31 December 2005 a working day; chinesecalendar leaves it a weekend
# (its issue 125), `holidays` has it right.
CORRECTIONS = (DayMark(date(2005, 12, 31), DayKind.MAKE_UP, "元旦"),)

REMARK = re.compile(r"（.*?）")
SUBSTITUTED = "调休"


def known_years() -> range:
    """The years whose notice the package knows."""
    years = [day.year for day in constants.holidays]
    return range(min(years), max(years) + 1)


def known_marks() -> list[DayMark]:
    """Every marked day of the known years, in order, with the number of its notice where one is kept."""
    marks = [
        DayMark(day, kind, NAMES[name], _notice_of(day))
        for kind, days in ((DayKind.HOLIDAY, constants.holidays), (DayKind.MAKE_UP, constants.workdays))
        for day, name in days.items()
    ]
    return sorted([*marks, *CORRECTIONS])


def statutory_marks(year: int) -> list[DayMark]:
    """Statutory holidays of a year without notice, moved off weekends; no make-up day can be known yet."""
    return _statutory(year, moved_off_weekends=True)


def statutory_dates(year: int) -> list[DayMark]:
    """Statutory holidays of a year on their own dates, weekend or not."""
    return _statutory(year, moved_off_weekends=False)


def calendar_from_packages(provisional_years: Iterable[int] = ()) -> WorkCalendar:
    """The calendar that the table is first filled with; `provisional_years` get their statutory days."""
    notices = {year: NOTICES.get(year, "") for year in known_years()}
    statutory = [mark for year in provisional_years for mark in statutory_marks(year)]
    return WorkCalendar.of(notices, [*known_marks(), *statutory])


def _statutory(year: int, *, moved_off_weekends: bool) -> list[DayMark]:
    named = holidays.country_holidays("CN", years=year, observed=moved_off_weekends, language="zh_CN")
    return sorted(
        DayMark(day, DayKind.HOLIDAY, _plain(name))
        for day, name in named.items()
        if day.year == year and SUBSTITUTED not in name
    )


def _plain(name: str) -> str:
    """春节（补假） and 农历除夕 both belong to 春节; of two festivals on one day the first names it."""
    first = REMARK.sub("", name).split(";")[0].strip()
    return "春节" if first == "农历除夕" else first


def _notice_of(day: date) -> str:
    for first, last, number in AMENDMENTS:
        if first <= day <= last:
            return number
    # A marked day in December belongs to the New Year of the following year's notice.
    return NOTICES.get(day.year + 1 if day.month == 12 else day.year, "")
