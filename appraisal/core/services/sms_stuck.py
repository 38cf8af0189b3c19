"""Messages of which nobody knows whether they went out: a person asks the receiver, and says."""

from datetime import datetime

from appraisal.core import audit
from appraisal.core.errors import Refused
from appraisal.core.models import SmsMessage
from appraisal.core.permissions import authorise
from appraisal.core.queries.sms import stuck_after
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Actor, Capability
from appraisal.core.rules.sms import SmsState, StuckAnswer
from appraisal.core.services.sms import announce_change, sms_hours
from appraisal.core.services.texts import reason_refusals
from appraisal.core.transactions import use_case, verify_expected


@use_case
def resolve_stuck(*, actor: Actor, message_id: int, answer: str, reason: str, now: datetime) -> SmsState:
    """Say what became of a message that is stuck; returns its state. Only this sends such a message a second time.

    Raises `NotPermitted`, `SmsMessage.DoesNotExist` (also for another district's), and `Refused` when it is not stuck,
    was handed to the gateway just now, or no answer or reason is given.
    """
    authorise(actor, Capability.RESOLVE_SMS)
    message: SmsMessage = SmsMessage.objects.visible_to(actor).select_for_update().get(pk=message_id)
    verify_expected(message)
    if refusals := (*_refusals(message, answer, now), *reason_refusals(reason)):
        raise Refused(*refusals)
    chosen = StuckAnswer(answer)
    message.changed_at = now
    match chosen:
        case StuckAnswer.WENT_OUT:
            message.state, message.sent_at = SmsState.SENT, message.claimed_at
        case StuckAnswer.SEND_AGAIN:
            message.state = SmsState.QUEUED
            message.due_at = now if message.at_any_hour else sms_hours().next_open(now)
            message.first_tried_at = None
        case StuckAnswer.GIVE_UP:
            message.state, message.ended_at, message.fault = SmsState.FAILED, now, "given_up"
    message.save(update_fields=["state", "sent_at", "due_at", "first_tried_at", "ended_at", "fault", "changed_at"])
    announce_change(message)
    audit.record(
        actor=actor,
        action="sms.resolve",
        target=message,
        summary=f"核实短信 {message.pk}：{chosen.label}",
        at=now,
        answer=chosen.value,
        reason=reason.strip(),
    )
    return SmsState(message.state)


def _refusals(message: SmsMessage, answer: str, now: datetime) -> list[Refusal]:
    refusals = []
    state = SmsState(message.state)
    if state is not SmsState.SENDING:
        refusals.append(Refusal("sms_not_stuck", {"state": state.label}))
    elif message.claimed_at > now - stuck_after():
        refusals.append(Refusal("sms_still_sending", {"seconds": int(stuck_after().total_seconds())}))
    if answer not in StuckAnswer.__members__:
        refusals.append(Refusal("sms_answer_missing", field="answer"))
    return refusals
