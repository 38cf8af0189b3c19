"""Starting, competing for the same people, resizing, and what happens to a dispatch when its plan changes."""

from datetime import date, timedelta

import pytest

from appraisal.core.errors import Conflict, Refused
from appraisal.core.models import Notice
from appraisal.core.queries.calendar import load_calendar
from appraisal.core.rules.enums import OrganisationKind
from examiners.models import Dispatch, DutySheet, Invitation, Qualification, RankedExaminer, UnavailableDay
from examiners.queries.conversations import live_dispatch
from examiners.queries.work import work_items
from examiners.rules.ranking import is_opened_by
from examiners.rules.replies import Meaning
from examiners.rules.requests import RequestEntry
from examiners.rules.states import DispatchState
from examiners.services import (
    dispatches,
    duty_sheets,
    manual,
    qualifications,
    register,
    requests,
    standing_still,
    starting,
)
from examiners.services.change_effects import impacts_of
from examiners.services.duty_sheets import Meeting
from plans.models import Obligation, Plan
from plans.queries.changes import moves_of
from plans.rules.changes import Wish
from plans.services import decisions
from plans.services.change_decisions import decide_change
from plans.services.resumptions import resume_later
from tests.factories import changes, core, filing, sms
from tests.factories import dispatch as make

pytestmark = pytest.mark.django_db
NOW = make.NOW
EXAM_WORDS = "2026年5月16日"


@pytest.fixture(autouse=True)
def small_teams(settings):
    settings.KAOWU = {**settings.KAOWU, "EXAMINERS_PER_SITTING": 1}
    sms.gateway()


def ask(on, number, now=NOW):
    entry = RequestEntry(number=number, contact_name="何站长", contact_phone="010-65001111", note="")
    return requests.request_examiners(actor=on.ground.clerk, sitting_id=on.sitting.pk, entry=entry, now=now)


def test_the_seed_is_promised_when_the_request_is_made_and_fits_the_ranking():
    on = make.stage(seats=1, people=6)
    assert is_opened_by(on.dispatch.seed_hash, on.dispatch.seed)
    make.start(on)
    lines = RankedExaminer.objects.filter(dispatch=on.dispatch).order_by("place")
    draws = [line.draw for line in lines]
    assert draws == sorted(draws)
    assert [line.behind_by for line in lines] == ["", *["DRAW"] * 5]


def test_the_second_request_of_a_day_keeps_the_people_that_only_it_can_have():
    """First come would take whom it likes; here the first one leaves the specialist's seat fillable."""
    first = make.stage(seats=1, people=1)
    second = make.stage(seats=1, people=0, ground=first.ground)
    (shared,) = first.examiners
    only_first = make.examiner(first.ground.level.occupation_id, [first.ground.institute.district])
    make.start(first)
    make.start(second)
    assert {*make.asked_in(first.dispatch), *make.asked_in(second.dispatch)} == {shared, only_first}
    for dispatch in (first.dispatch, second.dispatch):
        assert RankedExaminer.objects.filter(dispatch=dispatch, assigned=True).count() == 1


@pytest.mark.parametrize("requested", [True, False])
def test_who_is_the_only_one_for_a_day_ahead_is_spared_today(requested):
    """Whether the institute has asked for that day already or only will: he would be first by his wishes."""
    on = make.stage(seats=1, people=0)
    district, later = on.ground.institute.district, make.EXAM + timedelta(days=7)
    spared = make.examiner(on.ground.level.occupation_id, [district])
    asked = make.examiner(
        on.ground.level.occupation_id, [core.organisation(OrganisationKind.DISTRICT_CENTRE), district]
    )
    UnavailableDay.objects.create(examiner=asked, starts_on=later, ends_on=later)
    if requested:
        make.stage(seats=1, people=0, ground=on.ground, exam=later)
    else:
        filing.accepted(on.ground, exam=later)
    make.start(on)
    assert make.asked_in(on.dispatch) == [asked]
    lines = RankedExaminer.objects.filter(dispatch=on.dispatch).order_by("turn")
    expected = [(asked.pk, True, 0), (spared.pk, False, 1)]
    assert list(lines.values_list("examiner", "assigned", "foreseen")) == expected


def test_who_waits_with_an_invitation_for_another_day_is_counted_as_serving():
    on = make.stage(seats=1, people=1)
    (first,) = on.examiners
    make.start(on)
    second = make.stage(seats=1, people=0, ground=on.ground, exam=make.EXAM + timedelta(days=7))
    other = make.examiner(
        on.ground.level.occupation_id,
        [core.organisation(OrganisationKind.DISTRICT_CENTRE), on.ground.institute.district],
    )
    make.start(second)
    assert make.asked_in(second.dispatch) == [other]
    assert RankedExaminer.objects.get(dispatch=second.dispatch, examiner=first).recent_duties == 1


def test_nobody_is_asked_twice_for_one_day():
    first = make.stage(seats=1, people=1)
    second = make.stage(seats=1, people=0, ground=first.ground)
    make.start(first)
    make.start(second)
    assert Invitation.objects.count() == 1
    states = {row.pk: row.state for row in Dispatch.objects.all()}
    assert states == {first.dispatch.pk: "ASKING", second.dispatch.pk: "SHORT"}


def test_more_people_are_asked_at_once_and_fewer_are_refused_once_it_runs():
    on = make.stage(seats=2, people=4)
    ask(on, 1)
    assert make.fresh(on.dispatch).seats == 1
    make.start(on)
    ask(on, 3)
    assert len(make.asked_in(on.dispatch)) == 3
    with pytest.raises(Refused) as refused:
        ask(on, 2)
    assert [one.code for one in refused.value.refusals] == ["request_dispatched"]


def test_a_formed_team_that_is_to_be_larger_is_asking_again():
    on = make.stage(seats=1, people=2)
    make.start(on)
    make.joins(make.asked_in(on.dispatch)[0], on.dispatch)
    ask(on, 2)
    assert make.fresh(on.dispatch).state == DispatchState.ASKING
    make.joins(make.asked_in(on.dispatch)[1], on.dispatch)
    assert make.fresh(on.dispatch).state == DispatchState.FORMED


def test_it_starts_by_itself_when_the_requests_of_the_day_are_complete():
    on = make.stage(seats=1, people=1)
    assert starting.start_due(now=NOW) == 0
    due = Obligation.objects.get(sitting=on.sitting, code="REQUEST").due_at
    assert starting.start_due(now=due) == 0, "midnight is no time to write to people"
    morning = make.at(due.astimezone(make.BEIJING).date(), "08:00")
    assert starting.start_due(now=morning) == 1
    assert make.fresh(on.dispatch).state == DispatchState.ASKING


def test_it_cannot_be_started_twice_or_for_a_suspended_sitting():
    on = make.stage(seats=1, people=1)
    type(on.sitting).objects.filter(pk=on.sitting.pk).update(suspended_at=NOW)
    with pytest.raises(Refused) as refused:
        make.start(on)
    assert [one.code for one in refused.value.refusals] == ["dispatch_suspended"]
    type(on.sitting).objects.filter(pk=on.sitting.pk).update(suspended_at=None)
    make.start(on)
    with pytest.raises(Conflict):
        make.start(on)


def test_the_next_wave_now_says_so_when_there_is_nobody():
    on = make.stage(seats=1, people=0)
    make.start(on)
    with pytest.raises(Refused) as refused:
        dispatches.ask_now(actor=on.officer, dispatch_id=on.dispatch.pk, now=NOW)
    assert [one.code for one in refused.value.refusals] == ["dispatch_nobody"]
    make.examiner(on.ground.level.occupation_id, [on.ground.institute.district])
    assert dispatches.ask_now(actor=on.officer, dispatch_id=on.dispatch.pk, now=NOW) == 1


def test_a_withdrawn_request_calls_off_its_dispatch_and_a_new_one_opens_another():
    on = make.stage(seats=1, people=1)
    make.start(on)
    requests.withdraw_request(actor=on.ground.clerk, sitting_id=on.sitting.pk, reason="场地停用", now=NOW)
    assert make.fresh(on.dispatch).state == DispatchState.CANCELLED
    assert make.sent_to(on.examiners[0])[-1] == "cancellation"
    again = live_dispatch(ask(on, 1))
    assert again.pk != on.dispatch.pk
    assert again.seed != on.dispatch.seed


def test_a_cancelled_plan_tells_everybody_asked():
    on = make.stage(seats=1, people=1)
    make.start(on)
    plan = on.sitting.plan
    decisions.cancel_plan(actor=on.ground.officer, plan_id=plan.pk, reason="机构停业", now=NOW)
    dispatch = make.fresh(on.dispatch)
    assert (dispatch.state, dispatch.reason) == (DispatchState.CANCELLED, "计划取消：机构停业")
    assert make.sent_to(on.examiners[0])[-1] == "cancellation"


def test_a_new_date_calls_the_old_team_off_and_asks_for_the_new_day():
    on = make.stage(seats=1, people=1)
    make.start(on)
    (person,) = on.examiners
    make.joins(person, on.dispatch)
    plan = on.sitting.plan
    change = changes.ask(on.ground, plan, changes.both(plan))
    assert [line.text for line in impacts_of(plan, moves_of(change, load_calendar()))] == [
        "1 名考评员将收到撤销短信，按新的日期重新派遣"
    ]
    decide_change(actor=on.ground.officer, change_id=change.pk, approved=True, note="", now=NOW)
    assert make.fresh(on.dispatch).state == DispatchState.CANCELLED
    cancelled = make.texts_to(person)[-1]
    assert f"{EXAM_WORDS}在{on.sitting.site.name}参评" in cancelled
    new = Dispatch.objects.exclude(pk=on.dispatch.pk).get()
    assert (new.day, new.state, new.seats) == (changes.LATER, DispatchState.WAITING, 1)
    assert Obligation.objects.get(sitting=on.sitting, code="REQUEST").state == "MET"


def formed(seats=1, people=1):
    on = make.stage(seats=seats, people=people)
    make.start(on)
    for person in make.asked_in(on.dispatch):
        make.joins(person, on.dispatch)
    return on, make.asked_in(on.dispatch)[0]


def meet(on, person):
    meeting = Meeting(NOW, "二层会议室", "学习考务要求", frozenset([person.pk]))
    duty_sheets.record_meeting(actor=on.ground.clerk, sitting_id=on.sitting.pk, meeting=meeting, now=NOW)


def brief_of(on):
    return Obligation.objects.get(sitting=on.sitting, code="BRIEF")


@pytest.fixture
def met():
    """A team that has met in an arranged plan, and one of it."""
    on, person = formed()
    Plan.objects.filter(pk=on.sitting.plan_id).update(state="ARRANGED")
    meet(on, person)
    assert brief_of(on).state == "MET"
    return on, person


def test_on_a_new_date_the_team_has_not_met_yet(met):
    on, _ = met
    change = changes.ask(on.ground, on.sitting.plan, changes.both(on.sitting.plan))
    decide_change(actor=on.ground.officer, change_id=change.pk, approved=True, note="", now=NOW)
    assert (brief_of(on).state, str(brief_of(on).last_day)) == ("OPEN", "2026-05-19")
    sheet = DutySheet.objects.get()
    assert (sheet.met_at, sheet.members.count()) == (None, 0)


def test_at_a_new_place_the_team_stays_and_meets_again(met):
    on, person = met
    site = filing.site(on.ground.institute, on.ground.level)
    change = changes.ask(on.ground, on.sitting.plan, [Wish(on.sitting.pk, site_id=site.pk)])
    lines = [line.text for line in impacts_of(on.sitting.plan, moves_of(change, load_calendar()))]
    assert lines == ["1 场已开过考前会，须重新召开，告知新的时间、地点"]
    decide_change(actor=on.ground.officer, change_id=change.pk, approved=True, note="", now=NOW)
    assert (make.fresh(on.dispatch).state, make.sent_to(person)[-1]) == ("FORMED", "team")
    assert (brief_of(on).state, DutySheet.objects.get().members.count()) == ("OPEN", 1)
    dispatches.cancel_dispatch(actor=on.officer, dispatch_id=on.dispatch.pk, reason="停考", now=NOW)
    assert f"在{site.name}参评" in make.texts_to(person)[-1]


def test_a_meeting_of_half_a_team_does_not_keep_the_briefing(met):
    on, person = met
    withdraw(on, person)
    assert brief_of(on).state == "OPEN"
    meet(on, person)
    assert brief_of(on).state == "OPEN"


def test_a_team_that_is_to_be_larger_has_to_meet_again(met):
    on, _ = met
    ask(on, 2)
    assert brief_of(on).state == "OPEN"


def test_a_suspended_plan_resumed_later_asks_everybody_anew_for_the_new_day():
    on, person = formed()
    plan = Plan.objects.filter(pk=on.sitting.plan_id)
    plan.update(state="SUSPENDED", previous_state="PAID")
    resume_later(
        actor=on.ground.officer, plan_id=on.sitting.plan_id, first_exam=date(2026, 6, 6), reason="停电", now=NOW
    )
    assert make.fresh(on.dispatch).state == DispatchState.CANCELLED
    assert f"您于{EXAM_WORDS}在" in make.texts_to(person)[-1]
    new = Dispatch.objects.exclude(pk=on.dispatch.pk).get()
    assert (new.day, new.state, new.seats) == (date(2026, 6, 6), DispatchState.WAITING, 1)


def test_nothing_is_started_for_a_suspended_plan():
    on = make.stage(seats=1, people=1)
    Plan.objects.filter(pk=on.sitting.plan_id).update(state="SUSPENDED", previous_state="PAID")
    with pytest.raises(Refused) as refused:
        make.start(on)
    assert [one.code for one in refused.value.refusals] == ["dispatch_suspended"]
    due = Obligation.objects.get(sitting=on.sitting, code="REQUEST").due_at
    assert starting.start_due(now=due + timedelta(hours=10)) == 0


def test_a_plan_that_is_still_suspended_the_day_before_calls_its_team_off():
    on, person = formed()
    eve = make.at(date(2026, 5, 15), "08:00")
    assert standing_still.call_off_due(now=eve) == 0
    Plan.objects.filter(pk=on.sitting.plan_id).update(state="SUSPENDED", previous_state="PAID")
    assert standing_still.call_off_due(now=eve - timedelta(hours=1)) == 0, "nobody is written to in the night"
    assert standing_still.call_off_due(now=eve - timedelta(days=1)) == 0, "the city may still resume it"
    assert [standing_still.call_off_due(now=eve) for _ in range(2)] == [1, 0]
    assert make.sent_to(person)[-1] == "cancellation"


def test_who_came_back_hears_a_second_cancellation():
    on, person = formed()
    withdraw(on, person)
    proposal = manual.propose_manual(
        actor=on.officer, dispatch_id=on.dispatch.pk, examiner_ids=[person.pk], reason="病愈", now=NOW
    )
    manual.approve_manual(actor=on.second, proposal_id=proposal.pk, now=NOW)
    dispatches.cancel_dispatch(actor=on.officer, dispatch_id=on.dispatch.pk, reason="停考", now=NOW)
    assert make.sent_to(person)[-4:] == ["team", "cancellation", "team", "cancellation"]


def test_what_was_asked_for_in_time_is_asked_for_again_when_its_dispatch_was_called_off():
    """Otherwise a dispatch called off by mistake leaves the exam without examiners."""
    on = make.stage(seats=1, people=1)
    late = make.at(date(2026, 5, 12), "10:00")
    dispatches.cancel_dispatch(actor=on.officer, dispatch_id=on.dispatch.pk, reason="误操作", now=late)
    told = Notice.objects.filter(organisation=on.ground.institute.district, subject__startswith="考评人数需求")
    before = told.count()
    request = ask(on, 1, late)
    assert (live_dispatch(request).state, told.count()) == (DispatchState.WAITING, before + 1)
    with pytest.raises(Refused) as refused:
        ask(on, 2, late)
    assert [one.code for one in refused.value.refusals] == ["request_too_late"]
    dispatches.cancel_dispatch(actor=on.officer, dispatch_id=live_dispatch(request).pk, reason="误操作", now=late)
    with pytest.raises(Refused) as refused:
        requests.withdraw_request(actor=on.ground.clerk, sitting_id=on.sitting.pk, reason="不考了", now=late)
    assert [one.code for one in refused.value.refusals] == ["request_too_late"]


def withdraw(on, person):
    dispatches.withdraw_examiner(
        actor=on.officer, dispatch_id=on.dispatch.pk, examiner_id=person.pk, reason="病", told=True, now=NOW
    )


def test_a_district_hears_when_one_of_its_team_may_not_judge_any_more():
    on, person = formed()
    told = Notice.objects.filter(organisation=on.ground.institute.district, subject__startswith="请核对考评员")
    card = person.qualifications.get()
    later = Qualification.objects.create(
        examiner=person, occupation_id=on.ground.level.occupation_id, grade=card.grade, card_number="1199999999",
        valid_from=date(2031, 1, 1), valid_until=date(2033, 12, 31),
    )  # fmt: skip
    keeper = {"actor": on.ground.officer, "reason": "注销样例", "now": NOW}
    qualifications.withdraw_card(card_id=later.pk, **keeper)
    assert not told.exists(), "on the day he has another one"
    qualifications.withdraw_card(card_id=card.pk, **keeper)
    register.stop_examiner(examiner_id=person.pk, **{**keeper, "now": NOW + timedelta(minutes=1)})
    assert [one.body.partition("）")[0] for one in told.order_by("pk")] == [
        f"{person.name}（证卡已注销", f"{person.name}（已停聘",
    ]  # fmt: skip


def test_the_work_list_says_what_waits_for_whom():
    on = make.stage(seats=1, people=1)

    def to_do(actor, now=NOW):
        return [item.what for item in work_items(actor, now)]

    assert to_do(on.officer) == ["开始派遣考评员"]
    assert to_do(on.ground.officer) == to_do(on.ground.clerk) == []
    manual.propose_manual(
        actor=on.officer, dispatch_id=on.dispatch.pk, examiner_ids=[on.examiners[0].pk], reason="急", now=NOW
    )
    assert to_do(on.officer) == ["手动派遣待另一人复核"]
    assert to_do(on.second) == to_do(on.ground.officer) == ["复核手动派遣"]
    manual.refuse_manual(actor=on.officer, proposal_id=on.dispatch.manual_dispatches.get().pk, note="", now=NOW)
    make.start(on)
    assert to_do(on.officer) == []
    make.answers(on.examiners[0], on.dispatch, Meaning.NO)
    assert to_do(on.officer) == to_do(on.ground.officer) == ["考评员人选不足，手动派遣"]
