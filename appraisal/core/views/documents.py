"""Stored documents, handed out to those who may see what they belong to."""

import logging

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.clickjacking import xframe_options_sameorigin

from appraisal.core import files
from appraisal.core.exporters import download
from appraisal.core.queries.documents import readable_document
from appraisal.core.views.base import PortalView

logger = logging.getLogger(__name__)

# Shown in the browser because their type was read from their own bytes; everything else is saved, never opened.
SHOWN = frozenset({kind for _, kind in files.SIGNATURES})


# Pages of the portal show documents beside what they prove; other sites may not.
@method_decorator([xframe_options_sameorigin, csp_replace({"frame-ancestors": ["'self'"]})], name="get")
class DocumentFile(PortalView):
    """One document. Whoever may not open it learns nothing, not even that it exists."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        document = readable_document(pk, self.actor)
        if document is None:
            raise Http404
        try:
            content = files.read(document)
        except FileNotFoundError as error:
            logger.error("document %s: its file is gone", document.pk)
            raise Http404 from error
        inline = document.content_type in SHOWN
        return download(content, document.name, document.content_type, inline=inline)
