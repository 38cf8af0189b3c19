"""The institute asks for examiners, per practical sitting, until seven working days before it 三."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings

from appraisal.core import audit, clock
from appraisal.core.errors import Refused
from appraisal.core.phrases import conflict
from appraisal.core.queries.calendar import calendar_for_writing
from appraisal.core.rules.identity import mask_mobile
from appraisal.core.rules.refusals import Refusal, gather
from appraisal.core.rules.roles import Actor, Role
from appraisal.core.services import notices
from appraisal.core.services.personal import Revealable, register_revealable
from appraisal.core.services.texts import reason_refusals, text_refusals
from appraisal.core.transactions import use_case
from examiners.models import ExaminerRequest
from examiners.phrasebook import requests as words
from examiners.queries.conversations import live_dispatch, lock_dispatch
from examiners.queries.requests import request_facts
from examiners.rules.enums import ExaminerRequestState
from examiners.rules.requests import RequestEntry, entry_refusals, read_phone, time_refusals
from examiners.rules.states import DispatchState
from examiners.services.dispatches import RULE, call_off, open_dispatch
from plans.models import Plan, Sitting
from plans.permissions import authorise_plan
from plans.queries.plans import lock_plan
from plans.rules.states import PlanAction
from plans.services import staffing
from plans.services.letters import plan_path


@dataclass(frozen=True)
class Asked:
    """A practical of a locked plan and its request, if there is one; both locked."""

    plan: Plan
    sitting: Sitting
    request: ExaminerRequest | None


@use_case
def request_examiners(*, actor: Actor, sitting_id: int, entry: RequestEntry, now: datetime) -> ExaminerRequest:
    """Ask for examiners, or change what was asked for; the district is told.

    Raises `NotPermitted`, `Conflict`, `Sitting.DoesNotExist`, and `Refused` with everything in the way: the clock with
    its proof, the number, the contact.
    """
    asked = _lock(actor, sitting_id)
    request = asked.request or ExaminerRequest(sitting=asked.sitting, number=0, asked_by_id=actor.user_id, asked_at=now)
    is_new = request.pk is None or request.state != ExaminerRequestState.OPEN
    again = not is_new and live_dispatch(request) is None
    refusals = gather(_clock_refusals(asked, now), _entry_refusals(entry), _number_refusals(asked, entry))
    if refusals:
        raise Refused(*refusals)
    before = request.number
    request.number, request.note = entry.number, entry.note.strip()
    request.contact_name, request.contact_phone = entry.contact_name.strip(), read_phone(entry.contact_phone)
    request.state, request.reason, request.changed_at = ExaminerRequestState.OPEN, "", now
    if is_new:
        request.asked_at, request.asked_by_id = now, actor.user_id
    request.save()
    staffing.examiners_requested(plan=asked.plan, sitting=asked.sitting, now=now)
    open_dispatch(request=request, now=now)
    if is_new or again or before != request.number:
        subject = words.ASKED if is_new or again else words.CHANGED
        _tell(asked, subject, words.ASKED_BODY, now, number=request.number, contact=request.contact_name)
    summary = "提出考评人数需求" if is_new else "重新提出考评人数需求" if again else "修改考评人数需求"
    _record(actor, asked, request, summary, now, number=request.number, before=before)
    return request


@use_case
def withdraw_request(*, actor: Actor, sitting_id: int, reason: str, now: datetime) -> None:
    """Take the request back; it is owed again. Raises like `request_examiners`, and `Conflict` without a request."""
    asked = _lock(actor, sitting_id)
    request = asked.request
    if request is None or request.state != ExaminerRequestState.OPEN:
        raise conflict("request_missing")
    refusals = gather(_clock_refusals(asked, now, again=False), reason_refusals(reason))
    if refusals:
        raise Refused(*refusals)
    request.state, request.reason, request.changed_at = ExaminerRequestState.WITHDRAWN, reason.strip(), now
    request.save(update_fields=["state", "reason", "changed_at"])
    staffing.request_withdrawn(plan=asked.plan, sitting=asked.sitting, now=now)
    if dispatch := live_dispatch(request):
        call_off(dispatch=lock_dispatch(dispatch.pk), reason=request.reason, actor=actor, now=now)
    _tell(asked, words.WITHDRAWN, words.WITHDRAWN_BODY, now, reason=request.reason)
    _record(actor, asked, request, "撤回考评人数需求", now, reason=request.reason)


def _lock(actor: Actor, sitting_id: int) -> Asked:
    """The practical with its plan and request, locked in this order, if the actor may ask for it."""
    plan = lock_plan(Sitting.objects.visible_to(actor).values_list("plan_id", flat=True).get(pk=sitting_id))
    authorise_plan(actor, PlanAction.REQUEST_EXAMINERS, plan)
    rows = Sitting.objects.select_for_update(of=("self",)).select_related("item__occupation_level__occupation")
    sitting: Sitting = rows.get(pk=sitting_id)
    return Asked(plan, sitting, ExaminerRequest.objects.select_for_update().filter(sitting=sitting).first())


def _clock_refusals(asked: Asked, now: datetime, *, again: bool = True) -> tuple[Refusal, ...]:
    """`again`: what was asked for in time may be asked for once more when its dispatch was called off."""
    if asked.sitting.subject != "PRACTICAL":
        return (Refusal("request_not_practical"),)
    facts = request_facts(asked.plan, asked.sitting, calendar_for_writing())
    facts = replace(facts, called_off=facts.called_off and again)
    return time_refusals(facts, now=now, today=clock.today(now))


def _entry_refusals(entry: RequestEntry) -> tuple[Refusal, ...]:
    least, most = settings.KAOWU["EXAMINERS_PER_SITTING"], settings.KAOWU["MOST_EXAMINERS_PER_SITTING"]
    texts = text_refusals(ExaminerRequest, contact_name=entry.contact_name, note=entry.note)
    return gather(entry_refusals(entry, at_least=least, at_most=most), texts)


def _number_refusals(asked: Asked, entry: RequestEntry) -> tuple[Refusal, ...]:
    """Fewer than before, once people have been asked, is the district's to arrange."""
    started = live_dispatch(asked.request) if asked.request else None
    if started and started.state != DispatchState.WAITING and entry.number < started.seats:
        return (Refusal("request_dispatched", rule=RULE, field="number"),)
    return ()


def _tell(asked: Asked, subject: str, body: str, now: datetime, **more: object) -> None:
    plan, sitting = asked.plan, asked.sitting
    filled = {
        "institute": plan.institute.name,
        "plan": plan.number,
        "title": plan.title,
        "day": sitting.date,
        "item": sitting.item,
        **more,
    }
    notices.post(
        organisation_ids=[plan.district_id],
        subject=subject.format(**filled),
        body=body.format(**filled),
        key=f"examiner-request:{sitting.pk}:{now:%Y%m%d%H%M%S%f}",
        now=now,
        role=Role.DISTRICT_OFFICER,
        path=plan_path(plan),
    )


def _record(actor: Actor, asked: Asked, request: ExaminerRequest, said: str, now: datetime, **details: object) -> None:
    audit.record(
        actor=actor,
        action="examiners.request",
        target=request,
        summary=f"{said}：计划 {asked.plan.number}，{asked.sitting.item}，{asked.sitting.date}",
        at=now,
        sitting=asked.sitting.pk,
        state=request.state,
        **details,
    )


register_revealable(Revealable(ExaminerRequest, "contact_phone", "考点联系电话", mask_mobile))
