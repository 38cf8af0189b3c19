"""Every request: its id, the portal's clock, the actor who is asking, and what stands before his work."""

import secrets
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django_otp import DEVICE_ID_SESSION_KEY

from appraisal.core import clock
from appraisal.core.queries.actors import actor_of_session
from appraisal.core.request_context import RequestContext, enter
from appraisal.core.services import sign_ins

RENEW_SECONDS = 60
SEEN_AT = "seen_at"
ENDED = "ended"  # why the last session ended, for the sign-in page: "idle" or "out"
BACKGROUND = "X-Background"  # a page that asks again by itself says so: that is no sign of life of its reader


class RequestMiddleware:
    """Sets `request.actor` (an `Actor` or None) and `request.now`; ends the session of someone who went away.

    Must stand after authentication. Whoever did nothing for `IDLE_MINUTES` of real time is signed out, and the sign-in
    page says why. The time last seen is written at most once a minute, so that reading pages does not write on every
    request.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = secrets.token_hex(8)
        enter(RequestContext(request_id=request_id))
        clock.refresh()
        request.now = clock.now()
        request.actor = actor_of_session(request) if request.user.is_authenticated else None
        if request.user.is_authenticated:
            self._end_or_keep(request)
        if request.actor:
            enter(RequestContext(request_id=request_id, actor=f"{request.actor.user_id}/{request.actor.role}"))
        signed_in = request.user.is_authenticated
        response = self.get_response(request)
        response["X-Request-ID"] = request_id
        if signed_in:
            response.setdefault("Cache-Control", "private, no-store")
        return response

    def _end_or_keep(self, request: HttpRequest) -> None:
        seen = clock.real_now().timestamp()
        quiet = seen - request.session.get(SEEN_AT, seen)
        if quiet > settings.KAOWU["IDLE_MINUTES"] * 60:
            sign_ins.record_idle_end(user_id=request.user.pk, actor=request.actor, now=request.now)
            logout(request)
            request.session[ENDED] = "idle"
            request.actor = None
        elif (quiet > RENEW_SECONDS or SEEN_AT not in request.session) and BACKGROUND not in request.headers:
            request.session[SEEN_AT] = seen


class AccountGate:
    """Leads people to what their account needs first: a password of their own, then the second factor.

    Must stand after `RequestMiddleware`. The API answers 403 with the reason instead of a page.
    """

    PASSWORD = "core:password"
    SECOND_FACTOR = "core:second-factor"
    ALWAYS_OPEN = frozenset({"core:sign-in", "core:sign-in-code", "core:sign-out", "core:no-role", "health"})

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        name = request.resolver_match.view_name
        if not request.user.is_authenticated or name in self.ALWAYS_OPEN:
            return None
        target = self._owed(request)
        if target is None or name == target:
            return None
        if request.path.startswith("/api/"):
            words = "请先在网页上修改初始密码。" if target == self.PASSWORD else "请先在网页上绑定两步验证。"
            return JsonResponse({"code": "account_incomplete", "message": words}, status=403)
        return redirect(target)

    def _owed(self, request: HttpRequest) -> str | None:
        if request.user.must_change_password:
            return self.PASSWORD
        if second_factor_required(request) and DEVICE_ID_SESSION_KEY not in request.session:
            return self.SECOND_FACTOR
        return None


def second_factor_required(request: HttpRequest) -> bool:
    """Whether the role that the request acts in needs a second factor."""
    return bool(settings.KAOWU["TOTP_REQUIRED_FOR_CITY"] and request.actor and request.actor.is_city)
