"""Asking pages of the portal inside this process: through all middleware, signed in, without a socket in between."""

from importlib import import_module
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, reset_queries
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from appraisal.core.middleware import SEEN_AT
from appraisal.core.models import RoleAssignment
from appraisal.core.queries import actors


class Visitor:
    """A signed-in person who asks for pages."""

    def __init__(self, assignment: RoleAssignment) -> None:
        store = import_module(settings.SESSION_ENGINE).SessionStore()
        store[SESSION_KEY] = str(assignment.user_id)
        store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
        store[HASH_SESSION_KEY] = assignment.user.get_session_auth_hash()
        store[actors.SESSION_KEY] = assignment.pk
        store[SEEN_AT] = timezone.now().timestamp()
        store.save()
        self._cookie = store.session_key
        self._handler = WSGIHandler()
        self._factory = RequestFactory()

    def get(self, address: str, *, urlconf: str = "") -> HttpResponse:
        """The answer to one request; `urlconf` names other routes than the portal's. Raises unless it is 200."""
        parts = urlsplit(address)
        request = self._factory.get(address)
        request.COOKIES[settings.SESSION_COOKIE_NAME] = self._cookie
        if urlconf:
            request.urlconf = urlconf
        response = self._handler.get_response(request)
        if response.status_code != 200:
            raise RuntimeError(f"{parts.path} answered {response.status_code}")
        return response

    def queries(self, address: str, *, urlconf: str = "") -> list[str]:
        """The statements that one request for the page runs, those of the middleware included."""
        self.get(address, urlconf=urlconf)
        reset_queries()
        with CaptureQueriesContext(connection) as captured:
            self.get(address, urlconf=urlconf)
        return [query["sql"] for query in captured.captured_queries]
