"""Sittings that move under a dispatch: a change and a resumption bring about the same."""

from datetime import date

import pytest

from examiners.models import Dispatch
from plans.models import Plan
from plans.rules.states import PlanState
from plans.services.change_decisions import decide_change
from plans.services.resumptions import resume_later
from plans.services.sweep import sweep
from tests.factories import changes, sms
from tests.factories import dispatch as make

pytestmark = pytest.mark.django_db
EXAM = make.EXAM
EXAM_WORDS = "2026年5月16日"


@pytest.fixture(autouse=True)
def small_teams(settings):
    settings.KAOWU = {**settings.KAOWU, "EXAMINERS_PER_SITTING": 1}
    sms.gateway()


def suspended_with_a_team():
    """A plan that missed its arrangement; the team of its practical has confirmed."""
    on = make.stage(seats=1, people=1)
    make.start(on)
    make.joins(on.examiners[0], on.dispatch)
    Plan.objects.filter(pk=on.sitting.plan_id).update(state=PlanState.PAID, previous_state=PlanState.QUALIFIED)
    stopped = make.at(date(2026, 5, 1), "08:00")
    sweep(now=stopped)
    assert Plan.objects.get(pk=on.sitting.plan_id).state == PlanState.SUSPENDED
    return on, stopped


def aftermath(on):
    """What is left of dispatch, messages and obligations, without the names of this plan's people and places."""
    plan = Plan.objects.get(pk=on.sitting.plan_id)
    dispatches = Dispatch.objects.filter(request__sitting__plan=plan).order_by("pk")
    return {
        "state": (plan.state, plan.first_exam_date),
        "dispatches": list(dispatches.values_list("state", "day", "reason")),
        "messages": make.sent_to(on.examiners[0]),
        "obligations": sorted(plan.obligations.values_list("code", "sitting__subject", "state", "last_day"), key=str),
    }


def test_the_city_resumes_with_a_later_date_and_examiners_hear_it_as_of_a_change():
    asked, now = suspended_with_a_team()
    change = changes.ask(asked.ground, asked.sitting.plan, changes.both(asked.sitting.plan), now=now)
    decide_change(actor=asked.ground.officer, change_id=change.pk, approved=True, note="", now=now)
    resumed, now = suspended_with_a_team()
    resume_later(
        actor=resumed.ground.officer, plan_id=resumed.sitting.plan_id, first_exam=changes.LATER, reason="停电", now=now
    )
    assert aftermath(resumed) == aftermath(asked)
    assert aftermath(resumed)["messages"][-1] == "cancellation"
    assert aftermath(resumed)["dispatches"] == [("CANCELLED", EXAM, "考试改期"), ("WAITING", changes.LATER, "")]
    assert f"{EXAM_WORDS}在{resumed.sitting.site.name}参评" in make.texts_to(resumed.examiners[0])[-1]
