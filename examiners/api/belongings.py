"""What belongs to an examiner's entry, over HTTP: cards, wishes, days off, recusals, and what he asks to change."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core.api.base import Endpoint
from appraisal.core.api.schema import PAGING, page_of
from appraisal.core.api.shapes import KEY, ReasonBody
from appraisal.core.models import Organisation
from appraisal.core.rules.enums import OrganisationKind
from examiners.api import shapes
from examiners.api.register import KEEPERS, TAG, ExaminerEndpoint
from examiners.models import ExaminerChange, Qualification, Recusal, UnavailableDay
from examiners.queries.register import waiting_changes
from examiners.rules.enums import ExaminerGrade, RecusalKind
from examiners.rules.register import CardEntry
from examiners.services import qualifications, self_service, wishes


class CardBody(serializers.Serializer):
    """A card as it stands on paper."""

    occupation = serializers.IntegerField(help_text="职业 id", **KEY)
    grade = serializers.ChoiceField(ExaminerGrade.choices())
    card_number = serializers.CharField(max_length=40)
    valid_from = serializers.DateField()
    valid_until = serializers.DateField()


class WishesBody(serializers.Serializer):
    districts = serializers.ListField(
        child=serializers.IntegerField(**KEY), max_length=20, help_text="5 个区县中心，按意愿先后"
    )


class AbsenceBody(serializers.Serializer):
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(required=False, help_text="只有一天的不用填")
    note = serializers.CharField(required=False, allow_blank=True, max_length=80, default="")


class RecusalBody(serializers.Serializer):
    institute = serializers.IntegerField(**KEY)
    kind = serializers.ChoiceField(RecusalKind.choices())
    note = serializers.CharField(required=False, allow_blank=True, max_length=200, default="")


class ConfirmChangeBody(ReasonBody):
    confirm = serializers.BooleanField(help_text="false：不通过，须写明理由")


class SettledAnswer(serializers.Serializer):
    id = serializers.IntegerField()
    state = serializers.CharField()


class Cards(ExaminerEndpoint):
    """Cards of one examiner."""

    @extend_schema(
        operation_id="cards_add",
        summary="录入一张考评员证卡",
        tags=[TAG],
        request=CardBody,
        responses={201: shapes.ExaminerWholeAnswer},
    )
    def post(self, request: Request, number: str) -> Response:
        key, asked = self.kept_or_404(number).pk, dict(self.asked(CardBody))
        entry = CardEntry(occupation_id=asked.pop("occupation"), grade=ExaminerGrade(asked.pop("grade")), **asked)
        return self.change(
            number,
            lambda: qualifications.add_card(actor=self.actor, examiner_id=key, entry=entry, now=self.now),
            status=201,
        )


class Wishes(ExaminerEndpoint):
    """The five districts of one examiner."""

    @extend_schema(
        operation_id="wishes_set",
        summary="修改执评意愿区县",
        tags=[TAG],
        request=WishesBody,
        responses=shapes.ExaminerWholeAnswer,
    )
    def post(self, request: Request, number: str) -> Response:
        key, chosen = self.kept_or_404(number).pk, self.asked(WishesBody)["districts"]
        return self.change(
            number,
            lambda: wishes.set_preferences(actor=self.actor, examiner_id=key, district_ids=chosen, now=self.now),
        )


class Absences(ExaminerEndpoint):
    """Days on which one examiner cannot come."""

    @extend_schema(
        operation_id="absences_add",
        summary="登记不能参加的日期",
        tags=[TAG],
        request=AbsenceBody,
        responses={201: shapes.ExaminerWholeAnswer},
    )
    def post(self, request: Request, number: str) -> Response:
        key, asked = self.kept_or_404(number).pk, self.asked(AbsenceBody)
        period = {"starts_on": asked["starts_on"], "ends_on": asked.get("ends_on", asked["starts_on"])}
        return self.change(
            number,
            lambda: wishes.add_absence(actor=self.actor, examiner_id=key, note=asked["note"], now=self.now, **period),
            status=201,
        )


class Recusals(ExaminerEndpoint):
    """Institutes whose candidates one examiner does not judge."""

    @extend_schema(
        operation_id="recusals_add",
        summary="登记回避",
        tags=[TAG],
        request=RecusalBody,
        responses={201: shapes.ExaminerWholeAnswer},
    )
    def post(self, request: Request, number: str) -> Response:
        key, asked = self.kept_or_404(number).pk, self.asked(RecusalBody)
        institutes = Organisation.objects.visible_to(self.actor).filter(kind=OrganisationKind.INSTITUTE, active=True)
        known = institutes.filter(pk=asked["institute"]).exists()
        return self.change(
            number,
            lambda: wishes.add_recusal(
                actor=self.actor,
                examiner_id=key,
                institute_id=asked["institute"] if known else None,
                kind=RecusalKind(asked["kind"]),
                note=asked["note"],
                now=self.now,
            ),
            status=201,
        )


class BelongingEndpoint(ExaminerEndpoint):
    """An address of one thing that belongs to an entry which the caller keeps."""

    model: type[Qualification] | type[UnavailableDay] | type[Recusal]

    def record(self, pk: int) -> dict[str, Any]:  # type: ignore[override]  # its address names what belongs to him
        return self.whole(self.number_of(pk))

    def number_of(self, pk: int) -> str:
        """The number of the examiner it belongs to; 404 when the caller does not keep his entry."""
        found = self.model.objects.visible_to(self.actor).select_related("examiner").filter(pk=pk).first()
        if found is None:
            raise Http404
        number: str = self.kept_or_404(found.examiner.number).number
        return number


class WithdrawCard(BelongingEndpoint):
    """A card is taken."""

    model = Qualification

    @extend_schema(
        operation_id="cards_withdraw",
        summary="注销一张证卡",
        tags=[TAG],
        request=ReasonBody,
        responses=shapes.ExaminerWholeAnswer,
    )
    def post(self, request: Request, pk: int) -> Response:
        number, reason = self.number_of(pk), self.asked(ReasonBody)["reason"]
        return self.change(
            number, lambda: qualifications.withdraw_card(actor=self.actor, card_id=pk, reason=reason, now=self.now)
        )


class RemoveAbsence(BelongingEndpoint):
    """He can come after all."""

    model = UnavailableDay

    @extend_schema(
        operation_id="absences_remove",
        summary="取消不能参加的日期",
        tags=[TAG],
        request=None,
        responses=shapes.ExaminerWholeAnswer,
    )
    def post(self, request: Request, pk: int) -> Response:
        number = self.number_of(pk)
        return self.change(number, lambda: wishes.remove_absence(actor=self.actor, absence_id=pk, now=self.now))


class EndRecusal(BelongingEndpoint):
    """The tie is over."""

    model = Recusal

    @extend_schema(
        operation_id="recusals_end",
        summary="取消回避",
        tags=[TAG],
        request=None,
        responses=shapes.ExaminerWholeAnswer,
    )
    def post(self, request: Request, pk: int) -> Response:
        number = self.number_of(pk)
        return self.change(number, lambda: wishes.end_recusal(actor=self.actor, recusal_id=pk, now=self.now))


class AskedChanges(Endpoint):
    """What examiners ask to change and the caller confirms."""

    roles = KEEPERS

    @extend_schema(
        operation_id="examiner_changes_list",
        summary="待本单位确认的号码修改，早的在前",
        tags=[TAG],
        parameters=[*PAGING],
        responses=page_of(shapes.AskedChangeAnswer, "AskedChangePage"),
    )
    def get(self, request: Request) -> Response:
        return self.page(waiting_changes(self.actor), ("pk",), lambda found: map(shapes.asked_change, found))


class DecideAskedChange(ExaminerEndpoint):
    """One of them is confirmed, or not."""

    def record(self, pk: int) -> dict[str, Any]:  # type: ignore[override]  # its address names what he asked for
        asked = get_object_or_404(ExaminerChange.objects.visible_to(self.actor).select_related("examiner"), pk=pk)
        return self.whole(asked.examiner.number)

    @extend_schema(
        operation_id="examiner_changes_decide",
        summary="确认或不确认考评员要改的号码",
        tags=[TAG],
        request=ConfirmChangeBody,
        responses=SettledAnswer,
    )
    def post(self, request: Request, pk: int) -> Response:
        rows = ExaminerChange.objects.visible_to(self.actor)
        if not rows.filter(pk=pk).exists():
            raise Http404
        asked = self.asked(ConfirmChangeBody)

        def settled(_: object) -> dict[str, Any]:
            return {"id": pk, "state": rows.values_list("state", flat=True).get(pk=pk)}

        return self.act(
            lambda: self_service.decide_change(
                actor=self.actor, change_id=pk, confirm=asked["confirm"], reason=asked["reason"], now=self.now
            ),
            settled,
        )
