"""`manage.py seed_demo`: the sample city of training mode. Safe to run again; refused elsewhere."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from appraisal.config.demo import accounts, city
from appraisal.core import clock


class Command(BaseCommand):
    help = "Fill the demo city with sample people, institutes and plans, and print who can sign in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--print-accounts", action="store_true", help="only print who can sign in")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.TRAINING_MODE:
            raise CommandError("Sample data is for training mode only.")
        clock.refresh()
        if not options["print_accounts"]:
            city.seed(now=clock.now())
        self.stdout.write(accounts.listing())
