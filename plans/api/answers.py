"""What the API says of plans, their obligations and their candidates, and how the document describes it.

Plain dicts: a page of fifty plans costs little more than its queries. The serializers describe them for the document;
a test holds both against each other.
"""

from collections.abc import Iterable
from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from appraisal.core.rules.identity import mask_document_number, mask_mobile
from plans.models import Candidate, Obligation, Plan, PlanDocument, PlanItem, Sitting
from plans.permissions import AvailableAction
from plans.queries.obligations import Shown
from plans.rules.enums import ObligationState, PlanKind, ProofKind
from plans.rules.obligations import ObligationCode
from plans.rules.states import PlanAction, PlanState


class PartyAnswer(serializers.Serializer):
    """An organisation."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class ObligationAnswer(serializers.Serializer):
    """What is owed, by when, and why that day."""

    id = serializers.IntegerField()
    code = serializers.ChoiceField(ObligationCode.choices())
    label = serializers.CharField()
    sitting = serializers.IntegerField(allow_null=True, help_text="所属场次；null：整个计划")
    responsible = serializers.IntegerField(help_text="由哪个单位办（id）")
    last_day = serializers.DateField()
    due_at = serializers.DateTimeField(help_text="从这一刻起算逾期")
    state = serializers.ChoiceField(ObligationState.choices())
    provisional = serializers.BooleanField(help_text="暂定：放假通知发布后可能调整")
    overridden = serializers.BooleanField(help_text="市中心特批过")


class ProvenObligationAnswer(ObligationAnswer):
    """With its proof."""

    rule = serializers.CharField(help_text="依据的文件标题")
    proof = serializers.CharField(help_text="与网页、提醒相同的一句话")


class SittingAnswer(serializers.Serializer):
    """A subject on a day at a place."""

    id = serializers.IntegerField()
    subject = serializers.CharField()
    date = serializers.DateField()
    starts_at = serializers.CharField(allow_null=True, help_text="开始时间，北京时间，HH:MM:SS")
    site = serializers.IntegerField(allow_null=True)
    place = serializers.CharField()


class ItemAnswer(serializers.Serializer):
    """An occupation and level of a plan."""

    id = serializers.IntegerField()
    occupation = serializers.CharField()
    level = serializers.IntegerField(help_text="5 初级 … 1 高级技师")
    re_review = serializers.BooleanField()
    committee = serializers.IntegerField(allow_null=True)
    candidates = serializers.IntegerField()
    sittings = SittingAnswer(many=True)


class PlanProofAnswer(serializers.Serializer):
    """A proof document of a plan."""

    id = serializers.IntegerField(help_text="受理时作为 checked_proofs 交回")
    kind = serializers.ChoiceField(ProofKind.choices())
    document = serializers.IntegerField(help_text="文件 id，见 /documents/<id>/link")
    name = serializers.CharField()


class ActionAnswer(serializers.Serializer):
    """What the caller's role can do to the plan, or why not now."""

    action = serializers.ChoiceField(PlanAction.choices())
    label = serializers.CharField()
    possible = serializers.BooleanField()
    why_not = serializers.CharField()


class PlanAnswer(serializers.Serializer):
    """A plan as lists give it."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    title = serializers.CharField()
    kind = serializers.ChoiceField(PlanKind.choices())
    state = serializers.ChoiceField(PlanState.choices())
    state_label = serializers.CharField()
    state_since = serializers.DateTimeField()
    institute = PartyAnswer()
    district = PartyAnswer()
    first_exam_date = serializers.DateField(allow_null=True)
    filed_at = serializers.DateTimeField(allow_null=True)
    candidate_count = serializers.IntegerField()
    is_sample = serializers.BooleanField(help_text="样例数据")
    obligations = ObligationAnswer(many=True, help_text="还没有办完的时限，早的在前")


@extend_schema_serializer(component_name="PlanWhole")
class PlanWholeAnswer(PlanAnswer):
    """A plan with all that hangs on it."""

    obligations = ProvenObligationAnswer(many=True, help_text="全部时限及依据")
    special_category = serializers.CharField(help_text="专场对象；空：不是专场或还没有填")
    session = serializers.IntegerField(allow_null=True, help_text="所执行的统考批次")
    items = ItemAnswer(many=True)
    proofs = PlanProofAnswer(many=True)
    actions = ActionAnswer(many=True)


class CandidateAnswer(serializers.Serializer):
    """A candidate; numbers are masked, as on the pages."""

    id = serializers.IntegerField()
    item = serializers.IntegerField()
    state = serializers.CharField()
    name = serializers.CharField()
    document_type = serializers.CharField()
    document_number = serializers.CharField(help_text="遮盖后的证件号码")
    sex = serializers.CharField()
    birth_date = serializers.DateField(allow_null=True)
    education = serializers.CharField()
    phone = serializers.CharField(help_text="遮盖后的手机号码")
    employer = serializers.CharField()
    condition = serializers.CharField(help_text="申报条件")
    theory = serializers.CharField(help_text="NEW 新考，RETAKE 补考，空：不考")
    practical = serializers.CharField()
    review = serializers.CharField()
    re_review = serializers.CharField(allow_null=True, help_text="复审的最新结论；null：没有")
    re_review_id = serializers.IntegerField(allow_null=True, help_text="最新结论的 id，办理时作为 seen 交回")
    updated_at = serializers.DateTimeField()


# --- the answers themselves -----------------------------------------------------------------------------------
def obligation(row: Obligation) -> dict[str, Any]:
    """An obligation without its proof."""
    return {
        "id": row.pk,
        "code": row.code,
        "label": ObligationCode(row.code).label,
        "sitting": row.sitting_id,
        "responsible": row.responsible_id,
        "last_day": row.last_day,
        "due_at": row.due_at,
        "state": row.state,
        "provisional": row.provisional,
        "overridden": row.overridden,
    }


def proven(shown: Shown) -> dict[str, Any]:
    """An obligation with its proof."""
    return {**obligation(shown.record), "rule": shown.row.citation, "proof": shown.deadline.sentence()}


def plan_line(plan: Plan, obligations: Iterable[Obligation] = ()) -> dict[str, Any]:
    """A plan as lists give it; institute and district are loaded."""
    return {
        "id": plan.pk,
        "number": plan.number,
        "title": plan.title,
        "kind": plan.kind,
        "state": plan.state,
        "state_label": PlanState(plan.state).label,
        "state_since": plan.state_since,
        "institute": {"id": plan.institute_id, "name": plan.institute.name},
        "district": {"id": plan.district_id, "name": plan.district.name},
        "first_exam_date": plan.first_exam_date,
        "filed_at": plan.filed_at,
        "candidate_count": plan.candidate_count,
        "is_sample": plan.is_sample,
        "obligations": [obligation(row) for row in obligations],
    }


def plan_whole(
    plan: Plan,
    shown: Iterable[Shown],
    items: Iterable[PlanItem],
    proofs: Iterable[PlanDocument],
    actions: Iterable[AvailableAction],
) -> dict[str, Any]:
    """A plan with all that hangs on it."""
    return {
        **plan_line(plan),
        "obligations": [proven(one) for one in shown],
        "special_category": plan.special_category,
        "session": plan.session_id,
        "items": [plan_item(item) for item in items],
        "proofs": [proof(one) for one in proofs],
        "actions": [
            {"action": one.action, "label": one.action.label, "possible": one.possible, "why_not": one.why_not}
            for one in actions
        ],
    }


def plan_item(item: PlanItem) -> dict[str, Any]:
    """An item of `items_of`: with `entered` and its sittings."""
    level = item.occupation_level
    return {
        "id": item.pk,
        "occupation": level.occupation.name,
        "level": level.level,
        "re_review": level.re_review,
        "committee": item.committee_id,
        "candidates": item.entered,
        "sittings": [sitting(one) for one in item.sittings.all()],
    }


def proof(row: PlanDocument) -> dict[str, Any]:
    """A proof document."""
    return {"id": row.pk, "kind": row.kind, "document": row.document_id, "name": row.document.name}


def sitting(row: Sitting) -> dict[str, Any]:
    """A sitting."""
    return {
        "id": row.pk,
        "subject": row.subject,
        "date": row.date,
        "starts_at": row.starts_at,
        "site": row.site_id,
        "place": row.place,
    }


def candidate(row: Candidate) -> dict[str, Any]:
    """A candidate of `newest_verdict`."""
    return {
        "id": row.pk,
        "item": row.item_id,
        "state": row.state,
        "name": row.name,
        "document_type": row.document_type,
        "document_number": mask_document_number(row.document_number),
        "sex": row.sex,
        "birth_date": row.birth_date,
        "education": row.education,
        "phone": mask_mobile(row.phone) if row.phone else "",
        "employer": row.employer,
        "condition": row.condition,
        "theory": row.theory,
        "practical": row.practical,
        "review": row.review,
        "re_review": row.latest,
        "re_review_id": row.latest_pk,
        "updated_at": row.updated_at,
    }
