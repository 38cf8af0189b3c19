"""Many entries of the register at once over HTTP: looked at first, then written, all of them or none."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core import clock
from appraisal.core.api.base import Endpoint
from appraisal.core.api.errors import reasons
from appraisal.core.api.shapes import KEY, ReasonAnswer
from examiners.api.belongings import CardBody
from examiners.api.register import KEEPERS, TAG
from examiners.queries.importing import import_facts, register_state
from examiners.rules.enums import ExaminerGrade
from examiners.rules.importing import RegisterRow, row_refusals
from examiners.rules.register import CardEntry, ExaminerEntry
from examiners.services.importing import import_examiners

MOST_ROWS = 5_000
NUMBERS = ("name", "id_number", "phone", "bank_card", "employer")


class RowBody(serializers.Serializer):
    """A person, and one card of his; a person with several cards stands in several rows that agree about him."""

    name = serializers.CharField(max_length=60)
    id_number = serializers.CharField(max_length=24)
    phone = serializers.CharField(max_length=20)
    bank_card = serializers.CharField(required=False, allow_blank=True, max_length=30, default="")
    employer = serializers.CharField(required=False, allow_blank=True, max_length=120, default="")
    residence = serializers.IntegerField(required=False, allow_null=True, default=None, **KEY)
    districts = serializers.ListField(child=serializers.IntegerField(**KEY), required=False, default=list)
    card = CardBody(required=False, allow_null=True, default=None)


class RowsBody(serializers.Serializer):
    """What is to be written. Rows are numbered from 1 in the answers."""

    rows = serializers.ListField(child=RowBody(), allow_empty=False, max_length=MOST_ROWS)


class ImportBody(RowsBody):
    keeper = serializers.IntegerField(
        required=False, allow_null=True, default=None, help_text="新登记的由谁保管，仅市中心", **KEY
    )
    seen = serializers.CharField(
        required=False, allow_blank=True, max_length=64, default="", help_text="检查时得到的 seen；登记簿已变动时答 409"
    )


class RowCheckAnswer(serializers.Serializer):
    row = serializers.IntegerField()
    accepted = serializers.BooleanField()
    reasons = ReasonAnswer(many=True)


class CheckAnswer(serializers.Serializer):
    """What an import would say of every row; nothing is written."""

    possible = serializers.BooleanField()
    seen = serializers.CharField(help_text="登记簿现在的状态，导入时交回")
    rows = RowCheckAnswer(many=True)


class ImportedAnswer(serializers.Serializer):
    added = serializers.IntegerField(help_text="新登记几人")
    changed = serializers.IntegerField(help_text="更新几人")
    cards = serializers.IntegerField(help_text="写入几张证卡")


class CheckImport(Endpoint):
    """What is wrong with every row."""

    roles = KEEPERS

    @extend_schema(
        operation_id="examiners_check_import",
        summary="检查一批考评员登记，不写入",
        tags=[TAG],
        request=RowsBody,
        responses=CheckAnswer,
    )
    def post(self, request: Request) -> Response:
        rows = _rows(self.asked(RowsBody)["rows"])
        faults = row_refusals(rows, import_facts(self.actor, rows, clock.today(self.now)))
        checked = [
            {"row": one.row, "accepted": one.row not in faults, "reasons": reasons(faults.get(one.row, ()))}
            for one in rows
        ]
        return Response({"possible": not faults, "seen": register_state(), "rows": checked})


class ImportExaminers(Endpoint):
    """Write them."""

    roles = KEEPERS

    @extend_schema(
        operation_id="examiners_import",
        summary="导入一批考评员登记：全部写入，或者一条也不写",
        description="按身份证号认人：已登记的更新，没有登记的新增。可以先检查，再把检查得到的 seen 交回。",
        tags=[TAG],
        request=ImportBody,
        responses={201: ImportedAnswer},
        examples=[
            OpenApiExample(
                "一人一卡",
                value={
                    "rows": [
                        {
                            "name": "何建国",
                            "id_number": "110105196001010010",
                            "phone": "13900000000",
                            "districts": [3, 4, 5, 6, 7],
                            "card": {
                                "occupation": 12,
                                "grade": "SENIOR_EXAMINER",
                                "card_number": "京考评样例0001",
                                "valid_from": "2025-01-01",
                                "valid_until": "2027-12-31",
                            },
                        }
                    ]
                },
                request_only=True,
            )
        ],
    )
    def post(self, request: Request) -> Response:
        asked = self.asked(ImportBody)
        rows = _rows(asked["rows"])
        return self.act(
            lambda: import_examiners(
                actor=self.actor, rows=rows, keeper_id=asked["keeper"], seen=asked["seen"], now=self.now
            ),
            lambda done: {"added": done.added, "changed": done.changed, "cards": done.cards},
            status=201,
        )


def _rows(sent: list[dict[str, Any]]) -> list[RegisterRow]:
    return [_row(number, one) for number, one in enumerate(sent, start=1)]


def _row(number: int, sent: dict[str, Any]) -> RegisterRow:
    entry = ExaminerEntry(**{name: sent[name] for name in NUMBERS}, residence_id=sent["residence"])
    card = dict(sent["card"]) if sent["card"] else None
    held = (
        CardEntry(occupation_id=card.pop("occupation"), grade=ExaminerGrade(card.pop("grade")), **card)
        if card
        else None
    )
    return RegisterRow(number, entry, tuple(sent["districts"]), held)
