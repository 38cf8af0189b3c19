"""What a draft may choose from, and a stored plan as the draft it was."""

from hashlib import sha256

from django.db.models import Prefetch

from appraisal.core.models import OccupationLevel, Site
from appraisal.core.rules.enums import Subject
from plans.models import Plan, PlanItem, Sitting
from plans.rules.drafts import Choices, ItemDraft, PlanDraft, SittingDraft
from plans.rules.enums import PlanKind, SpecialCategory


def draft_choices(institute_id: int, draft: PlanDraft) -> Choices:
    """Which of the levels and sites that the draft names exist, the sites among the institute's own."""
    level_ids = [item.level_id for item in draft.items]
    levels = OccupationLevel.objects.filter(pk__in=level_ids).select_related("occupation")
    site_ids = [s.site_id for item in draft.items for s in item.sittings if s.site_id is not None]
    sites = Site.objects.filter(pk__in=site_ids, institute_id=institute_id).values_list("pk", flat=True)
    return Choices({level.pk: str(level) for level in levels}, frozenset(sites))


def draft_of(plan: Plan) -> PlanDraft:
    """The stored plan as a draft: what the form starts from, and what a copy is made of."""
    items = plan.items.prefetch_related(Prefetch("sittings", Sitting.objects.order_by("date", "pk")))
    return PlanDraft(
        kind=PlanKind(plan.kind),
        title=plan.title,
        session_id=plan.session_id,
        special_category=SpecialCategory(plan.special_category) if plan.special_category else None,
        first_exam_date=plan.first_exam_date,
        items=tuple(_item_draft(item) for item in items),
        note=plan.note,
        contact_name=plan.contact_name,
        contact_phone=plan.contact_phone,
    )


def draft_digest(draft: PlanDraft) -> str:
    """A short text that is equal for equal drafts: what a form carries to notice that someone was faster."""
    return sha256(repr(draft).encode()).hexdigest()[:32]


def _item_draft(item: PlanItem) -> ItemDraft:
    sittings = tuple(
        SittingDraft(Subject(s.subject), s.date, s.starts_at, s.site_id, s.place) for s in item.sittings.all()
    )
    return ItemDraft(item.occupation_level_id, item.expected_candidates, sittings)
