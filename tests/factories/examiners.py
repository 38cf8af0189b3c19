"""Examiners, their cards and wishes, and practicals that ask for them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import count

from appraisal.core.crypto import blind_index
from appraisal.core.models import Occupation, Organisation
from appraisal.core.pinyin import person_key
from appraisal.core.rules.bank_cards import check_digit
from appraisal.core.rules.deadlines import BEIJING
from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.rules.identity import resident_id_check_digit
from appraisal.core.rules.roles import Actor, Role
from examiners.models import Examiner, ExaminerRequest, PreferredDistrict, Qualification
from examiners.rules.enums import ExaminerGrade
from examiners.rules.register import ExaminerEntry
from examiners.rules.requests import RequestEntry
from examiners.services.requests import request_examiners
from plans.models import Plan, Sitting
from plans.rules.states import PlanState
from tests.factories import core, filing

NOW = datetime(2026, 3, 2, 9, tzinfo=BEIJING)
_numbers = count(1)


def id_number(serial: int) -> str:
    """A valid ID number that belongs to `serial`."""
    first = f"110105{1950 + serial // 1000 % 40:04}01{serial // 40_000 % 28 + 1:02}{serial % 1000:03}"
    return first + resident_id_check_digit(first)


def bank_card(serial: int) -> str:
    """A valid card number of the Bank of Beijing that belongs to `serial`."""
    first = f"602969{serial:09}"
    return first + check_digit(first)


def entry(**changes: object) -> ExaminerEntry:
    """What somebody new brings along."""
    serial = next(_numbers)
    given: dict[str, object] = {
        "name": "何建国",
        "id_number": id_number(serial),
        "phone": f"139{serial:08}",
        "bank_card": bank_card(serial),
        "employer": "样例烹饪协会",
    }
    return ExaminerEntry(**{**given, **changes})


def examiner(
    occupation: Occupation | None = None, districts: Sequence[Organisation] = (), **fields: object
) -> Examiner:
    """An examiner as he stands in the register, with a senior card for `occupation` and wishes in order."""
    serial = next(_numbers)
    name = str(fields.pop("name", f"考评员{serial:06}"))  # by name is by age
    phone, number, card = f"138{serial:08}", id_number(serial + 500_000), bank_card(serial)
    defaults: dict[str, object] = {
        "number": f"T{serial:06}",
        "name": name,
        "name_key": person_key(name),
        "id_number": number,
        "id_index": blind_index(number),
        "phone": phone,
        "phone_index": blind_index(phone),
        "bank_card": card,
        "bank_card_index": blind_index(card),
        "registered_at": NOW,
        "changed_at": NOW,
    }
    row = Examiner.objects.create(**{**defaults, **fields})
    if occupation:
        qualification(row, occupation)
    for order, district in enumerate(districts, 1):
        PreferredDistrict.objects.create(examiner=row, district=district, order=order)
    return row


def qualification(of: Examiner, occupation: Occupation, **fields: object) -> Qualification:
    """A senior examiner's card, valid for three years from 2025."""
    defaults: dict[str, object] = {
        "grade": ExaminerGrade.SENIOR_EXAMINER,
        "card_number": f"K{next(_numbers):08}",
        "valid_from": date(2025, 1, 1),
        "valid_until": date(2027, 12, 31),
    }
    return Qualification.objects.create(examiner=of, occupation=occupation, **{**defaults, **fields})


def districts(number: int) -> list[Organisation]:
    """So many district centres."""
    return [core.organisation(OrganisationKind.DISTRICT_CENTRE) for _ in range(number)]


def signed_in_as(of: Examiner) -> Actor:
    """The examiner himself, with an account."""
    held = core.assignment(Role.EXAMINER)
    of.user = held.user
    of.save(update_fields=["user"])
    return held.actor()


def practical(on: filing.Ground, state: PlanState = PlanState.ARRANGED, exam: date = filing.EXAM) -> Sitting:
    """The practical of a plan that was filed, accepted and is now in `state`, its obligations laid on the way."""
    plan = filing.accepted(on, exam=exam) if exam != filing.EXAM else filing.accepted(on)
    Plan.objects.filter(pk=plan.pk).update(state=state)
    return Sitting.objects.get(plan=plan, subject="PRACTICAL")


def wanted(**changes: object) -> RequestEntry:
    """What an institute asks for."""
    given: dict[str, object] = {"number": 3, "contact_name": "李主任", "contact_phone": "13800000001"}
    return RequestEntry(**{**given, **changes})


def asked(on: filing.Ground, sitting: Sitting, now: datetime = filing.NOW, **changes: object) -> ExaminerRequest:
    """Examiners were asked for."""
    return request_examiners(actor=on.clerk, sitting_id=sitting.pk, entry=wanted(**changes), now=now)


def days(start: date, number: int) -> list[date]:
    """So many days from `start` on."""
    return [start + timedelta(days=step) for step in range(number)]


def crowd(size: int, occupation: Occupation, wishes: Sequence[Organisation]) -> int:
    """So many examiners at once, all alike, without numbers that cost time to encrypt; returns how many."""
    serials = [next(_numbers) for _ in range(size)]
    people = Examiner.objects.bulk_create(
        Examiner(
            number=f"T{serial:06}", name=f"考评员{serial}", name_key=f"{serial:06}",
            phone_index=f"{serial:032}".encode(), registered_at=NOW, changed_at=NOW,
        )
        for serial in serials
    )  # fmt: skip
    Qualification.objects.bulk_create(
        Qualification(
            examiner=one, occupation=occupation, grade=ExaminerGrade.SENIOR_EXAMINER, card_number=f"C{one.pk}",
            valid_from=date(2025, 1, 1), valid_until=date(2027, 12, 31),
        )
        for one in people
    )  # fmt: skip
    PreferredDistrict.objects.bulk_create(
        PreferredDistrict(examiner=one, district=district, order=order)
        for one in people
        for order, district in enumerate(wishes, 1)
    )
    return len(people)
