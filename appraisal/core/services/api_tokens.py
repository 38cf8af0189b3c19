"""Tokens of organisations for their own systems: made, shown once, revoked."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from knox.models import get_digest_token
from knox.settings import CONSTANTS

from appraisal.core import audit, clock
from appraisal.core.errors import NotPermitted, Refused
from appraisal.core.models import ApiToken, RoleAssignment
from appraisal.core.permissions import authorise
from appraisal.core.phrases import conflict
from appraisal.core.rules.api import ApiScope
from appraisal.core.rules.refusals import Refusal
from appraisal.core.rules.roles import Actor, Capability
from appraisal.core.services.texts import text_refusals
from appraisal.core.transactions import use_case


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token at the only moment when it can be read."""

    record: ApiToken
    secret: str


@use_case
def make_token(*, actor: Actor, name: str, scope: ApiScope, days: int, now: datetime) -> NewToken:
    """A token for the actor's organisation and role that lives `days` of real time; its secret is never shown again.

    Raises `NotPermitted`; `Refused` without a purpose or beyond the longest life.
    """
    authorise(actor, Capability.USE_API)
    limit = settings.KAOWU["API_TOKEN_DAYS"]
    refusals = list(text_refusals(ApiToken, name=name))
    if not 1 <= days <= limit:
        refusals.append(Refusal("token_days", {"limit": limit}, field="days"))
    if refusals:
        raise Refused(*refusals)
    assignment = own_assignment(actor)
    digest, secret = get_digest_token()
    token = ApiToken.objects.create(
        digest=digest,
        token_key=secret[: CONSTANTS.TOKEN_KEY_LENGTH],
        user_id=actor.user_id,
        expiry=clock.real_now() + timedelta(days=days),
        name=name.strip(),
        organisation_id=assignment.organisation_id,
        assignment=assignment,
        scope=scope,
    )
    summary = f"建立接口令牌：{token.name}（{scope.label}，{days} 天）"
    audit.record(
        actor=actor, action="api.make_token", target=f"apitoken:{token.token_key}", summary=summary, at=now,
        scope=scope.value, days=days,
    )  # fmt: skip
    return NewToken(token, secret)


@use_case
def revoke_token(*, actor: Actor, token_key: str, now: datetime) -> None:
    """End a token at once. Raises `NotPermitted`, `ApiToken.DoesNotExist` (also another organisation's), `Conflict`."""
    authorise(actor, Capability.USE_API)
    token = ApiToken.objects.visible_to(actor).select_for_update(of=("self",)).get(token_key=token_key)
    if token.revoked_at:
        raise conflict("token_revoked", name=token.name)
    token.revoked_at, token.revoked_by_id = clock.real_now(), actor.user_id
    token.save(update_fields=["revoked_at", "revoked_by"])
    audit.record(
        actor=actor, action="api.revoke_token", target=f"apitoken:{token.token_key}",
        summary=f"撤销接口令牌：{token.name}", at=now,
    )  # fmt: skip


def own_assignment(actor: Actor) -> RoleAssignment:
    """The role that the actor acts in. Raises `NotPermitted` for one without an organisation."""
    assignment = RoleAssignment.objects.filter(pk=actor.assignment_id, organisation__isnull=False).first()
    if assignment is None:
        raise NotPermitted("接口令牌和推送属于单位；考评员个人不能建立。")
    return assignment
