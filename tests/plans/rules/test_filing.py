"""What keeps a plan from being filed: each reason can fire alone, and any of them together."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.enums import Subject
from appraisal.core.rules.refusals import Refusal
from appraisal.core.services.calendar_sources import calendar_from_packages
from plans.rules import filing
from plans.rules.drafts import Choices, ItemDraft, PlanDraft, SittingDraft, draft_refusals, moved_to
from plans.rules.enums import PROOF_REQUIRED, PlanKind, ProofKind, SpecialCategory
from plans.rules.filing_facts import (
    FilingFacts,
    FilingPolicy,
    ItemFacts,
    ItemRoster,
    LicenceFacts,
    SessionFacts,
    SiteFacts,
    SittingFacts,
)
from plans.rules.obligations import OBLIGATIONS, ObligationCode
from plans.rules.owing import DeadlineInForce
from plans.rules.sessions import SessionDraft, session_refusals

CALENDAR = calendar_from_packages()
EXAM = date(2026, 10, 17)
LAST_DAY = date(2026, 9, 15)
NOW = datetime(2026, 9, 15, 23, 59, tzinfo=BEIJING)
TOO_LATE = datetime(2026, 9, 16, tzinfo=BEIJING)
COOK = 7
POLICY = FilingPolicy(
    levels={PlanKind.INDUSTRY_TECHNICIAN: frozenset({1, 2}), PlanKind.PREPARATORY_TECHNICIAN: frozenset({2})},
    kinds_without_review=frozenset({PlanKind.PREPARATORY_TECHNICIAN}),
)
SITE = SiteFacts("实训中心", is_confirmed=True, occupation_ids=frozenset({COOK}))
LICENCE = LicenceFacts("京人社发〔2014〕4号", date(2014, 1, 1), None)


def deadline(exam: date = EXAM) -> DeadlineInForce:
    counted = OBLIGATIONS[ObligationCode.FILE].deadline(exam, CALENDAR, POLICY.counting)
    return DeadlineInForce(counted, counted.last_day)


def sitting(subject: Subject, day: date = EXAM, **changes) -> SittingFacts:
    usual = SittingFacts(subject, day, place="一层", site=SITE if subject is Subject.PRACTICAL else None)
    return replace(usual, **changes)


def item(level: int = 2, **changes) -> ItemFacts:
    usual = ItemFacts(
        label="中式烹调师",
        level=level,
        occupation_id=COOK,
        licences=(LICENCE,),
        has_practical_mode=True,
        has_review_mode=True,
        sittings=tuple(sitting(subject) for subject in Subject),
    )
    return replace(usual, **changes)


def facts(**changes) -> FilingFacts:
    usual = FilingFacts(
        kind=PlanKind.SPECIAL,
        category=SpecialCategory.ENTERPRISE_STAFF,
        proofs=frozenset({ProofKind.EMPLOYER_CERTIFICATE}),
        session=None,
        items=(item(),),
        deadline=deadline(),
    )
    return replace(usual, **changes)


def with_item(**changes) -> Callable[[FilingFacts], FilingFacts]:
    return lambda plan: replace(plan, items=tuple(replace(one, **changes) for one in plan.items))


def with_sitting(subject: Subject, **changes) -> Callable[[FilingFacts], FilingFacts]:
    def change(plan: FilingFacts) -> FilingFacts:
        return replace(plan, items=tuple(_changed(one, subject, changes) for one in plan.items))

    return change


def _changed(one: ItemFacts, subject: Subject, changes) -> ItemFacts:
    return replace(one, sittings=tuple(replace(s, **changes) if s.subject is subject else s for s in one.sittings))


def codes(plan: FilingFacts, now: datetime = NOW) -> set[str]:
    return {refusal.code for refusal in filing.filing_refusals(plan, now=now, calendar=CALENDAR, policy=POLICY)}


def test_a_complete_plan_can_be_filed_until_the_last_moment():
    assert codes(facts()) == set()
    assert codes(facts(), TOO_LATE) == {"filing_too_late"}


def test_too_late_names_last_day_proof_and_the_earliest_date():
    (refusal,) = filing.filing_refusals(facts(), now=TOO_LATE, calendar=CALENDAR, policy=POLICY)
    assert refusal.date == refusal.params["last_day"] == LAST_DAY
    assert "20 个工作日" in refusal.params["proof"]
    earliest = refusal.params["earliest"]
    assert deadline(earliest).is_kept_at(TOO_LATE)
    assert not deadline(earliest - timedelta(days=1)).is_kept_at(TOO_LATE)


# --- each reason alone ----------------------------------------------------------------------------
SESSION = SessionFacts("10 月统考", is_published=True, dates={Subject.THEORY: EXAM})
NEXT_DAY = EXAM + timedelta(days=1)
# Defects of one plan that do not touch one another, each with the code it must bring.
DEFECTS: dict[str, Callable[[FilingFacts], FilingFacts]] = {
    "category_missing": lambda plan: replace(plan, category=None),
    "licence_missing": with_item(licences=()),
    "mode_missing": with_item(has_practical_mode=False),
    "place_missing": with_sitting(Subject.THEORY, place=" "),
    "site_missing": with_sitting(Subject.PRACTICAL, site=None),
    "session_withdrawn": lambda plan: replace(plan, session=replace(SESSION, is_published=False)),
    "item_not_in_session": lambda plan: replace(
        plan, session=plan.session or SESSION, items=tuple(replace(one, in_session=False) for one in plan.items)
    ),
}
ONE_SUBJECT = item(level=4, sittings=(sitting(Subject.THEORY),))
OTHERS: list[tuple[str, FilingFacts]] = [
    ("items_missing", facts(items=())),
    ("proof_missing", facts(proofs=frozenset({ProofKind.SCHOOL_CERTIFICATE}))),
    ("sittings_missing", facts(items=(item(sittings=()),))),
    ("sitting_past", facts(items=(item(level=4, sittings=(sitting(Subject.THEORY, date(2026, 9, 15)),)),))),
    ("licence_expires", facts(items=(item(licences=(replace(LICENCE, valid_until=date(2026, 10, 16)),)),))),
    ("licence_not_yet", facts(items=(item(licences=(replace(LICENCE, valid_from=NEXT_DAY),)),))),
    ("mode_for_review_missing", facts(items=(item(has_review_mode=False),))),
    ("review_sitting_missing", facts(items=(item(sittings=(sitting(Subject.THEORY),)),))),
    ("review_not_for_level", facts(items=(item(level=3),))),
    ("site_unconfirmed", with_sitting(Subject.PRACTICAL, site=replace(SITE, is_confirmed=False))(facts())),
    ("site_scope", with_sitting(Subject.PRACTICAL, site=replace(SITE, occupation_ids=frozenset({1})))(facts())),
    ("level_not_for_kind", facts(kind=PlanKind.INDUSTRY_TECHNICIAN, items=(ONE_SUBJECT,))),
    ("sitting_off_session", facts(session=replace(SESSION, dates={Subject.THEORY: NEXT_DAY}))),
]  # fmt: skip


@pytest.mark.parametrize(("code", "plan"), OTHERS, ids=[code for code, _ in OTHERS])
def test_each_reason_fires_alone(code, plan):
    assert codes(plan) == {code}


@pytest.mark.parametrize("code", DEFECTS)
def test_each_defect_brings_its_own_reason_alone(code):
    assert codes(DEFECTS[code](facts())) == {code}


@given(st.sets(st.sampled_from(sorted(DEFECTS))), st.booleans())
def test_all_reasons_come_at_once(chosen, is_late):
    plan = facts()
    for code in sorted(chosen, reverse=True):  # the session is withdrawn before an item leaves it
        plan = DEFECTS[code](plan)
    expected = set(chosen)
    if is_late:
        expected.add("session_too_late" if plan.session else "filing_too_late")
    assert codes(plan, TOO_LATE if is_late else NOW) == expected


@given(st.lists(st.sampled_from([item(licences=()), item(has_practical_mode=False), item()]), max_size=6))
def test_every_faulty_item_is_named(items):
    named = [replace(one, label=f"{number}") for number, one in enumerate(items)]
    refusals = filing.standing_refusals(facts(items=tuple(named)), policy=POLICY)
    faulty = {one.label for one in named if not one.licences or not one.has_practical_mode}
    assert {refusal.params.get("item") for refusal in refusals} - {None} == faulty


def test_every_check_has_fired_above():
    fired = {code for code, _ in OTHERS} | set(DEFECTS)
    for check in filing.CHECKS:
        found = set()
        for plan in [*(plan for _, plan in OTHERS), *(defect(facts()) for defect in DEFECTS.values())]:
            found |= {refusal.code for refusal in check(plan, POLICY)}
        assert found & fired, check.__name__


# --- what is right --------------------------------------------------------------------------------
@pytest.mark.parametrize("category", SpecialCategory)
def test_each_category_asks_for_its_own_proof(category):
    needed = PROOF_REQUIRED[category]
    assert codes(facts(category=category, proofs=frozenset({needed}))) == set()
    assert codes(facts(category=category, proofs=frozenset(ProofKind) - {needed})) == {"proof_missing"}


def test_other_kinds_need_no_proof():
    assert codes(facts(kind=PlanKind.INDUSTRY_TECHNICIAN, category=None, proofs=frozenset())) == set()


def test_a_preparatory_technician_needs_no_review():
    both = (sitting(Subject.THEORY), sitting(Subject.PRACTICAL))
    plan = facts(
        kind=PlanKind.PREPARATORY_TECHNICIAN, category=None, items=(item(sittings=both, has_review_mode=False),)
    )
    assert codes(plan) == set()


def test_two_licences_may_follow_one_another():
    periods = (replace(LICENCE, valid_until=EXAM), replace(LICENCE, valid_from=NEXT_DAY))
    later = (sitting(Subject.THEORY), sitting(Subject.PRACTICAL, NEXT_DAY), sitting(Subject.REVIEW, NEXT_DAY))
    assert codes(facts(items=(item(licences=periods, sittings=later),))) == set()


def test_an_override_holds_instead_of_the_counted_day():
    granted = replace(deadline(), last_day=date(2026, 9, 18), overridden=True)
    assert codes(facts(deadline=granted), TOO_LATE) == set()
    assert codes(facts(deadline=granted), datetime(2026, 9, 19, tzinfo=BEIJING)) == {"filing_too_late"}


# --- the moment that counts -----------------------------------------------------------------------
def test_within_the_grace_a_returned_plan_keeps_its_moment():
    first, returned = datetime(2026, 9, 10, 9, tzinfo=BEIJING), datetime(2026, 9, 17, 9, tzinfo=BEIJING)

    def moment(now):
        return filing.filing_moment(filed_at=first, returned_at=returned, now=now, calendar=CALENDAR, policy=POLICY)

    # 2026-09-20 is a make-up working Sunday: two working days after Thursday 17 are 18 and 20.
    assert moment(datetime(2026, 9, 20, 23, 59, tzinfo=BEIJING)) == first
    late = datetime(2026, 9, 21, tzinfo=BEIJING)
    assert moment(late) == late


def test_a_plan_never_filed_counts_from_now():
    kept = filing.filing_moment(filed_at=None, returned_at=None, now=NOW, calendar=CALENDAR, policy=POLICY)
    assert kept == NOW


# --- candidates, drafts, sessions -----------------------------------------------------------------
def test_enrolment_names_every_item_without_candidates_and_every_unfinished_roster():
    rosters = (ItemRoster("甲", 0), ItemRoster("乙", 3, unfinished_uploads=1), ItemRoster("丙", 5))
    found = [(refusal.code, refusal.params["item"]) for refusal in filing.enrolment_refusals(rosters)]
    assert found == [("candidates_missing", "甲"), ("roster_unfinished", "乙")]


CHOICES = Choices({1: "甲", 2: "乙"}, frozenset({10}))
FAULTY = PlanDraft(
    kind=PlanKind.INDUSTRY_TECHNICIAN,
    session_id=5,
    special_category=SpecialCategory.ARMY,
    items=(
        ItemDraft(1, sittings=(SittingDraft(Subject.THEORY, EXAM, site_id=10), SittingDraft(Subject.THEORY, EXAM))),
        ItemDraft(1),
        ItemDraft(3, sittings=(SittingDraft(Subject.PRACTICAL, EXAM, site_id=11),)),
    ),
)


def test_a_draft_is_refused_for_everything_at_once():
    assert {refusal.code for refusal in draft_refusals(FAULTY, CHOICES)} == {
        "session_not_for_kind",
        "category_not_for_kind",
        "item_twice",
        "draft_level_unknown",
        "sitting_twice",
        "draft_site_unknown",
        "site_only_for_practical",
    }
    assert [refusal.code for refusal in draft_refusals(PlanDraft(PlanKind.CITY_SESSION), CHOICES)] == [
        "session_missing"
    ]
    assert draft_refusals(PlanDraft(PlanKind.SPECIAL), CHOICES) == ()


@given(
    st.lists(st.dates(date(2026, 1, 1), date(2026, 12, 31)), min_size=1, max_size=3),
    st.dates(date(2027, 1, 1), date(2027, 12, 31)),
)
def test_moving_a_draft_keeps_the_distances(days, first):
    sittings = tuple(SittingDraft(subject, day) for subject, day in zip(Subject, days, strict=False))
    moved = moved_to(PlanDraft(PlanKind.SPECIAL, items=(ItemDraft(1, sittings=sittings),)), first)
    assert moved.first_exam == first
    assert [s.date - first for s in moved.items[0].sittings] == [day - min(days) for day in days]


def session_codes(draft: SessionDraft, taken: bool = False) -> set[str]:
    found: tuple[Refusal, ...] = session_refusals(draft, name_is_taken=taken, now=NOW, calendar=CALENDAR, policy=POLICY)
    return {refusal.code for refusal in found}


def test_a_session_needs_name_scope_and_a_date_that_can_still_be_executed():
    good = SessionDraft(PlanKind.CITY_SESSION, "10 月统考", frozenset({1}), theory_date=EXAM)
    assert session_codes(good) == set()
    assert session_codes(replace(good, theory_date=EXAM - timedelta(days=1))) == {"session_date_late"}
    assert session_codes(SessionDraft(PlanKind.CITY_SESSION, " ", frozenset()), taken=True) == {
        "missing",
        "session_name_taken",
        "scope_empty",
        "session_dates_missing",
    }
