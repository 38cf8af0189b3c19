"""Tables of examiners."""

from examiners.models.duty import (
    Duty,
    DutyEntry,
    DutyLine,
    DutyMember,
    DutyResolution,
    DutyScan,
    DutySheet,
    ProblemReport,
)
from examiners.models.examiner import Examiner, PreferredDistrict, Qualification, Recusal, UnavailableDay
from examiners.models.request import ExaminerRequest
from examiners.models.self_service import ExaminerChange, ExaminerLink

__all__ = [
    "Duty",
    "DutyEntry",
    "DutyLine",
    "DutyMember",
    "DutyResolution",
    "DutyScan",
    "DutySheet",
    "Examiner",
    "ExaminerChange",
    "ExaminerLink",
    "ExaminerRequest",
    "PreferredDistrict",
    "ProblemReport",
    "Qualification",
    "Recusal",
    "UnavailableDay",
]
