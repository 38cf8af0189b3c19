"""The papers of a plan over HTTP: what there is, in which version, and having them printed."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core.api.prints import TAG, PrintAnswer, print_told
from appraisal.core.exporters import origin_of
from appraisal.core.rules.papers import PaperKind
from appraisal.core.rules.roles import Role
from plans.api.plans import PlanEndpoint
from plans.queries.plan_papers import Entry, Group, plan_papers
from plans.rules.plan_papers import RULES
from plans.services.plan_papers import Printing, print_papers

READERS = frozenset(Role) - {Role.EXAMINER}
KINDS = [(rule.kind.value, rule.kind.label) for rule in RULES]
MOST_PARTS = 200  # named in one request; all of them go without naming


class PaperAnswer(serializers.Serializer):
    """A paper, or the place where one will be."""

    part = serializers.CharField(help_text="只打印这一份时交回；空：整个计划一份")
    label = serializers.CharField()
    version = serializers.IntegerField(allow_null=True, help_text="null：还没有打印过")
    in_force = serializers.BooleanField(help_text="现行有效")


class PapersAnswer(serializers.Serializer):
    """All papers of a kind. Tickets are counted, not listed."""

    kind = serializers.ChoiceField(KINDS)
    label = serializers.CharField()
    possible = serializers.BooleanField(help_text="现在能打印")
    why_not = serializers.CharField()
    total = serializers.IntegerField()
    in_force = serializers.IntegerField()
    superseded = serializers.IntegerField()
    papers = PaperAnswer(many=True)


class PrintBody(serializers.Serializer):
    """Which papers."""

    kind = serializers.ChoiceField(KINDS)
    parts = serializers.ListField(
        child=serializers.CharField(max_length=60, allow_blank=True),
        required=False,
        allow_null=True,
        default=None,
        allow_empty=False,
        max_length=MOST_PARTS,
        help_text="只打印其中几份；不写：全部。准考证为 candidate:<考生 id>",
    )


class PlanPrints(PlanEndpoint):
    """The papers of a plan, and having some printed."""

    roles = READERS

    @extend_schema(
        operation_id="papers_of_plan",
        summary="一份计划的文书：有哪些，哪一版有效",
        tags=[TAG],
        responses=PapersAnswer(many=True),
    )
    def get(self, request: Request, number: str) -> Response:
        found = plan_papers(self.actor, self.plan_or_404(number))
        return Response([_papers(group) for group in found.groups])

    @extend_schema(
        operation_id="papers_print",
        summary="打印一种文书",
        description="内容变过的出新版，原版作废。由系统制作，请到 address 查看，做好后向 <address>/link 要下载链接。",
        tags=[TAG],
        request=PrintBody,
        responses={202: PrintAnswer},
        examples=[OpenApiExample("全部准考证", value={"kind": PaperKind.TICKET.value}, request_only=True)],
    )
    def post(self, request: Request, number: str) -> Response:
        plan = self.plan_or_404(number)
        asked = self.asked(PrintBody)
        return self.act(
            lambda: print_papers(
                actor=self.actor,
                plan_id=plan.pk,
                kind=PaperKind(asked["kind"]),
                parts=asked["parts"],
                origin=origin_of(request._request),
                now=self.now,
                by_worker=True,
            ),
            _asked_for,
            status=202,
        )


def _asked_for(printing: Printing) -> dict[str, Any]:
    assert printing.job is not None  # by_worker
    return print_told(printing.job)


def _papers(group: Group) -> dict[str, Any]:
    rule = group.rule
    return {
        "kind": rule.kind,
        "label": rule.kind.label,
        "possible": group.possible,
        "why_not": "" if group.possible else f"{rule.why_not}。",
        "total": group.total,
        "in_force": group.in_force,
        "superseded": group.superseded,
        "papers": [_paper(one) for one in group.entries],
    }


def _paper(entry: Entry) -> dict[str, Any]:
    paper = entry.paper
    return {
        "part": entry.part,
        "label": entry.label,
        "version": paper.version if paper else None,
        "in_force": bool(paper and not paper.superseded_at),
    }
