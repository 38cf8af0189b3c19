"""Accounts of examiners: whoever keeps an entry hands the person a login and a temporary password."""

from datetime import datetime

from axes.handlers.proxy import AxesProxyHandler

from appraisal.core.permissions import authorise
from appraisal.core.phrases import conflict
from appraisal.core.rules.roles import Actor, Capability
from appraisal.core.services.accounts import Credentials, temporary_password
from appraisal.core.transactions import use_case
from examiners.queries.entries import lock_kept
from examiners.services.links import ensure_user
from examiners.services.records import record


@use_case
def open_account(*, actor: Actor, examiner_id: int, now: datetime) -> Credentials:
    """Give the examiner a login with a temporary password, or a new one for the login he has.

    Raises `NotPermitted`, `Examiner.DoesNotExist`, and `Conflict` when he is stopped or his login serves other roles.
    """
    authorise(actor, Capability.EDIT_EXAMINERS)
    examiner = lock_kept(actor, examiner_id)
    if not examiner.active:
        raise conflict("examiner_inactive", name=examiner.name)
    user = ensure_user(examiner, now)
    if user.assignments.filter(ends_on=None, organisation__isnull=False).exists():
        raise conflict("examiner_elsewhere", name=examiner.name)
    password = temporary_password()
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    AxesProxyHandler.reset_attempts(username=user.username)
    record(actor, examiner, "open_account", "开通考评员登录", now, username=user.username)
    return Credentials(user.pk, user.username, password)
