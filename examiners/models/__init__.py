"""Tables of examiners."""

from examiners.models.examiner import Examiner, PreferredDistrict, Qualification, Recusal, UnavailableDay
from examiners.models.request import ExaminerRequest
from examiners.models.self_service import ExaminerChange, ExaminerLink

__all__ = [
    "Examiner",
    "ExaminerChange",
    "ExaminerLink",
    "ExaminerRequest",
    "PreferredDistrict",
    "Qualification",
    "Recusal",
    "UnavailableDay",
]
