"""Pages of rooms, arrangement, seats, invigilators and resuming: what they show, to whom, at what cost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from appraisal.core.rules.roles import Role
from appraisal.core.services.calendar import fill_calendar
from plans.models import Invigilator, Plan, Room, Seat, Sitting
from plans.rules.seating_enums import RoomKind
from plans.services.sweep import sweep
from tests.factories import core, rooms
from tests.factories import filing as make
from tests.frozen_clock import FrozenClock

pytestmark = pytest.mark.django_db
CITY = Role.GUIDANCE_OFFICER


@pytest.fixture
def ground(clock: FrozenClock) -> make.Ground:
    fill_calendar(now=make.NOW)
    clock.moment = rooms.NOW
    return make.ground()


@pytest.fixture
def clerk(ground: make.Ground, client: Client) -> Client:
    core.sign_in(client, Role.INSTITUTE_CLERK, ground.institute)
    return client


def as_role(role: Role, home: object = None) -> Client:
    client = Client()
    core.sign_in(client, role, home)
    return client


ENTRY = {
    "kind": "PAPER", "name": "教学楼 201", "address": "样例路 1 号", "rows": "5", "columns": "6", "gaps": "*-3 1-1",
    "capacity": "24", "spares": "0", "site": "",
}  # fmt: skip


class TestRooms:
    def test_a_room_is_registered_changed_and_shown(self, ground: make.Ground, clerk: Client) -> None:
        given = {**ENTRY, "district": str(ground.institute.district_id)}
        assert clerk.post(reverse("plans:room-new"), given).status_code == 302
        room = Room.objects.get()
        assert len(room.gaps) == 6
        page = clerk.get(reverse("plans:room", args=[room.pk])).content.decode()
        assert "1-1 1-3 2-3" in page
        assert page.count('class="is-gap"') == 6
        clerk.post(reverse("plans:room", args=[room.pk]), {**given, "gaps": "", "capacity": "30"})
        room.refresh_from_db()
        assert (room.gaps, room.capacity) == ([], 30)
        assert "教学楼 201" in clerk.get(reverse("plans:rooms")).content.decode()

    def test_everything_wrong_is_said_at_once(self, clerk: Client) -> None:
        given = {**ENTRY, "kind": "WORKSHOP", "name": "", "capacity": "99", "gaps": "9-9"}
        page = clerk.post(reverse("plans:room-new"), given)
        text = page.content.decode()
        assert page.status_code == 422
        for words in ("空位超出考场：9 排 9 列", "超过了实有的 30 个", "没有选择所在区县", "没有选择备案实操场所"):
            assert words in text
        assert "看不懂" in clerk.post(reverse("plans:room-new"), {**ENTRY, "gaps": "乱写"}).content.decode()

    def test_a_room_with_seats_keeps_its_layout(self, ground: make.Ground, clerk: Client) -> None:
        plan = rooms.complete(ground, 5)
        room = rooms.uses(plan)[0].room
        given = {**ENTRY, "district": str(ground.institute.district_id)}
        page = clerk.post(reverse("plans:room", args=[room.pk]), given)
        assert page.status_code == 422
        assert plan.number in page.content.decode()
        other = rooms.room(ground.institute)
        clerk.post(reverse("plans:room-out", args=[room.pk]), {"reason": "漏水"})
        assert {use.room for use in rooms.uses(plan)} == {other}
        clerk.post(reverse("plans:room-back", args=[room.pk]))
        room.refresh_from_db()
        assert room.active

    def test_others_read_or_do_not_see(self, ground: make.Ground, clerk: Client) -> None:
        room = rooms.room(ground.institute, name="只有我们")
        assert "只有我们" in as_role(Role.DISTRICT_OFFICER, ground.institute.district).get("/rooms/").content.decode()
        assert "只有我们" in as_role(CITY).get("/rooms/").content.decode()
        stranger = as_role(Role.INSTITUTE_CLERK)
        assert "只有我们" not in stranger.get("/rooms/").content.decode()
        assert stranger.get(reverse("plans:room", args=[room.pk])).status_code == 404
        assert as_role(CITY).get(reverse("plans:room", args=[room.pk])).status_code == 403


class TestArrangement:
    def test_from_what_is_missing_to_arranged(self, ground: make.Ground, clerk: Client) -> None:
        plan = rooms.paid(ground, 20)
        address = reverse("plans:seating", args=[plan.number])
        assert "没有笔答考场" in clerk.get(address).content.decode()
        rooms.equip(ground)
        keys = [str(key) for key in plan.sittings.values_list("pk", flat=True)]
        page = clerk.post(
            reverse("plans:seats-arrange", args=[plan.number]), {"sittings": keys, "seed": "7"}, follow=True
        )
        text = page.content.decode()
        assert "已编排 40 个座位" in text
        assert "种子 7" in text
        assert "还缺监考员 2 人" in text
        page = clerk.post(reverse("plans:duties-assign", args=[plan.number]), follow=True)
        assert "已安排 4 人次" in page.content.decode()
        page = clerk.post(reverse("plans:seats-complete", args=[plan.number]), follow=True)
        assert "考场编排已完成" in page.content.decode()
        assert Plan.objects.get(pk=plan.pk).state == "ARRANGED"

    def test_the_plans_page_leads_there(self, ground: make.Ground, clerk: Client) -> None:
        plan = rooms.paid(ground, 5)
        page = clerk.get(reverse("plans:detail", args=[plan.number])).content.decode()
        assert reverse("plans:seating", args=[plan.number]) in page
        assert "还没有编排，共 2 场" in page
        home = clerk.get("/").content.decode()
        assert reverse("plans:seating", args=[plan.number]) in home

    def test_seats_that_no_longer_fit_come_to_the_work_list(self, ground: make.Ground, clerk: Client) -> None:
        plan = rooms.complete(ground, 20)
        assert "补齐座位和监考员" not in clerk.get("/").content.decode()
        rooms.withdraw(plan.candidates.first())
        assert "补齐座位和监考员" in clerk.get("/").content.decode()
        clerk.post(reverse("plans:seats-catch-up", args=[plan.number]))
        assert "补齐座位和监考员" not in clerk.get("/").content.decode()
        rooms.uses(plan)[0].duties.first().delete()
        assert "补齐座位和监考员" in clerk.get("/").content.decode()

    def test_refusals_stand_on_the_page(self, ground: make.Ground, clerk: Client) -> None:
        plan = rooms.paid(ground, 40)
        rooms.room(ground.institute)
        page = clerk.post(reverse("plans:seats-arrange", args=[plan.number]), {})
        assert page.status_code == 422
        assert "差 10 个" in page.content.decode()

    def test_a_time_and_a_need_are_noted(self, ground: make.Ground, clerk: Client) -> None:
        plan = rooms.paid(ground, 3)
        theory = Sitting.objects.get(plan=plan, subject="THEORY")
        Sitting.objects.filter(pk=theory.pk).update(starts_at=None)
        assert "保存时间" in clerk.get(reverse("plans:seating", args=[plan.number])).content.decode()
        clerk.post(reverse("plans:seats-time", args=[plan.number, theory.pk]), {"starts_at": "10:00", "minutes": ""})
        one = plan.candidates.first()
        note = reverse("plans:seats-need", args=[plan.number])
        assert "有 0 名考生" in clerk.post(note, {"who": "无此人", "need": "FRONT"}).content.decode()
        clerk.post(note, {"who": one.name, "need": "FRONT"})
        clerk.post(note, {"who": str(plan.candidates.last().sheet_row), "need": "ACCESSIBLE"})
        assert plan.candidates.filter(special_need="ACCESSIBLE").get() == plan.candidates.last()
        theory.refresh_from_db()
        one.refresh_from_db()
        assert (f"{theory.starts_at:%H:%M}", one.special_need) == ("10:00", "FRONT")

    def test_clearing_and_catching_up(self, ground: make.Ground, clerk: Client) -> None:
        plan = rooms.paid(ground, 5)
        rooms.equip(ground)
        rooms.arranged(ground, plan)
        rooms.withdraw(plan.candidates.first())
        page = clerk.post(reverse("plans:seats-catch-up", args=[plan.number]), follow=True)
        assert "收回 2 人的座位" in page.content.decode()
        page = clerk.post(reverse("plans:seats-clear", args=[plan.number]), follow=True)
        assert "已清空 8 个座位" in page.content.decode()

    def test_who_reads_and_who_does_not(self, ground: make.Ground) -> None:
        plan = rooms.complete(ground, 5)
        use = rooms.uses(plan)[0]
        pages = [
            reverse("plans:seating", args=[plan.number]),
            reverse("plans:seat-map", args=[use.pk]),
            reverse("plans:plan-invigilators", args=[plan.number]),
        ]
        district, city = as_role(Role.DISTRICT_OFFICER, ground.institute.district), as_role(CITY)
        for page in pages:
            for reader in (district, city):
                answer = reader.get(page)
                assert answer.status_code == 200
                assert "完成编排</button>" not in answer.content.decode()
            assert as_role(Role.INSTITUTE_CLERK).get(page).status_code == 404
        assert city.post(reverse("plans:seats-arrange", args=[plan.number])).status_code == 403
        assert district.post(reverse("plans:seat-move", args=[use.pk])).status_code == 403


class TestSeatMap:
    def test_without_script_a_candidate_is_chosen_then_a_place(self, ground: make.Ground, clerk: Client) -> None:
        plan = rooms.complete(ground, 5)
        one, two = rooms.seats(plan)[:2]
        address = reverse("plans:seat-map", args=[one.use_id])
        assert f"?pick={one.pk}" in clerk.get(address).content.decode()
        page = clerk.get(f"{address}?pick={one.pk}").content.decode()
        target = f"{two.number}:{two.candidate_id}"
        assert f'value="{target}"' in page
        move = reverse("plans:seat-move", args=[one.use_id])
        told = clerk.post(move, {"seat": one.pk, "target": target}, follow=True).content.decode()
        assert "已对换座位" in told
        number = one.number
        one.refresh_from_db()
        assert one.number == two.number != number
        page = clerk.post(move, {"seat": one.pk, "target": f"{one.number}:{one.candidate_id}"})
        assert page.status_code == 422
        assert clerk.post(move, {"seat": one.pk, "target": "x"}).status_code == 404
        told = clerk.post(move, {"seat": one.pk, "target": f"{number}:"}, follow=True).content.decode()
        assert "刚刚被别人调整过" in told

    def test_spares_are_marked(self, ground: make.Ground, clerk: Client) -> None:
        ground.level.computer_based = True
        ground.level.save()
        plan = rooms.paid(ground, 3)
        rooms.room(ground.institute, RoomKind.COMPUTER, spares=2)
        rooms.workshop(ground.site)
        rooms.arranged(ground, plan)
        page = clerk.get(reverse("plans:seat-map", args=[rooms.uses(plan)[0].pk])).content.decode()
        assert page.count("seat is-spare") == 2


class TestInvigilators:
    def test_the_list_masks_phones_and_refuses_twins(self, clerk: Client) -> None:
        given = {"name": "高玉兰", "phone": "13900001234"}
        page = clerk.post(reverse("plans:invigilator-new"), given, follow=True).content.decode()
        assert "139****1234" in page
        assert "13900001234" not in page
        page = clerk.post(reverse("plans:invigilator-new"), given)
        assert "已有这个手机号码" in page.content.decode()
        person = Invigilator.objects.get()
        change = reverse("plans:invigilator", args=[person.pk])
        assert "13900001234" not in clerk.get(change).content.decode()
        clerk.post(change, {"name": "高玉", "phone": ""})
        person.refresh_from_db()
        assert (person.name, person.phone, person.active) == ("高玉", "13900001234", False)

    def test_one_by_hand_and_never_two_places(self, ground: make.Ground, clerk: Client) -> None:
        plan = rooms.complete(ground, 40)  # two classrooms at the same time
        first, second = rooms.uses(plan)
        busy = first.duties.first().invigilator
        add = reverse("plans:duty-set", args=[second.pk])
        page = clerk.post(add, {"invigilator": busy.pk, "on": "yes"})
        assert "监考" in page.content.decode()
        assert page.status_code == 422
        page = clerk.post(reverse("plans:duty-set", args=[first.pk]), {"invigilator": busy.pk})
        assert "先加上接替的人" in page.content.decode()
        free = rooms.staff(ground.institute, 1)[0]
        clerk.post(add, {"invigilator": free.pk, "on": "yes"})
        assert second.duties.filter(invigilator=free).exists()


class TestSuspended:
    """ARRANGE enforced at ten working days, on screen, to each of its three ends 二（二）."""

    @pytest.fixture
    def suspended(self, ground: make.Ground, clock: FrozenClock) -> Plan:
        plan = rooms.paid(ground, 5)
        rooms.equip(ground)
        rooms.arranged(ground, plan)
        clock.moment = rooms.NOW + timedelta(days=11)  # 2026-05-01: the last day is over
        sweep(now=clock.moment)
        plan.refresh_from_db()
        assert plan.state == "SUSPENDED"
        return plan

    def test_the_institute_waits_and_the_city_has_it_on_its_list(self, suspended: Plan, clerk: Client) -> None:
        assert "等市中心处理" in clerk.get("/").content.decode()
        page = clerk.get(reverse("plans:seating", args=[suspended.number])).content.decode()
        assert "编排勾选的场次" not in page
        assert reverse("plans:resume", args=[suspended.number]) in as_role(CITY, guidance()).get("/").content.decode()

    def test_resumed_by_an_override(self, suspended: Plan, ground: make.Ground, clerk: Client) -> None:
        city = as_role(CITY, guidance())
        page = city.get(reverse("plans:resume", args=[suspended.number])).content.decode()
        obligation = suspended.obligations.get(code="ARRANGE")
        address = reverse("plans:override", args=[suspended.number, obligation.pk])
        assert address in page
        city.post(address, {"new_last_day": "2026-05-11", "reason": "样例"})
        suspended.refresh_from_db()
        assert suspended.state == "PAID"
        assert Seat.objects.filter(use__plan=suspended).count() == 10
        clerk.post(reverse("plans:duties-assign", args=[suspended.number]))
        clerk.post(reverse("plans:seats-complete", args=[suspended.number]))
        suspended.refresh_from_db()
        assert suspended.state == "ARRANGED"

    def test_resumed_on_a_later_date(self, suspended: Plan) -> None:
        city, address = as_role(CITY, guidance()), reverse("plans:resume", args=[suspended.number])
        page = city.post(address, {"first_exam": "2026-05-15", "reason": ""})
        assert page.status_code == 422
        page = city.post(address, {"first_exam": "2026-05-15", "reason": "停电"})
        text = page.content.decode()
        assert "不晚于原来的首场考试" in text
        page = city.post(address, {"first_exam": "2099-06-06", "reason": "停电"})
        assert "太远" in page.content.decode()
        city.post(address, {"first_exam": "2026-06-06", "reason": "停电"})
        suspended.refresh_from_db()
        assert (suspended.state, str(suspended.first_exam_date)) == ("PAID", "2026-06-06")
        assert {str(day) for day in suspended.sittings.values_list("date", flat=True)} == {"2026-06-06"}
        assert not Seat.objects.filter(use__plan=suspended).exists()
        owed = suspended.obligations.get(code="ARRANGE")
        assert (owed.state, str(owed.last_day)) == ("OPEN", "2026-05-25")

    def test_too_soon_for_a_new_arrangement(self, suspended: Plan, clock: FrozenClock) -> None:
        clock.moment = rooms.NOW + timedelta(days=22)  # 2026-05-12
        city, address = as_role(CITY, guidance()), reverse("plans:resume", args=[suspended.number])
        page = city.post(address, {"first_exam": "2026-05-20", "reason": "停电"})
        assert "最早可以定在 2026-05-26" in page.content.decode()

    def test_cancelled_and_its_rooms_are_free_again(self, suspended: Plan) -> None:
        city = as_role(CITY, guidance())
        city.post(reverse("plans:act", args=[suspended.number, "cancel"]), {"reason": "停办"})
        suspended.refresh_from_db()
        assert suspended.state == "CANCELLED"
        assert not suspended.room_uses.exists()
        assert as_role(CITY, guidance()).get(reverse("plans:resume", args=[suspended.number])).status_code == 302


def guidance() -> object:
    return make.guidance_section()


@pytest.mark.parametrize(
    ("name", "most"),
    [("plans:seating", 22), ("plans:plan-invigilators", 20), ("plans:seat-map", 22), ("plans:rooms", 12)],
)
def test_pages_cost_the_same_whatever_they_show(name: str, most: int, ground: make.Ground, clerk: Client) -> None:
    def queries(plan: Plan) -> int:
        keys = {"plans:rooms": [], "plans:seat-map": [rooms.uses(plan)[0].pk]}.get(name, [plan.number])
        clerk.get(reverse(name, args=keys))
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert clerk.get(reverse(name, args=keys)).status_code == 200
        return len(captured)

    small = queries(rooms.complete(ground, 5))
    large = queries(rooms.complete(ground, 50, exam=make.EXAM + timedelta(days=1)))
    assert small == large <= most
