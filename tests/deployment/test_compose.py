"""docker-compose.yml names what exists here, and its portal commands run as they stand in it."""

import importlib
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from celery.bin.celery import celery as celery_command
from django.core.management import get_commands

from appraisal.config.local.processes import ROOT, Child, Program
from appraisal.config.local.services import free_port
from tests.health import await_health

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
PORTAL = sorted(name for name, service in SERVICES.items() if service.get("build") == ".")
BIN = Path(sys.executable).parent
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "appraisal.config.settings.production",
    "SECRET_KEY": "s" * 50,
    "ALLOWED_HOSTS": "127.0.0.1",
    "PERSONAL_DATA_KEYS": "k1:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    "PERSONAL_DATA_INDEX_KEY": "aW5kZXgta2V5LWluZGV4LWtleS1pbmRleC1rZXktMDE=",
    "SMS_GATEWAY": "kannel",
    "SMS_CALLBACK_URL": "http://127.0.0.1:8000",
    "SMS_CALLBACK_TOKEN": "t" * 32,
    "KANNEL_SEND_URL": "http://127.0.0.1:13013/cgi-bin/sendsms",
    "KANNEL_STATUS_URL": "http://127.0.0.1:13000/status.txt",
    "KANNEL_PASSWORD": "test-only",
}


def test_the_portal_runs_as_web_worker_beat_and_one_migration() -> None:
    assert PORTAL == ["beat", "migrate", "web", "worker"]


@pytest.mark.parametrize("name", PORTAL)
def test_each_portal_command_exists(name: str) -> None:
    command = SERVICES[name]["command"]
    assert (BIN / command[0]).exists()
    if command[0] == "gunicorn":
        assert callable(importlib.import_module(command[1]).application)
    elif command[0] == "celery":
        assert importlib.import_module(command[2]).app.main == "kaowu"
        assert command[3] in celery_command.commands
    else:
        assert (ROOT / command[1]).is_file()
        assert command[2] in get_commands()


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_each_file_that_a_container_needs_is_here(name: str) -> None:
    service = SERVICES[name]
    mounted = [volume.split(":")[0] for volume in service.get("volumes", []) if volume.startswith("./")]
    if "build" in service:
        mounted.append(f"{service['build']}/Dockerfile")
    missing = [path for path in mounted if not (ROOT / path).exists()]
    assert missing == []
    if service.get("build", ".") != ".":
        starter = ROOT / service["build"] / Path(service["command"][0]).name
        assert os.access(starter, os.X_OK)


def test_no_secret_has_a_default() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    assert re.findall(r"\$\{\w+(?::-|-)[^}]*\}", text) == []
    assert set(re.findall(r"\$\{(\w+)\}", text)) == set()  # without `:?` a missing one would pass as empty


@pytest.mark.parametrize("missing", sorted(SERVICES["web"]["environment"]))
def test_production_refuses_to_start_without(missing: str) -> None:
    environment = {**os.environ, **PRODUCTION, missing: ""}
    refused = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert refused.returncode != 0
    assert missing in refused.stderr


def test_production_starts_with_all_of_them() -> None:
    subprocess.run([sys.executable, "manage.py", "check"], cwd=ROOT, env={**os.environ, **PRODUCTION}, check=True)


def test_the_commands_run_together_until_health_is_good(
    start_program: Callable[[Program], Child], tmp_path: Path
) -> None:
    port = free_port()
    children = []
    for name in ("web", "worker", "beat"):
        words = [word.replace("0.0.0.0:8000", f"127.0.0.1:{port}") for word in SERVICES[name]["command"]]
        words = [word.replace("/tmp/beat", str(tmp_path / "beat")) for word in words]
        command = (str(BIN / words[0]), *words[1:])
        children.append(start_program(Program(name, command, grace=5, environment=PRODUCTION)))

    def all_live() -> None:
        for child in children:
            assert child.alive, f"{child.program.name}: {child.last_lines()}"

    assert await_health(port, check=all_live)["ok"] is True
