"""Plan items ready for a roster."""

from datetime import date
from itertools import count

from appraisal.core.models import Occupation, OccupationLevel
from appraisal.core.rules.enums import Subject
from plans.models import Plan, PlanItem, Sitting
from tests.factories import plans

_numbers = count(1)


def occupation_level(level: int = 4, occupation: Occupation | None = None) -> OccupationLevel:
    """A level of an occupation, of a new one unless named."""
    number = next(_numbers)
    occupation = occupation or Occupation.objects.create(name=f"职业{number}", name_key=f"zhi ye {number}")
    return OccupationLevel.objects.get_or_create(occupation=occupation, level=level)[0]


def item(
    of: Plan | None = None,
    *,
    level: OccupationLevel | None = None,
    day: date | None = date(2026, 6, 20),
    **fields: object,
) -> PlanItem:
    """An item of a plan with a theory and a practical sitting on `day`."""
    made = PlanItem.objects.create(
        plan=of or plans.plan(**fields), occupation_level=level or occupation_level(), expected_candidates=10
    )
    if day:
        for subject in (Subject.THEORY, Subject.PRACTICAL):
            Sitting.objects.create(plan=made.plan, item=made, subject=subject, date=day)
    return made
