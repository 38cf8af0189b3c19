"""`manage.py evaluate_candidates`: evaluate open candidates again and store their verdicts."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from appraisal.core import clock
from plans.models import Plan
from plans.queries.claims import open_candidate_ids
from plans.services.verdicts import evaluate_many


class Command(BaseCommand):
    help = "Evaluate candidates of plans that are not qualified yet: those of one plan, or --all."

    def add_arguments(self, parser: ArgumentParser) -> None:
        group = parser.add_mutually_exclusive_group(required=True)
        group.add_argument("--plan", metavar="NUMBER", help="only the candidates of this plan")
        group.add_argument("--all", action="store_true", help="the candidates of every open plan")

    def handle(self, *args: Any, **options: Any) -> None:
        clock.refresh()
        where, parameters = "", {}
        if options["plan"]:
            plan_id = Plan.objects.filter(number=options["plan"]).values_list("pk", flat=True).first()
            if plan_id is None:
                raise CommandError(f"There is no plan {options['plan']}.")
            where, parameters = "AND c.plan_id = %(plan)s", {"plan": plan_id}
        began = time.perf_counter()
        done = 0
        ids = open_candidate_ids(where=where, parameters=parameters)
        for done in evaluate_many(candidate_ids=ids, now=clock.now()):
            if options["verbosity"] > 1:
                self.stdout.write(f"{done} of {len(ids)}")
        seconds = time.perf_counter() - began
        self.stdout.write(f"{done} candidates evaluated in {seconds:.1f} s ({done / max(seconds, 1e-9):,.0f} a second)")
