"""How every form looks: Tabler's classes on the widgets, native date and time inputs, words for screen readers."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms.renderers import TemplatesSetting

from appraisal.core.forms.widgets import PLAIN_INPUTS, PortalSelect, written_input
from appraisal.core.rules.refusals import Refusal

# A year beyond these is a slip of the pen; no date is counted with that cannot be counted on from.
WITHIN_REASON = [MinValueValidator(date(1900, 1, 1)), MaxValueValidator(date(2099, 12, 31))]
TICKED = (forms.CheckboxSelectMultiple, forms.RadioSelect, forms.CheckboxInput)
NATIVE_TYPES: tuple[tuple[type[forms.Widget], str, str], ...] = (
    (forms.DateInput, "date", "%Y-%m-%d"),
    (forms.DateTimeInput, "datetime-local", "%Y-%m-%dT%H:%M"),
    (forms.TimeInput, "time", "%H:%M"),
)


class PortalRenderer(TemplatesSetting):
    """Renders forms and fields with the portal's partials; needs `django.forms` templates through app loaders."""

    form_template_name = "partials/form.html"
    field_template_name = "partials/field.html"

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        if template_name in PLAIN_INPUTS:
            return written_input(context["widget"])
        return super().render(template_name, context, request)


class PortalField(forms.BoundField):
    """A field that shows itself as faulty by more than its message."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        attrs = super().build_widget_attrs(attrs, widget)
        if self.errors:
            attrs["class"] = f"{(widget or self.field.widget).attrs.get('class', '')} is-invalid".strip()
        return attrs


class PortalForm(forms.Form):
    """The base of all forms of the portal.

    Sets the widgets' classes (form-control, form-select, form-check-input), native date and time inputs, and what a
    screen reader needs; labels end without a colon. Errors of a service come in by `add_refusals`.
    """

    base_fields: dict[str, forms.Field]  # collected by Django from the class; a form may put its own before them
    bound_field_class = PortalField
    required_css_class = "required"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            dress(field)

    def add_refusals(self, refusals: tuple[Refusal, ...]) -> None:
        """Mark the fields that refusals belong to; the sentences themselves stand in `partials/refusals.html`."""
        for refusal in refusals:
            if refusal.field in self.fields:
                self.fields[refusal.field].widget.attrs["aria-invalid"] = "true"
                add_class(self.fields[refusal.field].widget, "is-invalid")


def dress(field: forms.Field) -> None:
    """Give a field's widget its class and its native input type; a date its bounds."""
    if isinstance(field, forms.DateField):
        field.validators.extend(WITHIN_REASON)
    if type(field.widget) is forms.Select:
        field.widget = PortalSelect.instead_of(field.widget)
    widget = field.widget
    for kind, input_type, pattern in NATIVE_TYPES:
        if isinstance(widget, kind):
            widget.input_type = input_type
            widget.format = pattern
            # A native input always sends this pattern, whatever the language of the page.
            field.input_formats = [pattern, *(field.input_formats or ())]
    if isinstance(widget, TICKED):
        add_class(widget, "form-check-input")
    elif isinstance(widget, forms.Select):
        add_class(widget, "form-select")
    elif not isinstance(widget, forms.HiddenInput):
        add_class(widget, "form-control")


def add_class(widget: forms.Widget, name: str) -> None:
    """Add a CSS class to a widget, once."""
    words = str(widget.attrs.get("class", "")).split()
    if name not in words:
        widget.attrs["class"] = " ".join([*words, name])
