"""The city's override: with reason and date, on the record; it revives and resumes."""

from datetime import date, datetime, timedelta

import pytest
from django.db import Error, transaction

from appraisal.core.errors import NotPermitted, Refused
from appraisal.core.models import AuditEntry, Notice, Organisation
from appraisal.core.queries.calendar import load_calendar
from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.rules.roles import Actor, Role
from plans.models import Obligation, Override, Plan
from plans.rules.obligations import ObligationCode
from plans.rules.states import PlanState
from plans.services.obligations import deadline_of, lay_obligations, meet
from plans.services.overrides import grant_override
from plans.services.sweep import sweep
from tests.factories import core
from tests.factories import plans as make

pytestmark = pytest.mark.django_db

EXAM = date(2026, 6, 13)
EARLY = datetime(2026, 3, 2, 9, tzinfo=BEIJING)


@pytest.fixture(autouse=True)
def section() -> Organisation:
    return core.organisation(OrganisationKind.CITY_SECTION, code="CITY-GUIDANCE")


@pytest.fixture
def officer(section: Organisation) -> Actor:
    return core.actor(Role.GUIDANCE_OFFICER, section)


def plan_in(state: PlanState) -> Plan:
    filed_at = None if state == PlanState.DRAFT else EARLY
    plan = make.plan(state=state, first_exam_date=EXAM, state_since=EARLY, filed_at=filed_at)
    with transaction.atomic():
        lay_obligations(plan=plan, calendar=load_calendar(), now=EARLY)
    return plan


def missed(state: PlanState, code: ObligationCode) -> tuple[Plan, Obligation, datetime]:
    """A plan after the sweep took the consequence of one missed obligation; the next morning."""
    plan = plan_in(state)
    owed = plan.obligations.get(code=code)
    sweep(now=owed.due_at)
    plan.refresh_from_db()
    owed.refresh_from_db()
    return plan, owed, owed.due_at + timedelta(hours=9)


def test_a_lapsed_plan_is_a_draft_again_until_the_new_last_day(officer: Actor) -> None:
    plan, owed, now = missed(PlanState.DRAFT, ObligationCode.FILE)
    assert plan.state == "LAPSED"
    new = now.date() + timedelta(days=3)

    grant_override(actor=officer, obligation_id=owed.pk, new_last_day=new, reason=" 企业停产检修 ", now=now)

    plan.refresh_from_db()
    owed.refresh_from_db()
    assert (plan.state, owed.state, owed.last_day, owed.overridden) == ("DRAFT", "OPEN", new, True)
    assert owed.next_reminder_at is not None
    deadline = deadline_of(plan, ObligationCode.FILE, load_calendar())
    assert deadline is not None
    assert deadline.is_kept_at(now)
    assert "理由：企业停产检修" in deadline.sentence()
    assert plan.steps.last().action == "REVIVE"
    assert Override.objects.get().reason == "企业停产检修"
    assert AuditEntry.objects.filter(action="plan.revive", user_id=officer.user_id).count() == 1
    letter = Notice.objects.get(organisation=plan.institute, subject__startswith="特批")
    assert "起草中" in letter.body

    assert sweep(now=owed.due_at).missed == 1  # the new last day is as strict as the old one
    plan.refresh_from_db()
    assert plan.state == "LAPSED"


@pytest.mark.parametrize("state", [PlanState.FILED, PlanState.ACCEPTED, PlanState.PAID])
def test_a_suspended_plan_goes_on_where_it_stood(officer: Actor, state: PlanState) -> None:
    plan, owed, now = missed(state, ObligationCode.ARRANGE)
    assert plan.state == "SUSPENDED"
    grant_override(
        actor=officer, obligation_id=owed.pk, new_last_day=EXAM - timedelta(days=3), reason="考场被征用", now=now
    )

    plan.refresh_from_db()
    owed.refresh_from_db()
    assert (plan.state, owed.state) == (state, "OPEN")
    assert plan.steps.last().action == "RESUME"


def test_room_before_anything_is_missed_keeps_the_state(officer: Actor) -> None:
    plan = plan_in(PlanState.ACCEPTED)
    owed = plan.obligations.get(code="ENROL")
    new = owed.last_day + timedelta(days=3)
    grant_override(actor=officer, obligation_id=owed.pk, new_last_day=new, reason="停电", now=EARLY)

    plan.refresh_from_db()
    owed.refresh_from_db()
    assert (plan.state, owed.last_day, owed.state) == ("ACCEPTED", new, "OPEN")
    assert plan.steps.get().action == "OVERRIDE"


def test_all_reasons_at_once(officer: Actor) -> None:
    plan = plan_in(PlanState.ACCEPTED)
    owed = plan.obligations.get(code="PAY")
    with pytest.raises(Refused) as refused:
        grant_override(
            actor=officer, obligation_id=owed.pk, new_last_day=EARLY.date() - timedelta(days=1), reason=" ", now=EARLY
        )
    codes = {refusal.code for refusal in refused.value.refusals}
    assert codes == {"override_date_past", "override_not_later", "reason_missing"}
    assert not Override.objects.exists()
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    ("new", "code"),
    [(None, "override_date_missing"), (EXAM, "override_after_event"), (EARLY.date(), "override_not_later")],
)
def test_a_date_that_gives_no_room_is_refused(officer: Actor, new: date | None, code: str) -> None:
    owed = plan_in(PlanState.ACCEPTED).obligations.get(code="PAY")
    with pytest.raises(Refused) as refused:
        grant_override(actor=officer, obligation_id=owed.pk, new_last_day=new, reason="停电", now=EARLY)
    assert [refusal.code for refusal in refused.value.refusals] == [code]


def test_what_is_done_or_the_citys_own_gets_no_override(officer: Actor) -> None:
    plan = plan_in(PlanState.FILED)
    with transaction.atomic():
        meet(plan=plan, code=ObligationCode.FILE, now=EARLY)
    done = make.obligation(ObligationCode.FILE, plan, EXAM, state="MET")
    later = EXAM - timedelta(days=1)
    for owed, code in [(done, "override_settled"), (plan.obligations.get(code="ANSWER"), "override_own_duty")]:
        with pytest.raises(Refused) as refused:
            grant_override(actor=officer, obligation_id=owed.pk, new_last_day=later, reason="停电", now=EARLY)
        assert code in {refusal.code for refusal in refused.value.refusals}


def test_a_suspended_plan_is_resumed_by_its_arrangement_only(officer: Actor) -> None:
    plan, _, now = missed(PlanState.PAID, ObligationCode.ARRANGE)
    other = make.obligation(ObligationCode.PAY, plan, EXAM, state="MISSED")
    with pytest.raises(Refused) as refused:
        later = EXAM - timedelta(days=1)
        grant_override(actor=officer, obligation_id=other.pk, new_last_day=later, reason="停电", now=now)
    assert [refusal.code for refusal in refused.value.refusals] == ["override_plan_closed"]


@pytest.mark.parametrize("role", [role for role in Role if role != Role.GUIDANCE_OFFICER])
def test_only_the_guidance_section_may(role: Role) -> None:
    owed = plan_in(PlanState.ACCEPTED).obligations.get(code="PAY")
    with pytest.raises(NotPermitted):
        grant_override(actor=core.actor(role), obligation_id=owed.pk, new_last_day=EXAM, reason="停电", now=EARLY)


def test_an_override_cannot_be_changed_afterwards(officer: Actor) -> None:
    owed = plan_in(PlanState.ACCEPTED).obligations.get(code="PAY")
    new = EXAM - timedelta(days=1)
    grant_override(actor=officer, obligation_id=owed.pk, new_last_day=new, reason="停电", now=EARLY)
    with pytest.raises(Error, match="append"), transaction.atomic():
        Override.objects.update(reason="另一个理由")
