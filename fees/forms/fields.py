"""The field for an amount of money."""

from decimal import Decimal
from typing import Any

from django import forms

from fees.rules.money import read_amount


class YuanField(forms.CharField):
    """An amount as people write it; what cannot be read is None, for the service to say."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 20)
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Decimal | None:
        return read_amount(super().clean(value) or "")
