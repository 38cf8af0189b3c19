"""Rehearse a dispatch on a virtual clock: how long it takes, what it costs, how likely it fails. Sends nothing."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from appraisal.core import clock
from examiners.models import Dispatch
from examiners.queries.rehearsals import Need, habits, need_of, rehearsal
from examiners.rules.rehearsal import Forecast


class Command(BaseCommand):
    help = "Rehearse a dispatch on a virtual clock, before one message is paid for."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dispatch", type=int, help="key of a dispatch; without it, give --seats and --people")
        parser.add_argument("--seats", type=int, default=3, help="seats to fill (3)")
        parser.add_argument("--people", type=int, default=12, help="people who may be asked (12)")
        parser.add_argument("--days", type=float, default=3, help="days from now until the team must stand (3)")
        parser.add_argument("--runs", type=int, default=500, help="how often each wave is played (500)")
        parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same rehearsal (1)")

    def handle(self, *args: Any, **options: Any) -> None:
        clock.refresh()
        need = self._need(options)
        known = habits(clock.now())
        found = rehearsal(need, known, runs=options["runs"], seed=options["seed"])
        self.stdout.write(
            f"{need.seats} seats, {need.people} people, until {need.until:%Y-%m-%d %H:%M};"
            f" {known.asked} people on record: yes {known.yes:.0%}, no {known.no:.0%}, confirm {known.confirm:.0%}"
        )
        self.stdout.write("wave  in time  half by   nine in ten by  messages/seat  parts/seat  told full")
        for one in found.forecasts:
            mark = "*" if one is found.advised else " "
            self.stdout.write(
                f"{one.factor:4g}{mark} {1 - one.risk:7.1%}  {_length(one, 0.5):>8}  {_length(one, 0.9):>14}"
                f"  {one.messages_per_seat:13.1f}  {one.parts_per_seat:10.1f}  {one.told_full:9.1f}"
            )
        if found.is_short:
            self.stdout.write("Too few people: even the best wave fails too often. Think of manual dispatch.")
        else:
            self.stdout.write(f"Advice: a wave of {found.advised.factor:g} times the open seats.")

    def _need(self, options: dict[str, Any]) -> Need:
        now = clock.now()
        if options["dispatch"] is None:
            if options["seats"] < 1 or options["people"] < 0 or options["days"] <= 0 or options["runs"] < 1:
                raise CommandError("--seats, --days and --runs must be positive, --people not negative")
            return Need(options["seats"], options["people"], now, now + timedelta(days=options["days"]))
        rows = Dispatch.objects.select_related("request__sitting__plan", "request__sitting__item__occupation_level")
        dispatch = rows.filter(pk=options["dispatch"]).first()
        if dispatch is None:
            raise CommandError(f"there is no dispatch {options['dispatch']}")
        return need_of(dispatch, now)


def _length(forecast: Forecast, share: float) -> str:
    minutes = forecast.minutes_until(share)
    return "never" if minutes is None else f"{minutes / 60:.1f} h"
