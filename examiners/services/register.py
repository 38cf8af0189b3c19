"""Entries of the register: a district centre keeps those it made, the city's guidance section all of them."""

from datetime import datetime

from django.db.models import QuerySet

from appraisal.core import clock
from appraisal.core.crypto import blind_index
from appraisal.core.errors import Refused
from appraisal.core.models import Organisation
from appraisal.core.permissions import authorise
from appraisal.core.phrases import conflict
from appraisal.core.pinyin import person_key
from appraisal.core.rules.bank_cards import read_bank_card
from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.rules.identity import clean_number, mask_bank_card, mask_document_number, mask_mobile, read_mobile
from appraisal.core.rules.refusals import Refusal, gather
from appraisal.core.rules.roles import Actor, Capability, Role
from appraisal.core.services.personal import Revealable, register_revealable
from appraisal.core.services.texts import reason_refusals, text_refusals
from appraisal.core.transactions import use_case
from examiners.models import Examiner
from examiners.models.examiner import registered_by
from examiners.queries.entries import lock_kept, lock_register, next_number
from examiners.rules.register import ExaminerEntry, KnownAs, number_refusals
from examiners.services import letters, links
from examiners.services.records import record

BANK = "北京银行"


@use_case
def register_examiner(
    *, actor: Actor, entry: ExaminerEntry, now: datetime, keeper_id: int | None = None, is_sample: bool = False
) -> Examiner:
    """Enter somebody into the register. `keeper_id`: the district that keeps the entry, when the city enters it.

    Raises `NotPermitted`, and `Refused` with everything that is wrong or already known.
    """
    authorise(actor, Capability.EDIT_EXAMINERS)
    lock_register()
    keeper = actor.organisation_id if actor.role == Role.DISTRICT_OFFICER else keeper_id
    if refusals := gather(entry_refusals(entry, now=now), _keeper_refusals(keeper)):
        raise Refused(*refusals)
    examiner = Examiner(number=next_number(), registered_in_id=keeper, registered_at=now, is_sample=is_sample)
    fill(examiner, entry, now)
    examiner.save(force_insert=True)
    record(actor, examiner, "register", "登记考评员", now)
    return examiner


@use_case
def change_examiner(
    *, actor: Actor, examiner_id: int, entry: ExaminerEntry, now: datetime, keeper_id: int | None = None
) -> Examiner:
    """Change an entry; only the city moves it to another keeper. A new phone ends the links sent to the old one.

    Raises `NotPermitted`, `Examiner.DoesNotExist`, and `Refused` with everything that is wrong.
    """
    authorise(actor, Capability.EDIT_EXAMINERS)
    lock_register()
    examiner = lock_kept(actor, examiner_id)
    keeper = examiner.registered_in_id if actor.role == Role.DISTRICT_OFFICER else keeper_id
    if refusals := gather(entry_refusals(entry, now=now, own=examiner), _keeper_refusals(keeper)):
        raise Refused(*refusals)
    before = {name: getattr(examiner, name) for name in CHANGED_WORDS}
    examiner.registered_in_id = keeper
    fill(examiner, entry, now)
    examiner.save()
    changed = [word for name, word in CHANGED_WORDS.items() if before[name] != getattr(examiner, name)]
    if "手机号码" in changed:
        links.end_links(examiner=examiner, now=now)
    record(actor, examiner, "change", "修改考评员登记", now, changed=changed)
    return examiner


@use_case
def stop_examiner(*, actor: Actor, examiner_id: int, reason: str, now: datetime) -> None:
    """Nobody asks him any more (停聘); his past stays, and districts that have asked him are told.

    Raises like `change_examiner`, and `Conflict`.
    """
    authorise(actor, Capability.EDIT_EXAMINERS)
    examiner = lock_kept(actor, examiner_id)
    if not examiner.active:
        raise conflict("examiner_inactive", name=examiner.name)
    if refusals := reason_refusals(reason):
        raise Refused(*refusals)
    examiner.active, examiner.inactive_reason, examiner.changed_at = False, reason.strip(), now
    examiner.save(update_fields=["active", "inactive_reason", "changed_at"])
    links.end_links(examiner=examiner, now=now)
    letters.member_unfit(examiner=examiner, why="已停聘", now=now)
    record(actor, examiner, "stop", "停聘考评员", now, reason=examiner.inactive_reason)


@use_case
def resume_examiner(*, actor: Actor, examiner_id: int, reason: str, now: datetime) -> None:
    """He may be asked again. Raises like `stop_examiner`; also when somebody else has his phone meanwhile."""
    authorise(actor, Capability.EDIT_EXAMINERS)
    lock_register()
    examiner = lock_kept(actor, examiner_id)
    if examiner.active:
        raise conflict("examiner_active", name=examiner.name)
    phone = bytes(examiner.phone_index) if examiner.phone_index else None
    others = Examiner.objects.filter(phone_index=phone, active=True) if phone else Examiner.objects.none()
    known = KnownAs(phone=str(others.first() or ""))
    taken = (Refusal("examiner_known", {"what": "手机号码", "other": known.phone}),) if known.phone else ()
    if refusals := gather(reason_refusals(reason), taken):
        raise Refused(*refusals)
    examiner.active, examiner.inactive_reason, examiner.changed_at = True, "", now
    examiner.save(update_fields=["active", "inactive_reason", "changed_at"])
    record(actor, examiner, "resume", "恢复聘用考评员", now, reason=reason.strip())


# --- parts of an action, for the import and for self-service --------------------------------------
def entry_refusals(entry: ExaminerEntry, *, now: datetime, own: Examiner | None = None) -> tuple[Refusal, ...]:
    """Everything that is wrong with an entry; `own`: the examiner that it changes."""
    texts = text_refusals(Examiner, name=entry.name, employer=entry.employer)
    numbers = number_refusals(entry, known_as(entry, but=own.pk if own else None), today=clock.today(now))
    return gather(texts, numbers, _residence_refusals(entry.residence_id))


def known_as(entry: ExaminerEntry, *, but: int | None) -> KnownAs:
    """Who else bears the numbers of an entry: three queries by index."""
    others = Examiner.objects.exclude(pk=but)
    phone = read_mobile(entry.phone)
    return KnownAs(
        id_number=_number_of(others.filter(id_index=blind_index(clean_number(entry.id_number)))),
        phone=_number_of(others.filter(phone_index=blind_index(phone), active=True)) if phone else "",
        bank_card=_number_of(others.filter(bank_card_index=blind_index(_card(entry)))) if _card(entry) else "",
    )


def fill(examiner: Examiner, entry: ExaminerEntry, now: datetime) -> None:
    """Write a checked entry into an examiner; the caller saves him."""
    examiner.name, examiner.name_key = entry.name.strip(), person_key(entry.name.strip())
    examiner.residence_id, examiner.employer = entry.residence_id, entry.employer.strip()
    set_id_number(examiner, entry.id_number)
    set_phone(examiner, entry.phone)
    set_bank_card(examiner, entry.bank_card)
    examiner.changed_at = now


def set_id_number(examiner: Examiner, text: str) -> None:
    """Number and index together."""
    number = clean_number(text)
    examiner.id_number, examiner.id_index = number, blind_index(number)


def set_phone(examiner: Examiner, text: str) -> None:
    """Number and index together."""
    number = read_mobile(text) or ""
    examiner.phone, examiner.phone_index = number, blind_index(number) if number else None


def set_bank_card(examiner: Examiner, text: str) -> None:
    """Number, index and bank together; empty takes the card off."""
    number = str(read_bank_card(text)) if text.strip() else ""
    examiner.bank_card, examiner.bank_card_index = number, blind_index(number) if number else None
    examiner.bank_name = BANK if number else ""


CHANGED_WORDS = {
    "name": "姓名",
    "id_number": "身份证号",
    "phone": "手机号码",
    "bank_card": "银行卡号",
    "residence_id": "居住区县",
    "employer": "工作单位",
    "registered_in_id": "登记单位",
}


def _card(entry: ExaminerEntry) -> str:
    return str(read_bank_card(entry.bank_card)) if entry.bank_card.strip() else ""


def _number_of(others: QuerySet[Examiner]) -> str:
    number: str | None = others.values_list("number", flat=True).first()
    return number or ""


def _keeper_refusals(keeper_id: int | None) -> tuple[Refusal, ...]:
    """`None` is the city; anything else must be a district centre in use."""
    return () if keeper_id is None or keeper_id in _centres() else (Refusal("examiner_keeper", field="keeper"),)


def _residence_refusals(district_id: int | None) -> tuple[Refusal, ...]:
    known = district_id is None or district_id in _centres()
    return () if known else (Refusal("preferences_unknown", field="residence"),)


def _centres() -> set[int]:
    rows = Organisation.objects.filter(kind=OrganisationKind.DISTRICT_CENTRE, active=True)
    return set(rows.values_list("pk", flat=True))


register_revealable(Revealable(Examiner, "phone", "手机号码", mask_mobile))
register_revealable(Revealable(Examiner, "id_number", "身份证号", mask_document_number, seen_by=registered_by))
register_revealable(Revealable(Examiner, "bank_card", "银行卡号", mask_bank_card, seen_by=registered_by))
