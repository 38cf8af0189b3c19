"""Forms of the plan wizard. What they return are drafts; the rules stand in `plans.rules`."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from django import forms

from appraisal.core.forms import PortalForm
from appraisal.core.rules.enums import Subject
from plans.queries.choices import ItemChoice
from plans.queries.plan_list import SORTS, PlanFilters
from plans.rules.drafts import ItemDraft, SittingDraft
from plans.rules.enums import PlanKind, ProofKind, SpecialCategory
from plans.rules.states import PlanState

PARTS = {Subject.THEORY: "theory", Subject.PRACTICAL: "practical", Subject.REVIEW: "review"}


class FilterForm(PortalForm):
    """The filters of the list; a value that makes no sense is left out."""

    q = forms.CharField(label="编号、名称、机构", required=False, max_length=80)
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *PlanState.choices()])
    kind = forms.ChoiceField(label="类型", required=False, choices=[("", "全部"), *PlanKind.choices()])
    district = forms.TypedChoiceField(label="区县", required=False, coerce=int, empty_value=None)
    exam_from = forms.DateField(label="首场考试从", required=False, widget=forms.DateInput)
    exam_to = forms.DateField(label="到", required=False, widget=forms.DateInput)

    def __init__(self, data: Mapping[str, Any], districts: list[tuple[int, str]]) -> None:
        super().__init__(data)
        self.fields["district"].choices = [("", "全部"), *districts]
        if not districts:
            del self.fields["district"]

    def filters(self, view: str, sort: str) -> PlanFilters:
        """What was chosen."""
        self.is_valid()
        chosen = self.cleaned_data
        return PlanFilters(
            text=chosen.get("q", ""),
            view=view,
            state=chosen.get("state", ""),
            kind=chosen.get("kind", ""),
            district_id=chosen.get("district"),
            exam_from=chosen.get("exam_from"),
            exam_to=chosen.get("exam_to"),
            sort=sort if sort.removeprefix("-") in SORTS else "newest",
        )


class DetailsForm(PortalForm):
    """What a plan is called and for whom it is."""

    title = forms.CharField(label="计划名称", required=False, max_length=120, help_text="不填时按类型和对象自动命名。")
    special_category = forms.ChoiceField(
        label="专场对象", required=False, choices=[("", "请选择"), *SpecialCategory.choices()]
    )
    contact_name = forms.CharField(label="联系人", required=False, max_length=40)
    contact_phone = forms.CharField(label="联系电话", required=False, max_length=30)
    note = forms.CharField(label="说明", required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, kind: PlanKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind is not PlanKind.SPECIAL:
            del self.fields["special_category"]

    def category(self) -> SpecialCategory | None:
        """The chosen category."""
        chosen = self.cleaned_data.get("special_category")
        return SpecialCategory(chosen) if chosen else None


class ItemForm(PortalForm):
    """One item: how many candidates are expected, and its sittings. A subject without a date is not held."""

    expected = forms.IntegerField(label="预计人数", required=False, min_value=0, max_value=100_000)

    def __init__(self, *args: Any, choice: ItemChoice, item: ItemDraft, with_review: bool) -> None:
        self.choice, self.stored = choice, item
        self.base_fields = {**self.base_fields, **_sitting_fields(choice, with_review)}
        super().__init__(*args, prefix=f"item-{choice.level.pk}", initial=_initial(item))

    def sitting_rows(self) -> list[dict[str, Any]]:
        """The fields of each subject that the item may have, for the template."""
        return [
            {"label": subject.label, "date": self[f"{part}_date"], "time": self[f"{part}_time"], "where": self[where]}
            for subject, part, where in self._parts()
        ]

    def item(self) -> ItemDraft:
        """The item as it was filled in; as it is stored when it was not."""
        if not self.is_bound:
            return self.stored
        sittings = [self._sitting(subject, part, where) for subject, part, where in self._parts()]
        return ItemDraft(
            level_id=self.choice.level.pk,
            expected_candidates=self.cleaned_data.get("expected") or 0,
            sittings=tuple(sitting for sitting in sittings if sitting),
        )

    def _parts(self) -> list[tuple[Subject, str, str]]:
        parts = [(Subject.THEORY, "theory", "theory_place"), (Subject.PRACTICAL, "practical", "practical_site")]
        if "review_date" in self.fields:
            parts.append((Subject.REVIEW, "review", "review_place"))
        return parts

    def _sitting(self, subject: Subject, part: str, where: str) -> SittingDraft | None:
        day: date | None = self.cleaned_data.get(f"{part}_date")
        if day is None:
            return None
        starts_at: time | None = self.cleaned_data.get(f"{part}_time")
        chosen = self.cleaned_data.get(where)
        if subject is Subject.PRACTICAL:
            return SittingDraft(subject, day, starts_at, site_id=int(chosen) if chosen else None)
        return SittingDraft(subject, day, starts_at, place=chosen or "")


def item_form(
    choice: ItemChoice,
    item: ItemDraft,
    data: Mapping[str, Any] | None = None,
    *,
    fixed: frozenset[Subject] = frozenset(),
) -> ItemForm:
    """The form of one item, filled from the draft, or from what was sent if the item was on the page.

    `fixed`: subjects whose date the session decrees; such a date is shown and cannot be changed.
    """
    with_review = choice.needs_review or Subject.REVIEW in {sitting.subject for sitting in item.sittings}
    form = ItemForm(None, choice=choice, item=item, with_review=with_review)
    if data is not None and any(name.startswith(f"{form.prefix}-") for name in data):
        form = ItemForm(data, choice=choice, item=item, with_review=with_review)
    for sitting in item.sittings:
        if sitting.subject in fixed:
            form.fields[f"{PARTS[sitting.subject]}_date"].disabled = True
    return form


def _sitting_fields(choice: ItemChoice, with_review: bool) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {}
    for subject, part in PARTS.items():
        if subject is Subject.REVIEW and not with_review:
            continue
        label = subject.label
        fields[f"{part}_date"] = forms.DateField(label=f"{label}日期", required=False, widget=forms.DateInput)
        fields[f"{part}_time"] = forms.TimeField(label=f"{label}开始时间", required=False, widget=forms.TimeInput)
        if subject is Subject.PRACTICAL:
            fields["practical_site"] = forms.ChoiceField(label="实操场所", required=False, choices=_sites(choice))
        else:
            fields[f"{part}_place"] = forms.CharField(label=f"{label}地点", required=False, max_length=200)
    return fields


def _sites(choice: ItemChoice) -> list[tuple[int | str, str]]:
    confirmed = choice.confirmed_sites
    named = [(site.pk, site.name if site in confirmed else f"{site.name}（待市中心确认）") for site in choice.sites]
    return [("", "请选择"), *named]


def _initial(item: ItemDraft) -> dict[str, Any]:
    filled: dict[str, Any] = {"expected": item.expected_candidates or None}
    for sitting in item.sittings:
        part = PARTS[sitting.subject]
        filled[f"{part}_date"], filled[f"{part}_time"] = sitting.date, sitting.starts_at
        where = "practical_site" if sitting.subject is Subject.PRACTICAL else f"{part}_place"
        filled[where] = sitting.site_id if sitting.subject is Subject.PRACTICAL else sitting.place
    return filled


class ProofForm(PortalForm):
    """A proof document to add."""

    kind = forms.ChoiceField(label="材料", choices=ProofKind.choices())
    file = forms.FileField(label="文件", help_text="PDF、JPG 或 PNG，加密保存，只有能看到本计划的人可以打开。")


class DateForm(PortalForm):
    """The date chosen in the planner."""

    exam = forms.DateField(label="首场考试日期", widget=forms.DateInput)
