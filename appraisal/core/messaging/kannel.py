"""Kannel (Debian package `kannel`): out by its HTTP sendsms, reports and replies by its HTTP calls to us.

Chinese goes as UTF-8 with coding=2; smsbox turns it into UCS-2 and cuts long texts into parts. Kannel has no number of
its own in its answer: the report names our message in its address, and brings the operator's number later.
"""

from urllib.parse import quote, urlencode

import httpx
from django.conf import settings

from appraisal.core.messaging.gateway import Envelope, PermanentFailure, TemporaryFailure, UnknownOutcome

# Ask for every report: delivered 1, not delivered 2, kept by the operator 4, taken by the operator 8, refused 16.
REPORT_MASK = "31"
UCS2 = "2"
# What Kannel replaces in the addresses it calls (its user guide, "Parameters (Escape Codes)").
REPORT_CODES = "status=%d&detail=%A&foreign=%F"


class KannelGateway:
    """Sends through one smsbox, over connections that stay open."""

    name = "kannel"
    gives_ids = False

    def __init__(self) -> None:
        self.options = settings.SMS["KANNEL"]
        seconds = settings.KAOWU["SMS_TIMEOUT_SECONDS"]
        # Never through a proxy of the environment: smsbox is next door, and the address holds a password.
        self.client = httpx.Client(timeout=httpx.Timeout(seconds), trust_env=False)

    def send(self, envelope: Envelope) -> str:
        try:
            answer = self.client.post(
                self.options["SEND_URL"], content=envelope.signed_text.encode(), headers=self._headers(envelope)
            )
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise TemporaryFailure("kannel_unreachable") from error
        except httpx.HTTPError as error:
            raise UnknownOutcome("kannel_no_answer") from error
        _check(answer)
        return ""

    def probe(self) -> str:
        url = self.options["STATUS_URL"] or self.options["SEND_URL"]
        try:
            answer = self.client.get(url)
        except httpx.HTTPError:
            return "kannel_unreachable"
        if self.options["STATUS_URL"] and "online" not in answer.text:
            return "operator_offline"
        return ""

    def _headers(self, envelope: Envelope) -> dict[str, str]:
        """Everything but the text. In headers, not in the address: clients log addresses."""
        return {
            "Content-Type": "text/plain; charset=UTF-8",
            "X-Kannel-Username": self.options["USERNAME"],
            "X-Kannel-Password": self.options["PASSWORD"],
            "X-Kannel-From": self.options["SENDER"],
            "X-Kannel-To": envelope.phone,
            "X-Kannel-Charset": "UTF-8",
            "X-Kannel-Coding": UCS2,
            "X-Kannel-DLR-Mask": REPORT_MASK,
            "X-Kannel-DLR-Url": report_address(envelope.message_id),
        }


def report_address(message_id: int) -> str:
    """Where Kannel calls with a report on our message; its escape codes must reach it unquoted."""
    token = quote(settings.SMS["CALLBACK_TOKEN"], safe="")
    base = settings.SMS["CALLBACK_URL"].rstrip("/")
    return f"{base}/sms/kannel/{token}/report/?{urlencode({'message': message_id})}&{REPORT_CODES}"


def _check(answer: httpx.Response) -> None:
    """Raises the failure that smsbox's answer means; 202 is success ("0: Accepted for delivery", "3: Queued")."""
    if answer.status_code == httpx.codes.ACCEPTED:
        return
    if answer.status_code == httpx.codes.FORBIDDEN:
        raise TemporaryFailure("kannel_refuses_account")  # every message would fail: the account is wrong, not the text
    if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE:
        raise TemporaryFailure("kannel_busy")
    if answer.is_client_error:
        raise PermanentFailure(f"kannel_{answer.status_code}")
    raise UnknownOutcome(f"kannel_{answer.status_code}")
