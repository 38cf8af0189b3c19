"""What a gateway is: it takes one message and says its number for it, or fails in one of three ways."""

from dataclasses import dataclass, field
from typing import Protocol

from appraisal.core.rules.sms_text import signed


class GatewayFailure(Exception):
    """A message was not taken. `fault` is a short word without personal data; it is stored and shown."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault[:60]


class TemporaryFailure(GatewayFailure):
    """It certainly did not go out, and may later: the gateway is down, busy, or refuses our account."""


class PermanentFailure(GatewayFailure):
    """It did not go out and never will: the number or the text is refused."""


class UnknownOutcome(GatewayFailure):
    """The gateway was asked and did not answer: the message may be on its way. It must not be sent again blindly."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """One message as a gateway gets it: `text` is the body, `template` and `blanks` what it was made of."""

    message_id: int
    phone: str = field(repr=False)
    text: str = field(repr=False)
    signature: str
    template: str = ""
    blanks: dict[str, str] = field(default_factory=dict, repr=False)

    @property
    def signed_text(self) -> str:
        """The text as the phone shows it."""
        return signed(self.text, self.signature)


class Gateway(Protocol):
    """A way to the phones."""

    name: str
    gives_ids: bool  # whether `send` returns the gateway's own number of the message

    def send(self, envelope: Envelope) -> str:
        """Hand over one message; returns the gateway's id for it, or "". Raises a `GatewayFailure`."""
        ...

    def probe(self) -> str:
        """What is wrong with the gateway, without sending anything; "" when it would take a message."""
        ...
