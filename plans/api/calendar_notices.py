"""Publishing the calendar over HTTP: a year's holiday notice, or one day by a document; first seen, then done."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core.api.base import Endpoint
from appraisal.core.queries.calendar import FIRST_DATE, LAST_DATE
from appraisal.core.rules.roles import CAPABILITIES, Capability
from appraisal.core.rules.workdays import DayKind
from appraisal.core.services.calendar import CalendarChange, propose_day, propose_year
from plans.services.calendar_notices import ChangePreview, ObligationMove, preview_change, publish_change, shown_to

TAG = "工作日历"
BY_WEEKDAY = "BY_WEEKDAY"
KINDS = [
    (DayKind.HOLIDAY.value, DayKind.HOLIDAY.label),
    (DayKind.MAKE_UP.value, DayKind.MAKE_UP.label),
    (BY_WEEKDAY, "按星期"),
]
DIGEST = {"max_length": 100, "help_text": "检查时得到的 digest；其间变动的答 409"}


class YearBody(serializers.Serializer):
    """A year's holiday notice as printed."""

    notice_number = serializers.CharField(max_length=80, allow_blank=True, help_text="通知文号")
    text = serializers.CharField(max_length=20_000, allow_blank=True, help_text="通知正文")
    acknowledged = serializers.BooleanField(
        required=False, default=False, help_text="天数与法定天数不符，已与通知原文逐日核对"
    )


class DayBody(serializers.Serializer):
    """A correction of one day by a document."""

    date = serializers.DateField()
    kind = serializers.ChoiceField(KINDS)
    name = serializers.CharField(required=False, allow_blank=True, max_length=40, default="")
    notice_number = serializers.CharField(max_length=80, allow_blank=True, help_text="依据文号")


class PublishYearBody(YearBody):
    digest = serializers.CharField(**DIGEST)


class PublishDayBody(DayBody):
    digest = serializers.CharField(**DIGEST)


class ChangedDayAnswer(serializers.Serializer):
    date = serializers.DateField()
    old_kind = serializers.ChoiceField(DayKind.choices())
    new_kind = serializers.ChoiceField(DayKind.choices())


class MovedDeadlineAnswer(serializers.Serializer):
    """A deadline that gets, or keeps, a last day."""

    plan = serializers.CharField(help_text="计划编号")
    obligation = serializers.CharField()
    old_last_day = serializers.DateField()
    new_last_day = serializers.DateField()


class EffectsAnswer(serializers.Serializer):
    total = serializers.IntegerField()
    drafts = serializers.IntegerField(help_text="其中属于草稿，不列出")
    rows = MovedDeadlineAnswer(many=True, help_text="最多前 200 项")


class CalendarPreviewAnswer(serializers.Serializer):
    """What a change of the calendar does."""

    title = serializers.CharField()
    digest = serializers.CharField()
    days = ChangedDayAnswer(many=True)
    moved = EffectsAnswer(help_text="改期的时限")
    kept = EffectsAnswer(help_text="临近而保留原期限的")


class CalendarEndpoint(Endpoint):
    """An address where the calendar is checked or published."""

    roles = CAPABILITIES[Capability.PUBLISH_CALENDAR]

    def previewed(self, change: CalendarChange) -> Response:
        """What it would do; nothing is stored."""
        return Response(self.told(preview_change(actor=self.actor, change=change, now=self.now)))

    def publish(self, change: CalendarChange, digest: str) -> Response:
        """Do exactly what was shown."""
        return self.act(
            lambda: publish_change(actor=self.actor, change=change, digest=digest, now=self.now), self.told, status=201
        )

    def told(self, preview: ChangePreview) -> dict[str, Any]:
        """A preview in words."""
        return {
            "title": preview.change.title,
            "digest": preview.digest,
            "days": [
                {"date": one.date, "old_kind": one.old_kind, "new_kind": one.new_kind} for one in preview.changed_days
            ],
            "moved": self._effects(preview.moved),
            "kept": self._effects(preview.kept),
        }

    def _effects(self, effects: list[ObligationMove]) -> dict[str, Any]:
        shown = shown_to(self.actor, effects)
        return {"total": shown.total, "drafts": shown.drafts, "rows": [_moved(one) for one in shown.rows]}

    def year(self, year: int, sent: dict[str, Any]) -> CalendarChange:
        """The notice, read and judged. Raises `Refused`; `Http404` for a year outside the calendar."""
        if not FIRST_DATE.year < year <= LAST_DATE.year:
            raise Http404
        return propose_year(actor=self.actor, year=year, **sent)

    def day(self, sent: dict[str, Any]) -> CalendarChange:
        """The correction, judged. Raises `Refused`."""
        kind = None if sent["kind"] == BY_WEEKDAY else DayKind(sent["kind"])
        return propose_day(
            actor=self.actor, day=sent["date"], kind=kind, name=sent["name"], notice_number=sent["notice_number"]
        )


class CheckYear(CalendarEndpoint):
    """A year's notice, looked at."""

    @extend_schema(
        operation_id="calendar_check_year",
        summary="检查一年的放假通知：哪些天变、哪些时限改期",
        description="什么也不保存。",
        tags=[TAG],
        request=YearBody,
        responses=CalendarPreviewAnswer,
    )
    def post(self, request: Request, year: int) -> Response:
        return self.previewed(self.year(year, dict(self.asked(YearBody))))


class PublishYear(CalendarEndpoint):
    """A year's notice, published."""

    @extend_schema(
        operation_id="calendar_publish_year",
        summary="发布一年的放假通知，时限随之改期",
        tags=[TAG],
        request=PublishYearBody,
        responses={201: CalendarPreviewAnswer},
    )
    def post(self, request: Request, year: int) -> Response:
        asked = dict(self.asked(PublishYearBody))
        digest = asked.pop("digest")
        return self.publish(self.year(year, asked), digest)


class CheckDay(CalendarEndpoint):
    """One day, looked at."""

    @extend_schema(
        operation_id="calendar_check_day",
        summary="检查对某一天的更正",
        description="什么也不保存。",
        tags=[TAG],
        request=DayBody,
        responses=CalendarPreviewAnswer,
    )
    def post(self, request: Request) -> Response:
        return self.previewed(self.day(self.asked(DayBody)))


class PublishDay(CalendarEndpoint):
    """One day, published."""

    @extend_schema(
        operation_id="calendar_publish_day",
        summary="发布对某一天的更正，时限随之改期",
        tags=[TAG],
        request=PublishDayBody,
        responses={201: CalendarPreviewAnswer},
    )
    def post(self, request: Request) -> Response:
        asked = self.asked(PublishDayBody)
        return self.publish(self.day(asked), asked["digest"])


def _moved(effect: ObligationMove) -> dict[str, Any]:
    assert effect.move is not None  # of those that move or are kept
    return {
        "plan": effect.obligation.plan.number,
        "obligation": effect.label,
        "old_last_day": effect.move.old_last_day,
        "new_last_day": effect.move.new_last_day,
    }
