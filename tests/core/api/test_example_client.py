"""The example in the documentation works against the running portal."""

import subprocess
import sys

import pytest

from appraisal.core.rules.api import ApiScope
from docs.examples.district_client import Kaowu
from tests.architecture.tree import ROOT
from tests.factories import api as make
from tests.factories import filing

SCRIPT = ROOT / "docs" / "examples" / "district_client.py"


@pytest.mark.django_db(transaction=True)
def test_the_example_reads_changes_and_plans_and_acts(live_server, clock):
    clock.set(2026, 3, 2, 9)
    ground = filing.ground()
    plan = filing.filed(ground)
    token = make.token(ground.district, ApiScope.READ).secret
    done = subprocess.run([sys.executable, SCRIPT, live_server.url, token], capture_output=True, text=True, check=True)
    assert "plan.file" in done.stdout and plan.number in done.stdout

    city = Kaowu(live_server.url, make.token(ground.officer).secret)
    with pytest.raises(SystemExit, match="一（二）"):
        city.act(plan.number, "accept")
    assert city.act(plan.number, "return", reason="补正")["state"] == "RETURNED"


def test_it_is_short_and_needs_no_library():
    text = SCRIPT.read_text()
    assert len([line for line in text.splitlines() if line.strip()]) <= 50
    assert "import requests" not in text and "import httpx" not in text
