"""The second factor: a code of the phone's authenticator (TOTP), and recovery codes for the day the phone is lost."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from django.conf import settings
from django.db import transaction
from django_otp import devices_for_user
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from appraisal.core import audit
from appraisal.core.clock import real_now
from appraisal.core.errors import Refused
from appraisal.core.models import User
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Actor
from appraisal.core.transactions import use_case

RECOVERY_CODES = 10
CODE_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Enrolment:
    """The device that is in force, and the recovery codes, to be shown once."""

    device: Device
    recovery_codes: tuple[str, ...]


def start_enrolment(*, user_id: int) -> TOTPDevice:
    """A new secret for the person's authenticator, not in force until it is confirmed; earlier tries are forgotten."""
    with transaction.atomic():
        user = User.objects.select_for_update(no_key=True).get(pk=user_id)
        TOTPDevice.objects.filter(user=user, confirmed=False).delete()
        return TOTPDevice.objects.create(user=user, name="验证器", confirmed=False)


def confirm_enrolment(*, actor: Actor | None, user_id: int, code: str, now: datetime) -> Enrolment:
    """Put the authenticator in force by its first code. Raises `Refused` for a wrong or early try."""
    with transaction.atomic():
        device = TOTPDevice.objects.select_for_update().filter(user_id=user_id, confirmed=False).first()
        refusal = _try(device, clean_code(code)) if device else Refusal("factor_not_started")
    # Raised after the commit: inside, it would take back what the device noted of the wrong try.
    if refusal:
        raise Refused(refusal)
    return _put_in_force(actor=actor, user_id=user_id, device=device, now=now)


def check_code(*, user_id: int, code: str) -> Device:
    """The device that a code belongs to; a recovery code is used up. Raises `Refused` for a wrong or early try.

    Six digits are of the authenticator, anything else is taken for a recovery code.
    """
    cleaned = clean_code(code)
    kind = TOTPDevice if len(cleaned) == CODE_DIGITS and cleaned.isdigit() else StaticDevice
    with transaction.atomic():
        device = kind.objects.select_for_update().filter(user_id=user_id, confirmed=True).first()
        refusal = _try(device, cleaned) if device else Refusal("code_wrong", field="code")
    if refusal:  # after the commit, see confirm_enrolment
        raise Refused(refusal)
    return device


@use_case
def renew_recovery_codes(*, actor: Actor | None, user_id: int, now: datetime) -> tuple[str, ...]:
    """New recovery codes; the old ones are void."""
    codes = _make_recovery_codes(User.objects.select_for_update(no_key=True).get(pk=user_id))
    target, summary = f"user:{user_id}", "重新生成两步验证备用码"
    audit.record(actor=actor, action="second_factor.renew_codes", target=target, summary=summary, at=now)
    return codes


@use_case
def remove_second_factor(*, actor: Actor | None, user_id: int, now: datetime) -> None:
    """Take the second factor away. Raises `Refused` where the role needs one."""
    if settings.KAOWU["TOTP_REQUIRED_FOR_CITY"] and actor and actor.is_city:
        raise Refused(Refusal("factor_required"))
    user = User.objects.select_for_update(no_key=True).get(pk=user_id)
    for device in devices_for_user(user, confirmed=None):
        device.delete()
    target = f"user:{user_id}"
    audit.record(actor=actor, action="second_factor.remove", target=target, summary="停用两步验证", at=now)


def clean_code(code: str) -> str:
    """A code as typed, without blanks and dashes, in half-width lower case."""
    return "".join(unicodedata.normalize("NFKC", code).split()).replace("-", "").lower()


@use_case
def _put_in_force(*, actor: Actor | None, user_id: int, device: TOTPDevice, now: datetime) -> Enrolment:
    user = User.objects.select_for_update(no_key=True).get(pk=user_id)
    TOTPDevice.objects.filter(user=user).exclude(pk=device.pk).delete()
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    codes = _make_recovery_codes(user)
    audit.record(actor=actor, action="second_factor.enrol", target=user, summary="启用两步验证", at=now)
    return Enrolment(device, codes)


def _make_recovery_codes(user: User) -> tuple[str, ...]:
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="备用码", confirmed=True)
    codes = tuple(StaticToken.random_token() for _ in range(RECOVERY_CODES))
    StaticToken.objects.bulk_create([StaticToken(device=device, token=code) for code in codes])
    return codes


def _try(device: Device, code: str) -> Refusal | None:
    """Try a code on a locked device, which notes the failure; None when it is right."""
    allowed, state = device.verify_is_allowed()
    if not allowed:
        wait = (state["locked_until"] - real_now()).total_seconds()
        return Refusal("code_too_many", {"seconds": max(ceil(wait), 1)}, field="code")
    return None if device.verify_token(code) else Refusal("code_wrong", field="code")
