"""Schemathesis over the whole OpenAPI document, as each role and as nobody.

No answer of 5xx, none that the document does not declare, and nothing of another organisation. Half of the parameters
are identifiers that exist, the caller's own and others'.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
import schemathesis
from django.conf import settings as portal
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import override_settings
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema
from hypothesis import HealthCheck, Phase, Verbosity, given
from hypothesis import settings as effort
from hypothesis import strategies as st
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.specs.openapi import checks as openapi_checks

from appraisal.config.demo import city
from appraisal.core.models import Site
from appraisal.core.rules.api import ApiScope
from appraisal.core.rules.roles import Actor, Role
from plans.models import Booking, Candidate, ChangeRequest, Plan, PlanItem, ReviewSlot, RosterUpload, Sitting
from tests.access.world import actor_of
from tests.factories.api import token

load_all_checks()
ADDRESS = "/api/v1/schema"
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


@pytest.fixture
def seeded(clock, settings):
    """The demo city, with its two districts. Sample fees are good for training only."""
    settings.KAOWU = {**settings.KAOWU, "BILL_BY_SAMPLE_STANDARDS": True}  # as in training mode
    city.seed(now=clock.set(2026, 11, 23, 10))


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
    for name in case.path_parameters or {}:
        if pool.get(name):
            case.path_parameters[name] = chance.choice(pool[name])


def _faults(case: Any, answer: Any, caller: Caller) -> list[str]:
    place = f"{caller.name}: {case.method} {case.formatted_path}"
    try:
        case.validate_response(answer, checks=WANTED)
    except (AssertionError, BaseExceptionGroup) as fault:
        return [f"{place}: {answer.status_code}: {str(fault)[:600]}"]
    asked = f"{case.formatted_path} {case.query} {case.body}"
    return [f"{place} told {mark}" for mark in caller.marks if mark.encode() in answer.content and mark not in asked]


def test_the_document_is_made_without_a_warning():
    """Two shapes of one name, or a set of words without one, would be told wrongly to whoever builds on it."""
    found = SchemaGenerator().get_schema(request=None, public=True)
    validate_schema(found)
    assert not GENERATOR_STATS, dict(GENERATOR_STATS._warn_cache)


@pytest.mark.django_db
@pytest.mark.filterwarnings("ignore")
def test_every_answer_is_declared_and_ones_own(seeded: None) -> None:
    with override_settings(KAOWU={**portal.KAOWU, "API_CALLS_PER_MINUTE": 10**9}), one_connection():
        document = schemathesis.openapi.from_wsgi(ADDRESS, app=get_wsgi_application())
        callers, pool = [caller_as(role) for role in (*Role, None)], known()
        faults = [fault for found in document.get_all_operations() for fault in tries(found.ok(), callers, pool)]
    assert not faults, f"{len(faults)} faults, e.g.\n" + "\n".join(faults[:12])


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
