"""Plans and their obligations."""

from datetime import date, datetime
from itertools import count

from appraisal.core.models import Organisation
from appraisal.core.queries.calendar import counting, load_calendar
from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.enums import OrganisationKind
from plans.models import Obligation, Plan
from plans.queries.obligation_table import obligation_table
from plans.rules.enums import PlanKind, SpecialCategory
from plans.rules.obligations import ObligationCode
from plans.rules.states import PlanState
from tests.factories import core

_numbers = count(1)


def plan(institute: Organisation | None = None, **fields: object) -> Plan:
    """A special-session plan, in draft unless `state` says otherwise."""
    institute = institute or core.organisation(OrganisationKind.INSTITUTE)
    number = next(_numbers)
    defaults = {
        "number": f"T{number:08}",
        "kind": PlanKind.SPECIAL,
        "state": PlanState.DRAFT,
        "state_since": datetime(2026, 1, 5, 9, tzinfo=BEIJING),
        "created_at": datetime(2026, 1, 5, 9, tzinfo=BEIJING),
        "district": institute.district,
        "special_category": next(iter(SpecialCategory)),
        "title": f"专场鉴定{number}",
    }
    if "created_by" not in fields:
        fields["created_by"] = core.user()
    return Plan.objects.create(institute=institute, **{**defaults, **fields})


def obligation(code: ObligationCode, of: Plan, anchor: date, **fields: object) -> Obligation:
    """An open obligation of a plan with the last day that the calendar gives for `anchor`."""
    deadline = obligation_table()[code].deadline(anchor, load_calendar(), counting())
    defaults = {
        "responsible": of.institute,
        "anchor_date": anchor,
        "last_day": deadline.last_day,
        "due_at": deadline.due_at,
        "provisional": deadline.is_provisional,
    }
    return Obligation.objects.create(plan=of, code=code, **{**defaults, **fields})
