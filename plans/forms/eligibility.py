"""Forms of a candidate's eligibility: dated facts from documents, evidence files, the first review."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from appraisal.core.forms import PortalForm
from appraisal.core.rules.enums import TECHNICIAN_LEVELS
from plans.queries.first_reviews import REVIEW_CHOICES, ReviewFilters
from plans.rules.eligibility.documents import KIND_LABELS, Asked
from plans.rules.eligibility.evaluate import Outcome
from plans.rules.eligibility.standards import LEVEL_WORDS, SCHOOLS
from plans.rules.review_enums import Basis, EvidenceKind

WORK_ROWS, TRAINEE_ROWS = 5, 2


def _day(label: str) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=forms.DateInput)


class BackgroundForm(PortalForm):
    """Dated facts. It asks for what the conditions of the level speak of, and nothing else."""

    def __init__(self, asked: Asked, level: int, *args: Any, **kwargs: Any) -> None:
        self.asked = asked
        bases = Basis.choices() if level in TECHNICIAN_LEVELS else Basis.choices()[:1]
        self.base_fields = {
            "basis": forms.ChoiceField(label="申报类型", choices=bases),
            **_span_fields("work", WORK_ROWS),
            **(_span_fields("trainee", TRAINEE_ROWS) if asked.trainee else {}),
            **{f"certificate_{one}": _day(f"{LEVEL_WORDS[one]}证书发证日期") for one in asked.certificates},
            **{f"kind_{kind}": _day(KIND_LABELS[kind]) for kind in asked.kinds},
            **{f"final_{kind}": _day(f"应届毕业生：{SCHOOLS[kind]}") for kind in asked.final_years},
            **{f"km_{one}": _day(f"取证后安全行驶满 {one // 10_000} 万公里") for one in asked.kilometres},
            "asserted": forms.MultipleChoiceField(
                label="具备但日期待核实", required=False, widget=forms.CheckboxSelectMultiple,
                choices=[(kind, KIND_LABELS[kind]) for kind in asked.kinds],
            ),
        }  # fmt: skip
        super().__init__(*args, **kwargs)

    def spans(self, name: str) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The pairs of fields of one kind of spans, for the template."""
        rows = WORK_ROWS if name == "work" else TRAINEE_ROWS
        return [(self[f"{name}_{row}_first"], self[f"{name}_{row}_last"]) for row in range(rows)]

    @property
    def work(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return self.spans("work")

    @property
    def trainee(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return self.spans("trainee") if self.asked.trainee else []

    @property
    def dated(self) -> list[forms.BoundField]:
        """Certificates and one-off facts."""
        starts = ("certificate_", "kind_", "final_", "km_")
        return [self[name] for name in self.fields if name.startswith(starts)]

    def clean(self) -> dict[str, Any]:
        """A span that ends must begin."""
        cleaned: dict[str, Any] = super().clean() or {}
        for name in [name for name in cleaned if name.endswith("_last")]:
            first = name.replace("_last", "_first")
            if cleaned[name] and not cleaned.get(first):
                self.add_error(first, "请填写开始日期。")
        return cleaned

    def facts(self) -> dict[str, Any]:
        """What was typed, in the form of `Background.facts`."""
        typed = self.cleaned_data
        return {
            "work": self._spans("work", WORK_ROWS),
            "trainee": self._spans("trainee", TRAINEE_ROWS) if self.asked.trainee else [],
            "certificates": [
                [one, typed[f"certificate_{one}"].isoformat()]
                for one in self.asked.certificates
                if typed[f"certificate_{one}"]
            ],
            "attained": self._dates("kind_", self.asked.kinds),
            "final_year_from": self._dates("final_", self.asked.final_years),
            "kilometres": self._dates("km_", self.asked.kilometres),
            "asserted": list(typed["asserted"]),
        }

    def _spans(self, name: str, rows: int) -> list[list[str | None]]:
        pairs = (
            (self.cleaned_data[f"{name}_{row}_first"], self.cleaned_data[f"{name}_{row}_last"]) for row in range(rows)
        )
        return [[first.isoformat(), last.isoformat() if last else None] for first, last in pairs if first]

    def _dates(self, start: str, kinds: tuple[Any, ...]) -> dict[str, str]:
        found = {str(kind): self.cleaned_data[f"{start}{kind}"] for kind in kinds}
        return {kind: day.isoformat() for kind, day in found.items() if day}


def _span_fields(name: str, rows: int) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {}
    for row in range(rows):
        fields[f"{name}_{row}_first"] = _day(f"第 {row + 1} 段从")
        fields[f"{name}_{row}_last"] = _day("到（至今在岗留空）")
    return fields


def initial_of(facts: Mapping[str, Any], basis: str) -> dict[str, Any]:
    """A form's starting values from stored facts."""
    initial: dict[str, Any] = {"basis": basis, "asserted": facts.get("asserted", [])}
    for name in ("work", "trainee"):
        for row, (first, last) in enumerate(facts.get(name, ())):
            initial[f"{name}_{row}_first"] = date.fromisoformat(first)
            initial[f"{name}_{row}_last"] = date.fromisoformat(last) if last else None
    for level, day in facts.get("certificates", ()):
        initial[f"certificate_{level}"] = date.fromisoformat(day)
    for start, name in (("kind_", "attained"), ("final_", "final_year_from"), ("km_", "kilometres")):
        for kind, day in facts.get(name, {}).items():
            initial[f"{start}{kind}"] = date.fromisoformat(day)
    return initial


class EvidenceForm(PortalForm):
    """One document of a candidate."""

    kind = forms.ChoiceField(label="材料", choices=EvidenceKind.choices())
    file = forms.FileField(
        label="文件（PDF、JPG、PNG）",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )
    note = forms.CharField(label="说明", required=False, max_length=200)


class ReviewFilterForm(PortalForm):
    """The filters of the first review."""

    q = forms.CharField(label="姓名、单位", required=False, max_length=60)
    verdict = forms.ChoiceField(label="资格预审", required=False, choices=[("", "全部"), *Outcome.choices()])
    review = forms.ChoiceField(label="资格初审", required=False, choices=[("", "全部"), *REVIEW_CHOICES])

    def filters(self) -> ReviewFilters:
        """What was chosen; a value that makes no sense is left out."""
        self.is_valid()
        chosen = self.cleaned_data
        return ReviewFilters(
            text=chosen.get("q", ""), verdict=chosen.get("verdict", ""), review=chosen.get("review", "")
        )
