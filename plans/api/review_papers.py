"""The papers of a plan's re-review 二（四） over HTTP: made, printed, sealed, handed over, in three copies each.

A PDF is made when its link is followed. Whoever gets a link is on record; the link lasts some minutes and needs no
token, as with stored documents.
"""

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core.api.links import FileLink, LinkAnswer
from appraisal.core.errors import Refused
from appraisal.core.exporters import download, imprint_of
from appraisal.core.rules.papers import PaperKind
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Role
from appraisal.core.typesetting import PDF, FontMissing, chinese_fonts
from plans.api.plans import PlanEndpoint
from plans.exporters.papers import papers_pdf
from plans.models import PaperCopy, Plan
from plans.queries import for_machines as queries
from plans.queries.papers import copies_of
from plans.rules.review_enums import REVIEW_PAPERS, CopyHolder
from plans.services import papers

REVIEWING = frozenset({Role.INSTITUTE_CLERK, Role.DISTRICT_OFFICER, Role.GUIDANCE_OFFICER})
DISTRICT = frozenset({Role.DISTRICT_OFFICER})
TAG = "文书"
KINDS = [(kind.value, kind.label) for kind in REVIEW_PAPERS]
KEY = {"min_value": 1, "max_value": 2**62}


class CopyAnswer(serializers.Serializer):
    """One of the three copies of a paper of the re-review."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(KINDS)
    version = serializers.IntegerField()
    holder = serializers.ChoiceField(CopyHolder.choices(), help_text="留存方")
    issued_at = serializers.DateTimeField()
    superseded_at = serializers.DateTimeField(allow_null=True, help_text="作废时间")
    sealed_at = serializers.DateTimeField(allow_null=True)
    handed_over_at = serializers.DateTimeField(allow_null=True)
    handed_to = serializers.CharField()


class CopiesBody(serializers.Serializer):
    copies = serializers.ListField(child=serializers.IntegerField(**KEY), allow_empty=False, max_length=50)


class HandOverBody(serializers.Serializer):
    copy = serializers.IntegerField(**KEY)
    handed_to = serializers.CharField(allow_blank=True, max_length=40, help_text="接收人")


class PaperFileAnswer(LinkAnswer):
    """Where a PDF can be fetched for a while."""

    kind = serializers.ChoiceField(KINDS)


class FilesAnswer(serializers.Serializer):
    files = PaperFileAnswer(many=True, help_text="每种文书一个文件")


class ReviewPapers(PlanEndpoint):
    """The copies of a plan's re-review papers and who holds them."""

    roles = REVIEWING
    read_by = "review_papers_list"

    def record(self, number: str, **_: Any) -> list[dict[str, Any]]:
        return self.copies(self.plan_or_404(number))

    @extend_schema(
        operation_id="review_papers_list",
        summary="一份计划的复审表和花名册，三方各一份，新版本在前",
        tags=[TAG],
        responses=CopyAnswer(many=True),
    )
    def get(self, request: Request, number: str) -> Response:
        return self.one(self.record(number))

    def copies(self, plan: Plan) -> list[dict[str, Any]]:
        """All copies as they are now."""
        return [_copy(one) for one in copies_of(self.actor, plan)]

    def copies_asked(self, plan: Plan, named: Iterable[int]) -> list[int]:
        """The copies that the caller names, if all are of this plan; 404 otherwise."""
        wanted = set(named)
        found = list(copies_of(self.actor, plan).filter(pk__in=wanted).values_list("pk", flat=True))
        if len(found) != len(wanted):
            raise Http404
        return found


class IssueReviewPapers(ReviewPapers):
    """The next version."""

    roles = DISTRICT
    http_method_names = ["post", "options"]

    @extend_schema(
        operation_id="review_papers_issue",
        summary="制作复审表和花名册，各三份",
        description="还有考生没有复审结论，或者现行版本都在时不能制作。",
        tags=[TAG],
        request=None,
        responses={201: CopyAnswer(many=True)},
    )
    def post(self, request: Request, number: str) -> Response:
        plan = self.plan_or_404(number)
        return self.act(
            lambda: papers.issue_papers(actor=self.actor, plan_id=plan.pk, now=self.now),
            lambda _: self.copies(plan),
            status=201,
        )


class PrintReviewPapers(ReviewPapers):
    """Copies as PDF; on record, since they carry whole document numbers."""

    roles = DISTRICT
    http_method_names = ["post", "options"]

    @extend_schema(
        operation_id="review_papers_print",
        summary="打印复审文书：取得下载链接；留有记录",
        tags=[TAG],
        request=CopiesBody,
        responses=FilesAnswer,
    )
    def post(self, request: Request, number: str) -> Response:
        plan = self.plan_or_404(number)
        named = self.copies_asked(plan, self.asked(CopiesBody)["copies"])
        _need_fonts()
        return self.act(
            lambda: papers.print_copies(actor=self.actor, copy_ids=named, now=self.now),
            lambda copies: {"files": [_link(request, kind, own) for kind, own in _by_kind(copies).items()]},
        )


class SealReviewPapers(ReviewPapers):
    """Copies bear the seal."""

    roles = DISTRICT
    http_method_names = ["post", "options"]

    @extend_schema(
        operation_id="review_papers_seal",
        summary="登记盖章",
        tags=[TAG],
        request=CopiesBody,
        responses=CopyAnswer(many=True),
    )
    def post(self, request: Request, number: str) -> Response:
        plan = self.plan_or_404(number)
        named = self.copies_asked(plan, self.asked(CopiesBody)["copies"])
        return self.act(
            lambda: papers.seal_copies(actor=self.actor, copy_ids=named, now=self.now), lambda _: self.copies(plan)
        )


class HandOverReviewPaper(ReviewPapers):
    """A copy goes to its holder."""

    roles = DISTRICT
    http_method_names = ["post", "options"]

    @extend_schema(
        operation_id="review_papers_hand_over",
        summary="登记移交一份文书",
        tags=[TAG],
        request=HandOverBody,
        responses=CopyAnswer(many=True),
    )
    def post(self, request: Request, number: str) -> Response:
        plan, asked = self.plan_or_404(number), self.asked(HandOverBody)
        (key,) = self.copies_asked(plan, [asked["copy"]])
        return self.act(
            lambda: papers.hand_over(actor=self.actor, copy_id=key, to=asked["handed_to"], now=self.now),
            lambda _: self.copies(plan),
        )


class PaperOfLink(FileLink):
    """The PDF behind a link; it ends with the version."""

    salt, route = "api.review-papers", "api:review-paper-file"

    @extend_schema(
        operation_id="review_papers_file",
        summary="按链接下载复审文书",
        tags=[TAG],
        auth=[],
        responses={(200, PDF): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, token: str) -> HttpResponse:
        return self.followed(token)

    def file(self, named: list[int]) -> HttpResponse:
        copies = queries.copies_of_link(named)
        paper = copies[0].paper
        pdf = papers_pdf(copies[0].plan, copies, imprint_of(self.request))
        return download(pdf, f"{paper.get_kind_display()}第{paper.version}版.pdf", PDF, inline=False)


def _copy(row: PaperCopy) -> dict[str, Any]:
    return {
        "id": row.pk,
        "kind": row.paper.kind,
        "version": row.paper.version,
        "holder": row.holder,
        "issued_at": row.paper.issued_at,
        "superseded_at": row.paper.superseded_at,
        "sealed_at": row.sealed_at,
        "handed_over_at": row.handed_over_at,
        "handed_to": row.handed_to,
    }


def _by_kind(copies: Iterable[PaperCopy]) -> dict[PaperKind, list[PaperCopy]]:
    found: dict[PaperKind, list[PaperCopy]] = {}
    for copy in copies:
        found.setdefault(PaperKind(copy.paper.kind), []).append(copy)
    return found


def _link(request: Request, kind: PaperKind, copies: list[PaperCopy]) -> dict[str, Any]:
    return {"kind": kind, **PaperOfLink.to(request, [one.pk for one in copies])}


def _need_fonts() -> None:
    """Nothing goes on record that cannot be set. Raises `Refused`."""
    try:
        chinese_fonts()
    except FontMissing as missing:
        raise Refused(Refusal("font_missing")) from missing
