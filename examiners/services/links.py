"""Secret addresses of an examiner: the one in an SMS opens his own pages for a while, the other feeds his calendar.

What the address in an SMS may do is less than a sign-in: assignments, wishes and days off, no numbers.
"""

from datetime import datetime, timedelta

from django.conf import settings

from appraisal.core import clock
from appraisal.core.errors import Refused
from appraisal.core.models import RoleAssignment, User
from appraisal.core.permissions import authorise
from appraisal.core.phrases import conflict
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Actor, Capability, Role
from appraisal.core.services.sms import queue_sms
from appraisal.core.services.sms_texts import render
from appraisal.core.transactions import require_transaction, use_case
from examiners.models import Examiner, ExaminerLink
from examiners.queries.entries import lock_kept, lock_kept_or_own, lock_own
from examiners.queries.links import token_of
from examiners.rules.enums import LinkKind
from examiners.services.records import record

PATH = "/e/{token}/"


@use_case
def send_link(*, actor: Actor, examiner_id: int, address: str, now: datetime) -> None:
    """Send the examiner an SMS with the address of his own pages. `address`: of the portal, e.g. https://kaowu….

    Raises `NotPermitted`, `Examiner.DoesNotExist`, `Conflict` when he is stopped, `Refused` without a phone.
    """
    authorise(actor, Capability.EDIT_EXAMINERS)
    examiner = lock_kept(actor, examiner_id)
    if not examiner.active:
        raise conflict("examiner_inactive", name=examiner.name)
    if not examiner.phone:
        raise Refused(Refusal("examiner_phone"))
    link = open_link(examiner=examiner, now=now)
    queue_sms(
        to=examiner.phone,
        text=render("LINK", link=address + path_of(link), valid=f"{settings.KAOWU['EXAMINER_LINK_HOURS']}小时"),
        purpose="examiners.link",
        reference=f"examiner-link:{link.pk}",
        key=f"examiner-link:{link.pk}",
        now=now,
        organisation_id=examiner.registered_in_id,
    )
    record(actor, examiner, "send_link", "发送短信链接", now, link=link.pk)


@use_case
def end_all_links(*, actor: Actor, examiner_id: int, now: datetime) -> None:
    """End every address that was sent to the examiner, by him or the keeper of his entry.

    Raises `NotPermitted`, `Examiner.DoesNotExist`.
    """
    if actor.role != Role.EXAMINER:
        authorise(actor, Capability.EDIT_EXAMINERS)
    examiner = lock_kept_or_own(actor, examiner_id)
    record(actor, examiner, "end_links", "停用短信链接", now, ended=end_links(examiner=examiner, now=now))


@use_case
def renew_calendar(*, actor: Actor, now: datetime) -> ExaminerLink:
    """A new secret address of one's calendar; the old one ends. Raises `NotPermitted`, `Examiner.DoesNotExist`."""
    authorise(actor, Capability.SERVE_ONESELF)
    examiner = lock_own(actor)
    examiner.links.filter(kind=LinkKind.CALENDAR, revoked_at=None).update(revoked_at=now)
    link: ExaminerLink = examiner.links.create(kind=LinkKind.CALENDAR, created_at=now)
    record(actor, examiner, "calendar", "更换日历订阅地址", now, link=link.pk)
    return link


# --- parts of an action ---------------------------------------------------------------------------
def open_link(*, examiner: Examiner, now: datetime) -> ExaminerLink:
    """A fresh address for a message to the examiner, who is locked; he gets an account if he has none."""
    require_transaction()
    ensure_user(examiner, now)
    until = now + timedelta(hours=settings.KAOWU["EXAMINER_LINK_HOURS"])
    link: ExaminerLink = examiner.links.create(kind=LinkKind.SELF_SERVICE, created_at=now, expires_at=until)
    return link


def path_of(link: ExaminerLink) -> str:
    """What stands behind the portal's address in a message."""
    return PATH.format(token=token_of(link))


def end_links(*, examiner: Examiner, now: datetime) -> int:
    """End every address that was sent to him; how many that were. His calendar goes on."""
    require_transaction()
    sent = examiner.links.filter(kind=LinkKind.SELF_SERVICE, revoked_at=None)
    return sent.update(revoked_at=now)


def ensure_user(examiner: Examiner, now: datetime) -> User:
    """The person who acts for the examiner; made without a password when there is none."""
    require_transaction()
    if examiner.user_id is None:
        user = User(username=examiner.number.lower(), name=examiner.name, name_key=examiner.name_key)
        user.is_sample = False  # no one-click sign-in: there are too many
        user.set_unusable_password()
        user.save(force_insert=True)
        RoleAssignment.objects.create(user=user, role=Role.EXAMINER, starts_on=clock.today(now))
        examiner.user = user
        examiner.save(update_fields=["user"])
    assert examiner.user
    return examiner.user
