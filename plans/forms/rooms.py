"""Forms of rooms, arrangement, single seats and invigilators."""

import re
from typing import Any

from django import forms
from django.conf import settings

from appraisal.core.forms.actions import ActionForm, FilterForm, KeysField
from appraisal.core.models import Organisation, Site
from appraisal.core.rules.identity import mask_mobile
from plans.models import Invigilator
from plans.rules.rooms import RoomEntry
from plans.rules.seating.layout import ROWS_MOST, Position
from plans.rules.seating_enums import RoomKind, SpecialNeed
from plans.services.arrangement import Wish

GAP = re.compile(r"(\d{1,2}|\*)\s*[-－–]\s*(\d{1,2}|\*)")


class GapsField(forms.CharField):
    """Positions without a place: "2-3 4-1" are row and column, "*-3" the whole column (an aisle), "2-*" a row."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        left = GAP.sub("", text).strip(" ,，、;；\t\n")
        if left:
            raise forms.ValidationError(f"看不懂“{left}”。请写成“排-列”，如 2-3；整列写成 *-3。")
        return text


def read_gaps(text: str, rows: int, columns: int) -> tuple[Position, ...]:
    """The positions that the text names, in a room of this size."""
    found: set[Position] = set()
    for row, column in GAP.findall(text):
        of_row = range(1, rows + 1) if row == "*" else (int(row),)
        of_column = range(1, columns + 1) if column == "*" else (int(column),)
        found |= {(one, other) for one in of_row for other in of_column}
    return tuple(sorted(found))


class RoomFilterForm(FilterForm):
    """The filters of the rooms."""

    kind = forms.ChoiceField(label="类型", required=False, choices=[("", "全部"), *RoomKind.choices()])
    view = forms.ChoiceField(label="范围", required=False, choices=[("", "在用"), ("all", "连停用的")])


class RoomForm(ActionForm):
    """A room as its owner describes it."""

    kind = forms.ChoiceField(label="类型", choices=RoomKind.choices())
    name = forms.CharField(label="考场名称", max_length=60, help_text="考生看得到，如“教学楼 201”。")
    site = forms.TypedChoiceField(
        label="备案实操场所", coerce=int, empty_value=None, required=False, help_text="只有实操工位要选 二（三）。"
    )
    district = forms.TypedChoiceField(label="所在区县", coerce=int, empty_value=None)
    address = forms.CharField(label="地址", max_length=200)
    rows = forms.IntegerField(label="排数", min_value=1, max_value=ROWS_MOST)
    columns = forms.IntegerField(label="列数", min_value=1, max_value=ROWS_MOST)
    gaps = GapsField(
        label="空位、过道",
        required=False,
        max_length=2000,
        help_text="写成“排-列”，如 2-3；整列是过道的写成 *-3。也可以在右边的图上点。",
    )
    spares = forms.IntegerField(label="备用", min_value=0, help_text="上机考场留作备用的机器数：编号最大的几台。")
    capacity = forms.IntegerField(label="每场最多人数", min_value=1)
    accessible = forms.BooleanField(label="无障碍（没有台阶，轮椅可以进出）", required=False)

    def __init__(
        self, *args: Any, centres: list[Organisation], sites: list[Site], entry: RoomEntry | None = None, **kwargs: Any
    ) -> None:
        kwargs.setdefault("initial", _initial(entry) if entry else {"rows": 6, "columns": 5, "spares": 0})
        kwargs["initial"].setdefault("capacity", settings.KAOWU["ROOM_CAPACITY"])
        super().__init__(*args, **kwargs)
        self.fields["district"].choices = [("", "请选择"), *((centre.pk, centre.short_name) for centre in centres)]
        self.fields["site"].choices = [
            ("", "不是实操场所"), *((site.pk, f"{site.name}（{site.workstations} 个工位）") for site in sites)
        ]  # fmt: skip

    def entry(self) -> RoomEntry:
        """What was typed, for the service."""
        typed = self.cleaned_data
        rows, columns = typed.get("rows") or 0, typed.get("columns") or 0
        return RoomEntry(
            kind=RoomKind(typed.get("kind") or RoomKind.PAPER),
            name=typed.get("name", ""),
            address=typed.get("address", ""),
            district_id=typed.get("district"),
            rows=rows,
            columns=columns,
            capacity=typed.get("capacity") or 0,
            gaps=read_gaps(typed.get("gaps", ""), rows, columns),
            spares=typed.get("spares") or 0,
            site_id=typed.get("site"),
            accessible=bool(typed.get("accessible")),
        )


def _initial(entry: RoomEntry) -> dict[str, Any]:
    return {
        "kind": entry.kind,
        "name": entry.name,
        "site": entry.site_id,
        "district": entry.district_id,
        "address": entry.address,
        "rows": entry.rows,
        "columns": entry.columns,
        "gaps": " ".join(f"{row}-{column}" for row, column in entry.gaps),
        "spares": entry.spares,
        "capacity": entry.capacity,
        "accessible": entry.accessible,
    }


class ArrangeForm(ActionForm):
    """What shall be arranged: sittings and rooms that are ticked, mixed or not, with which seed."""

    sittings = KeysField(label="场次", required=False)
    rooms = KeysField(label="可用考场", required=False)
    mixed = forms.BooleanField(label="不同职业、等级混排", required=False)
    seed = forms.IntegerField(label="随机种子", required=False, min_value=0, help_text="留空由系统抽取。")

    def wish(self) -> Wish:
        """What was asked for, for the service."""
        typed = self.cleaned_data
        rooms = frozenset(typed["rooms"])
        return Wish(
            sitting_ids=frozenset(typed["sittings"]),
            room_ids=rooms or None,
            mixed=typed["mixed"],
            seed=typed["seed"],
        )


class TimeForm(ActionForm):
    """When a sitting without a time begins, and how long it lasts."""

    starts_at = forms.TimeField(label="开始时间", widget=forms.TimeInput)
    minutes = forms.IntegerField(label="时长（分钟）", required=False)


class NeedForm(ActionForm):
    """What a candidate needs; who he is, by name or by the row of the roster."""

    who = forms.CharField(label="考生姓名，或花名册行号", max_length=60)
    need = forms.ChoiceField(label="需要", required=False, choices=[*SpecialNeed.choices(), ("", "不再需要")])


class InvigilatorForm(ActionForm):
    """One of the staff who can invigilate. Of somebody known, the number is not shown again: left empty, it stays."""

    name = forms.CharField(label="姓名", max_length=60)
    phone = forms.CharField(label="手机号码", max_length=20, widget=forms.TextInput(attrs={"inputmode": "tel"}))
    active = forms.BooleanField(label="可安排监考", required=False, initial=True)

    def __init__(self, *args: Any, person: Invigilator | None = None, **kwargs: Any) -> None:
        if person:
            kwargs.setdefault("initial", {"name": person.name, "active": person.active})
        super().__init__(*args, **kwargs)
        self.person = person
        if person:
            self.fields["phone"].required = False
            self.fields["phone"].help_text = f"现为 {mask_mobile(person.phone)}，不改就留空。"

    def clean_phone(self) -> str:
        """What was typed; of somebody known, the number that stays when nothing was."""
        typed: str = self.cleaned_data["phone"]
        return typed or (self.person.phone if self.person else "")


class ResumeForm(ActionForm):
    """A later first exam for a suspended plan, and why."""

    first_exam = forms.DateField(label="新的首场考试日期", widget=forms.DateInput)
    reason = forms.CharField(label="理由", max_length=400, widget=forms.Textarea(attrs={"rows": 3}))
