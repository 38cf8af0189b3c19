"""Conditions for applying over HTTP: what candidates are held against."""

from collections.abc import Callable
from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core import clock
from appraisal.core.api.base import Endpoint
from appraisal.core.api.errors import reasons
from appraisal.core.api.schema import FIELDS, PAGING, page_of
from appraisal.core.api.shapes import KEY, ReasonAnswer
from appraisal.core.models import Occupation
from appraisal.core.rules.roles import CAPABILITIES, Capability, Role
from plans.models import EligibilityStandard
from plans.queries.evaluations import newest_run
from plans.queries.flips import ShownChange, flip_report, shown_changes
from plans.queries.standards import standards_list
from plans.rules.eligibility.evaluate import Outcome
from plans.rules.review_enums import StandardState
from plans.services import standards

EDITORS = CAPABILITIES[Capability.EDIT_STANDARDS]
CHANGES_SHOWN = 200
TAG = "申报条件"
OFFICES = frozenset(Role) - {Role.EXAMINER}


class StandardAnswer(serializers.Serializer):
    """The conditions of one occupation from a day on; without an occupation they serve all that have none."""

    id = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()
    occupation = serializers.IntegerField(allow_null=True)
    document = serializers.CharField(help_text="依据文件")
    valid_from = serializers.DateField()
    state = serializers.ChoiceField(StandardState.choices())
    is_sample = serializers.BooleanField(help_text="样例数据")
    content = serializers.JSONField(help_text="条件，按等级")


class RunAnswer(serializers.Serializer):
    """How far candidates are evaluated again after publishing."""

    total = serializers.IntegerField()
    done = serializers.IntegerField()
    finished_at = serializers.DateTimeField(allow_null=True)


class OneStandardAnswer(StandardAnswer):
    evaluation = RunAnswer(allow_null=True, help_text="发布以后重新预审的进度；null：没有")


class HeadBody(serializers.Serializer):
    """What a draft says of itself."""

    name = serializers.CharField(max_length=120, allow_blank=True)
    document = serializers.CharField(max_length=200, allow_blank=True, help_text="依据文件")
    valid_from = serializers.DateField()
    continuous = serializers.BooleanField(help_text="工龄须连续")
    occupation = serializers.IntegerField(
        required=False, allow_null=True, default=None, help_text="null：没有自己条件的全部职业", **KEY
    )


class ContentBody(serializers.Serializer):
    content = serializers.JSONField(help_text="全部等级的条件，与 content 的结构相同")


class StandardDraftBody(serializers.Serializer):
    valid_from = serializers.DateField()
    occupation = serializers.IntegerField(required=False, allow_null=True, default=None, **KEY)


class DiscardedAnswer(serializers.Serializer):
    id = serializers.IntegerField()


class PublishBody(serializers.Serializer):
    digest = serializers.CharField(max_length=100, help_text="所看到的影响的 digest")


class FlipAnswer(serializers.Serializer):
    """A candidate who would come to stand otherwise."""

    candidate = serializers.IntegerField()
    plan = serializers.CharField(help_text="计划编号")
    old = serializers.ChoiceField(Outcome.choices())
    old_clause = serializers.CharField()
    old_eligible_from = serializers.DateField(allow_null=True)
    new = serializers.ChoiceField(Outcome.choices())
    new_clause = serializers.CharField()
    new_eligible_from = serializers.DateField(allow_null=True)


class FlipsAnswer(serializers.Serializer):
    """What publishing would change."""

    on = serializers.DateField(help_text="以哪一天判断")
    looked_at = serializers.IntegerField()
    reworded = serializers.IntegerField(help_text="结论不变、只是条款不同")
    digest = serializers.CharField(help_text="发布时原样交回；其间变动的答 409")
    why_not = ReasonAnswer(many=True, help_text="现在为什么不能发布；空：可以")
    total = serializers.IntegerField(help_text="结论改变的考生人数")
    changes = FlipAnswer(many=True, help_text="最多前 200 名")


class StandardQuery(serializers.Serializer):
    q = serializers.CharField(required=False, max_length=60, default="", help_text="名称、职业或编号的一部分")
    state = serializers.ChoiceField(StandardState.choices(), required=False, default="")


class Standards(Endpoint):
    """The versions that the caller may see."""

    roles = OFFICES

    @extend_schema(
        operation_id="standards_list",
        summary="申报条件的各个版本，新的在前",
        tags=[TAG],
        parameters=[StandardQuery, *PAGING],
        responses=page_of(StandardAnswer, "StandardPage"),
    )
    def get(self, request: Request) -> Response:
        asked = self.asked(StandardQuery, request.query_params)
        rows = standards_list(self.actor, q=asked["q"], state=asked["state"])
        return self.page(rows, ("-pk",), lambda found: map(_standard, found))


class StandardEndpoint(Endpoint):
    """An address of one version."""

    roles = EDITORS
    read_by = "standards_one"
    locks = EligibilityStandard
    http_method_names = ["post", "options"]

    def record(self, pk: int) -> dict[str, Any]:
        run = newest_run(standard_id=pk)
        names = ("total", "done", "finished_at")
        told = {name: getattr(run, name) for name in names} if run else None
        return {**_standard(self.standard_or_404(pk)), "evaluation": told}

    def standard_or_404(self, pk: int) -> EligibilityStandard:
        """The version as far as the caller may see it."""
        return get_object_or_404(EligibilityStandard.objects.visible_to(self.actor), pk=pk)

    def change(self, pk: int, action: Callable[[], object]) -> Response:
        """Do something about a version; the answer is the version."""
        return self.act(action, lambda _: self.record(pk))


class OneStandard(StandardEndpoint):
    """One version."""

    roles = OFFICES
    writers = EDITORS
    http_method_names = ["get", "post", "options"]

    @extend_schema(
        operation_id="standards_one",
        summary="申报条件的一个版本",
        tags=[TAG],
        parameters=[FIELDS],
        responses=OneStandardAnswer,
    )
    def get(self, request: Request, pk: int) -> Response:
        return self.one(self.record(pk))

    @extend_schema(
        operation_id="standards_change",
        summary="修改一份草稿的名称、依据、日期和职业",
        tags=[TAG],
        request=HeadBody,
        responses=OneStandardAnswer,
    )
    def post(self, request: Request, pk: int) -> Response:
        self.standard_or_404(pk)
        asked = dict(self.asked(HeadBody))
        head = standards.StandardHead(occupation_id=known_occupation(asked.pop("occupation")), **asked)
        return self.change(pk, lambda: standards.save_head(actor=self.actor, standard_id=pk, head=head, now=self.now))


class ReplaceContent(StandardEndpoint):
    """The conditions of a draft."""

    @extend_schema(
        operation_id="standards_content",
        summary="替换一份草稿的全部条件",
        description="有错时一次给出全部。",
        tags=[TAG],
        request=ContentBody,
        responses=OneStandardAnswer,
    )
    def post(self, request: Request, pk: int) -> Response:
        self.standard_or_404(pk)
        content = self.asked(ContentBody)["content"]
        return self.change(
            pk, lambda: standards.replace_content(actor=self.actor, standard_id=pk, content=content, now=self.now)
        )


class DraftStandard(StandardEndpoint):
    """A draft begins as a copy of a version."""

    read_by = ""

    @extend_schema(
        operation_id="standards_draft",
        summary="照一个版本起草新版本，可用于另一个职业",
        tags=[TAG],
        request=StandardDraftBody,
        responses={201: OneStandardAnswer},
    )
    def post(self, request: Request, pk: int) -> Response:
        self.standard_or_404(pk)
        asked = self.asked(StandardDraftBody)
        return self.act(
            lambda: standards.draft_standard(
                actor=self.actor,
                copied_id=pk,
                occupation_id=known_occupation(asked["occupation"]),
                valid_from=asked["valid_from"],
                now=self.now,
            ),
            lambda made: self.record(made.pk),
            status=201,
        )


class DiscardStandard(StandardEndpoint):
    """A draft is put aside."""

    @extend_schema(
        operation_id="standards_discard", summary="放弃一份草稿", tags=[TAG], request=None, responses=DiscardedAnswer
    )
    def post(self, request: Request, pk: int) -> Response:
        self.standard_or_404(pk)
        return self.act(
            lambda: standards.discard_draft(actor=self.actor, standard_id=pk, now=self.now), lambda _: {"id": pk}
        )


class StandardImpact(StandardEndpoint):
    """What publishing a draft would change."""

    http_method_names = ["get", "options"]

    @extend_schema(
        operation_id="standards_preview",
        summary="发布一份草稿会改变哪些考生的预审结论",
        tags=[TAG],
        responses=FlipsAnswer,
    )
    def get(self, request: Request, pk: int) -> Response:
        draft = get_object_or_404(EligibilityStandard.objects.visible_to(self.actor), pk=pk, state=StandardState.DRAFT)
        report = flip_report(draft, today=clock.today(self.now))
        return Response(
            {
                **{name: getattr(report, name) for name in ("on", "looked_at", "reworded", "digest")},
                "why_not": reasons(standards.publishing_refusals(draft)),
                "total": len(report.changes),
                "changes": [_flip(one) for one in shown_changes(report.changes[:CHANGES_SHOWN])],
            }
        )


class PublishStandard(StandardEndpoint):
    """A draft comes into force as shown."""

    @extend_schema(
        operation_id="standards_publish",
        summary="发布一份草稿；受影响的考生重新预审",
        description="进度见 standards_one 的 evaluation。",
        tags=[TAG],
        request=PublishBody,
        responses=OneStandardAnswer,
    )
    def post(self, request: Request, pk: int) -> Response:
        self.standard_or_404(pk)
        digest = self.asked(PublishBody)["digest"]
        return self.change(
            pk, lambda: standards.publish_standard(actor=self.actor, standard_id=pk, digest=digest, now=self.now)
        )


def known_occupation(key: int | None) -> int | None:
    """The key, if there is such an occupation. Raises `Http404`."""
    return get_object_or_404(Occupation, pk=key).pk if key else None


def _flip(row: ShownChange) -> dict[str, Any]:
    change, candidate = row
    sides = {"old": change.old, "new": change.new}
    return {
        "candidate": candidate.pk,
        "plan": candidate.plan.number,
        **{name: side.outcome for name, side in sides.items()},
        **{f"{name}_clause": side.clause for name, side in sides.items()},
        **{f"{name}_eligible_from": side.eligible_from for name, side in sides.items()},
    }


def _standard(row: EligibilityStandard) -> dict[str, Any]:
    return {
        "id": row.pk,
        "code": row.code,
        "name": row.name,
        "occupation": row.occupation_id,
        "document": row.document,
        "valid_from": row.valid_from,
        "state": row.state,
        "is_sample": row.is_sample,
        "content": row.content,
    }
