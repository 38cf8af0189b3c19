"""The list at 100,000 plans, against a bare Django view with the same middleware and the same queries.

Also the weight and the number of queries of the pages that are opened all day, next to what pretix needed for a
comparable page (its order list: 110 KB for 25 rows and 23 queries; its order: 56 KB and 34 queries).
"""

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from appraisal.core import clock
from appraisal.core.models import Organisation
from appraisal.core.queries.pulse import background
from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.rules.roles import Role
from appraisal.core.views.base import PortalView
from benchmarks import full_city
from benchmarks.pages import Visitor
from benchmarks.results import cpu_seconds, result
from plans.models import Plan
from plans.queries.plan_list import PlanFilters, district_choices, plan_page

PLANS = 100_000
VALUES = re.compile(r"'[^']*'|\d+")
ROUNDS = 60
PRETIX_25_ROWS, PRETIX_250_ROWS = 110 * 1024, 652 * 1024  # bytes
PRETIX_LIST_QUERIES, PRETIX_DETAIL_QUERIES = 23, 34
PRETIX_DETAIL_BYTES = 56 * 1024


class BareList(PortalView):
    """The same reads as the list, and nothing done with them but their text."""

    def get(self, request: HttpRequest) -> HttpResponse:
        districts, worker = district_choices(self.actor), background()
        page = plan_page(self.actor, PlanFilters(view="open"), key="", today=clock.today(self.now))
        lines = [f"{row.plan.number} {row.plan.title} {row.plan.institute.name} {row.next}" for row in page.rows]
        return HttpResponse("\n".join((str(districts), str(worker), *lines)))


urlpatterns = [path("bare/", BareList.as_view()), path("", include("appraisal.config.urls"))]


def measure() -> list[dict[str, Any]]:
    """Medians of CPU time, taken in turns in one process."""
    now = clock.now()
    full_city.build(plans=PLANS, now=now)
    results = []
    for label, role, kind in (
        ("city", Role.GUIDANCE_OFFICER, OrganisationKind.CITY_SECTION),
        ("institute", Role.INSTITUTE_CLERK, OrganisationKind.INSTITUTE),
    ):
        home = Organisation.objects.filter(kind=kind).order_by("pk")[0]
        visitor = Visitor(full_city.person(role, home))
        results += _list(label, visitor)
        own = Plan.objects.filter(institute=home)
        results += _other_pages(label, visitor, own.first() or Plan.objects.latest("pk"))
    return results


def _list(label: str, visitor: Visitor) -> list[dict[str, Any]]:
    address = "/plans/"
    ours, bare = visitor.queries(address), visitor.queries("/bare/", urlconf=__name__)
    if sorted(map(_shape, ours)) != sorted(map(_shape, bare)):
        raise RuntimeError("\n".join(("the bare view does not run the queries of the list:", *ours, "but", *bare)))
    bare_cpu, our_cpu = cpu_seconds(
        [lambda: visitor.get("/bare/", urlconf=__name__), lambda: visitor.get(address)], rounds=ROUNDS
    )
    answer = visitor.get(address)
    rows = answer.content.count(b"<tr") - 1
    return [
        result(f"list for {label}: CPU against the bare view", our_cpu / bare_cpu, "×", at_most=1.5),
        result(f"list for {label}: CPU", our_cpu * 1000, "ms"),
        result(f"list for {label}: queries", len(visitor.queries(address)), "", at_most=8),
        result(
            f"list for {label}: HTML of {rows} rows against pretix",
            len(answer.content) / _pretix_bytes(rows),
            "×",
            at_most=1 / 3,
        ),
    ]


def _pretix_bytes(rows: int) -> float:
    """What pretix sends for as many rows, between what it sent for 25 and for 250."""
    return PRETIX_25_ROWS + (PRETIX_250_ROWS - PRETIX_25_ROWS) * (rows - 25) / 225


def _shape(statement: str) -> str:
    """The statement without its values, which hold the time."""
    return VALUES.sub("?", statement)


def _other_pages(label: str, visitor: Visitor, plan: Plan) -> list[dict[str, Any]]:
    address = f"/plans/{plan.number}/"
    asked, sent = len(visitor.queries(address)), len(visitor.get(address).content)
    return [
        result(f"plan for {label}: queries against pretix", asked / PRETIX_DETAIL_QUERIES, "×", at_most=1),
        result(f"plan for {label}: HTML against pretix", sent / PRETIX_DETAIL_BYTES, "×", at_most=1),
        result(f"home for {label}: queries", len(visitor.queries("/")), "", at_most=8),
        result(f"home for {label}: HTML", len(visitor.get("/").content) / 1024, "KB"),
    ]
