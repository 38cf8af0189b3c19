"""Confirmed duties are corrected on the record: by two people, as a new version, and the summary follows."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from appraisal.core.errors import Conflict, NotPermitted, Refused
from appraisal.core.models import AuditEntry, Notice
from appraisal.core.queries.sections import guidance_section_id
from appraisal.core.rules.roles import Role
from appraisal.core.services.calendar import fill_calendar
from examiners.models import Duty, DutyCorrection, DutyMember
from examiners.queries.duty import duties_of_plan
from examiners.queries.duty_corrections import duty_versions, may_decide, waiting_duty_corrections
from examiners.queries.duty_summary import DutyFilters, duty_summary
from examiners.services import duty_corrections
from examiners.services.duty_entries import Entered
from plans.models import Plan
from tests.factories import core, duties
from tests.factories import filing as make
from tests.factories import scores as given
from tests.factories.duties import ABSENT, LEADER, MEMBER
from tests.factories.scores import MONDAY

pytestmark = pytest.mark.django_db
OTHER_LEADER = duties.Attendance(duties.DutyRole.LEADER, True, 1, duties.Conduct.GOOD)
OTHER_MEMBER = duties.Attendance(duties.DutyRole.MEMBER, True, 2, duties.Conduct.GOOD)


@pytest.fixture(autouse=True)
def documents(settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path


@pytest.fixture
def ground():
    fill_calendar(now=make.NOW)
    return make.ground()


@pytest.fixture
def plan(ground) -> Plan:
    return given.held(ground)


@pytest.fixture
def people(ground, plan) -> list[int]:
    return duties.on_record(ground, plan)


def codes_of(action) -> list[str]:
    with pytest.raises(Refused) as refused:
        action()
    return [refusal.code for refusal in refused.value.refusals]


def paid(plan: Plan) -> list[tuple[str, int]]:
    return [(one.role.value, one.half_days) for one in duties_of_plan(plan)]


def test_asked_for_by_one_granted_by_another_the_next_version_counts(ground, plan, people):
    second = given.colleague(ground.district)
    asked = duties.ask(ground.district, plan, {**duties.usual(people), people[2]: ABSENT})
    assert [line.examiner_id for line in asked.lines.all()] == [people[2]]  # what is equal is left out
    assert paid(plan) == [("LEADER", 2), ("MEMBER", 1), ("MEMBER", 1)]
    assert Notice.objects.filter(organisation=plan.district, subject__contains="执评更正待核").exists()
    assert codes_of(lambda: duties.decide(ground.district, asked)) == ["duty_correction_own"]
    assert codes_of(lambda: duties.decide(second, asked, grant=False)) == ["reason_missing"]
    duties.decide(second, asked)
    assert paid(plan) == [("LEADER", 2), ("MEMBER", 1), ("MEMBER", 0)]
    (*_, versions) = duty_versions(ground.district, duties.sheet_of(plan))
    assert [(one.version, one.attended, one.correction_id) for one in versions] == [
        (2, False, asked.pk), (1, True, None),
    ]  # fmt: skip
    assert Notice.objects.filter(organisation=plan.institute, subject__contains="执评更正").exists()
    assert AuditEntry.objects.filter(action__startswith="duty.correction").count() == 2
    with pytest.raises(Conflict):
        duties.decide(second, asked)


def test_the_summary_counts_the_last_versions_alone(ground, plan, people):
    duties.corrected(ground, plan, {people[0]: OTHER_MEMBER, people[1]: OTHER_LEADER})
    duties.corrected(ground, plan, {people[2]: ABSENT})
    rows = {one.name: one for one in duty_summary(ground.officer, "examiner", DutyFilters())}
    assert [(rows[name].half_days, rows[name].led, rows[name].absent) for name in ("何组长", "罗组员", "梁组员")] == [
        (2, 0, 0), (1, 1, 0), (0, 0, 1),
    ]  # fmt: skip
    (district,) = duty_summary(ground.officer, "district", DutyFilters())
    assert (district.sittings, district.attended, district.half_days) == (1, 2, 3)


def test_refused_nothing_changes_and_it_may_be_asked_for_again(ground, plan, people):
    asked = duties.ask(ground.district, plan, {people[2]: ABSENT})
    assert codes_of(lambda: duties.ask(ground.officer, plan, {people[1]: ABSENT})) == ["duty_correction_waiting"]
    duties.decide(ground.officer, asked, grant=False, note="原件上有签字")
    assert Duty.objects.count() == 3
    duties.corrected(ground, plan, {people[1]: ABSENT})
    assert paid(plan)[1] == ("MEMBER", 0)


def test_everything_that_is_wrong_is_told_at_once(ground, plan, people):
    def ask(said, reason=""):
        entered = {key: Entered(one) for key, one in said.items()}
        duty_corrections.ask_duty_correction(
            actor=ground.district, sitting_id=duties.practical(plan), entered=entered, reason=reason, attachment=None,
            now=MONDAY,
        )  # fmt: skip

    assert codes_of(lambda: ask(duties.usual(people))) == [
        "duty_correction_unchanged", "duty_correction_unproven", "reason_missing",
    ]  # fmt: skip
    two = {people[1]: OTHER_LEADER, 2**40: MEMBER}
    assert codes_of(lambda: ask(two, "录错")) == ["duty_stranger", "duty_one_leader", "duty_correction_unproven"]
    long = duties.Attendance(duties.DutyRole.MEMBER, True, 3, duties.Conduct.GOOD)
    assert codes_of(lambda: ask({people[2]: long}, "录错")) == ["duty_half_days", "duty_correction_unproven"]


def test_whoever_was_forgotten_is_put_on_the_sheet(ground, plan, people):
    Plan.objects.filter(pk=plan.pk).update(state="REPORTED")
    newcomer = duties.examiner("漏录的人")
    asked = duties.ask(ground.officer, plan, {newcomer.pk: MEMBER}, reason="漏录一人")
    assert not DutyMember.objects.filter(examiner=newcomer).exists()
    duties.decide(ground.district, asked)
    assert DutyMember.objects.get(examiner=newcomer).stand_in == "漏录一人"
    assert paid(plan)[-1] == ("MEMBER", 1)


def test_once_examiners_are_owed_money_the_city_decides(ground, plan, people):
    asked = duties.ask(ground.district, plan, {people[2]: ABSENT})
    second = given.colleague(ground.district)
    assert may_decide(second, asked) and waiting_duty_corrections(second).count() == 1
    Plan.objects.filter(pk=plan.pk).update(state="SETTLED")
    assert waiting_duty_corrections(second).count() == 0 and waiting_duty_corrections(ground.officer).count() == 1
    with pytest.raises(NotPermitted):
        duties.decide(second, asked)
    duties.decide(ground.officer, asked)
    duties.ask(ground.district, plan, {people[2]: MEMBER})
    city = Notice.objects.filter(organisation=guidance_section_id(), subject__contains="执评更正待核")
    assert city.exists()


def test_only_what_is_confirmed_and_only_by_those_who_enter(ground, plan):
    duties.team(plan)
    assert codes_of(lambda: duties.ask(ground.district, plan, {})) == ["duty_not_confirmed"]
    for actor in (ground.clerk, core.actor(Role.DISTRICT_OFFICER), core.actor(Role.FINANCE_OFFICER)):
        with pytest.raises(NotPermitted):
            duties.ask(actor, plan, {})
        assert not DutyCorrection.objects.visible_to(ground.clerk).exists()


def test_the_database_keeps_two_people_and_every_version(ground, plan, people):
    asked = duties.corrected(ground, plan, {people[0]: LEADER, people[2]: ABSENT})
    with pytest.raises(IntegrityError), transaction.atomic():
        DutyCorrection.objects.update(decided_by=asked.requested_by)
    with pytest.raises(DatabaseError), transaction.atomic():
        Duty.objects.filter(version=1).update(half_days=0, attended=False)
