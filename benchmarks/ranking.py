"""One dispatch ranked on a full register: 2,000 examiners, 40 requests on its day, 360 practicals on the days after.

What a district's officer waits for when he starts a dispatch, and what the worker does 40 times on a busy morning: read
who may be asked for which of the 400, solve the assignment of the ten days, write the ranking.
"""

import random
import time
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from appraisal.core.models import OccupationLevel, Organisation
from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.enums import OrganisationKind, Subject
from benchmarks.results import result
from examiners.models import Dispatch, ExaminerRequest
from examiners.rules.ranking import commitment
from examiners.services.ranking import rank_examiners
from plans.models import PlanItem, Sitting
from plans.rules.states import PlanState
from tests.factories import catalogue, core
from tests.factories import examiners as register
from tests.factories import plans as make

EXAMINERS, ALIKE, PRACTICALS, DAYS, DISTRICTS, OCCUPATIONS = 2_000, 8, 400, 10, 17, 24
FIRST_DAY = date(2026, 5, 16)
NOW = datetime(2026, 5, 6, 9, tzinfo=BEIJING)


def measure() -> list[dict[str, Any]]:
    """Processor time of this process, whole time, and statements of one ranking, the first one left out."""
    dispatches = _city(random.Random(2014))
    _rank(dispatches[0])
    times, queries = [], 0
    for dispatch in dispatches[1:6]:
        with CaptureQueriesContext(connection) as captured:
            times.append(_rank(dispatch))
        queries = max(queries, len(captured))
    processor, whole = (sorted(one)[len(times) // 2] for one in zip(*times, strict=True))
    return [
        result(f"one dispatch among {PRACTICALS} practicals ranked, processor", processor, "s", at_most=1),
        result("the same, whole", whole, "s"),
        result("statements", queries, "", at_most=40),
    ]


def _rank(dispatch: Dispatch) -> tuple[float, float]:
    began = time.process_time(), time.perf_counter()
    with transaction.atomic():
        rank_examiners(dispatch=dispatch, now=NOW)
    return time.process_time() - began[0], time.perf_counter() - began[1]


def _city(draw: random.Random) -> list[Dispatch]:
    """The register, and the practicals; those of the first day with their dispatches, which are returned."""
    districts = [core.organisation(OrganisationKind.DISTRICT_CENTRE) for _ in range(DISTRICTS)]
    levels = [catalogue.level(4) for _ in range(OCCUPATIONS)]
    for level in draw.choices(levels, [1 / (1 + one) for one in range(OCCUPATIONS)], k=EXAMINERS // ALIKE):
        register.crowd(ALIKE, level.occupation, draw.sample(districts, 5))
    institutes = [core.organisation(OrganisationKind.INSTITUTE, district=one) for one in districts]
    user = core.user()
    found = []
    for number in range(PRACTICALS):
        level = draw.choices(levels, [1 / (1 + one) ** 0.5 for one in range(OCCUPATIONS)])[0]
        sitting = _practical(draw.choice(institutes), level, FIRST_DAY + timedelta(days=number % DAYS), user)
        if sitting.date == FIRST_DAY:
            found.append(_dispatch(sitting, user))
    return found


def _practical(institute: Organisation, level: OccupationLevel, day: date, user: Any) -> Sitting:
    plan = make.plan(institute, state=PlanState.PAID, first_exam_date=day, created_by=user)
    item = PlanItem.objects.create(plan=plan, occupation_level=level, expected_candidates=30)
    sitting: Sitting = Sitting.objects.create(plan=plan, item=item, subject=Subject.PRACTICAL, date=day)
    return sitting


def _dispatch(sitting: Sitting, user: Any) -> Dispatch:
    request = ExaminerRequest.objects.create(
        sitting=sitting, number=3, contact_name="何站长", contact_phone="010-65001111", asked_by=user, asked_at=NOW,
        changed_at=NOW,
    )  # fmt: skip
    made: Dispatch = Dispatch.objects.create(
        request=request, district=sitting.plan.district, day=sitting.date, seats=3, opened_at=NOW, state_since=NOW,
        seed="0" * 32, seed_hash=commitment("0" * 32),
    )  # fmt: skip
    return made
