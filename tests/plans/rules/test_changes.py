"""Changes of time and place 一（二）: by example, and as a property against an oracle written from the slide."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appraisal.core.rules.deadlines import BEIJING, BY_CIVIL_CODE
from appraisal.core.rules.enums import Subject
from appraisal.core.rules.workdays import DayKind, DayMark, WorkCalendar
from plans.rules.change_enums import PointsCode
from plans.rules.changes import (
    ChangeFacts,
    ChangePolicy,
    Move,
    Slot,
    asking_refusals,
    deciding_refusals,
    districts_to_tell,
    districts_touched,
    earliest_date,
    expires_on,
    is_late,
    points_for,
    postponement_sentence,
)
from plans.rules.obligations import OBLIGATIONS, ObligationCode
from plans.rules.owing import DeadlineInForce, as_recorded, overridden

HOME, OTHER = 1, 2
EXAM = date(2026, 6, 13)  # Saturday; the 5th working day before is Monday 2026-06-08
PLAIN = WorkCalendar.of({2026: "", 2027: ""}, [])
FAR = date(2028, 1, 1)


def at(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), BEIJING)


def slot(day: date = EXAM, hour: int | None = 9, place: str = "一层教室", district: int = HOME) -> Slot:
    return Slot(day, None if hour is None else time(hour), None, place, district)


def move(new: Slot, old: Slot | None = None, calendar: WorkCalendar = PLAIN, sitting: int = 1) -> Move:
    old = old or slot()
    counted = OBLIGATIONS[ObligationCode.CHANGE].deadline(old.date, calendar, BY_CIVIL_CODE)
    return Move(sitting, f"场次{sitting}", Subject.THEORY, old, new, DeadlineInForce(counted, counted.last_day))


def policy(calendar: WorkCalendar = PLAIN) -> ChangePolicy:
    return ChangePolicy(calendar, BY_CIVIL_CODE, OBLIGATIONS, FAR)


def refused(*moves: Move, now: datetime, calendar: WorkCalendar = PLAIN, **facts: object) -> list[str]:
    found = asking_refusals(
        ChangeFacts(moves, **facts), reason="场地检修", has_document=True, now=now, policy=policy(calendar)
    )
    return [refusal.code for refusal in found]


ON_TIME, LATE = at(date(2026, 6, 8), 23), at(date(2026, 6, 9), 0)


# --- examples ---------------------------------------------------------------------------------------
def test_on_the_fifth_working_day_before_the_next_day_will_do() -> None:
    assert refused(move(slot(date(2026, 6, 14))), now=ON_TIME) == []


def test_one_hour_later_on_the_same_day_is_later() -> None:
    assert refused(move(slot(hour=10)), now=ON_TIME) == []


@pytest.mark.parametrize("new", [slot(hour=8), slot(date(2026, 6, 12)), slot(date(2026, 6, 12), 10)])
def test_the_new_time_lies_after_the_old_one(new: Slot) -> None:
    assert refused(move(new), now=ON_TIME) == ["change_not_later"]


def test_a_place_alone_may_change_on_time() -> None:
    assert refused(move(slot(place="二层教室")), now=ON_TIME) == []


def test_a_late_place_needs_a_later_date_too() -> None:
    assert refused(move(slot(place="二层教室")), now=LATE) == ["change_late_same_day"]
    assert refused(move(slot(date(2026, 7, 3), place="二层教室")), now=LATE) == []


def test_late_is_postponed_by_fifteen_working_days() -> None:
    assert earliest_date(move(slot()), LATE, PLAIN) == date(2026, 7, 3)
    assert refused(move(slot(date(2026, 7, 2))), now=LATE) == ["change_late"]
    assert refused(move(slot(date(2026, 7, 3))), now=LATE) == []


def test_the_proof_names_the_holidays_on_the_way() -> None:
    calendar = WorkCalendar.of(
        {2026: ""}, [DayMark(date(2026, 6, 19), DayKind.HOLIDAY, "端午节", "国办发明电〔2025〕7号")]
    )
    sentence = postponement_sentence(move(slot(), calendar=calendar), calendar)
    assert "最早可改到 2026-07-06（周一）" in sentence
    assert "端午节 2026-06-19" in sentence


def test_an_override_makes_a_late_request_one_in_time() -> None:
    plain = move(slot(date(2026, 6, 14)))
    given_room = replace(plain, deadline=overridden(plain.deadline.counted, date(2026, 6, 10)))
    assert refused(given_room, now=LATE) == []


def test_every_reason_at_once() -> None:
    early, same = move(slot(date(2026, 6, 1))), move(slot(), sitting=2)
    found = asking_refusals(
        ChangeFacts([early, replace(same, waits=True)]), reason=" ", has_document=False, now=ON_TIME, policy=policy()
    )
    assert [refusal.code for refusal in found] == [
        "change_nothing", "reason_missing", "change_unproven", "change_not_later", "change_to_the_past", "change_waits",
    ]  # fmt: skip
    assert all(refusal.rule for refusal in found)


def test_nothing_is_asked_for() -> None:
    assert refused(now=ON_TIME) == ["change_empty"]
    assert refused(now=ON_TIME, unknown=("所选场次",)) == ["change_unknown"]


def test_what_was_held_cannot_move_unless_it_stood_still() -> None:
    held = move(slot(date(2026, 8, 1)))
    on_the_day = at(EXAM)
    assert refused(held, now=on_the_day) == ["change_sitting_past"]
    assert refused(replace(held, is_suspended=True), now=on_the_day) == []
    back = replace(move(slot(date(2026, 7, 4))), is_suspended=True)
    assert refused(back, now=at(date(2026, 7, 4))) == ["change_to_the_past"]


def test_a_date_out_of_reach_is_a_slip_of_the_pen() -> None:
    assert refused(move(slot(date(2036, 6, 14))), now=ON_TIME) == ["exam_out_of_reach"]


def test_there_must_be_time_for_what_is_not_done() -> None:
    """Rooms are arranged 10 working days before the new date: on 8 June, 20 June is the first that leaves them."""
    early, ready = date(2026, 6, 19), date(2026, 6, 20)
    (found,) = asking_refusals(
        ChangeFacts([move(slot(early))], undone=((ObligationCode.ARRANGE, early),)),
        reason="场地检修", has_document=True, now=ON_TIME, policy=policy(),
    )  # fmt: skip
    assert (found.code, found.params["earliest"]) == ("change_no_room", ready)
    assert refused(move(slot(ready)), now=ON_TIME, undone=((ObligationCode.ARRANGE, ready),)) == []


def test_late_hangs_on_when_it_was_asked_for() -> None:
    facts = ChangeFacts([move(slot(date(2026, 6, 14)))])
    assert deciding_refusals(facts, asked_at=ON_TIME, now=at(date(2026, 6, 12)), policy=policy()) == ()
    late = deciding_refusals(facts, asked_at=LATE, now=at(date(2026, 6, 12)), policy=policy())
    assert [refusal.code for refusal in late] == ["change_late"]


def test_a_holiday_notice_since_then_makes_nothing_late_and_nothing_too_early() -> None:
    notice = [DayMark(date(2026, 6, day), DayKind.HOLIDAY, "临时放假") for day in (10, 11, 22)]
    calendar = WorkCalendar.of({2026: ""}, notice)
    now_late = move(slot(date(2026, 6, 14)), calendar=calendar)
    assert now_late.is_late_at(ON_TIME)
    as_it_was = replace(now_late, deadline=as_recorded(now_late.deadline.counted, date(2026, 6, 8)))
    assert deciding_refusals(ChangeFacts([as_it_was]), asked_at=ON_TIME, now=LATE, policy=policy(calendar)) == ()
    agreed = replace(move(slot(date(2026, 7, 3)), calendar=calendar), agreed=date(2026, 7, 3))
    assert deciding_refusals(ChangeFacts([agreed]), asked_at=LATE, now=LATE, policy=policy(calendar)) == ()


def test_a_request_ends_when_its_exam_comes() -> None:
    assert expires_on([move(slot(date(2026, 7, 4))), move(slot(date(2026, 6, 20)))]) == EXAM
    assert expires_on([replace(move(slot(date(2026, 7, 4))), is_suspended=True)]) == date(2026, 7, 4)


# --- the property -----------------------------------------------------------------------------------
def slide_last_day(exam: date, works: dict[date, bool]) -> date:
    """至少在鉴定前 5 个工作日: walk back from the exam, which does not count, over five working days."""
    day, left = exam, 5
    while left:
        day -= timedelta(1)
        left -= works[day]
    return day


def slide_postponed(exam: date, works: dict[date, bool]) -> date:
    """变更日期须在原鉴定日期后顺延 15 个工作日."""
    day, left = exam, 15
    while left:
        day += timedelta(1)
        left -= works[day]
    return day


@st.composite
def situations(draw: st.DrawFn) -> tuple[WorkCalendar, dict[date, bool], Slot, Slot, datetime]:
    first = date(2026, 4, 1)
    days = [first + timedelta(count) for count in range(160)]
    marks = draw(
        st.dictionaries(st.sampled_from(days), st.sampled_from([DayKind.HOLIDAY, DayKind.MAKE_UP]), max_size=30)
    )
    calendar = WorkCalendar.of({2026: ""}, [DayMark(day, kind, "假") for day, kind in marks.items()])
    works = {day: marks[day].works if day in marks else day.weekday() < 5 for day in days}
    exam = date(2026, 5, 20) + timedelta(draw(st.integers(0, 20)))
    hours = st.sampled_from([None, 8, 9, 13])
    old = slot(exam, draw(hours))
    places = st.sampled_from([("一层教室", HOME), ("二层教室", HOME), ("海淀教室", OTHER)])
    place, district = draw(places)
    new = slot(exam + timedelta(draw(st.integers(-3, 45))), draw(hours), place, district)
    if new.starts_at is None:
        new = replace(new, starts_at=old.starts_at)
    asked = datetime.combine(exam - timedelta(draw(st.integers(1, 16))), time(draw(st.integers(0, 23))), BEIJING)
    return calendar, works, old, new, asked


@settings(max_examples=150, deadline=None)
@given(situations())
def test_the_rules_of_the_slide_hold(
    situation: tuple[WorkCalendar, dict[date, bool], Slot, Slot, datetime],
) -> None:
    calendar, works, old, new, asked = situation
    late = asked.date() > slide_last_day(old.date, works)
    moves_time = (old.date, old.starts_at) != (new.date, new.starts_at)
    moves_place = (old.place, old.district_id) != (new.place, new.district_id)
    after = (new.date, new.starts_at or time()) > (old.date, old.starts_at or time(0)) or (
        new.date == old.date and old.starts_at is None
    )
    legal = (moves_time or moves_place) and (after or not moves_time) and new.date > asked.date()
    if late:
        legal = legal and new.date >= slide_postponed(old.date, works)

    one = move(new, old, calendar)
    assert is_late([one], asked) == late
    assert (refused(one, now=asked, calendar=calendar) == []) == legal
    assert points_for([one], asked) == (PointsCode.LATE_CHANGE if late else PointsCode.CHANGE)
    assert districts_to_tell([one]) == ({OTHER} if new.district_id == OTHER else set())
    assert districts_touched([one]) == {HOME, new.district_id}


@settings(max_examples=40, deadline=None)
@given(situations(), st.integers(0, 3))
def test_waiting_for_the_answer_changes_nothing_but_the_calendar_day(
    situation: tuple[WorkCalendar, dict[date, bool], Slot, Slot, datetime], days: int
) -> None:
    """Approved later, before the exam: exactly what could be asked for can be approved, late or not."""
    calendar, _, old, new, asked = situation
    decided = min(asked + timedelta(days), at(old.date - timedelta(1), 23))
    one = move(new, old, calendar)
    if decided < asked or not (one.changes_time or one.changes_place):
        return
    facts = ChangeFacts([one])
    could_ask = refused(one, now=asked, calendar=calendar) == []
    can_approve = deciding_refusals(facts, asked_at=asked, now=decided, policy=policy(calendar)) == ()
    assert could_ask == can_approve


def test_a_district_that_was_not_told_stays_owed_while_the_exam_is_there() -> None:
    there = slot(district=OTHER)
    later = replace(there, date=date(2026, 7, 4))
    assert districts_to_tell([move(later, there)]) == frozenset()
    assert districts_to_tell([move(later, there)], still_owed=[OTHER]) == {OTHER}
    assert districts_to_tell([move(slot(date(2026, 7, 4)), there)], still_owed=[OTHER]) == {HOME}
