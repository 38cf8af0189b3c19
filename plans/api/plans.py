"""Plans over HTTP: lists, one plan with its proofs and possible actions, its candidates, and the actions themselves."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core.api.base import Endpoint
from appraisal.core.api.schema import FIELDS, PAGING, page_of
from appraisal.core.rules.roles import Role
from plans.api import answers
from plans.models import Plan
from plans.permissions import available_actions
from plans.queries import for_machines as queries
from plans.queries.obligations import obligations_of
from plans.queries.plan_detail import items_of, proofs_of, visible_plan
from plans.queries.plan_list import PlanFilters, matching_plans
from plans.rules.enums import CandidateState, PlanKind
from plans.rules.states import TABLE, PlanAction, PlanState
from plans.services.acting import SERVICES, WORDS

TAG = "计划"
OFFICES = frozenset(Role) - {Role.EXAMINER}


class PlanQuery(serializers.Serializer):
    """What a list of plans is narrowed to."""

    q = serializers.CharField(required=False, max_length=60, help_text="编号、名称或鉴定机构的一部分")
    state = serializers.ChoiceField(PlanState.choices(), required=False)
    kind = serializers.ChoiceField(PlanKind.choices(), required=False)
    exam_from = serializers.DateField(required=False, help_text="首场考试不早于")
    exam_to = serializers.DateField(required=False, help_text="首场考试不晚于")
    updated_since = serializers.DateTimeField(required=False, help_text="这一刻以后有过变动的")


class CandidateQuery(serializers.Serializer):
    """What a list of candidates is narrowed to."""

    item = serializers.IntegerField(required=False, min_value=1, max_value=2**62)
    state = serializers.ChoiceField(CandidateState.choices(), required=False)
    updated_since = serializers.DateTimeField(required=False)


class ActBody(serializers.Serializer):
    """What an action needs beyond its name."""

    reason = serializers.CharField(required=False, allow_blank=True, max_length=2_000, help_text="退回、取消等须写明")
    checked_proofs = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**62), required=False, help_text="受理专场时核对过的材料"
    )


class PlanEndpoint(Endpoint):
    """An address of one plan."""

    roles = OFFICES
    read_by = "plans_one"
    locks = Plan

    def record(self, number: str, **_: Any) -> Any:
        """What `read_by` tells of the plan; some addresses look at a part of it."""
        return self.whole(number)

    def plan_or_404(self, number: str) -> Plan:
        """The plan as far as the caller may see it."""
        try:
            return visible_plan(self.actor, number)
        except Plan.DoesNotExist as missing:
            raise Http404 from missing

    def whole(self, number: str) -> dict[str, Any]:
        """All the API says of a plan, as it is now."""
        plan = self.plan_or_404(number)
        return answers.plan_whole(
            plan, obligations_of(plan), items_of(plan), proofs_of(plan), available_actions(self.actor, plan)
        )


class Plans(Endpoint):
    """The plans that the caller's organisation sees."""

    roles = OFFICES

    @extend_schema(
        operation_id="plans_list",
        summary="本单位看得到的计划，新的在前",
        tags=[TAG],
        parameters=[PlanQuery, *PAGING],
        responses=page_of(answers.PlanAnswer, "PlanPage"),
    )
    def get(self, request: Request) -> Response:
        asked = dict(self.asked(PlanQuery, request.query_params))
        since = asked.pop("updated_since", None)
        rows = matching_plans(self.actor, PlanFilters(text=asked.pop("q", ""), **asked))
        rows = queries.plans_touched_since(rows, since) if since else rows

        def represent(plans: list[Plan]) -> list[dict[str, Any]]:
            owed = queries.open_obligations(plan.pk for plan in plans)
            return [answers.plan_line(plan, owed.get(plan.pk, ())) for plan in plans]

        return self.page(rows, ("-pk",), represent)


class OnePlan(PlanEndpoint):
    """One plan."""

    @extend_schema(
        operation_id="plans_one",
        summary="一份计划：时限及依据、职业和场次、现在能办什么",
        tags=[TAG],
        parameters=[FIELDS],
        responses=answers.PlanWholeAnswer,
    )
    def get(self, request: Request, number: str) -> Response:
        return self.one(self.record(number))


class PlanObligations(PlanEndpoint):
    """The obligations of one plan."""

    @extend_schema(
        operation_id="plans_obligations",
        summary="一份计划的全部时限，每个都有依据",
        tags=[TAG],
        responses=answers.ProvenObligationAnswer(many=True),
    )
    def get(self, request: Request, number: str) -> Response:
        return Response([answers.proven(one) for one in obligations_of(self.plan_or_404(number))])


class PlanCandidates(PlanEndpoint):
    """The candidates of one plan."""

    @extend_schema(
        operation_id="plans_candidates",
        summary="一份计划的考生，按花名册顺序",
        tags=[TAG],
        parameters=[CandidateQuery, *PAGING],
        responses=page_of(answers.CandidateAnswer, "CandidatePage"),
    )
    def get(self, request: Request, number: str) -> Response:
        asked = self.asked(CandidateQuery, request.query_params)
        rows = queries.candidates_of(self.actor, self.plan_or_404(number))
        names = {"item": "item_id", "state": "state", "updated_since": "updated_at__gte"}
        rows = rows.filter(**{names[name]: value for name, value in asked.items()})
        return self.page(rows, ("pk",), lambda found: [answers.candidate(one) for one in found])


class ActOnPlan(PlanEndpoint):
    """One action on one plan, through the service of the page's button."""

    @extend_schema(
        operation_id="plans_act",
        summary="办理计划的一个环节",
        description="动作取自 actions，小写，下划线改为连字符，例如 accept、take-back。办成以后答复整份计划。",
        tags=[TAG],
        request=ActBody,
        responses=answers.PlanWholeAnswer,
        examples=[OpenApiExample("退回", value={"reason": "证明材料未加盖公章。"}, request_only=True)],
    )
    def post(self, request: Request, number: str, word: str) -> Response:
        action = WORDS.get(word)
        if action is None:
            raise Http404
        plan = self.plan_or_404(number)
        asked = self.asked(ActBody)
        given: dict[str, Any] = {"actor": self.actor, "plan_id": plan.pk, "now": self.now}
        if TABLE[action].needs_reason:
            given["reason"] = asked.get("reason", "")
        if action is PlanAction.ACCEPT:
            given["checked_proofs"] = asked.get("checked_proofs", [])
        return self.act(lambda: SERVICES[action](**given), lambda _: self.whole(number))
