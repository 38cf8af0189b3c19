"""Forms whose missing fields the service names, so that one answer holds every reason."""

from enum import Enum
from typing import Any, TypeVar

from django import forms

from appraisal.core.errors import Refused
from appraisal.core.forms.base import PortalForm
from appraisal.core.rules.refusals import Refusal

E = TypeVar("E", bound=Enum)


class ActionForm(PortalForm):
    """A form of an action. It reads types only: what is missing or wrong is for the service to say, all at once.

    Required fields still look required, and the browser still asks for them.
    """

    def _clean_fields(self) -> None:
        required = [field for field in self.fields.values() if field.required]
        for field in required:
            field.required = False
        try:
            super()._clean_fields()
        finally:
            for field in required:
                field.required = True

    def member(self, enum: type[E], name: str) -> E:
        """The word that was chosen in the field `name`. Raises `Refused` when none was."""
        typed = self.cleaned_data.get(name)
        if not typed:
            raise Refused(Refusal("missing", {"what": str(self.fields[name].label)}, field=name))
        return enum(typed)


class KeysField(forms.TypedMultipleChoiceField):
    """Keys of records that were ticked. Whether they exist is for the service to say."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, empty_value=[], **kwargs)

    def valid_value(self, value: Any) -> bool:
        return str(value).isascii() and str(value).isdigit() and len(str(value)) < 19


class FilterForm(PortalForm):
    """The filters of a list, from the address. A value that makes no sense counts as not given."""

    def chosen(self) -> dict[str, Any]:
        """The cleaned values of the fields that could be read."""
        self.full_clean()
        return dict(self.cleaned_data)
