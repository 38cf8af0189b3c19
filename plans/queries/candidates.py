"""Candidates for pages: one page of a roster, filtered; a single candidate; rows for a masked export."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from appraisal.core.crypto import blind_index
from appraisal.core.queries.pages import Page, chosen_order, page_by_key
from appraisal.core.rules.identity import clean_number, mask_document_number, mask_mobile, read_mobile
from appraisal.core.rules.roles import Actor
from appraisal.core.transactions import require_transaction
from plans.models import Candidate, PlanItem
from plans.queries.first_reviews import reviewed_candidates
from plans.queries.photos import unpictured
from plans.rules.enums import CandidateState

SORTS = {
    "row": ("pk",),
    "employer": ("employer", "pk"),
    "updated": ("-updated_at", "-pk"),
}


@dataclass(frozen=True, slots=True)
class CandidateFilters:
    """What a roster is narrowed to. `text`: part of a name or employer, or a whole document number or phone."""

    text: str = ""
    state: str = CandidateState.PENDING
    attempt: str = ""
    verdict: str = ""
    unpictured: bool = False
    sort: str = "row"


def visible_item(actor: Actor, item_id: int) -> PlanItem:
    """The item with its plan, if the actor may see it. Raises `PlanItem.DoesNotExist`."""
    rows = PlanItem.objects.visible_to(actor).select_related("plan__institute", "occupation_level__occupation")
    item: PlanItem = rows.get(pk=item_id)
    return item


def visible_candidate(actor: Actor, candidate_id: int) -> Candidate:
    """The candidate, if the actor may see him. Raises `Candidate.DoesNotExist`."""
    rows = Candidate.objects.visible_to(actor).select_related("plan__institute", "item__occupation_level__occupation")
    candidate: Candidate = rows.get(pk=candidate_id)
    return candidate


def lock_candidate(candidate_id: int) -> Candidate:
    """The candidate, locked until the action commits; lock his plan first. Raises `Candidate.DoesNotExist`."""
    require_transaction()
    candidate: Candidate = Candidate.objects.select_for_update(of=("self",)).get(pk=candidate_id)
    return candidate


def matching_candidates(actor: Actor, item: PlanItem, filters: CandidateFilters) -> QuerySet[Candidate]:
    """The candidates of an item that the actor may see and that match."""
    rows: QuerySet[Candidate] = Candidate.objects.visible_to(actor).filter(item=item).filter(_searched(filters.text))
    if filters.state:
        rows = rows.filter(state=filters.state)
    if filters.attempt:
        wanted = filters.attempt
        rows = rows.filter(Q(theory=wanted) | Q(practical=wanted) | Q(review=wanted))
    if filters.verdict:
        rows = rows.filter(verdict__outcome=filters.verdict)
    return unpictured(rows) if filters.unpictured else rows


def candidate_page(actor: Actor, item: PlanItem, filters: CandidateFilters, *, key: str) -> Page:
    """One page of the roster, each candidate with his verdict and first review."""
    rows = reviewed_candidates(matching_candidates(actor, item, filters))
    return page_by_key(rows, chosen_order(filters.sort, SORTS), key)


def _searched(typed: str) -> Q:
    """A whole number is found by its blind index; anything shorter cannot be, and is looked for in the names."""
    typed = typed.strip()
    if not typed:
        return Q()
    found = Q(name__icontains=typed) | Q(employer__icontains=typed) | Q(document_index=blind_index(clean_number(typed)))
    phone = read_mobile(typed)
    return found | Q(phone_index=blind_index(phone)) if phone else found


EXPORT_HEADERS = (
    "行号", "姓名", "证件类型", "证件号码", "性别", "民族", "文化程度", "手机号码", "申报条件", "考生来源", "工作单位",
    "通讯地址", "本职业工作年限", "电子邮箱", "原证书号", "原职业（工种）", "理论考试", "实操考试", "综合考试", "状态",
    "资格预审", "符合的条件", "最早符合日期",
)  # fmt: skip


def exported_candidates(actor: Actor, item: PlanItem, filters: CandidateFilters) -> Iterator[tuple[object, ...]]:
    """The matching candidates as rows of `EXPORT_HEADERS`, numbers masked."""
    rows = matching_candidates(actor, item, filters).select_related("verdict").order_by("pk")
    for one in rows.iterator(chunk_size=2_000):
        verdict = getattr(one, "verdict", None)
        yield (
            one.sheet_row, one.name, one.get_document_type_display(), mask_document_number(one.document_number),
            one.get_sex_display(), one.ethnicity, one.get_education_display(), mask_mobile(one.phone), one.condition,
            one.get_source_display(), one.employer, one.address, one.years_in_occupation, one.email,
            one.prior_certificate, one.prior_occupation, one.get_theory_display(), one.get_practical_display(),
            one.get_review_display(), one.get_state_display(), verdict.get_outcome_display() if verdict else "",
            verdict.clause if verdict else "", verdict.eligible_from if verdict else None,
        )  # fmt: skip
