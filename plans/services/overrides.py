"""The city's override (特批) of one deadline: with reason and date, on the record; it brings a stopped plan back."""

from datetime import date, datetime

from appraisal.core import clock
from appraisal.core.errors import Refused
from appraisal.core.permissions import authorise
from appraisal.core.queries.calendar import calendar_for_writing, counting
from appraisal.core.rules.deadlines import due_at
from appraisal.core.rules.roles import Actor, Capability
from appraisal.core.transactions import use_case
from plans.models import Obligation, Override, Sitting
from plans.phrasebook.deadlines import REVIVED, SITTING_RESUMED
from plans.queries.obligations import Shown, shown, with_reason
from plans.queries.overrides import override_facts
from plans.queries.plans import lock_plan
from plans.rules.obligations import ObligationCode
from plans.rules.overriding import override_refusals, revival
from plans.rules.states import PlanAction, PlanState
from plans.services import steps
from plans.services.deadline_letters import write
from plans.services.obligations import lay_obligations


@use_case
def grant_override(
    *, actor: Actor, obligation_id: int, new_last_day: date | None, reason: str, now: datetime
) -> Override:
    """Give an obligation a new last day. A plan that lapsed by it is a draft again, a suspended one goes on.

    Raises `NotPermitted` for everyone but the city's guidance section, `Obligation.DoesNotExist`, and `Refused` with
    every reason at once.
    """
    authorise(actor, Capability.GRANT_OVERRIDE)
    plan = lock_plan(Obligation.objects.values_list("plan_id", flat=True).get(pk=obligation_id))
    calendar = calendar_for_writing()
    obligation = Obligation.objects.select_for_update().get(pk=obligation_id)
    facts = override_facts(plan, obligation, new_last_day=new_last_day, reason=reason)
    refusals = override_refusals(facts, today=clock.today(now))
    if refusals or new_last_day is None:
        raise Refused(*refusals)
    override = Override.objects.create(
        obligation=obligation,
        old_last_day=obligation.last_day,
        new_last_day=new_last_day,
        reason=reason.strip(),
        granted_by_id=actor.user_id,
        granted_at=now,
    )
    obligation = _give_room(obligation, new_last_day)
    resumed = _resume_sitting(obligation)
    action = revival(facts.row.code, facts.plan_state) or PlanAction.OVERRIDE
    about = shown(plan, obligation, facts.row, calendar)
    step = steps.advance(
        plan=plan, action=action, actor=actor, now=now, reason=override.reason, proof=about.deadline.sentence()
    )
    lay_obligations(plan=plan, calendar=calendar, now=now)
    _tell(about, override, step, now, resumed=resumed)
    days = {"old": str(override.old_last_day), "new": str(override.new_last_day)}
    steps.record(step, code=obligation.code, sitting=obligation.sitting_id, **days)
    return override


def _give_room(obligation: Obligation, new_last_day: date) -> Obligation:
    """Write the new last day; returns the row as `shown` wants it."""
    obligation.last_day, obligation.due_at = new_last_day, due_at(new_last_day, counting())
    obligation.overridden, obligation.provisional = True, False
    obligation.save(update_fields=["last_day", "due_at", "overridden", "provisional"])
    row: Obligation = with_reason(Obligation.objects.select_related("plan")).get(pk=obligation.pk)
    return row


def _resume_sitting(obligation: Obligation) -> bool:
    """A sitting that stands still for want of a request goes on with the new last day; whether there was one."""
    if obligation.code != ObligationCode.REQUEST:
        return False
    suspended = Sitting.objects.select_for_update().filter(pk=obligation.sitting_id, suspended_at__isnull=False)
    return bool(suspended.update(suspended_at=None, suspended_reason=""))


def _tell(about: Shown, override: Override, step: steps.Step, now: datetime, *, resumed: bool) -> None:
    plan = step.plan
    revived = "" if step.action is PlanAction.OVERRIDE else REVIVED.format(state=PlanState[plan.state].label)
    revived = SITTING_RESUMED if resumed else revived
    words = {"old_last_day": override.old_last_day, "reason": override.reason, "revived": revived}
    write("override", about, to=[about.record.responsible_id], now=now, moment=str(override.pk), **words)
