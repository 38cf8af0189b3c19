"""A change supersedes what a fresh print would say otherwise and nothing else, and exactly that was foretold."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appraisal.core.errors import Refused
from appraisal.core.models import Paper
from appraisal.core.queries.calendar import load_calendar
from appraisal.core.queries.papers import digest_of, subject_of
from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.rules.papers import PaperKind
from appraisal.core.services.calendar import fill_calendar
from appraisal.core.services.papers import issue_paper
from appraisal.core.transactions import use_case
from plans.models import Plan, Seat
from plans.queries.change_impact import impact_of
from plans.queries.change_papers import foretell_papers
from plans.queries.changes import moves_wanted
from plans.queries.outdated_papers import COMPARED, outdated_papers
from plans.queries.reseating import foretell_reseating
from plans.queries.resuming import resume_impact
from plans.queries.sheets import sheets_of
from plans.rules.change_impact import ImpactKind
from plans.rules.changes import Wish
from plans.rules.review_enums import REVIEW_PAPERS
from plans.services import arrangement, invigilators
from plans.services.change_decisions import decide_change
from plans.services.change_preview import Foretold, foretell_request
from plans.services.plan_papers import print_papers
from plans.services.resumptions import resume_later
from plans.services.sweep import sweep
from tests.factories import changes as ask_for
from tests.factories import core, rooms
from tests.factories import filing as make

pytestmark = pytest.mark.django_db
NOW, LATER = rooms.NOW, ask_for.LATER
ONLY_THEORY, ONLY_PRACTICAL, BOTH = 3, 4, 5


@pytest.fixture
def ground() -> make.Ground:
    fill_calendar(now=NOW)
    return make.ground()


@pytest.fixture
def plan(ground: make.Ground) -> Plan:
    """An arranged plan of whose candidates some sit one subject only; every paper of it is printed."""
    plan = rooms.paid(ground, ONLY_THEORY + ONLY_PRACTICAL + BOTH)
    plan.candidates.filter(sheet_row__lt=2 + ONLY_THEORY).update(practical="")
    plan.candidates.filter(sheet_row__gte=2 + ONLY_THEORY + BOTH).update(theory="")
    return printed(ground, completed(ground, plan))


def completed(ground: make.Ground, plan: Plan, **wish: object) -> Plan:
    rooms.equip(ground)
    rooms.arranged(ground, plan, **wish)
    invigilators.assign_invigilators(actor=ground.clerk, plan_id=plan.pk, now=NOW)
    return arrangement.complete_arrangement(actor=ground.clerk, plan_id=plan.pk, now=NOW)


def printed(ground: make.Ground, plan: Plan) -> Plan:
    for kind in COMPARED:
        if kind is not PaperKind.PUBLIC_NOTICE:
            print_papers(
                actor=ground.clerk, plan_id=plan.pk, kind=kind, origin="https://kaowu.example", now=NOW
            )  # fmt: skip
    issue_review_papers(ground, plan)
    return plan


@use_case
def issue_review_papers(ground: make.Ground, plan: Plan) -> None:
    for kind in REVIEW_PAPERS:
        issue_paper(kind=kind, subject=plan, title=kind.label, facts=[], organisation_ids=[], actor=ground.district,
                    now=NOW, is_sample=False)  # fmt: skip


def in_force(plan: Plan) -> dict[tuple[PaperKind, str], str]:
    rows = Paper.objects.in_force().filter(subject=subject_of(plan))
    return {(PaperKind(kind), part): digest for kind, part, digest in rows.values_list("kind", "part", "digest")}


def counted(papers: Sequence[tuple[PaperKind, str]]) -> dict[PaperKind, int]:
    return dict(Counter(kind for kind, _ in papers))


def says_the_same(plan: Plan, kind: PaperKind, part: str, digest: str) -> bool:
    sheet = sheets_of(plan, kind, [part]).get(part)
    return sheet is not None and digest_of(sheet.as_content()) == digest


def approved(ground: make.Ground, plan: Plan, wishes: Sequence[Wish]) -> tuple[set[tuple[PaperKind, str]], Foretold]:
    """Ask, foretell, approve; returns what is gone since. It was foretold, and a fresh print agrees."""
    before = in_force(plan)
    change = ask_for.ask(ground, plan, wishes, now=NOW)
    told = foretell_request(change, NOW)
    said = foretell_papers(plan, told.moves, foretell_reseating(plan, told.moves))
    change = decide_change(actor=ground.officer, change_id=change.pk, approved=True, note="", now=NOW)
    plan.refresh_from_db()
    gone = before.keys() - in_force(plan).keys()
    assert said.gone == counted(sorted(gone))
    assert paper_count(told) == sum(effect["count"] for effect in change.effects if effect["kind"] == ImpactKind.PAPERS)
    assert said.tickets_kept == sum(kind is PaperKind.TICKET for kind, _ in in_force(plan))
    assert outdated_papers(plan) == {}, "nothing in force says what is no longer so"
    compared = [key for key in gone if key[0] in COMPARED]
    assert [key for key in compared if says_the_same(plan, *key, before[key])] == [], "nothing is gone in vain"
    return gone, told


def paper_count(told: Foretold) -> int:
    return sum(line.count for line in told.impact if line.kind is ImpactKind.PAPERS)


def kinds_gone(gone: set[tuple[PaperKind, str]]) -> set[PaperKind]:
    return {kind for kind, _ in gone}


OF_ROOMS = {PaperKind.SEAT_CHART, PaperKind.DOOR_SHEET, PaperKind.SIGN_IN_SHEET}
OF_PRACTICAL = {PaperKind.SCORE_ROSTER, PaperKind.DUTY_SHEET}
FORM, TICKET = PaperKind.PLAN_FORM, PaperKind.TICKET


def tickets(gone: set[tuple[PaperKind, str]]) -> int:
    return sum(kind is TICKET for kind, _ in gone)


# --- what moves, and whose papers that touches ---------------------------------------------------------
def test_theory_moves_who_sits_the_practical_only_keeps_his_ticket(ground: make.Ground, plan: Plan) -> None:
    gone, told = approved(ground, plan, [ask_for.wish(plan)])
    assert tickets(gone) == ONLY_THEORY + BOTH
    assert kinds_gone(gone) == {TICKET, FORM, *OF_ROOMS}
    (line,) = [line for line in told.impact if line.kind is ImpactKind.PAPERS]
    assert line.text.endswith(f"写有原来的时间、地点或座位，作废重做；其余 {ONLY_PRACTICAL} 份准考证继续有效")


def test_the_practical_moves_who_sits_theory_only_keeps_his_ticket(ground: make.Ground, plan: Plan) -> None:
    gone, _ = approved(ground, plan, [ask_for.wish(plan, "PRACTICAL")])
    assert tickets(gone) == ONLY_PRACTICAL + BOTH
    assert kinds_gone(gone) == {TICKET, FORM, *OF_ROOMS, *OF_PRACTICAL}


def test_both_move_and_so_does_the_first_exam(ground: make.Ground, plan: Plan) -> None:
    gone, _ = approved(ground, plan, ask_for.both(plan))
    assert not in_force(plan)
    assert kinds_gone(gone) >= set(REVIEW_PAPERS)


def test_an_hour_later_on_the_same_day(ground: make.Ground, plan: Plan) -> None:
    gone, _ = approved(ground, plan, [ask_for.wish(plan, day=None, starts_at=time(10))])
    assert tickets(gone) == ONLY_THEORY + BOTH
    assert not kinds_gone(gone) & {*REVIEW_PAPERS, *OF_PRACTICAL}


def test_both_at_once_to_hours_that_are_free_only_because_both_move(ground: make.Ground, plan: Plan) -> None:
    """Theory takes the hour that the practical leaves: the same people, one after the other."""
    practical = ask_for.sitting(plan, "PRACTICAL")
    wishes = [
        ask_for.wish(plan, day=practical.date, starts_at=practical.starts_at),
        ask_for.wish(plan, "PRACTICAL", day=LATER),
    ]
    gone, told = approved(ground, plan, wishes)
    assert tickets(gone) == ONLY_THEORY + ONLY_PRACTICAL + BOTH
    assert [line.text for line in told.impact if line.kind is ImpactKind.ROOMS][1:] == [
        f"{move.label}：座位全部不动" for move in told.moves
    ]


def test_to_another_place_nearby_the_tickets_say_the_room_there(ground: make.Ground, plan: Plan) -> None:
    """Words say nothing about rooms: without one named people would sit where they sat."""
    there = rooms.room(ground.institute, name="南楼 301", address="南楼三层")
    wish = ask_for.wish(plan, day=None, place="南楼三层")
    with pytest.raises(Refused) as refused:
        ask_for.ask(ground, plan, [wish], now=NOW)
    assert [one.code for one in refused.value.refusals] == ["change_rooms_missing"]
    gone, told = approved(ground, plan, [replace(wish, room_ids=frozenset({there.pk}))])
    assert (tickets(gone), kinds_gone(gone)) == (ONLY_THEORY + BOTH, {TICKET, FORM, *OF_ROOMS})
    (line,) = [line for line in told.impact if line.kind is ImpactKind.ROOMS][1:]
    assert line.text == f"{told.moves[0].label}：{ONLY_THEORY + BOTH} 名考生换座，新地点的考场：南楼 301"
    sheets = sheets_of(plan, TICKET).values()
    theory = [one for sheet in sheets for one in sheet.appointments if one.subject == "理论"]
    assert {(one.room, one.address) for one in theory} == {("第 01 考场（南楼 301）", "南楼三层")}


def test_other_words_for_the_same_room_leave_every_ticket(ground: make.Ground, plan: Plan) -> None:
    same = frozenset({rooms.uses(plan)[0].room_id})
    gone, _ = approved(ground, plan, [ask_for.wish(plan, day=None, place="一层 101 教室", room_ids=same)])
    assert kinds_gone(gone) == {FORM}


def test_what_was_arranged_after_it_was_asked_for_is_not_left_at_the_old_place(ground: make.Ground) -> None:
    plan = rooms.paid(ground, 2)
    change = ask_for.ask(ground, plan, [ask_for.wish(plan, day=None, place="南楼三层")], now=NOW)
    rooms.equip(ground)
    rooms.arranged(ground, plan)
    with pytest.raises(Refused) as refused:
        decide_change(actor=ground.officer, change_id=change.pk, approved=True, note="", now=NOW)
    assert [one.code for one in refused.value.refusals] == ["change_rooms_missing"]


def test_rooms_of_others_are_not_to_be_chosen(ground: make.Ground, plan: Plan) -> None:
    foreign = rooms.room(make.ground().institute)
    wish = ask_for.wish(plan, day=None, place="南楼三层", room_ids=frozenset({foreign.pk}))
    with pytest.raises(Refused) as refused:
        ask_for.ask(ground, plan, [wish], now=NOW)
    assert [one.code for one in refused.value.refusals] == ["change_unknown"]


def test_to_another_district_with_another_room(ground: make.Ground, plan: Plan) -> None:
    far = core.organisation(OrganisationKind.DISTRICT_CENTRE, name="海淀区中心")
    there = rooms.room(ground.institute, district=far)
    gone, _ = approved(ground, plan, [ask_for.wish(plan, day=None, place="海淀教室", district_id=far.pk)])
    assert {seat.use.room_id for seat in rooms.seats(plan)} == {there.pk}
    assert (tickets(gone), kinds_gone(gone)) == (ONLY_THEORY + BOTH, {TICKET, FORM, *OF_ROOMS})


def test_the_practical_to_another_site(ground: make.Ground, plan: Plan) -> None:
    other = make.site(ground.institute, ground.level)
    rooms.workshop(other)
    gone, _ = approved(ground, plan, [ask_for.wish(plan, "PRACTICAL", day=None, site_id=other.pk)])
    assert (tickets(gone), kinds_gone(gone)) == (ONLY_PRACTICAL + BOTH, {TICKET, FORM, *OF_ROOMS, *OF_PRACTICAL})


def test_where_a_room_is_taken_then(ground: make.Ground, plan: Plan) -> None:
    """The room of some is another plan's at the new time: all tickets change, the sheets of both rooms, too."""
    rival = rooms.paid(ground, 20, exam=LATER)
    rooms.room(ground.institute)
    rooms.workshop(ground.site)
    rooms.arranged(ground, rival, room_ids=frozenset({rooms.uses(plan)[0].room_id, *workshops(ground)}))
    _, told = approved(ground, plan, [ask_for.wish(plan)])
    assert f"{told.moves[0].label}：{ONLY_THEORY + BOTH} 名考生换座" in [line.text for line in told.impact]


def workshops(ground: make.Ground) -> list[int]:
    return list(ground.site.rooms.values_list("pk", flat=True))


def test_one_of_two_occupations_that_share_a_room_moves_out_of_it(ground: make.Ground) -> None:
    other = make.occupation_level(5)
    make.license_level(ground.institute, other)
    ground.site.occupations.add(other.occupation)
    plan = rooms.paid(ground, 4, items=(make.item(ground), make.item(ground, level=other)))
    plan = printed(ground, completed(ground, plan, mixed=True))
    moving, staying = plan.sittings.filter(subject="THEORY").order_by("pk")
    assert len({seat.use_id for seat in rooms.seats(plan)}) == 1
    gone, told = approved(ground, plan, [Wish(moving.pk, LATER)])
    assert tickets(gone) == 4
    days = {(seat.sitting_id, seat.during.lower.date(), seat.use.during == seat.during) for seat in rooms.seats(plan)}
    assert days == {(moving.pk, LATER, True), (staying.pk, make.EXAM, True)}
    assert f"{told.moves[0].label}：座位全部不动" in [line.text for line in told.impact]
    assert Seat.objects.filter(sitting=staying).count() == 4


def test_what_was_outdated_already_is_counted_too(ground: make.Ground, plan: Plan) -> None:
    """Somebody's ticket that was not kept up by whoever changed him does not stay valid, and does not surprise."""
    plan.candidates.filter(theory="").update(employer="别的单位", name="改名")
    gone, _ = approved(ground, plan, [ask_for.wish(plan)])
    assert tickets(gone) == ONLY_THEORY + BOTH + ONLY_PRACTICAL


def test_foretelling_costs_the_same_queries_for_many(ground: make.Ground, plan: Plan) -> None:
    few = cost(plan)
    bigger = printed(ground, completed(ground, rooms.paid(ground, 30)))
    assert cost(bigger) == few


def cost(plan: Plan) -> int:
    calendar = load_calendar()
    moves, _ = moves_wanted(plan, ask_for.both(plan), calendar)
    with CaptureQueriesContext(connection) as found:
        impact_of(plan, moves, NOW, calendar)
    return len(found)


def test_a_plan_resumed_on_a_later_date_leaves_no_paper_with_the_old_one(ground: make.Ground) -> None:
    plan = rooms.paid(ground, 2)
    print_papers(actor=ground.clerk, plan_id=plan.pk, kind=FORM, origin="https://kaowu.example", now=NOW)
    issue_review_papers(ground, plan)
    stopped = NOW + timedelta(days=11)
    sweep(now=stopped)
    assert len(in_force(plan)) == 3
    (line,) = resume_impact(plan, load_calendar())
    assert line.text == "鉴定申请表 1 份、资格复审表 1 份、花名册 1 份写有原来的时间，作废重做"
    resume_later(actor=ground.officer, plan_id=plan.pk, first_exam=LATER, reason="停电", now=stopped)
    assert in_force(plan) == {}
