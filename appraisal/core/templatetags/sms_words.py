"""Text messages in words: what a message is, why it did not go out, which gateway carries it."""

from django import template

from appraisal.core.phrasebook.sms import FAULTS, GATEWAYS
from appraisal.core.rules.sms_texts import SmsText

register = template.Library()


@register.filter
def sms_label(code: str, purpose: str) -> str:
    """What a message is: the name of its text, or its purpose where it is made of none."""
    return SmsText[code].label if code in SmsText.__members__ else purpose


@register.filter
def sms_fault(fault: str) -> str:
    """Why a message did not go out, in words; a gateway's own word where we have none."""
    return FAULTS.get(fault, fault)


@register.filter
def gateway_label(name: str) -> str:
    """What people call a gateway."""
    return GATEWAYS.get(name, name or "—")
