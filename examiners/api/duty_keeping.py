"""An institute keeps the record of a practical over HTTP: meetings, attendance, seal, scans, problems, hand-in 三."""

from collections.abc import Callable
from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core.api.shapes import KEY
from appraisal.core.api.uploads import UploadEndpoint, file_field
from appraisal.core.rules.roles import Role
from examiners.api.dispatch import DISPATCHING
from examiners.api.duty import TAG, DutyOfSitting
from examiners.api.duty_shapes import DutyAnswer, ProblemAnswer, ScanAnswer, problem_told, scan_told
from examiners.models import DutyScan, ProblemReport
from examiners.rules.duty import Attendance, Conduct, DutyRole, ScanKind
from examiners.services import duty_hand_ins, duty_sheets
from examiners.services.duty_sheets import Meeting, Statement
from plans.api.attachments import attachment_of

CLERKS = frozenset({Role.INSTITUTE_CLERK})
LONGEST_NOTES = 4_000


def _notes(words: str) -> Any:
    return serializers.CharField(
        required=False, allow_blank=True, max_length=LONGEST_NOTES, default="", help_text=words
    )


class MeetingBody(serializers.Serializer):
    """The meeting before the exam (考前会)."""

    at = serializers.DateTimeField(allow_null=True)
    place = serializers.CharField(max_length=120, allow_blank=True)
    notes = _notes("记录")
    present = serializers.ListField(
        child=serializers.IntegerField(**KEY), max_length=60, help_text="到会的考评员（examiner）"
    )


class StatementBody(serializers.Serializer):
    """What is said of one member."""

    examiner = serializers.IntegerField(**KEY)
    role = serializers.ChoiceField(DutyRole.choices())
    attended = serializers.BooleanField()
    half_days = serializers.IntegerField(min_value=0, max_value=60)
    conduct = serializers.ChoiceField(Conduct.choices(), default=Conduct.GOOD.value)
    note = serializers.CharField(required=False, allow_blank=True, max_length=200, default="")
    signed_roster = serializers.BooleanField(default=False, help_text="在成绩花名册上签了字")
    signed_seal = serializers.BooleanField(default=False, help_text="在封条上签了字")


class AttendanceBody(serializers.Serializer):
    """What is said of every member."""

    members = StatementBody(many=True, allow_empty=False, max_length=60)


class SealingBody(serializers.Serializer):
    """How the score roster was sealed."""

    at = serializers.DateTimeField(allow_null=True)
    envelopes = serializers.IntegerField(min_value=0, max_value=99)


class WrapUpBody(serializers.Serializer):
    """The meeting after the exam (考后小结会)."""

    at = serializers.DateTimeField(allow_null=True)
    notes = _notes("小结")
    has_problems = serializers.BooleanField(allow_null=True, help_text="发现问题的，另写问题报告")


class ScanBody(serializers.Serializer):
    """A scanned paper, as a form."""

    kind = serializers.ChoiceField(ScanKind.choices())
    document = file_field("PDF、JPG 或 PNG")


class ProblemBody(serializers.Serializer):
    """A problem in writing, as a form."""

    text = serializers.CharField(max_length=LONGEST_NOTES, allow_blank=True)
    document = file_field("PDF、JPG 或 PNG，可以不附", required=False)


class HandInBody(serializers.Serializer):
    handed_to = serializers.CharField(max_length=40, allow_blank=True, help_text="区县中心接收人")
    answer = serializers.CharField(
        required=False, allow_blank=True, max_length=1_000, default="", help_text="补正说明：被退回以后必填"
    )


class ReplyBody(serializers.Serializer):
    reply = serializers.CharField(max_length=LONGEST_NOTES, allow_blank=True)


class KeepDuty(DutyOfSitting):
    """A part of the record, written (again) until the whole is handed in."""

    roles = CLERKS
    writers = CLERKS
    http_method_names = ["post", "options"]

    def keep(self, pk: int, write: Callable[..., object]) -> Response:
        """Write one part; the answer is the whole record."""
        return self.act(
            lambda: write(actor=self.actor, sitting_id=pk, now=self.now),
            lambda _: self.whole(pk),
        )


class KeepMeeting(KeepDuty):
    """The meeting before the exam."""

    @extend_schema(
        operation_id="duty_meeting", summary="登记考前会", tags=[TAG], request=MeetingBody, responses=DutyAnswer
    )
    def post(self, request: Request, pk: int) -> Response:
        self.whole(pk)
        asked = self.asked(MeetingBody)
        meeting = Meeting(asked["at"], asked["place"], asked["notes"], frozenset(asked["present"]))
        return self.keep(pk, lambda **who: duty_sheets.record_meeting(meeting=meeting, **who))


class KeepAttendance(KeepDuty):
    """Attendance and signatures."""

    @extend_schema(
        operation_id="duty_attendance",
        summary="登记执评出勤和签字，每名成员一行",
        tags=[TAG],
        request=AttendanceBody,
        responses=DutyAnswer,
        examples=[
            OpenApiExample(
                "组长到场两个半天",
                value={
                    "members": [
                        {
                            "examiner": 7,
                            "role": "LEADER",
                            "attended": True,
                            "half_days": 2,
                            "signed_roster": True,
                            "signed_seal": True,
                        }
                    ]
                },
                request_only=True,
            )
        ],
    )
    def post(self, request: Request, pk: int) -> Response:
        self.whole(pk)
        said = {row["examiner"]: _statement(row) for row in self.asked(AttendanceBody)["members"]}
        return self.keep(pk, lambda **who: duty_sheets.state_attendance(statements=said, **who))


class KeepSealing(KeepDuty):
    """The seal."""

    @extend_schema(
        operation_id="duty_sealing", summary="登记封装", tags=[TAG], request=SealingBody, responses=DutyAnswer
    )
    def post(self, request: Request, pk: int) -> Response:
        self.whole(pk)
        asked = self.asked(SealingBody)
        return self.keep(
            pk,
            lambda **who: duty_sheets.record_sealing(sealed_at=asked["at"], envelopes=asked["envelopes"], **who),
        )


class KeepWrapUp(KeepDuty):
    """The meeting after the exam."""

    @extend_schema(
        operation_id="duty_wrap_up", summary="登记考后小结会", tags=[TAG], request=WrapUpBody, responses=DutyAnswer
    )
    def post(self, request: Request, pk: int) -> Response:
        self.whole(pk)
        asked = self.asked(WrapUpBody)
        meeting = Meeting(asked["at"], "", asked["notes"])
        return self.keep(
            pk,
            lambda **who: duty_sheets.record_wrap_up(meeting=meeting, has_problems=asked["has_problems"], **who),
        )


class HandIn(KeepDuty):
    """The whole record goes to the district."""

    @extend_schema(
        operation_id="duty_hand_in",
        summary="报送成绩花名册和执评表",
        tags=[TAG],
        request=HandInBody,
        responses=DutyAnswer,
    )
    def post(self, request: Request, pk: int) -> Response:
        self.whole(pk)
        asked = self.asked(HandInBody)
        return self.keep(
            pk,
            lambda **who: duty_hand_ins.hand_in(handed_to=asked["handed_to"], answer=asked["answer"], **who),
        )


class AddScan(UploadEndpoint, KeepDuty):
    """A scanned paper."""

    @extend_schema(
        operation_id="duty_scan_add",
        summary="上传扫描件",
        tags=[TAG],
        request={"multipart/form-data": ScanBody},
        responses={201: ScanAnswer},
    )
    def post(self, request: Request, pk: int) -> Response:
        self.whole(pk)
        asked = self.asked(ScanBody)
        who: dict[str, Any] = {"actor": self.actor, "sitting_id": pk, "now": self.now}
        return self.act(
            lambda: duty_sheets.add_scan(
                kind=ScanKind(asked["kind"]), attachment=attachment_of(asked["document"]), **who
            ),
            scan_told,
            status=201,
        )


class ReportProblem(UploadEndpoint, KeepDuty):
    """A problem of the exam."""

    @extend_schema(
        operation_id="duty_problem_report",
        summary="书面报告考试中的问题",
        tags=[TAG],
        request={"multipart/form-data": ProblemBody},
        responses={201: ProblemAnswer},
    )
    def post(self, request: Request, pk: int) -> Response:
        self.whole(pk)
        asked = self.asked(ProblemBody)
        who: dict[str, Any] = {"actor": self.actor, "sitting_id": pk, "now": self.now}
        return self.act(
            lambda: duty_hand_ins.report_problem(
                text=asked["text"], attachment=attachment_of(asked.get("document")), **who
            ),
            problem_told,
            status=201,
        )


class RemoveScan(KeepDuty):
    """A scan comes off."""

    def record(self, pk: int) -> dict[str, Any]:
        """Of the sheet that it belongs to."""
        scan = get_object_or_404(DutyScan.objects.visible_to(self.actor).select_related("sheet"), pk=pk)
        return self.whole(scan.sheet.sitting_id)

    @extend_schema(
        operation_id="duty_scan_remove", summary="撤下扫描件", tags=[TAG], request=None, responses=ScanAnswer
    )
    def post(self, request: Request, pk: int) -> Response:
        scan = get_object_or_404(DutyScan.objects.visible_to(self.actor).select_related("document"), pk=pk)
        return self.act(
            lambda: duty_sheets.remove_scan(actor=self.actor, scan_id=pk, now=self.now), lambda _: scan_told(scan)
        )


class AnswerProblem(DutyOfSitting):
    """The district answers."""

    roles = DISPATCHING
    http_method_names = ["post", "options"]

    def record(self, pk: int) -> dict[str, Any]:
        """Of the sheet that it belongs to."""
        problem = get_object_or_404(ProblemReport.objects.visible_to(self.actor).select_related("sheet"), pk=pk)
        return self.whole(problem.sheet.sitting_id)

    @extend_schema(
        operation_id="duty_problem_answer",
        summary="答复问题报告",
        tags=[TAG],
        request=ReplyBody,
        responses=ProblemAnswer,
    )
    def post(self, request: Request, pk: int) -> Response:
        get_object_or_404(ProblemReport.objects.visible_to(self.actor), pk=pk)
        reply = self.asked(ReplyBody)["reply"]
        return self.act(
            lambda: duty_hand_ins.answer_problem(actor=self.actor, problem_id=pk, reply=reply, now=self.now),
            problem_told,
        )


def _statement(row: dict[str, Any]) -> Statement:
    said = Attendance(DutyRole(row["role"]), row["attended"], row["half_days"], Conduct(row["conduct"]))
    return Statement(said, row["note"], row["signed_roster"], row["signed_seal"])
