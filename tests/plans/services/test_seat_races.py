"""Two at the same moment want the same room, seat or invigilator: one gets it, the other hears of it."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from appraisal.core.errors import Conflict
from appraisal.core.services.calendar import fill_calendar
from plans.models import InvigilatorDuty, Plan, Room, RoomUse, Seat
from plans.queries import seating
from plans.services import invigilators, seat_changes
from tests.factories import filing as make
from tests.factories import rooms
from tests.factories.rooms import NOW
from tests.races import at_once, errors, meeting

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ground() -> make.Ground:
    fill_calendar(now=make.NOW)
    return make.ground()


@contextmanager
def without_constraint(table: str, name: str, again: str) -> Iterator[None]:
    """The table without one of its constraints."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {table} CASCADE")
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {again}")


ROOM_AGAIN = "EXCLUDE USING gist (room_id WITH =, during WITH &&) DEFERRABLE INITIALLY IMMEDIATE"


class TestTheLastRoom:
    """Two plans of one institute, one classroom."""

    @pytest.fixture
    def plans(self, ground: make.Ground) -> list[Plan]:
        found = [rooms.paid(ground, 20), rooms.paid(ground, 20)]
        rooms.equip(ground)
        return found

    def arrange_both(self, ground: make.Ground, plans: list[Plan]) -> list[Exception]:
        theory = {plan.pk: plan.sittings.get(subject="THEORY").pk for plan in plans}
        return errors(
            at_once(
                *(
                    lambda plan=plan: rooms.arranged(ground, plan, sitting_ids=frozenset({theory[plan.pk]}))
                    for plan in plans
                )
            )
        )

    def test_one_gets_it_and_the_other_hears_who_has_it(
        self, ground: make.Ground, plans: list[Plan], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(seating, "_taken", meeting(seating._taken))
        raised = self.arrange_both(ground, plans)
        assert RoomUse.objects.count() == 1
        assert [error.refusals[-1].code for error in raised] == ["seats_room_taken"]

    def test_without_the_lock_the_constraint_is_the_last_line(
        self, ground: make.Ground, plans: list[Plan], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        unlock_rooms(monkeypatch)
        monkeypatch.setattr(seating, "_taken", meeting(seating._taken))
        raised = self.arrange_both(ground, plans)
        assert RoomUse.objects.count() == 1
        assert [type(error) for error in raised] == [Conflict]

    def test_without_lock_and_constraint_two_plans_would_sit_in_it(
        self, ground: make.Ground, plans: list[Plan], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        unlock_rooms(monkeypatch)
        monkeypatch.setattr(seating, "_taken", meeting(seating._taken))
        with without_constraint("plans_roomuse", "room_once_at_a_time", ROOM_AGAIN):
            assert self.arrange_both(ground, plans) == []
            assert RoomUse.objects.values("room").distinct().count() == 1
            assert RoomUse.objects.count() == 2


def unlock_rooms(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rooms are read without being locked."""
    read = seating.suited_rooms

    class Unlocked:
        """A query set that ignores its lock."""

        def __call__(self, sittings: object, plan: Plan) -> object:
            found = read(sittings, plan)
            found.select_for_update = lambda *args, **kwargs: found
            return found

    monkeypatch.setattr(seating, "suited_rooms", Unlocked())


class TestOneSeat:
    """Two clerks move two candidates to the same free place."""

    def move_both(self, ground: make.Ground, plan: Plan) -> list[Exception]:
        one, two = rooms.seats(plan)[:2]

        def move(seat: Seat) -> None:
            seat_changes.change_seat(
                actor=ground.clerk, seat_id=seat.pk, use_id=seat.use_id, number=30, seen=None, now=NOW
            )

        return errors(at_once(lambda: move(one), lambda: move(two)))

    def test_the_second_sees_that_the_place_is_taken(
        self, ground: make.Ground, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        plan = rooms.complete(ground, 5)
        monkeypatch.setattr(seat_changes, "_refuse_impossible", meeting(seat_changes._refuse_impossible))
        raised = self.move_both(ground, plan)
        assert Seat.objects.filter(number=30).count() == 1
        assert [type(error) for error in raised] == [Conflict]

    def test_without_the_lock_the_constraint_is_the_last_line(
        self, ground: make.Ground, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        plan = rooms.complete(ground, 5)
        self.unlock(monkeypatch)
        raised = self.move_both(ground, plan)
        assert Seat.objects.filter(number=30).count() == 1
        # Either is refused when it commits, or the two block each other: one waits for the place, one for the record.
        assert len(raised) == 1
        assert isinstance(raised[0], IntegrityError | OperationalError)

    def test_without_lock_and_constraint_two_would_sit_there(
        self, ground: make.Ground, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        plan = rooms.complete(ground, 5)
        self.unlock(monkeypatch)
        again = "UNIQUE (use_id, number) DEFERRABLE INITIALLY DEFERRED"
        with without_constraint("plans_seat", "one_candidate_per_seat", again):
            assert self.move_both(ground, plan) == []
            assert Seat.objects.filter(number=30).count() == 2

    def unlock(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(seat_changes, "lock_plan", lambda key: Plan.objects.select_related("institute").get(pk=key))
        monkeypatch.setattr(seat_changes, "_refuse_impossible", meeting(seat_changes._refuse_impossible))


def test_an_invigilator_goes_to_one_of_two_plans(ground: make.Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the lock the second leaves him where he is; without it the constraint refuses."""
    plans = [rooms.paid(ground, 10), rooms.paid(ground, 10)]
    for plan in plans:
        rooms.room(ground.institute)
        rooms.workshop(ground.site)
        rooms.arranged(ground, plan)
    rooms.staff(ground.institute, 2)

    def assign_both() -> list[Exception]:
        return errors(
            at_once(
                *(
                    lambda plan=plan: invigilators.assign_invigilators(actor=ground.clerk, plan_id=plan.pk, now=NOW)
                    for plan in plans
                )
            )
        )

    monkeypatch.setattr(invigilators, "busy_spans", meeting(invigilators.busy_spans))
    assert assign_both() == []
    theory = InvigilatorDuty.objects.filter(use__subject="THEORY")
    assert theory.values("use__plan").distinct().count() == 1
    InvigilatorDuty.objects.all().delete()
    monkeypatch.setattr(invigilators, "busy_spans", meeting(invigilators.busy_spans))
    unlocked = lambda institute_id: list(ground.institute.invigilators.order_by("pk"))  # noqa: E731
    monkeypatch.setattr(invigilators, "lock_staff", unlocked)
    assert len(assign_both()) == 1


def test_nobody_sits_in_two_plans_at_a_time(ground: make.Ground) -> None:
    """Whatever wrote it: the database refuses a person twice at a time across plans."""
    first, second = rooms.complete(ground, 3), rooms.paid(ground, 3)
    seat = rooms.seats(first)[0]
    room = rooms.room(ground.institute)
    with pytest.raises(IntegrityError, match="person_once_at_a_time"), transaction.atomic():
        use = RoomUse.objects.create(plan=second, room=room, subject="THEORY", number=1, during=seat.during)
        Seat.objects.create(
            use=use, sitting=second.sittings.first(), candidate=second.candidates.first(), number=1, row=1, column=1,
            document_index=seat.document_index, during=seat.during,
        )  # fmt: skip
    assert Room.objects.filter(pk=room.pk, uses__isnull=True).exists()
