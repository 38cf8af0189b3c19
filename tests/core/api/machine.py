"""Machines of several organisations that call the API, and what each hears in its feed of changes."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.test import Client
from rest_framework.test import APIClient

from appraisal.core.rules.api import ApiScope
from appraisal.core.rules.roles import Actor
from appraisal.core.services.api_tokens import make_token
from tests.factories import api

ROOT = "/api/v1"
LIFE = 90  # days; the story takes weeks
FEW = 7  # changes on a page of the feed, so that it has many pages


@dataclass
class Machine:
    """A machine with a token. `heard`: what the feed has told since it began to listen; `last`: how far it is."""

    actor: Actor
    client: APIClient
    last: int = 0
    heard: list[dict[str, Any]] = field(default_factory=list)

    def get(self, path: str, **query: Any) -> Any:
        """The answer to a GET, which must be 200."""
        answer = self.client.get(f"{ROOT}/{path}", query)
        assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.content.decode()[:800]}"
        return answer.json()

    def all(self, path: str, **query: Any) -> list[dict[str, Any]]:
        """Every item of a list, page by page."""
        found, cursor = [], ""
        while cursor is not None:
            page = self.get(path, **query, **({"cursor": cursor} if cursor else {}))
            found += page["items"]
            cursor = page["next"]
        return found

    def post(
        self, path: str, body: dict[str, Any] | None = None, *, status: int = 200, form: bool = False, key: str = ""
    ) -> Any:
        """The answer to a POST; `form`: with files, instead of JSON. `key`: sent again, it acts no second time."""
        head = {"HTTP_IDEMPOTENCY_KEY": key or uuid4().hex}
        answer = self.client.post(f"{ROOT}/{path}", body or {}, format="multipart" if form else "json", **head)
        assert answer.status_code == status, f"{path}: {answer.status_code} {answer.content.decode()[:800]}"
        return answer.json()

    def refused(self, path: str, body: dict[str, Any] | None = None) -> list[dict[str, Any]]:
        """The reasons of a refusal, each with rule and remedy."""
        reasons: list[dict[str, Any]] = self.post(path, body, status=422)["reasons"]
        assert reasons and all(reason["message"] and reason["remedy"] for reason in reasons), reasons
        return reasons

    def follow(self, link: str) -> bytes:
        """The file behind a link, which needs no token."""
        answer = Client().get(link)
        assert answer.status_code == 200, f"{link}: {answer.status_code}"
        return b"".join(answer.streaming_content) if answer.streaming else answer.content

    def listen(self) -> list[dict[str, Any]]:
        """What is new in the feed since the last time."""
        new: list[dict[str, Any]] = []
        while page := self.get("changes", after=str(self.last), limit=FEW)["items"]:
            new += page
            self.last = page[-1]["number"]
        self.heard += new
        return new


def machine(actor: Actor, *, now: datetime) -> Machine:
    """A machine of the actor's organisation that acts in his name, from now on."""
    made = make_token(actor=actor, name="业务系统", scope=ApiScope.WRITE, days=LIFE, now=now)
    client = api.Machine()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {made.secret}")
    found = Machine(actor, client)
    found.last = found.get("changes", after="latest")["last"]
    return found
