"""Aliyun SMS by its own SDK (the optional extra `aliyun`). Only registered templates go out: ours map to its codes.

Its answer brings a number (BizId); reports name ours again (OutId). The SDK must not try again by itself: a message
that may have gone out is never sent twice.
"""

import json
import socket

from alibabacloud_dysmsapi20170525.client import Client
from alibabacloud_dysmsapi20170525.models import SendSmsRequest
from alibabacloud_tea_openapi.exceptions import AlibabaCloudException
from alibabacloud_tea_openapi.models import Config
from darabonba.runtime import RuntimeOptions
from django.conf import settings
from Tea.exceptions import TeaException

from appraisal.core.messaging.gateway import Envelope, PermanentFailure, TemporaryFailure, UnknownOutcome

# What is the message's own fault; anything else Aliyun names (account, balance, its system, its limits) may pass.
FAULTS_OF_MESSAGE = (
    "isv.MOBILE_NUMBER_ILLEGAL",
    "isv.MOBILE_COUNT_OVER_LIMIT",
    "isv.TEMPLATE_MISSING_PARAMETERS",
    "isv.SMS_TEMPLATE_ILLEGAL",
    "isv.SMS_SIGNATURE_ILLEGAL",
    "isv.TEMPLATE_PARAMS_ILLEGAL",
    "isv.INVALID_PARAMETERS",
    "isv.INVALID_JSON_PARAM",
    "isv.PARAM_LENGTH_LIMIT",
    "isv.BLACK_KEY_CONTROL_LIMIT",
    "isv.PARAM_NOT_SUPPORT_URL",
)
# The SDK wraps the errors of the connection into text; these say that nothing was sent.
NEVER_CONNECTED = ("NewConnectionError", "ConnectTimeoutError", "NameResolutionError", "Connection refused")


class AliyunGateway:
    """Sends through one account."""

    name = "aliyun"
    gives_ids = True

    def __init__(self) -> None:
        options = settings.SMS["ALIYUN"]
        milliseconds = settings.KAOWU["SMS_TIMEOUT_SECONDS"] * 1000
        self.endpoint, self.protocol = options["ENDPOINT"], options["PROTOCOL"]
        self.templates: dict[str, str] = options["TEMPLATES"]
        self.client = Client(
            Config(
                access_key_id=options["ACCESS_KEY_ID"],
                access_key_secret=options["ACCESS_KEY_SECRET"],
                endpoint=self.endpoint,
                protocol=self.protocol,
                connect_timeout=milliseconds,
                read_timeout=milliseconds,
            )
        )

    def send(self, envelope: Envelope) -> str:
        template = self.templates.get(envelope.template)
        if template is None:
            raise PermanentFailure("aliyun_template_missing")
        request = SendSmsRequest(
            phone_numbers=envelope.phone,
            sign_name=envelope.signature,
            template_code=template,
            template_param=json.dumps(envelope.blanks, ensure_ascii=False),
            out_id=str(envelope.message_id),
        )
        try:
            body = self.client.send_sms_with_options(request, RuntimeOptions(autoretry=False, max_attempts=1)).body
        except AlibabaCloudException as error:
            raise _refusal(str(error.code)) from None
        except TeaException as error:  # its words hold the phone and the text: they go no further
            if any(word in str(error) for word in NEVER_CONNECTED):
                raise TemporaryFailure("aliyun_unreachable") from None
            raise UnknownOutcome("aliyun_no_answer") from None
        if body.code != "OK":
            raise _refusal(str(body.code))
        return str(body.biz_id or "")

    def probe(self) -> str:
        host, _, port = self.endpoint.partition(":")
        number = int(port) if port else {"HTTPS": 443, "HTTP": 80}[self.protocol]
        try:
            socket.create_connection((host, number), timeout=settings.KAOWU["SMS_TIMEOUT_SECONDS"]).close()
        except OSError:
            return "aliyun_unreachable"
        return ""


def _refusal(code: str) -> PermanentFailure | TemporaryFailure:
    return PermanentFailure(code) if code in FAULTS_OF_MESSAGE else TemporaryFailure(code)
