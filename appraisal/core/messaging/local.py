"""A gateway without a network for tests: it remembers what it was given, and fails when told to."""

from appraisal.core.messaging.gateway import Envelope, GatewayFailure


class LocalGateway:
    """Remembers the envelopes in `sent`. `failures`: raised by the next sends, in order. `fault`: of the probe."""

    name = "local"
    gives_ids = True

    def __init__(self) -> None:
        self.sent: list[Envelope] = []
        self.failures: list[GatewayFailure] = []
        self.fault = ""

    def send(self, envelope: Envelope) -> str:
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append(envelope)
        return f"local-{envelope.message_id}"

    def probe(self) -> str:
        return self.fault

    def forget(self) -> None:
        """As if it were new."""
        self.sent, self.failures, self.fault = [], [], ""
