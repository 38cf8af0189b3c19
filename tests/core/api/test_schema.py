"""The whole OpenAPI document, tried: by schemathesis as each role and as nobody, and the cost of its lists.

No answer of 5xx, none that the document does not declare, and nothing of another organisation. Half of the parameters
are identifiers that exist, the caller's own and others'. A page of fifty asks the
database as often as a page of one.
"""

import logging
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema
from hypothesis import HealthCheck, Phase, Verbosity, given
from hypothesis import settings as effort
from hypothesis import strategies as st
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.specs.openapi import checks as openapi_checks

from appraisal.core.models import Site
from appraisal.core.rules.api import ApiScope
from appraisal.core.rules.roles import CITY_ROLES, Actor, Role
from plans.models import Booking, Candidate, ChangeRequest, Plan, PlanItem, ReviewSlot, RosterUpload, Sitting
from tests.access.preconditions import taking, untried
from tests.access.world import actor_of, browser_of
from tests.core.api.rows import add_rows
from tests.factories.api import token
from tests.working_day import WORKING_DAY

load_all_checks()
ADDRESS = "/api/v1/schema"
LOG, CITY = "/api/v1/audit", {role.name for role in CITY_ROLES}  # the city's log tells of drafts, too
TURNED_AWAY = (401, 403)
WANTED = (
    CHECKS.get_one("not_a_server_error"),
    openapi_checks.status_code_conformance,
    openapi_checks.content_type_conformance,
    openapi_checks.response_schema_conformance,
)
EXAMPLES = effort(
    max_examples=4,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    verbosity=Verbosity.quiet,
    suppress_health_check=list(HealthCheck),
)
POOL = {  # by parameter; whatever is named `id` gets keys of all of these
    "number": (Plan, "number"),
    "booking": (Booking, "pk"),
    "slot": (ReviewSlot, "pk"),
    "candidate": (Candidate, "pk"),
    "item": (PlanItem, "pk"),
    "sitting": (Sitting, "pk"),
    "upload": (RosterUpload, "pk"),
}


def known() -> dict[str, list[Any]]:
    """Identifiers that exist, anybody's."""
    found = {name: list(model.objects.values_list(field, flat=True)[:40]) for name, (model, field) in POOL.items()}
    found["id"] = sorted({key for name, keys in found.items() if name != "number" for key in keys})
    return found


def foreign_marks(actor: Actor | None) -> list[str]:
    """What must not stand in an answer: numbers of plans and names of sites that the caller may not see.

    A district that a sitting moves into or out of sees that change, with the number of its plan.
    """
    plans, sites = Plan.objects.all(), Site.objects.all()
    if actor is not None:
        plans = plans.exclude(pk__in=Plan.objects.visible_to(actor).values("pk"))
        plans = plans.exclude(pk__in=ChangeRequest.objects.visible_to(actor).values("plan_id"))
        sites = sites.exclude(pk__in=Site.objects.visible_to(actor).values("pk"))
    return [*plans.values_list("number", flat=True), *sites.values_list("name", flat=True)]


@dataclass(frozen=True)
class Caller:
    """Somebody who calls: in a role, or nobody. `marks`: what must not stand in his answers."""

    name: str
    headers: dict[str, str]
    marks: list[str]


def tries(operation: Any, callers: list[Caller], pool: dict[str, list[Any]]) -> list[str]:
    """Every fault of one operation: a few requests are generated, and each is sent by all who are let in.

    Generating is shared, since each role would get the same requests anyhow (`derandomize`). Whoever is turned away at
    the door is not asked again: who may open which address is for `tests/access` to say.
    """
    faults: list[str] = []
    waiting = list(callers)

    @EXAMPLES
    @given(case=operation.as_strategy(), real=st.booleans(), seed=st.integers(0, 10**6))
    def attempt(case: Any, real: bool, seed: int) -> None:
        if real:
            _fill(case, pool, random.Random(seed))
        for caller in tuple(waiting):
            answer = case.call(headers=caller.headers)
            faults.extend(_faults(case, answer, caller))
            if answer.status_code in TURNED_AWAY:
                waiting.remove(caller)

    attempt()
    return faults


def _fill(case: Any, pool: dict[str, list[Any]], chance: random.Random) -> None:
    """Names records that exist; what `If-Match` says would end most of these writes at the door."""
    (case.headers or {}).pop("If-Match", None)
    for name in case.path_parameters or {}:
        if pool.get(name):
            case.path_parameters[name] = chance.choice(pool[name])


def _faults(case: Any, answer: Any, caller: Caller) -> list[str]:
    place = f"{caller.name}: {case.method} {case.formatted_path}"
    try:
        case.validate_response(answer, checks=WANTED)
    except (AssertionError, BaseExceptionGroup) as fault:
        return [f"{place}: {answer.status_code}: {str(fault)[:600]}"]
    if case.path == LOG and caller.name in CITY:
        return []
    asked = f"{case.formatted_path} {case.query} {case.body}"
    return [f"{place} told {mark}" for mark in caller.marks if mark.encode() in answer.content and mark not in asked]


def test_the_document_is_made_without_a_warning():
    """Two shapes of one name, or a set of words without one, would be told wrongly to whoever builds on it."""
    GENERATOR_STATS.reset()
    validate_schema(SchemaGenerator().get_schema(request=None, public=True))
    assert not GENERATOR_STATS, dict(GENERATOR_STATS._warn_cache)


@contextmanager
def one_connection() -> Iterator[None]:
    """Requests leave the test's connection open, as Django's own test client sees to."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


def caller_as(role: Role | None) -> Caller:
    """The person of the demo city who stands for a role, with a token that writes; or nobody."""
    actor = actor_of(role) if role else None
    headers = {}
    if actor is not None and actor.organisation_id is not None:
        headers = {"Authorization": f"Bearer {token(actor, ApiScope.WRITE).secret}"}
    return Caller(role.name if role else "nobody", headers, foreign_marks(actor))


# --- pages ----------------------------------------------------------------------------------------
MORE = 3  # rows that a page of fifty has more than a page of one, at least
ASKED_AS = (Role.GUIDANCE_OFFICER, Role.DISTRICT_OFFICER, Role.INSTITUTE_CLERK, Role.FINANCE_OFFICER, Role.EXAMINER)


def lists() -> dict[str, str]:
    """Every operation that gives pages, with its address."""
    paths = SchemaGenerator().get_schema(public=True)["paths"]
    return {
        methods["get"]["operationId"]: path
        for path, methods in paths.items()
        if any(one["name"] == "limit" for one in methods.get("get", {}).get("parameters", ()))
    }


OWNERS = {
    "bookings": Booking.objects.order_by("-places"),
    "items": PlanItem.objects.annotate(number=Count("uploads")).order_by("-number"),
    "uploads": RosterUpload.objects.order_by("-pk"),
    "sittings": Sitting.objects.exclude(examiner_request=None),
}
"""Whose list it is, by the first word of an address; those that are likely to have one first."""


def addresses(path: str) -> Iterator[str]:
    """The addresses of a path: of the plans with the most candidates, of every booking, item, upload."""
    if "{number}" in path:
        for number in Plan.objects.order_by("-candidate_count").values_list("number", flat=True)[:40]:
            yield path.replace("{number}", number)
    elif "{id}" in path:
        owner = OWNERS[path.removeprefix("/api/v1/").partition("/")[0]]
        for key in owner.values_list("pk", flat=True)[:30]:
            yield path.replace("{id}", str(key))
    else:
        yield path


def _with_rows(clients: list[Client], address: str) -> Iterator[tuple[Client, str]]:
    """Who gets enough rows there."""
    for client in clients:
        answer = client.get(address, {"limit": 50})
        if answer.status_code == 200 and len(answer.json()["items"]) > MORE:
            yield client, address


def _queries(client: Client, address: str, limit: int) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address, {"limit": limit}).status_code == 200
    return len(asked)


# --- the tests ------------------------------------------------------------------------------------
@pytest.fixture
def free_of_limits(city_of_a_working_day: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo city, in which nobody calls too often. A refusal is no line in the log: it would keep its request."""
    settings.KAOWU = {**settings.KAOWU, "API_CALLS_PER_MINUTE": 10**9}
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)


@pytest.mark.django_db
@pytest.mark.filterwarnings("ignore")
def test_every_answer_is_declared_and_ones_own(free_of_limits: None) -> None:
    with one_connection():
        document = schemathesis.openapi.from_wsgi(ADDRESS, app=get_wsgi_application())
    callers, pool = [caller_as(role) for role in (*Role, None)], known()
    with one_connection():
        faults = [fault for found in document.get_all_operations() for fault in tries(found.ok(), callers, pool)]
    assert not faults, f"{len(faults)} faults, e.g.\n" + "\n".join(faults[:12])


@pytest.mark.django_db
def test_a_write_compares_the_etag_that_its_reader_gives(free_of_limits: None) -> None:
    writes = taking(SchemaGenerator().get_schema(public=True))
    callers, faults = [(actor_of(role), browser_of(actor_of(role))) for role in Role], []
    left = untried(writes, callers, faults)
    assert not faults, "\n".join(faults)
    assert left == set(), f"nobody in the demo city has a record for: {sorted(left)}"


@pytest.mark.django_db
def test_a_page_costs_the_same_whatever_its_size(free_of_limits: None) -> None:
    add_rows(WORKING_DAY)
    clients = [browser_of(actor_of(role)) for role in ASKED_AS]
    few, dear = [], []
    for name, path in lists().items():
        found = next((at for address in addresses(path) for at in _with_rows(clients, address)), None)
        if found is None:
            few.append(name)
            continue
        one, fifty = (_queries(*found, limit) for limit in (1, 50))
        if one != fifty:
            dear.append(f"{name}: {one} queries for one row, {fifty} for a page")
    assert not few, f"too few rows to tell, add some: {few}"
    assert not dear, "\n".join(dear)
