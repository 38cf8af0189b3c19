"""Widgets that come often enough on a page for their speed to be felt."""

from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

SELECTED = mark_safe(" selected")


PLAIN_INPUTS = frozenset(
    f"django/forms/widgets/{kind}.html"
    for kind in ("input", "text", "number", "email", "password", "hidden", "date", "time", "datetime")
)


def _written(attributes: dict[str, Any]) -> SafeString:
    """Attributes as Django's templates write them: True is the bare name, False is nothing."""
    given = ((name, value) for name, value in attributes.items() if value is not False)
    return format_html_join("", "{}", ((_pair(name, value),) for name, value in given))


def _pair(name: str, value: Any) -> SafeString:
    return format_html(" {}", name) if value is True else format_html(' {}="{}"', name, str(value))


def written_input(widget: dict[str, Any]) -> SafeString:
    """An `<input>` from the context that Django makes for its template, without two templates for each."""
    value = format_html(' value="{}"', str(widget["value"])) if widget["value"] is not None else ""
    return format_html(
        '<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], value, _written(widget["attrs"])
    )


class PortalSelect(forms.Select):
    """Django's drop-down, written in one go.

    Django renders a template for each option: the filters of a list have 40 of them, a third of the page's time.
    Choices in groups are left to Django.
    """

    @classmethod
    def instead_of(cls, widget: forms.Select) -> "PortalSelect":
        """The same drop-down as a `PortalSelect`."""
        quick = cls(attrs=widget.attrs, choices=widget.choices)
        quick.is_required = widget.is_required
        return quick

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        choices = list(self.choices)
        if any(isinstance(label, (list, tuple)) for _, label in choices):
            return super().render(name, value, attrs, renderer)
        chosen = self.format_value(value)
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((key, SELECTED if str(key) in chosen else "", label) for key, label in self._as_text(choices)),
        )
        written = _written({"name": name, **self.build_attrs(self.attrs, attrs)})
        return format_html("<select{}>{}</select>", written, options)

    @staticmethod
    def _as_text(choices: list[tuple[Any, Any]]) -> list[tuple[str, Any]]:
        """No choice (`None`) is sent as nothing, as Django does it."""
        return [("" if key is None else str(key), label) for key, label in choices]
