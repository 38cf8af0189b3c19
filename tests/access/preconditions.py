"""Writes that take `If-Match`, tried in the demo city on a record of the caller's own."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.test import Client
from django.urls import reverse

from appraisal.core.rules.roles import Actor
from tests.access.table import LETTERS, RECORDS, TABLE, Found, operations, records_of
from tests.access.world import routes, undone

TURNED_AWAY = {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}
OLDER = '"older"'


def taking(document: dict[str, Any]) -> dict[str, str]:
    """Every write of the document that takes `If-Match`: its name, and that of the operation which gives the ETag."""
    return {
        one["operationId"]: header["description"].partition(" ")[0]
        for methods in document["paths"].values()
        for one in methods.values()
        for header in one.get("parameters", ())
        if header["name"] == "If-Match"
    }


def untried(writes: dict[str, str], callers: list[tuple[Actor, Client]], faults: list[str]) -> set[str]:
    """Tries each write by the first caller with a record of his own; what is wrong is added to `faults`."""
    left, found = set(writes), Found()
    for name, reader in writes.items():
        route = operations()[name][1]
        for actor, client in callers:
            own = records_of(routes()[route], actor, found)[0] if LETTERS[actor.role] in TABLE[route]["POST"] else None
            if own is None or (tag := _tag_of(client, reverse(route, kwargs=own))) is None:
                continue
            faults += [f"{name} by {actor.role.name}: {fault}" for fault in _faults(client, route, reader, own, tag)]
            left.discard(name)
            break
    return left


def _tag_of(client: Client, address: str) -> str | None:
    """The ETag that a write with an older one is told; "" when it is not told any, `None` when nobody is let in."""
    answer = _sent(client, address, OLDER)
    if answer.status_code in TURNED_AWAY:
        return None
    return str(answer.headers["ETag"]) if answer.status_code == HTTPStatus.PRECONDITION_FAILED else ""


def _faults(client: Client, route: str, reader: str, own: dict[str, Any], tag: str) -> Iterator[str]:
    if not tag:
        yield "an older If-Match is not answered 412"
        return
    if _sent(client, reverse(route, kwargs=own), tag).status_code == HTTPStatus.PRECONDITION_FAILED:
        yield "the ETag of its own 412 is not taken"
    where = operations()[reader][1]
    if _named(where) == _named(route):
        read = client.get(reverse(where, kwargs=own))
        if read.headers.get("ETag") != tag:
            yield f"{reader} answers {read.status_code} with another ETag"


def _named(route: str) -> dict[str, Any]:
    """What the parameters of an address name."""
    return {name: RECORDS.get((route, name), RECORDS.get(name)) for name in routes()[route].parameters}


def _sent(client: Client, address: str, tag: str) -> Any:
    with undone():
        return client.post(address, {}, content_type="application/json", headers={"If-Match": tag})
