"""What candidates claim and what their documents say, read in bulk for the evaluator. Nothing personal is decrypted."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection

from plans.rules.eligibility.claims import Claim
from plans.rules.enums import CandidateState
from plans.rules.states import PlanState

OPEN_STATES = (
    PlanState.DRAFT,
    PlanState.RETURNED,
    PlanState.FILED,
    PlanState.ACCEPTED,
    PlanState.ENROLLED,
    PlanState.SUSPENDED,
)
"""Plans whose candidates are not qualified yet: a new standard still touches them."""

_CLAIMS = """
    SELECT c.id, i.occupation_level_id, l.level, c.condition, c.birth_date, c.years_in_occupation,
           (c.updated_at AT TIME ZONE 'Asia/Shanghai')::date, c.prior_certificate,
           c.prior_occupation IN ('', o.name), coalesce(b.basis, 'NORMAL'), b.facts,
           CASE WHEN %(on_exam_date)s THEN p.first_exam_date
                WHEN p.state = %(enrolled)s THEN (p.state_since AT TIME ZONE 'Asia/Shanghai')::date END,
           r.sat
      FROM plans_candidate c
      JOIN plans_plan p ON p.id = c.plan_id
      JOIN plans_planitem i ON i.id = c.item_id
      JOIN core_occupationlevel l ON l.id = i.occupation_level_id
      JOIN core_occupation o ON o.id = l.occupation_id
      LEFT JOIN plans_background b ON b.candidate_id = c.id
      LEFT JOIN LATERAL (
           SELECT array_agg(ARRAY[s.level::text, s.day::text] ORDER BY s.level) AS sat FROM (
                  SELECT x.level, max(q.exam_date) AS day
                    FROM plans_recordedresult q JOIN core_occupationlevel x ON x.id = q.occupation_level_id
                   WHERE q.document_index = c.document_index AND x.occupation_id = l.occupation_id
                     AND x.level <> l.level
                   GROUP BY x.level) s) r ON true
     WHERE c.id = ANY (%(ids)s)
     ORDER BY c.id
"""


@dataclass(frozen=True, slots=True)
class CandidateClaim:
    """One candidate for the evaluator. `on`: the day he is judged on, when that is not today."""

    candidate_id: int
    level_id: int
    claim: Claim
    documents: Mapping[str, Any] | None
    on: date | None


def claims_of(candidate_ids: Sequence[int]) -> Iterator[CandidateClaim]:
    """The claims of candidates in order of their ids: one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            _CLAIMS,
            {
                "ids": list(candidate_ids),
                "enrolled": PlanState.ENROLLED,
                "on_exam_date": settings.KAOWU["ELIGIBILITY_ON_EXAM_DATE"],
            },
        )
        for row in cursor.fetchall():
            pk, level_id, level, condition, born, years, told_on, certificate, same, basis, documents, on, sat = row
            earlier = tuple((int(one), date.fromisoformat(day)) for one, day in sat) if sat else ()
            claim = Claim(level, condition, born, years, told_on, certificate, same, basis, earlier)
            yield CandidateClaim(pk, level_id, claim, json.loads(documents) if documents else None, on)


def open_candidate_ids(*, where: str = "", parameters: Mapping[str, Any] | None = None) -> list[int]:
    """Ids of candidates who have not withdrawn from plans that are not qualified yet, in order.

    `where` narrows them: SQL over c (candidate), p (plan), i (item), l (level).
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT c.id FROM plans_candidate c JOIN plans_plan p ON p.id = c.plan_id
                  JOIN plans_planitem i ON i.id = c.item_id
                  JOIN core_occupationlevel l ON l.id = i.occupation_level_id
                 WHERE c.state <> %(withdrawn)s AND p.state = ANY (%(open)s) {where} ORDER BY c.id""",
            {
                "withdrawn": CandidateState.WITHDRAWN,
                "open": [state.value for state in OPEN_STATES],
                **(parameters or {}),
            },
        )
        return [pk for (pk,) in cursor.fetchall()]


def candidate_ids_touched_by(occupation_id: int | None) -> list[int]:
    """Open candidates whom a version for this occupation (None: for all without their own) could touch."""
    if occupation_id is None:
        return open_candidate_ids()
    return open_candidate_ids(where="AND l.occupation_id = %(occupation)s", parameters={"occupation": occupation_id})
