"""Sessions of the city or the state over HTTP: published by the guidance section, executed by institutes' plans."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core.api.base import Endpoint
from appraisal.core.api.schema import FIELDS, PAGING, page_of
from appraisal.core.api.shapes import KEY, WhyBody
from appraisal.core.rules.roles import CAPABILITIES, Capability
from plans.api.plans import OFFICES, TAG
from plans.models import ExamSession
from plans.queries.sessions import sessions
from plans.rules.enums import SESSION_KINDS, PlanKind, SessionState
from plans.rules.sessions import SessionDraft
from plans.services import sessions as service

KINDS = [(kind.value, kind.label) for kind in PlanKind if kind in SESSION_KINDS]
PUBLISHING = CAPABILITIES[Capability.PUBLISH_SESSION]


class SessionAnswer(serializers.Serializer):
    """A session of the city or the state that institutes execute plans in."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(PlanKind.choices())
    name = serializers.CharField()
    state = serializers.ChoiceField(SessionState.choices())
    theory_date = serializers.DateField(allow_null=True)
    practical_date = serializers.DateField(allow_null=True)
    review_date = serializers.DateField(allow_null=True)
    levels = serializers.ListField(child=serializers.IntegerField(), help_text="哪些职业等级（职业目录中的 id）")


class SessionBody(serializers.Serializer):
    """A session to publish. A subject without a date is held when each institute says."""

    kind = serializers.ChoiceField(KINDS)
    name = serializers.CharField(max_length=80, allow_blank=True)
    notice_number = serializers.CharField(required=False, allow_blank=True, max_length=80, default="")
    theory_date = serializers.DateField(required=False, allow_null=True, default=None)
    practical_date = serializers.DateField(required=False, allow_null=True, default=None)
    review_date = serializers.DateField(required=False, allow_null=True, default=None)
    levels = serializers.ListField(child=serializers.IntegerField(**KEY), max_length=2_000)


class Sessions(Endpoint):
    """Sessions to execute, and a new one."""

    roles = OFFICES
    writers = PUBLISHING

    @extend_schema(
        operation_id="sessions_list",
        summary="统考批次，新的在前",
        tags=[TAG],
        parameters=[*PAGING],
        responses=page_of(SessionAnswer, "SessionPage"),
    )
    def get(self, request: Request) -> Response:
        return self.page(sessions(self.actor), ("-pk",), lambda found: map(_session, found))

    @extend_schema(
        operation_id="sessions_publish",
        summary="发布一个统考批次，通知有许可的鉴定机构",
        tags=[TAG],
        request=SessionBody,
        responses={201: SessionAnswer},
    )
    def post(self, request: Request) -> Response:
        asked = dict(self.asked(SessionBody))
        kind, levels = PlanKind(asked.pop("kind")), frozenset(asked.pop("levels"))
        draft = SessionDraft(kind=kind, level_ids=levels, **asked)
        return self.act(
            lambda: service.publish_session(actor=self.actor, draft=draft, now=self.now), _session, status=201
        )


class SessionEndpoint(Endpoint):
    """An address of one session."""

    roles = OFFICES
    read_by = "sessions_one"
    locks = ExamSession

    def record(self, pk: int) -> dict[str, Any]:
        return _session(get_object_or_404(sessions(self.actor), pk=pk))


class OneSession(SessionEndpoint):
    """One session."""

    @extend_schema(
        operation_id="sessions_one",
        summary="一个统考批次",
        tags=[TAG],
        parameters=[FIELDS],
        responses=SessionAnswer,
    )
    def get(self, request: Request, pk: int) -> Response:
        return self.one(self.record(pk))


class WithdrawSession(SessionEndpoint):
    """A session is taken back."""

    roles = PUBLISHING

    @extend_schema(
        operation_id="sessions_withdraw",
        summary="撤回一个统考批次",
        tags=[TAG],
        request=WhyBody,
        responses=SessionAnswer,
    )
    def post(self, request: Request, pk: int) -> Response:
        self.record(pk)
        reason = self.asked(WhyBody)["reason"]
        return self.act(
            lambda: service.withdraw_session(actor=self.actor, session_id=pk, reason=reason, now=self.now),
            lambda _: self.record(pk),
        )


def _session(row: ExamSession) -> dict[str, Any]:
    return {
        "id": row.pk,
        "kind": row.kind,
        "name": row.name,
        "state": row.state,
        "theory_date": row.theory_date,
        "practical_date": row.practical_date,
        "review_date": row.review_date,
        "levels": [level.pk for level in row.scope.all()],
    }
