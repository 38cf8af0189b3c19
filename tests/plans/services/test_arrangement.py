"""Arranging a plan: seats for everybody, the seed alone decides, reasons when it cannot be done, completion."""

from datetime import time, timedelta

import pytest
from django.conf import settings

from appraisal.core.errors import Conflict, NotPermitted, Refused
from appraisal.core.models import AuditEntry
from appraisal.core.rules.roles import Role
from appraisal.core.services.calendar import fill_calendar
from plans.models import Arrangement, InvigilatorDuty, Plan, RoomUse, Seat, Sitting, Ticket
from plans.rules.seating_enums import RoomKind
from plans.rules.ticket_numbers import read_ticket_number
from plans.services import arrangement, decisions
from plans.services.arrangement import Wish
from tests.factories import core, rooms
from tests.factories import filing as make
from tests.factories.rooms import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground() -> make.Ground:
    fill_calendar(now=make.NOW)
    return make.ground()


def codes(error: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.code for refusal in error.value.refusals]


def places(plan: Plan) -> list[tuple[object, ...]]:
    rows = Seat.objects.filter(use__plan=plan).order_by("sitting_id", "candidate_id")
    return list(rows.values_list("sitting_id", "candidate_id", "use__room_id", "use__batch", "number"))


def test_everybody_gets_a_seat_in_every_subject_and_practicals_go_in_batches(ground: make.Ground) -> None:
    plan = rooms.paid(ground, 50)
    classroom, other = rooms.room(ground.institute), rooms.room(ground.institute)
    stations = rooms.workshop(ground.site)
    done = rooms.arranged(ground, plan)
    assert (done.seats, done.rooms_used, done.rooms_least) == (100, 3, 3)
    assert {use.room_id for use in rooms.uses(plan)} == {classroom.pk, other.pk}
    batches = rooms.uses(plan, "PRACTICAL")
    assert [(use.room_id, use.batch) for use in batches] == [(stations.pk, 1), (stations.pk, 2), (stations.pk, 3)]
    first, second, _ = batches
    assert second.during.lower - first.during.upper == timedelta(
        minutes=settings.KAOWU["ROOM_PAUSE_MINUTES"]["WORKSHOP"]
    )
    assert Arrangement.objects.get(sitting__subject="THEORY").seed == 7
    entry = AuditEntry.objects.filter(action="seats.arrange").get()
    assert (entry.details["seats"], entry.details["seed"]) == (100, 7)


def test_the_seed_alone_decides(ground: make.Ground) -> None:
    plan = rooms.paid(ground, 25)
    rooms.equip(ground)
    rooms.arranged(ground, plan)
    first = places(plan)
    rooms.arranged(ground, plan, seed=8)
    assert places(plan) != first
    rooms.arranged(ground, plan, seed=7)
    assert places(plan) == first


def test_without_a_seed_one_is_drawn_and_kept(ground: make.Ground) -> None:
    plan = rooms.paid(ground, 5)
    rooms.equip(ground)
    done = rooms.arranged(ground, plan, seed=None)
    assert done.seed == Arrangement.objects.get(sitting__subject="THEORY").seed


def test_spare_machines_stay_free(ground: make.Ground) -> None:
    ground.level.computer_based = True
    ground.level.save()
    plan = rooms.paid(ground, 30)
    rooms.room(ground.institute, RoomKind.COMPUTER, rows=4, columns=5, spares=2)
    rooms.workshop(ground.site)
    rooms.arranged(ground, plan)
    assert {use.batch for use in rooms.uses(plan)} == {1, 2}
    assert max(seat.number for seat in rooms.seats(plan)) <= 18


def test_a_review_goes_to_the_rooms_of_the_committee(ground: make.Ground) -> None:
    high = make.ground(2)
    committee = core.organisation(core.OrganisationKind.COMMITTEE)
    plan = rooms.paid(high, 6)
    plan.items.update(committee=committee, review_mode="ORAL_DEFENCE")
    rooms.equip(high)
    panel = rooms.room(committee, RoomKind.REVIEW, rows=1, columns=2, district=high.institute.district)
    Sitting.objects.filter(plan=plan, subject="REVIEW").update(date=make.EXAM + timedelta(days=1), starts_at=time(9))
    rooms.arranged(high, plan)
    found = rooms.uses(plan, "REVIEW")
    assert [(use.room_id, use.batch) for use in found] == [(panel.pk, 1), (panel.pk, 2), (panel.pk, 3)]
    assert not InvigilatorDuty.objects.exists()


def test_nobody_has_two_subjects_at_a_time(ground: make.Ground) -> None:
    plan = rooms.paid(ground, 30)
    rooms.room(ground.institute)
    rooms.workshop(ground.site, rows=3, columns=5)
    Sitting.objects.filter(plan=plan, subject="PRACTICAL").update(starts_at=time(10))
    rooms.arranged(ground, plan)  # the first batch would begin before the theory ends
    assert {use.batch for use in rooms.uses(plan, "PRACTICAL")} == {2, 3}


def test_occupations_share_rooms_only_when_asked(ground: make.Ground) -> None:
    other = make.occupation_level(5)
    make.license_level(ground.institute, other)
    ground.site.occupations.add(other.occupation)
    plan = rooms.paid(ground, 12, items=(make.item(ground), make.item(ground, level=other)))
    rooms.room(ground.institute)
    rooms.room(ground.institute)
    rooms.workshop(ground.site)
    apart = rooms.arranged(ground, plan)
    mixed = rooms.arranged(ground, plan, mixed=True)
    assert (apart.rooms_used, mixed.rooms_used) == (4, 2)
    assert len({seat.sitting_id for seat in rooms.seats(plan)}) == 2
    assert RoomUse.objects.filter(plan=plan, subject="THEORY").count() == 1


def test_special_needs_sit_in_front_and_where_there_are_no_steps(ground: make.Ground) -> None:
    plan = rooms.paid(ground, 40)
    rooms.room(ground.institute)
    flat = rooms.room(ground.institute, rows=4, columns=5, accessible=True)
    rooms.workshop(ground.site, accessible=True)
    one, two = plan.candidates.order_by("pk")[:2]
    arrangement.note_need(actor=ground.clerk, candidate_id=one.pk, need="ACCESSIBLE", now=NOW)
    arrangement.note_need(actor=ground.clerk, candidate_id=two.pk, need="FRONT", now=NOW)
    rooms.arranged(ground, plan)
    assert Seat.objects.get(candidate=one, sitting__subject="THEORY").use.room == flat
    assert Seat.objects.get(candidate=two, sitting__subject="THEORY").row == 1


class TestImpossible:
    def test_short_by_how_many_and_who_has_the_room(self, ground: make.Ground) -> None:
        first, second = rooms.paid(ground, 30), rooms.paid(ground, 40)
        rooms.room(ground.institute)
        rooms.room(ground.institute, rows=3, columns=5)
        rooms.workshop(ground.site)
        rooms.workshop(ground.site)
        rooms.arranged(ground, first)
        with pytest.raises(Refused) as error:
            rooms.arranged(ground, second)
        assert codes(error) == ["seats_short", "seats_room_taken"]
        short, taken = error.value.refusals
        assert (short.params["need"], short.params["have"], short.params["short"]) == (40, 15, 25)
        assert taken.params["by"] == f"计划 {first.number}"
        assert not Seat.objects.filter(use__plan=second).exists()

    def test_no_room_at_all(self, ground: make.Ground) -> None:
        plan = rooms.paid(ground, 5)
        with pytest.raises(Refused) as error:
            rooms.arranged(ground, plan)
        assert codes(error) == ["seats_no_room"]

    def test_a_sitting_without_time_or_people(self, ground: make.Ground) -> None:
        plan = rooms.paid(ground, 0)
        rooms.equip(ground)
        with pytest.raises(Refused) as error:
            rooms.arranged(ground, plan)
        assert codes(error) == ["seats_nobody"]
        Sitting.objects.filter(plan=plan).update(starts_at=None)
        with pytest.raises(Refused) as error:
            rooms.arranged(ground, plan, seed=-1)
        assert codes(error) == ["seats_seed", "seats_no_time", "seats_no_time"]


class TestTime:
    def test_a_missing_time_is_filled_in_and_a_filed_one_stays(self, ground: make.Ground) -> None:
        plan = rooms.paid(ground, 5)
        theory = Sitting.objects.get(plan=plan, subject="THEORY")
        set_time = {"actor": ground.clerk, "sitting_id": theory.pk, "now": NOW}
        with pytest.raises(Refused) as error:
            arrangement.set_time(starts_at=time(10), minutes=5, **set_time)
        assert codes(error) == ["time_fixed", "minutes_strange"]
        with pytest.raises(Refused) as error:
            arrangement.set_time(starts_at=None, minutes=None, **set_time)
        assert codes(error) == ["time_missing"]
        Sitting.objects.filter(pk=theory.pk).update(starts_at=None)
        arrangement.set_time(starts_at=time(10), minutes=120, **set_time)
        theory.refresh_from_db()
        assert (theory.starts_at, theory.minutes) == (time(10), 120)


class TestCompletion:
    def test_an_arranged_plan_has_tickets_and_meets_its_deadline(self, ground: make.Ground) -> None:
        plan = rooms.complete(ground, 20)
        assert plan.state == "ARRANGED"
        assert plan.obligations.get(code="ARRANGE").state == "MET"
        numbers = list(Ticket.objects.filter(plan=plan).order_by("serial").values_list("number", flat=True))
        assert len(set(numbers)) == 20
        assert read_ticket_number(settings.KAOWU["TICKET_PATTERN"], numbers[-1]).serial == 20

    def test_everything_that_is_missing_is_said_at_once(self, ground: make.Ground) -> None:
        plan = rooms.paid(ground, 20)
        rooms.room(ground.institute)
        rooms.workshop(ground.site)
        theory = Sitting.objects.get(plan=plan, subject="THEORY")
        rooms.arranged(ground, plan, sitting_ids=frozenset({theory.pk}))
        rooms.withdraw(plan.candidates.first())
        with pytest.raises(Refused) as error:
            arrangement.complete_arrangement(actor=ground.clerk, plan_id=plan.pk, now=NOW)
        assert codes(error) == ["arrange_left", "arrange_unseated", "arrange_invigilators"]
        assert error.value.refusals[1].params["count"] == 19

    def test_a_complete_arrangement_is_not_begun_again(self, ground: make.Ground) -> None:
        plan = rooms.complete(ground, 5)
        with pytest.raises(Conflict, match="只能调整个别座位"):
            rooms.arranged(ground, plan)
        with pytest.raises(Conflict, match="只能调整个别座位"):
            arrangement.clear_seats(actor=ground.clerk, plan_id=plan.pk, sitting_ids=(), now=NOW)

    def test_seats_are_given_back(self, ground: make.Ground) -> None:
        plan = rooms.paid(ground, 5)
        rooms.equip(ground)
        rooms.arranged(ground, plan)
        assert arrangement.clear_seats(actor=ground.clerk, plan_id=plan.pk, sitting_ids=(), now=NOW) == 10
        assert not RoomUse.objects.exists()
        rooms.arranged(ground, plan)
        decisions.cancel_plan(actor=ground.officer, plan_id=plan.pk, reason="停办", now=NOW)
        assert not RoomUse.objects.exists()


def test_only_the_plans_institute_and_only_when_paid(ground: make.Ground) -> None:
    plan = rooms.paid(ground, 5)
    for actor in (ground.officer, ground.district, core.actor(Role.INSTITUTE_CLERK)):
        with pytest.raises(NotPermitted):
            arrangement.arrange_plan(actor=actor, plan_id=plan.pk, wish=Wish(), now=NOW)
    Plan.objects.filter(pk=plan.pk).update(state="QUALIFIED")
    with pytest.raises(Conflict, match="缴清鉴定费以后"):
        rooms.arranged(ground, plan)
