"""Tables of plans."""

from plans.models.candidate import Candidate, RecordedResult
from plans.models.obligation import Obligation, Override
from plans.models.plan import Plan, PlanDocument, PlanItem, PlanStep, Sitting
from plans.models.roster import RosterUpload
from plans.models.session import ExamSession

__all__ = [
    "Candidate",
    "ExamSession",
    "Obligation",
    "Override",
    "Plan",
    "PlanDocument",
    "PlanItem",
    "PlanStep",
    "RecordedResult",
    "RosterUpload",
    "Sitting",
]
