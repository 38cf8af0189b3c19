"""The institute's own notice to a district before an exam that moves there 一（二）."""

from datetime import date, datetime

import pytest

from appraisal.core.errors import Conflict, NotPermitted, Refused
from appraisal.core.models import Notice, Organisation
from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.rules.roles import Role
from appraisal.core.services.calendar import fill_calendar
from plans.models import ChangeRequest, Deduction, DistrictNotice, Plan
from plans.rules.change_enums import PointsCode, TellingManner
from plans.services.change_decisions import decide_change
from plans.services.change_sweep import sweep_changes
from plans.services.district_notices import confirm_receipt, tell_district
from plans.services.resumptions import resume_later
from tests.factories import changes as ask_for
from tests.factories import core
from tests.factories import filing as make

pytestmark = pytest.mark.django_db
NOW, EXAM, LATER = make.NOW, make.EXAM, ask_for.LATER
EXAM_DAY = datetime(2026, 5, 16, 0, 0, tzinfo=BEIJING)


@pytest.fixture
def ground() -> make.Ground:
    fill_calendar(now=NOW)
    return make.ground()


@pytest.fixture
def plan(ground: make.Ground) -> Plan:
    return make.accepted(ground)


@pytest.fixture
def haidian() -> Organisation:
    return core.organisation(OrganisationKind.DISTRICT_CENTRE, name="海淀区中心")


def moved(ground: make.Ground, plan: Plan, district: Organisation, day: date | None = None) -> ChangeRequest:
    wishes = [ask_for.wish(plan, day=day, place="海淀教室", district_id=district.pk)]
    return approve(ground, ask_for.ask(ground, plan, wishes))


def approve(ground: make.Ground, change: ChangeRequest) -> ChangeRequest:
    return decide_change(actor=ground.officer, change_id=change.pk, approved=True, note="", now=NOW)


def test_a_move_within_the_district_owes_none(ground: make.Ground, plan: Plan) -> None:
    approve(ground, ask_for.ask(ground, plan, [ask_for.wish(plan, place="二层教室")]))
    assert DistrictNotice.objects.count() == 0


def test_a_move_into_another_owes_one_until_the_exam(ground: make.Ground, plan: Plan, haidian: Organisation) -> None:
    change = moved(ground, plan, haidian)
    notice = DistrictNotice.objects.get()
    assert (notice.change, notice.district, notice.due_at, notice.is_open) == (change, haidian, EXAM_DAY, True)
    owed = Notice.objects.get(organisation=ground.institute, key__startswith=f"change:{change.pk}:owed")
    assert "请通知海淀区中心" in owed.subject


def test_told_through_the_portal_the_district_reads_and_confirms_it(
    ground: make.Ground, plan: Plan, haidian: Organisation
) -> None:
    moved(ground, plan, haidian)
    notice = DistrictNotice.objects.get()
    tell_district(actor=ground.clerk, notice_id=notice.pk, manner=TellingManner.PORTAL, note="", now=NOW)
    assert Notice.objects.filter(organisation=haidian, key__contains=":told:").count() == 1
    officer = core.actor(Role.DISTRICT_OFFICER, haidian)
    assert confirm_receipt(actor=officer, notice_id=notice.pk, now=NOW).received_at == NOW
    with pytest.raises(Conflict):
        confirm_receipt(actor=officer, notice_id=notice.pk, now=NOW)
    sweep_changes(now=EXAM_DAY)
    assert list(Deduction.objects.values_list("code", flat=True)) == [PointsCode.CHANGE]


def test_by_telephone_it_must_say_whom(ground: make.Ground, plan: Plan, haidian: Organisation) -> None:
    moved(ground, plan, haidian)
    notice = DistrictNotice.objects.get()
    with pytest.raises(Refused) as refused:
        tell_district(actor=ground.clerk, notice_id=notice.pk, manner=TellingManner.PHONE, note=" ", now=NOW)
    assert [one.code for one in refused.value.refusals] == ["notice_note_missing"]
    told = tell_district(
        actor=ground.clerk, notice_id=notice.pk, manner=TellingManner.PHONE, note="王老师，3 月 2 日", now=NOW
    )
    assert (told.manner, told.note) == (TellingManner.PHONE, "王老师，3 月 2 日")


def test_nobody_else_may_tell_or_confirm(ground: make.Ground, plan: Plan, haidian: Organisation) -> None:
    moved(ground, plan, haidian)
    notice = DistrictNotice.objects.get()
    with pytest.raises(NotPermitted):
        tell_district(actor=make.ground().clerk, notice_id=notice.pk, manner=TellingManner.PORTAL, note="", now=NOW)
    with pytest.raises(DistrictNotice.DoesNotExist):
        confirm_receipt(actor=ground.district, notice_id=notice.pk, now=NOW)


def test_without_it_points_go_on_the_day_of_the_exam_once(
    ground: make.Ground, plan: Plan, haidian: Organisation
) -> None:
    moved(ground, plan, haidian)
    assert sweep_changes(now=datetime(2026, 5, 15, 23, 59, tzinfo=BEIJING)).missed == 0
    assert sweep_changes(now=EXAM_DAY).missed == 1
    assert sweep_changes(now=EXAM_DAY).missed == 0
    deduction = Deduction.objects.get(code=PointsCode.MISSING_NOTICE)
    assert (deduction.institute, deduction.occurred_on) == (ground.institute, EXAM)
    assert "海淀区中心" in deduction.evidence
    notice = DistrictNotice.objects.get()
    with pytest.raises(Refused) as refused:
        tell_district(actor=ground.clerk, notice_id=notice.pk, manner=TellingManner.PORTAL, note="", now=EXAM_DAY)
    assert [one.code for one in refused.value.refusals] == ["notice_late"]


def test_moved_on_in_time_the_district_is_owed_anew(ground: make.Ground, plan: Plan, haidian: Organisation) -> None:
    first = moved(ground, plan, haidian)
    second = approve(ground, ask_for.ask(ground, plan, [ask_for.wish(plan, day=LATER)]))
    old, new = DistrictNotice.objects.get(change=first), DistrictNotice.objects.get(change=second)
    assert (old.void_at, new.is_open, new.district) == (NOW, True, haidian)
    assert new.due_at == datetime(2026, 5, 23, 0, 0, tzinfo=BEIJING)


def test_a_cancelled_plan_tells_nobody(ground: make.Ground, plan: Plan, haidian: Organisation) -> None:
    moved(ground, plan, haidian)
    make.decisions.cancel_plan(actor=ground.officer, plan_id=plan.pk, reason="取消", now=NOW)
    assert DistrictNotice.objects.get().void_at == NOW
    assert sweep_changes(now=EXAM_DAY).missed == 0


def test_the_district_sees_the_change_only_once_it_is_approved(
    ground: make.Ground, plan: Plan, haidian: Organisation
) -> None:
    officer = core.actor(Role.DISTRICT_OFFICER, haidian)
    wishes = [ask_for.wish(plan, day=None, place="海淀教室", district_id=haidian.pk)]
    change = ask_for.ask(ground, plan, wishes)
    assert not ChangeRequest.objects.visible_to(officer).exists()
    assert ChangeRequest.objects.visible_to(ground.district).exists()
    approve(ground, change)
    assert ChangeRequest.objects.visible_to(officer).get() == change
    assert DistrictNotice.objects.visible_to(officer).exists()
    assert not Plan.objects.visible_to(officer).exists()


def test_a_plan_resumed_later_has_as_much_longer(ground: make.Ground, plan: Plan, haidian: Organisation) -> None:
    moved(ground, plan, haidian)
    Plan.objects.filter(pk=plan.pk).update(state="SUSPENDED", previous_state="PAID")
    three_weeks = {"first_exam": date(2026, 6, 6), "reason": "停电"}
    resume_later(actor=ground.officer, plan_id=plan.pk, now=NOW, **three_weeks)
    assert sweep_changes(now=EXAM_DAY).missed == 0
    assert sweep_changes(now=datetime(2026, 6, 6, tzinfo=BEIJING)).missed == 1
