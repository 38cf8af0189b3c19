"""A small supervisor: starts programs, hears when one ends, stops all of them in order, leaves none behind.

Every program runs in a session of its own, so that Ctrl-C in the terminal reaches the supervisor alone. Each carries
the folder's token in its environment. Whoever holds the folder's lock may end any process with that token: it was
started from this folder, and its starter is gone or is the caller. A process number alone is never trusted.
"""

import fcntl
import os
import queue
import secrets
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[3]
TOKEN_VARIABLE = "KAOWU_RUN"


class FolderInUse(RuntimeError):
    """Another live run owns the folder; the message names its process."""


@dataclass(frozen=True)
class Program:
    """What to start, with what it needs in its environment besides everybody's.

    `grace` is how many seconds it gets to end by itself after SIGTERM.
    """

    name: str
    command: Sequence[str]
    essential: bool = True
    grace: float = 10.0
    environment: Mapping[str, str] = field(default_factory=dict)


class Child:
    """One started program; its output goes to `<logs>/<name>.log`, which begins afresh with each start."""

    def __init__(self, program: Program, *, environment: Mapping[str, str], logs: Path) -> None:
        self.program = program
        self.log = logs / f"{program.name}.log"
        self.stopping = False
        logs.mkdir(parents=True, exist_ok=True)
        with self.log.open("wb") as output:
            self._popen = subprocess.Popen(
                list(program.command),
                cwd=ROOT,
                env={**environment, **program.environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        return self._popen.pid

    @property
    def alive(self) -> bool:
        return self._popen.poll() is None

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end and return the exit code; negative when a signal ended it."""
        return self._popen.wait(timeout)

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the program and all it started."""
        if self.alive:
            with suppress(ProcessLookupError):
                os.killpg(self.pid, number)

    def stop(self) -> int:
        """Ask it to end, insist after its grace, and return the exit code."""
        self.stopping = True
        if self.alive:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGTERM)
        try:
            return self.wait(self.program.grace)
        except subprocess.TimeoutExpired:
            self.send(signal.SIGKILL)
            return self.wait()

    def last_lines(self, count: int = 15) -> str:
        """The end of its output, for the message that says it died."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-count:])


class Supervisor:
    """Starts programs with one environment and stops them, the newest first."""

    def __init__(self, *, environment: Mapping[str, str], logs: Path, token: str) -> None:
        self.environment = {**environment, TOKEN_VARIABLE: token}
        self.logs = logs
        self._token = token
        self._children: list[Child] = []
        self._ended: queue.SimpleQueue[Child] = queue.SimpleQueue()

    def start(self, program: Program) -> Child:
        child = Child(program, environment=self.environment, logs=self.logs)
        self._children.append(child)
        threading.Thread(target=self._report_end, args=(child,), daemon=True).start()
        return child

    def _report_end(self, child: Child) -> None:
        child.wait()
        if not child.stopping:
            self._ended.put(child)

    def next_death(self, timeout: float | None = None) -> Child | None:
        """Wait until a child ends that nobody stopped, and return it; None when `timeout` seconds pass first."""
        try:
            return self._ended.get(timeout=timeout)
        except queue.Empty:
            return None

    def stop(self) -> None:
        """Stop every child, the newest first, and whatever they may have left behind."""
        for child in reversed(self._children):
            child.stop()
        self._children.clear()
        end_marked(self._token)


@contextmanager
def owned(folder: Path) -> Iterator[str]:
    """Own `folder` for the length of the block; yields its token.

    Ends first whatever a killed owner left running. Raises `FolderInUse` when the owner is alive: the lock falls with
    its process, however it ends, so a lock that is held proves a live owner.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "owner.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            owner = lock.read().strip() or "unknown"
            raise FolderInUse(f"{folder} is in use by process {owner}.") from None
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        token = _token(folder)
        end_marked(token)
        yield token


def _token(folder: Path) -> str:
    """The random word that marks this folder's processes, made on first use."""
    path = folder / "token"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(16))
    return path.read_text()


def end_marked(token: str, *, grace: float = 5.0) -> int:
    """End every process that carries `token` in its environment; returns how many there were."""
    found = [process for process in psutil.process_iter() if _carries(process, token)]
    for process in found:
        with suppress(psutil.NoSuchProcess):
            process.terminate()
    _, stubborn = psutil.wait_procs(found, timeout=grace)
    for process in stubborn:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(stubborn, timeout=grace)
    return len(found)


def _carries(process: psutil.Process, token: str) -> bool:
    try:
        return process.pid != os.getpid() and process.environ().get(TOKEN_VARIABLE) == token
    except (psutil.Error, OSError):  # gone meanwhile, or another user's
        return False
