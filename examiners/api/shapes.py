"""What the API says of an examiner and of what belongs to his entry; numbers are masked, as on the pages."""

from typing import Any

from rest_framework import serializers

from appraisal.core.rules.identity import mask_bank_card, mask_document_number, mask_mobile
from examiners.models import Examiner, ExaminerChange, Qualification
from examiners.queries.register import Entry
from examiners.rules.enums import ExaminerField, ExaminerGrade, RecusalKind


class CardAnswer(serializers.Serializer):
    """A card of an examiner."""

    id = serializers.IntegerField()
    occupation = serializers.CharField()
    occupation_id = serializers.IntegerField()
    grade = serializers.ChoiceField(ExaminerGrade.choices())
    card_number = serializers.CharField()
    valid_from = serializers.DateField()
    valid_until = serializers.DateField()
    withdrawn_at = serializers.DateTimeField(allow_null=True, help_text="注销时间")


class ExaminerAnswer(serializers.Serializer):
    """An examiner as lists give him; `cards` are those in force."""

    id = serializers.IntegerField()
    number = serializers.CharField(help_text="考评员编号")
    name = serializers.CharField()
    phone = serializers.CharField(help_text="遮盖后的手机号码")
    employer = serializers.CharField()
    keeper = serializers.IntegerField(allow_null=True, help_text="登记单位；null：市中心")
    active = serializers.BooleanField(help_text="在聘")
    changed_at = serializers.DateTimeField()
    cards = CardAnswer(many=True)
    districts = serializers.ListField(child=serializers.IntegerField(), help_text="执评意愿区县，按顺序")


class AbsenceAnswer(serializers.Serializer):
    """Days on which he cannot come."""

    id = serializers.IntegerField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    note = serializers.CharField()


class RecusalAnswer(serializers.Serializer):
    """An institute whose candidates he does not judge."""

    id = serializers.IntegerField()
    institute = serializers.IntegerField()
    kind = serializers.ChoiceField(RecusalKind.choices())
    note = serializers.CharField()


class AskedChangeAnswer(serializers.Serializer):
    """A number that an examiner asks to change; it counts once the keeper of his entry has confirmed it."""

    id = serializers.IntegerField()
    examiner = serializers.CharField(help_text="考评员编号")
    name = serializers.CharField()
    field = serializers.ChoiceField(ExaminerField.choices())
    value = serializers.CharField(help_text="遮盖后的新号码")
    asked_at = serializers.DateTimeField()


class ExaminerWholeAnswer(ExaminerAnswer):
    """An examiner with all that belongs to him; `cards` are all he ever had."""

    id_number = serializers.CharField(help_text="遮盖后的身份证号")
    bank_card = serializers.CharField(help_text="遮盖后的银行卡号，可能为空")
    residence = serializers.IntegerField(allow_null=True, help_text="居住区县")
    inactive_reason = serializers.CharField(help_text="停聘理由")
    kept = serializers.BooleanField(help_text="由本单位登记，可以修改")
    missing = serializers.ListField(child=serializers.CharField(), help_text="还缺什么")
    absences = AbsenceAnswer(many=True)
    recusals = RecusalAnswer(many=True)
    changes = AskedChangeAnswer(many=True, help_text="待确认的号码修改")


def card(row: Qualification) -> dict[str, Any]:
    """A card with its occupation at hand."""
    return {
        "id": row.pk,
        "occupation": row.occupation.name,
        "occupation_id": row.occupation_id,
        "grade": row.grade,
        "card_number": row.card_number,
        "valid_from": row.valid_from,
        "valid_until": row.valid_until,
        "withdrawn_at": row.withdrawn_at,
    }


def asked_change(row: ExaminerChange) -> dict[str, Any]:
    """A change with its examiner at hand."""
    mask = mask_bank_card if row.field == ExaminerField.BANK_CARD else mask_document_number
    return {
        "id": row.pk,
        "examiner": row.examiner.number,
        "name": row.examiner.name,
        "field": row.field,
        "value": mask(row.value),
        "asked_at": row.asked_at,
    }


def examiner(row: Examiner) -> dict[str, Any]:
    """A row of `queries.register.examiners`, with `cards` and `wishes`."""
    return {
        **_line(row),
        "cards": [card(one) for one in row.cards],
        "districts": [one.district_id for one in row.wishes],
    }


def examiner_whole(entry: Entry, *, kept: bool) -> dict[str, Any]:
    """Everything that `queries.register.entry_of` found."""
    row = entry.examiner
    return {
        **_line(row),
        "cards": [card(one) for one in entry.cards],
        "districts": [one.district_id for one in entry.wishes],
        "id_number": mask_document_number(row.id_number),
        "bank_card": mask_bank_card(row.bank_card) if row.bank_card else "",
        "residence": row.residence_id,
        "inactive_reason": row.inactive_reason,
        "kept": kept,
        "missing": entry.missing,
        "absences": [
            {"id": one.pk, "starts_on": one.starts_on, "ends_on": one.ends_on, "note": one.note}
            for one in entry.absences
        ],
        "recusals": [
            {"id": one.pk, "institute": one.institute_id, "kind": one.kind, "note": one.note} for one in entry.recusals
        ],
        "changes": [asked_change(one) for one in entry.waiting] if kept else [],
    }


def _line(row: Examiner) -> dict[str, Any]:
    return {
        "id": row.pk,
        "number": row.number,
        "name": row.name,
        "phone": mask_mobile(row.phone) if row.phone else "",
        "employer": row.employer,
        "keeper": row.registered_in_id,
        "active": row.active,
        "changed_at": row.changed_at,
    }
