"""The double-hundred ledger 一（二）: deductions proposed with their evidence, appealed against, decided, confirmed."""

from datetime import datetime

from django.conf import settings

from appraisal.core import audit
from appraisal.core.clock import today
from appraisal.core.errors import Refused
from appraisal.core.permissions import authorise
from appraisal.core.queries.calendar import calendar_for_writing, counting
from appraisal.core.queries.sections import guidance_section_id
from appraisal.core.rules.deadlines import due_at
from appraisal.core.rules.roles import Actor, Capability, Role
from appraisal.core.services import notices
from appraisal.core.transactions import require_transaction, use_case
from plans.models import Deduction, DeductionStep, Plan
from plans.phrasebook.deductions import DEDUCTION_LETTERS
from plans.queries.deductions import lock_deduction, standing_of
from plans.queries.points import points_on
from plans.rules.change_enums import DeductionState, PointsCode
from plans.rules.deductions import Evidence, appeal_refusals, decision_refusals
from plans.services.attachments import Attachment, store_attachment


def propose(*, institute_id: int, rule: PointsCode, evidence: Evidence, plan: Plan | None, now: datetime) -> Deduction:
    """Take points off an institute for an event, once per `evidence.key`; it hears so at once and may appeal.

    Part of an action: the caller holds the plan's lock and writes the audit entry.
    """
    require_transaction()
    found = Deduction.objects.filter(evidence_key=evidence.key).first()
    if found:
        return found
    line = points_on(rule, evidence.occurred_on)
    last_day = calendar_for_writing().working_day_after(today(now), settings.KAOWU["APPEAL_WORKING_DAYS"])
    made: Deduction = Deduction.objects.create(
        institute_id=institute_id, plan=plan, code=rule, points=line.points, source=line.source,
        evidence_key=evidence.key, evidence=evidence.text, evidence_path=evidence.path,
        occurred_on=evidence.occurred_on, proposed_at=now, appeal_until=last_day,
        appeal_due_at=due_at(last_day, counting()),
    )  # fmt: skip
    _step(made, DeductionState.PROPOSED, None, now)
    _write("proposed", made, made.institute_id, now, Role.INSTITUTE_CLERK)
    return made


@use_case
def appeal(
    *, actor: Actor, deduction_id: int, text: str, attachment: Attachment | None = None, now: datetime
) -> Deduction:
    """The institute says why no points should go. Raises `NotPermitted`, `Refused` with all that is wrong."""
    authorise(actor, Capability.APPEAL_DEDUCTION)
    deduction = lock_deduction(actor, deduction_id)
    refusals = appeal_refusals(standing_of(deduction), text=text, now=now)
    if refusals:
        raise Refused(*refusals)
    document = store_attachment(actor, attachment, now) if attachment else None
    _move(deduction, DeductionState.APPEALED, actor, now, text=text.strip(), document_id=document and document.pk)
    _write("appealed", deduction, guidance_section_id(), now, Role.GUIDANCE_OFFICER, text=text.strip())
    _record(actor, deduction, "appeal", "减分申诉", now)
    return deduction


@use_case
def decide_appeal(*, actor: Actor, deduction_id: int, upheld: bool | None, reason: str, now: datetime) -> Deduction:
    """The city lets the deduction stand (`upheld`) or waives it. Raises `NotPermitted`, `Refused`."""
    authorise(actor, Capability.DECIDE_APPEAL)
    deduction = lock_deduction(actor, deduction_id)
    refusals = decision_refusals(standing_of(deduction), upheld=upheld, reason=reason)
    if refusals:
        raise Refused(*refusals)
    state = DeductionState.UPHELD if upheld else DeductionState.WAIVED
    _move(deduction, state, actor, now, text=reason.strip())
    name = "upheld" if upheld else "waived"
    _write(name, deduction, deduction.institute_id, now, Role.INSTITUTE_CLERK, text=reason.strip())
    _record(actor, deduction, name, "减分申诉：维持" if upheld else "减分申诉：撤销", now)
    return deduction


@use_case
def confirm(*, deduction_id: int, now: datetime) -> bool:
    """Confirm a deduction against which nobody appealed in time; whether it was this call that did.

    Someone else's row is left to the next sweep.
    """
    rows = Deduction.objects.select_related("institute").filter(
        pk=deduction_id, state=DeductionState.PROPOSED, appeal_due_at__lte=now
    )
    deduction = rows.select_for_update(skip_locked=True, of=("self",)).first()
    if deduction is None:
        return False
    _move(deduction, DeductionState.CONFIRMED, None, now)
    _write("confirmed", deduction, deduction.institute_id, now, Role.INSTITUTE_CLERK)
    _record(None, deduction, "confirm", "减分确认", now)
    return True


# --- parts ----------------------------------------------------------------------------------------
def _move(
    deduction: Deduction, state: DeductionState, actor: Actor | None, now: datetime, *, text: str = "",
    document_id: int | None = None,
) -> None:  # fmt: skip
    deduction.state = state
    deduction.save(update_fields=["state"])
    _step(deduction, state, actor, now, text=text, document_id=document_id)


def _step(
    deduction: Deduction, state: DeductionState, actor: Actor | None, now: datetime, *, text: str = "",
    document_id: int | None = None,
) -> None:  # fmt: skip
    DeductionStep.objects.create(
        deduction=deduction, state=state, at=now, by_id=actor.user_id if actor else None, text=text,
        actor_label=actor.label if actor else audit.SYSTEM, document_id=document_id,
    )  # fmt: skip


def _write(name: str, about: Deduction, to: int, now: datetime, role: Role, *, text: str = "") -> None:
    letter = DEDUCTION_LETTERS[name]
    words = {
        "code": PointsCode(about.code).label,
        "points": f"{about.points.normalize():f}",
        "evidence": about.evidence,
        "source": about.source,
        "appeal_until": about.appeal_until,
        "cutoff": counting().cutoff_text,
        "institute": about.institute.short_name,
        "text": text,
    }
    notices.post(
        organisation_ids=[to], subject=letter.subject.format(**words), body=letter.body.format(**words),
        key=f"deduction:{about.pk}:{name}", now=now, role=role, path=f"/deductions/{about.pk}/", urgent=letter.urgent,
    )  # fmt: skip


def _record(actor: Actor | None, deduction: Deduction, word: str, said: str, now: datetime) -> None:
    audit.record(
        actor=actor, action=f"deduction.{word}", target=deduction, at=now, code=deduction.code,
        points=str(deduction.points), state=deduction.state,
        summary=f"{said}：{deduction.institute.short_name}，{PointsCode(deduction.code).label} {deduction.points} 分",
    )  # fmt: skip
