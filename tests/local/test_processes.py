"""The supervisor leaves nothing running and ends nothing that is not its own."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from appraisal.config.local.processes import (
    ROOT,
    TOKEN_VARIABLE,
    FolderInUse,
    Program,
    Supervisor,
    end_marked,
    owned,
)
from tests.waiting import until

# Starts a grandchild, says its number, and ignores SIGTERM when told to.
PARENT = """
import signal, subprocess, sys
if "deaf" in sys.argv: signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
print(child.pid, flush=True)
signal.pause()
"""

# Owns a folder, starts a program in it, says the program's number, and waits to be killed.
OWNER = """
import os, signal, sys
from pathlib import Path
from appraisal.config.local.processes import Program, Supervisor, owned
folder = Path(sys.argv[1])
with owned(folder) as token:
    supervisor = Supervisor(environment=os.environ, logs=folder, token=token)
    print(supervisor.start(Program("sleeper", [sys.executable, "-c", "import signal; signal.pause()"])).pid, flush=True)
    signal.pause()
"""


def parent(*arguments: str, grace: float = 5) -> Program:
    return Program("parent", (sys.executable, "-u", "-c", PARENT, *arguments), grace=grace)


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    with owned(tmp_path) as token:
        supervisor = Supervisor(environment=os.environ, logs=tmp_path, token=token)
        yield supervisor
        supervisor.stop()


def grandchild_of(supervisor: Supervisor, program: Program) -> psutil.Process:
    child = supervisor.start(program)
    while not (text := child.log.read_text()):
        assert child.alive
    return psutil.Process(int(text))


def ended(process: psutil.Process) -> bool:
    """Whether it has come to its end. Killed, a stranger's child still needs a moment, and may stay a zombie."""
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


@pytest.mark.parametrize("manner", [(), ("deaf",)])
def test_stop_ends_children_and_what_they_started(supervisor: Supervisor, manner: tuple[str, ...]) -> None:
    grandchild = grandchild_of(supervisor, parent(*manner, grace=0.2))
    assert grandchild.is_running()

    supervisor.stop()

    until(lambda: ended(grandchild), "what the child started has ended")


def test_a_child_that_dies_is_reported_and_a_stopped_one_is_not(supervisor: Supervisor) -> None:
    dying = supervisor.start(Program("dying", (sys.executable, "-c", "print('the reason'); raise SystemExit(3)")))
    stopped = supervisor.start(parent())

    assert supervisor.next_death(timeout=10) is dying
    assert dying.wait() == 3
    assert dying.last_lines() == "the reason"

    stopped.stop()
    assert supervisor.next_death(timeout=0.1) is None


def test_a_folder_has_one_owner(tmp_path: Path) -> None:
    with owned(tmp_path), pytest.raises(FolderInUse, match=str(os.getpid())), owned(tmp_path):
        pass
    with owned(tmp_path):  # free again
        pass


def test_what_a_killed_owner_left_is_ended_and_strangers_are_not(tmp_path: Path) -> None:
    owner = subprocess.Popen([sys.executable, "-c", OWNER, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert owner.stdout is not None
    orphan = psutil.Process(int(owner.stdout.readline()))
    stranger = subprocess.Popen(
        [sys.executable, "-c", "import signal; signal.pause()"], env={**os.environ, TOKEN_VARIABLE: "another folder's"}
    )
    owner.send_signal(signal.SIGKILL)
    owner.communicate()
    assert orphan.is_running()

    with owned(tmp_path):
        until(lambda: ended(orphan), "the orphan has ended")
        assert stranger.poll() is None

    assert end_marked("another folder's") == 1
    assert stranger.poll() is not None
