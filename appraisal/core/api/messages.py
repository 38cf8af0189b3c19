"""Text messages over HTTP: what went out and where it is; a message of which nobody knows whether it went out."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core.api.base import Endpoint
from appraisal.core.api.errors import reasons
from appraisal.core.api.schema import FIELDS, PAGING, page_of
from appraisal.core.api.shapes import ReasonAnswer
from appraisal.core.models import GatewayOutage, InboundSms, SmsMessage, SmsTemplate
from appraisal.core.phrasebook.sms_texts import TEXTS
from appraisal.core.queries import sms_lists
from appraisal.core.queries.sms import stuck_after
from appraisal.core.rules.identity import mask_mobile, mask_mobiles_within
from appraisal.core.rules.roles import CAPABILITIES, Capability, Role
from appraisal.core.rules.sms import SmsState, StuckAnswer
from appraisal.core.rules.sms_texts import BLANKS, SmsText
from appraisal.core.services import sms_stuck, sms_texts

TAG = "短信"
READERS = CAPABILITIES[Capability.RESOLVE_SMS]
EDITORS = CAPABILITIES[Capability.EDIT_SMS_TEXTS]
GUIDANCE = frozenset({Role.GUIDANCE_OFFICER})


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


class BlankAnswer(serializers.Serializer):
    """A blank of a text."""

    name = serializers.CharField()
    label = serializers.CharField(help_text="在内容中写作 {名称}")
    sample = serializers.CharField()


class WordingAnswer(serializers.Serializer):
    """A wording that was put into force."""

    version = serializers.IntegerField()
    text = serializers.CharField()
    edited_at = serializers.DateTimeField()
    reason = serializers.CharField()


class OneTextAnswer(TextAnswer):
    original = serializers.CharField(help_text="原文")
    blanks = BlankAnswer(many=True)
    history = WordingAnswer(many=True, help_text="新的在前")


class PreviewBody(serializers.Serializer):
    text = serializers.CharField(max_length=2_000, allow_blank=True)


class WordingBody(PreviewBody):
    reason = serializers.CharField(max_length=400, allow_blank=True)


class TextPreviewAnswer(serializers.Serializer):
    shown = serializers.CharField(help_text="按样例填写，不含签名")
    segments = serializers.IntegerField(help_text="计费条数，含签名")
    why_not = ReasonAnswer(many=True, help_text="为什么不能用；空：可以")


class ArrivalAnswer(serializers.Serializer):
    """A text in; phones are masked, also inside the text."""

    id = serializers.IntegerField()
    phone = serializers.CharField()
    text = serializers.CharField()
    received_at = serializers.DateTimeField()
    settled_at = serializers.DateTimeField(allow_null=True)
    outcome = serializers.CharField(help_text="处理结果")


class OutageAnswer(serializers.Serializer):
    """A stretch in which the gateway took no messages."""

    gateway = serializers.CharField()
    started_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    failures = serializers.IntegerField()
    fault = serializers.CharField()


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
        return Response([_text(one) for one in sms_lists.texts_in_force()])


class TextEndpoint(Endpoint):
    """An address of one text."""

    roles = EDITORS
    read_by = "sms_text"
    locks = SmsTemplate
    http_method_names = ["post", "options"]

    def record(self, code: str) -> dict[str, Any]:
        which = self.text_or_404(code)
        newest = next(one for one in sms_lists.texts_in_force() if one.code == which)
        return {
            **_text(newest),
            "original": TEXTS[which],
            "blanks": [{"name": one.name, "label": one.label, "sample": one.sample} for one in BLANKS[which]],
            "history": [
                {"version": row.version, "text": row.text, "edited_at": row.edited_at, "reason": row.reason}
                for row in sms_lists.wordings(which)
            ],
        }

    def text_or_404(self, code: str) -> SmsText:
        """The text by its code."""
        if code not in SmsText.__members__:
            raise Http404
        return SmsText[code]


class OneText(TextEndpoint):
    """One text: wording, blanks, history."""

    roles = READERS
    writers = EDITORS
    http_method_names = ["get", "post", "options"]

    @extend_schema(
        operation_id="sms_text",
        summary="一条短信模板：现行内容、可用的空、沿革",
        tags=[TAG],
        parameters=[FIELDS],
        responses=OneTextAnswer,
    )
    def get(self, request: Request, code: str) -> Response:
        return self.one(self.record(code))

    @extend_schema(
        operation_id="sms_edit_text",
        summary="启用一条短信的新内容",
        description="已在排队的短信不变。",
        tags=[TAG],
        request=WordingBody,
        responses={201: OneTextAnswer},
    )
    def post(self, request: Request, code: str) -> Response:
        which, asked = self.text_or_404(code), self.asked(WordingBody)
        return self.act(
            lambda: sms_texts.edit_text(actor=self.actor, code=which, now=self.now, **asked),
            lambda _: self.record(code),
            status=201,
        )


class PreviewText(TextEndpoint):
    """A wording as a phone would show it; nothing is stored."""

    roles = READERS
    read_by = ""

    @extend_schema(
        operation_id="sms_preview_text",
        summary="按样例填写的预览、计费条数和不能用的原因",
        description="什么也不保存。",
        tags=[TAG],
        request=PreviewBody,
        responses=TextPreviewAnswer,
    )
    def post(self, request: Request, code: str) -> Response:
        found = sms_texts.preview(self.text_or_404(code), self.asked(PreviewBody)["text"])
        return Response({"shown": found.shown, "segments": found.size.segments, "why_not": reasons(found.faults)})


class Arrivals(Endpoint):
    """Texts that came in."""

    roles = GUIDANCE

    @extend_schema(
        operation_id="sms_arrivals",
        summary="收到的短信，新的在前",
        tags=[TAG],
        parameters=[*PAGING],
        responses=page_of(ArrivalAnswer, "SmsArrivalPage"),
    )
    def get(self, request: Request) -> Response:
        return self.page(sms_lists.arrivals(self.actor), ("-pk",), lambda found: map(_arrival, found))


class Outages(Endpoint):
    """When the gateway was down."""

    roles = GUIDANCE

    @extend_schema(
        operation_id="sms_outages",
        summary="短信网关的中断，新的在前",
        tags=[TAG],
        parameters=[*PAGING],
        responses=page_of(OutageAnswer, "SmsOutagePage"),
    )
    def get(self, request: Request) -> Response:
        return self.page(sms_lists.outages(self.actor), ("-started_at", "-pk"), lambda found: map(_outage, found))


def _text(one: sms_lists.Wording) -> dict[str, Any]:
    return {
        "code": one.code,
        "label": one.code.label,
        "text": one.text,
        "version": one.version,
        "segments": one.size.segments,
    }


def _arrival(row: InboundSms) -> dict[str, Any]:
    names = ("received_at", "settled_at", "outcome")
    told = {name: getattr(row, name) for name in names}
    return {"id": row.pk, "phone": mask_mobile(row.phone), "text": mask_mobiles_within(row.text), **told}


def _outage(row: GatewayOutage) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("gateway", "started_at", "ended_at", "failures", "fault")}
