"""Single candidates by the rules of the roster: add, correct, withdraw, search, reveal."""

from datetime import date

import pytest

from appraisal.core.crypto import blind_index
from appraisal.core.errors import Conflict, NotPermitted, Refused
from appraisal.core.models import AuditEntry
from appraisal.core.rules.roles import Actor, Role
from appraisal.core.services import personal
from appraisal.core.services.personal import Target
from plans.models import Candidate, PlanItem
from plans.queries.candidates import CandidateFilters, matching_candidates
from plans.rules.enums import CandidateState
from plans.rules.roster.vocabulary import Column
from plans.rules.states import PlanState
from plans.services.candidates import save_candidate, withdraw_candidate
from tests.factories import core, rosters
from tests.frozen_clock import FrozenClock
from tests.plans.rules.roster_builder import SOUND, resident_id

pytestmark = pytest.mark.django_db


@pytest.fixture
def item() -> PlanItem:
    return rosters.item()


@pytest.fixture
def clerk(item: PlanItem) -> Actor:
    return core.actor(Role.INSTITUTE_CLERK, item.plan.institute)


def values(**changes: str) -> dict[Column, str]:
    """The texts of a sound form with changes by column name."""
    sound = {column: str(value) for column, value in SOUND.items()}
    return sound | {Column[name]: text for name, text in changes.items()}


@pytest.fixture
def saved(item: PlanItem, clerk: Actor, clock: FrozenClock) -> Candidate:
    return save_candidate(actor=clerk, item_id=item.pk, values=values(), now=clock.moment)


def test_a_candidate_is_added_as_from_a_roster(saved: Candidate, item: PlanItem) -> None:
    stored = Candidate.objects.get(pk=saved.pk)
    assert (stored.name, stored.sex, stored.document_number, stored.birth_date) == (
        "张志明",
        "MALE",
        "110108198709100753",
        date(1987, 9, 10),
    )
    assert (stored.theory, stored.practical, stored.review, stored.sheet_row) == ("NEW", "NEW", "", None)
    assert bytes(stored.phone_index) == blind_index("13036976315")
    item.plan.refresh_from_db()
    assert item.plan.candidate_count == 1
    assert AuditEntry.objects.get(target=f"candidate:{saved.pk}").action == "candidate.added"


def test_every_fault_is_refused_at_once_with_its_field(item: PlanItem, clerk: Actor, clock: FrozenClock) -> None:
    wrong = values(NAME="", SEX="女", MOBILE="123", PRACTICAL="补考")
    with pytest.raises(Refused) as caught:
        save_candidate(actor=clerk, item_id=item.pk, values=wrong, now=clock.moment)
    assert [refusal.field for refusal in caught.value.refusals] == ["name", "mobile", "sex", "practical"]
    assert all(refusal.params["remedy"] for refusal in caught.value.refusals)
    assert item.candidates.count() == 0


def test_an_empty_form_is_refused(item: PlanItem, clerk: Actor, clock: FrozenClock) -> None:
    with pytest.raises(Refused):
        save_candidate(actor=clerk, item_id=item.pk, values={}, now=clock.moment)


def test_nobody_twice(saved: Candidate, item: PlanItem, clerk: Actor, clock: FrozenClock) -> None:
    with pytest.raises(Refused) as caught:
        save_candidate(actor=clerk, item_id=item.pk, values=values(NAME="另一个"), now=clock.moment)
    assert [refusal.code for refusal in caught.value.refusals] == ["candidate_twice"]


def test_a_correction_keeps_what_it_does_not_name(
    saved: Candidate, item: PlanItem, clerk: Actor, clock: FrozenClock
) -> None:
    clock.advance(hours=1)
    changes = {Column.NAME: "张志鸣", Column.YEARS: "12"}
    save_candidate(actor=clerk, item_id=item.pk, values=changes, now=clock.moment, candidate_id=saved.pk)
    stored = Candidate.objects.get(pk=saved.pk)
    assert (stored.name, stored.years_in_occupation, stored.document_number, stored.phone) == (
        "张志鸣",
        12,
        saved.document_number,
        saved.phone,
    )
    entry = AuditEntry.objects.filter(target=f"candidate:{saved.pk}").latest("number")
    assert entry.details == {"columns": ["姓名", "本职业工作年限"]}


def test_a_new_number_moves_the_index_along(saved: Candidate, item: PlanItem, clerk: Actor, clock: FrozenClock) -> None:
    number = resident_id(7)
    changes = {Column.DOCUMENT_NUMBER: number}
    save_candidate(actor=clerk, item_id=item.pk, values=changes, now=clock.moment, candidate_id=saved.pk)
    assert Candidate.objects.get(document_index=blind_index(number)).pk == saved.pk


def test_withdrawing_keeps_the_row(saved: Candidate, item: PlanItem, clerk: Actor, clock: FrozenClock) -> None:
    withdraw_candidate(actor=clerk, candidate_id=saved.pk, now=clock.moment)
    saved.refresh_from_db()
    item.plan.refresh_from_db()
    assert saved.state == CandidateState.WITHDRAWN and item.plan.candidate_count == 0
    with pytest.raises(Conflict):
        withdraw_candidate(actor=clerk, candidate_id=saved.pk, now=clock.moment)
    with pytest.raises(Conflict):
        save_candidate(actor=clerk, item_id=item.pk, values={}, now=clock.moment, candidate_id=saved.pk)
    again = save_candidate(actor=clerk, item_id=item.pk, values=values(), now=clock.moment)
    assert again.pk != saved.pk


def test_strangers_and_closed_plans(saved: Candidate, item: PlanItem, clerk: Actor, clock: FrozenClock) -> None:
    for stranger in (core.actor(Role.INSTITUTE_CLERK), core.actor(Role.GUIDANCE_OFFICER)):
        with pytest.raises(NotPermitted):
            withdraw_candidate(actor=stranger, candidate_id=saved.pk, now=clock.moment)
        with pytest.raises(NotPermitted):
            save_candidate(actor=stranger, item_id=item.pk, values=values(), now=clock.moment)
    item.plan.state, item.plan.first_exam_date = PlanState.ENROLLED, date(2026, 6, 20)
    item.plan.save()
    with pytest.raises(Conflict):
        withdraw_candidate(actor=clerk, candidate_id=saved.pk, now=clock.moment)


def test_whole_numbers_are_found_and_parts_are_not(saved: Candidate, item: PlanItem, clerk: Actor) -> None:
    def found(text: str) -> int:
        return matching_candidates(clerk, item, CandidateFilters(text=text)).count()

    assert found("110108198709100753") == found(" 130 3697 6315 ") == found("志明") == found("公交") == 1
    assert found("1101081987") == found("13036976316") == found("李四") == 0


def test_revealing_is_recorded_and_scoped(saved: Candidate, clerk: Actor, clock: FrozenClock) -> None:
    target = Target("plans.candidate", saved.pk, "document_number")
    reason = "考生来电核对身份证号码"
    shown = personal.reveal(actor=clerk, target=target, reason=reason, now=clock.moment)
    assert shown.value == "110108198709100753"
    entry = AuditEntry.objects.filter(action="personal.reveal").latest("number")
    assert (entry.target, entry.details["reason"]) == (f"candidate:{saved.pk}", reason)
    with pytest.raises(Candidate.DoesNotExist):
        personal.reveal(actor=core.actor(Role.INSTITUTE_CLERK), target=target, reason=reason, now=clock.moment)
