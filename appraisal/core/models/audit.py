"""The record of what was done. Rows are added, never changed or removed; each is chained to the one before."""

from django.db import models
from django.db.models import Q

from appraisal.core.models.scoping import ScopedQuerySet
from appraisal.core.rules.roles import Actor


class AuditQuerySet(ScopedQuerySet):
    """City: everything. Others: what their own organisation did."""

    def visibility(self, actor: Actor) -> Q | None:
        if actor.is_city:
            return Q()
        return Q(organisation_id=actor.organisation_id) if actor.organisation_id else Q(user_id=actor.user_id)


class AuditEntry(models.Model):
    """One act. `number`, `previous_hash` and `hash` are set by a trigger; see migration 0002.

    `target` is "model:key"; `details` holds states and references, never personal data.
    """

    number = models.PositiveBigIntegerField(primary_key=True, editable=False)
    at = models.DateTimeField()
    user_id = models.BigIntegerField(null=True)
    organisation_id = models.BigIntegerField(null=True)
    role = models.CharField(max_length=20, blank=True)
    actor_label = models.CharField(max_length=160)
    action = models.CharField(max_length=60)
    target = models.CharField(max_length=80)
    summary = models.CharField(max_length=400)
    details = models.JSONField(default=dict)
    previous_hash = models.BinaryField()
    hash = models.BinaryField()

    objects = AuditQuerySet.as_manager()

    class Meta:
        ordering = ("-number",)
        indexes = [
            models.Index(fields=["target", "-number"]),
            models.Index(fields=["organisation_id", "-number"]),
            models.Index(fields=["user_id", "-number"]),
        ]
