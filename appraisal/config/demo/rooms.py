"""Rooms and invigilators of the demo city, one paid plan waiting to be arranged, and one arranged."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from appraisal.config.demo.cast import COMMITTEES, INSTITUTES, SampleInstitute
from appraisal.config.demo.faces import picture_everybody
from appraisal.config.demo.ground import FOUNDED, City
from appraisal.config.demo.money import pay_bill
from appraisal.config.demo.plot import Calendar, Story
from appraisal.config.demo.printing import exchange_two, print_all
from appraisal.core.models import RoleAssignment, Site
from appraisal.core.rules.roles import Actor
from plans.models import Candidate, Room
from plans.rules.rooms import RoomEntry
from plans.rules.seating_enums import RoomKind, SpecialNeed
from plans.services import arrangement, invigilators, qualifying, rooms

NAMES = ("高玉兰", "谢军", "邓超", "许静", "曹丽华", "彭勇", "曾强", "肖燕")
COMPUTERS = "haidian"  # the institute whose occupations are examined on the computer
COOKS = "chaoyang"  # its classrooms are for paper; theory of 中式烹调师 is on the computer 一（三）
SEED = 20140729


def furnish(city: City, *, now: datetime) -> None:
    """Classrooms, workshops of the confirmed sites, staff; a panel room for each committee. Once."""
    if Room.objects.exists():
        return
    at = now - FOUNDED + timedelta(days=5)
    for number, institute in enumerate(INSTITUTES):
        _furnish_institute(city, institute, number, at)
    for committee in COMMITTEES:
        home = city.organisations[committee.key]
        district_id = city.organisations["朝阳区"].pk
        entry = RoomEntry(RoomKind.REVIEW, "答辩室（样例）", "朝阳区样例路 2 号 3 层", district_id, 1, 2, 2)
        rooms.add_room(actor=_clerk(home.pk), entry=entry, now=at)


def room_stories(city: City, days: Calendar) -> Iterator[Story]:
    """A plan that is paid and waits, and one that is arranged; both still ahead."""
    waiting = Story(
        city, "jingwei", "chaoyang", "样例连锁餐厅服务员专场", ("餐厅服务员", 4), days.ahead(16), expected=36
    )
    yield _paid(waiting, days, 36)
    done = Story(
        city, "qixin", "haidian", "样例呼叫中心计算机操作员专场", ("计算机操作员", 5), days.ahead(12), expected=48
    )
    _paid(done, days, 48).then(days.ago(1, 10), lambda now: arrange(done, now))
    done.then(days.ago(9, 10), lambda now: picture_everybody(done.actor, done.plan_id, now))
    done.then(days.ago(1, 11), lambda now: print_all(done, now))
    yield done.then(days.ago(1, 15), lambda now: exchange_two(done, now))


def _furnish_institute(city: City, institute: SampleInstitute, number: int, at: datetime) -> None:
    home = city.organisations[institute.key]
    actor, district_id = _clerk(home.pk), home.district_id
    kind = RoomKind.COMPUTER if institute.key == COMPUTERS else RoomKind.PAPER
    word, spares = ("机房", 2) if kind is RoomKind.COMPUTER else ("教室", 0)
    for floor in (1, 2):
        entry = RoomEntry(
            kind, f"{floor}0{floor} {word}（样例）", institute.address, district_id, 6, 6,
            30, gaps=tuple((row, 4) for row in range(1, 7)), spares=spares, accessible=floor == 1,
        )  # fmt: skip
        if kind is RoomKind.COMPUTER:
            entry = RoomEntry(kind, entry.name, entry.address, district_id, 6, 5, 28, spares=spares, accessible=True)
        rooms.add_room(actor=actor, entry=entry, now=at)
    if institute.key == COOKS:
        entry = RoomEntry(RoomKind.COMPUTER, "301 机房（样例）", institute.address, district_id, 6, 5, 28, spares=2)
        rooms.add_room(actor=actor, entry=entry, now=at)
    for site in Site.objects.filter(institute=home, state="CONFIRMED").order_by("pk"):
        columns = site.workstations // 4
        entry = RoomEntry(
            RoomKind.WORKSHOP, site.name, site.address, district_id, 4, columns, 4 * columns, site_id=site.pk
        )
        rooms.add_room(actor=actor, entry=entry, now=at)
    for serial, name in enumerate(NAMES):
        phone = f"1390000{number:02}{serial:02}"
        invigilators.save_invigilator(actor=actor, name=name, phone=phone, active=True, now=at)


def _clerk(home_id: int) -> Actor:
    """The first person who acts for an organisation."""
    found = RoleAssignment.objects.select_related("user", "organisation").filter(organisation=home_id).order_by("pk")
    return found[0].actor()


def _paid(story: Story, days: Calendar, people: int) -> Story:
    """Until the last payment has come in."""
    story.drafted(days.ago(24)).listed(days.ago(22), people).filed(days.ago(21, 15)).accepted(days.ago(18))
    story.enrolled(days.ago(10, 16))
    story.then(days.ago(8, 10), lambda now: qualifying.qualify_plan(actor=story.actor, plan_id=story.plan_id, now=now))
    return story.then(days.ago(4, 15), lambda now: pay_bill(story, now))


def arrange(story: Story, now: datetime) -> None:
    actor, plan_id = story.actor, story.plan_id
    first = Candidate.objects.filter(plan=plan_id).order_by("pk")[0]
    arrangement.note_need(actor=actor, candidate_id=first.pk, need=SpecialNeed.FRONT, now=now)
    arrangement.arrange_plan(actor=actor, plan_id=plan_id, wish=arrangement.Wish(seed=SEED % 1_000_000), now=now)
    invigilators.assign_invigilators(actor=actor, plan_id=plan_id, now=now)
    arrangement.complete_arrangement(actor=actor, plan_id=plan_id, now=now)
