"""`manage.py invite_first_officer`: the account that everything else in a new portal starts from."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from appraisal.core import clock
from appraisal.core.errors import Refused
from appraisal.core.phrases import explain
from appraisal.core.services.accounts import NewPerson, invite_first_officer
from appraisal.core.services.city import load_city


class Command(BaseCommand):
    help = "Load the city and create the first guidance officer; prints a password that is changed at first sign-in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("name")

    def handle(self, *args: Any, username: str, name: str, **options: Any) -> None:
        now = clock.now()
        load_city(now=now)
        try:
            made = invite_first_officer(person=NewPerson(username, name), now=now)
        except Refused as refused:
            raise CommandError("\n".join(explain(refusal).message for refusal in refused.refusals)) from refused
        self.stdout.write(f"{made.username} {made.password}")
