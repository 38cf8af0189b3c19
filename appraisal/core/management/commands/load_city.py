"""`manage.py load_city`: the city centre, its sections and the district centres."""

from typing import Any

from django.core.management.base import BaseCommand

from appraisal.core import clock
from appraisal.core.services.city import load_city


class Command(BaseCommand):
    help = "Create what is missing of the city centre, its two sections and its 17 district centres."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{load_city(now=clock.now())} organisations created")
