"""The working-day table: filled from the packages, read once per version, changed with a record."""

from datetime import date, datetime

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from appraisal.core.errors import NotPermitted, Refused
from appraisal.core.models import AuditEntry, CalendarVersion, CalendarYear, DayException
from appraisal.core.queries import calendar as calendar_queries
from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.roles import Role
from appraisal.core.rules.workdays import DayKind, days_of
from appraisal.core.services import calendar as calendar_service
from appraisal.core.services.calendar_sources import calendar_from_packages
from tests.core.rules.test_notices import PRINTED
from tests.factories.core import actor

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 10, tzinfo=BEIJING)


@pytest.fixture
def filled():
    return calendar_service.fill_calendar(now=NOW)


def write(change, by):
    with transaction.atomic():
        calendar_service.lock_calendar()
        calendar_service.write_change(change, actor=by, now=NOW, summary="测试")


# --- filling --------------------------------------------------------------------------------------
def test_the_table_equals_the_packages_on_every_day(filled):
    table, packages = calendar_queries.load_calendar(), calendar_from_packages(range(2027, 2030))
    assert filled == tuple(range(2004, 2030))
    for day in days_of(date(2004, 1, 1), date(2029, 12, 31)):
        assert table.kind_of(day) is packages.kind_of(day), day
        assert table.is_provisional(day) == packages.is_provisional(day), day
        assert table.notice_of(day) == packages.notice_of(day), day


def test_filling_again_changes_nothing(filled):
    version = CalendarVersion.objects.get()
    DayException.objects.filter(pk=date(2026, 2, 14)).update(name="改过")
    call_command("load_calendar", verbosity=0)
    assert DayException.objects.get(pk=date(2026, 2, 14)).name == "改过"
    assert CalendarVersion.objects.get().number == version.number
    assert AuditEntry.objects.filter(action="FILL_CALENDAR").count() == 1


def test_a_provisional_year_stays_provisional_when_the_package_comes_to_know_it(filled):
    CalendarYear.objects.filter(pk=2026).update(provisional=True)
    calendar_service.fill_calendar(now=NOW)
    assert CalendarYear.objects.get(pk=2026).provisional


# --- reading --------------------------------------------------------------------------------------
def test_reading_again_costs_one_query(filled):
    calendar_queries.load_calendar()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        calendar_queries.load_calendar()
    assert len(queries) == 1


def test_a_change_is_read_by_everyone_and_a_rollback_by_nobody(filled):
    officer = actor(Role.GUIDANCE_OFFICER)
    change = calendar_service.propose_day(
        actor=officer, day=date(2026, 12, 14), kind=DayKind.HOLIDAY, name="停课", notice_number="京〔2026〕1号"
    )
    before = calendar_queries.load_calendar()
    with pytest.raises(RuntimeError, match="stop"), transaction.atomic():
        write(change, officer)
        assert not calendar_queries.load_calendar().is_working_day(date(2026, 12, 14))
        raise RuntimeError("stop")
    assert calendar_queries.load_calendar() == before
    write(change, officer)
    assert not calendar_queries.load_calendar().is_working_day(date(2026, 12, 14))


def test_the_calendar_for_writing_is_the_same_calendar(filled):
    assert calendar_queries.calendar_for_writing() == calendar_queries.load_calendar()


@pytest.mark.django_db(transaction=True)
def test_the_calendar_for_writing_needs_a_transaction():
    with pytest.raises(RuntimeError, match="use_case"):
        calendar_queries.calendar_for_writing()


def test_an_empty_table_still_answers():
    calendar = calendar_queries.load_calendar()
    assert calendar.is_provisional(date(2026, 3, 2)) and calendar.is_working_day(date(2026, 3, 2))


# --- proposing ------------------------------------------------------------------------------------
def test_only_the_guidance_section_changes_the_calendar():
    for role in Role:
        if role is Role.GUIDANCE_OFFICER:
            continue
        with pytest.raises(NotPermitted):
            calendar_service.propose_year(actor=actor(role), year=2026, notice_number="号", text=PRINTED[2026])
        with pytest.raises(NotPermitted):
            calendar_service.propose_day(
                actor=actor(role), day=date(2026, 3, 7), kind=None, name="", notice_number="号"
            )


def test_publishing_the_printed_notice_makes_the_year_known():
    officer = actor(Role.GUIDANCE_OFFICER)
    number = "国办发明电〔2025〕7号"
    change = calendar_service.propose_year(actor=officer, year=2026, notice_number=number, text=PRINTED[2026])
    write(change, officer)
    calendar = calendar_queries.load_calendar()
    assert not calendar.is_provisional(date(2026, 6, 1))
    packages = calendar_from_packages()
    for day in days_of(date(2026, 1, 1), date(2026, 12, 31)):
        assert calendar.kind_of(day) is packages.kind_of(day), day
    assert calendar.notice_of(date(2026, 2, 14)) == number
    entry = AuditEntry.objects.get(action="PUBLISH_CALENDAR")
    assert entry.details["notice_number"] == number and "2026-02-14 调休上班 春节" in entry.details["days"]


def test_a_notice_replaces_the_estimate_of_the_end_of_december(filled):
    officer = actor(Role.GUIDANCE_OFFICER)
    change = calendar_service.propose_year(actor=officer, year=2019, notice_number="号", text=PRINTED[2019])
    assert (change.first, change.last) == (date(2018, 12, 29), date(2019, 12, 27))
    write(change, officer)
    assert calendar_queries.load_calendar().kind_of(date(2018, 12, 29)) is DayKind.MAKE_UP
    assert DayException.objects.filter(date__year=2020).exists()


def test_every_reason_against_a_notice_comes_at_once():
    with pytest.raises(Refused) as refused:
        calendar_service.propose_year(
            actor=actor(Role.GUIDANCE_OFFICER), year=2027, notice_number="", text="元旦：1月1日（周一）放假。"
        )
    assert {refusal.code for refusal in refused.value.refusals} == {
        "notice_weekday_wrong",
        "notice_number_missing",
        "notice_statutory_day_works",
        "notice_does_not_add_up",
    }


def test_a_single_day_needs_a_document_and_a_weekend_to_make_up():
    with pytest.raises(Refused) as refused:
        calendar_service.propose_day(
            actor=actor(Role.GUIDANCE_OFFICER), day=date(2026, 3, 2), kind=DayKind.MAKE_UP, name="", notice_number=""
        )
    codes = [refusal.code for refusal in refused.value.refusals]
    assert codes == ["notice_number_missing", "missing", "make_up_not_weekend"]


def test_a_day_can_be_given_back_to_its_weekday(filled):
    officer = actor(Role.GUIDANCE_OFFICER)
    change = calendar_service.propose_day(
        actor=officer, day=date(2026, 2, 14), kind=None, name="", notice_number="更正"
    )
    write(change, officer)
    assert calendar_queries.load_calendar().kind_of(date(2026, 2, 14)) is DayKind.WEEKEND
