"""Photographs over HTTP: one candidate's, many of an item at once, and a link to the picture, which is on record."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core.api.documents import DocumentLinkAnswer, link_to
from appraisal.core.api.schema import PAGING, page_of
from appraisal.core.api.uploads import UploadEndpoint, file_field
from appraisal.core.phrases import explain
from appraisal.core.rules.refusals import Refusal
from plans.api.candidates import CandidateEndpoint
from plans.api.rosters import CLERKS, TAG, ItemEndpoint
from plans.importers.photos import receive_photo, receive_photos
from plans.models import Candidate, PhotoUpload
from plans.services.photos import fetch_photo, remove_photo

MOST_FILES = 2_000  # how many the service takes is a setting


class PhotoBody(serializers.Serializer):
    """A photograph, as a form."""

    file = file_field("JPG 或 PNG；竖的一寸、二寸证件照")


class PhotosBody(serializers.Serializer):
    """Many photographs, as a form with the field `files` several times."""

    files = serializers.ListField(
        child=file_field("文件名为证件号码，或在这一项中不重复的姓名"),
        max_length=MOST_FILES,
        help_text="若干 JPG、PNG，或一个 ZIP",
    )


class PhotoStandingAnswer(serializers.Serializer):
    """Whether a candidate has a photograph."""

    candidate = serializers.IntegerField()
    photo = serializers.BooleanField()


class PhotoReasonAnswer(serializers.Serializer):
    """Why a file was left out."""

    code = serializers.CharField()
    message = serializers.CharField()
    remedy = serializers.CharField()


class MisfitAnswer(serializers.Serializer):
    """A file that was left out."""

    file = serializers.CharField(help_text="文件名，其中的证件号码已隐去中间几位")
    reasons = PhotoReasonAnswer(many=True)


class PhotoUploadAnswer(serializers.Serializer):
    """What became of an upload of many."""

    id = serializers.IntegerField()
    uploaded_at = serializers.DateTimeField()
    files = serializers.IntegerField()
    added = serializers.IntegerField(help_text="原来没有照片的")
    exchanged = serializers.IntegerField(help_text="换了照片的")
    misfits = MisfitAnswer(many=True, help_text="未收的文件和原因")


class LinkToPhoto(CandidateEndpoint):
    """A link to a candidate's photograph; who gets one is on record."""

    read_by = ""

    @extend_schema(
        operation_id="photos_link",
        summary="取得一名考生照片的下载链接；留有记录",
        description="没有照片时答复 404。",
        tags=[TAG],
        request=None,
        responses=DocumentLinkAnswer,
    )
    def post(self, request: Request, pk: int) -> Response:
        get_object_or_404(Candidate.objects.visible_to(self.actor), pk=pk)
        return self.act(
            lambda: fetch_photo(actor=self.actor, candidate_id=pk, now=self.now),
            lambda document: link_to(request, document),
        )


class CandidatePhoto(UploadEndpoint, CandidateEndpoint):
    """A candidate's photograph."""

    roles = CLERKS

    @extend_schema(
        operation_id="photos_set",
        summary="上传或更换一名考生的照片",
        tags=[TAG],
        request={"multipart/form-data": PhotoBody},
        responses={201: PhotoStandingAnswer},
    )
    def post(self, request: Request, pk: int) -> Response:
        get_object_or_404(Candidate.objects.visible_to(self.actor), pk=pk)
        upload = self.asked(PhotoBody)["file"]
        return self.act(
            lambda: receive_photo(actor=self.actor, candidate_id=pk, upload=upload, now=self.now),
            lambda _: {"candidate": pk, "photo": True},
            status=201,
        )


class RemovePhoto(CandidateEndpoint):
    """A candidate's photograph is taken away."""

    roles = CLERKS

    @extend_schema(
        operation_id="photos_remove",
        summary="删除一名考生的照片",
        tags=[TAG],
        request=None,
        responses=PhotoStandingAnswer,
    )
    def post(self, request: Request, pk: int) -> Response:
        get_object_or_404(Candidate.objects.visible_to(self.actor), pk=pk)
        return self.act(
            lambda: remove_photo(actor=self.actor, candidate_id=pk, now=self.now),
            lambda _: {"candidate": pk, "photo": False},
        )


class ItemPhotos(UploadEndpoint, ItemEndpoint):
    """The photographs of an item's candidates: what was handed in, and handing in many."""

    writers = CLERKS

    @extend_schema(
        operation_id="photos_uploads",
        summary="一个职业等级成批上传过的照片，新的在前",
        tags=[TAG],
        parameters=[*PAGING],
        responses=page_of(PhotoUploadAnswer, "PhotoUploadPage"),
    )
    def get(self, request: Request, pk: int) -> Response:
        rows = PhotoUpload.objects.visible_to(self.actor).filter(item=self.item_or_404(pk))
        return self.page(rows, ("-pk",), lambda found: map(_upload, found))

    @extend_schema(
        operation_id="photos_set_many",
        summary="成批上传照片：若干文件或一个 ZIP",
        description="合适的一次存入；不合适的在 misfits 中逐个说明，不影响其余。",
        tags=[TAG],
        request={"multipart/form-data": PhotosBody},
        responses={201: PhotoUploadAnswer},
    )
    def post(self, request: Request, pk: int) -> Response:
        item = self.item_or_404(pk)
        uploads = self.asked(PhotosBody)["files"]
        return self.act(
            lambda: receive_photos(actor=self.actor, item_id=item.pk, uploads=uploads, now=self.now),
            lambda made: _upload(PhotoUpload.objects.visible_to(self.actor).get(pk=made.pk)),
            status=201,
        )


def _upload(row: PhotoUpload) -> dict[str, Any]:
    return {
        "id": row.pk,
        "uploaded_at": row.uploaded_at,
        "files": row.files,
        "added": row.added,
        "exchanged": row.exchanged,
        "misfits": [{"file": name, "reasons": list(map(_reason, reasons))} for name, reasons in row.misfits or ()],
    }


def _reason(told: list[Any]) -> dict[str, str]:
    words = explain(Refusal(*told))
    return {"code": words.code, "message": words.message, "remedy": words.remedy}
