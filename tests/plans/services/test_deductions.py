"""The double-hundred ledger 一（二）: proposed with evidence, seen at once, appealed against, decided, confirmed."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction

from appraisal.core.errors import NotPermitted, Refused
from appraisal.core.models import AuditEntry, Notice
from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.rules.roles import Actor, Role
from appraisal.core.services.calendar import fill_calendar
from appraisal.core.transactions import use_case
from plans.models import Deduction, DeductionStep, PointsRule
from plans.queries.deductions import statement_entries
from plans.queries.points import points_on, points_table
from plans.rules.change_enums import DeductionState, PointsCode
from plans.rules.deductions import DEFAULT_SOURCE, Evidence, statement
from plans.services.attachments import Attachment
from plans.services.change_sweep import sweep_changes
from plans.services.deductions import appeal, confirm, decide_appeal, propose
from plans.services.points import set_points
from tests.factories import core
from tests.factories import filing as make

pytestmark = pytest.mark.django_db
NOW = make.NOW
TODAY = NOW.date()
LAST_DAY = date(2026, 3, 9)  # five working days after Monday 2 March
OVER = datetime(2026, 3, 10, 0, 0, tzinfo=BEIJING)


@pytest.fixture
def clerk() -> Actor:
    fill_calendar(now=NOW)
    make.guidance_section()
    return core.actor(Role.INSTITUTE_CLERK)


@pytest.fixture
def officer(clerk: Actor) -> Actor:
    return core.actor(Role.GUIDANCE_OFFICER, make.guidance_section())


@use_case
def deduct(clerk: Actor, *, key: str = "change:1", rule: PointsCode = PointsCode.CHANGE, on: date = TODAY) -> Deduction:
    evidence = Evidence(key, "计划 2026Z000001 变更时间。", on, "/changes/1/")
    assert clerk.organisation_id
    return propose(institute_id=clerk.organisation_id, rule=rule, evidence=evidence, plan=None, now=NOW)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.code for refusal in refused.value.refusals]


def test_the_institute_sees_it_at_once_with_evidence_and_until_when_it_may_appeal(clerk: Actor) -> None:
    deduction = deduct(clerk)
    assert (deduction.points, deduction.source) == (Decimal(1), DEFAULT_SOURCE)
    assert (deduction.state, deduction.appeal_until) == (DeductionState.PROPOSED, LAST_DAY)
    letter = Notice.objects.visible_to(clerk).get()
    assert "变更时间、地点 1 分" in letter.subject
    assert "2026-03-09 24:00" in letter.body
    assert letter.path == f"/deductions/{deduction.pk}/"


def test_one_event_costs_once(clerk: Actor) -> None:
    assert deduct(clerk) == deduct(clerk)
    assert deduct(clerk, key="change:2") != deduct(clerk)


def test_the_appeal_and_its_decision_are_added_to_the_record(clerk: Actor, officer: Actor) -> None:
    deduction = deduct(clerk)
    proof = Attachment("停电通知.pdf", make.PDF)
    appeal(actor=clerk, deduction_id=deduction.pk, text="停电，不可抗力", attachment=proof, now=NOW)
    assert Notice.objects.visible_to(officer).get().path == f"/deductions/{deduction.pk}/"
    decide_appeal(actor=officer, deduction_id=deduction.pk, upheld=False, reason="情况属实", now=NOW)
    deduction.refresh_from_db()
    assert (deduction.state, deduction.counted) == (DeductionState.WAIVED, 0)
    steps = list(deduction.steps.values_list("state", "text"))
    assert steps == [("PROPOSED", ""), ("APPEALED", "停电，不可抗力"), ("WAIVED", "情况属实")]
    assert deduction.steps.get(state="APPEALED").document.name == "停电通知.pdf"
    assert set(AuditEntry.objects.values_list("action", flat=True)) >= {"deduction.appeal", "deduction.waived"}


def test_upheld_it_counts(clerk: Actor, officer: Actor) -> None:
    deduction = deduct(clerk)
    appeal(actor=clerk, deduction_id=deduction.pk, text="不同意", now=NOW)
    found = decide_appeal(actor=officer, deduction_id=deduction.pk, upheld=True, reason="证据充分", now=NOW)
    assert (found.state, found.counted) == (DeductionState.UPHELD, Decimal(1))


def test_until_the_last_minute_and_not_after(clerk: Actor) -> None:
    first, second = deduct(clerk), deduct(clerk, key="change:2")
    appeal(actor=clerk, deduction_id=first.pk, text="不同意", now=OVER - timedelta(minutes=1))
    with pytest.raises(Refused) as refused:
        appeal(actor=clerk, deduction_id=second.pk, text=" ", now=OVER)
    assert codes(refused) == ["appeal_late", "appeal_text_missing"]


def test_there_is_one_appeal_and_one_decision(clerk: Actor, officer: Actor) -> None:
    deduction = deduct(clerk)
    with pytest.raises(Refused) as refused:
        decide_appeal(actor=officer, deduction_id=deduction.pk, upheld=None, reason="", now=NOW)
    assert codes(refused) == ["appeal_not_waiting", "missing", "reason_missing"]
    appeal(actor=clerk, deduction_id=deduction.pk, text="不同意", now=NOW)
    with pytest.raises(Refused) as refused:
        appeal(actor=clerk, deduction_id=deduction.pk, text="再次", now=NOW)
    assert codes(refused) == ["appeal_not_open"]


def test_only_the_institute_appeals_and_only_the_city_decides(clerk: Actor, officer: Actor) -> None:
    deduction = deduct(clerk)
    with pytest.raises(NotPermitted):
        appeal(actor=officer, deduction_id=deduction.pk, text="不同意", now=NOW)
    with pytest.raises(Deduction.DoesNotExist):
        appeal(actor=core.actor(Role.INSTITUTE_CLERK), deduction_id=deduction.pk, text="不同意", now=NOW)
    with pytest.raises(NotPermitted):
        decide_appeal(actor=clerk, deduction_id=deduction.pk, upheld=False, reason="x", now=NOW)


def test_confirmed_when_nobody_appealed_in_time(clerk: Actor) -> None:
    quiet, loud = deduct(clerk), deduct(clerk, key="change:2")
    appeal(actor=clerk, deduction_id=loud.pk, text="不同意", now=NOW)
    assert sweep_changes(now=OVER - timedelta(seconds=1)).confirmed == 0
    assert sweep_changes(now=OVER).confirmed == 1
    assert confirm(deduction_id=quiet.pk, now=OVER) is False
    assert dict(Deduction.objects.values_list("pk", "state")) == {quiet.pk: "CONFIRMED", loud.pk: "APPEALED"}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE plans_deduction SET points = 0",
        "UPDATE plans_deduction SET state = 'WAIVED', evidence = ''",
        "DELETE FROM plans_deduction",
        "UPDATE plans_deductionstep SET text = ''",
        "DELETE FROM plans_deductionstep",
        "DELETE FROM plans_pointsrule",
    ],
)
def test_the_database_keeps_the_ledger_as_it_was(clerk: Actor, officer: Actor, statement: str) -> None:
    deduct(clerk)
    table(officer, PointsCode.CHANGE, "2", NOW.date())
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert DeductionStep.objects.count() == 1


# --- the table --------------------------------------------------------------------------------------
def table(officer: Actor, code: PointsCode, points: str, day: date) -> PointsRule:
    return set_points(
        actor=officer, code=code, points=Decimal(points), valid_from=day, document="会议纪要〔2026〕3 号", now=NOW
    )


def test_what_was_in_force_on_the_day_of_the_event_counts(clerk: Actor, officer: Actor) -> None:
    table(officer, PointsCode.CHANGE, "2", date(2026, 4, 1))
    table(officer, PointsCode.CHANGE, "5", date(2026, 5, 1))
    days = [date(2026, 3, 31), date(2026, 4, 1), date(2026, 4, 30), date(2026, 5, 1)]
    assert [points_on(PointsCode.CHANGE, day).points for day in days] == [1, 2, 2, 5]
    late = deduct(clerk, key="change:9", on=date(2026, 4, 2))
    assert (late.points, late.source) == (Decimal(2), "会议纪要〔2026〕3 号")
    rows = {row.code: row.is_default for row in points_table(date(2026, 4, 2))}
    assert [code for code, is_default in rows.items() if not is_default] == [PointsCode.CHANGE]


def test_the_table_never_reaches_back(officer: Actor) -> None:
    table(officer, PointsCode.CHANGE, "2", NOW.date())
    with pytest.raises(Refused) as refused:
        set_points(actor=officer, code=None, points=Decimal(101), valid_from=date(2026, 3, 1), document=" ", now=NOW)
    assert codes(refused) == ["missing", "points_out_of_range", "points_backwards", "missing"]
    with pytest.raises(Refused) as refused:
        table(officer, PointsCode.CHANGE, "3", NOW.date())
    assert codes(refused) == ["points_day_taken"]


# --- the statement ----------------------------------------------------------------------------------
def test_a_year_adds_up_and_everybody_sees_his_own(clerk: Actor, officer: Actor) -> None:
    deduct(clerk)
    deduct(clerk, key="change:2", rule=PointsCode.LATE_CHANGE)
    waived = deduct(clerk, key="change:3")
    appeal(actor=clerk, deduction_id=waived.pk, text="不同意", now=NOW)
    decide_appeal(actor=officer, deduction_id=waived.pk, upheld=False, reason="属实", now=NOW)
    deduct(clerk, key="change:4", on=date(2025, 12, 31))
    (row,) = statement(statement_entries(officer, 2026))
    assert (row.count, row.total, row.open_points, row.waived) == (2, Decimal(4), Decimal(4), 1)
    assert row.by_code[PointsCode.LATE_CHANGE] == Decimal(3)
    assert statement_entries(core.actor(Role.INSTITUTE_CLERK), 2026) == []
    assert (
        statement_entries(core.actor(Role.COMMITTEE_CLERK, core.organisation(OrganisationKind.COMMITTEE)), 2026) == []
    )
