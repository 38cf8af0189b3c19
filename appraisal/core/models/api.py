"""Access by machines: tokens of organisations, their calls, and answers kept for requests that are sent again."""

from django.db import models
from django.db.models import Q
from knox.models import AbstractAuthToken

from appraisal.core.models.organisation import Organisation
from appraisal.core.models.person import RoleAssignment
from appraisal.core.models.scoping import ScopedQuerySet
from appraisal.core.rules.api import ApiScope
from appraisal.core.rules.roles import Actor


class OfOrganisationQuerySet(ScopedQuerySet):
    """Those of the actor's own organisation; nobody else's, not even for the city."""

    def visibility(self, actor: Actor) -> Q | None:
        return Q(organisation_id=actor.organisation_id) if actor.organisation_id else None


class OfTokenQuerySet(ScopedQuerySet):
    """Rows that hang on a token of the actor's own organisation."""

    def visibility(self, actor: Actor) -> Q | None:
        return Q(token__organisation_id=actor.organisation_id) if actor.organisation_id else None


class ApiToken(AbstractAuthToken):
    """A token of an organisation for one purpose. Only its digest is kept.

    Whoever uses it acts in the role of `assignment`, the role in which somebody made it: when that role ends, the token
    ends. `user` is the same person. An ended token stays on record.
    """

    name = models.CharField("用途", max_length=60)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="api_tokens")
    assignment = models.ForeignKey(RoleAssignment, on_delete=models.PROTECT, related_name="api_tokens")
    scope = models.CharField("权限", max_length=8, choices=ApiScope.choices(), default=ApiScope.READ)
    last_used_at = models.DateTimeField("最近使用", null=True)
    revoked_at = models.DateTimeField("撤销时间", null=True)
    revoked_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")

    objects = OfOrganisationQuerySet.as_manager()

    class Meta:
        ordering = ("-created",)

    def __str__(self) -> str:
        return f"{self.name}（{self.token_key}…）"


class ApiCall(models.Model):
    """One call with a token: what was asked for and how it was answered; no content."""

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="calls")
    at = models.DateTimeField()
    method = models.CharField(max_length=8)
    path = models.CharField(max_length=300)
    status = models.PositiveSmallIntegerField()
    milliseconds = models.PositiveIntegerField()
    request_id = models.CharField(max_length=32)

    objects = OfTokenQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        indexes = [models.Index(fields=["token", "-id"])]


class KeptAnswer(models.Model):
    """What a request with an Idempotency-Key did, written in the transaction of the deed itself."""

    caller = models.CharField(max_length=140)
    key = models.CharField(max_length=100)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["caller", "key"], name="one_answer_per_key")]
        indexes = [models.Index(fields=["created_at"])]
