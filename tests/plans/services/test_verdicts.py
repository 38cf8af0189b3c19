"""Verdicts evaluated and stored: on import, on every change, in bulk; one way or the other they are the same."""

from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appraisal.core.errors import Conflict, NotPermitted, Refused
from appraisal.core.rules.enums import Subject
from appraisal.core.rules.roles import Actor, Role
from appraisal.core.transactions import use_case
from plans.importers.workbooks import open_roster
from plans.models import Background, Candidate, CandidateVerdict, EvaluationRun, PlanItem, RecordedResult
from plans.rules.eligibility.evaluate import Outcome
from plans.rules.review_enums import Basis
from plans.rules.roster.vocabulary import Column
from plans.rules.states import PlanState
from plans.services import evaluation_runs, roster_checks, standards, verdicts
from plans.services.backgrounds import save_background
from plans.services.candidates import save_candidate
from plans.services.rosters import receive_roster
from tests.factories import core, eligibility, rosters
from tests.factories import filing as make
from tests.plans.rules.roster_builder import resident_id

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).parents[2] / "samples"
NOW = make.NOW
SEVEN_YEARS = "连续从事本职业工作7年以上"
WITH_A_GAP = {"work": [["2012-01-01", "2016-06-30"], ["2018-01-01", None]]}


@pytest.fixture(autouse=True)
def generic():
    return eligibility.standard(now=NOW)


@pytest.fixture
def item() -> PlanItem:
    return rosters.item()


@pytest.fixture
def clerk(item: PlanItem) -> Actor:
    return core.actor(Role.INSTITUTE_CLERK, item.plan.institute)


def verdict_of(candidate: Candidate) -> CandidateVerdict:
    return CandidateVerdict.objects.get(pk=candidate.pk)


def technician(**fields: object) -> Candidate:
    """A candidate for 技师 with a certificate of 2023 and little else."""
    item = rosters.item(level=rosters.occupation_level(2))
    fields = {"prior_certificate": "2301001005300001", "years_in_occupation": 4} | fields
    return make.candidate(item.plan, condition="", **fields)


# --- import ---------------------------------------------------------------------------------------
def test_the_clean_sample_is_judged_by_the_worker_after_import(item, clerk, clock):
    standards.load_standards(now=NOW)  # the conditions of the data file, not those of the factory
    content = (SAMPLES / "roster-clean-300.xlsx").read_bytes()
    upload = receive_roster(actor=clerk, item_id=item.pk, name="花名册.xlsx", content=content, now=NOW)
    roster_checks.check_roster(upload_id=upload.pk, open_roster=open_roster, now=NOW)
    assert not CandidateVerdict.objects.exists()
    run = EvaluationRun.objects.get(item=item)
    assert evaluation_runs.finish_run(run_id=run.pk, now=NOW)
    assert not evaluation_runs.finish_run(run_id=run.pk, now=NOW)  # done is done
    assert set(CandidateVerdict.objects.values_list("outcome", flat=True)) == {Outcome.MET}
    assert CandidateVerdict.objects.count() == 300


@pytest.mark.parametrize(("name", "expected"), [("roster-clean-300.xlsx", 0), ("roster-faults-120.xlsx", 10)])
def test_the_samples_name_conditions_that_are_kept(item, clerk, clock, name, expected):
    content = (SAMPLES / name).read_bytes()
    upload = receive_roster(actor=clerk, item_id=item.pk, name=name, content=content, now=NOW)
    roster_checks.check_roster(upload_id=upload.pk, open_roster=open_roster, now=NOW)
    upload.refresh_from_db()
    assert upload.summary["faults"] == expected
    assert "CONDITION_UNKNOWN" not in upload.summary["by_code"]


def test_a_candidate_edited_alone_is_judged_at_once(item, clerk, clock):
    cells = {
        Column.NAME: "张三", Column.DOCUMENT_TYPE: "居民身份证", Column.DOCUMENT_NUMBER: resident_id(1),
        Column.SEX: "男", Column.ETHNICITY: "汉族", Column.EDUCATION: "高中", Column.MOBILE: "13800138000",
        Column.CONDITION: SEVEN_YEARS, Column.SOURCE: "企业", Column.ADDRESS: "北京市", Column.YEARS: "6",
    }  # fmt: skip
    candidate = save_candidate(actor=clerk, item_id=item.pk, values=cells, now=NOW)
    assert verdict_of(candidate).eligible_from == date(2027, 3, 2)
    save_candidate(actor=clerk, item_id=item.pk, values={Column.YEARS: "7"}, now=NOW, candidate_id=candidate.pk)
    assert verdict_of(candidate).outcome == Outcome.MET
    with pytest.raises(Refused):
        save_candidate(
            actor=clerk, item_id=item.pk, values={Column.CONDITION: "自己想的条件"}, now=NOW, candidate_id=candidate.pk
        )


# --- what a row claims ----------------------------------------------------------------------------
def test_declared_years_are_counted_from_the_day_they_were_declared(item):
    candidate = make.candidate(item.plan, condition=SEVEN_YEARS, years_in_occupation=Decimal("6.5"), updated_at=NOW)
    eligibility.evaluate(candidate, now=NOW + timedelta(days=100))
    found = verdict_of(candidate)
    assert (found.outcome, found.eligible_from) == (Outcome.UNMET, date(2026, 9, 2))


def test_a_certificate_number_tells_the_year_and_the_original_the_day(item, clerk):
    condition = "取得本职业五级证书后连续从事本职业工作5年以上"
    candidate = make.candidate(
        item.plan, condition=condition, years_in_occupation=6, prior_certificate="2101001005500001", updated_at=NOW
    )
    eligibility.evaluate(candidate, now=NOW)
    assert verdict_of(candidate).outcome == Outcome.EVIDENCE
    facts = {"certificates": [[5, "2021-01-20"]]}
    save_background(actor=clerk, candidate_id=candidate.pk, basis=Basis.NORMAL, facts=facts, now=NOW)
    assert verdict_of(candidate).outcome == Outcome.MET
    facts = {"certificates": [[5, "2021-06-01"]]}
    save_background(actor=clerk, candidate_id=candidate.pk, basis=Basis.NORMAL, facts=facts, now=NOW)
    assert (verdict_of(candidate).outcome, verdict_of(candidate).eligible_from) == (Outcome.UNMET, date(2026, 6, 1))


def test_a_certificate_of_another_occupation_does_not_count(item):
    condition = "取得本职业五级证书后连续从事本职业工作5年以上"
    candidate = make.candidate(
        item.plan, condition=condition, years_in_occupation=6, prior_certificate="1501001005500001",
        prior_occupation="别的职业", updated_at=NOW,
    )  # fmt: skip
    eligibility.evaluate(candidate, now=NOW)
    assert verdict_of(candidate).outcome == Outcome.UNMET


def test_what_only_paper_proves_waits_for_the_paper():
    item = rosters.item(level=rosters.occupation_level(5))
    condition = "经本职业正规培训达规定标准学时数并取得结业证书"
    claims, silent = make.candidate(item.plan, condition=condition), make.candidate(item.plan, condition="")
    eligibility.evaluate(claims, silent, now=NOW)
    assert (verdict_of(claims).outcome, verdict_of(silent).outcome) == (Outcome.EVIDENCE, Outcome.UNMET)


def test_without_any_conditions_documents_decide(generic, item):
    generic.delete()
    candidate = make.candidate(item.plan)
    eligibility.evaluate(candidate, now=NOW)
    assert verdict_of(candidate).outcome == Outcome.EVIDENCE and "尚未发布" in verdict_of(candidate).clause


# --- exceptions and overlay -----------------------------------------------------------------------
def test_early_promotion_counts_36_months_and_comes_on_top():
    candidate = technician(prior_certificate="2001001005300001")
    clerk = core.actor(Role.INSTITUTE_CLERK, candidate.plan.institute)
    eligibility.evaluate(candidate, now=NOW)
    assert verdict_of(candidate).outcome == Outcome.UNMET
    for day, outcome in (("2023-03-02", Outcome.EVIDENCE), ("2023-03-03", Outcome.UNMET)):
        facts = {"certificates": [[3, day]], "work": [["2020-01-01", None]]}
        save_background(actor=clerk, candidate_id=candidate.pk, basis=Basis.EARLY_PROMOTION, facts=facts, now=NOW)
        assert verdict_of(candidate).outcome == outcome
        assert verdict_of(candidate).findings[0]["text"].startswith("取得本职业三级证书后连续从事本职业工作3年以上")


def test_level_skipping_needs_the_award():
    candidate = technician()
    clerk = core.actor(Role.INSTITUTE_CLERK, candidate.plan.institute)
    facts = {"attained": {"science_progress": "2024-05-01"}}
    save_background(actor=clerk, candidate_id=candidate.pk, basis=Basis.LEVEL_SKIPPING, facts=facts, now=NOW)
    assert verdict_of(candidate).outcome == Outcome.EVIDENCE
    assert "科学技术进步奖" in verdict_of(candidate).clause


def test_exceptions_are_for_technicians_only(item, clerk):
    candidate = make.candidate(item.plan)
    with pytest.raises(Refused):
        save_background(actor=clerk, candidate_id=candidate.pk, basis=Basis.EARLY_PROMOTION, facts={}, now=NOW)


def test_not_two_levels_within_one_year_by_certificate_or_by_record(item):
    by_number = make.candidate(
        item.plan, condition=SEVEN_YEARS, years_in_occupation=9, prior_certificate="2501001005500001", updated_at=NOW
    )
    sat = make.candidate(item.plan, condition=SEVEN_YEARS, years_in_occupation=9, updated_at=NOW)
    lower = rosters.occupation_level(5, item.occupation_level.occupation)
    RecordedResult.objects.create(
        document_index=sat.document_index, occupation_level=lower, subject=Subject.THEORY, score=50,
        exam_date=date(2025, 9, 6),
    )  # fmt: skip
    eligibility.evaluate(by_number, sat, now=NOW)
    assert verdict_of(by_number).outcome == Outcome.EVIDENCE  # some day of 2025: the original decides
    assert (verdict_of(sat).outcome, verdict_of(sat).eligible_from) == (Outcome.UNMET, date(2026, 9, 6))
    assert verdict_of(sat).findings[-1]["overlay"]


# --- bulk -----------------------------------------------------------------------------------------
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from([None, "0", "3.5", "6.9", "7", "16", "21"]),
            st.sampled_from(["", "2101001005500001", "1801001005400001", "S000011000001250400001"]),
            st.sampled_from(["", SEVEN_YEARS, "取得本职业五级证书后连续从事本职业工作5年以上", "胡写的"]),
            st.sampled_from([5, 4, 3, 2]),
            st.sampled_from(
                [None, {"work": [["2012-01-01", "2016-06-30"], ["2018-01-01", None]]}, {"asserted": ["training"]}]
            ),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_in_bulk_and_one_by_one_are_the_same(rows):
    items: dict[int, PlanItem] = {}
    made = []
    for years, certificate, condition, level, facts in rows:
        if level not in items:
            items[level] = rosters.item(level=rosters.occupation_level(level))
        one = make.candidate(
            items[level].plan, years_in_occupation=years, prior_certificate=certificate, condition=condition,
            birth_date=date(1985, 2, 28), updated_at=NOW,
        )  # fmt: skip
        if facts:
            Background.objects.create(candidate=one, facts=facts, updated_by=core.user(), updated_at=NOW)
        made.append(one)
    columns = ("pk", "outcome", "clause", "eligible_from", "findings", "standard_id", "evaluated_on")
    rows_of = CandidateVerdict.objects.filter(pk__in=[one.pk for one in made]).order_by("pk").values_list(*columns)
    eligibility.evaluate(*made, now=NOW)
    together = list(rows_of)
    CandidateVerdict.objects.filter(pk__in=[one.pk for one in made]).delete()
    for one in reversed(made):
        eligibility.evaluate(one, now=NOW)
    assert len(together) == len(made) and list(rows_of) == together


def test_an_older_reading_never_replaces_a_newer_one(item):
    candidate = make.candidate(item.plan, condition=SEVEN_YEARS, years_in_occupation=6, updated_at=NOW)
    eligibility.evaluate(candidate, now=NOW + timedelta(hours=1))
    Candidate.objects.filter(pk=candidate.pk).update(years_in_occupation=8)
    eligibility.evaluate(candidate, now=NOW)
    assert verdict_of(candidate).outcome == Outcome.UNMET
    eligibility.evaluate(candidate, now=NOW + timedelta(hours=1))
    assert verdict_of(candidate).outcome == Outcome.MET


def test_time_alone_makes_eligible(item):
    candidate = make.candidate(item.plan, condition=SEVEN_YEARS, years_in_occupation=Decimal("6.5"), updated_at=NOW)
    eligibility.evaluate(candidate, now=NOW)
    due = verdict_of(candidate).eligible_from
    assert verdicts.evaluate_due(now=NOW + timedelta(days=10)) == 0
    on_the_day = NOW + (due - NOW.date())
    assert (verdicts.evaluate_due(now=on_the_day), verdicts.evaluate_due(now=on_the_day)) == (1, 0)
    assert verdict_of(candidate).outcome == Outcome.MET


def test_after_enrolment_the_day_of_enrolment_counts(item):
    candidate = make.candidate(item.plan, condition=SEVEN_YEARS, years_in_occupation=Decimal("6.9"), updated_at=NOW)
    plan = item.plan
    plan.state, plan.state_since, plan.first_exam_date = PlanState.ENROLLED, NOW, date(2027, 6, 20)
    plan.save()
    eligibility.evaluate(candidate, now=NOW + timedelta(days=300))
    assert (verdict_of(candidate).evaluated_on, verdict_of(candidate).outcome) == (NOW.date(), Outcome.UNMET)


def test_the_command_evaluates_a_plan_or_all(item, clock):
    other = rosters.item()
    for one in (item, item, other):
        make.candidate(one.plan, condition=SEVEN_YEARS, years_in_occupation=8)
    said = StringIO()
    call_command("evaluate_candidates", plan=item.plan.number, stdout=said)
    assert said.getvalue().startswith("2 candidates evaluated") and CandidateVerdict.objects.count() == 2
    call_command("evaluate_candidates", all=True, stdout=said)
    assert CandidateVerdict.objects.count() == 3
    with pytest.raises(CommandError):
        call_command("evaluate_candidates", plan="没有", stdout=said)


def test_a_run_left_behind_is_found_by_the_sweep(item, monkeypatch):
    for _ in range(3):
        make.candidate(item.plan, condition=SEVEN_YEARS, years_in_occupation=8)
    monkeypatch.setitem(verdicts.settings.KAOWU, "EVALUATION_BATCH", 1)
    run = use_case(evaluation_runs.request_for_item)(item_id=item.pk, now=NOW)
    real, calls = verdicts.evaluate_batch, []

    def dies(**given: object) -> int:
        calls.append(given)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(**given)

    monkeypatch.setattr(verdicts, "evaluate_batch", dies)
    with pytest.raises(KeyboardInterrupt):
        evaluation_runs.finish_run(run_id=run.pk, now=NOW)
    run.refresh_from_db()
    assert (run.done, run.finished_at) == (1, None) and CandidateVerdict.objects.count() == 1
    assert evaluation_runs.finish_all(now=NOW) == 1
    run.refresh_from_db()
    assert (run.done, run.total) == (3, 3) and CandidateVerdict.objects.count() == 3


# --- who may --------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", sorted(set(Role) - {Role.INSTITUTE_CLERK}))
def test_only_the_institute_enters_facts(item, role):
    candidate = make.candidate(item.plan)
    with pytest.raises(NotPermitted):
        save_background(actor=core.actor(role), candidate_id=candidate.pk, basis=Basis.NORMAL, facts={}, now=NOW)


def test_not_for_another_institute_nor_after_the_qualification(item, clerk):
    candidate = make.candidate(item.plan)
    with pytest.raises(NotPermitted):
        save_background(
            actor=core.actor(Role.INSTITUTE_CLERK), candidate_id=candidate.pk, basis=Basis.NORMAL, facts={}, now=NOW
        )
    item.plan.state, item.plan.first_exam_date = PlanState.QUALIFIED, date(2026, 6, 20)
    item.plan.save()
    with pytest.raises(Conflict):
        save_background(actor=clerk, candidate_id=candidate.pk, basis=Basis.NORMAL, facts={}, now=NOW)
