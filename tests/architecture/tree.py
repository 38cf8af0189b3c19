"""The source tree as the tests of this folder read it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("appraisal", "plans", "examiners", "fees")
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def python_files(*folders: str) -> list[Path]:
    """Python files below `folders` (the packages by default), without generated migrations."""
    found = [path for folder in folders or PACKAGES for path in (ROOT / folder).rglob("*.py")]
    return sorted(path for path in found if path.name != "0001_initial.py")


def modules_of(*layers: str) -> list[Path]:
    """The files of a layer in every package: "services" is a module or a folder of that name."""
    return [path for path in python_files() if set(layers) & set(path.relative_to(ROOT).with_suffix("").parts)]


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def named(path: Path, node: ast.AST | None = None) -> str:
    """How a place is named in a failure: file, line."""
    line = f":{node.lineno}" if node is not None and hasattr(node, "lineno") else ""
    return f"{path.relative_to(ROOT)}{line}"


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a file."""
    return (node for node in ast.walk(parsed(path)) if isinstance(node, FUNCTIONS))


def imported_modules(path: Path) -> Iterator[tuple[str, ast.AST]]:
    """Full names of what a file imports, a name out of a module included: "django.http.Http404"."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((f"{node.module}.{alias.name}", node) for alias in node.names)


def listed(places: list[str]) -> str:
    """Places in a failure message, one a line."""
    return "\n" + "\n".join(places)
