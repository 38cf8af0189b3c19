"""`make demo`: the whole portal in training mode on one machine, from database to web server.

    PORT  where the portal answers (8000)
    VAR   the folder that keeps its data, secrets and logs (./var/demo)

Ctrl-C stops every process that was started. A run that was killed is cleared away by the next one.
"""

import base64
import hashlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from appraisal.config.local import programs
from appraisal.config.local.processes import ROOT, TOKEN_VARIABLE, Child, FolderInUse, Supervisor, owned
from appraisal.config.local.services import LocalServices, ServiceFailed

START_LIMIT = 60  # seconds until the portal must have answered
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class CannotStart(RuntimeError):
    """Why, in a sentence for the person at the terminal."""


def main() -> int:
    """Run until Ctrl-C (0), or say why that is impossible (1)."""
    for number in STOPPING:
        if signal.getsignal(number) is not signal.SIG_IGN or number is signal.SIGINT:
            signal.signal(number, signal.default_int_handler)
    try:
        port, folder = _port(), Path(os.environ.get("VAR") or ROOT / "var" / "demo").expanduser().resolve()
        with owned(folder) as token:
            _check_free(port)
            return _run(port, folder, token)
    except (CannotStart, FolderInUse, ServiceFailed) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0


def _run(port: int, folder: Path, token: str) -> int:
    environment = {
        **os.environ,
        **_secrets(folder / "secrets.json"),
        "DJANGO_SETTINGS_MODULE": "appraisal.config.settings.training",
        "VAR": str(folder),
        "STATIC_ROOT": str(folder / "static"),  # stays empty: training mode serves from the sources
        "PYTHONUNBUFFERED": "1",
        TOKEN_VARIABLE: token,
    }
    services = LocalServices(folder, token=token)
    supervisor: Supervisor | None = None
    try:
        with _told("database and broker"):
            environment |= services.start(environment)
        logs = folder / "log"
        for needed in (logs, folder / "static"):
            needed.mkdir(exist_ok=True)
        with _told("migrations"):
            _check_version(folder / "migrations.json")
            owner = {**environment, "DATABASE_URL": environment["DATABASE_OWNER_URL"]}
            _manage("migrate", "--verbosity", "0", environment=owner, log=logs / "migrate.log")
            (folder / "migrations.json").write_text(json.dumps(_migrations(), indent=2))
        with _told("demo city"):
            accounts = _manage("seed_demo", environment=environment, log=logs / "seed.log")
        supervisor = Supervisor(environment=environment, logs=logs, token=token)
        with _told("web server, worker and beat"):
            web = supervisor.start(programs.web(port))
            supervisor.start(programs.worker())
            supervisor.start(programs.beat(folder))
            _await_health(port, web)
        print(f"\nKaowu answers at  http://127.0.0.1:{port}/\n\n{accounts.strip()}\n\nCtrl-C stops it.", flush=True)
        return _watch(supervisor)
    finally:
        _stop(supervisor, services)


def _watch(supervisor: Supervisor) -> int:
    """Report each child that dies; returns 1 when the portal cannot go on without it."""
    while True:
        child = supervisor.next_death()
        if child is None:
            continue
        print(f"\n{_obituary(child)}", file=sys.stderr, flush=True)
        if child.program.essential:
            return 1
        print("The portal goes on without it; stop and start again to have it back.", file=sys.stderr, flush=True)


def _stop(supervisor: Supervisor | None, services: LocalServices) -> None:
    for number in STOPPING:
        signal.signal(number, signal.SIG_IGN)  # an impatient second Ctrl-C must leave nothing behind
    with suppress(OSError):  # the terminal may be gone already
        print("\nStopping …", flush=True)
    if supervisor:
        supervisor.stop()
    services.stop()


def _port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise CannotStart(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


def _check_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            reason = error.strerror.lower() if error.strerror else "unknown reason"
            raise CannotStart(f"Port {port} cannot be used ({reason}). Choose another: make demo PORT=8010") from error


def _secrets(path: Path) -> dict[str, str]:
    """This folder's own keys, made on first use and readable by their owner alone."""
    if not path.exists():
        made = {
            "SECRET_KEY": secrets.token_urlsafe(50),
            "PERSONAL_DATA_KEYS": f"k1:{_key()}",
            "PERSONAL_DATA_INDEX_KEY": _key(),
        }
        draft = path.with_suffix(".new")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(made, indent=2))
        draft.replace(path)
    return json.loads(path.read_text())


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _check_version(applied: Path) -> None:
    """Refuse data whose tables an earlier version made: until the first release its migrations are written afresh."""
    now = _migrations()
    before = json.loads(applied.read_text()) if applied.exists() else {}
    if any(now.get(name) != digest for name, digest in before.items()):
        raise CannotStart(
            f"The demo city in {applied.parent} was made by another version of Kaowu.\n"
            f"Remove that folder to have it made anew, or keep it and choose another: make demo VAR=var/other"
        )


def _migrations() -> dict[str, str]:
    """A digest of each of the portal's own migrations."""
    paths = sorted([*ROOT.glob("*/migrations/0*.py"), *ROOT.glob("appraisal/*/migrations/0*.py")])
    return {str(path.relative_to(ROOT)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def _manage(*arguments: str, environment: dict[str, str], log: Path) -> str:
    """Run a management command and return what it printed; its complaints go to `log`.

    Raises `CannotStart` with the last of them.
    """
    with log.open("w+") as complaints:
        command = programs.manage(*arguments)
        done = subprocess.run(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=complaints, text=True, check=False
        )
        if done.returncode:
            complaints.seek(0)
            raise CannotStart(f"`manage.py {arguments[0]}` failed; all of it is in {log}:\n{complaints.read()[-2000:]}")
    return done.stdout


def _await_health(port: int, web: Child) -> None:
    """Wait until the portal answers at all; what it says of its worker is for the people who use it."""
    end = time.monotonic() + START_LIMIT
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5).close()
            return
        except urllib.error.HTTPError as answer:
            if answer.code == 503:  # it is up, and its worker has not reported yet
                return
            raise CannotStart(f"/health answered {answer.code}.\n{web.last_lines()}") from answer
        except OSError:
            if not web.alive:
                raise CannotStart(_obituary(web)) from None
            time.sleep(0.05)  # nothing announces that a port has begun to listen
    raise CannotStart(f"The portal did not answer within {START_LIMIT} s.\n{web.last_lines()}")


def _obituary(child: Child) -> str:
    return f"{child.program.name} ended with code {child.wait()}; its last lines ({child.log}):\n{child.last_lines()}"


@contextmanager
def _told(step: str) -> Iterator[None]:
    """Say what is going on, and how long it took."""
    began = time.monotonic()
    print(f"{step} … ", end="", flush=True)
    yield
    print(f"{time.monotonic() - began:.1f} s", flush=True)


if __name__ == "__main__":
    sys.exit(main())
