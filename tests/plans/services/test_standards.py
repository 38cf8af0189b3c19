"""Versions of the conditions: loaded, drafted, published after a look at what they change."""

import copy
import threading
from contextlib import suppress
from datetime import date, timedelta

import pytest
from django.db import connections

from appraisal.core.errors import Conflict, NotPermitted, Refused
from appraisal.core.models import Occupation
from appraisal.core.rules.roles import Actor, Role
from plans.models import Candidate, CandidateVerdict, EligibilityStandard, EvaluationRun
from plans.queries.flips import flip_report, shown_changes
from plans.queries.standards import alternatives_for, condition_texts
from plans.rules.eligibility.evaluate import Outcome
from plans.rules.review_enums import StandardState
from plans.services import evaluation_runs, standards
from tests.factories import core, eligibility, rosters
from tests.factories import filing as make

pytestmark = pytest.mark.django_db
NOW = make.NOW
TODAY = NOW.date()
SEVEN_YEARS = "连续从事本职业工作7年以上"


@pytest.fixture
def officer() -> Actor:
    return core.actor(Role.GUIDANCE_OFFICER)


@pytest.fixture
def generic() -> EligibilityStandard:
    return eligibility.standard(now=NOW)


@pytest.fixture
def candidates(generic) -> list[Candidate]:
    """Three in the same level, with 5, 8 and 11 declared years."""
    item = rosters.item()
    made = [
        make.candidate(item.plan, name=f"考生{years}", condition=SEVEN_YEARS, years_in_occupation=years)
        for years in (5, 8, 11)
    ]
    eligibility.evaluate(*made, now=NOW)
    return made


def draft_with(generic: EligibilityStandard, officer: Actor, years: int, **head: object) -> EligibilityStandard:
    """A generic draft that asks for so many years at level 4, from today on unless told otherwise."""
    draft = standards.draft_standard(
        actor=officer, copied_id=generic.pk, occupation_id=head.get("occupation_id"),
        valid_from=head.get("valid_from", TODAY), now=NOW,
    )  # fmt: skip
    content = copy.deepcopy(draft.content)
    content["rules"]["4"] = [{"years_total": years}]
    return standards.replace_content(actor=officer, standard_id=draft.pk, content=content, now=NOW)


def codes(refused) -> list[str]:
    return [refusal.code for refusal in refused.value.refusals]


# --- loading --------------------------------------------------------------------------------------
def test_the_data_file_is_loaded_once_and_marked_as_sample():
    for name in ("汽车驾驶员", "制冷设备维修工"):
        Occupation.objects.create(name=name, name_key=name)
    assert standards.load_standards(now=NOW) == 5
    assert standards.load_standards(now=NOW) == 0
    rows = {row.code: row for row in EligibilityStandard.objects.select_related("occupation")}
    assert all(row.is_sample and "非官方" in row.document for row in rows.values())
    assert {code for code, row in rows.items() if row.state == StandardState.DRAFT} == {"v2018", "v2023"}
    assert rows["pre2018_driver"].occupation.name == "汽车驾驶员"
    assert rows["pre2018_generic"].occupation is None


def test_an_own_version_holds_for_its_occupation_and_the_generic_one_for_the_others(generic):
    driver = Occupation.objects.create(name="汽车驾驶员", name_key="q")
    own, other = rosters.occupation_level(4, driver), rosters.occupation_level(4)
    first = rosters.occupation_level(1, driver)
    standard = eligibility.standard(driver, now=NOW, content={"continuous": True, "rules": {"4": [{"years_total": 8}]}})
    eligibility.standard(driver, now=NOW, valid_from=TODAY + timedelta(days=1), content={"rules": {}})
    found = alternatives_for([own.pk, other.pk, first.pk], TODAY)
    assert found[own.pk].texts == ("连续从事本职业工作8年以上",) and found[own.pk].standard_id == standard.pk
    assert found[other.pk].standard_id == generic.pk and SEVEN_YEARS in found[other.pk].texts
    assert found[first.pk].texts == ()  # the own version leaves it out: nothing is borrowed
    assert condition_texts(own.pk, TODAY + timedelta(days=1)) == ()


# --- drafts ---------------------------------------------------------------------------------------
def test_alternatives_are_added_changed_and_removed(generic, officer):
    draft = standards.draft_standard(actor=officer, copied_id=generic.pk, occupation_id=None, valid_from=TODAY, now=NOW)
    give = {"actor": officer, "standard_id": draft.pk, "now": NOW}
    standards.save_alternative(level=1, number=None, raw={"prior_level": 2, "years_after_prior": 5}, **give)
    standards.save_alternative(level=1, number=1, raw={"prior_level": 2, "years_after_prior": 6}, **give)
    after = standards.remove_alternative(level=4, number=1, **give)
    assert after.content["rules"]["1"] == [{"prior_level": 2, "years_after_prior": 6}]
    assert after.content["rules"]["4"] == [{"years_total": 7}]
    assert generic.content == eligibility.GENERIC  # the copy is its own
    with pytest.raises(Conflict):
        standards.remove_alternative(level=4, number=2, **give)


def test_every_fault_of_uploaded_content_is_said(generic, officer):
    draft = draft_with(generic, officer, 8)
    content = {
        "continous": True,
        "rules": {
            "6": [],
            "4": [{"years_total": "8"}, {"years_total": 8, "shoe_size": 42}, {"years_after_prior": 3}, {}],
            "3": [{"prior_level": 3}, {"school": "harvard"}, {"school": ["college"]}, {"years_total": True}],
        },
    }
    with pytest.raises(Refused) as refused:
        standards.replace_content(actor=officer, standard_id=draft.pk, content=content, now=NOW)
    said = [(refusal.params["where"], refusal.params["message"]) for refusal in refused.value.refusals]
    assert len(said) == 10  # one for each slip above
    assert ("四级第 2 条", "不认识的项目“shoe_size”") in said
    assert ("三级第 1 条", "原证书等级应低于三级") in said
    draft.refresh_from_db()
    assert draft.content["rules"]["4"] == [{"years_total": 8}]


@pytest.mark.parametrize("content", [[], "text", None, {"rules": []}, {"rules": {}}, {"rules": {"4": {}}}])
def test_content_of_another_shape_is_refused_in_words(generic, officer, content):
    draft = draft_with(generic, officer, 8)
    with pytest.raises(Refused) as refused:
        standards.replace_content(actor=officer, standard_id=draft.pk, content=content, now=NOW)
    assert set(codes(refused)) == {"standard_fault"}


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.GUIDANCE_OFFICER}))
def test_only_guidance_officers_edit(generic, officer, role):
    draft = draft_with(generic, officer, 8)
    actor = core.actor(role)
    give = {"actor": actor, "standard_id": draft.pk, "now": NOW}
    for act in (
        lambda: standards.replace_content(content=eligibility.GENERIC, **give),
        lambda: standards.remove_alternative(level=4, number=1, **give),
        lambda: standards.discard_draft(**give),
        lambda: standards.publish_standard(digest="", **give),
        lambda: standards.draft_standard(
            actor=actor, copied_id=generic.pk, occupation_id=None, valid_from=TODAY, now=NOW
        ),
    ):
        with pytest.raises(NotPermitted):
            act()


# --- flips ----------------------------------------------------------------------------------------
def test_the_report_names_who_changes_and_how(generic, officer, candidates):
    report = flip_report(draft_with(generic, officer, 10), today=TODAY)
    (shown,) = [row for row in shown_changes(report.changes) if row.change.new.outcome != row.change.old.outcome]
    assert shown.candidate.name == "考生8"
    assert (shown.change.old.outcome, shown.change.new.outcome) == (Outcome.MET, Outcome.UNMET)
    assert shown.change.old.clause == SEVEN_YEARS
    assert shown.change.new.eligible_from == date(2028, 3, 2)
    # 考生5 stays UNMET but later (7 → 10 years), 考生11 stays MET by another clause.
    assert sorted((old.value, new.value, count) for old, new, count in report.counts()) == [
        ("MET", "UNMET", 1), ("UNMET", "UNMET", 1),
    ]  # fmt: skip
    assert (report.looked_at, report.reworded) == (3, 1)


def test_a_version_for_another_occupation_changes_nobody(generic, officer, candidates):
    other = Occupation.objects.create(name="别的职业", name_key="b")
    report = flip_report(draft_with(generic, officer, 10, occupation_id=other.pk), today=TODAY)
    assert (report.looked_at, report.changes) == (0, ())


def test_withdrawn_candidates_and_settled_plans_are_left_alone(generic, officer, candidates):
    Candidate.objects.filter(pk=candidates[0].pk).update(state="WITHDRAWN")
    assert flip_report(draft_with(generic, officer, 10), today=TODAY).looked_at == 2
    plan = candidates[0].plan
    plan.state, plan.first_exam_date = "QUALIFIED", TODAY
    plan.save()
    assert flip_report(draft_with(generic, officer, 11), today=TODAY).looked_at == 0


def test_the_report_agrees_with_what_publishing_brings(generic, officer, candidates):
    draft = draft_with(generic, officer, 10)
    report = flip_report(draft, today=TODAY)
    before = dict(CandidateVerdict.objects.values_list("pk", "outcome"))
    standards.publish_standard(actor=officer, standard_id=draft.pk, digest=report.digest, now=NOW)
    assert evaluation_runs.finish_all(now=NOW + timedelta(minutes=1)) == 1
    after = dict(CandidateVerdict.objects.values_list("pk", "outcome"))
    changed = {pk for pk in before if before[pk] != after[pk]}
    assert changed == {one.candidate_id for one in report.changes if one.old.outcome != one.new.outcome}
    run = EvaluationRun.objects.get(standard=draft)
    assert (run.total, run.done) == (3, 3) and run.finished_at


# --- publishing -----------------------------------------------------------------------------------
def test_what_was_not_shown_is_not_published(generic, officer, candidates):
    draft = draft_with(generic, officer, 10)
    shown = flip_report(draft, today=TODAY).digest
    draft = standards.save_alternative(
        actor=officer, standard_id=draft.pk, level=4, number=1, raw={"years_total": 12}, now=NOW
    )
    with pytest.raises(Conflict, match="重新查看影响"):
        standards.publish_standard(actor=officer, standard_id=draft.pk, digest=shown, now=NOW)
    shown = flip_report(draft, today=TODAY).digest
    make.candidate(candidates[0].plan, condition=SEVEN_YEARS, years_in_occupation=9)  # one more who would change
    with pytest.raises(Conflict, match="重新查看影响"):
        standards.publish_standard(actor=officer, standard_id=draft.pk, digest=shown, now=NOW)
    draft.refresh_from_db()
    assert draft.state == StandardState.DRAFT and not EvaluationRun.objects.filter(standard=draft).exists()


def test_a_published_version_is_never_changed(generic, officer):
    with pytest.raises(Conflict, match="已发布"):
        standards.remove_alternative(actor=officer, standard_id=generic.pk, level=4, number=1, now=NOW)
    draft = draft_with(generic, officer, 9, valid_from=generic.valid_from)
    digest = flip_report(draft, today=TODAY).digest
    with pytest.raises(Refused) as refused:
        standards.publish_standard(actor=officer, standard_id=draft.pk, digest=digest, now=NOW)
    assert codes(refused) == ["standard_same_day"]


def test_a_version_for_later_changes_verdicts_when_its_day_comes(generic, officer, candidates):
    begins = TODAY + timedelta(days=30)
    draft = draft_with(generic, officer, 10, valid_from=begins)
    report = flip_report(draft, today=TODAY)
    assert report.on == begins and len(report.changes) == 2
    standards.publish_standard(actor=officer, standard_id=draft.pk, digest=report.digest, now=NOW)
    evaluation_runs.finish_all(now=NOW)
    assert CandidateVerdict.objects.get(candidate__name="考生8").outcome == Outcome.MET
    then = NOW + timedelta(days=30)
    assert (standards.begin_standards(now=then), standards.begin_standards(now=then)) == (1, 0)
    evaluation_runs.finish_all(now=then)
    assert CandidateVerdict.objects.get(candidate__name="考生8").outcome == Outcome.UNMET


def publish_twice_at_once() -> tuple[list[str], EligibilityStandard]:
    """Two threads publish the same draft; both have their report before either goes on, if nothing stops it."""
    officer, generic = core.actor(Role.GUIDANCE_OFFICER), eligibility.standard(now=NOW)
    draft = draft_with(generic, officer, 10)
    digest = flip_report(draft, today=TODAY).digest
    outcomes: list[str] = []

    def publish() -> None:
        try:
            standards.publish_standard(actor=officer, standard_id=draft.pk, digest=digest, now=NOW)
            outcomes.append("published")
        except Conflict:
            outcomes.append("conflict")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=publish) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes), draft


@pytest.fixture
def both_inside(monkeypatch):
    """Holds each publication behind its report until the other has come as far, or is seen to wait at a lock."""
    barrier = threading.Barrier(2)

    def report(*args, **kwargs):
        found = flip_report(*args, **kwargs)
        with suppress(threading.BrokenBarrierError):
            barrier.wait(timeout=2)
        return found

    monkeypatch.setattr(standards, "flip_report", report)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_publish_at_once_one_wins(both_inside):
    outcomes, draft = publish_twice_at_once()
    assert outcomes == ["conflict", "published"]
    assert EvaluationRun.objects.filter(standard=draft).count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_locks_both_would_publish(both_inside, monkeypatch):
    monkeypatch.setattr(standards, "wait_for_other_publications", lambda: None)
    monkeypatch.setattr(standards, "lock_standard", lambda pk: EligibilityStandard.objects.get(pk=pk))
    outcomes, draft = publish_twice_at_once()
    assert outcomes == ["published", "published"]
    assert EvaluationRun.objects.filter(standard=draft).count() == 2
