"""`manage.py load_calendar`: fill the working-day table from the State Council's notices. Safe to run again."""

from typing import Any

from django.core.management.base import BaseCommand

from appraisal.core import clock
from appraisal.core.services.calendar import fill_calendar


class Command(BaseCommand):
    help = "Fill the working-day table: known years from chinesecalendar, the next ones as provisional."

    def handle(self, *args: Any, **options: Any) -> None:
        added = fill_calendar(now=clock.now())
        self.stdout.write(f"Years added: {', '.join(map(str, added)) or 'none'}")
