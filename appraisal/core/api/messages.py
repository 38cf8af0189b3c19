"""Text messages over HTTP: what went out and where it is; a message of which nobody knows whether it went out."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core.api.base import Endpoint
from appraisal.core.api.schema import FIELDS, PAGING, page_of
from appraisal.core.models import SmsMessage
from appraisal.core.queries import sms_lists
from appraisal.core.queries.sms import stuck_after
from appraisal.core.rules.identity import mask_mobile, mask_mobiles_within
from appraisal.core.rules.roles import CAPABILITIES, Capability
from appraisal.core.rules.sms import SmsState, StuckAnswer
from appraisal.core.rules.sms_texts import SmsText
from appraisal.core.services import sms_stuck

TAG = "短信"
READERS = CAPABILITIES[Capability.RESOLVE_SMS]


class MessageAnswer(serializers.Serializer):
    """One text out; phones are masked, also inside the text."""

    id = serializers.IntegerField()
    phone = serializers.CharField()
    text = serializers.CharField()
    template = serializers.CharField(help_text="用的是哪一条短信，可能为空")
    purpose = serializers.CharField()
    segments = serializers.IntegerField(help_text="计费条数")
    state = serializers.ChoiceField(SmsState.choices())
    stuck = serializers.BooleanField(help_text="不知是否发出，须核实")
    queued_at = serializers.DateTimeField()
    sent_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    fault = serializers.CharField()


class MessageQuery(serializers.Serializer):
    state = serializers.ChoiceField(
        [(sms_lists.STUCK, "不知是否发出"), *SmsState.choices()], required=False, default=""
    )
    template = serializers.ChoiceField(SmsText.choices(), required=False, default="")
    day = serializers.DateField(required=False, default=None, help_text="提交日期")


class ResolveBody(serializers.Serializer):
    answer = serializers.ChoiceField(StuckAnswer.choices())
    reason = serializers.CharField(max_length=400, allow_blank=True, help_text="怎样核实的")


class TextAnswer(serializers.Serializer):
    """One text in the wording in force."""

    code = serializers.ChoiceField(SmsText.choices())
    label = serializers.CharField()
    text = serializers.CharField()
    version = serializers.IntegerField(help_text="0：原文")
    segments = serializers.IntegerField(help_text="按样例填写后的计费条数")


class MessageEndpoint(Endpoint):
    """What the addresses of messages share."""

    roles = READERS
    read_by = "sms_one"
    locks = SmsMessage

    def record(self, pk: int) -> dict[str, Any]:
        return self.told(self.message_or_404(pk))

    def told(self, row: SmsMessage) -> dict[str, Any]:
        """A message as it is now."""
        is_sending = row.state == SmsState.SENDING
        names = ("template", "purpose", "segments", "state", "queued_at", "sent_at", "ended_at", "fault")
        return {
            "id": row.pk,
            "phone": mask_mobile(row.phone),
            "text": mask_mobiles_within(row.text),
            "stuck": bool(is_sending and row.claimed_at and row.claimed_at <= self.now - stuck_after()),
            **{name: getattr(row, name) for name in names},
        }

    def message_or_404(self, pk: int) -> SmsMessage:
        """The message as far as the caller may see it."""
        return get_object_or_404(sms_lists.messages(self.actor, sms_lists.SmsFilters(), self.now), pk=pk)


class Messages(MessageEndpoint):
    """Messages out; a district's own, for the guidance section all."""

    @extend_schema(
        operation_id="sms_list",
        summary="发出的短信，新的在前",
        tags=[TAG],
        parameters=[MessageQuery, *PAGING],
        responses=page_of(MessageAnswer, "SmsPage"),
    )
    def get(self, request: Request) -> Response:
        asked = self.asked(MessageQuery, request.query_params)
        rows = sms_lists.messages(self.actor, sms_lists.SmsFilters(**asked), self.now)
        return self.page(rows, ("-pk",), lambda found: map(self.told, found))


class OneMessage(MessageEndpoint):
    """One message."""

    @extend_schema(operation_id="sms_one", summary="一条短信", tags=[TAG], parameters=[FIELDS], responses=MessageAnswer)
    def get(self, request: Request, pk: int) -> Response:
        return self.one(self.record(pk))


class ResolveMessage(MessageEndpoint):
    """Somebody asked the receiver."""

    @extend_schema(
        operation_id="sms_resolve",
        summary="核实一条不知是否发出的短信",
        description="系统不会自动重发；SEND_AGAIN 才再发一次。",
        tags=[TAG],
        request=ResolveBody,
        responses=MessageAnswer,
    )
    def post(self, request: Request, pk: int) -> Response:
        self.message_or_404(pk)
        asked = self.asked(ResolveBody)
        return self.act(
            lambda: sms_stuck.resolve_stuck(
                actor=self.actor, message_id=pk, answer=asked["answer"], reason=asked["reason"], now=self.now
            ),
            lambda _: self.record(pk),
        )


class Texts(Endpoint):
    """All texts in the wording in force."""

    roles = READERS

    @extend_schema(operation_id="sms_texts", summary="短信模板，现行的", tags=[TAG], responses=TextAnswer(many=True))
    def get(self, request: Request) -> Response:
        return Response(
            [
                {
                    "code": one.code,
                    "label": one.code.label,
                    "text": one.text,
                    "version": one.version,
                    "segments": one.size.segments,
                }
                for one in sms_lists.texts_in_force()
            ]
        )
