"""Every request: its id, the portal's clock, and the actor who is asking."""

import secrets
from collections.abc import Callable
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from appraisal.core import clock
from appraisal.core.queries.actors import actor_of_session
from appraisal.core.request_context import RequestContext, enter

RENEW_AFTER = timedelta(minutes=1)
SEEN_AT = "seen_at"


class RequestMiddleware:
    """Sets `request.actor` (an `Actor` or None) and `request.now`; keeps the idle time-out running.

    Must stand after authentication. The session cookie is renewed at most once a minute, so that reading pages
    does not write on every request.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = secrets.token_hex(8)
        enter(RequestContext(request_id=request_id))
        clock.refresh()
        request.now = clock.now()
        request.actor = actor_of_session(request) if request.user.is_authenticated else None
        if request.actor:
            enter(RequestContext(request_id=request_id, actor=f"{request.actor.user_id}/{request.actor.role}"))
            self._keep_alive(request)
        response = self.get_response(request)
        response["X-Request-ID"] = request_id
        if request.actor:
            response.setdefault("Cache-Control", "private, no-store")
        return response

    def _keep_alive(self, request: HttpRequest) -> None:
        seen = timezone.now().timestamp()
        if seen - request.session.get(SEEN_AT, 0) > RENEW_AFTER.total_seconds():
            request.session[SEEN_AT] = seen
