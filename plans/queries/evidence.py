"""Who may open a candidate's document: whoever may see the candidate and has to do with his eligibility."""

from appraisal.core.queries import documents
from appraisal.core.rules.roles import Actor, Role
from plans.models import Evidence

READERS = frozenset({Role.INSTITUTE_CLERK, Role.DISTRICT_OFFICER, Role.GUIDANCE_OFFICER, Role.COMMITTEE_CLERK})
"""Money does not need certificates and identity cards."""


def _of_evidence(document_id: int, actor: Actor) -> bool:
    if actor.role not in READERS:
        return False
    return Evidence.objects.visible_to(actor).filter(document_id=document_id, removed_at=None).exists()


documents.register("plans.evidence", _of_evidence)
