"""The record of who came, went, was locked out, and changed the password."""

from datetime import datetime

from appraisal.core import audit
from appraisal.core.models import User
from appraisal.core.rules.roles import Actor
from appraisal.core.transactions import use_case

METHODS = {"password": "密码", "second_factor": "密码和动态验证码", "training": "培训模式一键登录"}


@use_case
def record_sign_in(*, actor: Actor | None, user_id: int, method: str, now: datetime) -> None:
    """Put a sign-in on record. `actor` is `None` for a person without a role; `method` is one of `METHODS`."""
    role = "" if actor else "，没有在用的角色"
    summary = f"登录（{METHODS[method]}）{role}"
    audit.record(
        actor=actor, action="account.sign_in", target=f"user:{user_id}", summary=summary, at=now, method=method
    )


@use_case
def record_sign_out(*, actor: Actor | None, user_id: int, now: datetime) -> None:
    """Put a sign-out on record."""
    audit.record(actor=actor, action="account.sign_out", target=f"user:{user_id}", summary="退出登录", at=now)


@use_case
def record_idle_end(*, actor: Actor | None, user_id: int, now: datetime) -> None:
    """Put on record that a session ended because nobody used it."""
    audit.record(
        actor=actor, action="account.idle", target=f"user:{user_id}", summary="长时间没有操作，自动退出", at=now
    )


@use_case
def record_lockout(*, username: str, address: str, failures: int, now: datetime) -> None:
    """Put on record that a login name is locked for an address after too many failures.

    What was typed into the name field may be anything, even a password: an unknown name is not written down.
    """
    user = User.objects.filter(username=username).first()
    target = f"user:{user.pk}" if user else "user:unknown"
    summary = f"登录名 {user.username if user else '（不存在）'} 连续 {failures} 次登录失败，已锁定"
    audit.record(actor=None, action="account.lockout", target=target, summary=summary, at=now, address=address)


@use_case
def change_password(*, actor: Actor | None, user_id: int, password: str, now: datetime) -> User:
    """Store a person's own new password, already checked by Django's validators. His other sessions end."""
    user: User = User.objects.select_for_update().get(pk=user_id)
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    audit.record(actor=actor, action="person.change_password", target=user, summary="修改自己的密码", at=now)
    return user
