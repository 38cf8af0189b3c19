"""Waiting until a running portal says that it is well: database, worker and beat."""

import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable

LIMIT = 60.0  # seconds; a wait that long has failed


def await_health(port: int, *, check: Callable[[], None]) -> dict[str, object]:
    """What /health answers once it answers 200. `check` is called between the attempts and raises to end the wait."""
    end = time.monotonic() + LIMIT
    last = "no answer"
    while time.monotonic() < end:
        check()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            last = f"{error.code} {error.read().decode()}"  # 503: the worker is not heard of yet
        except OSError as error:
            last = str(error)  # not up yet
        threading.Event().wait(0.1)
    raise AssertionError(f"the portal is not well after {LIMIT:.0f} s: {last}")
