"""The district's desk 二（四）: today's bookings, then one candidate a screen, by keyboard alone if one likes."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Role
from appraisal.core.views.base import PortalView
from plans.forms.re_reviews import VerdictForm
from plans.models import Booking, ReReview
from plans.queries.desk import desk, desk_bookings, dossier
from plans.queries.foretelling import foretold_counts
from plans.rules.re_review import foretold, total_of
from plans.rules.review_enums import ReReviewOutcome, ReviewItem
from plans.services import re_reviews
from plans.views.base import PlanView
from plans.views.bookings import booking_or_404

DISTRICT = frozenset({Role.DISTRICT_OFFICER})
# Button, key and look of every outcome that the desk can give.
OUTCOMES = (
    (ReReviewOutcome.PASSED, "P", "合格", "btn-primary", "check"),
    (ReReviewOutcome.FAILED, "F", "不合格", "btn-risky", "x"),
    (ReReviewOutcome.MORE, "M", "待补材料", "", "file-plus"),
    (ReReviewOutcome.NO_SHOW, "N", "未到场", "", "user-off"),
)


class DeskToday(PortalView):
    """The bookings of today, and earlier ones that are not finished."""

    roles = DISTRICT

    def get(self, request: HttpRequest) -> HttpResponse:
        today, earlier = desk_bookings(self.actor, self.now)
        return render(request, "re_review/desk_today.html", {"today": today, "earlier": earlier, "now": self.now})


class DeskBooking(PlanView):
    """One candidate of a booking; deciding on him brings the next."""

    roles = DISTRICT

    def get(self, request: HttpRequest, booking_id: int, candidate_id: int | None = None) -> HttpResponse:
        chosen = request.GET.get("candidate", "")
        return self.page(booking_id, int(chosen) if chosen.isdecimal() and len(chosen) < 19 else candidate_id)

    def post(self, request: HttpRequest, booking_id: int, candidate_id: int | None = None) -> HttpResponse:
        if candidate_id is None:
            return self.http_method_not_allowed(request)
        booking = booking_or_404(self, booking_id)
        form = VerdictForm(request.POST)
        if not form.is_valid():
            return self.page(booking_id, candidate_id, (Refusal("desk_outcome_missing"),), form)
        try:
            _, refusals = self.attempt(
                lambda: re_reviews.give_verdict(
                    actor=self.actor, booking_id=booking.pk, candidate_id=candidate_id, verdict=form.verdict(),
                    seen=form.cleaned_data["seen"], now=self.now,
                )
            )  # fmt: skip
        except Booking.DoesNotExist as missing:
            raise Http404 from missing
        if refusals:
            return self.page(booking_id, candidate_id, refusals, form)
        return redirect("plans:desk-booking", booking_id=booking.pk)

    def page(
        self,
        booking_id: int,
        chosen: int | None,
        refusals: tuple[Refusal, ...] = (),
        form: VerdictForm | None = None,
    ) -> HttpResponse:
        """The candidate, or the summary when nobody waits; with the reasons why a verdict was refused."""
        shown = desk(self.actor, booking_or_404(self, booking_id), chosen=chosen)
        context = {
            "desk": shown,
            "booking": shown.booking,
            "plan": shown.booking.plan,
            "outcomes": OUTCOMES,
            "refusals": refusals,
            "last": shown.last,
        }
        if shown.current is None:
            return render(self.request, "re_review/desk_done.html", context, status=422 if refusals else 200)
        context["dossier"] = dossier(self.actor, shown.current)
        context |= {"items": _items(form), "note": form.data["note"] if form else ""}
        return render(self.request, "re_review/desk.html", context, status=422 if refusals else 200)


class UndoVerdict(PlanView):
    """Take the last verdict back; its candidate is on the screen again."""

    roles = DISTRICT
    http_method_names = ["post"]

    def post(self, request: HttpRequest, review_id: int) -> HttpResponse:
        review = ReReview.objects.visible_to(self.actor).filter(pk=review_id).first()
        if review is None or review.booking_id is None:
            raise Http404
        undone, refusals = self.attempt(
            lambda: re_reviews.undo_verdict(actor=self.actor, review_id=review.pk, now=self.now),
            success=f"已撤销：{review.candidate.name}，{review.get_outcome_display()}。",
        )
        if refusals:
            messages.warning(request, "这个结论之后又有新的结论，没有撤销。")
        address = reverse("plans:desk-booking", args=[review.booking_id])
        return redirect(f"{address}?candidate={review.candidate_id}" if undone else address)


class Foretelling(PortalView):
    """Precision and recall of the pre-check, per clause."""

    roles = DISTRICT | {Role.GUIDANCE_OFFICER}

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = foretold(foretold_counts(self.actor))
        return render(request, "re_review/foretelling.html", {"rows": rows, "total": total_of(rows)})


def _items(form: VerdictForm | None) -> list[tuple[int, ReviewItem, str]]:
    """(digit, item, what was answered) in order of the form."""
    return [(key, item, form.data.get(f"item_{item}", "") if form else "") for key, item in enumerate(ReviewItem, 1)]
