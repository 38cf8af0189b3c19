"""Drafting a plan: begin, change, copy to a new date, discard. A draft may be incomplete but never already too late."""

from datetime import date, datetime

from appraisal.core import audit, clock
from appraisal.core.errors import Conflict, NotPermitted, Refused
from appraisal.core.models import Organisation
from appraisal.core.queries.calendar import calendar_for_writing
from appraisal.core.rules.identity import mask_mobile
from appraisal.core.rules.refusals import Refusal, gather
from appraisal.core.rules.roles import Actor
from appraisal.core.rules.workdays import WorkCalendar
from appraisal.core.services.personal import Revealable, register_revealable
from appraisal.core.transactions import use_case
from plans.models import ExamSession, Plan, PlanDocument
from plans.permissions import authorise_plan, authorise_role
from plans.queries.drafts import draft_choices, draft_digest, draft_of
from plans.queries.filing import filing_policy
from plans.queries.obligations import deadline_of
from plans.queries.plans import lock_plan, lock_session, next_plan_serial
from plans.rules import filing, numbering
from plans.rules.drafts import PlanDraft, draft_refusals, moved_to, reach_refusals
from plans.rules.enums import SESSION_KINDS, PlanKind, SessionState
from plans.rules.obligations import ObligationCode
from plans.rules.planner import latest_exam_date
from plans.rules.states import PlanAction, PlanState
from plans.services import steps
from plans.services.draft_items import write_items
from plans.services.obligations import close_all, lay_obligations


@use_case
def draft_plan(*, actor: Actor, draft: PlanDraft, now: datetime) -> Plan:
    """Begin a plan for the actor's institute, or execute one in a session (`draft.session_id`).

    Raises `NotPermitted`; `Refused` for what even a draft must have right, and for an exam date for which it is too
    late already 二（二）.
    """
    authorise_role(actor, PlanAction.EDIT)
    institute = Organisation.objects.select_related("district").filter(pk=actor.organisation_id).first()
    if institute is None or institute.district is None:
        raise NotPermitted("只有鉴定机构可以起草计划。")
    session = lock_session(draft.session_id) if draft.session_id else None
    plan = Plan(
        kind=draft.kind, state_since=now, institute=institute, district=institute.district, session=session,
        created_by_id=actor.user_id, created_at=now,
    )  # fmt: skip
    _fill(plan, draft)
    calendar = calendar_for_writing()
    _refuse(plan, draft, _session_refusals(plan, session), calendar, now)
    plan.number = numbering.build(year=clock.today(now).year, kind=draft.kind, serial=next_plan_serial())
    step = steps.advance(plan=plan, action=PlanAction.EDIT, actor=actor, now=now)
    write_items(plan, draft.items)
    lay_obligations(plan=plan, calendar=calendar, now=now)
    steps.record(step, said="起草计划", created=True)
    return plan


@use_case
def change_draft(*, actor: Actor, plan_id: int, draft: PlanDraft, now: datetime, seen: str = "") -> Plan:
    """Make the plan what the draft says; items and sittings that stay keep their candidates.

    Kind and session are fixed. `seen` is the digest of the draft that the form was filled from: another one means
    that a colleague was faster. Raises `NotPermitted`, `Conflict`, `Refused`.
    """
    plan = lock_plan(plan_id)
    authorise_plan(actor, PlanAction.EDIT, plan)
    if seen and seen != draft_digest(draft_of(plan)):
        raise Conflict("这份草稿刚刚被同事改过。您填的内容还在下面：请对照一遍，再保存就以您的为准。")
    fixed = () if (draft.kind, draft.session_id) == (plan.kind, plan.session_id) else (Refusal("kind_fixed"),)
    before = plan.first_exam_date
    _fill(plan, draft)
    calendar = calendar_for_writing()
    _refuse(plan, draft, fixed, calendar, now)
    plan.save()
    write_items(plan, draft.items)
    lay_obligations(plan=plan, calendar=calendar, now=now)
    audit.record(
        actor=actor, action="plan.edit", target=plan, summary=f"修改计划 {plan.number}", at=now,
        first_exam_before=str(before or ""), first_exam=str(plan.first_exam_date or ""), items=len(draft.items),
    )  # fmt: skip
    return plan


@use_case
def copy_plan(*, actor: Actor, plan_id: int, first_exam_date: date, now: datetime) -> Plan:
    """A new draft like the plan, all sittings moved so that the first is on `first_exam_date`; without candidates.

    Raises `NotPermitted`; `Refused` when the date is too soon, or for a plan of a session, whose dates are the city's.
    """
    source = lock_plan(plan_id)
    authorise_plan(actor, PlanAction.COPY, source)
    if source.kind in SESSION_KINDS:
        raise Refused(Refusal("copy_of_session", {"number": source.number}))
    draft = moved_to(draft_of(source), first_exam_date)
    plan = Plan(
        kind=source.kind, state_since=now, institute=source.institute, district=source.institute.district,
        created_by_id=actor.user_id, created_at=now,
    )  # fmt: skip
    _fill(plan, draft)
    calendar = calendar_for_writing()
    _refuse(plan, draft, (), calendar, now)
    plan.number = numbering.build(year=clock.today(now).year, kind=PlanKind(plan.kind), serial=next_plan_serial())
    step = steps.advance(plan=plan, action=PlanAction.COPY, actor=actor, now=now, proof=f"复制自计划 {source.number}。")
    write_items(plan, draft.items)
    for proof in source.proofs.filter(removed_at=None):
        PlanDocument.objects.create(plan=plan, kind=proof.kind, document_id=proof.document_id)
    lay_obligations(plan=plan, calendar=calendar, now=now)
    steps.record(step, copied_from=source.number)
    return plan


@use_case
def discard(*, actor: Actor, plan_id: int, reason: str, now: datetime) -> Plan:
    """Give up a draft or a returned plan, with the reason. Raises `NotPermitted`, `Conflict`, `Refused`."""
    plan = lock_plan(plan_id)
    authorise_plan(actor, PlanAction.DISCARD, plan)
    reason = steps.require_reason(PlanAction.DISCARD, reason)
    step = steps.advance(plan=plan, action=PlanAction.DISCARD, actor=actor, now=now, reason=reason)
    close_all(plan=plan, now=now)
    steps.record(step)
    return plan


# --- parts ----------------------------------------------------------------------------------------
def _fill(plan: Plan, draft: PlanDraft) -> None:
    plan.special_category = draft.special_category or ""
    plan.title = draft.title.strip() or _usual_title(plan, draft)
    plan.note, plan.contact_name = draft.note.strip(), draft.contact_name.strip()
    plan.contact_phone = draft.contact_phone.strip()
    plan.first_exam_date = draft.first_exam or (plan.session.first_exam_date if plan.session else None)


def _usual_title(plan: Plan, draft: PlanDraft) -> str:
    if plan.session:
        return plan.session.name
    group = draft.special_category.label if draft.special_category else ""
    return f"{group}{draft.kind.label}"


def _refuse(plan: Plan, draft: PlanDraft, more: tuple[Refusal, ...], calendar: WorkCalendar, now: datetime) -> None:
    """Raises `Refused` with everything that keeps the draft from being stored."""
    policy = filing_policy()
    far = reach_refusals(draft.days, latest_exam_date(clock.today(now), policy.months_ahead))
    late = (
        ()
        if far
        else filing.late_refusals(
            deadline_of(plan, ObligationCode.FILE, calendar),
            in_session=plan.session_id is not None,
            now=now,
            calendar=calendar,
            policy=policy,
        )
    )
    refusals = gather(draft_refusals(draft, draft_choices(plan.institute_id, draft)), more, far, late)
    if refusals:
        raise Refused(*refusals)


def _session_refusals(plan: Plan, session: ExamSession | None) -> tuple[Refusal, ...]:
    """A session must be published, of the plan's kind, and executed once per institute. It is locked."""
    if session is None:
        return ()
    refusals = []
    if session.state != SessionState.PUBLISHED:
        refusals.append(Refusal("session_withdrawn", {"session": session.name}, rule=filing.SESSION_SLIDE))
    if session.kind != plan.kind:
        labels = {"found": session.get_kind_display(), "kind": PlanKind(plan.kind).label}
        refusals.append(Refusal("session_kind_differs", {"session": session.name, **labels}, field="session"))
    abandoned = [PlanState.CANCELLED, PlanState.LAPSED]
    executed = session.plans.filter(institute=plan.institute).exclude(state__in=abandoned).first()
    if executed:
        params = {"session": session.name, "number": executed.number}
        refusals.append(Refusal("session_executed", params, rule=filing.SESSION_SLIDE))
    return tuple(refusals)


register_revealable(Revealable(Plan, "contact_phone", "联系电话", mask_mobile))
