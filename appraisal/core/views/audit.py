"""The audit log on screen."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from appraisal.core.forms.audit import AuditFilterForm
from appraisal.core.queries.audit import audit_entries, last_check
from appraisal.core.queries.pages import page_by_key
from appraisal.core.rules.roles import CAPABILITIES, Capability
from appraisal.core.views.base import PortalView


class Audit(PortalView):
    """Who did what, newest first: the city sees all, others what their own organisation did."""

    roles = CAPABILITIES[Capability.READ_AUDIT]

    def get(self, request: HttpRequest) -> HttpResponse:
        form = AuditFilterForm(request.GET)
        rows = audit_entries(self.actor, form.filters())
        context = {
            "form": form,
            "page": page_by_key(rows, ("-number",), request.GET.get("before", "")),
            "check": last_check() if self.actor.is_city else None,
        }
        return render(request, "audit/list.html", context)
