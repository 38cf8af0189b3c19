"""What the API says of score sheets, their entries and their differences, and what it takes."""

from typing import Any

from rest_framework import serializers

from appraisal.core.api.shapes import ReasonAnswer
from appraisal.core.rules.enums import Subject
from plans.rules.scoring import SheetState

KEY = {"min_value": 1, "max_value": 2**62}


class ScoreBody(serializers.Serializer):
    candidate = serializers.IntegerField(**KEY)
    grade = serializers.CharField(max_length=20, help_text="0 至 100，最多一位小数；或 缺考、作弊")


class ScoresBody(serializers.Serializer):
    """The scores of a whole sitting."""

    scores = ScoreBody(many=True, allow_empty=False)

    def validate_scores(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if len({row["candidate"] for row in rows}) < len(rows):
            raise serializers.ValidationError("同一名考生出现了两次。")
        return rows


class RowAnswer(serializers.Serializer):
    candidate = serializers.IntegerField()
    accepted = serializers.BooleanField()


class SheetAnswer(serializers.Serializer):
    """What became of a sheet. The numbers of the other entry are not told before both are in."""

    sitting = serializers.IntegerField()
    state = serializers.ChoiceField(SheetState.choices())
    rows = RowAnswer(many=True)


class SheetLineAnswer(serializers.Serializer):
    """How far the scores of a sitting are."""

    id = serializers.IntegerField()
    sitting = serializers.IntegerField()
    plan = serializers.CharField(help_text="计划编号")
    subject = serializers.ChoiceField(Subject.choices())
    date = serializers.DateField()
    state = serializers.ChoiceField(SheetState.choices())
    published_at = serializers.DateTimeField(allow_null=True)


class SheetQuery(serializers.Serializer):
    state = serializers.ChoiceField(SheetState.choices(), required=False, default="")
    subject = serializers.ChoiceField(Subject.choices(), required=False, default="")


class EntryAnswer(serializers.Serializer):
    """Who has entered and when; never what."""

    ordinal = serializers.IntegerField(help_text="第几遍")
    person = serializers.CharField()
    submitted_at = serializers.DateTimeField()


class SitterAnswer(serializers.Serializer):
    """Who sits the subject, in the order of the roster."""

    candidate = serializers.IntegerField()
    ticket = serializers.CharField(allow_null=True, help_text="准考证号")
    name = serializers.CharField()
    document_number = serializers.CharField(help_text="遮盖后的证件号码")
    own = serializers.CharField(help_text="本人这一遍录入的，可能为空")


class WholeSheetAnswer(serializers.Serializer):
    """The sheet as the caller stands before it."""

    sitting = serializers.IntegerField()
    plan = serializers.CharField(help_text="计划编号")
    state = serializers.ChoiceField(SheetState.choices())
    entries = EntryAnswer(many=True)
    why_not = ReasonAnswer(many=True, help_text="为什么现在不能录入；空：可以")
    people = SitterAnswer(many=True)


class ScoreDifferenceAnswer(serializers.Serializer):
    """A candidate whose two entries differ."""

    candidate = serializers.IntegerField()
    name = serializers.CharField()
    first = serializers.CharField(help_text="第一遍；空：没有录入")
    second = serializers.CharField(help_text="第二遍；空：没有录入")
    decided = serializers.CharField(help_text="核定；空：还没有")
    decided_by = serializers.CharField()


class DifferencesAnswer(serializers.Serializer):
    """Both entries compared; empty before both are in."""

    sitting = serializers.IntegerField()
    state = serializers.ChoiceField(SheetState.choices())
    people = serializers.IntegerField(help_text="应录人数")
    unresolved = serializers.IntegerField(help_text="还没有核定几处")
    why_not = ReasonAnswer(many=True, help_text="为什么不能由本人发布；空：可以")
    differences = ScoreDifferenceAnswer(many=True)
