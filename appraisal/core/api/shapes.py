"""Pieces that requests and answers of many endpoints share."""

from typing import Any, Final

from rest_framework import serializers

KEY: Final[dict[str, Any]] = {"min_value": 1, "max_value": 2**62}
"""Limits of a field that names a record."""


class ReasonAnswer(serializers.Serializer):
    """Why something cannot be done (now), in the same words as a refusal."""

    code = serializers.CharField()
    message = serializers.CharField()
    rule = serializers.CharField(help_text="依据的文件标题，可能为空")
    date = serializers.DateField(allow_null=True)
    remedy = serializers.CharField(help_text="现在可以怎么办")
    field = serializers.CharField(help_text="所涉及的字段，可能为空")


class ReasonBody(serializers.Serializer):
    """Why somebody does something."""

    reason = serializers.CharField(required=False, allow_blank=True, max_length=400, default="")


class WhyBody(serializers.Serializer):
    """Why somebody does something that needs a reason."""

    reason = serializers.CharField(max_length=400, allow_blank=True)


class CityDecisionBody(serializers.Serializer):
    """The city's yes or no."""

    grant = serializers.BooleanField(help_text="false：不同意，须写明理由")
    reason = serializers.CharField(required=False, allow_blank=True, max_length=400, default="")
