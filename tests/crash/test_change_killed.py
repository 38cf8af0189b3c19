"""An approval killed at every step of its cascade leaves the old state whole; killed after it, the new one."""

import os
import signal
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.db import transaction

from appraisal.core.models import AuditEntry, Notice, Organisation, Paper, SmsMessage
from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.rules.papers import PaperKind
from appraisal.core.services.calendar import fill_calendar
from appraisal.core.services.papers import issue_paper
from appraisal.core.transactions import use_case
from plans.models import ChangeRequest, Deduction, DeductionStep, DistrictNotice, Plan, PlanStep
from plans.rules.changes import Wish
from plans.services import change_cascade, change_decisions
from plans.services.change_sweep import sweep_changes
from tests.factories import changes as ask_for
from tests.factories import core, rooms
from tests.factories import filing as make
from tests.forks import forked

pytestmark = pytest.mark.django_db(transaction=True)
NOW = rooms.NOW


@pytest.fixture
def ground() -> make.Ground:
    fill_calendar(now=NOW)
    return make.ground()


@pytest.fixture
def change(ground: make.Ground) -> ChangeRequest:
    """A request that touches everything: seats, papers, another district, candidates, points."""
    plan = rooms.complete(ground, 6)
    print_ticket(plan, ground)
    haidian = core.organisation(OrganisationKind.DISTRICT_CENTRE, name="海淀区中心")
    rooms.room(ground.institute, district=haidian)
    return ask_for.ask(ground, plan, wishes(plan, haidian), now=NOW)


def wishes(plan: Plan, haidian: Organisation) -> list[Wish]:
    there = ask_for.wish(plan, place="海淀教室", district_id=haidian.pk)
    return [there, ask_for.wish(plan, "PRACTICAL")]


@use_case
def print_ticket(plan: Plan, ground: make.Ground) -> None:
    issue_paper(
        kind=PaperKind.TICKET, subject=plan, title="准考证", facts=[], organisation_ids=[plan.institute_id],
        actor=ground.clerk, now=NOW, is_sample=False,
    )  # fmt: skip


def everything(plan: Plan) -> dict[str, Any]:
    """All that the cascade writes."""
    plan.refresh_from_db()
    uses = plan.room_uses.order_by("subject", "number")
    return {
        "plan": (plan.state, plan.first_exam_date),
        "sittings": list(plan.sittings.order_by("pk").values_list("date", "place", "place_district")),
        "seats": [list(use.seats.order_by("number").values_list("candidate", "number", "during")) for use in uses],
        "obligations": list(plan.obligations.order_by("pk").values_list("code", "anchor_date", "last_day", "state")),
        "request": list(ChangeRequest.objects.values_list("state", "decided_at", "effects", "candidates_told_at")),
        "lines": list(ChangeRequest.objects.values_list("lines__is_open", flat=True)),
        "papers": list(Paper.objects.order_by("pk").values_list("superseded_at", flat=True)),
        "owed": list(DistrictNotice.objects.values_list("district", "due_at")),
        "points": (Deduction.objects.count(), DeductionStep.objects.count()),
        "steps": PlanStep.objects.count(),
        "audit": AuditEntry.objects.count(),
        "letters": Notice.objects.count(),
    }


def killed(action: Callable[[], object]) -> None:
    """Run the action in a process of its own, which must die by SIGKILL in the middle of it."""
    assert forked(action) == -signal.SIGKILL, "it came to its end"


def die(*_: object, **__: object) -> Iterable[Any]:
    os.kill(os.getpid(), signal.SIGKILL)
    return ()


def approve(ground: make.Ground, change: ChangeRequest) -> ChangeRequest:
    return change_decisions.decide_change(actor=ground.officer, change_id=change.pk, approved=True, note="", now=NOW)


def test_killed_at_every_step_nothing_has_happened(
    ground: make.Ground, change: ChangeRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = Plan.objects.get(pk=change.plan_id)
    effects, before = change_cascade.EFFECTS, everything(plan)
    for number in range(len(effects) + 1):
        monkeypatch.setattr(change_cascade, "EFFECTS", (*effects[:number], die, *effects[number:]))
        killed(lambda: approve(ground, change))
        assert everything(plan) == before, f"killed before effect {number}"
    monkeypatch.setattr(change_cascade, "EFFECTS", effects)
    monkeypatch.setattr(change_decisions.steps, "record", die)  # the last thing it writes
    killed(lambda: approve(ground, change))
    assert everything(plan) == before
    monkeypatch.undo()

    approve(ground, change)
    after = everything(plan)
    assert [name for name in after if after[name] == before[name]] == []


def test_killed_once_it_has_committed_everything_has_happened_and_the_sweep_does_the_rest(
    ground: make.Ground, change: ChangeRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker is never told of the candidates: the request itself says that they still have to hear."""
    plan = Plan.objects.get(pk=change.plan_id)
    monkeypatch.setattr(change_cascade.jobs, "defer", lambda *_, **__: transaction.on_commit(die))
    killed(lambda: approve(ground, change))
    monkeypatch.undo()
    assert everything(plan)["request"][0][0] == "APPROVED"
    assert everything(plan)["points"] == (1, 1)
    assert SmsMessage.objects.count() == 0
    assert sweep_changes(now=NOW).told == 1
    assert SmsMessage.objects.count() == 6
