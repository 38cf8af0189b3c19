"""The register of examiners over HTTP: looking things up, entries, and acts on them."""

from collections.abc import Callable
from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core import clock
from appraisal.core.api.base import Endpoint
from appraisal.core.api.schema import FIELDS, PAGING, page_of
from appraisal.core.api.shapes import KEY, ReasonBody
from appraisal.core.exporters import origin_of
from appraisal.core.rules.roles import Role
from examiners.api import shapes
from examiners.api.dispatch import DISPATCHING
from examiners.models import Examiner
from examiners.queries import register
from examiners.queries.register import STATES, RegisterFilters
from examiners.rules.enums import ExaminerGrade
from examiners.rules.register import ExaminerEntry
from examiners.services import links
from examiners.services import register as service

TAG = "考评员"
READERS = DISPATCHING | {Role.FINANCE_OFFICER}
KEEPERS = DISPATCHING
ORDER = ("name_key", "pk")


class RegisterQuery(serializers.Serializer):
    """What the list is narrowed to."""

    q = serializers.CharField(required=False, max_length=60, default="", help_text="姓名、拼音、编号或工作单位")
    state = serializers.ChoiceField(list(STATES.items()), required=False, default="all")
    occupation = serializers.IntegerField(required=False, default=None, help_text="持有这个职业的有效证卡", **KEY)
    grade = serializers.ChoiceField(ExaminerGrade.choices(), required=False, default="")
    district = serializers.IntegerField(required=False, default=None, help_text="愿意到这个区县执评", **KEY)


class NumberBody(serializers.Serializer):
    number = serializers.CharField(max_length=30, help_text="完整的手机号码或身份证号")


class ExaminerBody(serializers.Serializer):
    """An entry of the register."""

    name = serializers.CharField(max_length=60)
    id_number = serializers.CharField(max_length=24)
    phone = serializers.CharField(max_length=20)
    bank_card = serializers.CharField(required=False, allow_blank=True, max_length=30, default="")
    employer = serializers.CharField(required=False, allow_blank=True, max_length=120, default="")
    residence = serializers.IntegerField(required=False, allow_null=True, default=None, help_text="居住区县", **KEY)
    keeper = serializers.IntegerField(
        required=False, allow_null=True, default=None, help_text="登记单位，仅市中心填写；null：市中心", **KEY
    )


class ChangedExaminerBody(serializers.Serializer):
    """What is to be changed; what is left out stays."""

    name = serializers.CharField(required=False, max_length=60)
    id_number = serializers.CharField(required=False, max_length=24)
    phone = serializers.CharField(required=False, max_length=20)
    bank_card = serializers.CharField(required=False, max_length=30)
    employer = serializers.CharField(required=False, allow_blank=True, max_length=120)
    residence = serializers.IntegerField(required=False, allow_null=True, **KEY)
    keeper = serializers.IntegerField(required=False, allow_null=True, help_text="仅市中心", **KEY)


class ExaminerEndpoint(Endpoint):
    """An address of one examiner."""

    roles = KEEPERS
    read_by = "examiners_one"
    locks = Examiner

    def record(self, number: str) -> dict[str, Any]:
        return self.whole(number)

    def examiner_or_404(self, number: str) -> Examiner:
        """The examiner as far as the caller may see him."""
        try:
            return register.visible_examiner(self.actor, number)
        except Examiner.DoesNotExist as missing:
            raise Http404 from missing

    def kept_or_404(self, number: str) -> Examiner:
        """The examiner, if the caller keeps his entry."""
        examiner = self.examiner_or_404(number)
        if not register.keeps(self.actor, examiner):
            raise Http404
        return examiner

    def whole(self, number: str) -> dict[str, Any]:
        """All the API says of an examiner, as it is now."""
        examiner = self.examiner_or_404(number)
        kept = self.actor.role in KEEPERS and register.keeps(self.actor, examiner)
        return shapes.examiner_whole(register.entry_of(examiner, clock.today(self.now)), kept=kept)

    def change(self, number: str, action: Callable[[], object], status: int = 200) -> Response:
        """Do something with an entry that the caller keeps; the answer is the whole entry."""
        return self.act(action, lambda _: self.whole(number), status=status)


class Examiners(ExaminerEndpoint):
    """The register."""

    roles = READERS

    @extend_schema(
        operation_id="examiners_list",
        summary="考评员，按姓名",
        tags=[TAG],
        parameters=[RegisterQuery, *PAGING],
        responses=page_of(shapes.ExaminerAnswer, "ExaminerPage"),
    )
    def get(self, request: Request) -> Response:
        asked = self.asked(RegisterQuery, request.query_params)
        filters = RegisterFilters(
            text=asked["q"],
            occupation_id=asked["occupation"],
            grade=asked["grade"],
            district_id=asked["district"],
            state=asked["state"],
        )
        return self.found(filters)

    def found(self, filters: RegisterFilters) -> Response:
        """One page of those who match."""
        rows = register.examiners(self.actor, filters, clock.today(self.now))
        return self.page(rows, ORDER, lambda found: map(shapes.examiner, found))


class RegisterExaminer(ExaminerEndpoint):
    """A new entry."""

    read_by = ""

    @extend_schema(
        operation_id="examiners_register",
        summary="登记一名考评员",
        description="区县登记的由本区县保管；市中心登记的由 keeper 指明的区县保管，不写则由市中心保管。",
        tags=[TAG],
        request=ExaminerBody,
        responses={201: shapes.ExaminerWholeAnswer},
        examples=[
            OpenApiExample(
                "一名考评员",
                value={"name": "何建国", "id_number": "110105196001010010", "phone": "13900000000"},
                request_only=True,
            )
        ],
    )
    def post(self, request: Request) -> Response:
        asked = dict(self.asked(ExaminerBody))
        keeper, residence = asked.pop("keeper"), asked.pop("residence")
        entry = ExaminerEntry(**asked, residence_id=residence)
        return self.act(
            lambda: service.register_examiner(actor=self.actor, entry=entry, keeper_id=keeper, now=self.now),
            lambda made: self.whole(made.number),
            status=201,
        )


class SearchExaminers(Examiners):
    """By a number that identifies a person: it is sent, so that it stands in no address."""

    read_by = ""

    http_method_names = ["post", "options"]

    @extend_schema(
        operation_id="examiners_search",
        summary="按完整的手机号码或身份证号查考评员",
        tags=[TAG],
        parameters=[*PAGING],
        request=NumberBody,
        responses=page_of(shapes.ExaminerAnswer, "FoundExaminerPage"),
    )
    def post(self, request: Request) -> Response:
        return self.found(RegisterFilters(personal=self.asked(NumberBody)["number"], state="all"))


class OneExaminer(ExaminerEndpoint):
    """One entry."""

    roles = READERS

    @extend_schema(
        operation_id="examiners_one",
        summary="一名考评员：证卡、意愿区县、不能参加的日期、回避",
        tags=[TAG],
        parameters=[FIELDS],
        responses=shapes.ExaminerWholeAnswer,
    )
    def get(self, request: Request, number: str) -> Response:
        return self.one(self.record(number))


class ChangeExaminer(ExaminerEndpoint):
    """An entry is put right."""

    @extend_schema(
        operation_id="examiners_change",
        summary="修改考评员登记；没有写的不变",
        tags=[TAG],
        request=ChangedExaminerBody,
        responses=shapes.ExaminerWholeAnswer,
    )
    def post(self, request: Request, number: str) -> Response:
        examiner, asked = self.kept_or_404(number), self.asked(ChangedExaminerBody)
        kept = {name: getattr(examiner, name) for name in ("name", "id_number", "phone", "bank_card", "employer")}
        entry = ExaminerEntry(
            **{name: asked.get(name, value) for name, value in kept.items()},
            residence_id=asked.get("residence", examiner.residence_id),
        )
        keeper = asked.get("keeper", examiner.registered_in_id)
        return self.change(
            number,
            lambda: service.change_examiner(
                actor=self.actor, examiner_id=examiner.pk, entry=entry, keeper_id=keeper, now=self.now
            ),
        )


class StopExaminer(ExaminerEndpoint):
    """He is not asked any more."""

    @extend_schema(
        operation_id="examiners_stop",
        summary="停聘一名考评员",
        tags=[TAG],
        request=ReasonBody,
        responses=shapes.ExaminerWholeAnswer,
    )
    def post(self, request: Request, number: str) -> Response:
        key, reason = self.kept_or_404(number).pk, self.asked(ReasonBody)["reason"]
        return self.change(
            number, lambda: service.stop_examiner(actor=self.actor, examiner_id=key, reason=reason, now=self.now)
        )


class ResumeExaminer(ExaminerEndpoint):
    """He may be asked again."""

    @extend_schema(
        operation_id="examiners_resume",
        summary="恢复聘用一名考评员",
        tags=[TAG],
        request=ReasonBody,
        responses=shapes.ExaminerWholeAnswer,
    )
    def post(self, request: Request, number: str) -> Response:
        key, reason = self.kept_or_404(number).pk, self.asked(ReasonBody)["reason"]
        return self.change(
            number, lambda: service.resume_examiner(actor=self.actor, examiner_id=key, reason=reason, now=self.now)
        )


class SendLink(ExaminerEndpoint):
    """The address of his own pages goes to his phone."""

    @extend_schema(
        operation_id="examiners_send_link",
        summary="把自助页面的链接发到考评员手机",
        tags=[TAG],
        request=None,
        responses=shapes.ExaminerWholeAnswer,
    )
    def post(self, request: Request, number: str) -> Response:
        key, address = self.kept_or_404(number).pk, origin_of(request)
        return self.change(
            number, lambda: links.send_link(actor=self.actor, examiner_id=key, address=address, now=self.now)
        )


class EndLinks(ExaminerEndpoint):
    """The addresses sent so far open nothing any more."""

    @extend_schema(
        operation_id="examiners_end_links",
        summary="停用以前发出的全部链接",
        tags=[TAG],
        request=None,
        responses=shapes.ExaminerWholeAnswer,
    )
    def post(self, request: Request, number: str) -> Response:
        key = self.kept_or_404(number).pk
        return self.change(number, lambda: links.end_all_links(actor=self.actor, examiner_id=key, now=self.now))
