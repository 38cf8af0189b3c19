"""Printing papers of a plan: versions by content, superseding exactly what a change touches, who may when."""

from dataclasses import asdict
from datetime import timedelta

import pytest
from django.db import transaction

from appraisal.core.errors import NotPermitted, Refused
from appraisal.core.models import AuditEntry, Paper, PrintJob
from appraisal.core.queries.papers import verify
from appraisal.core.rules.papers import PaperKind
from appraisal.core.services.calendar import fill_calendar
from appraisal.core.services.prints import PaperOutdated
from appraisal.core.typesetting import Imprint
from plans.exporters.plan_papers import set_papers
from plans.models import Candidate, Plan, Seat
from plans.queries.sheets import sheets_of
from plans.rules.plan_papers import RULES
from plans.services.plan_papers import print_papers, supersede_outdated
from tests.factories import filing as make
from tests.factories import rooms, technicians
from tests.factories.rooms import NOW
from tests.pdf import text_of

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
IMPRINT = Imprint("https://kaowu.example", NOW)
PEOPLE = 12


@pytest.fixture
def ground():
    fill_calendar(now=make.NOW)
    return make.ground()


@pytest.fixture
def plan(ground) -> Plan:
    return rooms.complete(ground, PEOPLE)


def printed(on, plan, kind, *, parts=None, now=NOW, actor=None) -> list[Paper]:
    return print_papers(
        actor=actor or on.clerk, plan_id=plan.pk, kind=kind, parts=parts, origin="https://kaowu.example", now=now
    ).papers


def refused(**arguments) -> list[str]:
    with pytest.raises(Refused) as caught:
        printed(**arguments)
    return [one.code for one in caught.value.refusals]


def outdated(plan, now=LATER) -> int:
    with transaction.atomic():
        return sum(supersede_outdated(plan=Plan.objects.select_for_update().get(pk=plan.pk), now=now).values())


@pytest.mark.parametrize("kind", [rule.kind for rule in RULES if rule.kind != PaperKind.PUBLIC_NOTICE])
def test_each_paper_is_printed_from_the_plans_own_data(ground, plan, kind):
    papers = printed(ground, plan, kind)
    text = text_of(set_papers(papers, IMPRINT))
    assert plan.number in text
    if kind not in (PaperKind.PLAN_FORM, PaperKind.DUTY_SHEET):
        everybody = Candidate.objects.filter(plan=plan)
        assert [one.name for one in everybody if one.name.replace(" ", "") not in text.replace(" ", "")] == []
        whole = [one.document_number for one in everybody if one.document_number in text]
        assert len(whole) == (PEOPLE if kind is PaperKind.TICKET else 0)


def test_what_anybody_may_verify_names_nobody(ground, plan):
    for kind in (PaperKind.TICKET, PaperKind.SIGN_IN_SHEET, PaperKind.SCORE_ROSTER):
        for paper in printed(ground, plan, kind):
            found = verify(paper.token)
            assert found and found.paper == paper
            shown = str(found.paper.facts)
            for one in Candidate.objects.filter(plan=plan):
                assert one.name not in shown and one.document_number not in shown


def test_printing_again_gives_the_same_version_and_is_on_record_each_time(ground, plan):
    first = printed(ground, plan, PaperKind.TICKET)
    again = printed(ground, plan, PaperKind.TICKET, now=LATER)
    assert [one.pk for one in first] == [one.pk for one in again]
    entries = AuditEntry.objects.filter(action="paper.print")
    assert entries.count() == 2
    assert "完整证件号码" in entries.first().summary


def test_two_who_change_places_get_new_tickets_and_nobody_else(ground, plan):
    tickets = {one.part: one for one in printed(ground, plan, PaperKind.TICKET)}
    printed(ground, plan, PaperKind.SEAT_CHART)
    one, other = rooms.seats(plan)[:2]
    with transaction.atomic():
        Seat.objects.filter(pk=one.pk).update(number=other.number, row=other.row, column=other.column)
        Seat.objects.filter(pk=other.pk).update(number=one.number, row=one.row, column=one.column)
    assert outdated(plan) == 3  # two tickets and the chart of their room
    gone = Paper.objects.filter(kind=PaperKind.TICKET).exclude(superseded_at=None)
    assert {paper.part for paper in gone} == {f"candidate:{one.candidate_id}", f"candidate:{other.candidate_id}"}
    again = {paper.part: paper for paper in printed(ground, plan, PaperKind.TICKET, now=LATER)}
    assert {part for part, paper in again.items() if paper.version == 2} == {paper.part for paper in gone}
    assert verify(tickets[f"candidate:{one.candidate_id}"].token).newest.version == 2
    assert outdated(plan) == 0


def test_who_leaves_takes_his_ticket_with_him(ground, plan):
    printed(ground, plan, PaperKind.TICKET)
    gone = Candidate.objects.filter(plan=plan).first()
    Candidate.objects.filter(pk=gone.pk).update(state="WITHDRAWN")
    Seat.objects.filter(candidate=gone).delete()
    assert outdated(plan) == 1
    assert Paper.objects.exclude(superseded_at=None).get().part == f"candidate:{gone.pk}"


def test_a_print_never_says_what_its_version_does_not(ground, plan):
    papers = printed(ground, plan, PaperKind.TICKET)
    Candidate.objects.filter(plan=plan).update(name="别人")
    with pytest.raises(PaperOutdated):
        set_papers(papers, IMPRINT)


def test_many_become_a_print_of_the_worker(ground, plan, settings):
    settings.KAOWU = {**settings.KAOWU, "PRINT_AT_ONCE": PEOPLE - 1}
    printed(ground, plan, PaperKind.TICKET)
    job = PrintJob.objects.get()
    assert (job.total, job.organisation, job.path) == (PEOPLE, ground.institute, f"/plans/{plan.number}/prints/")


def test_not_before_the_arrangement_and_not_without_anything(ground):
    early = rooms.paid(ground, 2)
    for kind in (PaperKind.TICKET, PaperKind.SEAT_CHART, PaperKind.SCORE_ROSTER):
        assert refused(on=ground, plan=early, kind=kind) == ["paper_not_now"]
    assert refused(on=ground, plan=early, kind=PaperKind.PUBLIC_NOTICE) == ["paper_nothing"]
    assert printed(ground, early, PaperKind.PLAN_FORM)[0].version == 1


def test_parts_of_another_plan_are_not_printed(ground, plan):
    other = rooms.complete(make.ground(), 2)
    theirs = next(iter(sheets_of(other, PaperKind.TICKET)))
    assert refused(on=ground, plan=plan, kind=PaperKind.TICKET, parts=[theirs]) == ["paper_nothing"]
    assert refused(on=ground, plan=plan, kind=PaperKind.TICKET, parts=["candidate:x", "use:1"]) == ["paper_nothing"]


def test_only_those_whom_the_plan_concerns(ground, plan):
    stranger = make.ground()
    for actor in (stranger.clerk, stranger.district):
        with pytest.raises(NotPermitted):
            printed(ground, plan, PaperKind.PLAN_FORM, actor=actor)
    with pytest.raises(NotPermitted):
        printed(ground, plan, PaperKind.TICKET, actor=ground.district)
    assert printed(ground, plan, PaperKind.SIGN_IN_SHEET, actor=ground.district)


def test_a_public_notice_is_printed_as_it_was_frozen():
    fill_calendar(now=make.NOW)
    ground = make.ground(level=2)
    notice = technicians.published(ground)
    (paper,) = printed(ground, notice.plan, PaperKind.PUBLIC_NOTICE)
    text = text_of(set_papers([paper], IMPRINT))
    for entry in notice.entries.all():
        assert entry.name in text and entry.masked_number in text
    assert notice.number in text


def test_sheets_cost_a_constant_number_of_queries(ground, django_assert_max_num_queries):
    plan = rooms.complete(ground, 40)
    for rule in RULES:
        with django_assert_max_num_queries(10):
            sheets = sheets_of(plan, rule.kind)
        assert all(asdict(sheet)["title"] for sheet in sheets.values())
