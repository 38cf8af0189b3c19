"""The quick widgets write exactly what Django's templates write."""

import re

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates

from appraisal.core.forms.base import PortalForm
from appraisal.core.forms.widgets import PortalSelect, written_input

CHOICES = [
    [("", "全部"), ("A", "甲 & <乙>"), (1, '"1"')],
    [(None, "没有"), (True, "有")],
    [("在办", [("A", "甲"), ("B", "乙")]), ("C", "丙")],
]
ATTRIBUTES = [{}, {"id": "id_n", "required": True, "disabled": False, "aria-describedby": 'a "b"'}]


def plain(html: str) -> str:
    """Without the white space between tags, which a browser does not show."""
    return re.sub(r">\s+<", "><", re.sub(r"\s+", " ", html)).strip()


@pytest.mark.parametrize("choices", CHOICES)
@pytest.mark.parametrize("value", ["", "A", 1, True, None, "nowhere", "<script>"])
@pytest.mark.parametrize("attributes", ATTRIBUTES)
def test_a_drop_down_is_written_as_django_writes_it(choices, value, attributes):
    django = forms.Select(attrs={"class": "form-select"}, choices=choices)
    ours = PortalSelect.instead_of(django)
    assert plain(ours.render("n", value, attributes)) == plain(django.render("n", value, attributes, DjangoTemplates()))


@pytest.mark.parametrize(
    "widget", [forms.TextInput(), forms.DateInput(), forms.NumberInput(attrs={"min": 1}), forms.HiddenInput()]
)
@pytest.mark.parametrize("value", [None, "", "甲 <b>", 5])
def test_an_input_is_written_as_django_writes_it(widget, value):
    attributes = {"id": "id_n", "required": True}
    context = widget.get_context("n", value, attributes)["widget"]
    assert plain(written_input(context)) == plain(widget.render("n", value, attributes, DjangoTemplates()))


def test_forms_of_the_portal_use_both():
    class Form(PortalForm):
        state = forms.ChoiceField(choices=[("A", "甲")])
        name = forms.CharField()

    form = Form({"state": "A", "name": "<x>"})
    assert isinstance(form.fields["state"].widget, PortalSelect)
    assert form.fields["state"].widget.is_required
    assert '<option value="A" selected>甲</option>' in str(form["state"])
    assert 'value="&lt;x&gt;"' in str(form["name"])
