"""A 50,000-row roster of 20 columns, from the file to stored, checked, encrypted candidates.

Against what a user would pick instead (django-import-export in bulk mode, same model, same encryption, persons matched
by their document number as ours are, no checks) and against the limit: reading by calamine and COPY of the same
columns into a table of the same shape, without checking or encrypting anything.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import islice
from operator import truediv
from pathlib import Path
from statistics import median
from typing import Any

from django.db import connection, transaction
from import_export import fields, resources
from import_export.formats.base_formats import XLSX
from python_calamine import CalamineWorkbook

from appraisal.config.local.processes import ROOT
from appraisal.core import clock
from appraisal.core.crypto import blind_index
from appraisal.core.rules.roles import Actor, Role
from benchmarks.results import result
from benchmarks.roster_file import roster
from plans.importers.workbooks import open_roster, workbook_limits
from plans.models import Candidate, PlanItem, RosterUpload
from plans.rules.enums import UploadState
from plans.services import roster_checks, roster_storage, rosters
from plans.workbooks.guard import inspect_workbook
from tests.factories import core
from tests.factories import rosters as factory

ROWS = 50_000
SAMPLE_ROWS = 2_000
ROUNDS = 5
_COLUMNS = (
    "plan_id, item_id, upload_id, state, created_at, updated_at, sheet_row, name, document_type, document_number,"
    " document_index, sex, ethnicity, education, phone, phone_index, condition, source, employer, address,"
    " years_in_occupation, email, prior_certificate, prior_occupation, theory, practical, review"
)
_SHAPE = """
    CREATE TABLE plain_candidate (LIKE plans_candidate INCLUDING ALL,
        FOREIGN KEY (plan_id) REFERENCES plans_plan DEFERRABLE INITIALLY DEFERRED,
        FOREIGN KEY (item_id) REFERENCES plans_planitem DEFERRABLE INITIALLY DEFERRED,
        FOREIGN KEY (upload_id) REFERENCES plans_rosterupload DEFERRABLE INITIALLY DEFERRED)
"""


def measure() -> list[dict[str, Any]]:
    """Medians of the ratios of several rounds, each taken in turns; the memory of a process of its own."""
    item = factory.item()
    clerk = core.actor(Role.INSTITUTE_CLERK, item.plan.institute)
    content, sample = roster(ROWS), roster(SAMPLE_ROWS)
    with connection.cursor() as cursor:
        cursor.execute(_SHAPE)
        cursor.execute(f"CREATE UNLOGGED TABLE bare ({', '.join(f'c{n} text' for n in range(20))})")
    takes: dict[str, list[float]] = {"ours": [], "shaped": [], "bare": [], "resource": [], "blind": []}
    actions: dict[str, Callable[[], object]] = {
        "ours": lambda: _import(content, item, clerk),
        "shaped": lambda: _copy_shaped(content, item),
        "bare": lambda: _copy_bare(content),
        "resource": lambda: _import_by_resource(CandidateResource(item), sample),
        "blind": lambda: _import_by_resource(BlindResource(item), sample),
    }
    for turn in range(ROUNDS + 1):  # the first round warms up
        for name, action in actions.items():
            _empty()
            began = time.perf_counter()
            action()
            if turn:
                takes[name].append(time.perf_counter() - began)
    ratio = {name: median(map(truediv, takes["ours"], times)) for name, times in takes.items()}
    faster = {name: ROWS / SAMPLE_ROWS * median(map(truediv, takes[name], takes["ours"])) for name in takes}
    _empty()
    peak = _peak_memory(content, item, clerk)
    ours = median(takes["ours"])
    return [
        result("50,000 rows from file to candidates", ours, "s"),
        result("rows per second", ROWS / ours, "rows/s"),
        result("rows/s against django-import-export in bulk mode", faster["resource"], "×", at_least=10),
        result("the same, but it never looks for existing rows", faster["blind"], "×"),
        result("time against calamine + COPY, same table", ratio["shaped"], "×", at_most=2),
        result("time against calamine + COPY, bare text table", ratio["bare"], "×"),
        result("peak memory", peak, "MB", at_most=300),
    ]


def _empty() -> None:
    """No candidates, and no room left by earlier ones; TRUNCATE would reach the append-only tables of the reviews."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE plain_candidate, bare")
        cursor.execute("DELETE FROM plans_candidate")
        cursor.execute("VACUUM plans_candidate")


def _import(content: bytes, item: PlanItem, clerk: Actor) -> None:
    inspect_workbook(content, workbook_limits())
    now = clock.now()
    upload = rosters.receive_roster(actor=clerk, item_id=item.pk, name="roster.xlsx", content=content, now=now)
    roster_checks.check_roster(upload_id=upload.pk, open_roster=open_roster, now=now)
    upload.refresh_from_db()
    if upload.state != UploadState.APPLIED or upload.summary["good"] != ROWS:
        raise RuntimeError(f"the roster was not stored whole: {upload.state} {upload.summary}")


def _rows(content: bytes) -> Iterator[list[Any]]:
    return islice(CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).iter_rows(), 1, None)


@transaction.atomic
def _copy_shaped(content: bytes, item: PlanItem) -> None:
    """The same columns, as they stand in the file, into a table with the same indexes and foreign keys."""
    moment = clock.now().isoformat()
    upload = RosterUpload.objects.filter(item=item).latest("pk")  # the one of our own turn before
    head = f"{item.plan_id}\t{item.pk}\t{upload.pk}\tPENDING\t{moment}\t{moment}\t"

    def lines() -> Iterator[str]:
        for number, row in enumerate(_rows(content), start=2):
            name, kind, document, sex, people, school, phone, *rest = map(str, row[:18])
            yield (
                f"{head}{number}\t{name}\t{kind}\t{document}\t{document}\t{sex}\t{people}\t{school}\t{phone}\t{phone}\t"
                + "\t".join(rest)
                + "\n"
            )

    with connection.cursor() as cursor:
        reader = roster_storage.LineReader(lines())
        cursor.copy_expert(f"COPY plain_candidate ({_COLUMNS}) FROM STDIN", reader, size=1 << 20)


@transaction.atomic
def _copy_bare(content: bytes) -> None:
    """All 20 columns as text into a table without any key: the floor, for information."""
    lines = ("\t".join(map(str, row)) + "\n" for row in _rows(content))
    with connection.cursor() as cursor:
        cursor.copy_expert("COPY bare FROM STDIN", roster_storage.LineReader(lines), size=1 << 20)


class CandidateResource(resources.ModelResource):
    """Bulk mode as documented: no diff, a thousand rows at a time, existing rows found by the person."""

    document_index = fields.Field(attribute="document_index", column_name="document_index")

    class Meta:
        model = Candidate
        fields = ("document_index", "name", "document_type", "sex", "ethnicity", "education", "condition", "source")
        fields += ("employer", "address", "years_in_occupation", "email", "prior_certificate", "prior_occupation")
        fields += ("theory", "practical", "review")
        import_id_fields = ("document_index",)
        use_bulk = True
        batch_size = 1_000
        skip_diff = True
        report_skipped = False

    def __init__(self, item: PlanItem) -> None:
        super().__init__()
        self.item = item
        self.now = clock.now()

    def before_save_instance(self, instance: Candidate, row: dict[str, Any], **kwargs: Any) -> None:
        instance.plan_id, instance.item_id = self.item.plan_id, self.item.pk
        instance.created_at = instance.updated_at = self.now
        instance.document_number, instance.phone = row["document_number"], row["phone"]
        instance.phone_index = blind_index(row["phone"])


class BlindResource(CandidateResource):
    """The fastest it can be: every row is taken for a new one."""

    class Meta(CandidateResource.Meta):
        force_init_instance = True


_HEADERS = [
    "name", "document_type", "document_number", "sex", "ethnicity", "education", "phone", "condition", "source",
    "employer", "address", "years_in_occupation", "email", "prior_certificate", "prior_occupation", "theory",
    "practical", "review", "photo", "note",
]  # fmt: skip
_NUMBER = _HEADERS.index("document_number")
_WORDS = {"居民身份证": "RESIDENT_ID", "男": "MALE", "女": "FEMALE", "新考": "NEW", None: ""}


def _import_by_resource(resource: CandidateResource, content: bytes) -> None:
    dataset = XLSX().create_dataset(content)
    words = [[_WORDS.get(cell, cell) for cell in row] for row in dataset]
    dataset.wipe()
    dataset.headers = [*_HEADERS, "document_index"]
    dataset.extend([*row, blind_index(row[_NUMBER])] for row in words)
    outcome = resource.import_data(dataset, raise_errors=True, use_transactions=True)
    if outcome.totals["new"] != SAMPLE_ROWS:
        raise RuntimeError(f"django-import-export stored {outcome.totals}")


def _peak_memory(content: bytes, item: PlanItem, clerk: Actor) -> float:
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        Path(file.name).write_bytes(content)
        command = [sys.executable, "-m", "benchmarks.roster_child", file.name, str(item.pk), str(clerk.user_id)]
        done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    said = json.loads(done.stdout.splitlines()[-1])
    if said["good"] != ROWS:
        raise RuntimeError(f"the child stored {said}")
    peak: float = said["peak_mb"]
    return peak
