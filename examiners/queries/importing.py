"""The register as an import looks at it: constant queries, whatever the number of rows."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from django.db.models import Max, Q

from appraisal.core.crypto import indexer
from appraisal.core.models import Occupation, Organisation
from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.rules.identity import clean_number, read_mobile
from appraisal.core.rules.roles import Actor
from examiners.models import Examiner, Qualification
from examiners.models.examiner import registered_by
from examiners.rules.importing import ImportFacts, Period, PresentPerson, RegisterRow


def import_facts(actor: Actor, rows: Sequence[RegisterRow], today: date) -> ImportFacts:
    """What the register says about the rows: six queries."""
    index = indexer()
    people = {index(one.person): one.person for one in rows}
    phones = {index(phone): phone for one in rows if (phone := read_mobile(one.entry.phone))}
    cards = {index(card): card for one in rows if (card := clean_number(one.entry.bank_card))}
    numbers = {one.card.card_number.strip() for one in rows if one.card}
    return ImportFacts(
        people=_people(actor, people),
        phones=_holders("phone_index", phones, Q(active=True)),
        bank_cards=_holders("bank_card_index", cards, Q()),
        card_numbers=dict(
            Qualification.objects.filter(card_number__in=numbers, withdrawn_at=None).values_list(
                "card_number", "examiner__number"
            )
        ),
        districts=frozenset(districts_by_name().values()),
        today=today,
    )


def districts_by_name() -> dict[str, int]:
    """District centres in use by name, short name and code."""
    centres = Organisation.objects.filter(kind=OrganisationKind.DISTRICT_CENTRE, active=True)
    return {
        word: pk for pk, *words in centres.values_list("pk", "code", "name", "short_name") for word in words if word
    }


def occupations_by_name() -> dict[str, int]:
    """Occupations in use."""
    return dict(Occupation.objects.filter(active=True).values_list("name", "pk"))


def register_state() -> str:
    """Changes whenever an entry or card does: a preview belongs to the register it was made from."""
    people = Examiner.objects.aggregate(last=Max("pk"), changed=Max("changed_at"))
    cards = Qualification.objects.aggregate(last=Max("pk"), withdrawn=Max("withdrawn_at"))
    return hashlib.sha256(repr((people, cards)).encode()).hexdigest()


def _people(actor: Actor, wanted: dict[bytes, str]) -> dict[str, PresentPerson]:
    rows = Examiner.objects.filter(id_index__in=list(wanted))
    kept = set(rows.filter(registered_by(actor)).values_list("pk", flat=True))
    cards: defaultdict[int, dict[int, list[tuple[str, Period]]]] = defaultdict(dict)
    held = Qualification.objects.filter(examiner__in=rows, withdrawn_at=None)
    for examiner, occupation, number, start, end in held.values_list(
        "examiner_id", "occupation_id", "card_number", "valid_from", "valid_until"
    ):
        cards[examiner].setdefault(occupation, []).append((number, (start, end)))
    return {
        wanted[bytes(index)]: PresentPerson(
            number, pk in kept, {occupation: tuple(ones) for occupation, ones in cards[pk].items()}
        )
        for pk, number, index in rows.values_list("pk", "number", "id_index")
    }


def _holders(field: str, wanted: dict[bytes, str], condition: Q) -> dict[str, str]:
    rows = Examiner.objects.filter(condition, **{f"{field}__in": list(wanted)})
    return {wanted[bytes(index)]: number for index, number in rows.values_list(field, "number")}
