"""The API: a list of 50 plans with their obligations against a bare DRF view, and the feed at 1,000,000 changes.

The bare view has the same authentication and runs the same queries; it answers with the plans' numbers. The feed is
read at its end, where a district's software stands every day, and at its beginning.
"""

import re
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import include, path
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.core import clock
from appraisal.core.api.base import Endpoint
from appraisal.core.models import Organisation
from appraisal.core.rules.api import ApiScope
from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.rules.roles import Role
from appraisal.core.services.api_tokens import make_token
from benchmarks import full_city
from benchmarks.results import cpu_seconds, result
from plans.queries.for_machines import open_obligations
from plans.queries.plan_list import PlanFilters, matching_plans

PLANS, CHANGES, SMALL = 20_000, 1_000_000, 10_000
ROUNDS = 60
VALUES = re.compile(r"'[^']*'|\d+")
ADDRESS, FEED = "/api/v1/plans", "/api/v1/changes"

# Straight into the tables of the feed: what a million acts leave behind, the audit chain's hashes left out.
FILL = """
    INSERT INTO core_auditentry (number, at, user_id, organisation_id, role, actor_label, action, target, summary,
        details, previous_hash, hash)
    SELECT n, %(now)s, NULL, NULL, '', '系统', 'plan.accept', 'plan:' || n, '', '{}', '', ''
    FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n;
    INSERT INTO core_change (organisation_id, number)
    SELECT %(home)s + n %% 17, n FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n;
    ANALYZE core_auditentry; ANALYZE core_change
"""


class BareList(Endpoint):
    """The same reads as the list, and next to nothing done with them."""

    def get(self, request: Request) -> Response:
        plans = list(matching_plans(self.actor, PlanFilters()).order_by("-pk")[:51])[:50]
        owed = open_obligations(plan.pk for plan in plans)
        return Response([[plan.number, len(owed.get(plan.pk, ()))] for plan in plans])


urlpatterns = [path("bare", BareList.as_view()), path("", include("appraisal.config.urls"))]


class Machine:
    """A district's software inside this process, through all middleware."""

    def __init__(self, secret: str) -> None:
        self._handler, self._factory = WSGIHandler(), RequestFactory(HTTP_AUTHORIZATION=f"Bearer {secret}")

    def get(self, address: str, **asked: object) -> HttpResponse:
        """The answer to one request. Raises unless it is 200."""
        request = self._factory.get(address, asked)
        request.urlconf = __name__
        response = self._handler.get_response(request)
        if response.status_code != 200:
            raise RuntimeError(f"{address} answered {response.status_code}: {response.content!r}")
        return response

    def queries(self, address: str) -> list[str]:
        """The statements of one request, without their values."""
        self.get(address)
        with CaptureQueriesContext(connection) as captured:
            self.get(address)
        return sorted(VALUES.sub("?", query["sql"]) for query in captured.captured_queries)


def measure() -> list[dict[str, Any]]:
    """Medians of CPU time, taken in turns in one process."""
    settings.KAOWU["API_CALLS_PER_MINUTE"] = 10**9
    now = clock.now()
    full_city.build(plans=PLANS, now=now)
    home = Organisation.objects.filter(kind=OrganisationKind.DISTRICT_CENTRE).order_by("pk")[0]
    person = full_city.person(Role.DISTRICT_OFFICER, home).actor()
    machine = Machine(make_token(actor=person, name="测量", scope=ApiScope.READ, days=1, now=now).secret)
    return [*_list(machine), *_feed(machine, home, now + timedelta(0))]


def _list(machine: Machine) -> list[dict[str, Any]]:
    ours, bare = machine.queries(ADDRESS), machine.queries("/bare")
    if [one.replace("/bare", ADDRESS) for one in bare] != ours:
        raise RuntimeError("\n".join(("the bare view does not run the queries of the list:", *ours, "but", *bare)))
    bare_cpu, our_cpu = cpu_seconds([lambda: machine.get("/bare"), lambda: machine.get(ADDRESS)], rounds=ROUNDS)
    return [
        result(
            "API list of 50 plans with obligations: CPU against a bare DRF view", our_cpu / bare_cpu, "×", at_most=1.5
        ),
        result("API list of 50 plans with obligations: CPU", our_cpu * 1000, "ms"),
        result("API list of 50 plans with obligations: queries", len(ours), "", at_most=8),
    ]


def _feed(machine: Machine, home: Organisation, now: Any) -> list[dict[str, Any]]:
    last = _fill(home, now, SMALL)
    few = _read(machine, last)
    last = _fill(home, now, CHANGES)
    many, oldest = _read(machine, last), _read(machine, 17 * 300)
    return [
        result(f"feed: reading what is new among {CHANGES:,} against among {SMALL:,}", many / few, "×", at_most=1.2),
        result(f"feed: reading the oldest page against the newest among {CHANGES:,}", oldest / many, "×", at_most=1.2),
        result(f"feed: a page of 200 changes among {CHANGES:,}", many * 1000, "ms"),
    ]


def _read(machine: Machine, last: int) -> float:
    """CPU seconds for the last page of 200 changes before `last`."""
    after = last - 17 * 200
    return cpu_seconds([lambda: machine.get(FEED, after=after, limit=200)], rounds=ROUNDS)[0]


def _fill(home: Organisation, now: Any, until: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_auditentry DISABLE TRIGGER USER")
        cursor.execute("SELECT coalesce(max(number), 0) FROM core_auditentry")
        (present,) = cursor.fetchone()
        cursor.execute(FILL, {"now": now, "home": home.pk, "first": present + 1, "last": until})
        cursor.execute("ALTER TABLE core_auditentry ENABLE TRIGGER USER")
    return until
