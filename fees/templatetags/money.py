"""Amounts on screen."""

from decimal import Decimal

from django import template

from fees.rules.money import in_words, shown

register = template.Library()


@register.filter
def yuan(amount: Decimal | None) -> str:
    """1,234.50; a dash for none."""
    return "—" if amount is None else shown(amount)


@register.filter
def credit(amount: Decimal | None) -> str:
    """The amount of an account that stands on the credit side: the other way round."""
    return "—" if amount is None else shown(-amount)


@register.filter
def words(amount: Decimal) -> str:
    """壹仟元整"""
    return in_words(amount)
