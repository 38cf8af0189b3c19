"""Debian's Kannel with the portal's own configuration, on free ports, between the test's portal and operator."""

import os
import re
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from appraisal.config.local.processes import ROOT, Program, Supervisor, owned
from appraisal.config.local.services import free_port
from appraisal.core.messaging import choice
from tests.core.messaging.operator import Operator
from tests.waiting import until

TOKEN = "kannel-calls-with-this-token-00001"
PASSWORD = "onlyfortests"
OPERATOR_GROUP = """
group = smsc
smsc = smpp
smsc-id = operator
host = 127.0.0.1
port = {port}
smsc-username = kaowu
smsc-password = kaowu
system-type = ""
interface-version = 34
transceiver-mode = true
reconnect-delay = 1
"""


def start(folder: Path, portal: str, operator_port: int) -> tuple[Program, dict[str, int]]:
    """The program that runs both boxes with the deployed configuration, moved to `folder` and free ports."""
    ports = {name: free_port() for name in ("admin-port", "smsbox-port", "sendsms-port")}
    text = (ROOT / "deploy" / "kannel.conf").read_text()
    for name, port in ports.items():
        text = re.sub(rf"^{name} = \d+$", f"{name} = {port}", text, flags=re.MULTILINE)
    text = text.replace('"/tmp/', f'"{folder}/').replace("/etc/kannel/", f"{folder}/")
    (folder / "kannel.conf").write_text(text)
    (folder / "operator.conf").write_text(OPERATOR_GROUP.format(port=operator_port))
    environment = {
        "PATH": f"{os.environ['PATH']}:/usr/sbin",
        "KANNEL_RUN": str(folder),
        "KANNEL_PASSWORD": PASSWORD,
        "SMS_CALLBACK_URL": portal,
        "SMS_CALLBACK_TOKEN": TOKEN,
    }
    command = ("bash", str(ROOT / "deploy/kannel/start-kannel"), str(folder / "kannel.conf"))
    return Program("kannel", command, grace=1, environment=environment), ports


def listens(port: int) -> bool:
    """Whether somebody takes connections there."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def operator_and_engine(
    tmp_path_factory: pytest.TempPathFactory, live_server: LiveServer
) -> Iterator[tuple[Operator, dict[str, int]]]:
    """An operator and a Kannel that is bound to it."""
    assert shutil.which("bearerbox", path=f"{os.environ['PATH']}:/usr/sbin"), "install kannel: scripts/browser.sh does"
    operator = Operator(free_port())
    operator.start()
    folder = tmp_path_factory.mktemp("kannel")
    program, ports = start(folder, live_server.url, operator.port)
    with owned(folder / "processes") as token:
        supervisor = Supervisor(environment=os.environ, logs=folder / "log", token=token)
        child = supervisor.start(program)
        try:
            until(lambda: operator.is_bound or not child.alive, "Kannel binds to the operator")
            until(lambda: listens(ports["sendsms-port"]) or not child.alive, "smsbox listens")
            assert child.alive, child.last_lines()
            yield operator, ports
        finally:
            supervisor.stop()
            operator.stop()


@pytest.fixture
def operator(operator_and_engine: tuple[Operator, dict[str, int]], settings: Any) -> Iterator[Operator]:
    """The operator, with the portal sending through Kannel."""
    found, ports = operator_and_engine
    kannel = {
        **settings.SMS["KANNEL"],
        "SEND_URL": f"http://127.0.0.1:{ports['sendsms-port']}/cgi-bin/sendsms",
        "STATUS_URL": f"http://127.0.0.1:{ports['admin-port']}/status.txt",
        "PASSWORD": PASSWORD,
    }
    settings.SMS = {**settings.SMS, "GATEWAY": "kannel", "CALLBACK_TOKEN": TOKEN, "KANNEL": kannel}
    found.submitted.clear()
    choice._made.cache_clear()
    yield found
    choice._made.cache_clear()
