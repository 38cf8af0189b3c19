"""Fee standards, and the bank data of one's organisation 二（七）, over HTTP."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core import clock
from appraisal.core.api.base import Endpoint
from appraisal.core.api.schema import PAGING, page_of
from appraisal.core.rules.enums import Subject
from appraisal.core.rules.identity import mask_bank_card
from fees.api.money import TAG, YUAN
from fees.models import Due, FeeClass, FeeStandard, PayeeDetails
from fees.permissions import PAYEES
from fees.queries.payees import details_of, dues_of, own_payee
from fees.queries.tariff import classes_with_occupations, standards_page
from fees.rules.bank import BankDetails
from fees.rules.enums import BankAccountKind, DetailsState, DueState
from fees.services import payees
from plans.rules.enums import Attempt


class FeeStandardAnswer(serializers.Serializer):
    """An amount from a day on."""

    id = serializers.IntegerField()
    fee_class = serializers.CharField(help_text="收费类别")
    level = serializers.IntegerField()
    subject = serializers.ChoiceField(Subject.choices())
    attempt = serializers.ChoiceField(Attempt.choices())
    amount = serializers.DecimalField(**YUAN, help_text="元")
    valid_from = serializers.DateField()
    valid_until = serializers.DateField(allow_null=True)
    document_number = serializers.CharField(help_text="文号")
    is_sample = serializers.BooleanField(help_text="样例数据")


class FeeClassAnswer(serializers.Serializer):
    """A class and the occupations that are charged by it."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    occupations = serializers.ListField(child=serializers.IntegerField())


class StandardQuery(serializers.Serializer):
    ever = serializers.BooleanField(required=False, default=False, help_text="连同以前和以后的；不写：今天执行的")


class DetailsAnswer(serializers.Serializer):
    """Bank data; the number is masked."""

    id = serializers.IntegerField()
    state = serializers.ChoiceField(DetailsState.choices())
    holder = serializers.CharField(help_text="户名")
    number = serializers.CharField(help_text="遮盖后的账号")
    bank = serializers.CharField()
    branch_code = serializers.CharField(help_text="联行号")
    proposed_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField()


class DetailsBody(serializers.Serializer):
    """Bank data of the caller's organisation."""

    holder = serializers.CharField(max_length=100, allow_blank=True, help_text="与登记的单位名称一致")
    number = serializers.CharField(max_length=40, allow_blank=True)
    bank = serializers.CharField(max_length=100, allow_blank=True, help_text="写到支行")
    branch_code = serializers.CharField(max_length=20, allow_blank=True, help_text="12 位联行号")


class DueAnswer(serializers.Serializer):
    """What is or was owed to the caller for a plan."""

    id = serializers.IntegerField()
    plan = serializers.CharField(help_text="计划编号")
    quantity = serializers.DecimalField(max_digits=8, decimal_places=1)
    amount = serializers.DecimalField(**YUAN)
    state = serializers.ChoiceField(DueState.choices())
    is_difference = serializers.BooleanField(help_text="执评更正以后的差额，可以小于零：在以后的应付中抵扣")
    batch = serializers.CharField(allow_null=True, help_text="支付批次")


class FeeStandards(Endpoint):
    """The table: open to everybody, since everybody pays by it."""

    @extend_schema(
        operation_id="fee_standards_list",
        summary="收费标准",
        tags=[TAG],
        parameters=[StandardQuery, *PAGING],
        responses=page_of(FeeStandardAnswer, "FeeStandardPage"),
    )
    def get(self, request: Request) -> Response:
        ever = self.asked(StandardQuery, request.query_params)["ever"]
        rows = standards_page(self.actor, fee_class="", day=None if ever else clock.today(self.now))
        return self.page(rows, ("pk",), lambda found: map(_standard, found))


class FeeClasses(Endpoint):
    """Which occupations are charged alike."""

    @extend_schema(
        operation_id="fee_classes_list",
        summary="收费类别和其中今天的职业",
        tags=[TAG],
        parameters=[*PAGING],
        responses=page_of(FeeClassAnswer, "FeeClassPage"),
    )
    def get(self, request: Request) -> Response:
        return self.page(
            classes_with_occupations(self.actor, clock.today(self.now)), ("pk",), lambda found: map(_class, found)
        )


class Account(Endpoint):
    """Where the caller's organisation is paid to."""

    roles = PAYEES

    @extend_schema(
        operation_id="account_details",
        summary="本单位（本人）的开户行信息，新的在前",
        tags=[TAG],
        responses=DetailsAnswer(many=True),
    )
    def get(self, request: Request) -> Response:
        return Response(self.details())

    @extend_schema(
        operation_id="account_hand_in",
        summary="报送本单位的开户行信息，等财务科核准",
        tags=[TAG],
        request=DetailsBody,
        responses={201: DetailsAnswer(many=True)},
    )
    def post(self, request: Request) -> Response:
        organisation_id = self.actor.organisation_id
        if organisation_id is None:  # an examiner's card is kept in the register
            raise Http404
        given = BankDetails(BankAccountKind.CORPORATE, **self.asked(DetailsBody))
        return self.act(
            lambda: payees.hand_in_details(
                actor=self.actor, organisation_id=organisation_id, details=given, now=self.now
            ),
            lambda _: self.details(),
            status=201,
        )

    def details(self) -> list[dict[str, Any]]:
        """All that was handed in, as it is now."""
        payee = own_payee(self.actor)
        return [_details(one) for one in details_of(self.actor, payee)] if payee else []


class Dues(Endpoint):
    """What is owed to the caller."""

    roles = PAYEES

    @extend_schema(
        operation_id="account_dues",
        summary="应付给本单位（本人）的款项，新的在前",
        tags=[TAG],
        parameters=[*PAGING],
        responses=page_of(DueAnswer, "DuePage"),
    )
    def get(self, request: Request) -> Response:
        payee = own_payee(self.actor)
        rows = dues_of(self.actor, payee) if payee else Due.objects.visible_to(self.actor).none()
        return self.page(rows, ("-pk",), lambda found: map(_due, found))


def _standard(row: FeeStandard) -> dict[str, Any]:
    names = ("level", "subject", "attempt", "valid_from", "valid_until", "document_number", "is_sample")
    return {
        "id": row.pk,
        "fee_class": row.fee_class.name,
        "amount": str(row.amount),
        **{name: getattr(row, name) for name in names},
    }


def _class(row: FeeClass) -> dict[str, Any]:
    return {"id": row.pk, "name": row.name, "occupations": [one.occupation_id for one in row.occupations.all()]}


def _details(row: PayeeDetails) -> dict[str, Any]:
    names = ("state", "holder", "bank", "branch_code", "proposed_at", "decided_at", "reason")
    return {"id": row.pk, "number": mask_bank_card(row.number), **{name: getattr(row, name) for name in names}}


def _due(row: Due) -> dict[str, Any]:
    return {
        "id": row.pk,
        "plan": row.plan.number,
        "quantity": str(row.quantity),
        "amount": str(row.amount),
        "state": row.state,
        "is_difference": row.adjustment_id is not None,
        "batch": row.line.batch.number if row.line else None,
    }
