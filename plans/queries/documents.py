"""Who may open a proof document: whoever may see its plan."""

from appraisal.core.queries import documents
from appraisal.core.rules.roles import Actor
from plans.models import PlanDocument


def _of_proof(document_id: int, actor: Actor) -> bool:
    return PlanDocument.objects.visible_to(actor).filter(document_id=document_id).exists()


documents.register("plans.proofs", _of_proof)
