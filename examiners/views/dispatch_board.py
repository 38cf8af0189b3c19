"""The dispatch board: all practicals of the district, live. The city oversees every district 三."""

from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from appraisal.core.rules.roles import Role
from appraisal.core.views.base import PortalView
from examiners.forms.dispatch import BoardForm
from examiners.queries.board import VIEWS, BoardFilter, board_page, counts, fingerprint

DISPATCHERS = frozenset({Role.DISTRICT_OFFICER, Role.GUIDANCE_OFFICER})


class Board(PortalView):
    """The board. The page asks for its rows again by itself; nothing is sent while nothing has changed."""

    roles = DISPATCHERS

    def get(self, request: HttpRequest) -> HttpResponse:
        form = BoardForm(request.GET)
        wanted = self._wanted(form)
        print_now = fingerprint(self.actor, wanted, self.now)
        if request.GET.get("seen") == print_now:
            return HttpResponse(status=204)
        rows, next_key = board_page(self.actor, wanted, self.now)
        held = counts(self.actor)
        context = {
            "form": form,
            "rows": rows,
            "next_key": next_key,
            "view": wanted.view,
            "tabs": [(name, label, held[name]) for name, label in VIEWS],
            "seen": print_now,
            "is_narrowed": bool(wanted.text or wanted.day),
            "shows_district": self.actor.is_city,
        }
        template = "dispatch/_rows.html" if "seen" in request.GET else "dispatch/board.html"
        return render(request, template, context)

    def _wanted(self, form: BoardForm) -> BoardFilter:
        chosen = form.chosen()
        view = self.request.GET.get("view", "")
        names = [name for name, _ in VIEWS]
        return BoardFilter(
            view=view if view in names else names[0],
            text=chosen.get("q") or "",
            day=chosen.get("day"),
            after=_key(self.request.GET.get("after", "")),
        )


def _key(text: str) -> tuple[date, int] | None:
    """The key of a row, "20141018-7"; `None` for anything else."""
    day, _, key = text.partition("-")
    try:
        return datetime.strptime(day, "%Y%m%d").date(), int(key)  # noqa: DTZ007  (a date without a clock)
    except ValueError:
        return None
