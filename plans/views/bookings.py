"""The re-review of one plan: the institute books, moves, cancels; the district and the city look on 二（四）."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Role
from plans.forms.re_reviews import BookingForm, LeaveForm
from plans.models import Booking, Plan, ReviewSlot
from plans.permissions import available_actions
from plans.queries.bookings import BookingPage, booking_page, visible_booking
from plans.queries.slots import slot_facts
from plans.rules.booking import spread
from plans.rules.states import PlanAction
from plans.services import bookings
from plans.views.base import PlanView

READERS = frozenset({Role.INSTITUTE_CLERK, Role.DISTRICT_OFFICER, Role.GUIDANCE_OFFICER})
CLERKS = frozenset({Role.INSTITUTE_CLERK})


class PlanBookings(PlanView):
    """Bookings, candidates who wait, and the slots of the registration district."""

    roles = READERS

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        return self.page(self.plan_or_404(number))

    def page(self, plan: Plan, refusals: tuple[Refusal, ...] = ()) -> HttpResponse:
        """The page, with the reasons why a booking was refused."""
        shown = booking_page(self.actor, plan, self.now)
        action = next((a for a in available_actions(self.actor, plan) if a.action is PlanAction.BOOK_REVIEW), None)
        context = {"plan": plan, "page": shown, "action": action, "refusals": refusals, "moving": self._moving(shown)}
        return render(self.request, "re_review/bookings.html", context, status=422 if refusals else 200)

    def _moving(self, shown: BookingPage) -> Booking | None:
        """The booking that the address asks to move."""
        wanted = self.request.GET.get("move", "")
        return next((one for one in shown.bookings if str(one.pk) == wanted and one.state == "BOOKED"), None)


class BookSlot(PlanBookings):
    """Book the waiting candidates, whole or in part."""

    roles = CLERKS
    http_method_names = ["post"]

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        plan = self.plan_or_404(number)
        form = BookingForm(request.POST)
        if not form.is_valid():
            return self.page(plan, (Refusal("booking_nobody"),))
        wishes = self._wishes(booking_page(self.actor, plan, self.now), form.cleaned_data)
        _, refusals = self._book(plan, wishes)
        return self.page(plan, refusals) if refusals else redirect("plans:bookings", number=plan.number)

    def _book(self, plan: Plan, wishes: Mapping[int, Sequence[int]]) -> tuple[object, tuple[Refusal, ...]]:
        try:
            return self.attempt(
                lambda: bookings.book(actor=self.actor, plan_id=plan.pk, wishes=wishes, now=self.now),
                success=f"已预约 {sum(map(len, wishes.values()))} 名考生，区县中心会收到通知。",
            )
        except ReviewSlot.DoesNotExist as missing:
            raise Http404 from missing

    def _wishes(self, shown: BookingPage, asked: Mapping[str, Any]) -> dict[int, list[int]]:
        """Candidates by slot: those ticked, or so many of the waiting in order of the roster."""
        waiting = [one.pk for one in shown.waiting]
        chosen: list[int] = list(asked["candidates"]) or waiting[: asked["people"] or len(waiting)]
        slot = asked["slot"]
        if slot:
            return {int(slot): chosen}
        wishes = {}
        for key, number in spread([slot_facts(offer.slot) for offer in shown.slots], len(chosen), self.now):
            wishes[key], chosen = chosen[:number], chosen[number:]
        return wishes


class MoveBooking(PlanBookings):
    """Move a booking to another slot."""

    roles = CLERKS
    http_method_names = ["post"]

    def post(self, request: HttpRequest, booking_id: int) -> HttpResponse:
        booking = booking_or_404(self, booking_id)
        slot = request.POST.get("slot", "")
        if not slot.isdecimal():
            raise Http404
        try:
            _, refusals = self.attempt(
                lambda: bookings.move_booking(actor=self.actor, booking_id=booking.pk, slot_id=int(slot), now=self.now),
                success="已改期，区县中心会收到通知。",
            )
        except ReviewSlot.DoesNotExist as missing:
            raise Http404 from missing
        plan = self.plan_or_404(booking.plan.number)
        return self.page(plan, refusals) if refusals else redirect("plans:bookings", number=plan.number)


class CancelBooking(PlanBookings):
    """Give the places back."""

    roles = CLERKS
    http_method_names = ["post"]

    def post(self, request: HttpRequest, booking_id: int) -> HttpResponse:
        booking = booking_or_404(self, booking_id)
        _, refusals = self.attempt(
            lambda: bookings.cancel_booking(actor=self.actor, booking_id=booking.pk, now=self.now),
            success="预约已取消，名额已退回。",
        )
        plan = self.plan_or_404(booking.plan.number)
        return self.page(plan, refusals) if refusals else redirect("plans:bookings", number=plan.number)


class LeaveReview(PlanBookings):
    """Candidates leave the plan, so that it can go on without them."""

    roles = CLERKS
    http_method_names = ["post"]

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        plan = self.plan_or_404(number)
        form = LeaveForm(request.POST)
        form.is_valid()
        given = {
            "candidate_ids": form.cleaned_data.get("candidates", []),
            "reason": form.cleaned_data.get("reason", ""),
        }
        _, refusals = self.attempt(
            lambda: bookings.leave_review(actor=self.actor, plan_id=plan.pk, now=self.now, **given),
            success="所选考生已退出本计划。",
        )
        return self.page(plan, refusals) if refusals else redirect("plans:bookings", number=plan.number)


def booking_or_404(view: PlanView, booking_id: int) -> Booking:
    """The booking as far as the actor may see it; 404 otherwise, as if it did not exist."""
    try:
        return visible_booking(view.actor, booking_id)
    except Booking.DoesNotExist as missing:
        raise Http404 from missing
