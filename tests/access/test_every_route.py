"""Every route × every role × a record of one's own and one of somebody else's: who may, who may not, what is not there.

The table in `routes.txt` says who may open each address. A new route that it does not name fails the first test; what
the portal does differently from the table fails the second. No command writes the table: whoever adds a route says who
may use it.
"""

import logging
from collections.abc import Iterator
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from appraisal.core import clock
from appraisal.core.rules.roles import Actor, Role
from tests.access.table import LETTERS, PUBLIC, TABLE, Found, records_of
from tests.access.world import Route, actor_of, browser_of, routes, undone
from tests.core.api.rows import add_prints

CLOSED = {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED}
# What ends or changes the session itself, and what exists in training mode only.
LEFT_OUT = {"core:sign-out", "core:training-sign-in", "core:switch-role", "examiners:me-leave"}
TRAINING = {"move-clock", "worker-report", "phones", "phone-list", "phone", "phone-screen"}


def test_every_route_is_in_the_table_and_nothing_else():
    assert set(TABLE) == set(routes())


def ask(client: Client, route: Route, method: str, values: dict[str, object]) -> int:
    """The status of one request; what it did is taken back."""
    address = reverse(route.name, kwargs=values)
    with undone():
        content = {"content_type": "application/json"} if address.startswith("/api/") and method != "GET" else {}
        answer = client.generic(method, address, **content)
        del answer.json, answer.context  # the one holds the answer, the other all that the page was made of
        return answer.status_code


@pytest.mark.django_db
@pytest.mark.usefixtures("city_of_a_working_day")
def test_who_may_do_what(monkeypatch):
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)  # each refusal would be a line
    add_prints(clock.now())
    faults: list[str] = []
    exercised: set[str] = set()
    found: Found = {}
    for role in Role:
        actor = actor_of(role)
        client = browser_of(actor)
        for name, route in routes().items():
            if name in LEFT_OUT | TRAINING:
                continue
            faults += list(_faults(client, actor, route, found, exercised))
    assert not faults, f"{len(faults)} faults:\n" + "\n".join(sorted(faults))
    silent = sorted(set(TABLE) - exercised - LEFT_OUT - TRAINING)
    assert len(silent) <= len(TABLE) // 4, f"nobody was answered at: {silent}"


def _faults(client: Client, actor: Actor, route: Route, found: Found, answered: set[str]) -> Iterator[str]:
    own, other = records_of(route, actor, found)
    for method in sorted(route.methods & {"GET", "POST"}):
        who, letters = f"{route.name} {method} by {actor.role.name}", TABLE[route.name][method]
        may = PUBLIC in letters or LETTERS[actor.role] in letters
        mine = ask(client, route, method, own) if own is not None else None
        if mine is not None:
            yield from _fault_of_own(who, mine, may)
            if mine not in CLOSED:
                answered.add(route.name)
        kept_out = not may and mine in CLOSED  # of what is his own: then of others', too
        if other is not None and PUBLIC not in letters and not kept_out:
            theirs = ask(client, route, method, other)
            led_away = theirs == HTTPStatus.FOUND == mine  # the address of a button, opened: nothing is told
            if theirs not in CLOSED and not led_away:
                yield f"{who} on another's record: {theirs}"


def _fault_of_own(who: str, status: int, may: bool) -> Iterator[str]:
    if status >= 500 and status != HTTPStatus.SERVICE_UNAVAILABLE:
        yield f"{who}: {status}"
    elif may and status == HTTPStatus.FORBIDDEN:
        yield f"{who}: refused, but the table lets him"
    elif not may and status not in CLOSED:
        yield f"{who}: {status}, but the table does not let him"
