"""What the price of a plan is computed from: its candidates with their recorded results, and the tariff of the day."""

from datetime import date
from decimal import Decimal
from itertools import groupby

from django.conf import settings
from django.db import connection

from appraisal.core.rules.enums import Subject
from fees.queries.tariff import tariff_on
from fees.rules.pricing import Price, Sitter, price
from plans.models import Plan
from plans.queries.eligibility import retake_policy
from plans.rules.enums import Attempt
from plans.rules.retakes import Result, RetakePolicy, valid_until

# Candidates who have not withdrawn, in the order of their roster, each beside the results of the same person and level
# that other plans recorded. Nothing is decrypted: a person is known by the blind index.
SITTERS = """
    SELECT c.id, c.item_id, c.name, o.id, o.name, l.level, c.theory, c.practical, c.review,
           r.subject, r.score, r.exam_date
      FROM plans_candidate c
      JOIN plans_planitem i ON i.id = c.item_id
      JOIN core_occupationlevel l ON l.id = i.occupation_level_id
      JOIN core_occupation o ON o.id = l.occupation_id
      LEFT JOIN plans_recordedresult r ON r.document_index = c.document_index AND r.occupation_level_id = l.id
       AND r.plan_id IS DISTINCT FROM c.plan_id
     WHERE c.plan_id = %s AND c.state <> 'WITHDRAWN'
     ORDER BY c.item_id, c.id
"""
SUBJECTS = (Subject.THEORY, Subject.PRACTICAL, Subject.REVIEW)  # in the order of the columns
Attempts = tuple[str, str, str]
Record = tuple[frozenset[Subject], frozenset[Subject]]
NO_RECORD: Record = (frozenset(), frozenset())


def price_of(plan: Plan, today: date) -> Price:
    """The price of the plan's candidates as it would be billed today: two queries."""
    day = plan.first_exam_date if settings.KAOWU["FEES_BY_EXAM_DATE"] and plan.first_exam_date else today
    allowed: bool = settings.KAOWU["BILL_BY_SAMPLE_STANDARDS"]
    sitters = sitters_of(plan, today)
    return price(sitters, tariff_on(day, {one.occupation_id for one in sitters}), sample_allowed=allowed)


def sitters_of(plan: Plan, today: date) -> list[Sitter]:
    """Candidates who have not withdrawn, in the order of their roster: one query."""
    with connection.cursor() as cursor:
        cursor.execute(SITTERS, [plan.pk])
        rows = cursor.fetchall()
    policy = retake_policy()
    attempts = {row[6:9]: _attempts(row[6:9]) for row in rows}
    found = []
    for (pk, item_id, name, occupation_id, occupation, level, *_), group in groupby(rows, key=lambda row: row[:6]):
        lines = list(group)
        sat, passed = _record([line[9:] for line in lines if line[9]], policy, today)
        asked = attempts[lines[0][6:9]]
        found.append(Sitter(pk, item_id, name, occupation_id, occupation, level, asked, sat, passed))
    return found


def _attempts(words: Attempts) -> dict[Subject, Attempt]:
    return {subject: Attempt[word] for subject, word in zip(SUBJECTS, words, strict=True) if word}


def _record(rows: list[tuple[str, Decimal, date]], policy: RetakePolicy, today: date) -> Record:
    """The subjects ever sat elsewhere, and those whose pass is still valid."""
    if not rows:
        return NO_RECORD
    results = [Result(Subject[word], score, day) for word, score, day in rows]
    passed = (one for one in results if one.score >= policy.pass_score and today <= valid_until(one, policy))
    return frozenset(one.subject for one in results), frozenset(one.subject for one in passed)
