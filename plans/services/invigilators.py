"""Invigilators 一（六）: the institute's list, and who watches which room; nobody in two places at a time.

Lock order: plan, invigilators by key. The exclusion constraint is the last line.
"""

from datetime import datetime

from django.db import IntegrityError

from appraisal.core import audit
from appraisal.core.crypto import blind_index
from appraisal.core.errors import Conflict, Refused
from appraisal.core.permissions import authorise
from appraisal.core.rules.identity import mask_mobile, read_mobile
from appraisal.core.rules.refusals import Refusal, gather
from appraisal.core.rules.roles import Actor, Capability
from appraisal.core.services.personal import Revealable, register_revealable
from appraisal.core.services.texts import text_refusals
from appraisal.core.transactions import use_case, verify_expected
from plans.models import Invigilator, InvigilatorDuty, RoomUse
from plans.queries.invigilators import busy_spans, candidates_among, lock_staff, sits_in, watches_of
from plans.queries.plans import lock_plan
from plans.queries.rooms import invigilators_needed, use_name, uses_of, when
from plans.rules.invigilation import assign
from plans.rules.seating.completing import INVIGILATION_RULE
from plans.rules.states import PlanState
from plans.services.plan_papers import supersede_outdated
from plans.services.seat_changes import refuse_late


@use_case
def save_invigilator(
    *, actor: Actor, name: str, phone: str, active: bool, now: datetime, invigilator_id: int | None = None
) -> Invigilator:
    """Add one of the staff, or change one. Raises `NotPermitted`, `Invigilator.DoesNotExist`, `Refused`."""
    authorise(actor, Capability.EDIT_INVIGILATORS)
    own = Invigilator.objects.filter(institute_id=actor.organisation_id)
    person = own.select_for_update().get(pk=invigilator_id) if invigilator_id else None
    verify_expected(*filter(None, [person]))
    number = read_mobile(phone)
    index = blind_index(number) if number else None
    refusals = list(text_refusals(Invigilator, name=name))
    if number is None:
        refusals.append(Refusal("invigilator_phone", field="phone"))
    elif own.filter(phone_index=index).exclude(pk=invigilator_id).exists():
        refusals.append(Refusal("invigilator_twice", field="phone"))
    if person and not active:
        refusals += _duties_to_come(person, now)
    if refusals:
        raise Refused(*gather(tuple(refusals)))
    person = person or Invigilator(institute_id=actor.organisation_id)
    person.name, person.phone, person.phone_index, person.active = name.strip(), number, index, active
    person.save()
    word = "change" if invigilator_id else "add"
    audit.record(
        actor=actor, action=f"invigilator.{word}", target=person, at=now, active=active,
        summary=f"{'修改' if invigilator_id else '登记'}监考员：{person.name}",
    )  # fmt: skip
    return person


@use_case
def assign_invigilators(*, actor: Actor, plan_id: int, now: datetime) -> tuple[int, int]:
    """Fill what the plan's rooms lack, duties spread evenly; returns (how many were assigned, how many still lack).

    Raises `NotPermitted`, `Conflict`, `Refused` when it is too late.
    """
    plan = lock_plan(plan_id)
    refuse_late(actor, plan, now)
    staff = lock_staff(plan.institute_id)
    barred = candidates_among(plan, staff)
    busy = {key: spans for key, spans in busy_spans(staff).items() if key not in barred}
    watches = watches_of(plan)
    found = assign(watches, busy, seed=plan.pk)
    during = dict(RoomUse.objects.filter(plan=plan).values_list("pk", "during"))
    made = InvigilatorDuty.objects.bulk_create(
        InvigilatorDuty(use_id=use_id, invigilator_id=key, during=during[use_id])
        for use_id, keys in found.items()
        for key in keys
    )
    supersede_outdated(plan=plan, now=now)
    lacks = sum(watch.lacks for watch in watches) - len(made)
    audit.record(
        actor=actor, action="invigilator.assign", target=plan, at=now, duties=len(made), lacks=lacks,
        summary=f"自动安排监考员：计划 {plan.number}，{len(made)} 人次",
    )  # fmt: skip
    return len(made), lacks


@use_case
def set_duty(*, actor: Actor, use_id: int, invigilator_id: int, on: bool, now: datetime) -> None:
    """Put an invigilator into a room in use, or let him off.

    Raises `NotPermitted`, `DoesNotExist`, `Conflict`; `Refused` with everything that is in the way.
    """
    plan = lock_plan(RoomUse.objects.values_list("plan_id", flat=True).get(pk=use_id))
    refuse_late(actor, plan, now)
    person: Invigilator = Invigilator.objects.select_for_update().get(pk=invigilator_id, institute=plan.institute_id)
    use = next(one for one in uses_of(plan) if one.pk == use_id)
    if on:
        refusals = _refusals_on(person, use)
        if sits_in(plan, person):
            refusals.append(Refusal("invigilator_candidate", {"name": person.name}, rule=INVIGILATION_RULE))
    else:
        refusals = _refusals_off(use, complete=plan.state == PlanState.ARRANGED)
    if refusals:
        raise Refused(*refusals)
    _write_duty(use, person, on)
    supersede_outdated(plan=plan, now=now)
    audit.record(
        actor=actor, action="invigilator.duty" if on else "invigilator.let_off", target=plan, at=now, use=use.pk,
        invigilator=person.pk, summary=f"{'安排' if on else '撤下'}监考员：计划 {plan.number}，{use_name(use)}",
    )  # fmt: skip


def _write_duty(use: RoomUse, person: Invigilator, on: bool) -> None:
    if not on:
        use.duties.filter(invigilator=person).delete()
        return
    try:
        InvigilatorDuty.objects.create(use=use, invigilator=person, during=use.during)
    except IntegrityError as taken:
        raise Conflict(f"{person.name}刚刚被安排到别处，请刷新页面。") from taken


def _refusals_on(person: Invigilator, use: RoomUse) -> list[Refusal]:
    found = []
    if not person.active:
        found.append(Refusal("invigilator_inactive", {"name": person.name}, rule=INVIGILATION_RULE))
    duties = person.duties.filter(during__overlap=use.during).select_related("use__room")
    for duty in duties:
        params = {"name": person.name, "at": when(duty.use), "room": duty.use.room.name}
        found.append(Refusal("invigilator_busy", params, rule=INVIGILATION_RULE))
    return found


def _refusals_off(use: RoomUse, *, complete: bool) -> list[Refusal]:
    """After completion a room keeps the invigilators it needs."""
    needed = invigilators_needed(use)
    if not complete or use.watched > needed:
        return []
    params = {"room": use_name(use), "at": when(use), "needed": needed}
    return [Refusal("invigilator_needed", params, rule=INVIGILATION_RULE)]


def _duties_to_come(person: Invigilator, now: datetime) -> list[Refusal]:
    duties = person.duties.filter(during__endswith__gt=now).select_related("use").order_by("during")[:1]
    return [
        Refusal("invigilator_on_duty", {"name": person.name, "at": when(duty.use)}, rule=INVIGILATION_RULE)
        for duty in duties
    ]


register_revealable(Revealable(Invigilator, "phone", "手机号码", mask_mobile))
