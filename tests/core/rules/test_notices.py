"""Reading a holiday notice as it is printed, and judging whether its days can be right."""

from datetime import date

import pytest

from appraisal.core.rules.notice_text import read_notice
from appraisal.core.rules.notices import notice_refusals, statutory_total
from appraisal.core.rules.workdays import DayKind, DayMark
from appraisal.core.services.calendar_sources import known_marks, statutory_dates

# The operative sentences of published notices.
PRINTED = {
    2014: """国务院办公厅关于2014年部分节假日安排的通知
国办发明电〔2013〕28号
经国务院批准，现将2014年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
一、元旦：1月1日放假1天。
二、春节：1月31日至2月6日放假调休，共7天。1月26日（星期日）、2月8日（星期六）上班。
三、清明节：4月5日放假，4月7日（星期一）补休。
四、劳动节：5月1日至3日放假调休，共3天。5月4日（星期日）上班。
五、端午节：6月2日放假，与周末连休。
六、中秋节：9月8日放假，与周末连休。
七、国庆节：10月1日至7日放假调休，共7天。9月28日（星期日）、10月11日（星期六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作。
2013年12月11日""",
    2019: """一、元旦：2018年12月30日至2019年1月1日放假调休，共3天。2018年12月29日（星期六）上班。
二、春节：2月4日至10日放假调休，共7天。2月2日（星期六）、2月3日（星期日）上班。
三、清明节：4月5日放假，与周末连休。
四、劳动节：5月1日至4日放假调休，共4天。4月28日（星期日）、5月5日（星期日）上班。
五、端午节：6月7日放假，与周末连休。
六、中秋节：9月13日放假，与周末连休。
七、国庆节：10月1日至7日放假调休，共7天。9月29日（星期日）、10月12日（星期六）上班。""",
    2026: """一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。""",
}
HOLIDAY, MAKE_UP = DayKind.HOLIDAY, DayKind.MAKE_UP


def notice_year(day: date) -> int:
    return day.year + 1 if day.month == 12 else day.year


def moving(marks) -> set[tuple[date, DayKind]]:
    """The days that differ from their weekday; a printed notice need not name every weekend day of a break."""
    return {(mark.date, mark.kind) for mark in marks if mark.kind is MAKE_UP or mark.date.weekday() < 5}


def codes(refusals) -> list[str]:
    return [refusal.code for refusal in refusals]


# --- reading --------------------------------------------------------------------------------------
@pytest.mark.parametrize("year", PRINTED)
def test_a_printed_notice_gives_the_days_of_its_year(year):
    reading = read_notice(PRINTED[year], year)
    assert reading.faults == ()
    assert moving(reading.marks) == moving(mark for mark in known_marks() if notice_year(mark.date) == year)


@pytest.mark.parametrize("year", PRINTED)
def test_a_printed_notice_can_be_published(year):
    assert (
        notice_refusals(year, "国办发明电〔1〕1号", read_notice(PRINTED[year], year).marks, statutory_dates(year)) == ()
    )


def test_one_paragraph_may_say_three_things_of_three_days():
    reading = read_notice("纪念日：9月3日（星期四）放假，9月4日（星期五）调休，9月6日（星期日）上班。", 2015)
    assert [(mark.date.day, mark.kind) for mark in reading.marks] == [(3, HOLIDAY), (4, HOLIDAY), (6, MAKE_UP)]


@pytest.mark.parametrize(
    "line", ["2027-02-20 上班 春节", "2027/2/20,上班,春节", "2027年2月20日\t调休上班\t春节", "２０２７-02-20　班 春节"]
)
def test_a_table_line(line):
    assert read_notice(line, 2027).marks == (DayMark(date(2027, 2, 20), MAKE_UP, "春节"),)


def test_a_table_line_without_a_name():
    assert read_notice("2027-02-08 放假", 2027).marks == (DayMark(date(2027, 2, 8), HOLIDAY, "放假"),)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("元旦：1月4日（周六）上班。", "notice_weekday_wrong"),
        ("元旦：1月1日至3日放假，共5天。", "notice_total_wrong"),
        ("元旦：1月32日放假。", "notice_date_wrong"),
        ("元旦：1月4日。", "notice_line_unread"),
        ("1月4日上班", "notice_line_unread"),
        ("2026-02-30 放假 春节", "notice_date_wrong"),
    ],
)
def test_what_contradicts_itself_is_said_with_its_line(line, code):
    reading = read_notice("元旦放假安排\n" + line, 2026)
    assert [(fault.code, fault.params["line"]) for fault in reading.faults] == [(code, 2)]


# --- judging --------------------------------------------------------------------------------------
@pytest.mark.parametrize("year", [year for year in range(2008, 2027) if year not in (2015, 2020)])
def test_every_ordinary_notice_adds_up(year):
    marks = [mark for mark in known_marks() if notice_year(mark.date) == year]
    assert notice_refusals(year, "号", marks, statutory_dates(year)) == ()


@pytest.mark.parametrize("year", [2015, 2020])
def test_an_extraordinary_notice_must_be_acknowledged(year):
    marks = [mark for mark in known_marks() if notice_year(mark.date) == year]
    assert codes(notice_refusals(year, "号", marks, [])) == ["notice_does_not_add_up"]
    assert notice_refusals(year, "号", marks, [], acknowledged=True) == ()


def test_all_reasons_come_at_once():
    marks = [
        DayMark(date(2026, 1, 5), MAKE_UP, "元旦"),  # a Monday
        DayMark(date(2026, 1, 10), HOLIDAY, "元旦"),
        DayMark(date(2026, 1, 10), MAKE_UP, "元旦"),
        DayMark(date(2026, 1, 17), MAKE_UP, "元旦"),
        DayMark(date(2026, 1, 17), MAKE_UP, "元旦"),
        DayMark(date(2025, 12, 27), MAKE_UP, "元旦"),
    ]
    statutory = [DayMark(date(2026, 1, 1), HOLIDAY, "元旦")]
    assert codes(notice_refusals(2026, " ", marks, statutory)) == [
        "notice_number_missing",
        "make_up_not_weekend",
        "notice_day_contradicts",
        "notice_day_twice",
        "notice_day_outside_year",
        "notice_statutory_day_works",
        "notice_does_not_add_up",
    ]


def test_an_empty_notice_is_refused_once():
    assert codes(notice_refusals(2027, "号", [], statutory_dates(2027))) == ["notice_empty"]


def test_the_decree_gave_two_more_days_in_2025():
    assert (statutory_total(2024), statutory_total(2025)) == (11, 13)
    assert len(statutory_dates(2027)) == 13
