"""`manage.py load_standards`: the conditions for applying that were found, as a first filling. Safe to run again."""

from typing import Any

from django.core.management.base import BaseCommand

from appraisal.core import clock
from plans.services.standards import load_standards


class Command(BaseCommand):
    help = "Add the conditions for applying of the data file: published samples, and drafts to choose from."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{load_standards(now=clock.now())} versions added")
