"""The feed of changes: which entries of the audit log concern which organisation."""

from django.db import models
from django.db.models import Q

from appraisal.core.models.scoping import ScopedQuerySet
from appraisal.core.rules.roles import Actor


class ChangeQuerySet(ScopedQuerySet):
    """Each organisation reads what concerns it; the city reads the audit log itself."""

    def visibility(self, actor: Actor) -> Q | None:
        return Q(organisation_id=actor.organisation_id) if actor.organisation_id else None


class Change(models.Model):
    """Entry `number` of the audit log concerns an organisation. Written with the entry, in order of the numbers."""

    pk = models.CompositePrimaryKey("organisation_id", "number")
    organisation_id = models.BigIntegerField()
    number = models.PositiveBigIntegerField()

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ("number",)
        indexes = [models.Index(fields=["number"])]  # the city reads all of them
