"""The lock files pin everything by hash, belong to pyproject.toml, and name no package index."""

import json
import re
import tomllib

import pytest

from appraisal.config.local.processes import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
LOCKS = {
    "runtime.txt": PROJECT["dependencies"],
    "dev.txt": [
        *PROJECT["dependencies"],
        *(name for extra in PROJECT["optional-dependencies"].values() for name in extra),
    ],
}


def pinned(lock: str) -> dict[str, str]:
    """The block of each package in a requirements file, by its normalised name."""
    blocks = re.split(r"\n(?=[A-Za-z0-9])", (ROOT / "requirements" / lock).read_text())
    return {normal(block): block for block in blocks}


def normal(requirement: str) -> str:
    name = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert name, requirement
    return re.sub(r"[-_.]+", "-", name[0]).lower()


@pytest.mark.parametrize("lock", LOCKS)
def test_each_package_is_pinned_by_version_and_hash(lock: str) -> None:
    loose = [name for name, block in pinned(lock).items() if "==" not in block or "--hash=sha256:" not in block]
    assert loose == []


@pytest.mark.parametrize("lock", LOCKS)
def test_what_the_project_asks_for_is_locked(lock: str) -> None:
    assert {normal(requirement) for requirement in LOCKS[lock]} - pinned(lock).keys() == set()


def test_development_runs_what_production_runs() -> None:
    development = pinned("dev.txt")
    assert {name: block.split()[0] for name, block in pinned("runtime.txt").items()} == {
        name: development[name].split()[0] for name in pinned("runtime.txt")
    }


@pytest.mark.parametrize("lock", LOCKS)
def test_no_lock_of_python_packages_names_an_index(lock: str) -> None:
    assert re.findall(r"://|--(?:extra-)?index-url|--find-links", (ROOT / "requirements" / lock).read_text()) == []


def test_front_end_packages_have_hashes_and_no_address() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    installed = {name: package for name, package in packages.items() if name}
    assert [name for name, package in installed.items() if "integrity" not in package] == []
    assert [name for name, package in installed.items() if "resolved" in package] == []
    wanted = json.loads((ROOT / "package.json").read_text())
    for name, version in {**wanted["dependencies"], **wanted["devDependencies"]}.items():
        assert installed[f"node_modules/{name}"]["version"] == version
