"""The embedded services: once per folder, with the two roles, and nothing where the machine brings its own."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg2
import pytest
from redis import Redis

from appraisal.config.local.processes import owned
from appraisal.config.local.services import LocalServices, ServiceFailed

BARE = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}


@pytest.fixture
def folder():
    with TemporaryDirectory(prefix="kaowu-services-") as name:  # short enough for a socket's path
        yield Path(name)


def test_services_named_in_the_environment_are_used_and_none_is_started(folder: Path) -> None:
    named = {"DATABASE_URL": "postgresql://db.example/kaowu", "REDIS_URL": "redis://broker.example"}
    assert LocalServices(folder, token="t").start(named) == {**named, "DATABASE_OWNER_URL": named["DATABASE_URL"]}
    assert list(folder.iterdir()) == []


def test_a_path_with_a_space_is_refused_with_what_to_do(folder: Path) -> None:
    with pytest.raises(ServiceFailed, match="Set VAR to another folder"):
        LocalServices(folder / "my files", token="t").start(BARE)


def test_data_survives_a_restart_and_the_application_role_changes_no_table(folder: Path) -> None:
    with owned(folder) as token:
        services = LocalServices(folder, token=token)
        addresses = services.start(BARE)
        with psycopg2.connect(addresses["DATABASE_OWNER_URL"]) as connection, connection.cursor() as cursor:
            cursor.execute("CREATE TABLE kept (word text)")
        connection.close()
        services.stop()

        (folder / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n")  # stale: names another process
        addresses = services.start(BARE)
        with psycopg2.connect(addresses["DATABASE_URL"]) as connection, connection.cursor() as cursor:
            cursor.execute("INSERT INTO kept VALUES ('a') RETURNING word")
            assert cursor.fetchone() == ("a",)
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                cursor.execute("ALTER TABLE kept DISABLE TRIGGER ALL")
        connection.close()
        with Redis.from_url(addresses["REDIS_URL"]) as client:
            assert client.ping()
        services.stop()


def test_the_application_role_is_no_superuser_and_may_make_no_database() -> None:
    with psycopg2.connect(os.environ["DATABASE_APPLICATION_URL"]) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False, False)
    connection.close()
