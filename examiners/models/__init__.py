"""Tables of examiners."""

from examiners.models.duty import (
    Duty,
    DutyEntry,
    DutyHandIn,
    DutyLine,
    DutyMember,
    DutyResolution,
    DutyReturn,
    DutyScan,
    DutySheet,
    ProblemReport,
)
from examiners.models.duty_correction import DutyCorrection, DutyCorrectionLine
from examiners.models.examiner import Examiner, PreferredDistrict, Qualification, Recusal, UnavailableDay

from examiners.models.request import ExaminerRequest  # isort: skip
from examiners.models.dispatch import Dispatch, RankedExaminer
from examiners.models.invitation import Answer, DispatchMessage, Invitation, ReplyCode
from examiners.models.manual import ManualDispatch
from examiners.models.self_service import ExaminerChange, ExaminerLink
from examiners.models.timer import Timer

__all__ = [
    "Answer",
    "Dispatch",
    "DispatchMessage",
    "Duty",
    "DutyCorrection",
    "DutyCorrectionLine",
    "DutyEntry",
    "DutyHandIn",
    "DutyLine",
    "DutyMember",
    "DutyResolution",
    "DutyReturn",
    "DutyScan",
    "DutySheet",
    "Examiner",
    "ExaminerChange",
    "ExaminerLink",
    "ExaminerRequest",
    "Invitation",
    "ManualDispatch",
    "PreferredDistrict",
    "ProblemReport",
    "Qualification",
    "RankedExaminer",
    "Recusal",
    "ReplyCode",
    "Timer",
    "UnavailableDay",
]
