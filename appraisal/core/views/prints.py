"""Long prints of the own organisation: how far each is, and the file when it is done."""

import logging

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from appraisal.core import files
from appraisal.core.exporters import download
from appraisal.core.models import PrintJob
from appraisal.core.queries.prints import prints_of
from appraisal.core.rules.prints import UNFINISHED
from appraisal.core.rules.refusals import Refusal
from appraisal.core.services import prints
from appraisal.core.typesetting import PDF
from appraisal.core.views.base import PortalView, key_page

logger = logging.getLogger(__name__)


class Prints(PortalView):
    """All prints of the organisation."""

    def get(self, request: HttpRequest) -> HttpResponse:
        rows, next_key = key_page(prints_of(self.actor), request)
        return render(request, "prints/list.html", {"rows": rows, "next_key": next_key})


class Print(PortalView):
    """One print: progress, then the file."""

    template = "prints/print.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(self.job_or_404(pk))

    def job_or_404(self, pk: int) -> PrintJob:
        """The print as far as the actor may see it; 404 otherwise."""
        try:
            job: PrintJob = prints_of(self.actor).get(pk=pk)
        except PrintJob.DoesNotExist as missing:
            raise Http404 from missing
        return job

    def page(self, job: PrintJob, refusals: tuple[Refusal, ...] = ()) -> HttpResponse:
        """The page, with the reasons why the file is not handed out."""
        context = {"job": job, "is_running": job.state in UNFINISHED, "refusals": refusals}
        return render(self.request, self.template, context, status=422 if refusals else 200)


class PrintProgress(Print):
    """The part that asks again by itself; when the print has ended, the page loads afresh."""

    template = "prints/_progress.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        answer = self.page(job := self.job_or_404(pk))
        if job.state not in UNFINISHED:
            answer["HX-Refresh"] = "true"
        return answer


class PrintFile(Print):
    """The finished file; handing it out is on record."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        job = self.job_or_404(pk)
        document, refusals = self.attempt(lambda: prints.hand_out(actor=self.actor, job_id=job.pk, now=self.now))
        if document is None:
            return self.page(job, refusals)
        try:
            content = files.read(document)
        except FileNotFoundError:
            logger.error("print %s: its file is gone", job.pk)
            return self.page(job, (Refusal("print_gone"),))
        return download(content, document.name, PDF)
