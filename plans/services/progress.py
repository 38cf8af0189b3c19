"""The later steps of a plan's life, each following from something that happened elsewhere.

Parts of an action, never an action of their own: whoever finds that the last bill is paid, the last sitting over, the
last roster handed in, the last sheet confirmed or the last payee paid calls one of these with the locked plan.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import prefetch_related_objects

from appraisal.core import audit
from appraisal.core.queries.calendar import calendar_for_writing
from appraisal.core.queries.sections import guidance_section_id
from appraisal.core.rules.enums import Subject
from appraisal.core.rules.roles import Actor
from appraisal.core.services import notices
from appraisal.core.transactions import require_transaction
from plans.models import Plan
from plans.queries.obligations import deadlines_of
from plans.rules.obligations import ObligationCode
from plans.rules.states import PlanAction
from plans.services import letters, steps
from plans.services.obligations import lay_all, lay_obligations, meet, meet_all


def mark_paid(*, plan: Plan, actor: Actor | None, now: datetime, **details: Any) -> None:
    """The plan's fee is collected in full: QUALIFIED → PAID, the obligation PAY is met 二（五）.

    Raises `KeyError` in any other state: the caller asks before.
    """
    mark_all_paid(paid=[(plan, details)], actor=actor, now=now)


def mark_all_paid(*, paid: Sequence[tuple[Plan, Mapping[str, Any]]], actor: Actor | None, now: datetime) -> None:
    """The fees of several locked plans are collected, each with the details of its entry; raises like `mark_paid`.

    The number of statements does not grow with the plans.
    """
    require_transaction()
    if not paid:
        return
    plans, calendar = [plan for plan, _ in paid], calendar_for_writing()
    arrange_by = deadlines_of(plans, ObligationCode.ARRANGE, calendar)
    taken = steps.advance_all(plans=plans, action=PlanAction.PAY, actor=actor, now=now)
    meet_all(plans=plans, code=ObligationCode.PAY, now=now)
    lay_all(plans=plans, calendar=calendar, now=now)
    written = []
    for step in taken:
        deadline = arrange_by[step.plan.pk]
        last_day = deadline.last_day if deadline else ""
        written.append(letters.letter(step, "paid", [step.plan.institute_id], arrange_by=last_day))
    notices.post_all(written)
    prefetch_related_objects(plans, "items")  # whom each entry concerns, asked once
    audit.record_many([steps.entry(step, **details) for step, (_, details) in zip(taken, paid, strict=True)])


def mark_arranged(*, plan: Plan, actor: Actor | None, now: datetime, **details: Any) -> None:
    """Every candidate has a seat in every sitting: PAID → ARRANGED, ARRANGE is met 二（二）."""
    step = _advance(plan, PlanAction.ARRANGE, actor, now, met=ObligationCode.ARRANGE)
    letters.write(step, "arranged", [plan.district_id, guidance_section_id()])
    steps.record(step, **details)


def mark_held(*, plan: Plan, now: datetime, **details: Any) -> None:
    """The last sitting's day is over: ARRANGED → HELD. Raises like `mark_paid`."""
    step = _advance(plan, PlanAction.HOLD, None, now)
    letters.write(step, "held", [plan.institute_id])
    steps.record(step, **details)


def mark_reported(*, plan: Plan, actor: Actor | None, now: datetime, **details: Any) -> None:
    """Everything the institute hands in after the exam is in: HELD → REPORTED 三. Raises like `mark_paid`."""
    step = _advance(plan, PlanAction.REPORT, actor, now)
    if plan.sittings.filter(subject=Subject.PRACTICAL).exists():  # otherwise there was nothing to hand in
        letters.write(step, "reported", [plan.district_id])
    steps.record(step, **details)


def mark_reopened(*, plan: Plan, actor: Actor, reason: str, now: datetime, **details: Any) -> None:
    """A hand-in was sent back, so that not everything is in any more: REPORTED → HELD. Raises like `mark_paid`."""
    step = _advance(plan, PlanAction.REOPEN, actor, now, reason=reason)
    steps.record(step, **details)


def mark_scored(*, plan: Plan, actor: Actor | None, now: datetime, **details: Any) -> None:
    """Every sheet is confirmed and published: REPORTED → SCORED. Raises like `mark_paid`."""
    step = _advance(plan, PlanAction.SCORE, actor, now)
    letters.write(step, "scored", [plan.institute_id])
    steps.record(step, **details)


def mark_settled(*, plan: Plan, actor: Actor | None, now: datetime, **details: Any) -> None:
    """Everybody is paid: SCORED → SETTLED 二（七）. Raises like `mark_paid`."""
    step = _advance(plan, PlanAction.SETTLE, actor, now)
    letters.write(step, "settled", [plan.institute_id, plan.district_id])
    steps.record(step, **details)


def _advance(
    plan: Plan,
    action: PlanAction,
    actor: Actor | None,
    now: datetime,
    met: ObligationCode | None = None,
    reason: str = "",
) -> steps.Step:
    require_transaction()
    step = steps.advance(plan=plan, action=action, actor=actor, now=now, reason=reason)
    if met:
        meet(plan=plan, code=met, now=now)
    lay_obligations(plan=plan, calendar=calendar_for_writing(), now=now)
    return step
