"""Where the gateways call: a text that came in, a report on one that went out.

Whoever knows the secret in the address is the gateway; nobody else gets further. What came is stored and committed
first; only then the package that reads it is called, and if that fails, its sweep does it later. The gateway hears 200
as soon as it is stored: it need not bring it again. A repeat is stored once.
"""

import hashlib
import hmac
import json
import logging
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from appraisal.core.clock import SHANGHAI
from appraisal.core.rules.sms import ReportStatus
from appraisal.core.services.sms import Arrival, Report
from appraisal.core.services.sms_arrivals import receive, receive_reports

logger = logging.getLogger(__name__)
T = TypeVar("T")
Callback = Callable[[HttpRequest], HttpResponse]

# Kannel's %d, its user guide "Delivery reports".
KANNEL_STATUS = {
    "1": ReportStatus.DELIVERED,
    "2": ReportStatus.UNDELIVERED,
    "4": ReportStatus.BUFFERED,
    "8": ReportStatus.ACCEPTED,
    "16": ReportStatus.REJECTED,
}
KANNEL_UCS2 = "2"
MOST_ITEMS = 1000  # of one call of Aliyun
MOST_DIGITS = 18  # of our own numbers
# What Aliyun asks to hear, and what it hears of a body that is not as it documents.
RECEIVED = {"code": 0, "msg": "接收成功"}
UNREADABLE = {"code": 1, "msg": "内容无法识别"}
CHINESE = {"ensure_ascii": False}


def from_gateway(callback: Callback) -> Callable[..., HttpResponse]:
    """Only for who knows the token; a wrong one meets 404, as if there were nothing."""

    @csrf_exempt
    @wraps(callback)
    def view(request: HttpRequest, token: str) -> HttpResponse:
        secret = settings.SMS["CALLBACK_TOKEN"]
        if not secret or not hmac.compare_digest(token.encode(), secret.encode()):
            raise Http404
        return callback(request)

    return view


@from_gateway
@require_http_methods(["GET"])
def kannel_inbound(request: HttpRequest) -> HttpResponse:
    """smsbox's get-url: `id` (%I), `from` (%p), `at` (%T, seconds), `text` (%b, raw octets), `coding` (%c)."""
    request.encoding = "latin-1"  # one character per octet: what they mean, the coding says
    fields = request.GET
    if not fields.get("id") or not fields.get("from"):
        return HttpResponseBadRequest("id and from are needed", content_type="text/plain")
    text = fields.get("text", "").encode("latin-1")
    charset = "utf-16-be" if fields.get("coding") == KANNEL_UCS2 else "utf-8"
    sent_at = _from_seconds(fields.get("at", ""))
    arrival = Arrival("kannel", fields["id"], fields["from"], text.decode(charset, "replace"), sent_at)
    receive(arrivals=[arrival], now=request.now)
    return HttpResponse("", content_type="text/plain")  # an empty answer: nothing is sent back by smsbox itself


@from_gateway
@require_http_methods(["GET"])
def kannel_report(request: HttpRequest) -> HttpResponse:
    """The dlr-url we gave: `message` (ours), `status` (%d), `detail` (%A), `foreign` (%F, the operator's number)."""
    fields = request.GET
    status = KANNEL_STATUS.get(fields.get("status", ""))
    message = fields.get("message", "")
    if status is None or not _is_ours(message):
        return HttpResponseBadRequest("message and status are needed", content_type="text/plain")
    foreign = fields.get("foreign", "")
    detail = fields.get("detail", "").partition(" text:")[0]  # operators repeat the beginning of the text there
    # A long text has one report per part with the same words: equal ones tell nothing new.
    report_id = _digest("kannel", message, fields["status"], detail, foreign)
    receive_reports(reports=[Report("kannel", report_id, status, int(message), foreign, detail)], now=request.now)
    return HttpResponse("", content_type="text/plain")


@from_gateway
@require_http_methods(["POST"])
def aliyun_inbound(request: HttpRequest) -> HttpResponse:
    """SmsUp: an array of {phone_number, content, send_time, sequence_id, …}."""
    arrivals = _read_array(request, _aliyun_arrival)
    if arrivals is None:
        return JsonResponse(UNREADABLE, status=400, json_dumps_params=CHINESE)
    receive(arrivals=arrivals, now=request.now)
    return JsonResponse(RECEIVED, json_dumps_params=CHINESE)


@from_gateway
@require_http_methods(["POST"])
def aliyun_report(request: HttpRequest) -> HttpResponse:
    """SmsReport: an array of {biz_id, out_id, success, err_code, report_time, …}."""
    reports = _read_array(request, _aliyun_delivery)
    if reports is None:
        return JsonResponse(UNREADABLE, status=400, json_dumps_params=CHINESE)
    receive_reports(reports=reports, now=request.now)
    return JsonResponse(RECEIVED, json_dumps_params=CHINESE)


def _read_array(request: HttpRequest, read: Callable[[dict[str, Any]], T]) -> list[T] | None:
    """The items of the body, each read by `read`; None when any of it is not what Aliyun documents."""
    try:
        items = json.loads(request.body)
        if not isinstance(items, list) or len(items) > MOST_ITEMS:
            raise ValueError("not an array")
        return [read(item) for item in items]
    except (ValueError, KeyError, TypeError, AttributeError):
        logger.warning("aliyun sent what cannot be read (%s bytes)", len(request.body))
        return None


def _aliyun_arrival(item: dict[str, Any]) -> Arrival:
    phone, content = str(item["phone_number"]), str(item.get("content", ""))
    number = item.get("sequence_id") or _digest(phone, content, str(item.get("send_time")))
    return Arrival("aliyun", str(number), phone, content, _aliyun_time(item.get("send_time")))


def _aliyun_delivery(item: dict[str, Any]) -> Report:
    ours = str(item.get("out_id") or "")
    status = ReportStatus.DELIVERED if item["success"] in (True, "true") else ReportStatus.UNDELIVERED
    biz_id, code = str(item.get("biz_id") or ""), str(item.get("err_code") or "")
    report_id = _digest("aliyun", biz_id, ours, status, code, str(item.get("report_time")))
    return Report("aliyun", report_id, status, int(ours) if _is_ours(ours) else None, biz_id, code)


def _is_ours(number: str) -> bool:
    return number.isascii() and number.isdigit() and len(number) <= MOST_DIGITS


def _aliyun_time(text: Any) -> datetime | None:
    try:
        return datetime.strptime(str(text), "%Y-%m-%d %H:%M:%S").replace(tzinfo=SHANGHAI)
    except ValueError:
        return None


def _from_seconds(text: str) -> datetime | None:
    return datetime.fromtimestamp(int(text), SHANGHAI) if text.isdigit() and len(text) < 12 else None


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:40]
