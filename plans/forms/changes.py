"""Forms of changes of time and place 一（二）: fields only; what is right or wrong about them, the rules say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from appraisal.core.forms import PortalForm
from appraisal.core.models import Site
from appraisal.core.rules.enums import Subject
from plans.models import Room, Sitting
from plans.rules.change_enums import TellingManner
from plans.rules.changes import LONGEST_REASON, Wish

KEEP = [("", "不变")]


@dataclass(frozen=True)
class SittingFields:
    """A sitting as the form shows it: as it stands, and its fields."""

    sitting: Sitting
    fields: list[forms.BoundField]


class AskChangeForm(PortalForm):
    """For each sitting what is to change; what is left empty stays."""

    reason = forms.CharField(
        label="变更理由",
        required=False,
        max_length=LONGEST_REASON * 2,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="原则上不得变更：请写明确需变更的特殊情况。市中心和有关区县看得到。",
    )
    document = forms.FileField(
        label="证明材料（PDF、JPG 或 PNG）",
        required=False,
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )

    def __init__(
        self,
        *args: Any,
        sittings: Sequence[Sitting],
        sites: Sequence[Site],
        districts: Sequence[tuple[int, str]],
        rooms: Mapping[int, Sequence[Room]],
        **kwargs: Any,
    ) -> None:
        """`sites`: where the institute may move a practical to; `districts`: where a place may be.

        `rooms`: by sitting whose seats are arranged the rooms to choose from.
        """
        self.sittings = list(sittings)
        own = {
            name: field
            for one in sittings
            for name, field in (*_fields(one, sites, districts), *_room_fields(one, rooms.get(one.pk)))
        }
        self.base_fields = {**own, **self.base_fields}
        super().__init__(*args, **kwargs)

    def wishes(self) -> list[Wish]:
        """What is wanted, of the sittings for which anything was filled in."""
        found = []
        for one in self.sittings:
            given = {name: self.cleaned_data.get(f"{name}-{one.pk}") or None for name in NAMES}
            rooms = frozenset(self.cleaned_data.get(f"room_ids-{one.pk}") or ())
            if rooms or any(given.values()):
                found.append(Wish(one.pk, **given, room_ids=rooms))
        return found

    def rows(self) -> list[SittingFields]:
        """The sittings with their fields."""
        return [
            SittingFields(one, [self[name] for name in self.fields if name.endswith(f"-{one.pk}")])
            for one in self.sittings
        ]


NAMES = ("day", "starts_at", "site_id", "place", "district_id")


def _fields(
    sitting: Sitting, sites: Sequence[Site], districts: Sequence[tuple[int, str]]
) -> list[tuple[str, forms.Field]]:
    key = sitting.pk
    when: list[tuple[str, forms.Field]] = [
        (f"day-{key}", forms.DateField(label="新日期", required=False, widget=forms.DateInput)),
        (f"starts_at-{key}", forms.TimeField(label="新时间", required=False, widget=forms.TimeInput)),
    ]
    if sitting.subject == Subject.PRACTICAL:
        choices = [*KEEP, *((site.pk, f"{site.name}（{site.district.short_name}）") for site in sites)]
        return [*when, (f"site_id-{key}", _keys("新场所", choices))]
    return [
        *when,
        (f"place-{key}", forms.CharField(label="新地点", required=False, max_length=200)),
        (f"district_id-{key}", _keys("所在区县", [*KEEP, *districts])),
    ]


def _room_fields(sitting: Sitting, rooms: Sequence[Room] | None) -> list[tuple[str, forms.Field]]:
    """Where people sit already: the rooms at the new place. None where nobody does, or the site decides."""
    if rooms is None:
        return []
    field = forms.TypedMultipleChoiceField(
        label="新地点的考场",
        required=False,
        coerce=int,
        choices=[(room.pk, f"{room.name}（{room.address}，{room.capacity} 座）") for room in rooms],
        widget=forms.CheckboxSelectMultiple,
        help_text="座位已排好：改地点的，请勾选新地点的考场，考生改到这些考场；不改地点的不必选。",
    )
    return [(f"room_ids-{sitting.pk}", field)]


def _keys(label: str, choices: Sequence[tuple[Any, str]]) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, required=False, coerce=int, empty_value=None, choices=choices)


class DecideChangeForm(PortalForm):
    """The city's answer."""

    approved = forms.TypedChoiceField(
        label="审核结果",
        required=False,
        choices=[("yes", "同意变更"), ("no", "不同意")],
        coerce=lambda answer: answer == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label="审核意见",
        required=False,
        max_length=LONGEST_REASON * 2,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="不同意的必须写明理由；鉴定机构看得到。",
    )


class TellDistrictForm(PortalForm):
    """How the district was or is told."""

    manner = forms.TypedChoiceField(
        label="通知方式",
        required=False,
        choices=TellingManner.choices(),
        coerce=TellingManner,
        empty_value=None,
        widget=forms.RadioSelect,
        initial=TellingManner.PORTAL,
    )
    note = forms.CharField(
        label="说明",
        required=False,
        max_length=400,
        help_text="以电话或书面通知的，请写明对方姓名和时间。",
    )
