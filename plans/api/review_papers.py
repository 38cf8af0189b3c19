"""The re-review form and the roster over HTTP, three copies each: made, printed, sealed, handed over 二（四）."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core.api.base import Endpoint
from appraisal.core.api.shapes import KEY
from appraisal.core.api.uploads import binary
from appraisal.core.errors import Refused
from appraisal.core.exporters import download
from appraisal.core.rules.refusals import Refusal
from appraisal.core.typesetting import PDF, FontMissing, chinese_fonts
from appraisal.core.views.papers import imprint_of
from plans.api.plans import PlanEndpoint
from plans.api.reviews import DISTRICT, REVIEWING, TAG
from plans.exporters.papers import papers_pdf
from plans.models import PaperCopy
from plans.queries.papers import copies_in_force, copies_of
from plans.rules.review_enums import REVIEW_PAPERS, CopyHolder
from plans.services import papers

KINDS = [(kind.value, kind.label) for kind in REVIEW_PAPERS]


class CopyAnswer(serializers.Serializer):
    """One of the three copies of a paper."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(KINDS)
    version = serializers.IntegerField()
    in_force = serializers.BooleanField(help_text="现行有效")
    holder = serializers.ChoiceField(CopyHolder.choices(), help_text="留存方")
    sealed_at = serializers.DateTimeField(allow_null=True)
    handed_over_at = serializers.DateTimeField(allow_null=True)
    handed_to = serializers.CharField()


class CopiesBody(serializers.Serializer):
    copies = serializers.ListField(child=serializers.IntegerField(**KEY), allow_empty=False, max_length=100)


class KindQuery(serializers.Serializer):
    kind = serializers.ChoiceField(KINDS)


class HandOverBody(serializers.Serializer):
    handed_to = serializers.CharField(max_length=40, allow_blank=True, help_text="接收人")


class CopiesEndpoint(PlanEndpoint):
    """An address of a plan's copies."""

    roles = REVIEWING

    def told(self, number: str) -> list[dict[str, Any]]:
        """All copies as they are now, the newest version first."""
        return [_copy(one) for one in copies_of(self.actor, self.plan_or_404(number))]


class ReviewPapers(CopiesEndpoint):
    """The copies of a plan's papers, and their next version."""

    writers = DISTRICT

    @extend_schema(
        operation_id="review_papers_list",
        summary="复审表和花名册：每份在谁手里",
        tags=[TAG],
        responses=CopyAnswer(many=True),
    )
    def get(self, request: Request, number: str) -> Response:
        return Response(self.told(number))

    @extend_schema(
        operation_id="review_papers_issue",
        summary="制作复审表和花名册，各三份",
        tags=[TAG],
        request=None,
        responses={201: CopyAnswer(many=True)},
    )
    def post(self, request: Request, number: str) -> Response:
        plan = self.plan_or_404(number)
        return self.act(
            lambda: papers.issue_papers(actor=self.actor, plan_id=plan.pk, now=self.now),
            lambda _: self.told(number),
            status=201,
        )


class ReviewPapersFile(CopiesEndpoint):
    """The copies of one kind in force, to be printed; on record, since they carry whole document numbers."""

    roles = DISTRICT

    @extend_schema(
        operation_id="review_papers_file",
        summary="下载现行的复审表或花名册（PDF，各份）",
        description="文件含完整的证件号码，每次下载都有记录。",
        tags=[TAG],
        parameters=[KindQuery],
        responses=binary(PDF, refusable=True),
    )
    def get(self, request: Request, number: str) -> HttpResponse:
        plan = self.plan_or_404(number)
        kind = self.asked(KindQuery, request.query_params)["kind"]
        keys = [one.pk for one in copies_in_force(plan) if one.paper.kind == kind]
        if not keys:
            raise Http404
        try:
            chinese_fonts()
        except FontMissing as missing:
            raise Refused(Refusal("font_missing")) from missing
        copies = papers.print_copies(actor=self.actor, copy_ids=keys, now=self.now)
        paper = copies[0].paper
        name = f"{plan.number}{paper.get_kind_display()}第{paper.version}版.pdf"
        return download(papers_pdf(plan, copies, imprint_of(request._request)), name, PDF)


class SealCopies(CopiesEndpoint):
    """Copies bear the seal."""

    roles = DISTRICT

    @extend_schema(
        operation_id="review_papers_seal",
        summary="登记盖章",
        tags=[TAG],
        request=CopiesBody,
        responses=CopyAnswer(many=True),
    )
    def post(self, request: Request, number: str) -> Response:
        plan = self.plan_or_404(number)
        keys = sorted(set(self.asked(CopiesBody)["copies"]))
        if copies_of(self.actor, plan).filter(pk__in=keys).count() != len(keys):
            raise Http404
        return self.act(
            lambda: papers.seal_copies(actor=self.actor, copy_ids=keys, now=self.now), lambda _: self.told(number)
        )


class HandOverCopy(Endpoint):
    """A copy goes to its holder."""

    roles = DISTRICT

    @extend_schema(
        operation_id="review_papers_hand_over",
        summary="登记移交一份",
        tags=[TAG],
        request=HandOverBody,
        responses=CopyAnswer,
    )
    def post(self, request: Request, pk: int) -> Response:
        get_object_or_404(PaperCopy.objects.visible_to(self.actor), pk=pk)
        taker = self.asked(HandOverBody)["handed_to"]
        return self.act(lambda: papers.hand_over(actor=self.actor, copy_id=pk, to=taker, now=self.now), _copy)


def _copy(copy: PaperCopy) -> dict[str, Any]:
    return {
        "id": copy.pk,
        "kind": copy.paper.kind,
        "version": copy.paper.version,
        "in_force": copy.paper.superseded_at is None,
        "holder": copy.holder,
        "sealed_at": copy.sealed_at,
        "handed_over_at": copy.handed_over_at,
        "handed_to": copy.handed_to,
    }
