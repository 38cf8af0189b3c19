"""The .ics of a ladder, read back by the library that other programs use."""

from datetime import UTC, date, datetime

from icalendar import Calendar

from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.services.calendar_sources import calendar_from_packages
from plans.exporters.ladder import Step, ladder_file, steps_of
from plans.rules.obligations import PlanDates, ladder

NOW = datetime(2026, 1, 20, 10, tzinfo=BEIJING)
EXAM = date(2026, 2, 28)


def events(content: bytes):
    return {str(event["uid"]): event for event in Calendar.from_ical(content).walk("VEVENT")}


def file_of(exam: date, reference: str = "P1") -> bytes:
    rungs = ladder(PlanDates(exam, (exam,)), calendar_from_packages([2027]), now=NOW)
    return ladder_file(name="中式烹调师专场", reference=reference, steps=steps_of(rungs), now=NOW)


def test_each_step_is_a_whole_day_with_its_proof():
    event = events(file_of(EXAM))["P1-FILE-2026-02-28@kaowu"]
    assert (event["dtstart"].dt, event["dtend"].dt) == (date(2026, 1, 26), date(2026, 1, 27))
    assert str(event["summary"]) == "最后一天：申报（执行）鉴定计划（中式烹调师专场）"
    assert "春节 2026-02-15 至 02-23 放假" in str(event["description"])
    assert str(event["status"]) == "CONFIRMED"


def test_every_step_is_there_once():
    assert len(events(file_of(EXAM))) == 9  # without the city's answer: nothing is filed yet
    assert file_of(EXAM).count(b"BEGIN:VEVENT") == 9


def test_a_provisional_date_is_tentative():
    event = events(file_of(date(2027, 3, 1)))["P1-FILE-2027-03-01@kaowu"]
    assert str(event["status"]) == "TENTATIVE"
    assert str(event["summary"]).startswith("暂定最后一天")


def test_reminders_ring_at_their_moment():
    step = Step("PAY", "缴纳鉴定费", EXAM, "", False, (datetime(2026, 2, 25, 8, tzinfo=BEIJING),))
    (event,) = events(ladder_file(name="计划", reference="P2", steps=[step], now=NOW)).values()
    (alarm,) = event.walk("VALARM")
    assert alarm["trigger"].dt == datetime(2026, 2, 25, 0, tzinfo=UTC)
