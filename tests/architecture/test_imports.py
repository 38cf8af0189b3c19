"""Imports point one way, services know no web, pages read only what the actor may see, time has one source."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import PACKAGES, ROOT, imported_modules, listed, modules_of, named, parsed, python_files

WEB = ("django.http", "django.shortcuts", "django.contrib.messages", "django.template")
# Real time is for what no training clock may move: sessions, heartbeats, log lines.
CLOCKS = {"appraisal/core/clock.py", "appraisal/core/middleware.py"}
NOW = {("datetime", "now"), ("datetime", "today"), ("datetime", "utcnow"), ("date", "today"), ("timezone", "now")}


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_the_contracts_of_pyproject_hold():
    check = lint_imports(ROOT)
    assert check.returncode == 0, check.stdout


PLANTED = {
    "appraisal/core/rules/planted.py": ("import django", "Rules are pure Python"),
    "appraisal/core/queries/planted.py": ("import appraisal.core.services", "Inside each package"),
    "appraisal/core/planted.py": ("", "Inside each package"),  # a module that belongs to no layer
    "appraisal/core/views/planted.py": ("import plans.models", "Packages point downwards only"),
    "plans/services/planted.py": ("import openpyxl", "Services and queries know nothing"),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_each_contract_breaks_when_it_is_broken(tmp_path, planted):
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    text, contract = PLANTED[planted]
    (tmp_path / planted).write_text(f"{text}\n")
    check = lint_imports(tmp_path)
    assert check.returncode == 1
    broken = check.stdout.partition("Broken contracts")[2]
    assert contract in broken, check.stdout


def test_services_and_queries_know_no_web():
    found = [
        f"{named(path, node)} {name}"
        for path in modules_of("services", "queries", "rules", "models")
        for name, node in imported_modules(path)
        if name.startswith(WEB)
    ]
    assert not found, listed(found)


def test_pages_and_endpoints_read_only_what_the_actor_may_see():
    """`Model.objects` in a view or endpoint is followed by `visible_to`; no other door to a table is used."""
    found = []
    for path in modules_of("views", "api"):
        scoped = {
            id(node.value)
            for node in ast.walk(parsed(path))
            if isinstance(node, ast.Attribute) and node.attr == "visible_to"
        }
        found.extend(
            named(path, node)
            for node in ast.walk(parsed(path))
            if isinstance(node, ast.Attribute)
            and (
                node.attr in ("_default_manager", "_base_manager")
                or (node.attr == "objects" and id(node) not in scoped)
            )
        )
    assert not found, listed(found)


def test_what_follows_an_action_stands_in_its_service_not_in_a_signal():
    signals = ("django.dispatch", "django.db.models.signals", "django.core.signals")
    found = [
        f"{named(path, node)} {name}"
        for path in python_files()
        for name, node in imported_modules(path)
        if name.startswith(signals)
    ]
    assert not found, listed(found)


def test_time_comes_from_one_clock():
    found = [
        named(path, node)
        for path in python_files()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and (node.value.id, node.attr) in NOW
        and str(path.relative_to(ROOT)) not in CLOCKS
    ]
    assert not found, listed(found)


def test_psycopg_3_is_not_there():
    """Django would pick it silently, and COPY through psycopg2 would be gone."""
    text = (ROOT / "requirements" / "runtime.txt").read_text()
    assert "psycopg2-binary==" in text
    assert not any(line.startswith(("psycopg==", "psycopg-")) for line in text.splitlines())
