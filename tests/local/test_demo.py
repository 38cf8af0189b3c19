"""`make demo` starts everything, stops everything, and starts again whatever became of the run before."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
import pytest

from appraisal.config.local.processes import ROOT, TOKEN_VARIABLE, owned
from appraisal.config.local.services import free_port, stop_postgres
from tests import session
from tests.health import await_health
from tests.waiting import until

# What this test session put there for its own processes.
OURS = {
    "DATABASE_URL",
    "DATABASE_APPLICATION_URL",
    "REDIS_URL",
    "DJANGO_SETTINGS_MODULE",
    "DOCUMENT_ROOT",
    "VAR",
    "PORT",
}


class Demo:
    """A data folder and a port, and the runs of `make demo` on them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.runs: list[subprocess.Popen[str]] = []

    def start(self) -> subprocess.Popen[str]:
        environment = {name: value for name, value in os.environ.items() if name not in OURS}
        run = subprocess.Popen(
            [sys.executable, "-m", "appraisal.config.local.demo"],
            cwd=ROOT,
            env={**environment, **session.mark(), "PORT": str(self.port), "VAR": str(self.folder)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.runs.append(run)
        return run

    def start_fully(self) -> tuple[subprocess.Popen[str], str]:
        """Start and read until it says that it is up; returns what it printed."""
        run = self.start()
        assert run.stdout is not None
        printed = ""
        for line in run.stdout:
            printed += line
            if "Ctrl-C stops it" in line:
                return run, printed
        pytest.fail(f"it did not come up:\n{printed}")

    def processes(self) -> dict[int, str]:
        """What runs from this folder, PostgreSQL too: the command line of each process number."""
        token = (self.folder / "token").read_text()
        found = {process.pid: command_of(process, token, self.folder) for process in psutil.process_iter()}
        return {number: line for number, line in found.items() if line}

    def end(self) -> None:
        for run in self.runs:
            run.kill()
            run.wait()
            if run.stdout:
                run.stdout.close()
        with owned(self.folder):  # ends what they left
            stop_postgres(self.folder / "postgres")


def command_of(process: psutil.Process, token: str, folder: Path) -> str:
    """The process's command line when it belongs to the folder, else nothing."""
    try:
        line = " ".join(process.cmdline())
        return line if process.environ().get(TOKEN_VARIABLE) == token or f"-D {folder}" in line else ""
    except psutil.Error:
        return ""


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """One data folder for all runs, as people have; its city is seeded once."""
    session_folder = Path(os.environ["VAR"]).parent
    with TemporaryDirectory(prefix="demo-", dir=session_folder) as name:
        yield Path(name).resolve()


@pytest.fixture
def demo(folder: Path) -> Iterator[Demo]:
    demo = Demo(folder)
    yield demo
    demo.end()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_answers_and_a_signal_stops_every_process(demo: Demo, number: signal.Signals) -> None:
    run, printed = demo.start_fully()
    assert f"http://127.0.0.1:{demo.port}/" in printed
    assert await_health(demo.port, check=lambda: None)["ok"] is True
    running = "\n".join(demo.processes().values())
    for part in ("gunicorn", "celery", "beat", "valkey-server", "postgres"):
        assert part in running
    assert (demo.folder / "secrets.json").stat().st_mode & 0o077 == 0

    run.send_signal(number)
    printed, _ = run.communicate(timeout=60)

    assert run.returncode == 0, printed
    until(lambda: not demo.processes(), "everything that ran from the folder has ended")


def test_a_killed_run_is_cleared_away_by_the_next_which_stops_when_its_terminal_is_gone(demo: Demo) -> None:
    killed, _ = demo.start_fully()
    killed.kill()
    killed.communicate()
    left = demo.processes()
    assert "gunicorn" in "\n".join(left.values())  # so there is something to clear away

    run, _ = demo.start_fully()

    still_there = [line for number, line in demo.processes().items() if number in left]
    assert all("postgres" in line for line in still_there), still_there  # taken over as it runs

    assert run.stdout is not None
    run.stdout.close()
    run.send_signal(signal.SIGHUP)
    run.wait(timeout=60)
    until(lambda: not demo.processes(), "everything that ran from the folder has ended")


def test_a_web_server_that_dies_ends_the_run_with_its_last_lines(demo: Demo) -> None:
    run, _ = demo.start_fully()
    masters = [process for process in psutil.Process(run.pid).children() if "gunicorn" in " ".join(process.cmdline())]
    for master in masters:
        master.kill()

    printed, _ = run.communicate(timeout=60)

    assert run.returncode == 1
    assert "web ended with code -9" in printed
    until(lambda: not demo.processes(), "everything that ran from the folder has ended")


def test_a_taken_port_is_named_with_a_way_out(demo: Demo) -> None:
    with socket.create_server(("127.0.0.1", demo.port)):
        run = demo.start()
        printed, _ = run.communicate(timeout=30)
    assert run.returncode == 1
    assert f"Port {demo.port} cannot be used" in printed
    assert "make demo PORT=" in printed


def test_a_second_run_on_the_same_folder_is_refused(demo: Demo) -> None:
    with owned(demo.folder):
        run = demo.start()
        printed, _ = run.communicate(timeout=30)
    assert run.returncode == 1
    assert f"in use by process {os.getpid()}" in printed


def test_data_of_another_version_are_refused_with_what_to_do(demo: Demo) -> None:
    applied = demo.folder / "migrations.json"
    before = applied.read_text() if applied.exists() else "{}"
    applied.write_text('{"plans/migrations/0001_initial.py": "another"}')
    run = demo.start()
    printed, _ = run.communicate(timeout=60)
    assert run.returncode == 1
    applied.write_text(before)
    assert "another version of Kaowu" in printed
    assert "postgres" not in "".join(demo.processes().values())
