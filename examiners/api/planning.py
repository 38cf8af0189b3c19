"""What an officer looks at before and after a dispatch, over HTTP: who may be asked and why the others may not, the
ranking and the talk of a dispatch, a rehearsal of it, and how evenly duty is spread."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core import clock
from appraisal.core.api.base import Endpoint
from appraisal.core.api.errors import reasons
from appraisal.core.api.schema import PAGING, page_of
from appraisal.core.api.shapes import ReasonAnswer
from examiners.api.dispatch import DISPATCHING, TAG, DispatchEndpoint
from examiners.forms.rehearsal import RehearsalForm
from examiners.queries import dispatch_detail as detail
from examiners.queries.fairness import DISTRICT, OCCUPATION, FairnessRow, fairness_rows
from examiners.queries.pool import PoolEntry, pool_of, practical
from examiners.queries.rehearsals import Rehearsal, habits, need_of, rehearsal
from examiners.rules.enums import ExaminerGrade
from plans.models import Sitting

FAIRNESS_DAYS = 365


# --- the pool of a practical ----------------------------------------------------------------------
class PoolQuery(serializers.Serializer):
    possible = serializers.BooleanField(required=False, allow_null=True, default=None, help_text="只要能（不能）邀请的")


class PoolLineAnswer(serializers.Serializer):
    """An examiner before a practical."""

    examiner = serializers.IntegerField()
    number = serializers.CharField()
    name = serializers.CharField()
    employer = serializers.CharField()
    grade = serializers.ChoiceField(ExaminerGrade.choices(), allow_null=True, help_text="所持证卡；null：没有")
    wish = serializers.IntegerField(allow_null=True, help_text="本区县是第几意愿；null：不在其中")
    reasons = ReasonAnswer(many=True, help_text="为什么不能邀请；空：能邀请")


class PoolAnswer(page_of(PoolLineAnswer, "PoolPage")):  # type: ignore[misc]  # its base is made
    """One page of the register before one practical, by number."""

    sitting = serializers.IntegerField()
    possible = serializers.IntegerField(help_text="能邀请几人")
    impossible = serializers.IntegerField()


class Pool(Endpoint):
    """Who may be asked for one practical, and of everyone else why not."""

    roles = DISPATCHING

    @extend_schema(
        operation_id="sittings_pool",
        summary="一场实操可以邀请谁，其余的人为什么不能，按编号",
        tags=[TAG],
        parameters=[PoolQuery, *PAGING],
        responses=PoolAnswer,
    )
    def get(self, request: Request, pk: int) -> Response:
        get_object_or_404(Sitting.objects.visible_to(self.actor), pk=pk)
        asked = self.asked(PoolQuery, request.query_params)["possible"]
        sitting = practical(pk)
        pool = pool_of(sitting)
        shown = [one for one in pool if asked is None or one.may_be_asked == asked]
        page, following = self.piece(shown, lambda one: one.person.number)
        return Response(
            {
                "sitting": pk,
                "possible": sum(one.may_be_asked for one in pool),
                "impossible": sum(not one.may_be_asked for one in pool),
                "items": [self.chosen(_pool_line(one, sitting.plan.district_id)) for one in page],
                "next": following or None,
            }
        )


def _pool_line(one: PoolEntry, district_id: int) -> dict[str, Any]:
    return {
        "examiner": one.person.pk,
        "number": one.person.number,
        "name": one.person.name,
        "employer": one.person.employer,
        "grade": one.card.grade if one.card else None,
        "wish": one.facts.preference(district_id),
        "reasons": reasons(one.why_not),
    }


# --- a dispatch from inside -----------------------------------------------------------------------
class RankAnswer(serializers.Serializer):
    """A place of the ranking with what it hangs on."""

    examiner = serializers.IntegerField()
    name = serializers.CharField()
    place = serializers.IntegerField(help_text="排序")
    turn = serializers.IntegerField(help_text="邀请顺序")
    recent_duties = serializers.IntegerField(help_text="近期执评次数")
    foreseen = serializers.IntegerField(help_text="后续几天的场次统筹时指望他几次")
    wish = serializers.IntegerField(help_text="意愿顺序")
    draw = serializers.CharField(help_text="签号")
    reason = serializers.CharField(help_text="为什么排在前一位之后")
    note = serializers.CharField()
    state = serializers.CharField(help_text="在本场派遣中的状态，可能为空")


class TalkAnswer(serializers.Serializer):
    """A message or an answer; phones in it are masked."""

    at = serializers.DateTimeField()
    name = serializers.CharField()
    phone = serializers.CharField()
    what = serializers.CharField()
    text = serializers.CharField()
    is_answer = serializers.BooleanField()
    state = serializers.CharField(help_text="短信的状态；答复为空")


class Ranking(DispatchEndpoint):
    """The ranking of one dispatch."""

    @extend_schema(
        operation_id="dispatches_ranking",
        summary="一场派遣的排序和每个人的理由，按邀请顺序",
        tags=[TAG],
        responses=RankAnswer(many=True),
    )
    def get(self, request: Request, pk: int) -> Response:
        return Response([_rank(line) for line in detail.ranking_of(self.dispatch_or_404(pk))])


class Conversation(DispatchEndpoint):
    """What was written and answered in one dispatch."""

    @extend_schema(
        operation_id="dispatches_conversation",
        summary="一场派遣的短信往来，新的在前",
        tags=[TAG],
        responses=TalkAnswer(many=True),
    )
    def get(self, request: Request, pk: int) -> Response:
        return Response([_talk(line) for line in detail.conversation_of(self.dispatch_or_404(pk))])


def _rank(line: detail.RankLine) -> dict[str, Any]:
    row = line.row
    return {
        "examiner": row.examiner_id,
        "name": row.examiner.name,
        "place": row.place,
        "turn": row.turn,
        "recent_duties": row.recent_duties,
        "foreseen": row.foreseen,
        "wish": row.preference,
        "draw": row.draw,
        "reason": line.reason,
        "note": line.note,
        "state": line.state,
    }


def _talk(line: detail.Line) -> dict[str, Any]:
    names = ("at", "name", "phone", "what", "text", "is_answer", "state")
    return {name: getattr(line, name) for name in names}


# --- rehearsal and fairness -----------------------------------------------------------------------
class NeedAnswer(serializers.Serializer):
    """What is to be filled."""

    seats = serializers.IntegerField()
    people = serializers.IntegerField(help_text="可以邀请的人数")
    start = serializers.DateTimeField()
    until = serializers.DateTimeField(help_text="最迟组成")


class ForecastAnswer(serializers.Serializer):
    """What a wave of this size would do."""

    factor = serializers.FloatField(help_text="每次邀请空缺的几倍")
    advised = serializers.BooleanField(help_text="建议采用")
    risk = serializers.FloatField(help_text="不能按时组成的比例")
    minutes_until_half = serializers.FloatField(allow_null=True, help_text="半数演练组成用时，分钟；null：不足半数")
    minutes_until_most = serializers.FloatField(allow_null=True, help_text="九成演练组成用时，分钟")
    messages_per_seat = serializers.FloatField()
    told_full = serializers.FloatField(help_text="每场答复能参加而得知满员的人数")


class RehearsalAnswer(serializers.Serializer):
    """Forecasts on a virtual clock; nothing is sent."""

    need = NeedAnswer()
    short = serializers.BooleanField(help_text="最好的办法也常常不能按时组成")
    forecasts = ForecastAnswer(many=True)


class Rehearse(DispatchEndpoint):
    """One dispatch on a virtual clock."""

    @extend_schema(
        operation_id="dispatches_rehearse",
        summary="演练一场派遣：用时、短信、风险；什么也不发送",
        tags=[TAG],
        responses=RehearsalAnswer,
    )
    def get(self, request: Request, pk: int) -> Response:
        form = RehearsalForm.of(need_of(self.dispatch_or_404(pk), self.now))
        if not form.is_valid():  # its day is past: nothing can be rehearsed
            raise Http404
        need = form.need()
        found = rehearsal(need, habits(self.now))
        return Response(
            {
                "need": {name: getattr(need, name) for name in ("seats", "people", "start", "until")},
                "short": found.is_short,
                "forecasts": _forecasts(found),
            }
        )


class FairnessQuery(serializers.Serializer):
    by = serializers.ChoiceField([(DISTRICT, "区县"), (OCCUPATION, "职业（工种）")], required=False, default=DISTRICT)


class FairnessAnswer(serializers.Serializer):
    """How evenly duty was spread over the last year, and how people answered."""

    name = serializers.CharField(help_text="区县或职业")
    people = serializers.IntegerField(help_text="可派遣人数")
    duties = serializers.IntegerField(help_text="执评次数")
    idle = serializers.IntegerField(help_text="没有派过的人")
    most = serializers.IntegerField(help_text="最多一人次数")
    gini = serializers.FloatField(allow_null=True, help_text="基尼系数；null：没有执评")
    asked = serializers.IntegerField(help_text="邀请人次")
    accepted = serializers.IntegerField()
    declined = serializers.IntegerField()
    silent = serializers.IntegerField()


class Fairness(Endpoint):
    """The figures of the last year."""

    roles = DISPATCHING

    @extend_schema(
        operation_id="fairness",
        summary="近一年执评是否均衡、邀请如何答复，最不均衡的在前",
        tags=[TAG],
        parameters=[FairnessQuery],
        responses=FairnessAnswer(many=True),
    )
    def get(self, request: Request) -> Response:
        by = self.asked(FairnessQuery, request.query_params)["by"]
        rows = fairness_rows(self.actor, by, clock.today(self.now), FAIRNESS_DAYS)
        return Response([_fairness(row) for row in rows])


def _forecasts(found: Rehearsal) -> list[dict[str, Any]]:
    return [
        {
            "factor": one.factor,
            "advised": one is found.advised,
            "risk": one.risk,
            "minutes_until_half": one.minutes_until(0.5),
            "minutes_until_most": one.minutes_until(0.9),
            "messages_per_seat": one.messages_per_seat,
            "told_full": one.told_full,
        }
        for one in found.forecasts
    ]


def _fairness(row: FairnessRow) -> dict[str, Any]:
    spread, answering = row.spread, row.answering
    return {
        "name": spread.label,
        "people": spread.people,
        "duties": spread.total,
        "idle": spread.idle,
        "most": spread.most,
        "gini": None if spread.gini is None else round(float(spread.gini), 4),
        "asked": answering.asked,
        "accepted": answering.accepted,
        "declined": answering.declined,
        "silent": answering.silent,
    }
