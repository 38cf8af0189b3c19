"""`manage.py verify_audit`: whether the audit log is what was written."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from appraisal.core.rules.audit_chain import Head
from appraisal.core.services.audit_check import check_audit


class Command(BaseCommand):
    help = (
        "Compute the hash chain of the audit log again, apart from the database's own trigger. "
        "Says the first broken entry and exits with 1. Keep the printed head outside of this machine and pass it "
        "as --known next time: only that shows that the newest entries were cut off."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--known", metavar="NUMBER:HASH", help="a head printed by an earlier run")

    def handle(self, *args: Any, known: str | None = None, **options: Any) -> None:
        report = check_audit(known=_head(known) if known else None)
        if report.broken:
            self.stderr.write(f"BROKEN at entry {report.broken.number}: {report.broken.reason}")
            sys.exit(1)
        self.stdout.write(f"{report.checked} entries are sound; head {report.head.number}:{report.head.hash.hex()}")


def _head(text: str) -> Head:
    number, _, digest = text.partition(":")
    try:
        return Head(int(number), bytes.fromhex(digest))
    except ValueError as error:
        raise CommandError("--known is NUMBER:HASH as printed by an earlier run") from error
