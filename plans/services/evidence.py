"""Documents of a candidate: added and removed by the institute until his qualification is settled."""

from datetime import datetime

from django.conf import settings

from appraisal.core import audit, files
from appraisal.core.errors import Refused
from appraisal.core.phrases import conflict
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Actor
from appraisal.core.transactions import use_case
from plans.models import Evidence
from plans.rules.review_enums import EvidenceKind
from plans.rules.states import PlanAction
from plans.services.backgrounds import lock_live_candidate

MEGABYTE = 1024 * 1024


@use_case
def add_evidence(
    *, actor: Actor, candidate_id: int, kind: EvidenceKind, name: str, content: bytes, note: str = "", now: datetime
) -> Evidence:
    """Keep a document (PDF, JPEG, PNG by its own bytes) with a candidate.

    Raises `Candidate.DoesNotExist`, `NotPermitted`, `Conflict`, `Refused` for type and size.
    """
    plan, candidate = lock_live_candidate(actor, candidate_id, PlanAction.ADD_EVIDENCE)
    if refusals := _content_refusals(name, content):
        raise Refused(*refusals)
    content_type = files.sniff(content)
    document = files.store(actor=actor, name=name, content=content, content_type=content_type, now=now)
    evidence: Evidence = Evidence.objects.create(
        candidate=candidate, kind=kind, document=document, note=note.strip()[:200]
    )
    audit.record(
        actor=actor, action="candidate.add_evidence", target=candidate,
        summary=f"上传考生材料：计划 {plan.number}，{kind.label}", at=now, evidence=evidence.pk, sha256=document.sha256,
    )  # fmt: skip
    return evidence


@use_case
def remove_evidence(*, actor: Actor, evidence_id: int, now: datetime) -> Evidence:
    """Take a document off a candidate; its row and file stay on record, nobody opens it any more.

    Raises `Evidence.DoesNotExist`, `NotPermitted`, `Conflict`.
    """
    candidate_id = Evidence.objects.values_list("candidate_id", flat=True).get(pk=evidence_id)
    plan, candidate = lock_live_candidate(actor, candidate_id, PlanAction.ADD_EVIDENCE)
    evidence: Evidence = Evidence.objects.select_for_update().get(pk=evidence_id)
    if evidence.removed_at:
        raise conflict("evidence_gone")
    evidence.removed_at = now
    evidence.save(update_fields=["removed_at"])
    audit.record(
        actor=actor, action="candidate.remove_evidence", target=candidate,
        summary=f"删去考生材料：计划 {plan.number}，{evidence.get_kind_display()}", at=now, evidence=evidence.pk,
    )  # fmt: skip
    return evidence


def _content_refusals(name: str, content: bytes) -> tuple[Refusal, ...]:
    limit = settings.KAOWU["EVIDENCE_MAX_BYTES"]
    refusals = []
    if len(content) > limit:
        sizes = {"name": name, "size": -(-len(content) // MEGABYTE), "limit": limit // MEGABYTE}
        refusals.append(Refusal("document_size", sizes))
    if not files.sniff(content):
        refusals.append(Refusal("document_type", {"name": name, "found": "无法识别"}))
    return tuple(refusals)
