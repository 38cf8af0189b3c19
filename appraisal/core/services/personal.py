"""Showing personal data whole: an action of its own, with a reason, on record.

Everywhere else the data is masked. A package registers the fields of its models that may be revealed; who sees the
record at all is decided by the model's `visible_to`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Model, Q

from appraisal.core import audit
from appraisal.core.errors import Refused
from appraisal.core.models import InboundSms, Organisation, SmsMessage, User
from appraisal.core.permissions import authorise
from appraisal.core.rules.identity import mask_mobile, mask_mobiles_within
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Actor, Capability
from appraisal.core.transactions import use_case


@dataclass(frozen=True, slots=True)
class Revealable:
    """A field that may be shown whole. `label` is its Chinese name, `mask` what stands there otherwise.

    `seen_by` narrows whose value an actor may ask for, where he sees more records than that.
    """

    model: type[Model]
    field: str
    label: str
    mask: Callable[[str], str]
    seen_by: Callable[[Actor], Q] | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """One value of one record: `model` is "app.model" in lower case."""

    model: str
    pk: int
    field: str


@dataclass(frozen=True, slots=True)
class Revealed:
    """The value, to be shown this once."""

    label: str
    value: str


_registry: dict[tuple[str, str], Revealable] = {}


def register_revealable(entry: Revealable) -> None:
    """Let a field be revealed; its model's query set must know `visible_to`. Called when an app starts."""
    _registry[entry.model._meta.label_lower, entry.field] = entry


def revealable(target: Target) -> Revealable:
    """What is registered for the target. Raises `KeyError` for a field that nobody may reveal."""
    return _registry[target.model, target.field]


def masked(*, actor: Actor, target: Target) -> Revealed:
    """The masked value, as it stands elsewhere. Raises `DoesNotExist` for a record that the actor does not see."""
    entry = revealable(target)
    return Revealed(entry.label, entry.mask(getattr(_visible(actor, entry, target.pk), entry.field)))


@use_case
def reveal(*, actor: Actor, target: Target, reason: str, now: datetime) -> Revealed:
    """The whole value, with one audit entry that names record, field and reason, never the value.

    Raises `NotPermitted` for a role that reveals nothing, `DoesNotExist` for a record that the actor does not see,
    `KeyError` for a field that is not registered, and `Refused` without a reason worth the name.
    """
    authorise(actor, Capability.REVEAL_PERSONAL)
    entry = revealable(target)
    record = _visible(actor, entry, target.pk)
    refusals = _reason_refusals(reason.strip())
    if refusals:
        raise Refused(*refusals)
    audit.record(
        actor=actor,
        action="personal.reveal",
        target=record,
        summary=f"查看完整{entry.label}",
        at=now,
        field=entry.field,
        reason=reason.strip(),
    )
    return Revealed(entry.label, getattr(record, entry.field))


def _visible(actor: Actor, entry: Revealable, pk: int) -> Any:
    rows = entry.model._default_manager.visible_to(actor)
    return (rows.filter(entry.seen_by(actor)) if entry.seen_by else rows).get(pk=pk)


def _reason_refusals(reason: str) -> list[Refusal]:
    if not reason:
        return [Refusal("reason_missing", field="reason")]
    if len(reason) < settings.KAOWU["REVEAL_REASON_LENGTH"]:
        return [Refusal("personal_reason_short", field="reason")]
    return []


register_revealable(Revealable(User, "phone", "手机号码", mask_mobile))
register_revealable(Revealable(Organisation, "contact_phone", "联系电话", mask_mobile))
register_revealable(Revealable(SmsMessage, "phone", "手机号码", mask_mobile))
register_revealable(Revealable(SmsMessage, "text", "短信内容", mask_mobiles_within))
register_revealable(Revealable(InboundSms, "phone", "手机号码", mask_mobile))
