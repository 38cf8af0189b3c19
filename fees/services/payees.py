"""Payees and their bank data: handed in by one person, approved by another, with history 二（七）.

An organisation's account number is typed twice: by who hands it in, and blind by who approves it. An examiner's card is
the one that the register keeps, where his district has confirmed it already.
"""

from datetime import datetime

from django.conf import settings

from appraisal.core import audit
from appraisal.core.crypto import blind_index
from appraisal.core.errors import NotPermitted, Refused
from appraisal.core.models import Organisation
from appraisal.core.permissions import authorise
from appraisal.core.rules.enums import OrganisationKind
from appraisal.core.rules.identity import mask_bank_card
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Actor, Capability, Role
from appraisal.core.services.texts import reason_refusals, text_refusals
from appraisal.core.transactions import require_transaction, use_case
from fees.models import Payee, PayeeDetails
from fees.queries.payouts import lock_payee
from fees.rules.bank import RULE, BankDetails, details_refusals, digits_of
from fees.rules.enums import BankAccountKind, DetailsState, PayeeKind
from fees.services import letters

KINDS = {
    OrganisationKind.DISTRICT_CENTRE: PayeeKind.DISTRICT,
    OrganisationKind.INSTITUTE: PayeeKind.INSTITUTE,
    OrganisationKind.COMMITTEE: PayeeKind.COMMITTEE,
}
PATH = "/fees/account/"


def payee_of_organisation(organisation_id: int) -> Payee:
    """The payee that an organisation is, made when it is first needed; part of an action."""
    require_transaction()
    organisation = Organisation.objects.get(pk=organisation_id)
    kind = KINDS[OrganisationKind[organisation.kind]]
    payee, _ = Payee.objects.get_or_create(organisation=organisation, defaults={"kind": kind})
    return payee


def payee_of_examiner(examiner_id: int) -> Payee:
    """The payee that an examiner is, made when it is first needed; part of an action."""
    require_transaction()
    payee, _ = Payee.objects.get_or_create(examiner_id=examiner_id, defaults={"kind": PayeeKind.EXAMINER})
    return payee


@use_case
def hand_in_details(*, actor: Actor, organisation_id: int, details: BankDetails, now: datetime) -> PayeeDetails:
    """Bank data of an organisation come in, from its own people or the finance section; another person approves them.

    Raises `NotPermitted`, and `Refused` with everything wrong.
    """
    authorise(actor, Capability.HAND_IN_ACCOUNT)
    if actor.role != Role.FINANCE_OFFICER and actor.organisation_id != organisation_id:
        raise NotPermitted("只能报送本单位的开户行信息。")
    payee = lock_payee(payee_of_organisation(organisation_id).pk)
    given = BankDetails(
        details.kind, details.holder.strip(), digits_of(details.number), details.bank.strip(),
        digits_of(details.branch_code),
    )  # fmt: skip
    refusals = (
        *details_refusals(given, owner=payee.name),
        *_length_refusals(given),
        *_standing_refusals(payee, given),
    )
    if refusals:
        raise Refused(*refusals)
    made = _propose(actor, payee, given, now)
    _record(actor, "hand_in", made, f"报送开户行信息：{payee.name}，尾号 {tail_of(made)}", now)
    return made


@use_case
def adopt_cards(*, actor: Actor, now: datetime) -> int:
    """Propose the registered cards of examiners who are payees and have none in force. Returns how many.

    A card that the bank has just sent back is not proposed again. Raises `NotPermitted`.
    """
    authorise(actor, Capability.PAY_OUT)
    bank, code = settings.KAOWU["EXAMINER_BANK"]
    busy = PayeeDetails.objects.filter(state__in=[DetailsState.APPROVED, DetailsState.PROPOSED]).values("payee")
    waiting = Payee.objects.filter(kind=PayeeKind.EXAMINER).exclude(pk__in=busy).order_by("pk")
    made = []
    for payee in waiting.select_related("examiner"):
        examiner = payee.examiner
        details = BankDetails(BankAccountKind.CARD, examiner.name, digits_of(examiner.bank_card or ""), bank, code)
        if details_refusals(details, owner=examiner.name) or _standing_refusals(payee, details):
            continue
        made.append(_propose(actor, payee, details, now, from_register=True))
    if made:
        audit.record(
            actor=actor, action="payee.adopt", target="payees", at=now, details=[one.pk for one in made],
            summary=f"采用考评员登记的银行卡：{len(made)} 人",
        )  # fmt: skip
    return len(made)


@use_case
def approve_details(*, actor: Actor, details_id: int, number: str = "", now: datetime) -> PayeeDetails:
    """The second person approves; the account that was in force is replaced.

    `number`: the account number typed again from the paper, not needed for an examiner's registered card. Raises
    `NotPermitted`; `Refused` for the one who handed it in, a number that differs, or one that is decided.
    """
    authorise(actor, Capability.PAY_OUT)
    made = _waiting(details_id)
    refusals = list(_decision_refusals(actor, made))
    if not made.from_register and blind_index(digits_of(number)) != bytes(made.number_index or b""):
        refusals.append(Refusal("details_number_differs", rule=RULE, field="number"))
    if refusals:
        raise Refused(*refusals)
    PayeeDetails.objects.filter(payee=made.payee_id, state=DetailsState.APPROVED).update(state=DetailsState.REPLACED)
    _decide(made, DetailsState.APPROVED, actor, "", now)
    _record(actor, "approve", made, f"核准开户行信息：{made.payee.name}，尾号 {tail_of(made)}", now)
    return made


@use_case
def refuse_details(*, actor: Actor, details_id: int, reason: str, now: datetime) -> PayeeDetails:
    """Bank data are not approved, with the reason. Raises like `approve_details`, also without a reason."""
    authorise(actor, Capability.PAY_OUT)
    made = _waiting(details_id)
    refusals = (*_decision_refusals(actor, made), *reason_refusals(reason))
    if refusals:
        raise Refused(*refusals)
    _decide(made, DetailsState.REFUSED, actor, reason.strip(), now)
    _record(actor, "refuse", made, f"不予核准开户行信息：{made.payee.name}，尾号 {tail_of(made)}", now)
    return made


def bounce(details: PayeeDetails, *, reason: str) -> None:
    """The bank sent a payment back: the account is not used again until it is corrected. Part of an action."""
    require_transaction()
    PayeeDetails.objects.filter(pk=details.pk, state=DetailsState.APPROVED).update(
        state=DetailsState.BOUNCED, reason=reason[:400]
    )


def tail_of(details: PayeeDetails) -> str:
    """The last four digits, for sentences."""
    return mask_bank_card(details.number).removeprefix("**** ")


def _propose(
    actor: Actor, payee: Payee, given: BankDetails, now: datetime, *, from_register: bool = False
) -> PayeeDetails:
    made: PayeeDetails = PayeeDetails.objects.create(
        payee=payee, kind=given.kind, holder=given.holder, number=given.number,
        number_index=blind_index(given.number), bank=given.bank, branch_code=given.branch_code,
        from_register=from_register, proposed_by_id=actor.user_id, proposed_at=now,
    )  # fmt: skip
    return made


def _waiting(details_id: int) -> PayeeDetails:
    """Bank data with their payee, both locked."""
    payee = lock_payee(PayeeDetails.objects.values_list("payee_id", flat=True).get(pk=details_id))
    made: PayeeDetails = PayeeDetails.objects.select_for_update(of=("self",)).get(pk=details_id)
    made.payee = payee
    return made


def _decide(made: PayeeDetails, state: DetailsState, actor: Actor, reason: str, now: datetime) -> None:
    made.state, made.decided_by_id, made.decided_at, made.reason = state, actor.user_id, now, reason
    made.save(update_fields=["state", "decided_by_id", "decided_at", "reason"])
    if made.payee.organisation_id:
        letters.write(
            "details_decided", to=[made.payee.organisation_id], key=f"details:{made.pk}", path=PATH, now=now,
            decision=state.label, tail=tail_of(made), reason=f"理由：{reason}" if reason else "",
        )  # fmt: skip


def _decision_refusals(actor: Actor, made: PayeeDetails) -> tuple[Refusal, ...]:
    refusals = []
    if made.state != DetailsState.PROPOSED:
        refusals.append(Refusal("details_decided", rule=RULE))
    if made.proposed_by_id == actor.user_id:
        refusals.append(Refusal("details_same_person", rule=RULE))
    return tuple(refusals)


def _standing_refusals(payee: Payee, given: BankDetails) -> tuple[Refusal, ...]:
    """What is there already: one waiting, the same one in force, the very one that the bank has just sent back."""
    latest = payee.details.exclude(state=DetailsState.REFUSED).order_by("-pk").first()
    if latest is None:
        return ()
    if latest.state == DetailsState.PROPOSED:
        return (Refusal("details_waiting", rule=RULE),)
    same = (latest.number, latest.branch_code, latest.holder) == (given.number, given.branch_code, given.holder)
    if same and latest.state == DetailsState.BOUNCED:
        return (Refusal("details_bounced_same", rule=RULE),)
    if same and latest.bank == given.bank and latest.state == DetailsState.APPROVED:
        return (Refusal("details_same", rule=RULE),)
    return ()


def _length_refusals(given: BankDetails) -> tuple[Refusal, ...]:
    """Texts that are too long for their columns; missing ones are said by the rules."""
    texts = {name: getattr(given, name) for name in ("holder", "bank") if getattr(given, name)}
    return text_refusals(PayeeDetails, **texts)


def _record(actor: Actor, word: str, made: PayeeDetails, summary: str, now: datetime) -> None:
    audit.record(actor=actor, action=f"payee.{word}", target=made, summary=summary, at=now, reason=made.reason)
