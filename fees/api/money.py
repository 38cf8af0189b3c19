"""Bills, receipts and payouts over HTTP, to read only: money moves on the screens, under two pairs of eyes."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core.api.base import Endpoint
from appraisal.core.api.schema import PAGING, page_of
from appraisal.core.rules.roles import CITY_ROLES, Role
from fees.models import Bill, PayoutLine, Receipt
from fees.queries import for_machines as queries
from fees.rules.enums import BillState, PaymentMethod, PayoutLineState

TAG = "收费和支付"
YUAN = {"max_digits": 14, "decimal_places": 2}
PAYING = CITY_ROLES | {Role.INSTITUTE_CLERK}


class BillAnswer(serializers.Serializer):
    """A bill."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    plan = serializers.CharField(help_text="计划编号")
    state = serializers.ChoiceField(BillState.choices())
    amount = serializers.DecimalField(**YUAN, help_text="应缴金额，元")
    paid = serializers.DecimalField(**YUAN, help_text="已缴金额，元")
    candidates = serializers.IntegerField()
    due_on = serializers.DateField(allow_null=True)
    is_sample = serializers.BooleanField(help_text="按样例标准计费")


class ReceiptAnswer(serializers.Serializer):
    """A receipt."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    payer = serializers.CharField()
    amount = serializers.DecimalField(**YUAN)
    method = serializers.ChoiceField(PaymentMethod.choices())
    issued_at = serializers.DateTimeField()


class PayoutAnswer(serializers.Serializer):
    """A payment to the caller."""

    id = serializers.IntegerField()
    batch = serializers.CharField()
    payee = serializers.IntegerField()
    amount = serializers.DecimalField(**YUAN)
    state = serializers.ChoiceField(PayoutLineState.choices())
    reason = serializers.CharField(help_text="失败原因")
    settled_at = serializers.DateTimeField(allow_null=True)


class Bills(Endpoint):
    """Bills."""

    roles = PAYING

    @extend_schema(
        operation_id="bills_list",
        summary="缴费单，新的在前",
        tags=[TAG],
        parameters=[*PAGING],
        responses=page_of(BillAnswer, "BillPage"),
    )
    def get(self, request: Request) -> Response:
        return self.page(queries.bills_of(self.actor), ("-pk",), lambda found: map(_bill, found))


class Receipts(Endpoint):
    """Receipts."""

    roles = PAYING

    @extend_schema(
        operation_id="receipts_list",
        summary="收据，新的在前",
        tags=[TAG],
        parameters=[*PAGING],
        responses=page_of(ReceiptAnswer, "ReceiptPage"),
    )
    def get(self, request: Request) -> Response:
        return self.page(queries.receipts_of(self.actor), ("-pk",), lambda found: map(_receipt, found))


class Payouts(Endpoint):
    """Payments."""

    @extend_schema(
        operation_id="payouts_list",
        summary="付给本单位（本人）的款项，新的在前",
        tags=[TAG],
        parameters=[*PAGING],
        responses=page_of(PayoutAnswer, "PayoutPage"),
    )
    def get(self, request: Request) -> Response:
        return self.page(queries.payouts_of(self.actor), ("-pk",), lambda found: map(_payout, found))


def _bill(row: Bill) -> dict[str, Any]:
    return {
        "id": row.pk,
        "number": row.number,
        "plan": row.plan.number,
        "state": row.state,
        "amount": str(row.amount),
        "paid": str(row.paid),
        "candidates": row.candidates,
        "due_on": row.due_on,
        "is_sample": row.is_sample,
    }


def _receipt(row: Receipt) -> dict[str, Any]:
    return {
        "id": row.pk,
        "number": row.number,
        "payer": row.payer,
        "amount": str(row.amount),
        "method": row.method,
        "issued_at": row.issued_at,
    }


def _payout(row: PayoutLine) -> dict[str, Any]:
    return {
        "id": row.pk,
        "batch": row.batch.number,
        "payee": row.payee_id,
        "amount": str(row.amount),
        "state": row.state,
        "reason": row.reason,
        "settled_at": row.settled_at,
    }
