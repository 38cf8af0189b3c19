"""Scores over HTTP: a whole sitting at once, twice blind; where the entries differ; publication."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core import clock
from appraisal.core.api.base import Endpoint
from appraisal.core.api.errors import reasons
from appraisal.core.api.schema import PAGING, page_of
from appraisal.core.rules.double_entry import confirming_refusals
from appraisal.core.rules.identity import mask_document_number
from appraisal.core.rules.roles import Role
from plans.api import score_shapes as shapes
from plans.models import Plan, ScoreSheet, Sitting
from plans.queries import results, score_pages
from plans.queries.scores import sheet_facts, sitters
from plans.rules.score_entry import opening_refusals
from plans.rules.scoring import BOTH_IN, ENTERING, Grade, SheetState
from plans.services import score_entries, score_publication

TAG = "成绩"
OFFICES = frozenset(Role) - {Role.EXAMINER}


# --- sheets ---------------------------------------------------------------------------------------
class ScoreSheets(Endpoint):
    """All sheets that the caller sees."""

    roles = OFFICES

    @extend_schema(
        operation_id="score_sheets_list",
        summary="各场成绩办到哪里了，新的在前",
        tags=[TAG],
        parameters=[shapes.SheetQuery, *PAGING],
        responses=page_of(shapes.SheetLineAnswer, "ScoreSheetPage"),
    )
    def get(self, request: Request) -> Response:
        asked = self.asked(shapes.SheetQuery, request.query_params)
        rows = score_pages.sheets(self.actor, asked["state"], asked["subject"])
        return self.page(rows, ("-pk",), lambda found: map(_line, found))


class SheetEndpoint(Endpoint):
    """An address of the scores of one sitting, for whoever enters them."""

    roles = ENTERING

    def sitting_or_404(self, pk: int) -> Sitting:
        """The sitting, if its scores are the caller's to enter."""
        try:
            sitting = score_pages.visible_sitting(self.actor, pk)
        except Sitting.DoesNotExist as missing:
            raise Http404 from missing
        if not score_pages.may_enter(self.actor, sitting):
            raise Http404
        return sitting


class SittingScores(SheetEndpoint):
    """The scores of one sitting."""

    read_by = "sittings_scores"
    locks = Plan

    @extend_schema(
        operation_id="sittings_scores",
        summary="一场成绩：应录哪些考生、谁录过、现在能不能录",
        tags=[TAG],
        responses=shapes.WholeSheetAnswer,
    )
    def get(self, request: Request, pk: int) -> Response:
        return self.one(self.record(pk))

    def record(self, pk: int) -> dict[str, Any]:
        """The sheet as far as the caller may know it: of the entries only his own."""
        sitting = self.sitting_or_404(pk)
        sheet = score_pages.sheet_of(sitting)
        facts = sheet_facts(sitting, sheet, clock.today(self.now))
        own = score_pages.own_entry(self.actor, sheet)
        texts = {line.candidate_id: line.grade.text for line in own.lines.all()} if own else {}
        return {
            "sitting": pk,
            "plan": sitting.plan.number,
            "state": facts.state,
            "entries": [
                {"ordinal": one.ordinal, "person": one.person.name, "submitted_at": one.submitted_at}
                for one in score_pages.entries_of(self.actor, sheet)
            ],
            "why_not": reasons(opening_refusals(facts, self.actor.user_id)),
            "people": [_sitter(one, texts) for one in sitters(sitting).select_related("ticket")],
        }

    @extend_schema(
        operation_id="sittings_enter_scores",
        summary="录入一场的全部成绩，算两遍中的一遍",
        description="整场一次提交：全部入库，或者一条也不入库并给出每一行的问题（field 为 score-<考生 id>）。"
        "两遍须由两个人分别提交；第二遍提交后系统自动比对。",
        tags=[TAG],
        request=shapes.ScoresBody,
        responses={201: shapes.SheetAnswer},
        examples=[
            OpenApiExample(
                "两名考生",
                value={"scores": [{"candidate": 101, "grade": "86.5"}, {"candidate": 102, "grade": "缺考"}]},
                request_only=True,
            )
        ],
    )
    def post(self, request: Request, pk: int) -> Response:
        get_object_or_404(Sitting.objects.visible_to(self.actor), pk=pk)
        typed = _typed(self.asked(shapes.ScoresBody))
        return self.act(
            lambda: score_entries.enter_scores(actor=self.actor, sitting_id=pk, typed=typed, now=self.now),
            lambda sheet: _sheet(sheet, typed),
            status=201,
        )


class Differences(SheetEndpoint):
    """Where the two entries differ."""

    read_by = "sittings_differences"
    locks = Plan

    def record(self, pk: int) -> dict[str, Any]:
        return self.compared(self.sitting_or_404(pk))

    @extend_schema(
        operation_id="sittings_differences",
        summary="两遍录入哪里不一致、怎样核定",
        tags=[TAG],
        responses=shapes.DifferencesAnswer,
    )
    def get(self, request: Request, pk: int) -> Response:
        return self.one(self.record(pk))

    def compared(self, sitting: Sitting) -> dict[str, Any]:
        """The comparison as it is now."""
        sheet = score_pages.sheet_of(sitting)
        if sheet is None or sheet.state not in BOTH_IN:
            state = sheet.state if sheet else SheetState.ENTERING
            return {
                "sitting": sitting.pk,
                "state": state,
                "people": 0,
                "unresolved": 0,
                "why_not": [],
                "differences": [],
            }
        sheet.sitting = sitting
        found = score_pages.comparison(self.actor, sheet, results.pass_score())
        why_not = confirming_refusals(self.actor.user_id, tuple(found.resolvers), found.unresolved)
        return {
            "sitting": sitting.pk,
            "state": sheet.state,
            "people": found.people,
            "unresolved": found.unresolved,
            "why_not": reasons(why_not),
            "differences": [_difference(one) for one in found.differing],
        }


class ResolveScores(Differences):
    """The paper decides."""

    http_method_names = ["post", "options"]

    @extend_schema(
        operation_id="sittings_resolve_scores",
        summary="核定两遍不一致的成绩",
        description="以纸质花名册为准；发布以前可以再次核定。核定的人不能发布。",
        tags=[TAG],
        request=shapes.ScoresBody,
        responses=shapes.DifferencesAnswer,
    )
    def post(self, request: Request, pk: int) -> Response:
        self.sitting_or_404(pk)
        typed = _typed(self.asked(shapes.ScoresBody))
        return self.act(
            lambda: score_publication.resolve_scores(actor=self.actor, sitting_id=pk, typed=typed, now=self.now),
            lambda _: self.record(pk),
        )


class PublishScores(Differences):
    """The results of one sitting become final."""

    http_method_names = ["post", "options"]

    @extend_schema(
        operation_id="sittings_publish_scores",
        summary="发布一场的成绩",
        tags=[TAG],
        request=None,
        responses=shapes.SheetAnswer,
    )
    def post(self, request: Request, pk: int) -> Response:
        get_object_or_404(Sitting.objects.visible_to(self.actor), pk=pk)
        return self.act(
            lambda: score_publication.publish_scores(actor=self.actor, sitting_id=pk, now=self.now),
            lambda sheet: _sheet(sheet, {}),
        )


# --- words ----------------------------------------------------------------------------------------
def _typed(asked: dict[str, Any]) -> dict[int, str]:
    return {row["candidate"]: row["grade"] for row in asked["scores"]}


def _text(grade: Grade | None) -> str:
    return grade.text if grade else ""


def _sheet(sheet: ScoreSheet, typed: dict[int, str]) -> dict[str, Any]:
    return {
        "sitting": sheet.sitting_id,
        "state": sheet.state,
        "rows": [{"candidate": key, "accepted": True} for key in typed],
    }


def _line(sheet: ScoreSheet) -> dict[str, Any]:
    sitting = sheet.sitting
    return {
        "id": sheet.pk,
        "sitting": sitting.pk,
        "plan": sitting.plan.number,
        "subject": sitting.subject,
        "date": sitting.date,
        "state": sheet.state,
        "published_at": sheet.published_at,
    }


def _sitter(row: Any, texts: dict[int, str]) -> dict[str, Any]:
    ticket = getattr(row, "ticket", None)
    return {
        "candidate": row.pk,
        "ticket": ticket.number if ticket else None,
        "name": row.name,
        "document_number": mask_document_number(row.document_number),
        "own": texts.get(row.pk, ""),
    }


def _difference(one: score_pages.Compared) -> dict[str, Any]:
    return {
        "candidate": one.candidate.pk,
        "name": one.candidate.name,
        "first": _text(one.first),
        "second": _text(one.second),
        "decided": _text(one.decided),
        "decided_by": one.decided_by,
    }
