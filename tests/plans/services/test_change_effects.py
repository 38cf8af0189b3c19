"""What an approved change touches beyond the plan's dates 一（二）: seats, papers, candidates, higher packages."""

from collections.abc import Sequence
from datetime import date, datetime

import pytest

from appraisal.core.errors import Refused
from appraisal.core.models import Organisation, Paper, SmsMessage
from appraisal.core.queries.calendar import load_calendar
from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.rules.papers import PaperKind
from appraisal.core.rules.roles import Actor
from appraisal.core.services.calendar import fill_calendar
from appraisal.core.services.papers import issue_paper
from appraisal.core.transactions import use_case
from plans.models import ChangeRequest, Plan
from plans.queries import change_impact
from plans.queries.change_impact import impact_of
from plans.queries.changes import moves_wanted
from plans.rules.change_impact import ImpactKind, ImpactLine
from plans.rules.changes import Move, Wish
from plans.services import moved_sittings
from plans.services.candidate_notices import tell_candidates, untold_changes
from plans.services.change_decisions import decide_change
from tests.factories import changes as ask_for
from tests.factories import core, rooms
from tests.factories import filing as make

pytestmark = pytest.mark.django_db
NOW, LATER = rooms.NOW, ask_for.LATER


@pytest.fixture
def ground() -> make.Ground:
    fill_calendar(now=NOW)
    return make.ground()


@pytest.fixture
def plan(ground: make.Ground) -> Plan:
    return rooms.complete(ground, 12)


def approve(ground: make.Ground, plan: Plan, wishes: Sequence[Wish]) -> ChangeRequest:
    change = ask_for.ask(ground, plan, wishes, now=NOW)
    return decide_change(actor=ground.officer, change_id=change.pk, approved=True, note="", now=NOW)


def impacts(plan: Plan, wishes: Sequence[Wish], now: datetime = NOW) -> dict[ImpactKind, str]:
    calendar = load_calendar()
    moves, _ = moves_wanted(plan, wishes, calendar)
    found: dict[ImpactKind, str] = {}
    for line in impact_of(plan, moves, now, calendar):
        found[line.kind] = f"{found.get(line.kind, '')}{line.text}\n"
    return found


def far_away() -> Organisation:
    return core.organisation(OrganisationKind.DISTRICT_CENTRE, name="海淀区中心")


# --- seats ------------------------------------------------------------------------------------------
def test_to_another_day_everybody_keeps_his_seat(ground: make.Ground, plan: Plan) -> None:
    before = {seat.candidate_id: (seat.use.room_id, seat.number) for seat in rooms.seats(plan)}
    approve(ground, plan, ask_for.both(plan))
    seats = rooms.seats(plan)
    assert {seat.candidate_id: (seat.use.room_id, seat.number) for seat in seats} == before
    assert {seat.during.lower.date() for seat in seats} == {LATER}


def test_rooms_in_the_district_that_is_left_are_lost(ground: make.Ground, plan: Plan) -> None:
    """With a room over there everybody is seated there; without one the approval says what is missing."""
    far = far_away()
    away = [ask_for.wish(plan, day=None, place="海淀教室", district_id=far.pk)]
    change = ask_for.ask(ground, plan, away, now=NOW)
    with pytest.raises(Refused):
        decide_change(actor=ground.officer, change_id=change.pk, approved=True, note="", now=NOW)
    assert ask_for.sitting(plan).place == "一层教室"
    there = rooms.room(ground.institute, district=far)
    decide_change(actor=ground.officer, change_id=change.pk, approved=True, note="", now=NOW)
    assert {seat.use.room_id for seat in rooms.seats(plan)} == {there.pk}


# --- papers -----------------------------------------------------------------------------------------
@use_case
def print_papers(plan: Plan, actor: Actor) -> None:
    for kind, part in ((PaperKind.TICKET, "1"), (PaperKind.SEAT_CHART, "1"), (PaperKind.BILL, "1")):
        issue_paper(
            kind=kind, subject=plan, part=part, title=kind.label, facts=[], organisation_ids=[plan.institute_id],
            actor=actor, now=NOW, is_sample=False,
        )  # fmt: skip


def test_papers_that_name_the_time_no_longer_count(ground: make.Ground, plan: Plan) -> None:
    print_papers(plan, ground.clerk)
    wishes = ask_for.both(plan)
    said = "座次表 1 份、准考证 1 份写有原来的时间、地点或座位，作废重做\n"
    assert impacts(plan, wishes)[ImpactKind.PAPERS] == said
    approve(ground, plan, wishes)
    assert set(Paper.objects.filter(superseded_at=None).values_list("kind", flat=True)) == {PaperKind.BILL}


# --- candidates -------------------------------------------------------------------------------------
def test_candidates_are_told_once_each_what_moved_for_them(ground: make.Ground, plan: Plan) -> None:
    plan.candidates.filter(sheet_row__lte=4).update(theory="")
    change = approve(ground, plan, [ask_for.wish(plan)])
    assert untold_changes() == [change.pk]
    assert tell_candidates(change_id=change.pk, now=NOW) is True
    assert tell_candidates(change_id=change.pk, now=NOW) is False
    messages = SmsMessage.objects.filter(purpose="plans.change")
    assert messages.count() == plan.candidates.exclude(theory="").count() == 9
    text = messages.first().text
    assert "理论考试由2026-05-16（周六）09:00改为2026-05-23（周六）09:00，地点不变" in text
    assert untold_changes() == []


# --- impact -----------------------------------------------------------------------------------------
def test_the_impact_is_known_before(ground: make.Ground, plan: Plan) -> None:
    other = make.accepted(make.ground(), exam=LATER)
    twin = plan.candidates.first()
    make.candidate(other, document_index=twin.document_index, document_number=twin.document_number)
    far = far_away()
    found = impacts(plan, [ask_for.wish(plan, place="海淀教室", district_id=far.pk)])
    assert "12 名考生" in found[ImpactKind.CANDIDATES]
    assert f"1 名考生新日期当天另有考试：{other.number}（1 人）" in found[ImpactKind.CLASHES]
    assert "1 个考场、12 个座位" in found[ImpactKind.ROOMS]
    assert "本机构须在考试以前另行通知海淀区中心" in found[ImpactKind.DISTRICTS]
    assert "申请变更时间、地点（理论）：2026-05-11 → 2026-05-18" in found[ImpactKind.DEADLINES]
    assert found[ImpactKind.POINTS].startswith("变更时间、地点：减 1 分（系统默认分值（未见于文件））")


def test_the_impact_costs_a_constant_number_of_queries(
    ground: make.Ground, plan: Plan, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(32):
        impacts(plan, ask_for.both(plan))


def test_packages_above_speak_and_act(
    ground: make.Ground, plan: Plan, monkeypatch: pytest.MonkeyPatch, settings: object
) -> None:
    seen: list[tuple[int, date]] = []

    def foretell(plan: Plan, moves: Sequence[Move]) -> list[ImpactLine]:
        return [ImpactLine(ImpactKind.EXAMINERS, f"{len(moves)} 场的考评员", 1)]

    def act(plan: Plan, moves: Sequence[Move], actor: Actor, now: datetime) -> list[ImpactLine]:
        seen.extend((move.sitting_id, ask_for.sitting(plan).date) for move in moves)
        return [ImpactLine(ImpactKind.EXAMINERS, "已重新询问", 1)]

    monkeypatch.setattr(change_impact, "_of_higher_packages", lambda: (foretell,))
    monkeypatch.setattr(moved_sittings, "_of_higher_packages", lambda: (act,))
    assert impacts(plan, [ask_for.wish(plan)])[ImpactKind.EXAMINERS] == "1 场的考评员\n"
    change = approve(ground, plan, [ask_for.wish(plan)])
    assert seen == [(ask_for.sitting(plan).pk, LATER)]
    assert {"kind": "EXAMINERS", "text": "已重新询问", "count": 1, "warns": False} in change.effects
