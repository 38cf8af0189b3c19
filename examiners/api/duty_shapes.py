"""What the duty record of a practical looks like over HTTP."""

from typing import Any

from rest_framework import serializers

from appraisal.core.api.errors import reasons
from appraisal.core.api.shapes import ReasonAnswer
from examiners.models import DutyScan, DutySheet, ProblemReport
from examiners.queries.duty_pages import DutyRecord, MemberRow
from examiners.rules.duty import Conduct, DutyRole, DutyState, ScanKind


class MemberAnswer(serializers.Serializer):
    """A member of the team as the institute states it."""

    examiner = serializers.IntegerField()
    name = serializers.CharField()
    role = serializers.ChoiceField(DutyRole.choices())
    met = serializers.BooleanField(help_text="参加了考前会")
    attended = serializers.BooleanField(allow_null=True, help_text="null：鉴定所还没有填写")
    half_days = serializers.IntegerField()
    conduct = serializers.ChoiceField(Conduct.choices())
    signed_roster = serializers.BooleanField()
    signed_seal = serializers.BooleanField()


class ScanAnswer(serializers.Serializer):
    """A scanned paper."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(ScanKind.choices())
    document = serializers.IntegerField(help_text="文件 id，见 /documents/<id>/link")
    name = serializers.CharField()


class ProblemAnswer(serializers.Serializer):
    """A problem that the institute reported, and the answer."""

    id = serializers.IntegerField()
    text = serializers.CharField()
    document = serializers.IntegerField(allow_null=True)
    reported_at = serializers.DateTimeField()
    reply = serializers.CharField(help_text="空：还没有答复")
    replied_at = serializers.DateTimeField(allow_null=True)


class DutyAnswer(serializers.Serializer):
    """The record of a practical; before anything is written it shows the dispatched team."""

    sitting = serializers.IntegerField()
    plan = serializers.CharField(help_text="计划编号")
    state = serializers.ChoiceField(DutyState.choices())
    met_at = serializers.DateTimeField(allow_null=True, help_text="考前会")
    sealed_at = serializers.DateTimeField(allow_null=True)
    envelopes = serializers.IntegerField()
    wrapped_up_at = serializers.DateTimeField(allow_null=True, help_text="考后小结会")
    has_problems = serializers.BooleanField(allow_null=True)
    handed_in_at = serializers.DateTimeField(allow_null=True)
    handed_to = serializers.CharField()
    confirmed_at = serializers.DateTimeField(allow_null=True)
    members = MemberAnswer(many=True)
    scans = ScanAnswer(many=True)
    problems = ProblemAnswer(many=True)
    missing = ReasonAnswer(many=True, help_text="报送以前还缺什么")


def duty_told(record: DutyRecord) -> dict[str, Any]:
    """The record of a practical."""
    sheet = record.sheet or DutySheet()
    plain = ("met_at", "sealed_at", "envelopes", "wrapped_up_at", "has_problems", "handed_in_at", "confirmed_at")
    return {
        "sitting": record.sitting.pk,
        "plan": record.sitting.plan.number,
        "state": sheet.state,
        "handed_to": sheet.handed_to,
        **{name: getattr(sheet, name) for name in plain},
        "members": [_member(one) for one in record.members],
        "scans": [scan_told(one) for one in record.scans],
        "problems": [problem_told(one) for one in record.problems],
        "missing": reasons(record.missing),
    }


def scan_told(scan: DutyScan) -> dict[str, Any]:
    """A scanned paper."""
    return {"id": scan.pk, "kind": scan.kind, "document": scan.document_id, "name": scan.document.name}


def problem_told(problem: ProblemReport) -> dict[str, Any]:
    """A reported problem."""
    return {
        "id": problem.pk,
        "text": problem.text,
        "document": problem.document_id,
        "reported_at": problem.reported_at,
        "reply": problem.reply,
        "replied_at": problem.replied_at,
    }


def _member(row: MemberRow) -> dict[str, Any]:
    said = row.record
    return {
        "examiner": row.examiner_id,
        "name": row.name,
        "role": row.role,
        "met": bool(said and said.met),
        "attended": said.attended if said else None,
        "half_days": said.half_days if said else 0,
        "conduct": said.conduct if said else Conduct.GOOD,
        "signed_roster": bool(said and said.signed_roster),
        "signed_seal": bool(said and said.signed_seal),
    }
