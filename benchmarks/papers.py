"""3,000 admission tickets, two to a page: ours against WeasyPrint and ReportLab setting the same page in one run.

Each engine works in a process of its own, in turns; figures are medians. WeasyPrint sets a tenth of the tickets,
because it would take minutes; per ticket it is compared alike. pdftotext must find every name.
"""

import json
import os
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from appraisal.config.local.processes import ROOT
from benchmarks.engines import TRUETYPE
from benchmarks.results import result
from tests.factories.paper_sheets import ticket

TICKETS, FEW = 3000, 300
ROUNDS = 3
ENGINES = {
    "typst_batches": TICKETS,
    "typst_pictured": TICKETS,
    "typst_whole": TICKETS,
    "reportlab_canvas": TICKETS,
    "weasyprint_pages": FEW,
}
MEMORY_MB = 600


def measure() -> list[dict[str, Any]]:
    """Tickets per second, memory, and how many names the text of each PDF holds."""
    with tempfile.TemporaryDirectory() as folder:
        runs: dict[str, list[dict[str, float]]] = {engine: [] for engine in ENGINES}
        for _ in range(ROUNDS):
            for engine, tickets in ENGINES.items():
                if (run := _run(engine, tickets, Path(folder))) is not None:
                    runs[engine].append(run)
        names = {engine: _names_in(Path(folder) / f"{engine}.pdf") for engine, found in runs.items() if found}
    return _lines({engine: found for engine, found in runs.items() if found}, names)


def _lines(runs: dict[str, list[dict[str, float]]], names: dict[str, int]) -> list[dict[str, Any]]:
    rates = {engine: ENGINES[engine] / median(run["seconds"] for run in found) for engine, found in runs.items()}
    memory = {engine: median(run["megabytes"] for run in found) for engine, found in runs.items()}
    ours = rates["typst_batches"]
    lines = [
        result(f"{TICKETS:,} tickets in batches (two to a page)", ours, "tickets/s"),
        result("the same, pages", ours / 2, "pages/s"),
        result("peak memory in batches", memory["typst_batches"], "MB", at_most=MEMORY_MB),
        result("names that pdftotext finds", names["typst_batches"], f"of {TICKETS:,}", at_least=TICKETS),
        result("with a photograph on each: tickets", rates["typst_pictured"], "tickets/s"),
        result("a photograph costs", 1000 / rates["typst_pictured"] - 1000 / ours, "ms"),
        result("a photograph adds to the file", _kilobytes(runs, "typst_pictured", "typst_batches"), "KB"),
        result("peak memory with photographs", memory["typst_pictured"], "MB", at_most=MEMORY_MB),
        result("names with photographs", names["typst_pictured"], f"of {TICKETS:,}", at_least=TICKETS),
        result("Typst in one go: tickets", rates["typst_whole"], "tickets/s"),
        result("Typst in one go: peak memory", memory["typst_whole"], "MB"),
    ]
    against = partial(_against, ours, rates, memory, names)
    return [
        *lines,
        *against("reportlab_canvas", "ReportLab" if TRUETYPE.exists() else "ReportLab (font not embedded)", 0.5),
        *against("weasyprint_pages", "WeasyPrint", 10),
    ]


def _kilobytes(runs: dict[str, list[dict[str, float]]], more: str, less: str) -> float:
    """By how much a ticket of one engine is larger than of another."""
    return (runs[more][0]["bytes"] - runs[less][0]["bytes"]) / TICKETS / 1024


def _against(
    ours: float, rates: dict[str, float], memory: dict[str, float], names: dict[str, int],
    engine: str, label: str, at_least: float,
) -> list[dict[str, Any]]:  # fmt: skip
    if engine not in rates:
        return [result(f"{label}: not measured, see above", 0, "")]
    return [
        result(f"against {label}, tickets/s", ours / rates[engine], "×", at_least=at_least),
        result(f"{label}: tickets; memory at {ENGINES[engine]:,}", rates[engine], "tickets/s"),
        result(f"{label}: peak memory", memory[engine], "MB"),
        result(f"{label}: names that pdftotext finds", names[engine], f"of {ENGINES[engine]:,}"),
    ]


def _run(engine: str, tickets: int, folder: Path) -> dict[str, float] | None:
    """One run; None, with the reason on the screen, when the engine does not work on this machine."""
    command = [sys.executable, "-m", "benchmarks.engines", engine, str(tickets), str(folder / f"{engine}.pdf")]
    done = subprocess.run(command, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, check=False)
    if done.returncode == 0:
        found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
        return found
    last = done.stderr.strip().splitlines()[-1:]
    if engine.startswith("typst"):
        raise RuntimeError(done.stderr)
    print(f"  {engine} was not measured: {last}. Its libraries come with: bash scripts/engines.sh", flush=True)
    return None


def _names_in(pdf: Path) -> int:
    """How many tickets' names and numbers stand in the text."""
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, check=True).stdout.decode()
    tickets = map(ticket, range(ENGINES[pdf.stem]))
    return sum(one.name in text and one.number in text for one in tickets)
