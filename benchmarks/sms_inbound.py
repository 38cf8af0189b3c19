"""Replies through the real HTTP callback into two gunicorn workers: how many a second, and how soon each is stored.

Against the limit, a view behind the same middleware that stores one row. The answer of the callback says that the reply
is stored and read, so the time to the answer is an upper bound of the time to the row. The other way: 500 messages from
the outbox to a stub of the SMS engine, against calling that stub 500 times.
"""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

import httpx
from django.conf import settings
from django.db import connection, transaction

from appraisal.config.local import programs
from appraisal.config.local.processes import ROOT, Supervisor, owned
from appraisal.config.local.services import free_port
from appraisal.core import clock
from appraisal.core.messaging import choice
from appraisal.core.models import InboundSms
from appraisal.core.services import sms, sms_delivery
from benchmarks.results import result
from examiners.models import ReplyCode
from examiners.rules.replies import Meaning
from examiners.services import dispatches
from tests.factories import dispatch as factory

DISPATCHES, WAVE, SEATS = 60, 4, 3  # 720 people are asked
AT_ONCE = 8  # connections of the SMS engine
CALM = 0.5  # of the most, for the time to answer
OUT = 500
TOKEN = "benchmark-callback-token-000000001"
_ids = count(1)


def measure() -> list[dict[str, object]]:
    """Ask 720 people, let all of them answer, and look at both ends."""
    replies = _replies()
    words = [("stranger", f"139{number:08}", "谢谢") for number in range(1500)]
    with _portal() as port:
        _fire(port, [_bare() for _ in range(200)])  # warm
        bare, _ = _fire(port, [_bare() for _ in range(1500)])
        stored, _ = _fire(port, [_callback(phone, text) for _, phone, text in words])
        read, _ = _fire(port, [_callback(phone, code) for phone, code in replies[: len(replies) // 2]])
        calm, times = _fire(port, [_callback(p, c) for p, c in replies[len(replies) // 2 :]], rate=read * CALM)
    unread = InboundSms.objects.exclude(gateway="bare").filter(settled_at=None).count()
    if unread:
        raise RuntimeError(f"{unread} replies were not read")
    out, limit = _outbox()
    return [
        result("a bare view that stores one row", bare, "replies/s"),
        result("stored, read, no question open", stored, "replies/s"),
        result("stored, read, seat given, answered", read, "replies/s", at_least=20),
        result("share of the limit, stored and read", 100 * stored / bare, "%"),
        result(f"p50 from callback to stored, {calm:.0f}/s", 1000 * _quantile(times, 0.5), "ms"),
        result(f"p99 from callback to stored, {calm:.0f}/s", 1000 * _quantile(times, 0.99), "ms", at_most=1000),
        result(f"{OUT} messages out, one worker", out, "messages/s", at_least=50),
        result("the stub alone, called as often", limit, "messages/s"),
    ]


def _replies() -> list[tuple[str, str]]:
    """(phone, code for yes) of everyone asked: one question each, over many dispatches."""
    settings.KAOWU["WAVE_FACTOR"] = WAVE
    first = factory.stage(seats=SEATS, people=SEATS * WAVE)
    stages = [first]
    for _ in range(DISPATCHES - 1):
        stages.append(factory.stage(seats=SEATS, people=SEATS * WAVE))
    for on in stages:
        dispatches.start_dispatch(actor=on.officer, dispatch_id=on.dispatch.pk, now=factory.NOW)
    factory.deliver()
    codes = ReplyCode.objects.filter(meaning=Meaning.YES, open=True).select_related("invitation__examiner")
    found = [(row.invitation.examiner.phone, row.code) for row in codes.order_by("pk")]
    found.sort(key=lambda pair: pair[0][::-1])  # dispatches mixed, as people answer
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return found


@contextmanager
def _portal() -> Iterator[int]:
    """Gunicorn with two workers on this benchmark's database."""
    folder, port = Path(settings.VAR_DIR) / "sms", free_port()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "benchmarks.sms_settings",
        "SMS_CALLBACK_TOKEN": TOKEN,
        "BENCH_WAVE": str(WAVE),
    }
    with owned(folder) as token:
        supervisor = Supervisor(environment=environment, logs=folder / "log", token=token)
        try:
            supervisor.start(programs.web(port, workers=2))
            _await(port)
            yield port
        finally:
            supervisor.stop()


def _await(port: int) -> None:
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)  # nothing announces that a port has begun to listen
    raise RuntimeError("gunicorn did not come up")


def _callback(phone: str, text: str) -> str:
    fields = {"id": f"bench-{next(_ids)}", "from": phone, "coding": "0", "text": text}
    return f"/sms/kannel/{TOKEN}/inbound/?{urlencode(fields)}"


def _bare() -> str:
    return f"/bare?{urlencode({'id': f'bare-{next(_ids)}', 'text': '3817'})}"


def _fire(port: int, addresses: Sequence[str], *, rate: float = 0) -> tuple[float, list[float]]:
    """Ask for all addresses, AT_ONCE at a time; `rate` a second, or as fast as it goes. Returns (per second, times)."""
    began, waiting, times, lock = time.perf_counter(), iter(enumerate(addresses)), [], threading.Lock()
    faults: list[str] = []

    def work() -> None:
        while True:
            with lock:
                turn = next(waiting, None)
            if turn is None or faults:
                return
            due = began + turn[0] / rate if rate else began
            time.sleep(max(0.0, due - time.perf_counter()))  # the rate is what is asked for
            sent = time.perf_counter()
            status = _get(port, turn[1])
            times.append(time.perf_counter() - sent)
            if not status.startswith("HTTP/1.1 200"):
                faults.append(status)

    threads = [threading.Thread(target=work) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise RuntimeError(f"the portal answered {faults[0]}")
    return len(addresses) / (time.perf_counter() - began), times


def _get(port: int, address: str) -> str:
    """One request on a connection of its own; the answer's first line."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as call:
        call.sendall(f"GET {address} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        answer = b""
        while part := call.recv(4096):
            answer += part
    return answer.partition(b"\r\n")[0].decode()


def _quantile(times: Sequence[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(share * len(times)))]


def _outbox() -> tuple[float, float]:
    """(messages a second from the outbox to the stub, calls a second of the stub alone)."""
    engine = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.sms_engine"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert engine.stdout
        url = f"http://127.0.0.1:{int(engine.stdout.readline())}/cgi-bin/sendsms"
        settings.SMS = {**settings.SMS, "GATEWAY": "kannel", "KANNEL": {**settings.SMS["KANNEL"], "SEND_URL": url}}
        choice._made.cache_clear()
        with transaction.atomic():
            for number in range(OUT):
                sms.queue_sms(
                    to=f"137{number:08}",
                    text="北京市职业技能鉴定管理中心邀请您参加中式烹调师职业四级等级的实操考评工作。",
                    purpose="examiners.bench",
                    reference="",
                    key=f"bench:{number}",
                    now=clock.now(),
                    priority=1,
                    at_any_hour=True,
                )
        began = time.perf_counter()
        sent = sms_delivery.deliver_due(clock=clock.now, limit=OUT).sent
        out = sent / (time.perf_counter() - began)
        if sent != OUT:
            raise RuntimeError(f"{sent} of {OUT} went out")
        with httpx.Client(trust_env=False) as client:
            began = time.perf_counter()
            for _ in range(OUT):
                client.post(url, content="邀请".encode())
            limit = OUT / (time.perf_counter() - began)
    finally:
        engine.terminate()
        engine.wait(10)
    return out, limit
