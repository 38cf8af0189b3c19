"""Makes the stored items and sittings of a plan those of a draft, keeping the rows that stay."""

from django.db.models import Count

from appraisal.core.errors import Refused
from appraisal.core.rules.refusals import Refusal
from plans.models import Plan, PlanItem, Sitting
from plans.rules.drafts import ItemDraft, SittingDraft


def write_items(plan: Plan, drafts: tuple[ItemDraft, ...]) -> None:
    """Add, change and remove items so that they are those of the draft.

    Raises `Refused` when an item that goes still has candidates: a roster never disappears with a click.
    """
    stored = {item.occupation_level_id: item for item in _with_candidates(plan)}
    gone = [item for level_id, item in stored.items() if level_id not in {draft.level_id for draft in drafts}]
    _refuse_losing_candidates(gone)
    plan.items.filter(pk__in=[item.pk for item in gone]).delete()
    for draft in drafts:
        item = stored.get(draft.level_id) or PlanItem(plan=plan, occupation_level_id=draft.level_id)
        item.expected_candidates = draft.expected_candidates
        item.save()
        _write_sittings(plan, item, draft.sittings)


def _with_candidates(plan: Plan) -> list[PlanItem]:
    items = plan.items.select_related("occupation_level__occupation").annotate(entered=Count("candidates"))
    return list(items)


def _refuse_losing_candidates(gone: list[PlanItem]) -> None:
    refusals = [
        Refusal("item_has_candidates", {"item": str(item), "count": item.entered}, field="items")
        for item in gone
        if item.entered
    ]
    if refusals:
        raise Refused(*refusals)


def _write_sittings(plan: Plan, item: PlanItem, drafts: tuple[SittingDraft, ...]) -> None:
    stored = {sitting.subject: sitting for sitting in item.sittings.all()}
    gone = set(stored) - {draft.subject for draft in drafts}
    item.sittings.filter(subject__in=gone).delete()
    for draft in drafts:
        sitting = stored.get(draft.subject) or Sitting(plan=plan, item=item, subject=draft.subject)
        sitting.date, sitting.starts_at = draft.date, draft.starts_at
        sitting.site_id, sitting.place = draft.site_id, draft.place.strip()
        sitting.save()
