"""Webhooks: where an organisation wants to be told of changes, and every delivery with its attempts."""

from django.db import models
from django.db.models import Q

from appraisal.core.fields import EncryptedTextField
from appraisal.core.models.api import OfOrganisationQuerySet
from appraisal.core.models.organisation import Organisation
from appraisal.core.models.person import RoleAssignment
from appraisal.core.models.scoping import ScopedQuerySet
from appraisal.core.rules.api import DeliveryState
from appraisal.core.rules.roles import Actor


class OfWebhookQuerySet(ScopedQuerySet):
    """Deliveries to the actor's own organisation."""

    def visibility(self, actor: Actor) -> Q | None:
        return Q(webhook__organisation_id=actor.organisation_id) if actor.organisation_id else None


class Webhook(models.Model):
    """An address that is told of changes. `position`: the last number of the feed that became a delivery.

    `topics`: beginnings of action names, e.g. "plan."; empty: everything. It sees what `assignment` may see.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="webhooks")
    assignment = models.ForeignKey(RoleAssignment, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("用途", max_length=60)
    url = models.URLField("地址", max_length=300)
    secret = EncryptedTextField("签名密钥", null=False)
    topics = models.JSONField("订阅", default=list, blank=True)
    position = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField()
    stopped_at = models.DateTimeField("停用时间", null=True)

    objects = OfOrganisationQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.name


class WebhookDelivery(models.Model):
    """One change on its way to one address. `due_at`: when it is tried next, NULL when it is not."""

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    number = models.PositiveBigIntegerField()
    message_id = models.CharField(max_length=60, unique=True)
    body = models.TextField()
    state = models.CharField(max_length=10, choices=DeliveryState.choices(), default=DeliveryState.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField("最近一次的状态码", null=True)
    failure = models.CharField(max_length=200, blank=True)
    tried_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)

    objects = OfWebhookQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = [models.UniqueConstraint(fields=["webhook", "number"], name="one_delivery_per_change")]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="delivery_due"),
            models.Index(fields=["webhook", "-id"]),
        ]
