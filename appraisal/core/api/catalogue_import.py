"""The catalogue as a table over HTTP: what importing it would do, then all of it or none."""

from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core.api.catalogue import EDITORS
from appraisal.core.api.reference import TAG
from appraisal.core.api.uploads import UploadEndpoint, file_field
from appraisal.core.errors import Refused
from appraisal.core.importers.occupations import PreviewRow, preview_import
from appraisal.core.rules.catalogue import OccupationEntry
from appraisal.core.rules.refusals import Refusal
from appraisal.core.services.occupations import save_occupations


class CatalogueBody(serializers.Serializer):
    """The catalogue as a table, as a form."""

    file = file_field("职业目录（.xlsx 或 .csv），表头与导出的相同")


class CatalogueImportBody(CatalogueBody):
    seen = serializers.CharField(max_length=100, help_text="检查时得到的 seen")


class CatalogueRowAnswer(serializers.Serializer):
    """A row of the table against the catalogue."""

    row = serializers.IntegerField()
    name = serializers.CharField()
    kind = serializers.ChoiceField([("new", "新增"), ("changed", "修改"), ("same", "不变"), ("faulty", "有误")])
    changes = serializers.ListField(child=serializers.CharField())
    faults = serializers.ListField(child=serializers.CharField())


class CatalogueCheckedAnswer(serializers.Serializer):
    """What importing would do."""

    seen = serializers.CharField(help_text="导入时原样交回；目录其间变动的答 409")
    possible = serializers.BooleanField()
    rows = CatalogueRowAnswer(many=True)


class CatalogueSavedAnswer(serializers.Serializer):
    added = serializers.ListField(child=serializers.CharField())
    changed = serializers.ListField(child=serializers.CharField())


class CheckCatalogue(UploadEndpoint):
    """What importing a table would do; nothing is stored."""

    roles = EDITORS

    @extend_schema(
        operation_id="catalogue_check",
        summary="检查一张职业目录，逐行说明会改什么",
        tags=[TAG],
        request={"multipart/form-data": CatalogueBody},
        responses=CatalogueCheckedAnswer,
    )
    def post(self, request: Request) -> Response:
        found = preview_import(self.asked(CatalogueBody)["file"])
        return Response({"seen": found.seen, "possible": found.possible, "rows": [_row(one) for one in found.rows]})


class ImportCatalogue(UploadEndpoint):
    """All rows or none."""

    roles = EDITORS

    @extend_schema(
        operation_id="catalogue_import",
        summary="导入一张职业目录，全部入库或者一行也不入库",
        tags=[TAG],
        request={"multipart/form-data": CatalogueImportBody},
        responses={201: CatalogueSavedAnswer},
    )
    def post(self, request: Request) -> Response:
        asked = self.asked(CatalogueImportBody)
        entries = _readable(asked["file"])
        return self.act(
            lambda: save_occupations(actor=self.actor, entries=entries, seen=asked["seen"], now=self.now),
            lambda saved: {"added": list(saved.added), "changed": list(saved.changed)},
            status=201,
        )


def _readable(upload: UploadedFile) -> Sequence[OccupationEntry]:
    """The entries of the table. Raises `Refused` with what is wrong with each row."""
    found = preview_import(upload)
    faults = [
        Refusal("catalogue_row", {"row": row.number, "fault": fault}, field=f"row-{row.number}")
        for row in found.of_kind("faulty")
        for fault in row.faults
    ]
    if faults:
        raise Refused(*faults)
    return found.entries


def _row(row: PreviewRow) -> dict[str, Any]:
    return {
        "row": row.number,
        "name": row.name,
        "kind": row.kind,
        "changes": [f"{one.column}：{one.before} → {one.after}" for one in row.changes],
        "faults": list(row.faults),
    }
