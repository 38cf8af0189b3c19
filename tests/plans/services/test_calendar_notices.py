"""Publishing a notice: the preview shows every move, and publishing does exactly that and nothing else."""

import threading
from datetime import date, datetime
from time import monotonic

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from appraisal.core.errors import Conflict, NotPermitted
from appraisal.core.models import AuditEntry, CalendarYear, Notice
from appraisal.core.queries import calendar as calendar_queries
from appraisal.core.rules.deadlines import BEIJING, Counting, due_at
from appraisal.core.rules.roles import Role
from appraisal.core.rules.workdays import DayKind
from appraisal.core.services import calendar as calendar_service
from plans.models import Obligation, Override
from plans.rules.enums import ObligationState
from plans.rules.obligations import ObligationCode
from plans.services import calendar_notices
from tests.factories.core import actor
from tests.factories.plans import obligation, plan

NOW = datetime(2026, 12, 1, 10, tzinfo=BEIJING)
# Not the real notice for 2027, which nobody knows: nine days of Spring Festival bought with two make-up days.
IMAGINED_2027 = """一、元旦：1月1日放假，与周末连休。
二、春节：2月5日（周五）至13日（周六）放假调休，共9天。1月31日（周日）、2月20日（周六）上班。
三、清明节：4月5日放假，与周末连休。
四、劳动节：5月1日（周六）至4日（周二）放假，共4天。
五、端午节：6月9日放假。
六、中秋节：9月15日放假。
七、国庆节：10月1日（周五）至5日（周二）放假，共5天。"""
NUMBER = "国办发明电〔2026〕99号"
# Filed by 2 February as estimated, by 1 February under the imagined notice.
EXAM, OLD_LAST_DAY, NEW_LAST_DAY = date(2027, 3, 8), date(2027, 2, 2), date(2027, 2, 1)


@pytest.fixture
def officer(db):
    calendar_service.fill_calendar(now=NOW)
    return actor(Role.GUIDANCE_OFFICER)


def proposal(by):
    return calendar_service.propose_year(actor=by, year=2027, notice_number=NUMBER, text=IMAGINED_2027)


def publish(by, change, now=NOW):
    preview = calendar_notices.preview_change(actor=by, change=change, now=now)
    return calendar_notices.publish_change(actor=by, change=change, digest=preview.digest, now=now)


def test_the_preview_names_old_and_new_dates_and_changes_nothing(officer):
    row = obligation(ObligationCode.FILE, plan(), EXAM)
    preview = calendar_notices.preview_change(actor=officer, change=proposal(officer), now=NOW)
    (effect,) = preview.moved
    assert (effect.move.old_last_day, effect.move.new_last_day) == (OLD_LAST_DAY, NEW_LAST_DAY)
    assert [day.date for day in preview.changed_days] == [
        date(2027, 1, 31),
        date(2027, 2, 11),
        date(2027, 2, 12),
        date(2027, 2, 20),
    ]
    row.refresh_from_db()
    assert row.last_day == OLD_LAST_DAY
    assert CalendarYear.objects.get(pk=2027).provisional


def test_publishing_moves_dates_reminders_and_marks_and_tells_the_institute(officer):
    row = obligation(ObligationCode.FILE, plan(), EXAM)
    assert row.provisional
    publish(officer, proposal(officer))
    row.refresh_from_db()
    assert row.last_day == NEW_LAST_DAY
    assert row.due_at == datetime(2027, 2, 2, tzinfo=BEIJING)
    assert row.next_reminder_at == datetime(2027, 1, 28, 8, tzinfo=BEIJING)
    assert not row.provisional
    notice = Notice.objects.get(organisation=row.responsible)
    assert "2027-02-02 改为 2027-02-01" in notice.body
    entry = AuditEntry.objects.get(action="PUBLISH_CALENDAR")
    assert (entry.details["moved"], entry.details["kept"]) == (1, 0)
    assert calendar_queries.load_calendar().notice_of(date(2027, 2, 20)) == NUMBER


def test_a_date_that_stays_loses_its_provisional_mark(officer):
    row = obligation(ObligationCode.ARRANGE, plan(), date(2027, 7, 15))
    publish(officer, proposal(officer))
    last_day = row.last_day
    row.refresh_from_db()
    assert (row.last_day, row.provisional) == (last_day, False)
    assert not Notice.objects.exists()


def test_the_end_of_december_is_settled_by_the_next_years_notice(officer):
    row = obligation(ObligationCode.REPORT, plan(), date(2026, 12, 28))
    assert row.provisional
    publish(officer, proposal(officer))
    row.refresh_from_db()
    assert not row.provisional


def test_a_date_that_would_come_too_soon_stays_on_the_record(officer):
    row = obligation(ObligationCode.FILE, plan(), EXAM)
    now = datetime(2027, 1, 28, 10, tzinfo=BEIJING)
    preview = publish(officer, proposal(officer), now)
    assert (len(preview.moved), len(preview.kept)) == (0, 1)
    row.refresh_from_db()
    assert (row.last_day, row.overridden) == (OLD_LAST_DAY, True)
    override = Override.objects.get(obligation=row)
    assert (override.old_last_day, override.new_last_day) == (NEW_LAST_DAY, OLD_LAST_DAY)
    assert "保留原期限" in override.reason


@pytest.mark.parametrize("state", [ObligationState.MET, ObligationState.MISSED, ObligationState.CLOSED])
def test_only_open_obligations_move(officer, state):
    row = obligation(ObligationCode.FILE, plan(), EXAM, state=state)
    publish(officer, proposal(officer))
    row.refresh_from_db()
    assert (row.last_day, row.provisional) == (OLD_LAST_DAY, True)


def test_the_citys_own_decisions_stand(officer):
    row = obligation(ObligationCode.FILE, plan(), EXAM, last_day=date(2027, 2, 5), overridden=True)
    publish(officer, proposal(officer))
    row.refresh_from_db()
    assert row.last_day == date(2027, 2, 5)


def test_a_single_day_moves_what_counts_over_it(officer):
    row = obligation(ObligationCode.CHANGE, plan(), date(2026, 12, 18))
    assert row.last_day == date(2026, 12, 11)
    change = calendar_service.propose_day(
        actor=officer, day=date(2026, 12, 16), kind=DayKind.HOLIDAY, name="停课", notice_number="京〔2026〕1号"
    )
    publish(officer, change)
    row.refresh_from_db()
    assert row.last_day == date(2026, 12, 10)


# --- the confirmation -----------------------------------------------------------------------------
def test_nothing_is_published_when_an_obligation_appeared_since_the_preview(officer):
    change = proposal(officer)
    preview = calendar_notices.preview_change(actor=officer, change=change, now=NOW)
    obligation(ObligationCode.FILE, plan(), EXAM)
    with pytest.raises(Conflict, match="重新预览"):
        calendar_notices.publish_change(actor=officer, change=change, digest=preview.digest, now=NOW)
    assert CalendarYear.objects.get(pk=2027).provisional


def test_nothing_is_published_twice(officer):
    change = proposal(officer)
    preview = publish(officer, change)
    obligation(ObligationCode.FILE, plan(), EXAM)
    with pytest.raises(Conflict):
        calendar_notices.publish_change(actor=officer, change=change, digest=preview.digest, now=NOW)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.GUIDANCE_OFFICER}))
def test_only_the_guidance_section_previews_and_publishes(officer, role):
    change, stranger = proposal(officer), actor(Role(role))
    with pytest.raises(NotPermitted):
        calendar_notices.preview_change(actor=stranger, change=change, now=NOW)
    with pytest.raises(NotPermitted):
        calendar_notices.publish_change(actor=stranger, change=change, digest="", now=NOW)


# --- never late by a notice ------------------------------------------------------------------------
@settings(max_examples=25, deadline=None)
@given(
    st.dates(date(2027, 1, 1), date(2027, 6, 30)),
    st.lists(
        st.tuples(st.sampled_from(sorted(ObligationCode)), st.dates(date(2027, 1, 1), date(2027, 7, 31))),
        min_size=1,
        max_size=8,
        unique=True,
    ),
)
def test_publishing_never_makes_an_on_time_obligation_late(django_db_blocker, day, wanted):
    now = datetime.combine(day, datetime.min.time(), BEIJING).replace(hour=11)
    with django_db_blocker.unblock(), transaction.atomic():
        calendar_service.fill_calendar.__wrapped__(now=NOW)
        officer, one_plan = actor(Role.GUIDANCE_OFFICER), None
        for code, anchor in wanted:
            one_plan = plan(one_plan.institute if one_plan else None)
            obligation(ObligationCode(code), one_plan, anchor)
        before = dict(Obligation.objects.values_list("pk", "due_at"))
        change = proposal(officer)
        preview = calendar_notices.preview_change(actor=officer, change=change, now=now)
        calendar_notices.publish_change.__wrapped__(actor=officer, change=change, digest=preview.digest, now=now)
        after = dict(Obligation.objects.values_list("pk", "due_at"))
        transaction.set_rollback(True)
    assert before.keys() == after.keys()
    for pk, due in before.items():
        assert (now < due) == (now < after[pk])


# --- two at once ----------------------------------------------------------------------------------
def wait_until(condition, seconds=20) -> bool:
    """Whether the condition came true within the time."""
    end = monotonic() + seconds
    while not condition():
        if monotonic() > end:
            return False
    return True


def someone_waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_locks JOIN pg_stat_activity USING (pid)"
            " WHERE NOT granted AND datname = current_database())"
        )
        return cursor.fetchone()[0]


def store_while_publishing(calendar_reader) -> date:
    """An action reads the calendar and stores an obligation while a publication runs; the last day that remains."""
    officer, one_plan = actor(Role.GUIDANCE_OFFICER), plan()
    change = proposal(officer)
    digest = calendar_notices.preview_change(actor=officer, change=change, now=NOW).digest
    read, published = threading.Event(), threading.Event()

    def publication() -> None:
        read.wait(10)
        try:
            # The obligation is not in the preview: publishing it anyway must conflict, publishing around it must not.
            calendar_notices.publish_change(actor=officer, change=change, digest=digest, now=NOW)
        except Conflict:
            preview = calendar_notices.preview_change(actor=officer, change=change, now=NOW)
            calendar_notices.publish_change(actor=officer, change=change, digest=preview.digest, now=NOW)
        finally:
            published.set()
            connection.close()

    publisher = threading.Thread(target=publication)
    publisher.start()
    with transaction.atomic():
        calendar = calendar_reader()
        read.set()
        assert wait_until(lambda: published.is_set() or someone_waits_for_a_lock())
        last_day = calendar.working_day_before(EXAM, 20)
        Obligation.objects.create(
            plan=one_plan,
            code=ObligationCode.FILE,
            responsible=one_plan.institute,
            anchor_date=EXAM,
            last_day=last_day,
            due_at=due_at(last_day, Counting()),
        )
    publisher.join(30)
    return Obligation.objects.get(plan=one_plan).last_day


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("reader", "expected"),
    [
        (calendar_queries.calendar_for_writing, NEW_LAST_DAY),
        (calendar_queries.load_calendar, OLD_LAST_DAY),  # the control: without the lock the old date remains
    ],
    ids=["locked", "control"],
)
def test_a_date_stored_during_a_publication_follows_the_new_calendar(reader, expected):
    calendar_service.fill_calendar(now=NOW)
    assert store_while_publishing(reader) == expected
