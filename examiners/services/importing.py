"""Many entries of the register at once: all of them or none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from appraisal.core import audit, clock
from appraisal.core.crypto import indexer
from appraisal.core.errors import Refused
from appraisal.core.permissions import authorise
from appraisal.core.phrases import conflict, explain
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Actor, Capability, Role
from appraisal.core.transactions import use_case
from examiners.models import Examiner, PreferredDistrict, Qualification
from examiners.queries.entries import lock_register, next_numbers
from examiners.queries.importing import import_facts, register_state
from examiners.rules.importing import RegisterRow, row_refusals
from examiners.services.qualifications import plan_reminder
from examiners.services.register import fill


@dataclass(frozen=True, slots=True)
class Imported:
    """How many people were added and changed, and how many cards were written."""

    added: int
    changed: int
    cards: int


@use_case
def import_examiners(
    *,
    actor: Actor,
    rows: Sequence[RegisterRow],
    now: datetime,
    keeper_id: int | None = None,
    seen: str = "",
    is_sample: bool = False,
) -> Imported:
    """Write every row. New people are kept by the actor's district, or by `keeper_id` when the city enters them.

    `seen`: the state of the register that the preview was made from. Raises `NotPermitted`, `Conflict` when it has
    changed since, and `Refused` with everything that is wrong with every row.
    """
    authorise(actor, Capability.EDIT_EXAMINERS)
    lock_register()
    if seen and seen != register_state():
        raise conflict("register_changed")
    faults = row_refusals(rows, import_facts(actor, rows, clock.today(now)))
    if faults:
        raise Refused(*(_in_row(row, refusals) for row, refusals in sorted(faults.items())))
    keeper = actor.organisation_id if actor.role == Role.DISTRICT_OFFICER else keeper_id
    people, added = _write_people(rows, keeper, now, is_sample=is_sample)
    _write_wishes(rows, people)
    cards = _write_cards(rows, people, now)
    done = Imported(added=added, changed=len(people) - added, cards=cards)
    audit.record(
        actor=actor,
        action="examiner.import",
        target="examiners",
        summary=f"导入考评员：新增 {done.added} 人，更新 {done.changed} 人，证卡 {done.cards} 张",
        at=now,
        added=done.added,
        changed=done.changed,
        cards=done.cards,
    )
    return done


def _in_row(row: int, refusals: Sequence[Refusal]) -> Refusal:
    return Refusal("register_row", {"row": row, "faults": "".join(explain(one).message for one in refusals)})


def _write_people(
    rows: Sequence[RegisterRow], keeper: int | None, now: datetime, *, is_sample: bool
) -> tuple[dict[str, Examiner], int]:
    """Everyone in the rows by ID number, saved; and how many of them are new."""
    entries = {one.person: one.entry for one in rows}
    people: dict[str, Examiner] = {}
    for examiner in Examiner.objects.filter(id_index__in=_indexes(entries)).select_for_update():
        people[examiner.id_number] = examiner
    changed = list(people.values())
    fresh = [person for person in entries if person not in people]
    for person, number in zip(fresh, next_numbers(len(fresh)), strict=True):
        people[person] = Examiner(number=number, registered_in_id=keeper, registered_at=now, is_sample=is_sample)
    for person, examiner in people.items():
        fill(examiner, entries[person], now)
    Examiner.objects.bulk_create([people[person] for person in fresh], batch_size=1000)
    Examiner.objects.bulk_update(changed, CHANGED, batch_size=500)
    return people, len(fresh)


CHANGED = (
    "name", "name_key", "id_number", "id_index", "phone", "phone_index", "bank_card", "bank_card_index", "bank_name",
    "residence", "employer", "changed_at",
)  # fmt: skip


def _indexes(people: Iterable[str]) -> list[bytes]:
    from_text = indexer()
    return [from_text(person) for person in people]


def _write_wishes(rows: Sequence[RegisterRow], people: dict[str, Examiner]) -> None:
    """Five districts where the file names them; otherwise what there is stays."""
    wishes = {one.person: one.district_ids for one in rows if one.district_ids}
    PreferredDistrict.objects.filter(examiner__in=[people[person] for person in wishes]).delete()
    PreferredDistrict.objects.bulk_create(
        [
            PreferredDistrict(examiner=people[person], district_id=key, order=order)
            for person, keys in wishes.items()
            for order, key in enumerate(keys, 1)
        ],
        batch_size=2000,
    )


def _write_cards(rows: Sequence[RegisterRow], people: dict[str, Examiner], now: datetime) -> int:
    """A card that is there is put right, the others are added."""
    numbers = [one.card.card_number.strip() for one in rows if one.card]
    known = Qualification.objects.filter(card_number__in=numbers, withdrawn_at=None)
    present = {card.card_number: card for card in known}
    fresh: list[Qualification] = []
    changed: list[Qualification] = []
    for one in rows:
        if one.card is None:
            continue
        number = one.card.card_number.strip()
        card = present.get(number) or Qualification(card_number=number, examiner=people[one.person])
        card.occupation_id, card.grade = one.card.occupation_id, one.card.grade
        card.valid_from, card.valid_until = one.card.valid_from, one.card.valid_until
        plan_reminder(card, now)
        (changed if card.pk else fresh).append(card)
    Qualification.objects.bulk_create(fresh, batch_size=2000)
    Qualification.objects.bulk_update(
        changed, ("occupation", "grade", "valid_from", "valid_until", "next_reminder_on"), batch_size=500
    )
    return len(fresh) + len(changed)
