"""An institute drafts plans over HTTP: begin, change, prove, copy. Filing is an action like the others."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core import files
from appraisal.core.api.uploads import UploadEndpoint, file_field
from plans.api import answers
from plans.api.draft_shapes import (
    BODY_EXAMPLE,
    CopyBody,
    DraftAnswer,
    DraftBody,
    NewDraftBody,
    begun,
    changed,
    draft_answer,
)
from plans.api.plans import PlanEndpoint, Plans
from plans.models import Plan, PlanDocument
from plans.queries.drafts import draft_digest, draft_of
from plans.queries.plan_detail import what_is_missing
from plans.rules.enums import ProofKind
from plans.rules.states import TABLE, PlanAction
from plans.services import drafts, proofs

TAG = "起草计划"
CLERKS = TABLE[PlanAction.EDIT].roles


class ProofBody(serializers.Serializer):
    """A proof document, as a form."""

    kind = serializers.ChoiceField(ProofKind.choices())
    file = file_field("PDF、JPG 或 PNG")


class DraftsAndPlans(Plans, PlanEndpoint):
    """The list of plans, and a new one."""

    writers = CLERKS
    read_by = ""

    @extend_schema(
        operation_id="plans_draft",
        summary="起草一份计划",
        description="草稿可以不完整，但不能已经来不及。统考类须写明所执行的批次。上报用动作 file。",
        tags=[TAG],
        request=NewDraftBody,
        responses={201: answers.PlanWholeAnswer},
        examples=[OpenApiExample("企业职工专场", value=BODY_EXAMPLE, request_only=True)],
    )
    def post(self, request: Request) -> Response:
        draft = begun(self.asked(NewDraftBody), contact=self.actor.name)
        return self.act(
            lambda: drafts.draft_plan(actor=self.actor, draft=draft, now=self.now),
            lambda plan: self.whole(plan.number),
            status=201,
        )


class DraftEndpoint(PlanEndpoint):
    """An address of one draft."""

    roles = CLERKS
    read_by = "drafts_one"

    def record(self, number: str, **_: Any) -> dict[str, Any]:
        """The draft as it is now, with what it lacks."""
        plan = self.plan_or_404(number)
        return draft_answer(plan, draft_of(plan), what_is_missing(plan, self.now))


class DraftOfPlan(DraftEndpoint):
    """The content of a draft."""

    @extend_schema(
        operation_id="drafts_one",
        summary="一份计划的草稿，以及现在还缺什么",
        tags=[TAG],
        responses=DraftAnswer,
    )
    def get(self, request: Request, number: str) -> Response:
        return self.one(self.record(number))

    @extend_schema(
        operation_id="drafts_change",
        summary="修改草稿：没有交的字段保持不变",
        description="交 items 就是交整张表：加、改、移去职业等级和场次。仍有考生的职业等级不能移去。",
        tags=[TAG],
        request=DraftBody,
        responses=DraftAnswer,
        examples=[OpenApiExample("改日期，场次一起移动", value={"first_exam_date": "2026-05-23"}, request_only=True)],
    )
    def post(self, request: Request, number: str) -> Response:
        plan = self.plan_or_404(number)
        stored = draft_of(plan)
        draft = changed(stored, self.asked(DraftBody))
        return self.act(
            lambda: drafts.change_draft(
                actor=self.actor, plan_id=plan.pk, draft=draft, now=self.now, seen=draft_digest(stored)
            ),
            lambda _: self.record(number),
        )


class CopyPlan(PlanEndpoint):
    """The same plan again on another date, without candidates."""

    roles = CLERKS

    @extend_schema(
        operation_id="plans_copy",
        summary="复制为新计划",
        description="职业、场次、地点和证明材料照搬，全部场次按相同的天数移动；考生不带过去。",
        tags=[TAG],
        request=CopyBody,
        responses={201: answers.PlanWholeAnswer},
    )
    def post(self, request: Request, number: str) -> Response:
        plan = self.plan_or_404(number)
        day = self.asked(CopyBody)["first_exam_date"]
        return self.act(
            lambda: drafts.copy_plan(actor=self.actor, plan_id=plan.pk, first_exam_date=day, now=self.now),
            lambda made: self.whole(made.number),
            status=201,
        )


class AddProof(UploadEndpoint, DraftEndpoint):
    """A proof document for a draft."""

    @extend_schema(
        operation_id="proofs_add",
        summary="上传一份证明材料",
        tags=[TAG],
        request={"multipart/form-data": ProofBody},
        responses={201: answers.PlanProofAnswer},
    )
    def post(self, request: Request, number: str) -> Response:
        plan = self.plan_or_404(number)
        asked = self.asked(ProofBody)
        return self.act(lambda: self._add(plan, asked), answers.proof, status=201)

    def _add(self, plan: Plan, asked: dict[str, Any]) -> PlanDocument:
        upload = asked["file"]
        return proofs.add_proof(
            actor=self.actor,
            plan_id=plan.pk,
            kind=ProofKind(asked["kind"]),
            name=str(upload.name),
            content=files.read_upload(upload),
            now=self.now,
        )


class RemoveProof(DraftEndpoint):
    """A proof document comes off a draft."""

    def record(self, pk: int) -> dict[str, Any]:  # type: ignore[override]  # its address names the proof
        proof = get_object_or_404(PlanDocument.objects.visible_to(self.actor).select_related("plan"), pk=pk)
        return super().record(proof.plan.number)

    @extend_schema(
        operation_id="proofs_remove",
        summary="删去一份证明材料",
        tags=[TAG],
        request=None,
        responses=answers.PlanProofAnswer,
    )
    def post(self, request: Request, pk: int) -> Response:
        get_object_or_404(PlanDocument.objects.visible_to(self.actor), pk=pk)
        return self.act(lambda: proofs.remove_proof(actor=self.actor, proof_id=pk, now=self.now), answers.proof)
