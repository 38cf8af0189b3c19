"""What the city's guidance section decides about plans, over HTTP: public notices, objections, overrides, appeals."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core.api.base import Endpoint
from appraisal.core.api.schema import PAGING, page_of
from appraisal.core.api.shapes import WhyBody
from appraisal.core.rules.roles import CAPABILITIES, Capability, Role
from plans.api import answers
from plans.api.plans import OFFICES, PlanEndpoint
from plans.models import Objection, Plan, PublicNotice
from plans.queries import for_machines as queries
from plans.queries.obligations import obligations_of
from plans.queries.public_notices import notices_of, objections_for
from plans.rules.review_enums import NoticeState, ObjectionState
from plans.rules.states import TABLE, PlanAction
from plans.services.objections import decide_objection
from plans.services.overrides import grant_override
from plans.services.public_notices import publish_notice, withdraw_notice

TAG = "公示和特批"
GUIDANCE = frozenset({Role.GUIDANCE_OFFICER})
KEY = {"min_value": 1, "max_value": 2**62}


class PublicNoticeAnswer(serializers.Serializer):
    """A list on public notice."""

    id = serializers.IntegerField()
    number = serializers.CharField(help_text="公示编号")
    opens_on = serializers.DateField()
    closes_on = serializers.DateField()
    state = serializers.ChoiceField(NoticeState.choices())
    published_at = serializers.DateTimeField()


class ObjectionAnswer(serializers.Serializer):
    """An objection; who raised it is shown on the page alone."""

    id = serializers.IntegerField()
    notice = serializers.CharField(help_text="公示编号")
    entry = serializers.IntegerField(allow_null=True, help_text="所指的名单条目；null：没有指明")
    text = serializers.CharField()
    received_at = serializers.DateTimeField()
    state = serializers.ChoiceField(ObjectionState.choices())
    answer = serializers.CharField(help_text="核查结论")


class ObjectionQuery(serializers.Serializer):
    state = serializers.ChoiceField(ObjectionState.choices(), required=False, default="")


class ObjectionBody(serializers.Serializer):
    """The decision and its answer, which the objector reads by his receipt."""

    upheld = serializers.BooleanField(help_text="true：异议成立，考生退出计划")
    answer = serializers.CharField(max_length=2_000, allow_blank=True)
    entry = serializers.IntegerField(
        required=False, allow_null=True, default=None, help_text="异议没有指明考生时，所指的名单条目", **KEY
    )


class OverrideBody(serializers.Serializer):
    new_last_day = serializers.DateField()
    reason = serializers.CharField(max_length=400, allow_blank=True, help_text="鉴定机构看得到")


class PublicNotices(PlanEndpoint):
    """The notices of one plan."""

    roles = OFFICES

    @extend_schema(
        operation_id="public_notices_list",
        summary="一份计划的公示，新的在前",
        tags=[TAG],
        responses=PublicNoticeAnswer(many=True),
    )
    def get(self, request: Request, number: str) -> Response:
        return Response([_notice(one) for one in notices_of(self.actor, self.plan_or_404(number))])


class PublishNotice(PlanEndpoint):
    """The technicians of a plan go on public notice."""

    roles = TABLE[PlanAction.PUBLISH_NOTICE].roles

    @extend_schema(
        operation_id="public_notices_publish",
        summary="发布公示",
        tags=[TAG],
        request=None,
        responses={201: PublicNoticeAnswer},
    )
    def post(self, request: Request, number: str) -> Response:
        plan = self.plan_or_404(number)
        return self.act(lambda: publish_notice(actor=self.actor, plan_id=plan.pk, now=self.now), _notice, status=201)


class WithdrawNotice(PlanEndpoint):
    """A notice that was published by mistake."""

    roles = TABLE[PlanAction.WITHDRAW_NOTICE].roles

    @extend_schema(
        operation_id="public_notices_withdraw",
        summary="撤回公示",
        tags=[TAG],
        request=WhyBody,
        responses=PublicNoticeAnswer,
    )
    def post(self, request: Request, number: str) -> Response:
        found, reason = self.notice_or_404(number), self.asked(WhyBody)["reason"]
        return self.act(
            lambda: withdraw_notice(actor=self.actor, notice_id=found.pk, reason=reason, now=self.now),
            lambda _: _notice(self.notice_or_404(number)),
        )

    def record(self, number: str, **_: Any) -> Any:
        """Of the plan whose notice it is."""
        return super().record(self.notice_or_404(number).plan.number)

    def notice_or_404(self, number: str) -> PublicNotice:
        """The notice as it is now."""
        return get_object_or_404(PublicNotice.objects.visible_to(self.actor).select_related("plan"), number=number)


class Objections(Endpoint):
    """What the public objects to."""

    roles = GUIDANCE

    @extend_schema(
        operation_id="objections_list",
        summary="对公示的异议，新的在前",
        tags=[TAG],
        parameters=[ObjectionQuery, *PAGING],
        responses=page_of(ObjectionAnswer, "ObjectionPage"),
    )
    def get(self, request: Request) -> Response:
        state = self.asked(ObjectionQuery, request.query_params)["state"]
        return self.page(objections_for(self.actor, state), ("-pk",), lambda found: map(_objection, found))


class DecideObjection(Endpoint):
    """The city's word on one."""

    roles = GUIDANCE

    @extend_schema(
        operation_id="objections_decide",
        summary="处理一项异议",
        tags=[TAG],
        request=ObjectionBody,
        responses=ObjectionAnswer,
    )
    def post(self, request: Request, pk: int) -> Response:
        get_object_or_404(objections_for(self.actor, ""), pk=pk)
        asked = self.asked(ObjectionBody)
        return self.act(
            lambda: decide_objection(
                actor=self.actor,
                objection_id=pk,
                upheld=asked["upheld"],
                answer=asked["answer"],
                entry_id=asked["entry"],
                now=self.now,
            ),
            lambda _: _objection(objections_for(self.actor, "").get(pk=pk)),
        )


class GrantOverride(PlanEndpoint):
    """A deadline gets room."""

    roles = CAPABILITIES[Capability.GRANT_OVERRIDE]

    def record(self, pk: int) -> Any:  # type: ignore[override]  # its address names the obligation
        return super().record(self.plan_of(pk).number)

    def plan_of(self, pk: int) -> Plan:
        """The plan that owes it. Raises `Http404`."""
        plan = queries.plan_of_obligation(self.actor, pk)
        if plan is None:
            raise Http404
        return plan

    @extend_schema(
        operation_id="obligations_override",
        summary="特批：给一个时限新的最后一天",
        tags=[TAG],
        request=OverrideBody,
        responses=answers.ProvenObligationAnswer(many=True),
    )
    def post(self, request: Request, pk: int) -> Response:
        plan = self.plan_of(pk)
        asked = self.asked(OverrideBody)
        return self.act(
            lambda: grant_override(actor=self.actor, obligation_id=pk, now=self.now, **asked),
            lambda _: [answers.proven(one) for one in obligations_of(plan)],
        )


def _notice(row: PublicNotice) -> dict[str, Any]:
    names = ("number", "opens_on", "closes_on", "state", "published_at")
    return {"id": row.pk, **{name: getattr(row, name) for name in names}}


def _objection(row: Objection) -> dict[str, Any]:
    return {
        "id": row.pk,
        "notice": row.notice.number,
        "entry": row.entry_id,
        "text": row.text,
        "received_at": row.received_at,
        "state": row.state,
        "answer": row.answer,
    }
