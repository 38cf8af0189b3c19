"""`manage.py load_catalogue`: the occupations of the data file, as a first catalogue."""

import csv
import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from appraisal.core import clock
from appraisal.core.queries.occupations import read_entries
from appraisal.core.rules.catalogue import ALL_LEVELS, COMPUTER_BASED_LEVELS, OccupationEntry, parse_levels
from appraisal.core.services.occupations import save_occupations

DEFAULT_FILE = Path(__file__).resolve().parents[2] / "data" / "occupations.csv"
REMARK = re.compile(r"\s*\(.*\)")


class Command(BaseCommand):
    help = "Add the occupations of a file to the catalogue. Those that are there stay as officers left them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=DEFAULT_FILE, help="CSV, by default the one shipped")
        parser.add_argument("--update", action="store_true", help="also put occupations that differ back to the file")

    def handle(self, *args: Any, **options: Any) -> None:
        entries = read_file(options["file"])
        if not options["update"]:
            present = {entry.name for entry in read_entries()}
            entries = [entry for entry in entries if entry.name not in present]
        saved = save_occupations(actor=None, entries=entries, now=clock.now())
        self.stdout.write(f"{len(saved.added)} occupations added, {len(saved.changed)} changed")


def read_file(path: Path) -> list[OccupationEntry]:
    """The entries of a CSV with the columns name, code_1999, name_2022, code_2022, levels_seen and in_slides.

    `levels_seen` ("5-1 (fee table)") are levels found in a source; without one all five stand there, unconfirmed.
    `in_slides` marks the occupations of 一（三）: their theory is computer-based at levels 5, 4 and 3.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [_entry(row) for row in csv.DictReader(file)]


def _entry(row: dict[str, str]) -> OccupationEntry:
    seen = parse_levels(REMARK.sub("", row["levels_seen"]))
    if seen is None:
        raise ValueError(f"levels_seen of {row['name']} cannot be read: {row['levels_seen']}")
    levels = seen or ALL_LEVELS
    return OccupationEntry(
        name=row["name"],
        code_1999=row["code_1999"],
        name_2022=row["name_2022"],
        code_2022=row["code_2022"],
        levels=levels,
        levels_confirmed=bool(seen),
        computer_based=levels & COMPUTER_BASED_LEVELS if row["in_slides"] == "1" else frozenset(),
    )
