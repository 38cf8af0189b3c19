"""What a draft looks like over HTTP, both ways: as it is told, and as it is sent."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from appraisal.core.api.calendar import check_date
from appraisal.core.api.errors import reasons
from appraisal.core.api.shapes import KEY, ReasonAnswer
from appraisal.core.rules.enums import Subject
from appraisal.core.rules.identity import mask_mobile
from appraisal.core.rules.refusals import Refusal
from plans.models import Plan
from plans.rules.drafts import ItemDraft, PlanDraft, SittingDraft, moved_to
from plans.rules.enums import PlanKind, SpecialCategory

MOST_ITEMS, MOST_EXPECTED = 200, 100_000
BODY_EXAMPLE = {
    "kind": "SPECIAL",
    "special_category": "ENTERPRISE_STAFF",
    "contact_name": "张敏",
    "contact_phone": "13800138000",
    "items": [
        {
            "level": 17,
            "expected_candidates": 30,
            "sittings": [
                {"subject": "THEORY", "date": "2026-05-16", "starts_at": "09:00", "place": "教学楼一层"},
                {"subject": "PRACTICAL", "date": "2026-05-16", "starts_at": "13:30", "site": 4},
            ],
        }
    ],
}


# --- told -----------------------------------------------------------------------------------------------------
class DraftSittingAnswer(serializers.Serializer):
    """A subject on a day at a place."""

    subject = serializers.ChoiceField(Subject.choices())
    date = serializers.DateField()
    starts_at = serializers.CharField(allow_null=True, help_text="北京时间，HH:MM:SS")
    site = serializers.IntegerField(allow_null=True)
    place = serializers.CharField()


class DraftItemAnswer(serializers.Serializer):
    """An occupation and level of a draft."""

    level = serializers.IntegerField(help_text="职业目录中该等级的 id")
    expected_candidates = serializers.IntegerField()
    sittings = DraftSittingAnswer(many=True)


@extend_schema_serializer(component_name="Draft")
class DraftAnswer(serializers.Serializer):
    """A plan as its institute writes it, and all that still keeps it from being filed."""

    number = serializers.CharField()
    state = serializers.CharField()
    kind = serializers.ChoiceField(PlanKind.choices())
    session = serializers.IntegerField(allow_null=True)
    special_category = serializers.CharField()
    title = serializers.CharField()
    note = serializers.CharField()
    contact_name = serializers.CharField()
    contact_phone = serializers.CharField(help_text="遮盖后的号码；不改就不要交回")
    first_exam_date = serializers.DateField(allow_null=True)
    items = DraftItemAnswer(many=True)
    missing = ReasonAnswer(many=True, help_text="现在上报会被退回的全部理由；空：可以上报")


# --- sent -----------------------------------------------------------------------------------------------------
class DraftSittingBody(serializers.Serializer):
    """A subject on a day: a practical at a filed site, the others at a place in words."""

    subject = serializers.ChoiceField(Subject.choices())
    date = serializers.DateField(validators=[check_date])
    starts_at = serializers.TimeField(required=False, allow_null=True, default=None, help_text="北京时间")
    site = serializers.IntegerField(required=False, allow_null=True, default=None, help_text="只用于实操", **KEY)
    place = serializers.CharField(required=False, allow_blank=True, max_length=200, default="")


class DraftItemBody(serializers.Serializer):
    """An occupation and level with its sittings."""

    level = serializers.IntegerField(help_text="职业目录中该等级的 id", **KEY)
    expected_candidates = serializers.IntegerField(required=False, min_value=0, max_value=MOST_EXPECTED, default=0)
    sittings = DraftSittingBody(many=True, required=False, default=list)


class DraftBody(serializers.Serializer):
    """A draft, or what is to change of it: what is not sent stays as it is stored."""

    title = serializers.CharField(required=False, allow_blank=True, max_length=120, help_text="空：按类型和对象命名")
    special_category = serializers.ChoiceField(
        SpecialCategory.choices(), required=False, allow_null=True, help_text="只用于专场"
    )
    note = serializers.CharField(required=False, allow_blank=True, max_length=400)
    contact_name = serializers.CharField(required=False, allow_blank=True, max_length=40)
    contact_phone = serializers.CharField(required=False, allow_blank=True, max_length=30)
    first_exam_date = serializers.DateField(
        required=False, validators=[check_date], help_text="不同时交 items 时，全部场次按相同的天数一起移动"
    )
    items = DraftItemBody(
        many=True, required=False, max_length=MOST_ITEMS, help_text="整张表；不在其中的职业等级从草稿中移去"
    )

    def validate_contact_phone(self, number: str) -> str:
        if "*" in number:
            raise serializers.ValidationError("这是遮盖后的号码。不改联系电话时请不要交这个字段。")
        return number


class NewDraftBody(DraftBody):
    """What a plan begins with."""

    kind = serializers.ChoiceField(PlanKind.choices())
    session = serializers.IntegerField(
        required=False, allow_null=True, default=None, help_text="统考类计划所执行的批次", **KEY
    )


class CopyBody(serializers.Serializer):
    first_exam_date = serializers.DateField(validators=[check_date], help_text="新计划的首场考试日期")


# --- between --------------------------------------------------------------------------------------------------
def draft_answer(plan: Plan, draft: PlanDraft, missing: Iterable[Refusal]) -> dict[str, Any]:
    """A stored draft with what it lacks."""
    return {
        "number": plan.number,
        "state": plan.state,
        "kind": draft.kind,
        "session": draft.session_id,
        "special_category": draft.special_category or "",
        "title": draft.title,
        "note": draft.note,
        "contact_name": draft.contact_name,
        "contact_phone": mask_mobile(draft.contact_phone) if draft.contact_phone else "",
        "first_exam_date": draft.first_exam,
        "items": [_item(item) for item in draft.items],
        "missing": reasons(tuple(missing)),
    }


def begun(sent: Mapping[str, Any], *, contact: str) -> PlanDraft:
    """A new draft as it was sent; `contact`: who is named when nobody was."""
    empty = PlanDraft(kind=PlanKind(sent["kind"]), session_id=sent["session"], contact_name=contact)
    return changed(empty, sent)


def changed(draft: PlanDraft, sent: Mapping[str, Any]) -> PlanDraft:
    """The draft with what was sent; a first exam date without items moves all sittings along."""
    texts = {name: sent[name] for name in ("title", "note", "contact_name", "contact_phone") if name in sent}
    draft = replace(draft, **texts)
    if "special_category" in sent:
        category = sent["special_category"]
        draft = replace(draft, special_category=SpecialCategory(category) if category else None)
    day = sent.get("first_exam_date")
    if "items" in sent:
        items = tuple(_item_draft(item) for item in sent["items"])
        return replace(draft, items=items, first_exam_date=day or draft.first_exam_date)
    return moved_to(draft, day) if day else draft


def _item_draft(sent: Mapping[str, Any]) -> ItemDraft:
    sittings = (
        SittingDraft(Subject(one["subject"]), one["date"], one["starts_at"], one["site"], one["place"])
        for one in sent["sittings"]
    )
    return ItemDraft(sent["level"], sent["expected_candidates"], tuple(sittings))


def _item(item: ItemDraft) -> dict[str, Any]:
    return {
        "level": item.level_id,
        "expected_candidates": item.expected_candidates,
        "sittings": [
            {
                "subject": one.subject,
                "date": one.date,
                "starts_at": one.starts_at,
                "site": one.site_id,
                "place": one.place,
            }
            for one in item.sittings
        ],
    }
