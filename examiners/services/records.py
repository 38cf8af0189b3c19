"""What the audit log keeps of acts on an examiner."""

from datetime import datetime

from appraisal.core import audit
from appraisal.core.rules.roles import Actor
from appraisal.core.transactions import require_transaction
from examiners.models import Examiner


def record(actor: Actor | None, examiner: Examiner, action: str, said: str, now: datetime, **details: object) -> None:
    """One entry about an examiner, as part of an action: his number in the register, never his numbers."""
    require_transaction()
    summary = f"{said}：{examiner.number}"
    audit.record(actor=actor, action=f"examiner.{action}", target=examiner, summary=summary, at=now, **details)
