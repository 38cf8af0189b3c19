"""The table of obligations with this portal's settings."""

from django.conf import settings

from plans.rules.obligations import Table, with_settings


def obligation_table() -> Table:
    """The obligations with OBLIGATION_WORKING_DAYS for the rows that no slide decrees."""
    return with_settings(settings.KAOWU["OBLIGATION_WORKING_DAYS"])
