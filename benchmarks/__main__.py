"""`make bench`: runs every benchmark, each in a process and on a database of its own, and prints one table.

    python -m benchmarks             all of them
    python -m benchmarks plan_list   only those named

A benchmark is a module of this package with `measure() -> list[dict]` (see `benchmarks.results.result`). The table
also goes to var/bench.json. Exit code 1: a limit does not hold, or a benchmark failed.
"""

import json
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack, suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width
from urllib.parse import urlsplit

import psycopg2

from appraisal.config.local.processes import ROOT, owned
from appraisal.config.local.services import LocalServices, remove

REPORT = ROOT / "var" / "bench.json"
ONE = "--one"


def main(arguments: list[str]) -> int:
    if arguments[:1] == [ONE]:
        return _measure_here(arguments[1], Path(arguments[2]))
    names = arguments or _names()
    lines: list[dict[str, Any]] = []
    failed: list[str] = []
    with ExitStack() as stack:
        environment, folder = _start(stack)
        for name in names:
            print(f"{name} …", flush=True)
            found = _measure_apart(name, environment, folder)
            if found is None:
                failed.append(name)
            else:
                lines += [{"benchmark": name, **line} for line in found]
    _print_table(lines)
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps(lines, ensure_ascii=False, indent=2) + "\n")
    for name in failed:
        print(f"{name} failed", file=sys.stderr)
    broken = [line for line in lines if line["holds"] is False]
    return 1 if failed or broken else 0


def _names() -> list[str]:
    """Modules of this folder that measure something."""
    folder = Path(__file__).parent
    return sorted(
        path.stem for path in folder.glob("*.py") if "def measure(" in path.read_text() and path.stem != "__main__"
    )


def _start(stack: ExitStack) -> tuple[dict[str, str], Path]:
    """PostgreSQL and Valkey in a temporary folder that goes with `stack`, unless the environment names servers."""
    folder = Path(tempfile.mkdtemp(prefix="kaowu-bench-"))
    token = stack.enter_context(owned(folder))
    stack.callback(remove, folder)
    services = LocalServices(folder, token=token, durable=False)
    stack.callback(services.stop)
    addresses = services.start(os.environ)
    return {
        **os.environ,
        "DATABASE_URL": addresses["DATABASE_OWNER_URL"],
        "REDIS_URL": addresses["REDIS_URL"],
        "VAR": str(folder / "var"),
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
    }, folder


def _measure_apart(name: str, environment: dict[str, str], folder: Path) -> list[dict[str, Any]] | None:
    """Run one benchmark in its own process on a fresh database; None when it failed."""
    if find_spec(f"benchmarks.{name}") is None:
        print(f"there is no benchmark {name}", file=sys.stderr)
        return None
    database = f"bench_{name}"
    own = {**environment, "DATABASE_URL": urlsplit(environment["DATABASE_URL"])._replace(path=f"/{database}").geturl()}
    _make_database(environment["DATABASE_URL"], database)
    answer = folder / f"{name}.json"
    done = subprocess.run([sys.executable, "-m", "benchmarks", ONE, name, str(answer)], cwd=ROOT, env=own, check=False)
    return json.loads(answer.read_text()) if done.returncode == 0 else None


def _make_database(address: str, name: str) -> None:
    connection = psycopg2.connect(address)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
    connection.close()


def _measure_here(name: str, answer: Path) -> int:
    """In the benchmark's own process: an empty, migrated database, then `measure()`."""
    import django  # noqa: PLC0415  (only this process needs it, with the environment made for it)

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415  (needs Django set up)

    call_command("migrate", verbosity=0)
    answer.write_text(json.dumps(import_module(f"benchmarks.{name}").measure(), ensure_ascii=False))
    return 0


def _print_table(lines: list[dict[str, Any]]) -> None:
    rows = [("what", "value", "unit", "goal", "")]
    verdict = {True: "holds", False: "BROKEN", None: ""}
    rows += [
        (f"{x['benchmark']}: {x['name']}", f"{x['value']:g}", x["unit"], x["goal"], verdict[x["holds"]]) for x in lines
    ]
    widths = [max(_width(row[column]) for row in rows) for column in range(5)]
    for row in rows:
        print("  ".join(text + " " * (width - _width(text)) for text, width in zip(row, widths, strict=True)).rstrip())


def _width(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        sys.exit(main(sys.argv[1:]))
