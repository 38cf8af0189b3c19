"""What every page does alike: sign-in, the actor, errors in words, keyset pages."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View

from appraisal.core.errors import Conflict, NotPermitted, Refused
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Actor, Role


class PortalView(View):
    """A page for people who are signed in. `roles`: who may open it (empty: everyone).

    `self.actor` and `self.now` are set before any handler runs; a role outside of `roles` gets 403.
    """

    roles: frozenset[Role] = frozenset()
    actor: Actor

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.actor is None:
            return redirect("core:no-role") if request.user.is_authenticated else to_sign_in(request)
        self.actor, self.now = request.actor, request.now
        if self.roles and self.actor.role not in self.roles:
            raise PermissionDenied(f"这个页面只对{'、'.join(role.label for role in sorted(self.roles))}开放。")
        return super().dispatch(request, *args, **kwargs)

    def http_method_not_allowed(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The address of a button, opened by reloading or from a bookmark: a page in words, not an empty one."""
        allowed = ", ".join(self._allowed_methods())
        response = render(request, "errors/405.html", status=405)
        response["Allow"] = allowed
        return response

    def attempt(self, action: Callable[[], Any], *, success: str = "") -> tuple[Any, tuple[Refusal, ...]]:
        """Run one service call. Returns (its result, ()) or (None, all refusals).

        A conflict becomes a message and no refusal list; `NotPermitted` becomes 403.
        """
        try:
            result = action()
        except Refused as refused:
            return None, refused.refusals
        except Conflict as conflict:
            messages.warning(self.request, conflict.message)
            return None, ()
        except NotPermitted as denied:
            raise PermissionDenied(str(denied)) from denied
        if success:
            messages.success(self.request, success)
        return result, ()


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page, which leads back to the page that was asked for."""
    if request.method != "GET" or request.path == "/":
        return redirect("core:sign-in")
    return redirect(reverse("core:sign-in", query={"next": request.get_full_path()}))


def key_page(rows: QuerySet[Any], request: HttpRequest, *, size: int = 50) -> tuple[list[Any], int | None]:
    """One page of `rows` (ordered by -pk) by key: `?before=<pk>`. Returns (rows, key of the next page or None)."""
    before = request.GET.get("before", "")
    if before.isdigit():
        rows = rows.filter(pk__lt=int(before))
    page = list(rows[: size + 1])
    return page[:size], page[size - 1].pk if len(page) > size else None
