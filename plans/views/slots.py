"""Slots of a district's re-review 二（四）: the list, publishing single ones and series, withdrawing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import CAPABILITIES, Capability, Role, may
from appraisal.core.views.base import PortalView
from plans.forms.re_reviews import SlotForm
from plans.models import ReviewSlot
from plans.queries.slots import slots_of_actor
from plans.services import slots

READERS = frozenset({Role.INSTITUTE_CLERK, Role.DISTRICT_OFFICER, Role.GUIDANCE_OFFICER})
SHOWN = 60


class SlotList(PortalView):
    """The slots to come, or the past ones."""

    roles = READERS

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page()

    def page(self, refusals: tuple[Refusal, ...] = ()) -> HttpResponse:
        """The list, with the reasons why a slot could not be withdrawn."""
        past = self.request.GET.get("view") == "past"
        rows = list(slots_of_actor(self.actor, now=self.now, past=past)[: SHOWN + 1])
        context = {
            "rows": rows[:SHOWN],
            "has_more": len(rows) > SHOWN,
            "past": past,
            "may_publish": may(self.actor, Capability.PUBLISH_SLOTS),
            "refusals": refusals,
        }
        return render(self.request, "re_review/slots.html", context, status=422 if refusals else 200)


class PublishSlots(PortalView):
    """The form of one slot or a series."""

    roles = CAPABILITIES[Capability.PUBLISH_SLOTS]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(SlotForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = SlotForm(request.POST)
        if not form.is_valid():
            return self._page(form)
        series, refusals = form.series()
        made = None
        if not refusals:
            made, refusals = self.attempt(lambda: slots.publish_slots(actor=self.actor, series=series, now=self.now))
        if refusals:
            form.add_refusals(refusals)
            return self._page(form, refusals)
        return redirect("plans:slots") if made else self._page(form)

    def _page(self, form: SlotForm, refusals: tuple[Refusal, ...] = ()) -> HttpResponse:
        status = 422 if refusals or form.errors else 200
        return render(self.request, "re_review/slot_new.html", {"form": form, "refusals": refusals}, status=status)


class WithdrawSlot(SlotList):
    """A district takes a slot back; the booked institutes are told."""

    roles = CAPABILITIES[Capability.PUBLISH_SLOTS]
    http_method_names = ["post"]

    def post(self, request: HttpRequest, slot_id: int) -> HttpResponse:
        get_object_or_404(ReviewSlot.objects.visible_to(self.actor), pk=slot_id)
        reason = request.POST.get("reason", "")
        _, refusals = self.attempt(
            lambda: slots.withdraw_slot(actor=self.actor, slot_id=slot_id, reason=reason, now=self.now),
            success="时段已取消，已预约的鉴定机构会收到通知。",
        )
        return self.page(refusals) if refusals else redirect("plans:slots")
