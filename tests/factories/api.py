"""Tokens, and clients that call with them."""

from datetime import datetime, timedelta

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


def caller(actor: Actor, scope: ApiScope = ApiScope.WRITE) -> APIClient:
    """A machine that calls with a token of the actor's organisation."""
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token(actor, scope).secret}")
    return client
