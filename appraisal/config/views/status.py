"""Whether the portal's processes are heard of: a page in words, and the address that monitoring asks."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from appraisal.config.health import examine
from appraisal.core.queries.pulse import background, pulses
from appraisal.core.rules.jobs import Job
from appraisal.core.views.base import PortalView
from examiners.queries.timing import lateness_since

LATENESS_WINDOW = timedelta(days=7)

# What `sms_audit.examine` counts: its name, what it is, what it means.
SMS_FINDINGS = {
    "stuck": ("不知是否发出", "请在“短信”页逐条核实；系统不会自动重发。"),
    "waiting": ("该发未发", "网关正常而超过 5 分钟没有发出：请检查后台。"),
    "unread_replies": ("收到未处理", "超过 5 分钟没有读成，后台会再读；请系统管理员查看日志。"),
    "without_id": ("没有网关编号", "已发出而网关没有给编号：请与网关方核对。"),
    "unreported": ("一天没有状态报告", "不知是否送达；常见于停机的号码。"),
    "unmatched_reports": ("对不上的状态报告", "网关报告了不是本系统发出的短信。"),
}


class Status(PortalView):
    """The status page."""

    def get(self, request: HttpRequest) -> HttpResponse:
        health = examine()
        found = pulses(*Job)
        context = {
            "health": health,
            "parts": health.parts,
            "background": background(),
            "pulses": found.values(),
            "sms": found[Job.SMS_AUDIT].outcome,
            "lateness": lateness_since(request.now - LATENESS_WINDOW),
            "sms_lines": sms_lines(found[Job.SMS_AUDIT].outcome),
        }
        return render(request, "status.html", context)


def sms_lines(outcome: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What the check of text messages counts, in words."""
    return [
        {"label": label, "meaning": meaning, "count": outcome.get(name, 0)}
        for name, (label, meaning) in SMS_FINDINGS.items()
    ]


def health(request: HttpRequest) -> JsonResponse:
    """200 when everything is well, 503 otherwise; what is wrong stands in the JSON. Open to everyone, so terse."""
    found = examine()
    return JsonResponse(found.as_json(), status=200 if found.is_well else 503, headers={"Cache-Control": "no-store"})
