"""The conversation on a real database and a virtual clock: messages, codes, timers, states."""

from datetime import timedelta

import pytest

from appraisal.core.models import AuditEntry, InboundSms, Notice, SmsMessage
from examiners.models import Answer, DispatchMessage, ReplyCode, Timer
from examiners.queries.teams import team_of
from examiners.rules.enums import ExaminerGrade
from examiners.rules.replies import Meaning
from examiners.rules.states import DispatchState
from examiners.services import dispatches, timers
from tests.factories import dispatch as make
from tests.factories import sms

pytestmark = pytest.mark.django_db
NOW = make.NOW
HALF_HOUR = timedelta(minutes=30)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def gateway(settings):
    settings.KAOWU = {**settings.KAOWU, "EXAMINERS_PER_SITTING": 1}
    return sms.gateway()


def test_a_request_becomes_a_team(gateway):
    on = make.stage(seats=3, people=3)
    make.start(on)
    assert [make.sent_to(person) for person in on.examiners] == [["invitation"]] * 3
    make.deliver()
    for person in on.examiners:
        make.joins(person, on.dispatch, NOW + MINUTE)
    dispatch = make.fresh(on.dispatch)
    assert (dispatch.state, dispatch.seated, dispatch.version) == (DispatchState.FORMED, 3, 1)
    assert [make.sent_to(person)[-1] for person in on.examiners] == ["team"] * 3
    leader, *others = team_of(on.sitting)
    assert leader.is_leader
    members = "".join(f"{one.name}，{one.phone}；" for one in others)
    assert len(others) == 2
    assert make.texts_to(on.examiners[0])[-1].endswith(
        f"实操鉴定考评组组长：{leader.name}，联系电话：{leader.phone}；组员名单及联系电话如下：{members}"
    )
    assert Timer.objects.filter(dispatch=dispatch, fired_at=None, stopped_at=None, kind="ANSWER").count() == 0
    assert not ReplyCode.objects.filter(open=True).exists()
    assert Notice.objects.filter(subject__startswith="考评组已组建").count() == 2
    assert AuditEntry.objects.filter(action="dispatch.formed").count() == 1


def test_the_texts_are_the_slides():
    on = make.stage(seats=1, people=1)
    make.start(on)
    (person,) = on.examiners
    yes, no = (make.code_of(person, on.dispatch, one) for one in (Meaning.YES, Meaning.NO))
    item = on.sitting.item.occupation_level
    day = f"{on.sitting.date.year}年{on.sitting.date.month}月{on.sitting.date.day}日"
    assert make.texts_to(person) == [
        f"北京市职业技能鉴定管理中心邀请您参加{item.occupation.name}职业四级等级于{day}进行的实操考评工作，"
        f"如能参加，请回复{yes}，如不能参加请回复{no}，如有疑问，请与王芳联系，联系电话：010-65090000。"
    ]
    make.answers(person, on.dispatch, Meaning.YES)
    confirm = make.code_of(person, on.dispatch, Meaning.CONFIRM)
    assert make.texts_to(person)[1] == (
        f"您已被选定为{day}{item.occupation.name}职业四级等级实操鉴定考评员考评，收到请回复{confirm}。"
        "如有疑问，请与何站长联系，联系电话：010-65001111。"
    )


def test_the_timer_begins_when_the_gateway_has_sent_not_before():
    on = make.stage(seats=1, people=2)
    make.start(on)
    timers.fire_timers(now=NOW + timedelta(hours=3))
    (first,) = make.asked_in(on.dispatch)
    assert make.sent_to(first) == ["invitation"]
    sent_at = NOW + timedelta(hours=3)
    make.deliver(sent_at)
    timer = Timer.objects.get(kind="ANSWER")
    assert (timer.started_at, timer.due_at) == (sent_at, sent_at + HALF_HOUR)


def test_silence_is_asked_twice_then_the_next_one_is_asked():
    on = make.stage(seats=1, people=2)
    make.start(on)
    (first,) = make.asked_in(on.dispatch)
    make.deliver()
    assert timers.fire_timers(now=NOW + HALF_HOUR - MINUTE) == 0
    assert timers.fire_timers(now=NOW + HALF_HOUR) == 1
    assert timers.fire_timers(now=NOW + HALF_HOUR) == 0
    make.deliver(NOW + HALF_HOUR)
    assert make.sent_to(first) == ["invitation", "invitation"]
    assert len(set(make.texts_to(first))) == 1, "the second sending tells the same codes"
    timers.fire_timers(now=NOW + 2 * HALF_HOUR)
    assert make.state_of(first, on.dispatch) == "TIMED_OUT"
    _, second = make.asked_in(on.dispatch)
    assert make.sent_to(second) == ["invitation"]


def test_no_confirmation_means_no():
    on = make.stage(seats=1, people=1)
    make.start(on)
    (person,) = on.examiners
    make.deliver()
    make.answers(person, on.dispatch, Meaning.YES)
    for step in (0, 1):
        make.deliver(NOW + step * HALF_HOUR)
        timers.fire_timers(now=NOW + (step + 1) * HALF_HOUR)
    assert make.state_of(person, on.dispatch) == "DROPPED"
    assert make.sent_to(person) == ["invitation", "confirmation", "confirmation"]
    assert make.fresh(on.dispatch).state == DispatchState.SHORT
    make.answers(person, on.dispatch, Meaning.CONFIRM, NOW + 3 * HALF_HOUR)
    assert make.sent_to(person)[-1] == "late"


def test_a_message_that_did_not_arrive_is_not_a_silence():
    on = make.stage(seats=1, people=2)
    make.start(on)
    (first,) = make.asked_in(on.dispatch)
    make.deliver()
    make.undelivered(SmsMessage.objects.get(), NOW + MINUTE)
    assert make.state_of(first, on.dispatch) == "UNREACHED"
    _, second = make.asked_in(on.dispatch)
    assert make.sent_to(second) == ["invitation"]
    timers.fire_timers(now=NOW + 2 * HALF_HOUR)
    assert make.sent_to(first) == ["invitation"], "nobody is asked twice by a message that does not arrive"


def test_an_undelivered_second_copy_leaves_the_time_of_the_first_one_running():
    on = make.stage(seats=1, people=1)
    make.start(on)
    (person,) = on.examiners
    make.deliver()
    timers.fire_timers(now=NOW + HALF_HOUR)
    make.deliver(NOW + HALF_HOUR)
    make.undelivered(SmsMessage.objects.order_by("pk").last(), NOW + HALF_HOUR + MINUTE)
    assert make.state_of(person, on.dispatch) == "INVITED"
    timers.fire_timers(now=NOW + 2 * HALF_HOUR)
    assert make.state_of(person, on.dispatch) == "TIMED_OUT"


def test_a_yes_for_a_full_team_hears_so_and_follows_when_somebody_leaves(settings):
    settings.KAOWU = {**settings.KAOWU, "WAVE_FACTOR": 2.0}
    on = make.stage(seats=1, people=2)
    make.start(on)
    one, other = make.asked_in(on.dispatch)
    make.joins(one, on.dispatch)
    make.answers(other, on.dispatch, Meaning.YES)
    assert make.sent_to(other) == ["invitation", "full"]
    dispatches.withdraw_examiner(
        actor=on.officer, dispatch_id=on.dispatch.pk, examiner_id=one.pk, reason="临时出差", told=True, now=NOW
    )
    assert make.sent_to(one)[-1] == "cancellation"
    assert make.sent_to(other) == ["invitation", "full", "confirmation"]
    assert make.fresh(on.dispatch).state == DispatchState.ASKING
    make.answers(other, on.dispatch, Meaning.CONFIRM)
    assert make.sent_to(other)[-1] == "team"
    assert make.fresh(on.dispatch).version == 2


def test_wrong_codes_are_answered_once_per_text_and_strangers_not_at_all():
    on = make.stage(seats=1, people=1)
    make.start(on)
    (person,) = on.examiners
    for text in ("好的", "好的", "好的 ", "0000"):
        make.says(person, text)
    assert make.sent_to(person) == ["invitation", "wrong_code", "wrong_code"]
    stranger = make.examiner(on.ground.level.occupation_id, [])
    type(stranger).objects.filter(pk=stranger.pk).update(active=False)
    make.says(stranger, "退订")
    assert make.sent_to(stranger) == []
    assert not InboundSms.objects.filter(settled_at=None).exists()
    assert list(Answer.objects.order_by("pk").values_list("kind", "answered")) == [
        ("UNREAD", True), ("UNREAD", False), ("UNREAD", False), ("UNREAD", True), ("STRANGER", False),
    ]  # fmt: skip


def test_both_codes_at_once_are_not_guessed():
    on = make.stage(seats=1, people=1)
    make.start(on)
    (person,) = on.examiners
    both = [make.code_of(person, on.dispatch, one) for one in (Meaning.YES, Meaning.NO)]
    make.says(person, " ".join(both))
    assert make.sent_to(person) == ["invitation", "choices"]
    assert all(code in make.texts_to(person)[1] for code in both)
    assert make.state_of(person, on.dispatch) == "INVITED"


def test_the_same_text_brought_twice_counts_once():
    on = make.stage(seats=1, people=1)
    make.start(on)
    (person,) = on.examiners
    code = make.code_of(person, on.dispatch, Meaning.YES)
    assert [make.says(person, code, gateway_id="mo-7") for _ in range(3)] == [1, 0, 0]
    assert make.sent_to(person) == ["invitation", "confirmation"]


def test_a_cancellation_reaches_everybody_asked():
    on = make.stage(seats=2, people=3)
    make.start(on)
    one, other = make.asked_in(on.dispatch)
    make.joins(one, on.dispatch)
    make.answers(other, on.dispatch, Meaning.NO)
    *_, third = make.asked_in(on.dispatch)
    dispatches.cancel_dispatch(actor=on.officer, dispatch_id=on.dispatch.pk, reason="停电", now=NOW)
    assert make.sent_to(one)[-1] == "cancellation"
    assert make.sent_to(third)[-1] == "cancellation"
    assert make.sent_to(other) == ["invitation", "noted"]
    assert make.fresh(on.dispatch).seated == 0


def test_at_night_answers_are_answered_and_others_asked_in_the_morning():
    on = make.stage(seats=1, people=2)
    make.start(on)
    (first,) = make.asked_in(on.dispatch)
    night = make.at(NOW.date(), "21:00")
    make.answers(first, on.dispatch, Meaning.NO, night)
    assert len(make.asked_in(on.dispatch)) == 1
    timer = Timer.objects.get(kind="WAVE")
    assert timer.due_at == make.at(NOW.date() + timedelta(days=1), "08:00")
    timers.fire_timers(now=timer.due_at)
    assert len(make.asked_in(on.dispatch)) == 2


def test_the_leader_has_the_highest_card(settings):
    on = make.stage(seats=2, people=1)
    senior = make.examiner(
        on.ground.level.occupation_id, [on.ground.institute.district], grade=ExaminerGrade.SENIOR_EXAMINER
    )
    make.start(on)
    for person in make.asked_in(on.dispatch):
        make.joins(person, on.dispatch)
    assert team_of(on.sitting)[0].examiner_id == senior.pk
    assert f"组长：{senior.name}" in make.texts_to(on.examiners[0])[-1]


def test_the_day_of_the_sitting_ends_it():
    on = make.stage(seats=2, people=2)
    make.start(on)
    one, other = make.asked_in(on.dispatch)
    make.joins(one, on.dispatch)
    timers.fire_timers(now=make.at(on.sitting.date, "00:00"))
    assert make.fresh(on.dispatch).state == DispatchState.LAPSED
    assert make.sent_to(one)[-1] == "cancellation"
    assert make.state_of(other, on.dispatch) == "TIMED_OUT"


def test_every_message_of_a_dispatch_is_on_its_timeline():
    on = make.stage(seats=1, people=1)
    make.start(on)
    make.joins(on.examiners[0], on.dispatch)
    rows = DispatchMessage.objects.filter(dispatch=on.dispatch).order_by("pk")
    assert [(row.kind, row.reply_to_id is not None) for row in rows] == [
        ("INVITATION", False), ("CONFIRMATION", True), ("TEAM", True),
    ]  # fmt: skip
