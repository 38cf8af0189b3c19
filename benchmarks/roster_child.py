"""Imports one roster file in a process of its own and prints its seconds and peak memory as JSON.

python -m benchmarks.roster_child FILE ITEM_ID USER_ID
"""

import json
import resource
import sys
import time
from contextlib import suppress
from pathlib import Path

import django


def main(path: str, item_id: int, user_id: int) -> None:
    django.setup()
    from appraisal.core import clock  # noqa: PLC0415  (needs Django set up)
    from appraisal.core.models import RoleAssignment  # noqa: PLC0415  (as above)
    from plans.importers.workbooks import open_roster, workbook_limits  # noqa: PLC0415  (as above)
    from plans.services import roster_checks, rosters  # noqa: PLC0415  (as above)
    from plans.workbooks.guard import inspect_workbook  # noqa: PLC0415  (as above)

    actor = RoleAssignment.objects.get(user_id=user_id).actor()
    began = time.perf_counter()
    content = Path(path).read_bytes()
    inspect_workbook(content, workbook_limits())
    now = clock.now()
    upload = rosters.receive_roster(actor=actor, item_id=item_id, name="roster.xlsx", content=content, now=now)
    roster_checks.check_roster(upload_id=upload.pk, open_roster=open_roster, now=now)
    upload.refresh_from_db()
    seconds = time.perf_counter() - began
    print(json.dumps({"seconds": seconds, "peak_mb": peak_megabytes(), "good": upload.summary["good"]}))


def peak_megabytes() -> float:
    """The most memory this process has had resident.

    On Linux `ru_maxrss` also counts what the parent had at the fork, so the kernel's figure of this process is read.
    """
    with suppress(OSError), open("/proc/self/status") as status:
        for line in status:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
