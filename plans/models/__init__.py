"""Tables of plans."""

from plans.models.candidate import Candidate, RecordedResult
from plans.models.change import ChangeLine, ChangeRequest, DistrictNotice
from plans.models.correction import Correction
from plans.models.deduction import Deduction, DeductionStep, PointsRule
from plans.models.eligibility import (
    Background,
    CandidateVerdict,
    EligibilityStandard,
    EvaluationRun,
    Evidence,
    FirstReview,
)
from plans.models.obligation import Obligation, Override
from plans.models.photo import Photo, PhotoUpload
from plans.models.plan import Plan, PlanDocument, PlanItem, PlanStep, Sitting
from plans.models.public_notice import NoticeEntry, Objection, PublicNotice
from plans.models.review import BookedCandidate, Booking, PaperCopy, ReReview, ReviewSlot
from plans.models.room import Arrangement, Invigilator, InvigilatorDuty, Room, RoomUse, Seat, Ticket
from plans.models.roster import RosterUpload
from plans.models.score import (
    PublishedResult,
    ScoreCorrection,
    ScoreEntry,
    ScoreLine,
    ScoreResolution,
    ScoreSheet,
)
from plans.models.session import ExamSession

__all__ = [
    "Arrangement",
    "Background",
    "BookedCandidate",
    "Booking",
    "Candidate",
    "CandidateVerdict",
    "ChangeLine",
    "ChangeRequest",
    "Correction",
    "Deduction",
    "DeductionStep",
    "DistrictNotice",
    "EligibilityStandard",
    "EvaluationRun",
    "Evidence",
    "ExamSession",
    "FirstReview",
    "Invigilator",
    "InvigilatorDuty",
    "NoticeEntry",
    "Objection",
    "Obligation",
    "Override",
    "PaperCopy",
    "Photo",
    "PhotoUpload",
    "Plan",
    "PlanDocument",
    "PlanItem",
    "PlanStep",
    "PointsRule",
    "PublicNotice",
    "PublishedResult",
    "ReReview",
    "RecordedResult",
    "ReviewSlot",
    "Room",
    "RoomUse",
    "RosterUpload",
    "ScoreCorrection",
    "ScoreEntry",
    "ScoreLine",
    "ScoreResolution",
    "ScoreSheet",
    "Seat",
    "Sitting",
    "Ticket",
]
