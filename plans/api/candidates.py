"""Single candidates over HTTP: added, corrected and withdrawn by the rules of a whole roster."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core.api.base import Endpoint
from appraisal.core.api.schema import FIELDS
from plans.api import answers
from plans.api.candidate_shapes import CandidateWholeAnswer, candidate_whole
from plans.api.rosters import CLERKS, OFFICES, TAG, ItemEndpoint
from plans.models import Plan
from plans.queries import for_machines as queries
from plans.queries.eligibility import candidate_eligibility
from plans.rules.roster.rows import READ_COLUMNS
from plans.rules.roster.vocabulary import MAX_LENGTH, Column
from plans.services import candidates

LONGEST = 40
EXAMPLE = {
    "name": "王小明",
    "document_type": "居民身份证",
    "document_number": "11010119900307123X",
    "sex": "男",
    "ethnicity": "汉族",
    "education": "高中",
    "mobile": "13800138000",
    "source": "在职职工",
    "theory": "新考",
    "practical": "新考",
}


class CandidateBody(serializers.Serializer):
    """A row of a roster, in the words of its columns; when correcting, what is not sent stays as it is stored."""

    def get_fields(self) -> dict[str, Any]:
        return {
            column.lower(): serializers.CharField(
                required=False, allow_blank=True, max_length=MAX_LENGTH.get(column, LONGEST), help_text=column.label
            )
            for column in READ_COLUMNS
        }


def cells(sent: dict[str, str]) -> dict[Column, str]:
    """Cell text by column, of what was sent."""
    return {column: sent[column.lower()] for column in READ_COLUMNS if column.lower() in sent}


class AddCandidate(ItemEndpoint):
    """A candidate more in an item."""

    roles = CLERKS

    @extend_schema(
        operation_id="candidates_add",
        summary="添加一名考生",
        description="各列的写法与花名册相同；有问题时一次给出全部。",
        tags=[TAG],
        request=CandidateBody,
        responses={201: answers.CandidateAnswer},
        examples=[OpenApiExample("新考", value=EXAMPLE, request_only=True)],
    )
    def post(self, request: Request, pk: int) -> Response:
        item = self.item_or_404(pk)
        values = cells(self.asked(CandidateBody))
        return self.act(
            lambda: candidates.save_candidate(actor=self.actor, item_id=item.pk, values=values, now=self.now),
            lambda made: answers.candidate(queries.candidate_of(self.actor, made.pk)),
            status=201,
        )


class CandidateEndpoint(Endpoint):
    """An address of one candidate."""

    roles = OFFICES
    read_by = "candidates_one"
    locks = Plan

    def record(self, pk: int) -> dict[str, Any]:
        """The candidate as he is now, with verdict, documents and first reviews."""
        found = queries.candidate_of(self.actor, pk)
        return candidate_whole(found, candidate_eligibility(self.actor, pk, self.now))


class OneCandidate(CandidateEndpoint):
    """One candidate."""

    writers = CLERKS

    @extend_schema(
        operation_id="candidates_one",
        summary="一名考生：预审结论和逐条依据、申报事实、材料、初审",
        tags=[TAG],
        parameters=[FIELDS],
        responses=CandidateWholeAnswer,
    )
    def get(self, request: Request, pk: int) -> Response:
        return self.one(self.record(pk))

    @extend_schema(
        operation_id="candidates_change",
        summary="修改一名考生：没有交的列保持不变",
        tags=[TAG],
        request=CandidateBody,
        responses=CandidateWholeAnswer,
    )
    def post(self, request: Request, pk: int) -> Response:
        found = queries.candidate_of(self.actor, pk)
        values = cells(self.asked(CandidateBody))
        return self.act(
            lambda: candidates.save_candidate(
                actor=self.actor, item_id=found.item_id, values=values, now=self.now, candidate_id=pk
            ),
            lambda _: self.record(pk),
        )


class WithdrawCandidate(CandidateEndpoint):
    """A candidate leaves the plan."""

    roles = CLERKS

    @extend_schema(
        operation_id="candidates_withdraw",
        summary="考生退出",
        tags=[TAG],
        request=None,
        responses=CandidateWholeAnswer,
    )
    def post(self, request: Request, pk: int) -> Response:
        self.record(pk)
        return self.act(
            lambda: candidates.withdraw_candidate(actor=self.actor, candidate_id=pk, now=self.now),
            lambda _: self.record(pk),
        )
