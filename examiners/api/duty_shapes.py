"""What the duty record of a practical looks like over HTTP."""

from typing import Any

from rest_framework import serializers

from appraisal.core.api.errors import reasons
from appraisal.core.api.shapes import ReasonAnswer
from examiners.models import DutyScan, DutySheet, ProblemReport
from examiners.queries.duty_pages import DutyRecord, HandInShown, MemberRow
from examiners.rules.duty import Conduct, DutyRole, DutyState, RecordPart, ScanKind


class MemberAnswer(serializers.Serializer):
    """A member of the team as the institute states it."""

    examiner = serializers.IntegerField()
    name = serializers.CharField()
    role = serializers.ChoiceField(DutyRole.choices())
    met = serializers.BooleanField(help_text="参加了考前会")
    attended = serializers.BooleanField(allow_null=True, help_text="null：还没有填写，或录入的人在录完两遍以前看不到")
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


class RemarkAnswer(serializers.Serializer):
    """What is wrong with one part of the record."""

    part = serializers.ChoiceField(RecordPart.choices())
    text = serializers.CharField()


class ReturnAnswer(serializers.Serializer):
    """Why a hand-in was sent back."""

    reason = serializers.CharField()
    remarks = RemarkAnswer(many=True)
    is_incomplete = serializers.BooleanField(help_text="成绩花名册或执评表没有送到，视同没有报送")
    returned_at = serializers.DateTimeField()


class HandInAnswer(serializers.Serializer):
    """One hand-in with the scans that it had, those since taken off too."""

    number = serializers.IntegerField()
    handed_in_at = serializers.DateTimeField()
    handed_to = serializers.CharField()
    answer = serializers.CharField(help_text="补正说明；第一次报送为空")
    scans = ScanAnswer(many=True)
    returned = ReturnAnswer(allow_null=True, help_text="null：没有被退回")
    changed = serializers.ListField(
        child=serializers.ChoiceField(RecordPart.choices()), help_text="退回以后改了哪些部分"
    )


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
    hand_ins = HandInAnswer(many=True, help_text="每一次报送，最近的在前")


def duty_told(record: DutyRecord, *, enters: bool = False) -> dict[str, Any]:
    """The record of a practical. Who still `enters` it is not told what the institute states."""
    is_blind = enters and record.is_blind
    sheet = record.sheet or DutySheet()
    plain = ("met_at", "sealed_at", "envelopes", "wrapped_up_at", "has_problems", "handed_in_at", "confirmed_at")
    return {
        "sitting": record.sitting.pk,
        "plan": record.sitting.plan.number,
        "state": sheet.state,
        "handed_to": sheet.handed_to,
        **{name: getattr(sheet, name) for name in plain},
        "members": [_member(one, is_blind=is_blind) for one in record.members],
        "scans": [scan_told(one) for one in record.scans],
        "problems": [problem_told(one) for one in record.problems],
        "missing": reasons(record.missing),
        "hand_ins": [_hand_in(one) for one in record.hand_ins],
    }


def _hand_in(shown: HandInShown) -> dict[str, Any]:
    one, returned = shown.hand_in, shown.returned
    told = returned and {
        "reason": returned.reason,
        "remarks": [{"part": part, "text": text} for part, text in shown.remarks],
        "is_incomplete": returned.is_incomplete,
        "returned_at": returned.returned_at,
    }
    return {
        **{name: getattr(one, name) for name in ("number", "handed_in_at", "handed_to", "answer")},
        "scans": [scan_told(scan) for scan in shown.scans],
        "returned": told,
        "changed": list(shown.changed) if returned else [],
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


def _member(row: MemberRow, *, is_blind: bool) -> dict[str, Any]:
    said, met = None if is_blind else row.record, bool(row.record and row.record.met)
    return {
        "examiner": row.examiner_id,
        "name": row.name,
        "role": row.role,
        "met": met,
        "attended": said.attended if said else None,
        "half_days": said.half_days if said else 0,
        "conduct": said.conduct if said else Conduct.GOOD,
        "signed_roster": bool(said and said.signed_roster),
        "signed_seal": bool(said and said.signed_seal),
    }
