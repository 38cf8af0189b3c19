"""Personal data on screen: always masked; the whole value is shown by `partials/reveal.html` alone."""

from django import template

from appraisal.core.rules.identity import mask_bank_card, mask_document_number, mask_mobile, mask_mobiles_within

register = template.Library()


@register.filter
def masked_phone(number: str) -> str:
    """138****8000; a dash when there is none."""
    return mask_mobile(number) if number else "—"


@register.filter
def masked_text(text: str) -> str:
    """A text message with the mobile numbers in it masked; a dash when there is none."""
    return mask_mobiles_within(text) if text else "—"


@register.filter
def masked_document(number: str) -> str:
    """The first 3 and last 4 characters of a document number; a dash when there is none."""
    return mask_document_number(number) if number else "—"


@register.filter
def masked_card(number: str) -> str:
    """The last 4 digits of a bank card; a dash when there is none."""
    return mask_bank_card(number) if number else "—"
