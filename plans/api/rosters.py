"""Rosters over HTTP: hand a workbook in, see what its check found, agree to the difference or leave it."""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core import clock, files
from appraisal.core.api.base import Endpoint
from appraisal.core.api.links import FileLink, LinkAnswer
from appraisal.core.api.schema import FIELDS, PAGING, page_of
from appraisal.core.api.uploads import UploadEndpoint, binary, file_field
from appraisal.core.exporters import XLSX, download
from appraisal.core.rules.roles import Role
from plans.api.plans import PlanEndpoint
from plans.api.roster_shapes import FaultAnswer, UploadAnswer, UploadLineAnswer, fault_told, upload_line, upload_whole
from plans.importers import workbooks
from plans.models import PlanItem, RosterUpload
from plans.queries import for_machines as queries
from plans.queries.candidates import visible_item
from plans.queries.roster_findings import faults_by_line
from plans.queries.standards import condition_texts
from plans.rules.enums import UploadMode
from plans.rules.roster.faults import FaultCode
from plans.rules.states import TABLE, PlanAction
from plans.services import rosters
from plans.services.roster_reports import read_faults, read_recoveries
from plans.workbooks.marker import mark_roster
from plans.workbooks.template import build_template

TAG = "花名册"
OFFICES = frozenset(Role) - {Role.EXAMINER, Role.FINANCE_OFFICER}
CLERKS = TABLE[PlanAction.EDIT_ROSTER].roles


class FaultPage(serializers.Serializer):
    """One page of faulty rows."""

    items = FaultAnswer(many=True)
    next = serializers.CharField(allow_null=True, help_text="下一页的 cursor；没有下一页时为 null")


class RosterBody(serializers.Serializer):
    """A roster, as a form."""

    file = file_field("花名册（.xlsx），按模板的表头")


class ConfirmBody(serializers.Serializer):
    mode = serializers.ChoiceField(UploadMode.choices())
    digest = serializers.CharField(max_length=100, help_text="所看到的差异的 digest")


class FaultQuery(serializers.Serializer):
    cursor = serializers.IntegerField(
        required=False, default=0, min_value=0, max_value=10**7, help_text="上一页的 next"
    )
    code = serializers.ChoiceField([(code.value, code.label) for code in FaultCode], required=False)


class ItemEndpoint(PlanEndpoint):
    """An address of one item of a plan."""

    roles = OFFICES

    def record(self, pk: int) -> Any:  # type: ignore[override]  # its address names the item
        return self.whole(self.item_or_404(pk).plan.number)

    def item_or_404(self, pk: int) -> PlanItem:
        """The item as far as the caller may see it."""
        return visible_item(self.actor, pk)


class RosterTemplate(ItemEndpoint):
    """The blank workbook of an item."""

    @extend_schema(operation_id="rosters_template", summary="下载花名册模板", tags=[TAG], responses=binary(XLSX))
    def get(self, request: Request, pk: int) -> HttpResponse:
        item = self.item_or_404(pk)
        title = str(item.occupation_level)
        conditions = condition_texts(item.occupation_level_id, clock.today(self.now))
        return download(build_template(title=title, conditions=conditions), f"花名册模板 {title}.xlsx", XLSX)


class ItemUploads(UploadEndpoint, ItemEndpoint):
    """The uploads of an item, and a new one."""

    writers = CLERKS

    @extend_schema(
        operation_id="rosters_list",
        summary="一个职业等级上传过的花名册，新的在前",
        tags=[TAG],
        parameters=[*PAGING],
        responses=page_of(UploadLineAnswer, "UploadPage"),
    )
    def get(self, request: Request, pk: int) -> Response:
        rows = queries.uploads_of(self.actor, self.item_or_404(pk))
        return self.page(rows, ("-pk",), lambda found: map(upload_line, found))

    @extend_schema(
        operation_id="rosters_upload",
        summary="上传花名册",
        description="系统随后逐行检查。请到 address 查看：APPLIED 已入库，TO_CONFIRM 待确认，REFUSED 无法接收。",
        tags=[TAG],
        request={"multipart/form-data": RosterBody},
        responses={202: UploadAnswer},
    )
    def post(self, request: Request, pk: int) -> Response:
        item = self.item_or_404(pk)
        upload = self.asked(RosterBody)["file"]
        return self.act(
            lambda: workbooks.receive_upload(actor=self.actor, item_id=item.pk, upload=upload, now=self.now),
            lambda made: upload_whole(queries.upload_of(self.actor, made.pk)),
            status=202,
        )


class RosterEndpoint(Endpoint):
    """An address of one upload."""

    roles = OFFICES
    read_by = "rosters_one"
    locks = RosterUpload

    def record(self, pk: int) -> dict[str, Any]:
        """The upload as it is now."""
        return upload_whole(queries.upload_of(self.actor, pk))


class OneUpload(RosterEndpoint):
    """One upload."""

    @extend_schema(
        operation_id="rosters_one",
        summary="一次上传：进度、差异、每一行的问题",
        tags=[TAG],
        parameters=[FIELDS],
        responses=UploadAnswer,
    )
    def get(self, request: Request, pk: int) -> Response:
        return self.one(self.record(pk))


class UploadFaults(RosterEndpoint):
    """All findings of one upload."""

    @extend_schema(
        operation_id="rosters_faults",
        summary="一次上传的全部问题，按行号",
        tags=[TAG],
        parameters=[FaultQuery],
        responses=FaultPage,
    )
    def get(self, request: Request, pk: int) -> Response:
        asked = self.asked(FaultQuery, request.query_params)
        faults = read_faults(queries.upload_of(self.actor, pk).faults)
        chosen = [one for one in faults if asked.get("code", one.code) == one.code]
        lines, key = faults_by_line(chosen, after=asked["cursor"])
        return Response({"items": [fault_told(one) for line in lines for one in line.faults], "next": key or None})


class MarkedWorkbook(RosterEndpoint):
    """The same workbook back with its faults marked. It holds full numbers: who gets a link is on record."""

    roles = CLERKS
    read_by = ""

    @extend_schema(
        operation_id="rosters_marked",
        summary="取得标出问题的花名册的下载链接；留有记录",
        description="文件含完整的证件号码，所以每次取得链接都有记录。",
        tags=[TAG],
        request=None,
        responses=LinkAnswer,
    )
    def post(self, request: Request, pk: int) -> Response:
        self.record(pk)
        return self.act(
            lambda: rosters.fetch_roster_file(actor=self.actor, upload_id=pk, now=self.now),
            lambda _: MarkedOfLink.to(request, pk),
        )


class MarkedOfLink(FileLink):
    """The marked workbook behind a link."""

    salt, route = "api.rosters", "api:marked-file"

    @extend_schema(
        operation_id="rosters_marked_file",
        summary="按链接下载标出问题的花名册",
        tags=[TAG],
        auth=[],
        responses={(200, XLSX): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, token: str) -> HttpResponse:
        return self.followed(token)

    def file(self, named: int) -> HttpResponse:
        upload = queries.upload_of_link(named)
        content = files.read(upload.document)
        sheet = workbooks.open_roster(content)
        marked = mark_roster(content, sheet, read_faults(upload.faults), read_recoveries(upload.recoveries))
        return download(marked, f"{upload.document.name.rsplit('.', 1)[0]} 已标出问题.xlsx", XLSX)


class ConfirmUpload(RosterEndpoint):
    """The difference is agreed to."""

    roles = CLERKS

    @extend_schema(
        operation_id="rosters_confirm",
        summary="确认差异，写入考生名单",
        description="随后写入；请到 address 查看。",
        tags=[TAG],
        request=ConfirmBody,
        responses={202: UploadAnswer},
    )
    def post(self, request: Request, pk: int) -> Response:
        self.record(pk)
        asked = self.asked(ConfirmBody)
        mode = UploadMode(asked["mode"])
        return self.act(
            lambda: rosters.confirm_roster(
                actor=self.actor, upload_id=pk, mode=mode, digest=asked["digest"], now=self.now
            ),
            lambda _: self.record(pk),
            status=202,
        )


class DiscardUpload(RosterEndpoint):
    """The candidates stay as they are."""

    roles = CLERKS

    @extend_schema(
        operation_id="rosters_discard", summary="放弃这次上传", tags=[TAG], request=None, responses=UploadAnswer
    )
    def post(self, request: Request, pk: int) -> Response:
        self.record(pk)
        return self.act(
            lambda: rosters.discard_roster(actor=self.actor, upload_id=pk, now=self.now),
            lambda _: self.record(pk),
        )
