"""A hand-in that is sent back: what is told, what still counts, and until when it is due again."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from appraisal.core.errors import Conflict, NotPermitted, Refused
from appraisal.core.models import AuditEntry, Notice
from appraisal.core.queries.sections import guidance_section_id
from appraisal.core.rules.enums import Subject
from appraisal.core.rules.roles import Role
from appraisal.core.services.calendar import fill_calendar
from examiners.models import DutyEntry, DutyHandIn, DutyReturn
from examiners.queries import duty_pages
from examiners.rules.duty import RecordPart, ScanKind
from examiners.services import duty_hand_ins, duty_returns, duty_sheets
from plans.models import Deduction, Plan, ScoreEntry
from plans.queries.obligations import obligations_of
from plans.services.sweep import sweep
from tests.factories import core, duties
from tests.factories import filing as make
from tests.factories import scores as given
from tests.factories.scores import MONDAY

pytestmark = pytest.mark.django_db
TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (MONDAY + timedelta(days=days) for days in (1, 2, 3, 4))
LAST_DAY = date(2026, 5, 19)  # the exam was on Saturday: two working days after it


@pytest.fixture(autouse=True)
def documents(settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path


@pytest.fixture
def ground():
    fill_calendar(now=make.NOW)
    return make.ground()


@pytest.fixture
def plan(ground) -> Plan:
    plan = given.held(ground)
    duties.handed_in(ground, plan)
    return plan


def send_back(actor, plan, now=TUESDAY, *, incomplete=False, reason="扫描件看不清", **remarks):
    said = {RecordPart[name]: text for name, text in (remarks or {"SCAN": "花名册第二页模糊"}).items()}
    return duty_returns.send_back(
        actor=actor, sitting_id=duties.practical(plan), reason=reason, remarks=said, is_incomplete=incomplete, now=now
    )


def hand_in(on, plan, now, answer="已重新扫描"):
    return duty_hand_ins.hand_in(
        actor=on.clerk, sitting_id=duties.practical(plan), handed_to="王芳", answer=answer, now=now
    )


def codes_of(action) -> list[str]:
    with pytest.raises(Refused) as refused:
        action()
    return [refusal.code for refusal in refused.value.refusals]


def report(plan):
    return plan.obligations.get(code="REPORT")


def entered(plan) -> date | None:
    """The last day of ENTER while it is open."""
    row = plan.obligations.filter(code="ENTER", state="OPEN").first()
    return row.last_day if row else None


# --- sent back and mended -------------------------------------------------------------------------------
def test_sent_back_the_institute_is_told_writes_again_and_owes_the_hand_in(ground, plan):
    assert entered(plan) == date(2026, 5, 20)
    send_back(ground.district, plan)
    sheet = duties.sheet_of(plan)
    assert (sheet.state, sheet.handed_in_at) == ("RETURNED", None)
    assert Plan.objects.get(pk=plan.pk).state == "HELD"
    assert (report(plan).state, report(plan).last_day) == ("OPEN", date(2026, 5, 21))
    assert entered(plan) is None
    letter = Notice.objects.get(subject__contains="退回补正")
    assert letter.organisation == plan.institute and "2026-05-21" in letter.body and letter.urgent
    assert AuditEntry.objects.get(action="duty.return").details["parts"] == ["SCAN"]
    where = {"actor": ground.clerk, "sitting_id": duties.practical(plan), "now": TUESDAY}
    old = sheet.scans.get(kind=ScanKind.SCORE_ROSTER)
    duty_sheets.remove_scan(scan_id=old.pk, actor=ground.clerk, now=TUESDAY)
    new = duty_sheets.add_scan(kind=ScanKind.SCORE_ROSTER, attachment=duties.PDF, **where)
    assert codes_of(lambda: hand_in(ground, plan, WEDNESDAY, answer=" ")) == ["duty_answer_missing"]
    hand_in(ground, plan, WEDNESDAY)
    first, second = DutyHandIn.objects.order_by("number")
    assert (first.record["SCAN"][0], second.record["SCAN"][-1]) == (old.pk, new.pk)
    assert (second.number, second.answer) == (2, "已重新扫描")
    assert Plan.objects.get(pk=plan.pk).state == "REPORTED"
    assert entered(plan) == date(2026, 5, 22)  # two working days after the hand-in that stands
    assert Notice.objects.filter(organisation=plan.district, subject__contains="再次报送").count() == 1


def test_the_page_has_every_hand_in_with_its_scans_and_what_was_changed(ground, plan):
    old = duties.sheet_of(plan).scans.get(kind=ScanKind.DUTY_SHEET)
    send_back(ground.district, plan, SCAN="模糊", MEETING="没有写地点")
    duty_sheets.remove_scan(scan_id=old.pk, actor=ground.clerk, now=TUESDAY)
    sitting = duty_pages.visible_practical(ground.clerk, duties.practical(plan))
    record = duty_pages.duty_record(sitting, WEDNESDAY)
    (shown,) = record.hand_ins
    assert record.sent_back == shown and shown.changed == (RecordPart.SCAN,)
    assert shown.remarks == [(RecordPart.MEETING, "没有写地点"), (RecordPart.SCAN, "模糊")]
    assert old.pk in {scan.pk for scan in shown.scans} and old.pk not in {scan.pk for scan in record.scans}
    from_outside = duty_pages._of_duty(old.document_id, core.actor(Role.DISTRICT_OFFICER))
    assert duty_pages._of_duty(old.document_id, ground.district) and not from_outside


# --- the deadline ---------------------------------------------------------------------------------------
def test_mended_in_time_the_first_hand_in_counts(ground, plan):
    send_back(ground.district, plan, WEDNESDAY)
    assert report(plan).last_day == date(2026, 5, 22)
    (shown,) = [one for one in obligations_of(Plan.objects.get(pk=plan.pk)) if one.row.code == "REPORT"]
    assert "退回补正" in shown.deadline.sentence() and "2 个工作日" in shown.deadline.sentence()
    hand_in(ground, plan, FRIDAY)
    assert (report(plan).state, report(plan).missed_at) == ("MET", None)
    sweep(now=FRIDAY + timedelta(days=9))
    assert not Deduction.objects.filter(code="OVERDUE_HAND_IN").exists()


def test_mended_too_late_it_is_overdue_once_and_the_second_date_counts(ground, plan):
    send_back(ground.district, plan, TUESDAY)
    sweep(now=FRIDAY)
    assert report(plan).state == "MISSED"
    assert Deduction.objects.count() == 1
    hand_in(ground, plan, FRIDAY)
    assert report(plan).state == "MET" and report(plan).missed_at is not None
    send_back(ground.district, plan, FRIDAY + timedelta(hours=1))
    assert report(plan).state == "MISSED"  # no grace for what was late already
    sweep(now=FRIDAY + timedelta(hours=2))
    assert Deduction.objects.count() == 1
    assert Notice.objects.filter(organisation=plan.institute, subject__startswith="逾期").count() == 1


def test_papers_that_were_not_there_were_not_handed_in(ground, plan):
    send_back(ground.district, plan, WEDNESDAY, incomplete=True)
    assert (report(plan).state, report(plan).last_day) == ("OPEN", LAST_DAY)
    assert Notice.objects.filter(organisation=plan.institute, subject__contains="报送不全").exists()
    sweep(now=WEDNESDAY)
    assert report(plan).state == "MISSED"
    deduction = Deduction.objects.get()
    assert "视同没有报送" in deduction.evidence
    hand_in(ground, plan, THURSDAY)
    assert report(plan).state == "MET"


def test_told_on_the_first_day_they_can_still_be_brought_in_time(ground, plan):
    send_back(ground.district, plan, MONDAY + timedelta(hours=2), incomplete=True)
    hand_in(ground, plan, TUESDAY)
    sweep(now=FRIDAY)
    assert (report(plan).state, report(plan).missed_at) == ("MET", None)


def test_a_district_that_sends_back_when_its_own_entry_is_late_does_so_before_the_city(ground, plan):
    late = "录入逾期以后退回"
    send_back(ground.district, plan, TUESDAY)
    hand_in(ground, plan, WEDNESDAY)
    assert not Notice.objects.filter(subject__startswith=late).exists()
    sweep(now=FRIDAY + timedelta(days=4))
    send_back(ground.district, plan, FRIDAY + timedelta(days=4, hours=1))
    assert Notice.objects.get(subject__startswith=late).organisation_id == guidance_section_id()


# --- what was entered -----------------------------------------------------------------------------------
def test_a_first_entry_alone_was_made_of_other_papers(ground, plan):
    people = list(duties.sheet_of(plan).members.values_list("examiner_id", flat=True))
    duties.enter(ground.district, plan, duties.usual(people))
    given.enter(ground.district, plan, "80", subject=Subject.PRACTICAL)
    send_back(ground.district, plan)
    draft = ScoreEntry.objects.get()
    assert (draft.ordinal, draft.submitted_at, draft.lines.count()) == (None, None, 3)
    assert DutyEntry.objects.get().set_aside_at == TUESDAY
    assert codes_of(lambda: given.enter(ground.district, plan, "80", subject=Subject.PRACTICAL)) == [
        "score_not_handed_in"
    ]
    hand_in(ground, plan, WEDNESDAY)
    duties.confirmed(ground, plan, people)
    given.published(ground, plan, "80", subject=Subject.PRACTICAL)
    assert DutyEntry.objects.filter(set_aside_at=None).count() == 2


def test_what_two_have_entered_is_not_undone(ground, plan):
    people = list(duties.sheet_of(plan).members.values_list("examiner_id", flat=True))
    second = given.entered_twice(ground, plan, "80", subject=Subject.PRACTICAL)
    assert codes_of(lambda: send_back(ground.district, plan, reason="")) == [
        "duty_return_scores_in", "reason_missing",
    ]  # fmt: skip
    duties.enter(ground.district, plan, duties.usual(people))
    duties.enter(second, plan, duties.usual(people))
    assert codes_of(lambda: send_back(second, plan, SCAN=" ")) == [
        "duty_return_scores_in", "duty_return_duties_in", "duty_return_nothing",
    ]  # fmt: skip
    duties.duty_entries.confirm_duties(actor=second, sitting_id=duties.practical(plan), now=TUESDAY)
    given.score_publication.publish_scores(actor=second, sitting_id=duties.practical(plan), now=TUESDAY)
    assert codes_of(lambda: send_back(second, plan)) == ["duty_return_published", "duty_return_confirmed"]


# --- who, and for ever ----------------------------------------------------------------------------------
def test_only_its_district_and_the_city_send_back_and_only_what_is_there(ground, plan):
    for actor in (ground.clerk, core.actor(Role.DISTRICT_OFFICER), core.actor(Role.COMMITTEE_CLERK)):
        with pytest.raises(NotPermitted):
            send_back(actor, plan)
    send_back(ground.officer, plan)
    with pytest.raises(Conflict):
        send_back(ground.district, plan)


def test_hand_ins_and_returns_never_change(ground, plan):
    send_back(ground.district, plan)
    for rows in (DutyHandIn.objects, DutyReturn.objects):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.all().delete()
