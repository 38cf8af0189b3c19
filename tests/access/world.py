"""Everybody of the demo city, and for every parameter of an address a record of his own and one of somebody else's."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from appraisal.core.models import RoleAssignment
from appraisal.core.queries.actors import SESSION_KEY
from appraisal.core.rules.roles import Actor, Role

PEOPLE = {
    Role.INSTITUTE_CLERK: "jingwei",
    Role.DISTRICT_OFFICER: "chaoyang",
    Role.GUIDANCE_OFFICER: "zhidao",
    Role.FINANCE_OFFICER: "caiwu",
    Role.COMMITTEE_CLERK: "canyin",
    Role.EXAMINER: "kaoping1",
}


@dataclass(frozen=True)
class Record:
    """A parameter that names a record: its model, the field in the address, and what the record should have, if any."""

    model: type[models.Model]
    field: str = "pk"
    having: str = "pk"

    def own(self, actor: Actor) -> Any:
        """What the address says for a record that the actor may see; `None` when the city has none."""
        return self._first(self.model._default_manager.visible_to(actor))

    def other(self, actor: Actor) -> Any:
        """The same for a record that he may not see."""
        seen = self.model._default_manager.visible_to(actor).values("pk")
        return self._first(self.model._default_manager.exclude(pk__in=seen))

    def _first(self, rows: models.QuerySet[Any]) -> Any:
        rows = rows.order_by(models.F(self.having).asc(nulls_last=True), "pk")
        return rows.values_list(self.field, flat=True).first()


@dataclass(frozen=True)
class Route:
    """One address of the portal: its name, its pattern, the parameters in it, and the methods it answers."""

    name: str
    pattern: str
    parameters: tuple[str, ...]
    methods: frozenset[str] = field(default_factory=frozenset)


def routes() -> dict[str, Route]:
    """Every named address, those of the four packages and of the API."""
    return {route.name: route for route in _walk(get_resolver().url_patterns, "", "")}


def _walk(patterns: list[URLPattern | URLResolver], space: str, prefix: str) -> Iterator[Route]:
    for pattern in patterns:
        here = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else space, here)
        else:
            view = getattr(pattern.callback, "view_class", None) or getattr(pattern.callback, "cls", None)
            allowed = getattr(view, "http_method_names", ["get"])
            methods = {name.upper() for name in allowed if view is None or hasattr(view, name)} - {"OPTIONS", "HEAD"}
            yield Route(f"{space}{pattern.name}", here, tuple(pattern.pattern.converters), frozenset(methods))


def actor_of(role: Role) -> Actor:
    """The person of the demo city who stands for a role."""
    return RoleAssignment.objects.get(user__username=PEOPLE[role], role=role).actor()


def browser_of(actor: Actor) -> Client:
    """A browser in which he is signed in; a fault of the portal is an answer of 500, not an error of the test."""
    client = Client(raise_request_exception=False)
    client.force_login(RoleAssignment.objects.get(pk=actor.assignment_id).user)
    session = client.session
    session[SESSION_KEY] = actor.assignment_id
    session.save()
    return client


@contextmanager
def undone() -> Iterator[None]:
    """What a request did is taken back; services may open their own outermost transaction inside."""
    block = transaction.atomic()
    block._from_testcase = True
    with block:
        yield
        transaction.set_rollback(True)
