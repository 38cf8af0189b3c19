"""Dispatch over HTTP: what the board shows, and what its buttons do."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core.api.base import Endpoint
from appraisal.core.api.schema import FIELDS, PAGING, page_of
from appraisal.core.api.shapes import KEY, ReasonBody
from appraisal.core.rules.roles import Role
from examiners.models import Dispatch
from examiners.permissions import available_actions
from examiners.queries import for_machines as queries
from examiners.queries.dispatch_detail import visible_dispatch
from examiners.rules.states import DispatchAction, DispatchState, InvitationState
from examiners.services import dispatches

TAG = "考评员派遣"
DISPATCHING = frozenset({Role.DISTRICT_OFFICER, Role.GUIDANCE_OFFICER})


class InvitationAnswer(serializers.Serializer):
    """An examiner in a dispatch."""

    examiner = serializers.IntegerField()
    name = serializers.CharField()
    state = serializers.ChoiceField(InvitationState.choices())
    state_since = serializers.DateTimeField()
    is_leader = serializers.BooleanField()
    manual = serializers.BooleanField(help_text="手动派遣")


class DispatchActionAnswer(serializers.Serializer):
    action = serializers.ChoiceField(DispatchAction.choices())
    possible = serializers.BooleanField()
    why_not = serializers.CharField()


class DispatchAnswer(serializers.Serializer):
    """A dispatch as the board shows it."""

    id = serializers.IntegerField()
    plan = serializers.CharField(help_text="计划编号")
    sitting = serializers.IntegerField()
    district = serializers.IntegerField()
    day = serializers.DateField()
    seats = serializers.IntegerField(help_text="需求人数")
    seated = serializers.IntegerField(help_text="已占名额")
    state = serializers.ChoiceField(DispatchState.choices())
    state_label = serializers.CharField()
    seed_hash = serializers.CharField(help_text="抽签承诺：排序之前公布的种子摘要")
    formed_at = serializers.DateTimeField(allow_null=True)


class DispatchWholeAnswer(DispatchAnswer):
    """A dispatch with its people and what can be done."""

    invitations = InvitationAnswer(many=True)
    actions = DispatchActionAnswer(many=True)


class DispatchQuery(serializers.Serializer):
    state = serializers.ChoiceField(DispatchState.choices(), required=False)
    day = serializers.DateField(required=False)


class WithdrawBody(ReasonBody):
    examiner = serializers.IntegerField(**KEY)
    told = serializers.BooleanField(default=True, help_text="发撤销短信")


class Dispatches(Endpoint):
    """The board."""

    roles = DISPATCHING

    @extend_schema(
        operation_id="dispatches_list",
        summary="派遣看板，新的在前",
        tags=[TAG],
        parameters=[DispatchQuery, *PAGING],
        responses=page_of(DispatchAnswer, "DispatchPage"),
    )
    def get(self, request: Request) -> Response:
        asked = self.asked(DispatchQuery, request.query_params)
        rows = queries.dispatches_of(self.actor).filter(**asked)
        return self.page(rows, ("-pk",), lambda found: map(_dispatch, found))


class DispatchEndpoint(Endpoint):
    """An address of one dispatch."""

    roles = DISPATCHING
    read_by = "dispatches_one"
    locks = Dispatch

    def record(self, pk: int) -> dict[str, Any]:
        return self.whole(pk)

    def dispatch_or_404(self, pk: int) -> Dispatch:
        """The dispatch as far as the caller may see it."""
        try:
            return visible_dispatch(self.actor, pk)
        except Dispatch.DoesNotExist as missing:
            raise Http404 from missing

    def whole(self, pk: int) -> dict[str, Any]:
        """A dispatch with its people and what can be done, as it is now."""
        found = self.dispatch_or_404(pk)
        people = queries.invitations_of(self.actor, found)
        return {
            **_dispatch(found),
            "invitations": [
                {
                    "examiner": one.examiner_id,
                    "name": one.examiner.name,
                    "state": one.state,
                    "state_since": one.state_since,
                    "is_leader": one.is_leader,
                    "manual": one.manual,
                }
                for one in people
            ],
            "actions": [
                {"action": one.action, "possible": one.possible, "why_not": one.why_not}
                for one in available_actions(self.actor, found)
            ],
        }


class OneDispatch(DispatchEndpoint):
    """One dispatch."""

    @extend_schema(
        operation_id="dispatches_one",
        summary="一场派遣：名额、每个人的状态、现在能办什么",
        tags=[TAG],
        parameters=[FIELDS],
        responses=DispatchWholeAnswer,
    )
    def get(self, request: Request, pk: int) -> Response:
        return self.one(self.record(pk))


class StartDispatch(DispatchEndpoint):
    """Begin to ask."""

    @extend_schema(
        operation_id="dispatches_start",
        summary="启动自动派遣",
        tags=[TAG],
        request=None,
        responses=DispatchWholeAnswer,
    )
    def post(self, request: Request, pk: int) -> Response:
        self.dispatch_or_404(pk)
        return self.act(
            lambda: dispatches.start_dispatch(actor=self.actor, dispatch_id=pk, now=self.now), lambda _: self.whole(pk)
        )


class AskNow(DispatchEndpoint):
    """Ask the next ones at once."""

    @extend_schema(
        operation_id="dispatches_ask", summary="立即邀请下一批", tags=[TAG], request=None, responses=DispatchWholeAnswer
    )
    def post(self, request: Request, pk: int) -> Response:
        self.dispatch_or_404(pk)
        return self.act(
            lambda: dispatches.ask_now(actor=self.actor, dispatch_id=pk, now=self.now), lambda _: self.whole(pk)
        )


class WithdrawExaminer(DispatchEndpoint):
    """Somebody leaves; his seat is open again."""

    @extend_schema(
        operation_id="dispatches_withdraw",
        summary="撤下一名考评员，名额重新开放",
        tags=[TAG],
        request=WithdrawBody,
        responses=DispatchWholeAnswer,
    )
    def post(self, request: Request, pk: int) -> Response:
        self.dispatch_or_404(pk)
        asked = self.asked(WithdrawBody)
        return self.act(
            lambda: dispatches.withdraw_examiner(
                actor=self.actor,
                dispatch_id=pk,
                examiner_id=asked["examiner"],
                reason=asked["reason"],
                told=asked["told"],
                now=self.now,
            ),
            lambda _: self.whole(pk),
        )


class CancelDispatch(DispatchEndpoint):
    """Everybody who was asked hears it."""

    @extend_schema(
        operation_id="dispatches_cancel",
        summary="撤销派遣，通知被邀请的每个人",
        tags=[TAG],
        request=ReasonBody,
        responses=DispatchWholeAnswer,
    )
    def post(self, request: Request, pk: int) -> Response:
        self.dispatch_or_404(pk)
        reason = self.asked(ReasonBody)["reason"]
        return self.act(
            lambda: dispatches.cancel_dispatch(actor=self.actor, dispatch_id=pk, reason=reason, now=self.now),
            lambda _: self.whole(pk),
        )


def _dispatch(row: Dispatch) -> dict[str, Any]:
    sitting = row.request.sitting
    return {
        "id": row.pk,
        "plan": sitting.plan.number,
        "sitting": sitting.pk,
        "district": row.district_id,
        "day": row.day,
        "seats": row.seats,
        "seated": row.seated,
        "state": row.state,
        "state_label": row.get_state_display(),
        "seed_hash": row.seed_hash,
        "formed_at": row.formed_at,
    }
