"""In which order the files of tests are taken up by several processes: the longest first.

A process that takes a long file last leaves the others idle. The first of `LONGEST` has the databases made that others
copy, while the second needs none of them. Files that fork come before those after which a process is large, and each
fork of it slow.
"""

from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent
LONGEST = (  # by the processor's time, all of their processes together
    "browser/test_pages_of_offices.py",
    "local/test_demo.py",
    "crash/test_dispatch_killed.py",
    "crash/test_change_killed.py",
    "browser/test_pages_of_institutes.py",
    "access/test_every_route.py",
    "core/api/test_schema.py",
    "browser/test_tour.py",
    "config/test_demo_city.py",
    "examiners/test_last_seat_race.py",
    "crash/test_sms_killed.py",
    "browser/test_journey_results.py",
    "browser/test_journey_filing.py",
    "browser/test_journey_money.py",
    "crash/test_sweep_killed.py",
    "crash/test_print_killed.py",
    "crash/test_roster_killed.py",
    "browser/test_journey_rooms.py",
    "browser/test_journey_change.py",
    "browser/test_journey_notice.py",
    "browser/test_journey_first_review.py",
    "browser/test_journey_examiner.py",
    "browser/test_desk.py",
    "plans/test_deadline_tasks.py",
    "crash/test_bulk_entry_killed.py",
    "deployment/test_compose.py",
    "core/messaging/test_kannel.py",
    "local/test_fixtures.py",
    "examiners/rules/test_conversation.py",
    "architecture/test_refusal_codes.py",
    "fees/test_money_properties.py",
    "config/test_training_clock.py",
)


def longest_first(items: list[pytest.Item]) -> None:
    """Sort tests by file, in place: those of `LONGEST`, then files with many tests, then the rest."""
    rank = {ROOT / name: place for place, name in enumerate(LONGEST)}
    tests = Counter(item.path for item in items)

    def place(item: pytest.Item) -> tuple[int, int, str]:
        return rank.get(item.path, len(rank)), -tests[item.path], str(item.path)

    items.sort(key=place)
