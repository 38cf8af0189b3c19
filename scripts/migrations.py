"""Writes each app's `0001_initial` afresh from its models.

Until the first release there is one generated migration per app, plus hand-written `0002_*` ones for triggers. Django's
own `makemigrations` would pile further files on top, or refuse because a hand-written one points at a deleted file, so
the generated ones are made in an empty package elsewhere and then put in place.
"""

import os
import sys
import tempfile
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[1]
MIGRATIONS = {"core": ROOT / "appraisal/core/migrations"} | {
    app: ROOT / app / "migrations" for app in ("plans", "examiners", "fees")
}


def main() -> None:
    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "appraisal.config.settings.test"
    os.environ["DATABASE_URL"] = "postgresql://nobody@localhost/none"  # never connected to
    with tempfile.TemporaryDirectory() as folder:
        write_in(Path(folder))


def write_in(folder: Path) -> None:
    """Generate all first migrations below `folder`, then copy each one that changed into its app."""
    fresh = {app: folder / f"fresh_{app}" for app in MIGRATIONS}
    for package in fresh.values():
        package.mkdir()
        (package / "__init__.py").touch()
    sys.path.insert(0, str(folder))
    settings.MIGRATION_MODULES = {app: package.name for app, package in fresh.items()}
    settings.DATABASES["default"] = {"ENGINE": "django.db.backends.dummy"}
    django.setup()
    call_command("makemigrations", *MIGRATIONS, name="initial", include_header=False, verbosity=0)
    for app, package in fresh.items():
        put_in_place(app, sorted(package.glob("0*.py")))


def put_in_place(app: str, written: list[Path]) -> None:
    """Copy the one generated migration of `app`. Exits when the models need more than one."""
    target = MIGRATIONS[app] / "0001_initial.py"
    if len(written) > 1:
        sys.exit(f"{app} needs {len(written)} migrations: its models and another app's point at each other.")
    if not written:
        print(f"{app}: no models")
        return
    text = written[0].read_text()
    if target.exists() and target.read_text() == text:
        print(f"{app}: unchanged")
        return
    target.parent.mkdir(exist_ok=True)
    (target.parent / "__init__.py").touch()
    target.write_text(text)
    print(f"{app}: {target.relative_to(ROOT)} written")


if __name__ == "__main__":
    main()
