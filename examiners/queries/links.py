"""Tokens of secret addresses: the key of the row and a signature over it, so that nothing secret is stored."""

from base64 import urlsafe_b64encode
from datetime import datetime

from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import base36_to_int, int_to_base36

from appraisal.core.rules.roles import Actor, Role
from examiners.models import Examiner, ExaminerLink
from examiners.rules.enums import LinkKind

SALT = "examiners.link"
SIGNATURE_BYTES = 12  # 16 letters: 96 bits cannot be guessed, and the address still fits into one SMS


def token_of(link: ExaminerLink) -> str:
    """The secret part of an address."""
    return f"{int_to_base36(link.pk)}-{_signature(link.pk, link.kind)}"


def link_behind(token: str, kind: LinkKind, now: datetime) -> ExaminerLink | None:
    """The row that a token stands for, with its examiner; `None` when it is forged, over or ended."""
    key, _, signature = token.partition("-")
    try:
        pk = base36_to_int(key)
    except ValueError:
        return None
    if not constant_time_compare(signature, _signature(pk, kind)):
        return None
    return open_link(pk, kind, now)


def open_link(pk: int, kind: LinkKind, now: datetime) -> ExaminerLink | None:
    """The row, if it still counts at `now` and its examiner is in service."""
    link = ExaminerLink.objects.select_related("examiner__user").filter(pk=pk, kind=kind, revoked_at=None).first()
    if link is None or not link.examiner.active or (link.expires_at and link.expires_at <= now):
        return None
    return link


def actor_of(link: ExaminerLink) -> Actor | None:
    """Who acts through the address: the examiner himself; `None` when he may not sign in."""
    user = link.examiner.user
    if user is None or not user.is_active:
        return None
    return Actor(user_id=user.pk, name=user.name, role=Role.EXAMINER, organisation_id=None)


def calendar_link(examiner: Examiner) -> ExaminerLink | None:
    """The open address of his calendar, if he asked for one."""
    found: ExaminerLink | None = examiner.links.filter(kind=LinkKind.CALENDAR, revoked_at=None).first()
    return found


def _signature(pk: int, kind: str) -> str:
    digest = salted_hmac(SALT, f"{kind}:{pk}", algorithm="sha256").digest()
    return urlsafe_b64encode(digest[:SIGNATURE_BYTES]).decode()
