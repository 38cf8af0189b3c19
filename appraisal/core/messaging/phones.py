"""The gateway of training mode: messages show on the phones in the browser, which read them from the database."""

from appraisal.core.messaging.gateway import Envelope


class PhonesGateway:
    """Takes everything at once; the phones page shows what was sent, and answers by an operator's door."""

    name = "phones"
    gives_ids = True

    def send(self, envelope: Envelope) -> str:
        return f"phones-{envelope.message_id}"

    def probe(self) -> str:
        return ""
