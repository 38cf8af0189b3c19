"""Photographs: the picture itself, one candidate's, many of an item at once and what became of them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from appraisal.core import files
from appraisal.core.exporters import download
from appraisal.core.rules.refusals import Refusal
from plans.importers.photos import receive_photo, receive_photos
from plans.models import PhotoUpload
from plans.queries.photos import first_unpictured, item_photos, visible_photo
from plans.services.photos import remove_photo
from plans.views.candidates import CandidateView
from plans.views.rosters import CLERKS, RosterView


class CandidatePhoto(CandidateView):
    """The picture, for the pages that show the candidate; and taking another one."""

    def get(self, request: HttpRequest, candidate_id: int) -> HttpResponse:
        document = visible_photo(self.actor, candidate_id)
        if document is None:
            raise Http404
        try:
            content = files.read(document)
        except FileNotFoundError as gone:
            raise Http404 from gone
        return download(content, document.name, document.content_type, inline=True)

    def post(self, request: HttpRequest, candidate_id: int) -> HttpResponse:
        candidate = self.candidate_or_404(candidate_id)
        upload = request.FILES.get("file")
        _, refusals = self.attempt(
            lambda: receive_photo(actor=self.actor, candidate_id=candidate.pk, upload=upload, now=self.now),
            success="照片已保存。",
        )
        return self.back_to(candidate_id, refusals)

    def back_to(self, candidate_id: int, refusals: tuple[Refusal, ...]) -> HttpResponse:
        """The candidate's page, with the reasons why something was refused."""
        candidate = self.candidate_or_404(candidate_id)
        if not refusals:
            return redirect("plans:candidate", candidate_id=candidate_id)
        item = self.item_or_404(candidate.item_id)
        return self.form_page(self.stored_form(candidate), item, candidate, refusals)


class RemovePhoto(CandidatePhoto):
    """Take a candidate's photograph away."""

    roles = CLERKS
    http_method_names = ["post"]

    def post(self, request: HttpRequest, candidate_id: int) -> HttpResponse:
        candidate = self.candidate_or_404(candidate_id)
        _, refusals = self.attempt(
            lambda: remove_photo(actor=self.actor, candidate_id=candidate.pk, now=self.now), success="照片已删除。"
        )
        return self.back_to(candidate_id, refusals)


class UploadPhotos(RosterView):
    """Hand in many photographs."""

    roles = CLERKS

    def get(self, request: HttpRequest, item_id: int) -> HttpResponse:
        """A refused upload's page was reloaded: back to the roster."""
        return redirect("plans:roster", item_id=self.item_or_404(item_id).pk)

    def post(self, request: HttpRequest, item_id: int) -> HttpResponse:
        item = self.item_or_404(item_id)
        uploads = request.FILES.getlist("files")
        done, refusals = self.attempt(
            lambda: receive_photos(actor=self.actor, item_id=item.pk, uploads=uploads, now=self.now)
        )
        if done is None:
            return self.roster_page(item, refusals) if refusals else redirect("plans:roster", item_id=item.pk)
        return redirect("plans:photo-upload", upload_id=done.pk)


class PhotosUploaded(RosterView):
    """What became of an upload: how many were kept, which files did not fit and why, who has no photograph yet."""

    def get(self, request: HttpRequest, upload_id: int) -> HttpResponse:
        rows = PhotoUpload.objects.visible_to(self.actor).select_related("uploaded_by")
        upload = rows.filter(pk=upload_id).first()
        if upload is None:
            raise Http404
        item = self.item_or_404(upload.item_id)
        context = {
            "item": item,
            "plan": item.plan,
            "upload": upload,
            "misfits": [
                (name, tuple(Refusal(code, params, rule) for code, params, rule in reasons))
                for name, reasons in upload.misfits or ()
            ],
            "photos": item_photos(item),
            "lacking": first_unpictured(item),
        }
        return render(request, "photos/upload.html", context)
