"""The portal's programs as command lines, the same for `make demo` and the tests."""

import sys
from pathlib import Path

from appraisal.config.local.processes import Program

APPLICATION = "appraisal.config.celery"


def web(port: int, *, workers: int = 3) -> Program:
    """Gunicorn on the loopback address; the application is loaded once and shared by the workers."""
    options = ("--bind", f"127.0.0.1:{port}", "--workers", str(workers), "--preload", "--no-control-socket")
    command = (sys.executable, "-m", "gunicorn", *options, "appraisal.config.wsgi")
    return Program("web", command, grace=5)


def worker(*, name: str = "worker", processes: int = 2) -> Program:
    """A Celery worker. It meets no other worker, so it need not look for any."""
    options = ("--hostname", f"{name}@kaowu", "--concurrency", str(processes), "--without-gossip", "--without-mingle")
    return Program(name, (*_celery("worker"), *options), essential=False)


def beat(folder: Path) -> Program:
    """The scheduler; its own notes of what ran when stand in `folder`."""
    options = ("--schedule", str(folder / "beat-schedule"), "--pidfile=")
    return Program("beat", (*_celery("beat"), *options), essential=False, grace=5)


def manage(*arguments: str) -> tuple[str, ...]:
    """Django's command line."""
    return (sys.executable, "manage.py", *arguments)


def _celery(part: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "celery", "--app", APPLICATION, "--quiet", part, "--loglevel", "INFO")
