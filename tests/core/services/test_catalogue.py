"""Appraisal modes with their history, the asking for one, re-review flags."""

from datetime import date, timedelta

import pytest

from appraisal.core.errors import Conflict, NotPermitted, Refused
from appraisal.core.models import AppraisalMode, AuditEntry, Notice, OccupationLevel
from appraisal.core.queries.catalogue import institutes_asking, modes_in_force, unmaintained_levels
from appraisal.core.rules.enums import PracticalMode, ReviewMode
from appraisal.core.rules.roles import Role
from appraisal.core.services import catalogue
from tests.factories import catalogue as make
from tests.factories import core

pytestmark = pytest.mark.django_db


@pytest.fixture
def now(clock):
    return clock.set(2026, 3, 2, 9)


def set_mode(officer, level, now, **changes):
    plain = {"practical": PracticalMode.HANDS_ON, "review": "", "valid_from": now.date()}
    return catalogue.set_appraisal_mode(actor=officer, occupation_level_id=level.pk, now=now, **{**plain, **changes})


def test_a_mode_is_set_with_one_line_of_history_and_one_audit_entry(now):
    level = make.level(4)
    officer = make.officer()
    key = set_mode(officer, level, now)
    row = AppraisalMode.objects.get(pk=key)
    assert (row.practical, row.review, row.valid_from, row.set_by_id) == ("HANDS_ON", "", now.date(), officer.user_id)
    entry = AuditEntry.objects.get(action="SET_MODE")
    assert (entry.target, entry.user_id) == (f"occupationlevel:{level.pk}", officer.user_id)
    assert "动手实操" in entry.summary


def test_the_newest_mode_that_has_begun_is_in_force_and_the_older_stays_in_the_history(now):
    level = make.level(2)
    old = make.mode(level, date(2014, 8, 20))
    key = set_mode(
        make.officer(), level, now, review=ReviewMode.WRITTEN, valid_from=date(2026, 4, 1), practical="WRITTEN"
    )
    assert modes_in_force([level.pk], date(2026, 3, 31)) == {level.pk: old}
    assert modes_in_force([level.pk], date(2026, 4, 1))[level.pk].pk == key
    assert modes_in_force([level.pk], date(2014, 8, 19)) == {}
    assert level.modes.count() == 2


def test_a_mistake_of_today_is_put_right_today(now):
    level = make.level(4)
    officer = make.officer()
    set_mode(officer, level, now)
    later = set_mode(officer, level, now + timedelta(minutes=1), practical=PracticalMode.WRITTEN)
    assert modes_in_force([level.pk], now.date())[level.pk].pk == later
    assert level.modes.count() == 2


def test_modes_of_many_levels_take_one_query(now, django_assert_num_queries):
    levels = [make.level(4) for _ in range(5)]
    for level in levels[:3]:
        make.mode(level, date(2014, 8, 20))
    with django_assert_num_queries(1):
        assert set(modes_in_force([level.pk for level in levels], now.date())) == {level.pk for level in levels[:3]}


def test_every_reason_comes_at_once_and_nothing_is_written(now):
    level = make.level(2)
    with pytest.raises(Refused) as refused:
        set_mode(make.officer(), level, now, practical="", valid_from=date(2020, 1, 1))
    codes = {refusal.code for refusal in refused.value.refusals}
    assert codes == {"practical_mode_missing", "review_mode_missing", "mode_day_past"}
    assert not AppraisalMode.objects.exists()
    assert not AuditEntry.objects.filter(action="SET_MODE").exists()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.GUIDANCE_OFFICER])
def test_only_guidance_officers_maintain(role, now):
    level = make.level(4)
    actor = core.actor(role)
    with pytest.raises(NotPermitted):
        set_mode(actor, level, now)
    with pytest.raises(NotPermitted):
        catalogue.set_re_review(actor=actor, occupation_level_id=level.pk, re_review=True, now=now)


def test_asking_for_a_mode_reaches_the_guidance_section_once(now):
    level = make.level(4)
    clerk = make.clerk()
    assert catalogue.ask_for_mode(actor=clerk, occupation_level_id=level.pk, now=now) is True
    assert catalogue.ask_for_mode(actor=clerk, occupation_level_id=level.pk, now=now + timedelta(days=1)) is False
    notice = Notice.objects.get()
    assert (notice.organisation, notice.role) == (make.guidance_section(), Role.GUIDANCE_OFFICER)
    assert str(level) in notice.subject
    assert institutes_asking([level.pk]) == {level.pk: {clerk.organisation_id}}
    assert AuditEntry.objects.filter(action="ASK_MODE").count() == 1


def test_those_who_asked_are_told_and_nobody_else(now):
    level, other = make.level(4), make.level(4)
    asking, silent = make.clerk(), make.clerk()
    catalogue.ask_for_mode(actor=asking, occupation_level_id=level.pk, now=now)
    catalogue.ask_for_mode(actor=silent, occupation_level_id=other.pk, now=now)
    set_mode(make.officer(), level, now)
    told = Notice.objects.filter(role=Role.INSTITUTE_CLERK)
    assert [notice.organisation_id for notice in told] == [asking.organisation_id]


def test_what_is_maintained_or_out_of_use_is_not_asked_for(now):
    level = make.level(4)
    make.mode(level, date(2014, 8, 20))
    OccupationLevel.objects.filter(pk=level.pk).update(active=False)
    with pytest.raises(Refused) as refused:
        catalogue.ask_for_mode(actor=make.clerk(), occupation_level_id=level.pk, now=now)
    assert [refusal.code for refusal in refused.value.refusals] == ["level_inactive", "mode_in_force"]


def test_unmaintained_levels_are_those_in_use_without_a_mode_today(now):
    officer = make.officer()
    bare = make.level(4, "甲")
    make.mode(make.level(4, "乙"), date(2014, 8, 20))
    coming = make.level(4, "丙")
    make.mode(coming, date(2026, 3, 3))
    OccupationLevel.objects.filter(pk=make.level(4, "丁").pk).update(active=False)
    assert set(unmaintained_levels(officer, now.date())) == {bare, coming}
    assert set(unmaintained_levels(officer, date(2026, 3, 3))) == {bare}


def test_the_re_review_flag_is_set_once_and_recorded(now):
    level = make.level(4)
    officer = make.officer()
    catalogue.set_re_review(actor=officer, occupation_level_id=level.pk, re_review=True, now=now)
    level.refresh_from_db()
    assert level.re_review
    with pytest.raises(Conflict):
        catalogue.set_re_review(actor=officer, occupation_level_id=level.pk, re_review=True, now=now)
    assert AuditEntry.objects.filter(action="SET_RE_REVIEW").count() == 1
