"""The few tags of the portal: state badges, deadline badges, refusals, urls that keep the page's filters."""

import re
from datetime import date
from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import escape, format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe

from appraisal.core.phrases import explain
from appraisal.core.rules import roles
from appraisal.core.rules.roles import Actor, Capability

register = template.Library()

WEEKDAYS = "一二三四五六日"
DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:（周[一二三四五六日]）)?")
# State word -> (Tabler colour, icon): a state is never told by colour alone.
TONES: dict[str, tuple[str, str]] = {
    "DRAFT": ("secondary", "pencil"),
    "FILED": ("blue", "send"),
    "RETURNED": ("orange", "arrow-back-up"),
    "ACCEPTED": ("green", "check"),
    "ENROLLED": ("green", "users"),
    "QUALIFIED": ("green", "user-check"),
    "PAID": ("green", "receipt"),
    "ARRANGED": ("green", "armchair"),
    "HELD": ("teal", "calendar-check"),
    "REPORTED": ("teal", "file-upload"),
    "SCORED": ("teal", "list-check"),
    "SETTLED": ("secondary", "lock"),
    "LAPSED": ("red", "clock-x"),
    "SUSPENDED": ("red", "player-pause"),
    "CANCELLED": ("secondary", "ban"),
    "OPEN": ("blue", "clock"),
    "MET": ("green", "check"),
    "MISSED": ("red", "clock-x"),
    "CLOSED": ("secondary", "minus"),
    "REQUESTED": ("blue", "hourglass"),
    "GRANTED": ("green", "check"),
    "REFUSED": ("red", "x"),
    "IN_FORCE": ("green", "check"),
    "REVOKED": ("red", "ban"),
    "REPLACED": ("secondary", "replace"),
    "CONFIRMED": ("green", "check"),
    "WITHDRAWN": ("secondary", "archive"),
    "PUBLISHED": ("green", "check"),
    "PENDING": ("blue", "hourglass"),
    "RECEIVED": ("blue", "inbox"),
    "CHECKING": ("blue", "loader"),
    "TO_CONFIRM": ("orange", "git-compare"),
    "APPLIED": ("green", "check"),
    "UPHELD": ("red", "x"),
    "DISMISSED": ("green", "check"),
    "DISCARDED": ("secondary", "trash"),
    "EVIDENCE": ("orange", "file-search"),
    "UNMET": ("red", "x"),
    "PASSED": ("green", "user-check"),
    "FAILED": ("red", "user-x"),
    "ENTERING": ("blue", "pencil"),
    "DIFFERING": ("orange", "git-compare"),
    "AGREED": ("blue", "checks"),
    "STALE": ("orange", "refresh"),
    "NONE": ("secondary", "hourglass"),
    "WAITING": ("blue", "hourglass"),
    "ASKING": ("blue", "message-2"),
    "SHORT": ("red", "user-exclamation"),
    "FORMED": ("green", "users-group"),
    "INVITED": ("blue", "message-2"),
    "TO_CONFIRM_SEAT": ("orange", "message-check"),
    "RESERVE": ("secondary", "user-pause"),
    "DECLINED": ("secondary", "user-x"),
    "TIMED_OUT": ("secondary", "clock-x"),
    "DROPPED": ("red", "clock-x"),
    "UNREACHED": ("red", "phone-off"),
    "PROPOSED": ("orange", "hourglass"),
    "APPROVED": ("green", "check"),
    "PREPARED": ("orange", "users"),
    "TO_PAY": ("orange", "coin-yuan"),
    "UNMATCHED": ("orange", "help-hexagon"),
    "MATCHED": ("green", "check"),
    "DEPOSIT": ("green", "cash"),
    "OTHER": ("secondary", "archive"),
    "TO_MAP": ("orange", "columns"),
    "REJECTED": ("red", "arrow-back-up"),
    "BOUNCED": ("red", "arrow-back-up"),
    "BATCHED": ("blue", "stack"),
    "QUEUED": ("blue", "clock"),
    "SENDING": ("orange", "send"),
    "SENT": ("teal", "send"),
    "DELIVERED": ("green", "checks"),
    "UNDELIVERED": ("red", "message-off"),
    "RUNNING": ("blue", "loader"),
    "DONE": ("green", "check"),
    "BROKEN": ("red", "alert-triangle"),
    "APPEALED": ("blue", "message-report"),
    "WAIVED": ("secondary", "circle-off"),
    "OWED": ("orange", "bell"),
    "TOLD": ("teal", "send"),
    "VOID": ("secondary", "minus"),
    "EXPIRED": ("secondary", "clock-off"),
}


@register.simple_tag
@lru_cache(maxsize=256)
def state_badge(state: str, label: str) -> SafeString:
    """A badge with icon, word and colour. Kept, since a list shows the same few states over and over."""
    tone, icon = TONES.get(state, ("secondary", "point"))
    return format_html(
        '<span class="badge bg-{}-lt"><i class="ti ti-{}" aria-hidden="true"></i> {}</span>', tone, icon, label
    )


@register.simple_tag
def refusals(reasons: Any) -> list[Any]:
    """The reasons in words, for `partials/refusals.html`."""
    return [explain(reason) for reason in reasons or ()]


@register.filter
def may(actor: Actor | None, capability: str) -> bool:
    """Whether the actor's role holds a capability: a link that would be refused is not shown."""
    return actor is not None and roles.may(actor, Capability(capability))


@register.filter
def weekday(day: date | None) -> str:
    """The day with its weekday: 2026-01-26（周一）."""
    return f"{day.year}-{day.month:02}-{day.day:02}（周{WEEKDAYS[day.weekday()]}）" if day else "—"


DEADLINE = (
    '<span class="deadline{}"><i class="ti ti-{}" aria-hidden="true"></i> <time datetime="{}">{}</time>{}{}</span>'
)
PROVISIONAL = mark_safe(' <span class="provisional-mark" title="放假安排未公布">暂定</span>')
SOON = 3  # working days left from which a deadline is amber


@register.simple_tag
@lru_cache(maxsize=1024)
def deadline(
    last_day: date, slack: int | None = None, late: bool = False, state: str = "", provisional: bool = False
) -> SafeString:
    """A deadline in one line: icon, day, working days left; `state` is MET or MISSED when settled."""
    tone, icon, words = "", "clock", ""
    if state == "MET":
        tone, icon, words = " deadline-met", "check", " 已完成"
    elif state == "MISSED" or late:
        tone, icon, words = " deadline-late", "clock-x", " 已过期"
    elif slack is not None:
        tone = " deadline-soon" if slack <= SOON else ""
        words = f" 还有 {slack} 个工作日" if slack else " 今天截止"
    mark = PROVISIONAL if provisional else ""
    return format_html(DEADLINE, tone, icon, last_day.isoformat(), weekday(last_day), words, mark)


@register.filter
def seconds(count: int | None) -> str:
    """A length of time in its largest unit: 12 秒, 3 分钟, 2 小时, 5 天."""
    for size, unit in ((86400, "天"), (3600, "小时"), (60, "分钟")):
        if (count or 0) >= size:
            return f"{(count or 0) // size} {unit}"
    return f"{count or 0} 秒"


@register.filter
def lasting(length: float) -> str:
    """A measured length of time: tenths of a second below a minute, 0.4 秒, then as `seconds`."""
    return f"{length:.1f} 秒" if length < 60 else seconds(int(length))


@register.filter
def whole_dates(text: str) -> SafeString:
    """Text whose dates are not broken between lines: 2026-12-07 stays together."""
    return mark_safe(DATE.sub(r'<span class="nowrap">\g<0></span>', escape(text)))


@register.simple_tag(takes_context=True)
def query(context: dict[str, Any], **changes: Any) -> str:
    """The current query string with some parameters changed; None removes one."""
    kept = [(name, value) for name, values in context["request"].GET.lists() if name not in changes for value in values]
    encoded = urlencode([*kept, *((name, value) for name, value in changes.items() if value not in (None, ""))])
    return f"?{encoded}" if encoded else "?"


@register.simple_tag(takes_context=True)
def sort_header(context: dict[str, Any], key: str, label: str, numeric: bool = False) -> SafeString:
    """A column heading that sorts by `key`, the other way round when it does already. Needs `sort` in the context."""
    current = str(context.get("sort") or "")
    direction = {key: "ascending", f"-{key}": "descending"}.get(current, "none")
    link = query(context, sort=f"-{key}" if current == key else key, before=None)
    css = "num" if numeric else ""
    return format_html(
        '<th scope="col" class="{}" aria-sort="{}"><a href="{}">{}</a></th>', css, direction, link, label
    )
