"""One PostgreSQL and one Valkey for a whole test session, in a temporary folder that goes with it."""

import os
import tempfile
from contextlib import ExitStack, suppress
from pathlib import Path
from urllib.parse import urlsplit

import django

from appraisal.config.local.processes import TOKEN_VARIABLE, FolderInUse, owned
from appraisal.config.local.services import LocalServices, remove

FOLDER = "kaowu-test-"


def start(stack: ExitStack) -> None:
    """Start the services and name them in the environment, where the session's worker processes find them.

    DATABASE_URL becomes the owner's, who may make the test databases; DATABASE_APPLICATION_URL is what the portal's
    own processes get. Everything ends with `stack`; what a killed session left is ended by the next one.
    """
    _remove_abandoned()
    # Renamed once it is locked, so that no other session takes it for an abandoned one.
    folder = Path(tempfile.mkdtemp(prefix="kaowu-new-"))
    token = stack.enter_context(owned(folder))
    folder = folder.rename(folder.with_name(folder.name.replace("kaowu-new-", FOLDER)))
    stack.callback(remove, folder)
    services = LocalServices(folder, token=token, durable=False)
    stack.callback(services.stop)
    addresses = services.start(os.environ)
    os.environ["DATABASE_URL"] = addresses["DATABASE_OWNER_URL"]
    os.environ["DATABASE_APPLICATION_URL"] = addresses["DATABASE_URL"]
    os.environ["REDIS_URL"] = addresses["REDIS_URL"]
    os.environ["VAR"] = str(folder / "var")
    # Importing the portal names its production settings; a worker process would inherit them and read them too early.
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)


def enter_worker(name: str) -> None:
    """Set Django up with this process's own Valkey database and document folder; `name` is gw0, gw1, … or empty."""
    number = int(name.removeprefix("gw") or 0) % 16
    os.environ["REDIS_URL"] = urlsplit(os.environ["REDIS_URL"])._replace(path=f"/{number}").geturl()
    os.environ["DOCUMENT_ROOT"] = str(Path(os.environ["VAR"]) / f"documents-{number}")
    os.environ["DJANGO_SETTINGS_MODULE"] = "appraisal.config.settings.test"
    django.setup()  # pytest-django leaves settings alone that nobody has read yet


def mark() -> dict[str, str]:
    """What marks a process as this session's, so that it ends with it even when the session is killed."""
    return {TOKEN_VARIABLE: (Path(os.environ["VAR"]).parent / "token").read_text()}


def _remove_abandoned() -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{FOLDER}*"):
        with suppress(FolderInUse, PermissionError), owned(folder):
            remove(folder)
