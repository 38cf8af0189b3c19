"""The sweep's cost follows what is due, not what exists: 1,000 due among 1,000,000 obligations and among 10,000.

Two databases, one small and one large, swept in turns by one process, so that a noisy moment meets both alike.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from statistics import median
from typing import Any

from django.db import connection

from appraisal.core.models import Organisation, User
from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.services import calendar, city
from benchmarks.results import result
from plans.queries.due import lateness
from plans.services.sweep import sweep

DUE = 1000
SMALL, LARGE = 10_000, 1_000_000
PER_PLAN = 5
ROUNDS = 5
NOW = datetime(2026, 6, 1, 9, tzinfo=BEIJING)

PLANS = """
    INSERT INTO plans_plan (number, kind, state, previous_state, state_since, institute_id, district_id, title, note,
        special_category, contact_name, first_exam_date, created_by_id, created_at, candidate_count, is_sample)
    SELECT %(prefix)s || n, 'SPECIAL', %(state)s, '', %(now)s, %(institute)s, %(district)s, '专场鉴定', '', '', '',
        %(exam)s, %(user)s, %(now)s, 0, false
    FROM generate_series(1, %(count)s) AS n
"""
# Half of what exists is settled, half is open with its last day still ahead.
EXISTING = """
    INSERT INTO plans_obligation (plan_id, code, responsible_id, anchor_date, last_day, due_at, provisional, overridden,
        state, next_reminder_at)
    SELECT id, 'CODE' || n, institute_id, %(now)s::date + 90, %(now)s::date + (id %% 60)::int + 2,
        (%(now)s::date + (id %% 60)::int + 3)::timestamp AT TIME ZONE 'Asia/Shanghai', false, false,
        CASE WHEN n %% 2 = 0 THEN 'OPEN' ELSE 'MET' END, %(now)s + interval '1 day' * (id %% 50 + 1)
    FROM plans_plan, generate_series(1, %(per_plan)s) AS n WHERE number LIKE 'B%%'
"""
DUE_NOW = """
    INSERT INTO plans_obligation (plan_id, code, responsible_id, anchor_date, last_day, due_at, provisional, overridden,
        state)
    SELECT id, 'FILE', institute_id, first_exam_date, %(now)s::date - 1, %(now)s::date::timestamp, false, false, 'OPEN'
    FROM plans_plan WHERE number LIKE %(prefix)s || '%%'
"""


def measure() -> list[dict[str, Any]]:
    """The median of pairs: the two sweeps of a pair follow each other, now this one first, now that."""
    names = _databases()
    ratios, large = [], []
    for number in range(-1, ROUNDS):  # the first pair warms up
        order = (SMALL, LARGE) if number % 2 else (LARGE, SMALL)
        taken = {size: _one_sweep(names[size], f"R{number + 1}-") for size in order}
        if number >= 0:
            ratios.append(taken[LARGE] / taken[SMALL])
            large.append(taken[LARGE])
    with _connected_to(names[LARGE]):
        idle = median(_seconds(lambda: sweep(now=NOW)) for _ in range(ROUNDS))
    return [
        result(f"sweep of {DUE:,} due among {LARGE:,} against {SMALL:,}", median(ratios), "×", at_most=1.2),
        result(f"one missed obligation among {LARGE:,}", median(large) / DUE * 1000, "ms"),
        result(f"sweep with nothing due among {LARGE:,}", idle * 1000, "ms"),
    ]


def _one_sweep(name: str, prefix: str) -> float:
    with _connected_to(name):
        _make_due(prefix)
        seconds = _seconds(lambda: sweep(now=NOW))
        assert lateness(NOW).count == 0
    return seconds


def _seconds(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def _databases() -> dict[int, str]:
    """The runner's database becomes the small one; the large one is its copy, filled further."""
    small = connection.settings_dict["NAME"]
    large = f"{small}_large"
    calendar.fill_calendar(now=NOW)
    city.load_city(now=NOW)
    _institute()
    connection.close()  # a database that is copied must have no visitor
    with _connected_to("postgres"), connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{large}"')
        cursor.execute(f'CREATE DATABASE "{large}" TEMPLATE "{small}"')
    for size, name in {SMALL: small, LARGE: large}.items():
        with _connected_to(name):
            _fill(size)
    return {SMALL: small, LARGE: large}


@contextmanager
def _connected_to(name: str) -> Iterator[None]:
    """The one connection, to another database of the same server."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    connection.ensure_connection()
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def _institute() -> None:
    district = Organisation.objects.filter(kind=OrganisationKind.DISTRICT_CENTRE).first()
    Organisation.objects.create(
        kind=OrganisationKind.INSTITUTE, code="JG0001", name="样例鉴定所", short_name="样例", district=district
    )
    User.objects.create_user("author", name="样例")


def _fill(size: int) -> None:
    """Obligations that are settled or still ahead, and statistics as autovacuum would keep them."""
    with connection.cursor() as cursor:
        cursor.execute(PLANS, _values("B", state="ACCEPTED", count=size // PER_PLAN))
        cursor.execute(EXISTING, {"now": NOW, "per_plan": PER_PLAN})
        cursor.execute("VACUUM ANALYZE")


def _make_due(prefix: str) -> None:
    """A thousand drafts whose last day has just passed."""
    with connection.cursor() as cursor:
        cursor.execute(PLANS, _values(prefix, state="DRAFT", count=DUE))
        cursor.execute(DUE_NOW, {"now": NOW, "prefix": prefix})


def _values(prefix: str, *, state: str, count: int) -> dict[str, Any]:
    institute = Organisation.objects.get(kind=OrganisationKind.INSTITUTE)
    author = User.objects.get(username="author")
    return {
        "prefix": prefix,
        "state": state,
        "count": count,
        "now": NOW,
        "exam": NOW.date(),
        "institute": institute.pk,
        "district": institute.district_id,
        "user": author.pk,
    }
