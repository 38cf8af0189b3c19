"""Technician plans: accepted, enrolled with reviewed candidates, and with a public notice."""

from datetime import datetime
from itertools import count

from appraisal.core.crypto import blind_index
from appraisal.core.models import Organisation
from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.rules.identity import resident_id_check_digit
from plans.models import Candidate, Plan, PublicNotice
from plans.services import filing as filing_service
from plans.services.committees import choose_committee
from plans.services.public_notices import publish_notice
from tests.factories import core, eligibility
from tests.factories import filing as make
from tests.factories.filing import NOW, Ground

_numbers = count(1)


def committee(name: str = "餐饮考评委") -> Organisation:
    """An industry technician committee."""
    return core.organisation(OrganisationKind.COMMITTEE, name=name)


def technician(plan: Plan, number: int = 0, **fields: object) -> Candidate:
    """A sound candidate who sits all three subjects."""
    given: dict[str, object] = {
        "name": f"张师{'一二三四'[number]}",
        "document_type": "RESIDENT_ID",
        "document_number": sound_number(),
        "education": "SENIOR_HIGH",
        "source": "ENTERPRISE",
        "condition": "取得本职业三级证书后连续从事本职业工作7年以上",
        "theory": "NEW",
        "practical": "NEW",
        "review": "NEW" if plan.items.get().occupation_level.level <= 2 else "",
        "employer": "样例饭店",
    }
    candidate = make.candidate(plan, **{**given, **fields})
    reindex(candidate)
    return candidate


def sound_number() -> str:
    """An invented resident ID (a man's) with a right check digit; another one each time."""
    number = next(_numbers)
    first = f"110105{1970 + number // 1200}{number // 100 % 12 + 1:02}01{number % 100:02}1"
    return first + resident_id_check_digit(first)


def reindex(candidate: Candidate) -> None:
    """Make the blind index that of the number."""
    candidate.document_index = blind_index(candidate.document_number)
    candidate.save(update_fields=["document_index"])


def accepted(on: Ground, people: int = 2, **fields: object) -> Plan:
    """An accepted plan of the ground's level whose candidates are reviewed and who has its committee."""
    plan = make.accepted(on)
    for number in range(people):
        technician(plan, number, **fields)
    eligibility.review_all(plan, on.clerk, NOW)
    return plan


def chosen(on: Ground, plan: Plan, of: Organisation | None = None) -> Organisation:
    """The committee that the plan chooses for its occupation."""
    of = of or committee(f"考评委{plan.pk}")
    occupation_id = plan.items.get().occupation_level.occupation_id
    choose_committee(actor=on.clerk, plan_id=plan.pk, occupation_id=occupation_id, committee_id=of.pk, now=NOW)
    return of


def enrolled(on: Ground, people: int = 2, **fields: object) -> Plan:
    """An enrolled plan; technicians with their committee."""
    plan = accepted(on, people, **fields)
    if plan.items.get().occupation_level.level <= 2:
        chosen(on, plan)
    return filing_service.enrol(actor=on.clerk, plan_id=plan.pk, now=NOW)


def published(on: Ground, people: int = 2, now: datetime = NOW) -> PublicNotice:
    """An open notice of an enrolled technician plan."""
    return publish_notice(actor=on.officer, plan_id=enrolled(on, people).pk, now=now)
