"""Home: the work list and the letters. Both are about every package."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from appraisal.config.worklist import work_list
from appraisal.core.queries import inbox
from appraisal.core.queries.pages import page_by_key
from appraisal.core.services.inbox import mark_read
from appraisal.core.views.base import PortalView

LETTERS_SHOWN = 6


class Home(PortalView):
    """What the actor must do, nearest deadline first; what he waits for; unread letters."""

    def get(self, request: HttpRequest) -> HttpResponse:
        letters = list(inbox.unread(self.actor)[: LETTERS_SHOWN + 1])
        context = {
            "parts": work_list(self.actor, self.now),
            "letters": letters[:LETTERS_SHOWN],
            "more_letters": len(letters) > LETTERS_SHOWN,
        }
        return render(request, "home.html", context)


class Letters(PortalView):
    """All letters of the organisation; POST marks some as read (`letter`, several) and goes where it came from."""

    def get(self, request: HttpRequest) -> HttpResponse:
        page = page_by_key(inbox.letters(self.actor), ("-pk",), request.GET.get("before", ""))
        return render(request, "letters.html", {"letters": page.rows, "next_key": page.next_key})

    def post(self, request: HttpRequest) -> HttpResponse:
        chosen = [int(key) for key in request.POST.getlist("letter") if key.isdecimal()]
        mark_read(actor=self.actor, letter_ids=chosen, now=self.now)
        return self._back(request)

    def _back(self, request: HttpRequest) -> HttpResponse:
        target = request.POST.get("next", "")
        if url_has_allowed_host_and_scheme(target, allowed_hosts=None):
            return HttpResponseRedirect(target)
        return redirect(reverse("home"))
