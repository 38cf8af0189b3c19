"""What is on record about the persons of a roster, asked for all rows at once by blind index."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from io import BytesIO

from django.db import connection

from appraisal.core.rules.enums import Subject
from appraisal.core.transactions import require_transaction
from plans.models import Plan, PlanItem
from plans.queries.rosters import entered_candidates
from plans.rules.enums import CandidateState
from plans.rules.roster.records import Clash, OtherEnrolment, RecordedFacts, within_one_year
from plans.rules.states import PlanState

_GONE = (PlanState.CANCELLED, PlanState.LAPSED)

_ENROLLED_ELSEWHERE = """
    SELECT k.row, p.number, l.level, l.occupation_id, c.plan_id,
           (SELECT array_agg(s.date ORDER BY s.date) FROM plans_sitting s WHERE s.item_id = c.item_id)
      FROM roster_keys k
      JOIN plans_candidate c ON c.document_index = k.key AND c.item_id <> %(item)s AND c.state <> %(withdrawn)s
      JOIN plans_planitem i ON i.id = c.item_id
      JOIN core_occupationlevel l ON l.id = i.occupation_level_id
      JOIN plans_plan p ON p.id = c.plan_id
     WHERE p.state <> ALL (%(gone)s) AND (p.state <> %(draft)s OR p.institute_id = %(institute)s)
     ORDER BY k.row, p.id
"""
_OTHER_LEVEL_RESULTS = """
    SELECT k.row, coalesce(p.number, nullif(r.source, ''), '—'), l.level, max(r.exam_date)
      FROM roster_keys k
      JOIN plans_recordedresult r ON r.document_index = k.key
      JOIN core_occupationlevel l ON l.id = r.occupation_level_id
      LEFT JOIN plans_plan p ON p.id = r.plan_id
     WHERE l.occupation_id = %(occupation)s AND l.level <> %(level)s AND r.exam_date > %(since)s
     GROUP BY 1, 2, 3 ORDER BY 1
"""
_SAT_BEFORE = """
    SELECT DISTINCT k.row, r.subject
      FROM roster_keys k JOIN plans_recordedresult r ON r.document_index = k.key
     WHERE r.occupation_level_id = %(level_id)s
"""


def recorded_facts(item: PlanItem, keys: Iterable[tuple[int, bytes]]) -> RecordedFacts:
    """The facts on record for `keys`: (sheet row, blind index of the document number) of every person of a roster.

    Drafts of other institutes do not count as enrolments: nobody has committed himself yet.
    """
    require_transaction()
    sittings = list(item.sittings.values_list("date", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS roster_keys")
        cursor.execute("CREATE TEMPORARY TABLE roster_keys (row bigint, key bytea) ON COMMIT DROP")
        lines = b"".join(b"%d\t\\\\x%b\n" % (row, key.hex().encode()) for row, key in keys)
        cursor.copy_expert("COPY roster_keys FROM STDIN", BytesIO(lines), size=1 << 20)
        cursor.execute("ANALYZE roster_keys")
        level = item.occupation_level
        parameters = {
            "item": item.pk,
            "withdrawn": CandidateState.WITHDRAWN,
            "gone": [state.value for state in _GONE],
            "draft": PlanState.DRAFT,
            "institute": item.plan.institute_id,
            "level": level.level,
            "level_id": level.pk,
            "occupation": level.occupation_id,
            "since": (min(sittings) if sittings else date.max) - timedelta(days=365),
        }
        cursor.execute(_SAT_BEFORE, parameters)
        sat = _subjects(cursor.fetchall())
        cursor.execute(_ENROLLED_ELSEWHERE, parameters)
        elsewhere = cursor.fetchall()
        cursor.execute(_OTHER_LEVEL_RESULTS, parameters)
        results = cursor.fetchall()
    same_days, other_levels, same_plan = _enrolments(item, sittings, elsewhere)
    for row, number, other_level, exam_date in results:
        other_levels.setdefault(row, OtherEnrolment(number, other_level, exam_date))
    return RecordedFacts(sat=sat, same_days=same_days, other_levels=other_levels, same_plan=same_plan)


def clashes_of(plan: Plan) -> tuple[Clash, ...]:
    """Candidates of the plan who stand in another plan by now on the same days, or for another level within a year.

    Their rosters were checked when they came in; sittings and other plans may have changed since.
    """
    clashes: list[Clash] = []
    for item in plan.items.select_related("occupation_level__occupation"):
        item.plan = plan
        people = dict(entered_candidates(item).values_list("pk", "name"))
        keys = ((pk, bytes(key)) for pk, key in entered_candidates(item).values_list("pk", "document_index"))
        facts = recorded_facts(item, keys)
        found = dict(facts.other_levels) | dict(facts.same_days)
        clashes += [Clash(str(item), people[pk], other) for pk, other in sorted(found.items())]
    return tuple(clashes)


def _subjects(rows: list[tuple[int, str]]) -> dict[int, frozenset[Subject]]:
    subjects: dict[int, set[Subject]] = defaultdict(set)
    for row, subject in rows:
        subjects[row].add(Subject[subject])
    return {row: frozenset(found) for row, found in subjects.items()}


Enrolments = dict[int, OtherEnrolment]


def _enrolments(
    item: PlanItem, sittings: list[date], rows: list[tuple[int, str, int, int, int, list[date] | None]]
) -> tuple[Enrolments, Enrolments, Enrolments]:
    """Sort the enrolments found elsewhere: on the same days, for another level within a year, in this very plan."""
    same_days: Enrolments = {}
    other_levels: Enrolments = {}
    same_plan: Enrolments = {}
    level = item.occupation_level
    for row, number, other_level, occupation_id, plan_id, other_dates in rows:
        if plan_id == item.plan_id:
            same_plan.setdefault(row, OtherEnrolment(number, other_level, (other_dates or [date.max])[0]))
            continue
        if not sittings or not other_dates:
            continue
        meeting = sorted(set(sittings) & set(other_dates))
        if meeting:
            same_days.setdefault(row, OtherEnrolment(number, other_level, meeting[0]))
        is_other_level = occupation_id == level.occupation_id and other_level != level.level
        if is_other_level and within_one_year(min(sittings), other_dates[0]):
            other_levels.setdefault(row, OtherEnrolment(number, other_level, other_dates[0]))
    return same_days, other_levels, same_plan
