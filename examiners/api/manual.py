"""Manual dispatch over HTTP: proposed by one person, decided by another 三."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core.api.shapes import KEY, ReasonBody
from examiners.api.dispatch import TAG, DispatchEndpoint
from examiners.models import ManualDispatch
from examiners.rules.states import ManualState
from examiners.services import manual


class ManualBody(ReasonBody):
    examiners = serializers.ListField(child=serializers.IntegerField(**KEY), allow_empty=False, max_length=50)


class NoteBody(serializers.Serializer):
    note = serializers.CharField(required=False, allow_blank=True, max_length=400, default="")


class ManualAnswer(serializers.Serializer):
    """A manual dispatch; another person decides."""

    id = serializers.IntegerField()
    dispatch = serializers.IntegerField()
    state = serializers.ChoiceField(ManualState.choices())


class ProposeManual(DispatchEndpoint):
    """Name people by hand; a second person decides."""

    @extend_schema(
        operation_id="dispatches_manual",
        summary="手动派遣：提名，待另一人复核；复核后只发第三条短信",
        tags=[TAG],
        request=ManualBody,
        responses={201: ManualAnswer},
    )
    def post(self, request: Request, pk: int) -> Response:
        self.dispatch_or_404(pk)
        asked = self.asked(ManualBody)
        return self.act(
            lambda: manual.propose_manual(
                actor=self.actor,
                dispatch_id=pk,
                examiner_ids=asked["examiners"],
                reason=asked["reason"],
                now=self.now,
            ),
            _manual,
            status=201,
        )


class DecideManual(DispatchEndpoint):
    """The second person's word."""

    def record(self, pk: int) -> dict[str, Any]:
        """Of the dispatch that it is about."""
        return self.whole(get_object_or_404(ManualDispatch.objects.visible_to(self.actor), pk=pk).dispatch_id)

    approves = True

    @extend_schema(
        operation_id="manual_decide", summary="复核手动派遣", tags=[TAG], request=NoteBody, responses=ManualAnswer
    )
    def post(self, request: Request, pk: int) -> Response:
        get_object_or_404(ManualDispatch.objects.visible_to(self.actor), pk=pk)
        note = self.asked(NoteBody)["note"]
        decide = manual.approve_manual if self.approves else manual.refuse_manual
        return self.act(lambda: decide(actor=self.actor, proposal_id=pk, note=note, now=self.now), _manual)


class RefuseManual(DecideManual):
    """The second person says no."""

    approves = False

    @extend_schema(
        operation_id="manual_refuse", summary="不同意手动派遣", tags=[TAG], request=NoteBody, responses=ManualAnswer
    )
    def post(self, request: Request, pk: int) -> Response:
        return super().post(request, pk)


def _manual(row: ManualDispatch) -> dict[str, Any]:
    return {"id": row.pk, "dispatch": row.dispatch_id, "state": row.state}
