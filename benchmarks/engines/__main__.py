"""One engine, one run: see the package."""

import json
import os
import sys
import time
from importlib import import_module
from pathlib import Path

from benchmarks.roster_child import peak_megabytes


def main(engine: str, tickets: int, out: Path) -> None:
    import django  # noqa: PLC0415  (the environment names the settings)

    django.setup()
    from tests.factories import paper_sheets  # noqa: PLC0415  (needs Django set up)

    setter = import_module(f"benchmarks.engines.{engine}")
    sheets = [paper_sheets.ticket(number) for number in range(tickets)]
    content = paper_sheets.content(paper_sheets.PaperKind.TICKET, sheets, is_sample=False)
    if prepare := getattr(setter, "prepare", None):
        prepare(content)
    began = time.perf_counter()
    pdf = setter.make(content)
    seconds = time.perf_counter() - began
    out.write_bytes(pdf)
    print(json.dumps({"seconds": seconds, "megabytes": peak_megabytes(), "bytes": len(pdf)}))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
