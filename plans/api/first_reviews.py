"""The institute's first review over HTTP: dated facts, documents, one candidate or all whom the conditions let in."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core import files
from appraisal.core.api.schema import PAGING, page_of
from appraisal.core.api.uploads import UploadEndpoint, file_field
from plans.api.candidate_shapes import (
    BackgroundBody,
    CandidateWholeAnswer,
    EvidenceAnswer,
    FirstReviewAnswer,
    evidence,
    facts_of,
    first_review,
)
from plans.api.candidates import CandidateEndpoint
from plans.api.plans import PlanEndpoint
from plans.api.rosters import CLERKS, OFFICES
from plans.models import Candidate, Evidence
from plans.queries.eligibility import candidate_eligibility
from plans.queries.first_reviews import REVIEW_CHOICES, live_candidates, reviewed_candidates
from plans.rules.eligibility.evaluate import Outcome
from plans.rules.review_enums import Basis, EvidenceKind, FirstReviewOutcome
from plans.services.backgrounds import save_background
from plans.services.evidence import add_evidence, remove_evidence
from plans.services.first_reviews import pass_all_met, review_candidate

TAG = "资格初审"


class StandingQuery(serializers.Serializer):
    """What the list is narrowed to."""

    item = serializers.IntegerField(required=False, min_value=1, max_value=2**62)
    verdict = serializers.ChoiceField(Outcome.choices(), required=False)
    review = serializers.ChoiceField(REVIEW_CHOICES, required=False)


class StandingAnswer(serializers.Serializer):
    """A candidate before the first review."""

    candidate = serializers.IntegerField()
    item = serializers.IntegerField()
    name = serializers.CharField()
    verdict = serializers.ChoiceField(Outcome.choices(), allow_null=True, help_text="资格预审；null：还没有预审")
    clause = serializers.CharField(help_text="符合的条件")
    eligible_from = serializers.DateField(allow_null=True)
    review = serializers.ChoiceField(REVIEW_CHOICES, help_text="资格初审")
    note = serializers.CharField()
    documents = serializers.IntegerField(help_text="已上传几份材料")


class ReviewBody(serializers.Serializer):
    outcome = serializers.ChoiceField(FirstReviewOutcome.choices())
    note = serializers.CharField(required=False, allow_blank=True, max_length=400, default="", help_text="不合格须写明")


class PassedAnswer(serializers.Serializer):
    passed = serializers.IntegerField(help_text="一并通过了几人")


class EvidenceBody(serializers.Serializer):
    """A candidate's document, as a form."""

    kind = serializers.ChoiceField(EvidenceKind.choices())
    file = file_field("PDF、JPG 或 PNG")
    note = serializers.CharField(required=False, allow_blank=True, max_length=200, default="")


class FirstReviews(PlanEndpoint):
    """The candidates of a plan before the first review."""

    roles = OFFICES

    @extend_schema(
        operation_id="first_reviews_list",
        summary="一份计划的资格预审和初审情况，按花名册顺序",
        tags=[TAG],
        parameters=[StandingQuery, *PAGING],
        responses=page_of(StandingAnswer, "StandingPage"),
    )
    def get(self, request: Request, number: str) -> Response:
        asked = self.asked(StandingQuery, request.query_params)
        rows = reviewed_candidates(live_candidates(self.actor, self.plan_or_404(number)))
        names = {"item": "item_id", "verdict": "verdict__outcome", "review": "first_review"}
        rows = rows.filter(**{names[name]: value for name, value in asked.items()})
        return self.page(rows, ("pk",), lambda found: map(_standing, found))


class PassAll(PlanEndpoint):
    """所有符合的一并通过."""

    roles = CLERKS

    @extend_schema(
        operation_id="first_reviews_pass_all",
        summary="预审符合的考生一并通过初审",
        tags=[TAG],
        request=None,
        responses=PassedAnswer,
    )
    def post(self, request: Request, number: str) -> Response:
        plan = self.plan_or_404(number)
        return self.act(
            lambda: pass_all_met(actor=self.actor, plan_id=plan.pk, now=self.now), lambda count: {"passed": count}
        )


class ReviewOne(CandidateEndpoint):
    """The first review of one candidate."""

    roles = CLERKS

    @extend_schema(
        operation_id="first_reviews_one",
        summary="给一名考生下初审结论",
        tags=[TAG],
        request=ReviewBody,
        responses={201: FirstReviewAnswer},
        examples=[OpenApiExample("合格", value={"outcome": "PASSED"}, request_only=True)],
    )
    def post(self, request: Request, pk: int) -> Response:
        self.record(pk)
        asked = self.asked(ReviewBody)
        outcome = FirstReviewOutcome(asked["outcome"])
        return self.act(
            lambda: review_candidate(
                actor=self.actor, candidate_id=pk, outcome=outcome, note=asked["note"], now=self.now
            ),
            first_review,
            status=201,
        )


class Backgrounds(CandidateEndpoint):
    """A candidate's dated facts."""

    roles = CLERKS

    @extend_schema(
        operation_id="candidates_background",
        summary="登记申报事实，替换原有的",
        description="键须是该等级的申报条件所问的，见考生的 asked。保存后立即重新预审。",
        tags=[TAG],
        request=BackgroundBody,
        responses=CandidateWholeAnswer,
        examples=[
            OpenApiExample(
                "在岗十年",
                value={"basis": "NORMAL", "work": [{"first": "2016-03-01"}]},
                request_only=True,
            )
        ],
    )
    def post(self, request: Request, pk: int) -> Response:
        asked = candidate_eligibility(self.actor, pk, self.now).asked
        sent = self.asked(BackgroundBody)
        facts = facts_of(sent, asked)
        return self.act(
            lambda: save_background(
                actor=self.actor, candidate_id=pk, basis=Basis(sent["basis"]), facts=facts, now=self.now
            ),
            lambda _: self.record(pk),
        )


class AddEvidence(UploadEndpoint, CandidateEndpoint):
    """A document more."""

    roles = CLERKS

    @extend_schema(
        operation_id="evidence_add",
        summary="上传一份考生材料",
        tags=[TAG],
        request={"multipart/form-data": EvidenceBody},
        responses={201: EvidenceAnswer},
    )
    def post(self, request: Request, pk: int) -> Response:
        get_object_or_404(Candidate.objects.visible_to(self.actor), pk=pk)
        asked = self.asked(EvidenceBody)
        return self.act(lambda: self._add(pk, asked), evidence, status=201)

    def _add(self, pk: int, asked: dict[str, Any]) -> Evidence:
        upload = asked["file"]
        return add_evidence(
            actor=self.actor,
            candidate_id=pk,
            kind=EvidenceKind(asked["kind"]),
            name=str(upload.name),
            content=files.read_upload(upload),
            note=asked["note"],
            now=self.now,
        )


class RemoveEvidence(CandidateEndpoint):
    """A document less."""

    roles = CLERKS

    def record(self, pk: int) -> dict[str, Any]:
        """Of the candidate whose document it is."""
        return super().record(get_object_or_404(Evidence.objects.visible_to(self.actor), pk=pk).candidate_id)

    @extend_schema(
        operation_id="evidence_remove", summary="删去一份考生材料", tags=[TAG], request=None, responses=EvidenceAnswer
    )
    def post(self, request: Request, pk: int) -> Response:
        get_object_or_404(Evidence.objects.visible_to(self.actor), pk=pk)
        return self.act(lambda: remove_evidence(actor=self.actor, evidence_id=pk, now=self.now), evidence)


def _standing(row: Candidate) -> dict[str, Any]:
    verdict = getattr(row, "verdict", None)
    return {
        "candidate": row.pk,
        "item": row.item_id,
        "name": row.name,
        "verdict": verdict.outcome if verdict else None,
        "clause": verdict.clause if verdict else "",
        "eligible_from": verdict.eligible_from if verdict else None,
        "review": row.first_review,
        "note": row.review_note or "",
        "documents": row.documents,
    }
