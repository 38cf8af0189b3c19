"""Files, classes, functions and templates stay small enough to be read in one go."""

import ast
import subprocess
import sys
from pathlib import Path
from statistics import median

from tests.architecture.tree import FUNCTIONS, ROOT, functions, listed, named, parsed, python_files

FILE_LINES = 350
TEST_FILE_LINES = 450
MEDIAN_LINES = 150
FUNCTION_LINES = 40
CLASS_LINES = 200
PUBLIC_METHODS = 15
TEMPLATE_LINES = 150
PARTIAL_LINES = 60


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def too_long(paths: list[Path], limit: int) -> list[str]:
    return [f"{named(path)}: {lines(path)} lines" for path in paths if lines(path) > limit]


def code_lines(node: ast.AST) -> int:
    """Lines of a function or class without its docstring."""
    first = node.body[0]
    documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    docstring = first.end_lineno - first.lineno + 1 if documented else 0
    return node.end_lineno - node.lineno + 1 - docstring


def test_files():
    found = too_long(python_files(), FILE_LINES)
    assert not found, listed(found)
    found = too_long(python_files("tests", "benchmarks", "scripts"), TEST_FILE_LINES)
    assert not found, listed(found)


def test_most_files_are_much_shorter():
    assert median(lines(path) for path in python_files()) < MEDIAN_LINES


def test_functions():
    found = [
        f"{named(path, function)} {function.name}: {code_lines(function)} lines"
        for path in python_files()
        for function in functions(path)
        if code_lines(function) > FUNCTION_LINES
    ]
    assert not found, listed(found)


def test_branches():
    """At most 8 per function, as pyproject.toml says."""
    command = [sys.executable, "-m", "ruff", "check", "--quiet", "--no-cache", "--select", "C901", "."]
    check = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert check.returncode == 0, check.stdout


def test_classes():
    found = []
    for path in python_files():
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.ClassDef):
                methods = [m for m in node.body if isinstance(m, FUNCTIONS) and not m.name.startswith("_")]
                if code_lines(node) > CLASS_LINES or len(methods) > PUBLIC_METHODS:
                    found.append(f"{named(path, node)} {node.name}: {code_lines(node)} lines, {len(methods)} methods")
    assert not found, listed(found)


def test_templates():
    templates = sorted((ROOT / "templates").rglob("*.html"))
    partials = [path for path in templates if path.parent.name == "partials" or path.name.startswith("_")]
    found = too_long(partials, PARTIAL_LINES)
    assert not found, listed(found)
    found = too_long([path for path in templates if path not in partials], TEMPLATE_LINES)
    assert not found, listed(found)
