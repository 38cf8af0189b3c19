"""Seats by hand, and late changes that move the fewest people."""

from datetime import date, datetime, time, timedelta

import pytest

from appraisal.core.errors import Conflict, NotPermitted, Refused
from appraisal.core.models import AuditEntry, Notice
from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.roles import Role
from appraisal.core.services.calendar import fill_calendar
from appraisal.core.transactions import use_case
from plans.models import Plan, Seat, Sitting, Ticket
from plans.queries.plans import lock_plan
from plans.queries.reseating import Reseating, arranged_sittings, reseating
from plans.services import rearrangement
from plans.services import rooms as room_service
from plans.services.rearrangement import Moves, rearrange_sittings
from plans.services.seat_changes import SeatChange, change_seat
from tests.factories import core, rooms
from tests.factories import filing as make
from tests.factories.rooms import NOW

pytestmark = pytest.mark.django_db
TOO_LATE = datetime(2026, 5, 15, 9, tzinfo=BEIJING)  # one working day before the exam


@pytest.fixture
def ground() -> make.Ground:
    fill_calendar(now=make.NOW)
    return make.ground()


def codes(error: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.code for refusal in error.value.refusals]


def move(ground: make.Ground, seat: Seat, number: int, *, use_id: int = 0, now: datetime = NOW) -> SeatChange:
    """As the page would ask for it."""
    use_id = use_id or seat.use_id
    there = Seat.objects.filter(use=use_id, number=number).first()
    return change_seat(
        actor=ground.clerk, seat_id=seat.pk, use_id=use_id, number=number,
        seen=there.candidate_id if there else None, now=now,
    )  # fmt: skip


class TestByHand:
    def test_to_a_free_place(self, ground: make.Ground) -> None:
        plan = rooms.complete(ground, 20)
        seat = rooms.seats(plan)[0]
        done = move(ground, seat, 30)
        seat.refresh_from_db()
        assert (seat.number, done.other, done.touching_before) == (30, None, 0)
        place = (seat.row, seat.column)
        assert place == (1, 5) or place == (6, 5)
        assert AuditEntry.objects.get(action="seats.change").details["after"][1] == 30
        letters = Notice.objects.filter(subject__startswith="座位调整")
        assert {letter.organisation_id for letter in letters} == {plan.district_id, ground.officer.organisation_id}

    def test_two_change_places_also_across_rooms(self, ground: make.Ground) -> None:
        plan = rooms.paid(ground, 40)
        rooms.equip(ground)
        rooms.room(ground.institute)
        rooms.arranged(ground, plan)
        first, *_, last = rooms.seats(plan)
        before = (last.use_id, last.number, last.row, last.column)
        done = move(ground, first, last.number, use_id=last.use_id)
        assert done.other == last
        first.refresh_from_db()
        last.refresh_from_db()
        assert (first.use_id, first.number, first.row, first.column) == before
        assert last.use.plan_id == plan.pk
        assert not Notice.objects.filter(subject__startswith="座位调整").exists()  # nobody else has seen it yet

    def test_neighbours_of_one_employer_are_allowed_and_said(self, ground: make.Ground) -> None:
        plan = rooms.paid(ground, 2, employers=1)
        rooms.equip(ground)
        rooms.arranged(ground, plan)
        one, other = rooms.seats(plan)
        next_to = one.number % 30 + 1 if one.number % 30 + 1 != other.number else one.number - 1
        assert move(ground, other, next_to).touching_after == 1

    def test_everything_in_the_way_is_said_at_once(self, ground: make.Ground) -> None:
        plan = rooms.paid(ground, 18)
        rooms.room(ground.institute, rows=4, columns=5, spares=2, capacity=18)
        rooms.workshop(ground.site, rows=3, columns=3)
        rooms.arranged(ground, plan)
        seat, (practical, _) = rooms.seats(plan)[0], rooms.uses(plan, "PRACTICAL")
        with pytest.raises(Refused) as error:
            move(ground, seat, 99, use_id=practical.pk)
        assert codes(error)[:3] == ["seat_not_there", "seat_other_sitting", "seat_room_full"]
        for number, code in ((20, "seat_is_spare"), (seat.number, "seat_same")):
            with pytest.raises(Refused) as error:
                move(ground, seat, number)
            assert codes(error) == [code]

    def test_nobody_is_moved_into_a_batch_while_he_sits_elsewhere(self, ground: make.Ground) -> None:
        plan = rooms.paid(ground, 30)
        rooms.room(ground.institute)
        rooms.workshop(ground.site, rows=4, columns=5)
        rooms.arranged(ground, plan)
        first, second = rooms.uses(plan, "PRACTICAL")
        seat = Seat.objects.filter(use=first).first()
        Seat.objects.filter(candidate=seat.candidate, sitting__subject="THEORY").update(during=second.during)
        with pytest.raises(Refused) as error:
            move(ground, seat, 20, use_id=second.pk)
        assert codes(error) == ["seat_person_busy"]

    def test_an_outdated_page_changes_nothing(self, ground: make.Ground) -> None:
        plan = rooms.complete(ground, 5)
        one, two = rooms.seats(plan)[:2]
        with pytest.raises(Conflict, match="刚刚被别人调整过"):
            change_seat(actor=ground.clerk, seat_id=one.pk, use_id=one.use_id, number=two.number, seen=None, now=NOW)

    def test_until_two_working_days_before_and_only_by_the_institute(self, ground: make.Ground) -> None:
        plan = rooms.complete(ground, 5)
        seat = rooms.seats(plan)[0]
        with pytest.raises(Refused) as error:
            move(ground, seat, 30, now=TOO_LATE)
        assert codes(error) == ["seats_late"]
        for actor in (ground.officer, core.actor(Role.INSTITUTE_CLERK)):
            with pytest.raises(NotPermitted):
                change_seat(actor=actor, seat_id=seat.pk, use_id=seat.use_id, number=30, seen=None, now=NOW)


def where(plan: Plan) -> dict[tuple[int, int], tuple[int, int]]:
    rows = Seat.objects.filter(use__plan=plan).values_list("sitting_id", "candidate_id", "use__room_id", "number")
    return {(sitting, candidate): (room, number) for sitting, candidate, room, number in rows}


class TestCatchingUp:
    def test_who_left_gives_back_who_came_is_seated_nobody_moves(self, ground: make.Ground) -> None:
        plan = rooms.complete(ground, 20)
        before = where(plan)
        gone = plan.candidates.first()
        rooms.withdraw(gone)
        new = make.candidate(plan, name="新来", theory="NEW", practical="NEW", sheet_row=99)
        moves = rearrangement.catch_up(actor=ground.clerk, plan_id=plan.pk, now=NOW)
        after = where(plan)
        assert {key for key in before if before[key] != after.get(key)} == {k for k in before if k[1] == gone.pk}
        assert (moves.moved, set(moves.added), set(moves.gone)) == ((), {new.pk}, {gone.pk})
        assert Ticket.objects.get(candidate=new).serial == 21

    def test_a_sitting_moved_to_another_day_keeps_every_seat(self, ground: make.Ground) -> None:
        plan = rooms.complete(ground, 45)
        before = where(plan)
        theory = Sitting.objects.get(plan=plan, subject="THEORY")
        assert foretold(plan, theory, theory.date + timedelta(days=7)).people_moved(theory.pk) == 0
        assert change_day(plan, "PRACTICAL", timedelta(days=1)) == Moves()
        assert where(plan) == before
        batches = rooms.uses(plan, "PRACTICAL")
        assert {use.during.lower.astimezone(BEIJING).date() for use in batches} == {make.EXAM + timedelta(days=1)}
        assert all(use.duties.count() == 2 for use in batches)

    def test_batches_that_pass_through_one_another_end_where_they_should(self, ground: make.Ground) -> None:
        plan = rooms.complete(ground, 45)
        first, second, _ = rooms.uses(plan, "PRACTICAL")
        assert change_day(plan, "PRACTICAL", timedelta(), at=time(14)) == Moves()
        again = rooms.uses(plan, "PRACTICAL")
        assert [use.pk for use in again[:2]] == [first.pk, second.pk]
        assert again[0].during.lower - first.during.lower == timedelta(minutes=30)

    def test_where_a_room_is_taken_only_its_people_move(self, ground: make.Ground) -> None:
        plan = rooms.complete(ground, 50)  # two classrooms: `equip` brings one
        other = rooms.paid(ground, 20, exam=make.EXAM + timedelta(days=1))
        rooms.workshop(ground.site)
        rooms.arranged(ground, other)
        busy = rooms.uses(other)[0].room
        theory = Sitting.objects.get(plan=plan, subject="THEORY")
        impossible = foretold(plan, theory, make.EXAM + timedelta(days=1))
        inside = set(
            Seat.objects.filter(use__plan=plan, use__room=busy, sitting=theory).values_list("candidate", flat=True)
        )
        assert impossible.refusals  # there is no third classroom
        rooms.room(ground.institute)
        assert foretold(plan, theory, make.EXAM + timedelta(days=1)).people_moved(theory.pk) == len(inside)
        moves = change_day(plan, "THEORY", timedelta(days=1))
        assert set(moves.moved) == inside

    def test_a_room_out_of_use(self, ground: make.Ground) -> None:
        plan = rooms.complete(ground, 20)
        lost = rooms.uses(plan)[0].room
        with pytest.raises(Refused) as error:
            room_service.take_out(actor=ground.clerk, room_id=lost.pk, reason="漏水", now=NOW)
        assert codes(error) == ["room_cannot_go"]
        other = rooms.room(ground.institute)
        moves = room_service.take_out(actor=ground.clerk, room_id=lost.pk, reason="漏水", now=NOW)
        assert len(moves[plan.number].moved) == 20
        assert {use.room for use in rooms.uses(plan)} == {other}
        assert Notice.objects.filter(subject__startswith="座位调整").exists()


def foretold(plan: Plan, sitting: Sitting, on: date) -> Reseating:
    """What the seats would become if the sitting were held on another day."""
    sittings = arranged_sittings(plan, {sitting.pk})
    for one in sittings:
        one.date = on
    return reseating(plan, sittings, {})


@use_case
def change_day(plan: Plan, subject: str, shift: timedelta, at: time | None = None) -> Moves:
    """What a change of time does: the sitting first, then its seats."""
    locked = lock_plan(plan.pk)
    sitting = Sitting.objects.get(plan=plan, subject=subject)
    sitting.date, sitting.starts_at = sitting.date + shift, at or sitting.starts_at
    sitting.save()
    return rearrange_sittings(plan=locked, sittings=[sitting], now=NOW)
