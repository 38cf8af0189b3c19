"""An operator's SMPP server: it takes messages, reports them delivered, and brings replies."""

import asyncio
import itertools
import threading
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import smpp34

UCS2 = 8
RECEIPT = 0x04  # esm_class of a delivery report
UDH = 0x40  # esm_class bit: the text begins with a header
WANTS_RECEIPT = 1


@dataclass(frozen=True)
class Submitted:
    """One part as it came over SMPP."""

    number: str
    sender: str
    to: str
    coding: int
    header: bytes
    body: bytes
    wants_receipt: bool

    @property
    def text(self) -> str:
        return self.body.decode("utf-16-be" if self.coding == UCS2 else "ascii")


@dataclass
class Operator:
    """Runs in a thread with a loop of its own."""

    port: int
    submitted: list[Submitted] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def start(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._esme: smpp34.Esme | None = None
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server = smpp34.Server("127.0.0.1", self.port)
        self._run(self._server.start)
        self._serving = asyncio.run_coroutine_threadsafe(self._serve(), self._loop)

    def stop(self) -> None:
        """Hang up and listen no more."""
        self._serving.cancel()
        if self._esme:
            self._run(self._esme.unbind)
        self._run(self._server.stop)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    @property
    def is_bound(self) -> bool:
        return self._esme is not None

    def reply(self, phone: str, text: str, *, coding: int = UCS2) -> None:
        """A person answers."""
        body = text.encode("utf-16-be" if coding == UCS2 else "ascii")
        assert self._esme
        bring = partial(self._esme.deliver_sm, "10690000", body, source_addr=phone, data_coding=coding)
        assert self._run(bring).is_success

    def report(self, outcome: str) -> None:
        """Tell what became of all that was taken.

        As in a real network this comes after the acceptance: call it when Kannel has told of that. A report that
        overtakes it is about nothing that Kannel knows of, and Kannel drops it.
        """
        for part in self.submitted:
            if not part.wants_receipt:
                continue
            receipt = (
                f"id:{part.number} sub:001 dlvrd:001 submit date:2603020900 done date:2603020900"
                f" stat:{outcome} err:000 text:"
            )
            assert self._esme
            bring = partial(
                self._esme.deliver_sm, part.sender, receipt.encode(), source_addr=part.to, esm_class=RECEIPT
            )
            assert self._run(bring).is_success

    def _run(self, begin: Callable[[], Awaitable[Any]]) -> Any:
        """Begin and await in the loop's own thread."""

        async def work() -> Any:
            return await begin()

        return asyncio.run_coroutine_threadsafe(work(), self._loop).result(20)

    async def _serve(self) -> None:
        while True:
            event = await self._server.next()
            if isinstance(event, smpp34.Esme):
                self._esme = event
            elif isinstance(event, smpp34.Unbound):
                self._esme = None
            else:
                await self._take(event)

    async def _take(self, event: smpp34.SubmitSmEvent) -> None:
        body, header = event.short_message, b""
        if event.esm_class & UDH:
            header, body = body[: body[0] + 1], body[body[0] + 1 :]
        number = f"op{next(self._numbers)}"  # never twice: Kannel knows the messages that wait for a report by it
        event.accept(number)
        wants = bool(event.registered_delivery & WANTS_RECEIPT)
        people = (event.source_addr, event.destination_addr)
        self.submitted.append(Submitted(number, *people, event.data_coding, header, body, wants))
