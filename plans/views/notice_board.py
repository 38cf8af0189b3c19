"""The public's pages of notices 一（四）: no sign-in, nothing beyond the name and the masked number.

An objection is limited per address: so many an hour, counted in the cache under a hash of the address.
"""

import logging
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views import View
from redis.exceptions import RedisError

from appraisal.core.crypto import blind_index
from appraisal.core.errors import Refused
from appraisal.core.rules.refusals import Refusal
from plans.forms.notices import RaiseObjectionForm, ReceiptForm
from plans.models import Objection, Plan, PublicNotice
from plans.queries.public_notices import (
    entries_of,
    is_open,
    notice_board,
    notice_by_number,
    objection_by_receipt,
    published_proof,
)
from plans.rules.public_notices import RULE
from plans.services.objections import raise_objection

logger = logging.getLogger(__name__)
HOUR = 3600


class Board(View):
    """All notices, those that are open first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "notices/board.html", {"board": notice_board(request.now)})


class NoticeView(View):
    """A page of one notice."""

    def notice_or_404(self, number: str) -> PublicNotice:
        """The notice with this number."""
        try:
            return notice_by_number(number)
        except PublicNotice.DoesNotExist as missing:
            raise Http404 from missing

    def page(self, template: str, notice: PublicNotice, status: int = 200, **more: Any) -> HttpResponse:
        """A page about a notice; search engines forget it when it has ended."""
        open_now = is_open(notice, self.request.now)
        actor = self.request.actor
        shows_plan = actor is not None and Plan.objects.visible_to(actor).filter(pk=notice.plan_id).exists()
        context = {"notice": notice, "is_open": open_now, "is_indexed": open_now, "shows_plan": shows_plan, **more}
        response = render(self.request, template, context, status=status)
        if not open_now:
            response["X-Robots-Tag"] = "noindex, nofollow"
        return response


class NoticePage(NoticeView):
    """One notice with its frozen list."""

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        notice = self.notice_or_404(number)
        return self.page("notices/notice.html", notice, entries=entries_of(notice), proof=published_proof(notice))


class RaiseObjection(NoticeView):
    """Anyone objects, gives his name, and gets a receipt."""

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        notice = self.notice_or_404(number)
        return self.page("notices/object.html", notice, form=RaiseObjectionForm(entries=entries_of(notice)))

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        notice = self.notice_or_404(number)
        form = RaiseObjectionForm(request.POST, entries=entries_of(notice))
        form.full_clean()
        entry_id, said = form.said()
        if is_over_limit(request):
            limit = settings.KAOWU["OBJECTIONS_PER_HOUR"]
            refusals: tuple[Refusal, ...] = (Refusal("objection_too_many", {"limit": limit}, rule=RULE),)
            return self.page("notices/object.html", notice, 429, form=form, refusals=refusals)
        try:
            objection = raise_objection(notice_id=notice.pk, entry_id=entry_id, form=said, now=request.now)
        except Refused as refused:
            form.add_refusals(refused.refusals)
            return self.page("notices/object.html", notice, 422, form=form, refusals=refused.refusals)
        count_objection(request)
        return redirect("plans:objection-receipt", receipt=objection.receipt)


class FindReceipt(View):
    """From the number on the slip to the page that says how far it is."""

    def get(self, request: HttpRequest) -> HttpResponse:
        form = ReceiptForm(request.GET)
        if not form.is_valid():
            return redirect("plans:notices")
        return redirect("plans:objection-receipt", receipt=form.cleaned_data["receipt"].strip().upper())


class ObjectionReceipt(View):
    """What became of an objection: state and answer, nothing about who raised it."""

    def get(self, request: HttpRequest, receipt: str) -> HttpResponse:
        try:
            objection = objection_by_receipt(receipt)
        except Objection.DoesNotExist as missing:
            raise Http404 from missing
        response = render(request, "notices/receipt.html", {"objection": objection, "is_indexed": False})
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response


# --- the limit per address ----------------------------------------------------------------------------------
def is_over_limit(request: HttpRequest) -> bool:
    """Whether the address has used up its objections of this hour. Without the cache nobody is stopped."""
    try:
        return int(cache.get(_key(request), 0)) >= settings.KAOWU["OBJECTIONS_PER_HOUR"]
    except (RedisError, OSError) as error:
        logger.warning("objections are not limited: %s", type(error).__name__)
        return False


def count_objection(request: HttpRequest) -> None:
    """One more objection from the address; the hour begins with the first."""
    key = _key(request)
    try:
        cache.add(key, 0, HOUR)
        cache.incr(key)
    except (RedisError, OSError, ValueError) as error:  # ValueError: the hour ended in between
        logger.warning("an objection was not counted: %s", type(error).__name__)


def _key(request: HttpRequest) -> str:
    return f"objections:{blind_index(request.META.get('REMOTE_ADDR', '')).hex()}"
