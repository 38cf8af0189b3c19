"""Proof documents of a special session 一（二）: added and removed while the plan can be edited."""

from datetime import datetime

from appraisal.core import audit, files
from appraisal.core.errors import Refused
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Actor
from appraisal.core.transactions import use_case
from plans.models import PlanDocument
from plans.permissions import authorise_plan
from plans.queries.plans import lock_plan
from plans.rules.enums import ProofKind
from plans.rules.states import PlanAction


@use_case
def add_proof(*, actor: Actor, plan_id: int, kind: ProofKind, name: str, content: bytes, now: datetime) -> PlanDocument:
    """Store a proof document (PDF, JPEG, PNG; `content` comes from `files.read_upload`) with the plan.

    Raises `NotPermitted`, `Conflict`; `Refused` when the content is of another type.
    """
    plan = lock_plan(plan_id)
    authorise_plan(actor, PlanAction.EDIT, plan)
    content_type = files.sniff(content)
    if not content_type:
        raise Refused(Refusal("document_type", {"name": name, "found": "无法识别"}))
    document = files.store(actor=actor, name=name, content=content, content_type=content_type, now=now)
    proof = PlanDocument.objects.create(plan=plan, kind=kind, document=document)
    audit.record(
        actor=actor, action="plan.add_proof", target=plan, summary=f"计划 {plan.number} 上传材料：{kind.label}"[:400],
        at=now, proof=proof.pk, sha256=document.sha256,
    )  # fmt: skip
    return proof


@use_case
def remove_proof(*, actor: Actor, proof_id: int, now: datetime) -> PlanDocument:
    """Take a proof document off the plan; the file stays on record. Raises `NotPermitted`, `Conflict`, `Refused`."""
    plan_id = PlanDocument.objects.values_list("plan_id", flat=True).get(pk=proof_id)
    plan = lock_plan(plan_id)
    authorise_plan(actor, PlanAction.EDIT, plan)
    proof = PlanDocument.objects.select_for_update().get(pk=proof_id)
    if proof.removed_at:
        raise Refused(Refusal("proof_removed"))
    proof.removed_at = now
    proof.save(update_fields=["removed_at"])
    label = ProofKind(proof.kind).label
    audit.record(
        actor=actor, action="plan.remove_proof", target=plan, summary=f"计划 {plan.number} 删除材料：{label}"[:400],
        at=now, proof=proof.pk,
    )  # fmt: skip
    return proof
