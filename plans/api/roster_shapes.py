"""What an uploaded roster looks like over HTTP: its progress, its faults, the difference that waits to be confirmed."""

from typing import Any

from django.urls import reverse
from rest_framework import serializers

from appraisal.core.api.errors import reasons
from appraisal.core.api.shapes import ReasonAnswer
from appraisal.core.rules.refusals import Refusal
from plans.models import RosterUpload
from plans.rules.enums import UploadState
from plans.rules.roster.faults import Fault, FaultCode
from plans.services.roster_reports import read_changes, read_faults

LISTED = 200


class FaultAnswer(serializers.Serializer):
    """What is wrong with one cell; numbers are masked."""

    row = serializers.IntegerField(help_text="工作表中的行号")
    column = serializers.CharField()
    code = serializers.ChoiceField([(code.value, code.label) for code in FaultCode])
    value = serializers.CharField(help_text="填写的内容")
    message = serializers.CharField()
    remedy = serializers.CharField()


class FieldChangeAnswer(serializers.Serializer):
    column = serializers.CharField()
    old = serializers.CharField()
    new = serializers.CharField()


class ChangedAnswer(serializers.Serializer):
    """A candidate whom the roster would change."""

    candidate = serializers.IntegerField()
    name = serializers.CharField()
    row = serializers.IntegerField()
    fields = FieldChangeAnswer(many=True)


class AbsentAnswer(serializers.Serializer):
    """A candidate whom the roster does not name."""

    candidate = serializers.IntegerField()
    name = serializers.CharField()


class DifferenceAnswer(serializers.Serializer):
    """What would change; at most 200 of each are listed."""

    digest = serializers.CharField(help_text="确认时交回")
    added = serializers.IntegerField()
    kept = serializers.IntegerField()
    changed_count = serializers.IntegerField()
    absent_count = serializers.IntegerField()
    changed = ChangedAnswer(many=True)
    absent = AbsentAnswer(many=True)


class UploadLineAnswer(serializers.Serializer):
    """An upload in a list."""

    id = serializers.IntegerField()
    address = serializers.CharField(help_text="在这里查看进度和结果")
    plan = serializers.CharField(help_text="计划编号")
    item = serializers.IntegerField()
    file = serializers.CharField()
    state = serializers.ChoiceField(UploadState.choices())
    uploaded_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    rows_total = serializers.IntegerField()
    rows_done = serializers.IntegerField()
    good = serializers.IntegerField(help_text="没有问题的行")
    faulty_rows = serializers.IntegerField()
    fault_count = serializers.IntegerField()
    recovery_count = serializers.IntegerField(help_text="系统自动整理了几处")


class UploadAnswer(UploadLineAnswer):
    """One upload: how far its check is, then what it found."""

    refusals = ReasonAnswer(many=True, help_text="整份文件不能接收的理由")
    difference = DifferenceAnswer(allow_null=True, help_text="待确认的变化；null：没有要确认的")
    faults = FaultAnswer(many=True, help_text="前 200 个问题；全部见 faults 接口")


# --- told ----------------------------------------------------------------------------------------------------
def upload_line(upload: RosterUpload) -> dict[str, Any]:
    """An upload as lists give it."""
    counts = upload.summary
    return {
        "id": upload.pk,
        "address": reverse("api:upload", args=[upload.pk]),
        "plan": upload.item.plan.number,
        "item": upload.item_id,
        "file": upload.document.name,
        "state": upload.state,
        "uploaded_at": upload.uploaded_at,
        "finished_at": upload.finished_at,
        "rows_total": upload.rows_total,
        "rows_done": upload.rows_done,
        "good": counts.get("good", 0),
        "faulty_rows": counts.get("faulty_rows", 0),
        "fault_count": counts.get("faults", 0),
        "recovery_count": counts.get("recoveries", 0),
    }


def upload_whole(upload: RosterUpload) -> dict[str, Any]:
    """An upload with what its check found."""
    told = upload.refusal.get("reasons", ())
    refused = tuple(Refusal(one["code"], one["params"], one["rule"]) for one in told)
    return {
        **upload_line(upload),
        "refusals": reasons(refused),
        "difference": _difference(upload.difference) if upload.state == UploadState.TO_CONFIRM else None,
        "faults": [fault_told(one) for one in read_faults(upload.faults)[:LISTED]],
    }


def _difference(report: dict[str, Any]) -> dict[str, Any]:
    changed, absent = read_changes(report)
    return {
        "digest": report["digest"],
        "added": report["added"],
        "kept": report["kept"],
        "changed_count": len(changed),
        "absent_count": len(absent),
        "changed": [
            {
                "candidate": one.candidate_id,
                "name": one.name,
                "row": one.row,
                "fields": [{"column": field.column.label, "old": field.old, "new": field.new} for field in one.fields],
            }
            for one in changed[:LISTED]
        ],
        "absent": [{"candidate": one.candidate_id, "name": one.name} for one in absent[:LISTED]],
    }


def fault_told(one: Fault) -> dict[str, Any]:
    """One fault of one cell."""
    return {
        "row": one.row,
        "column": one.column.label,
        "code": one.code.value,
        "value": one.value,
        "message": one.message,
        "remedy": one.remedy,
    }
