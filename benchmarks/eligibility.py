"""100,000 candidates evaluated again and stored by `manage.py evaluate_candidates --all`, against the bare evaluator.

The bare evaluator judges the same facts, ready in memory, and keeps nothing: what no storing of verdicts can undercut.
"""

import time
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.db import connection

from appraisal.core import clock
from benchmarks.results import result
from plans.models import CandidateVerdict, PlanItem
from plans.queries.claims import claims_of, open_candidate_ids
from plans.queries.judges import Judges
from plans.rules.eligibility.evaluate import evaluate
from plans.services.standards import load_standards
from tests.factories import rosters as factory

CANDIDATES = 100_000
SAMPLE = 20_000
_FILL = """
    INSERT INTO plans_candidate (plan_id, item_id, state, created_at, updated_at, sheet_row, name, document_type,
        document_number, document_index, sex, birth_date, ethnicity, education, phone, condition, source, employer,
        address, years_in_occupation, email, prior_certificate, prior_occupation, theory, practical, review)
    SELECT %(plan)s, %(item)s, 'PENDING', %(now)s, %(now)s, n, '考生', 'RESIDENT_ID', ''::bytea,
           decode(lpad(to_hex(n), 64, '0'), 'hex'), 'MALE', date '1985-01-01' + n %% 3000, '汉族', '高中', ''::bytea,
           CASE n %% 2 WHEN 0 THEN '连续从事本职业工作7年以上' ELSE '取得本职业五级证书后连续从事本职业工作5年以上' END,
           '企业', '样例', '北京市', (n %% 150) / 10.0, '', lpad((10 + n %% 15)::text, 2, '0') || '010010055' ||
           lpad((n %% 100000)::text, 5, '0'), '', 'NEW', 'NEW', ''
      FROM generate_series(1, %(count)s) n
"""


def measure() -> list[dict[str, Any]]:
    """Rates and ratio of one run; the second evaluation replaces the verdicts of the first."""
    now = clock.now()
    load_standards(now=now)
    _fill(factory.item(day=None))
    command = [_command_seconds() for _ in range(2)][-1]
    if CandidateVerdict.objects.count() != CANDIDATES:
        raise RuntimeError("not every candidate has a verdict")
    bare = _bare_seconds()
    return [
        result("candidates re-evaluated and stored", CANDIDATES / command, "a second"),
        result("bare evaluator", CANDIDATES / bare, "a second"),
        result("re-evaluated and stored against the bare evaluator", command / bare, "×"),
    ]


def _fill(item: PlanItem) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_FILL, {"plan": item.plan_id, "item": item.pk, "now": clock.now(), "count": CANDIDATES})
        cursor.execute("ANALYZE plans_candidate")


def _command_seconds() -> float:
    began = time.perf_counter()
    call_command("evaluate_candidates", all=True, stdout=StringIO())
    return time.perf_counter() - began


def _bare_seconds() -> float:
    """For all candidates, from a sample whose facts were prepared before."""
    today = clock.today(clock.now())
    claims = list(claims_of(open_candidate_ids()[:SAMPLE]))
    judges = Judges(today)
    judges.read_for(claims)
    ready = [(judges.of(one).conditions.alternatives, judges.of(one).facts(one.claim, one.documents)) for one in claims]
    began = time.perf_counter()
    for alternatives, facts in ready:
        evaluate(alternatives, facts, today)
    return (time.perf_counter() - began) * CANDIDATES / len(ready)
