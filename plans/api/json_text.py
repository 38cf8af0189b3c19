"""Structured fields that travel beside a file: JSON text in a form."""

import json
from typing import Any

from rest_framework import serializers

LONGEST = 100_000


class JSONTextField(serializers.CharField):
    """JSON text, read and checked by a serializer of its own (`shape`); `many`: an array that is not empty."""

    def __init__(self, *, shape: type[serializers.Serializer], many: bool = False, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST, **kwargs)
        self.shape, self.many_rows = shape, many

    def run_validation(self, told: Any = serializers.empty) -> Any:
        text = super().run_validation(told)
        try:
            sent = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise serializers.ValidationError("须为 JSON。") from error
        given = {"many": True, "allow_empty": False} if self.many_rows else {}
        found = self.shape(data=sent, **given)
        found.is_valid(raise_exception=True)
        return found.validated_data
