"""Access by machines: what a token may do, where a webhook may lead, when a delivery is tried again."""

import ipaddress
from collections.abc import Iterable
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from appraisal.core.rules.enums import LabelledEnum
from appraisal.core.rules.refusals import Refusal


class ApiScope(LabelledEnum):
    """What a token may do; the role's own limits hold as well."""

    READ = "READ", "只读"
    WRITE = "WRITE", "读写"


class DeliveryState(LabelledEnum):
    """A webhook delivery."""

    PENDING = "PENDING", "待送达"
    DELIVERED = "DELIVERED", "已送达"
    FAILED = "FAILED", "未送达"
    CALLED_OFF = "CALLED_OFF", "已停用"


# After each failure; the spacing that Standard Webhooks proposes. After the last one it is given up.
RETRIES: Final = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
)


def next_attempt_after(attempts: int) -> timedelta | None:
    """How long to wait after the failure of attempt number `attempts` (1 is the first); `None`: give up."""
    return RETRIES[attempts - 1] if attempts <= len(RETRIES) else None


def is_subscribed(action: str, topics: Iterable[str]) -> bool:
    """Whether an action's name begins with one of the topics; no topic at all means everything."""
    topics = tuple(topics)
    return not topics or action.startswith(topics)


def address_refusals(url: str, *, allow_plain: bool) -> tuple[Refusal, ...]:
    """A webhook leads to https, not into the portal's own network. `allow_plain`: training and tests, on loopback."""
    parts = urlsplit(url)
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.username:
        return (Refusal("webhook_address", field="url"),)
    if allow_plain:
        return ()
    found = []
    if parts.scheme != "https":
        found.append(Refusal("webhook_not_https", field="url"))
    if is_inside(parts.hostname):
        found.append(Refusal("webhook_inside", {"host": parts.hostname}, field="url"))
    return tuple(found)


def is_inside(host: str) -> bool:
    """Whether a host, by name or address, is the machine itself or of a private network."""
    if host == "localhost" or ("." not in host and ":" not in host):
        return True
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return False
