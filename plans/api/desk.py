"""The desk of the re-review over HTTP: a booking's candidates with all that lies before the officer."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core.api.base import Endpoint
from appraisal.core.api.schema import PAGING, page_of
from plans.api import answers
from plans.api.reviews import REVIEWING, TAG
from plans.models import Booking, CandidateVerdict, Evidence, ReReview
from plans.queries import for_machines as queries
from plans.queries.desk import may_decide
from plans.rules.eligibility.evaluate import Outcome
from plans.rules.review_enums import EvidenceKind, FirstReviewOutcome, ReReviewOutcome


class PreCheckAnswer(serializers.Serializer):
    """The pre-check's verdict."""

    outcome = serializers.ChoiceField(Outcome.choices())
    clause = serializers.CharField(help_text="符合的条件")
    eligible_from = serializers.DateField(allow_null=True, help_text="最早符合日期")


class BookedEvidenceAnswer(serializers.Serializer):
    """A document of a candidate; fetch it with documents_link."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(EvidenceKind.choices())
    document = serializers.IntegerField()
    note = serializers.CharField()


class EarlierAnswer(serializers.Serializer):
    """A verdict of the desk."""

    id = serializers.IntegerField()
    outcome = serializers.ChoiceField(ReReviewOutcome.choices())
    note = serializers.CharField()
    reviewed_at = serializers.DateTimeField()


class BookedAnswer(answers.CandidateAnswer):
    """A candidate of a booking, with his dossier."""

    waiting = serializers.BooleanField(help_text="还可以给出结论")
    pre_check = PreCheckAnswer(allow_null=True)
    first_review = serializers.ChoiceField(FirstReviewOutcome.choices(), allow_null=True)
    evidence = BookedEvidenceAnswer(many=True)
    photo = serializers.BooleanField(help_text="有照片，见 candidates/<id>/photo/link")
    verdicts = EarlierAnswer(many=True, help_text="以前的结论，新的在前")


class BookedCandidates(Endpoint):
    """The candidates of one booking."""

    roles = REVIEWING

    @extend_schema(
        operation_id="bookings_candidates",
        summary="一个预约中的考生：预审、初审、材料、以前的结论",
        tags=[TAG],
        parameters=[*PAGING],
        responses=page_of(BookedAnswer, "BookedPage"),
    )
    def get(self, request: Request, pk: int) -> Response:
        booking = get_object_or_404(Booking.objects.visible_to(self.actor), pk=pk)
        rows = queries.booked_of(self.actor, booking)
        return self.page(rows, ("seat_order",), lambda found: map(_booked, found))


def _booked(row: Any) -> dict[str, Any]:
    first = next(iter(row.first_reviews.all()), None)
    return {
        **answers.candidate(row),
        "waiting": may_decide(row),
        "pre_check": _pre_check(getattr(row, "verdict", None)),
        "first_review": first.outcome if first else None,
        "evidence": [_evidence(one) for one in row.documents],
        "photo": hasattr(row, "photo"),
        "verdicts": [_earlier(one) for one in row.re_reviews.all()],
    }


def _pre_check(row: CandidateVerdict | None) -> dict[str, Any] | None:
    return {"outcome": row.outcome, "clause": row.clause, "eligible_from": row.eligible_from} if row else None


def _evidence(row: Evidence) -> dict[str, Any]:
    return {"id": row.pk, "kind": row.kind, "document": row.document_id, "note": row.note}


def _earlier(row: ReReview) -> dict[str, Any]:
    return {"id": row.pk, "outcome": row.outcome, "note": row.note, "reviewed_at": row.reviewed_at}
