"""Public notices of technician candidates 一（四）: published and withdrawn by the city, closed by the worker."""

from datetime import datetime

from appraisal.core import audit, clock
from appraisal.core.errors import Refused
from appraisal.core.phrases import conflict
from appraisal.core.queries.calendar import calendar_for_writing
from appraisal.core.queries.sections import guidance_section_id
from appraisal.core.rules.identity import mask_document_number
from appraisal.core.rules.roles import Actor, Role
from appraisal.core.services import notices
from appraisal.core.transactions import use_case
from plans.models import Candidate, NoticeEntry, Plan, PublicNotice
from plans.permissions import authorise_plan
from plans.phrasebook.public_notices import LETTERS
from plans.queries.plans import lock_plan
from plans.queries.public_notices import (
    ended_notice_ids,
    ends_at,
    lock_notice,
    next_number,
    notice_deadline,
    publish_facts,
    unpublished,
)
from plans.rules.public_notices import publish_refusals
from plans.rules.review_enums import Basis, NoticeState, ObjectionState
from plans.rules.states import PlanAction
from plans.services import steps
from plans.services.letters import plan_path


@use_case
def publish_notice(*, actor: Actor, plan_id: int, now: datetime) -> PublicNotice:
    """Put the technician candidates who were on no notice yet on one, from today on.

    Entries are frozen and their document numbers masked for good. Raises `NotPermitted`, `Conflict`; `Refused` with
    everything that is in the way.
    """
    plan = lock_plan(plan_id)
    authorise_plan(actor, PlanAction.PUBLISH_NOTICE, plan)
    if refusals := publish_refusals(publish_facts(plan)):
        raise Refused(*refusals)
    deadline = notice_deadline(clock.today(now), calendar_for_writing())
    notice: PublicNotice = PublicNotice.objects.create(
        number=next_number(plan), plan=plan, opens_on=deadline.anchor, closes_on=deadline.last_day,
        published_by_id=actor.user_id, published_at=now,
    )  # fmt: skip
    entries = NoticeEntry.objects.bulk_create(_entry(notice, one) for one in unpublished(plan))
    proof = deadline.proof.sentence()
    step = steps.advance(plan=plan, action=PlanAction.PUBLISH_NOTICE, actor=actor, now=now, proof=proof)
    _tell("published", notice, plan, now, people=len(entries))
    steps.record(step, notice=notice.number, people=len(entries))
    return notice


@use_case
def withdraw_notice(*, actor: Actor, notice_id: int, reason: str, now: datetime) -> PublicNotice:
    """Take a notice back that was published by mistake; its list is no longer shown and has to be published again.

    Raises `PublicNotice.DoesNotExist`, `NotPermitted`, `Conflict`, `Refused` without a reason.
    """
    plan = lock_plan(PublicNotice.objects.values_list("plan_id", flat=True).get(pk=notice_id))
    authorise_plan(actor, PlanAction.WITHDRAW_NOTICE, plan)
    reason = steps.require_reason(PlanAction.WITHDRAW_NOTICE, reason)
    notice = lock_notice(notice_id)
    if notice.state != NoticeState.OPEN:
        raise conflict("notice_ended", number=notice.number)
    notice.state, notice.closed_at = NoticeState.WITHDRAWN, now
    notice.save(update_fields=["state", "closed_at"])
    step = steps.advance(plan=plan, action=PlanAction.WITHDRAW_NOTICE, actor=actor, now=now, reason=reason)
    _tell("withdrawn", notice, plan, now, reason=reason)
    steps.record(step, notice=notice.number)
    return notice


def close_notices(*, now: datetime) -> int:
    """Close every notice whose last day is over. Returns how many this call closed: running twice changes nothing."""
    return sum(close_notice(notice_id=pk, now=now) for pk in ended_notice_ids(clock.today(now)))


@use_case
def close_notice(*, notice_id: int, now: datetime) -> bool:
    """Close one notice if its last day is over. Returns whether it was this call that did."""
    plan = lock_plan(PublicNotice.objects.values_list("plan_id", flat=True).get(pk=notice_id))
    notice = lock_notice(notice_id)
    if notice.state != NoticeState.OPEN or now < ends_at(notice):
        return False
    notice.state, notice.closed_at = NoticeState.CLOSED, now
    notice.save(update_fields=["state", "closed_at"])
    waiting = notice.objections.filter(state=ObjectionState.RECEIVED).count()
    _tell("closed", notice, plan, now, objections=waiting)
    if waiting:
        _tell("to_decide", notice, plan, now, objections=waiting)
    audit.record(
        actor=None, action="notice.close", target=notice, at=now, objections=waiting,
        summary=f"公示结束：{notice.number}，待核查的异议 {waiting} 件",
    )  # fmt: skip
    return True


def _entry(notice: PublicNotice, candidate: Candidate) -> NoticeEntry:
    background = getattr(candidate, "background", None)
    basis = Basis[background.basis] if background else Basis.NORMAL
    return NoticeEntry(
        notice=notice,
        candidate=candidate,
        name=candidate.name,
        masked_number=mask_document_number(candidate.document_number),
        occupation=str(candidate.item.occupation_level)[:80],
        employer=candidate.employer,
        basis=basis.label,
    )


def _tell(name: str, notice: PublicNotice, plan: Plan, now: datetime, **words: object) -> None:
    letter = LETTERS[name]
    filled = {"notice": notice.number, "number": plan.number, "title": plan.title, "closes": notice.closes_on, **words}
    city = name == "to_decide"
    notices.post(
        organisation_ids=[guidance_section_id()] if city else [plan.institute_id, plan.district_id],
        subject=letter.subject.format(**filled), body=letter.body.format(**filled), key=f"notice:{notice.pk}:{name}",
        now=now, role=Role.GUIDANCE_OFFICER if city else None, path=plan_path(plan), urgent=letter.urgent,
    )  # fmt: skip
