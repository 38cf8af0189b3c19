"""Forms of the register: filters, an entry, a card, wishes, days off, recusals, the table to import."""

from collections.abc import Iterable
from typing import Any

from django import forms

from appraisal.core.forms.actions import ActionForm, FilterForm
from appraisal.core.forms.base import PortalForm
from appraisal.core.models import Occupation, Organisation
from appraisal.core.rules.identity import mask_bank_card, mask_document_number, mask_mobile
from examiners.models import Examiner
from examiners.queries.register import STATES, RegisterFilters
from examiners.rules.enums import ExaminerGrade, RecusalKind
from examiners.rules.register import PREFERRED_DISTRICTS, CardEntry, ExaminerEntry

QUIET = {"autocomplete": "off"}
NUMERIC = {**QUIET, "inputmode": "numeric"}


def named(rows: Iterable[Organisation | Occupation], empty: str) -> list[tuple[Any, str]]:
    """Choices by key; `empty` stands for none."""
    return [("", empty), *((row.pk, getattr(row, "short_name", "") or row.name) for row in rows)]


class RegisterFilterForm(FilterForm):
    """The filters of the register. Numbers of persons are not among them: they must stand in no address and no log."""

    q = forms.CharField(label="姓名、拼音、编号、单位", required=False, max_length=60, widget=forms.SearchInput)
    occupation = forms.TypedChoiceField(label="职业（工种）", required=False, coerce=int, empty_value=None)
    grade = forms.ChoiceField(label="等级", required=False, choices=[("", "全部"), *ExaminerGrade.choices()])
    district = forms.TypedChoiceField(label="意愿区县", required=False, coerce=int, empty_value=None)
    state = forms.ChoiceField(label="状态", required=False, choices=list(STATES.items()))

    def __init__(
        self, *args: Any, occupations: Iterable[Occupation], centres: Iterable[Organisation], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["occupation"].choices = named(occupations, "全部")
        self.fields["district"].choices = named(centres, "全部")

    def filters(self) -> RegisterFilters:
        """What was chosen."""
        chosen = self.chosen()
        return RegisterFilters(
            text=chosen.get("q", ""),
            occupation_id=chosen.get("occupation"),
            grade=chosen.get("grade", ""),
            district_id=chosen.get("district"),
            state=chosen.get("state") or "active",
        )


class NumberSearchForm(ActionForm):
    """Looking someone up by a whole phone or ID number, by POST."""

    personal = forms.CharField(
        label="手机号码或身份证号（完整）", max_length=24, widget=forms.TextInput(QUIET), required=False
    )


class ExaminerForm(ActionForm):
    """An entry. Of somebody known, the numbers are not shown again: what is left empty stays."""

    name = forms.CharField(label="姓名", max_length=60)
    id_number = forms.CharField(label="身份证号", max_length=24, widget=forms.TextInput(QUIET))
    phone = forms.CharField(label="手机号码", max_length=20, widget=forms.TextInput({**QUIET, "inputmode": "tel"}))
    bank_card = forms.CharField(
        label="北京银行卡号",
        max_length=30,
        required=False,
        widget=forms.TextInput(NUMERIC),
        help_text="执评费付到这张卡；还没有的以后补填。",
    )
    employer = forms.CharField(label="工作单位", max_length=120, required=False)
    residence = forms.TypedChoiceField(label="居住区县", required=False, coerce=int, empty_value=None)
    keeper = forms.TypedChoiceField(label="登记单位", required=False, coerce=int, empty_value=None)

    def __init__(
        self,
        *args: Any,
        centres: Iterable[Organisation],
        by_city: bool,
        examiner: Examiner | None = None,
        **kwargs: Any,
    ) -> None:
        self.examiner = examiner
        if examiner:
            kwargs.setdefault("initial", _initial(examiner))
        super().__init__(*args, **kwargs)
        centres = list(centres)
        self.fields["residence"].choices = named(centres, "没有填写")
        self.fields["keeper"].choices = named(centres, "市中心")
        if not by_city:
            del self.fields["keeper"]
        if examiner:
            masks = {"id_number": mask_document_number, "phone": mask_mobile, "bank_card": mask_bank_card}
            for name, mask in masks.items():
                known = getattr(examiner, name)
                self.fields[name].required = not known
                self.fields[name].help_text = (
                    f"现为 {mask(known)}，不改就留空。" if known else self.fields[name].help_text
                )

    def entry(self) -> ExaminerEntry:
        """What was typed, with the numbers that stay."""
        typed = self.cleaned_data
        kept = {
            name: typed.get(name) or getattr(self.examiner, name, "") for name in ("id_number", "phone", "bank_card")
        }
        return ExaminerEntry(
            name=typed.get("name", ""),
            residence_id=typed.get("residence"),
            employer=typed.get("employer", ""),
            **kept,
        )


class CardForm(ActionForm):
    """A card."""

    occupation = forms.TypedChoiceField(label="职业（工种）", coerce=int, empty_value=None)
    grade = forms.ChoiceField(label="考评员等级", choices=[("", "请选择"), *ExaminerGrade.choices()])
    card_number = forms.CharField(label="证卡编号", max_length=40, widget=forms.TextInput(QUIET))
    valid_from = forms.DateField(label="发证日期", widget=forms.DateInput)
    valid_until = forms.DateField(label="有效期至", widget=forms.DateInput)

    def __init__(self, *args: Any, occupations: Iterable[Occupation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["occupation"].choices = named(occupations, "请选择")

    def entry(self) -> CardEntry:
        """What was typed."""
        typed = self.cleaned_data
        grade = typed.get("grade")
        return CardEntry(
            occupation_id=typed.get("occupation"),
            grade=ExaminerGrade(grade) if grade else None,
            card_number=typed.get("card_number", ""),
            valid_from=typed.get("valid_from"),
            valid_until=typed.get("valid_until"),
        )


class WishesForm(PortalForm):
    """Five districts in order: five drop-downs of one name, so that it works without scripts."""

    def __init__(self, *args: Any, centres: Iterable[Organisation], chosen: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.centres = list(centres)
        self.chosen = self._posted() if self.is_bound else chosen

    def _posted(self) -> list[int]:
        return [int(key) for key in self.data.getlist("districts") if key.isascii() and key.isdigit()]

    @property
    def places(self) -> list[tuple[int, int | None]]:
        """(place, key of the district there) for every place."""
        padded = [*self.chosen, *[None] * PREFERRED_DISTRICTS][:PREFERRED_DISTRICTS]
        return list(enumerate(padded, 1))


class AbsenceForm(ActionForm):
    """Days off."""

    starts_on = forms.DateField(label="从哪天", widget=forms.DateInput)
    ends_on = forms.DateField(label="到哪天", widget=forms.DateInput, required=False, help_text="只有一天的不用填。")
    note = forms.CharField(label="说明", max_length=80, required=False)

    def period(self) -> dict[str, Any]:
        """The days and the note, for the service."""
        typed = self.cleaned_data
        start = typed.get("starts_on")
        return {"starts_on": start, "ends_on": typed.get("ends_on") or start, "note": typed.get("note", "")}


class RecusalForm(ActionForm):
    """An institute whose candidates he does not judge."""

    institute = forms.TypedChoiceField(label="鉴定机构", coerce=int, empty_value=None)
    kind = forms.ChoiceField(label="回避原因", choices=RecusalKind.choices())
    note = forms.CharField(label="说明", max_length=200, required=False)

    def __init__(self, *args: Any, institutes: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["institute"].choices = named(institutes, "请选择")


class RegisterFileForm(ActionForm):
    """The table to import."""

    file = forms.FileField(label="考评员表（.xlsx 或 .csv）", widget=forms.FileInput({"accept": ".xlsx,.csv"}))
    keeper = forms.TypedChoiceField(label="新登记的由谁保管", required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, centres: Iterable[Organisation], by_city: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keeper"].choices = named(centres, "市中心")
        if not by_city:
            del self.fields["keeper"]


class PhoneForm(ActionForm):
    """A new phone of one's own."""

    phone = forms.CharField(label="新手机号码", max_length=20, widget=forms.TextInput({**QUIET, "inputmode": "tel"}))


class NumberForm(ActionForm):
    """A new ID number or bank card of one's own."""

    value = forms.CharField(label="新号码", max_length=30, widget=forms.TextInput(QUIET))


def _initial(examiner: Examiner) -> dict[str, object]:
    return {
        "name": examiner.name,
        "employer": examiner.employer,
        "residence": examiner.residence_id,
        "keeper": examiner.registered_in_id,
    }
