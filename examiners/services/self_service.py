"""What an examiner changes for himself: his phone at once, his ID number and bank card once his keeper has confirmed.

All of it needs his password: the link in an SMS does not open these.
"""

from datetime import datetime

from appraisal.core import clock
from appraisal.core.errors import Refused
from appraisal.core.models import Organisation
from appraisal.core.permissions import authorise
from appraisal.core.phrases import conflict
from appraisal.core.queries.sections import guidance_section_id
from appraisal.core.rules.bank_cards import read_bank_card
from appraisal.core.rules.identity import clean_number, mask_bank_card, mask_document_number, read_mobile
from appraisal.core.rules.refusals import Refusal, gather
from appraisal.core.rules.roles import Actor, Capability, Role
from appraisal.core.services import notices
from appraisal.core.services.personal import Revealable, register_revealable
from appraisal.core.services.texts import reason_refusals
from appraisal.core.transactions import use_case
from examiners.models import Examiner, ExaminerChange
from examiners.queries.entries import lock_kept, lock_own, lock_register
from examiners.rules.enums import ChangeState, ExaminerField
from examiners.rules.register import ExaminerEntry, bank_card_refusals, id_refusals, phone_refusals
from examiners.services import links
from examiners.services.records import record
from examiners.services.register import known_as, set_bank_card, set_id_number, set_phone

NAMES = {ExaminerField.ID_NUMBER: "id_number", ExaminerField.BANK_CARD: "bank_card"}


@use_case
def change_phone(*, actor: Actor, phone: str, now: datetime) -> None:
    """A new phone counts at once, for messages and answers; links sent to the old one end.

    Raises `NotPermitted`, `Examiner.DoesNotExist`, and `Refused` when it is none or somebody else's.
    """
    authorise(actor, Capability.SERVE_ONESELF)
    lock_register()
    examiner = lock_own(actor)
    wrong = phone_refusals(phone) or _known(examiner, "phone", phone)
    if not wrong and read_mobile(phone) == examiner.phone:
        wrong = (Refusal("change_same", field="phone"),)
    if wrong:
        raise Refused(*wrong)
    set_phone(examiner, phone)
    examiner.changed_at = now
    examiner.save(update_fields=["phone", "phone_index", "changed_at"])
    links.end_links(examiner=examiner, now=now)
    record(actor, examiner, "phone", "本人修改手机号码", now)


@use_case
def ask_change(*, actor: Actor, field: ExaminerField, value: str, now: datetime) -> ExaminerChange:
    """Ask for another ID number or bank card. Raises like `change_phone`, also while one waits already."""
    authorise(actor, Capability.SERVE_ONESELF)
    examiner = lock_own(actor)
    if refusals := _change_refusals(examiner, field, value, now):
        raise Refused(*refusals)
    change: ExaminerChange = examiner.changes.create(field=field, value=_cleaned(field, value), asked_at=now)
    _tell_keeper(examiner, change, now)
    record(actor, examiner, "ask_change", f"本人申请修改{field.label}", now, change=change.pk)
    return change


@use_case
def withdraw_change(*, actor: Actor, change_id: int, now: datetime) -> None:
    """Take back what was asked. Raises `NotPermitted`, `ExaminerChange.DoesNotExist`, `Conflict`."""
    authorise(actor, Capability.SERVE_ONESELF)
    examiner = lock_own(actor)
    change = _waiting(examiner, change_id)
    _settle(change, ChangeState.WITHDRAWN, actor, now, "")
    record(actor, examiner, "withdraw_change", "撤回修改申请", now, change=change.pk)


@use_case
def decide_change(*, actor: Actor, change_id: int, confirm: bool, reason: str = "", now: datetime) -> None:
    """Confirm what the examiner asked, or not, with a reason.

    Raises `NotPermitted`, `DoesNotExist` for another keeper's, `Conflict`, and `Refused`: no reason for a no, or the
    number has become somebody else's meanwhile.
    """
    authorise(actor, Capability.EDIT_EXAMINERS)
    lock_register()
    examiner = lock_kept(actor, ExaminerChange.objects.values_list("examiner_id", flat=True).get(pk=change_id))
    change = _waiting(examiner, change_id)
    field = ExaminerField(change.field)
    if refusals := _known(examiner, NAMES[field], change.value) if confirm else reason_refusals(reason):
        raise Refused(*refusals)
    if confirm:
        (set_id_number if field is ExaminerField.ID_NUMBER else set_bank_card)(examiner, change.value)
        examiner.changed_at = now
        examiner.save()
    _settle(change, ChangeState.CONFIRMED if confirm else ChangeState.DECLINED, actor, now, reason.strip())
    said = f"{'确认' if confirm else '不确认'}修改{field.label}"
    record(actor, examiner, "decide_change", said, now, change=change.pk, reason=change.reason)


def _waiting(examiner: Examiner, change_id: int) -> ExaminerChange:
    change: ExaminerChange = examiner.changes.select_for_update().get(pk=change_id)
    if change.state != ChangeState.WAITING:
        raise conflict("change_decided")
    return change


def _settle(change: ExaminerChange, state: ChangeState, actor: Actor, now: datetime, reason: str) -> None:
    change.state, change.decided_at, change.decided_by_id, change.reason = state, now, actor.user_id, reason
    if state is not ChangeState.WAITING:
        change.value = f"…{change.value[-4:]}"  # what counts stands in the entry; what does not is nobody's to keep
    change.save()


def _change_refusals(examiner: Examiner, field: ExaminerField, value: str, now: datetime) -> tuple[Refusal, ...]:
    name = NAMES[field]
    if field is ExaminerField.ID_NUMBER:
        wrong = id_refusals(value, today=clock.today(now))
    else:
        wrong = bank_card_refusals(value)
    if wrong:
        return wrong
    same = _cleaned(field, value) == getattr(examiner, name)
    waiting = examiner.changes.filter(field=field, state=ChangeState.WAITING).exists()
    return gather(
        (Refusal("change_same", field=name),) if same else (),
        (Refusal("change_waiting", {"field": field.label}, field=name),) if waiting else (),
        _known(examiner, name, value),
    )


def _known(examiner: Examiner, name: str, value: str) -> tuple[Refusal, ...]:
    """Whether somebody else bears the number."""
    given = {"id_number": "", "phone": "", "bank_card": "", name: value}
    entry = ExaminerEntry("", given["id_number"], given["phone"], given["bank_card"])
    other = getattr(known_as(entry, but=examiner.pk), name)
    words = {"id_number": "身份证号", "phone": "手机号码", "bank_card": "银行卡号"}
    return (Refusal("examiner_known", {"what": words[name], "other": other}, field=name),) if other else ()


def _cleaned(field: ExaminerField, value: str) -> str:
    return clean_number(value) if field is ExaminerField.ID_NUMBER else str(read_bank_card(value))


def _tell_keeper(examiner: Examiner, change: ExaminerChange, now: datetime) -> None:
    keeper: Organisation | None = examiner.registered_in
    notices.post(
        organisation_ids=[keeper.pk if keeper else guidance_section_id()],
        role=Role.DISTRICT_OFFICER if keeper else Role.GUIDANCE_OFFICER,
        subject=f"考评员 {examiner.number} 申请修改{change.get_field_display()}",
        body=f"{examiner.name}申请修改{change.get_field_display()}，请核对本人证件或银行卡以后确认。",
        key=f"examiner-change:{change.pk}",
        now=now,
        path="/examiners/changes/",
    )


def _mask(value: str) -> str:
    return mask_document_number(value) if len(value) == 18 else mask_bank_card(value)


register_revealable(Revealable(ExaminerChange, "value", "新号码", _mask))
