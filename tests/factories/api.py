"""Tokens, and clients that call with them."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.urls import resolve
from rest_framework.test import APIClient

from appraisal.core.rules.api import ApiScope
from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.roles import Actor
from appraisal.core.services.api_tokens import NewToken, make_token

NOW = datetime(2026, 3, 2, 9, tzinfo=BEIJING)
LIFE = timedelta(days=30)


def token(actor: Actor, scope: ApiScope = ApiScope.WRITE, now: datetime = NOW) -> NewToken:
    """A token of the actor's organisation."""
    return make_token(actor=actor, name="区级业务系统", scope=scope, days=LIFE.days, now=now)


class Machine(APIClient):
    """Every write that takes an `If-Match` is sent with one: an action that does not ask it under its lock is found."""

    def generic(self, method: str, path: str, *args: Any, **extra: Any) -> Any:
        if takes_if_match(method, path):
            extra.setdefault("HTTP_IF_MATCH", "*")
        return super().generic(method, path, *args, **extra)


def takes_if_match(method: str, path: str) -> bool:
    """Whether it does, and the record is there before: a request for examiners is made where it is changed."""
    if method != "POST":
        return False
    found = resolve(urlsplit(path).path)
    return bool(found.func.cls.read_by) and found.url_name != "request"


def caller(actor: Actor, scope: ApiScope = ApiScope.WRITE) -> APIClient:
    """A machine that calls with a token of the actor's organisation."""
    client = Machine()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token(actor, scope).secret}")
    return client
