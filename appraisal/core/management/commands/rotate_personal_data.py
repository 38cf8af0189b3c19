"""`manage.py rotate_personal_data`: personal data written with older keys, written anew with the newest."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from appraisal.core.services.key_rotation import BATCH, rotate_all


class Command(BaseCommand):
    help = (
        "Encrypt anew whatever is not under the first of PERSONAL_DATA_KEYS: every encrypted column and every stored "
        "document. Can be stopped and started again; only when it has run to the end may the older key be dropped."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", type=int, default=BATCH, help=f"rows per transaction (default {BATCH})")

    def handle(self, *args: Any, batch: int = BATCH, **options: Any) -> None:
        for done in rotate_all(batch=batch):
            missing = f", {done.missing} files missing" if done.missing else ""
            self.stdout.write(f"{done.place}: {done.count}{missing}")
