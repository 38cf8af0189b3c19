"""Messages of the portal to an organisation's people (in the portal; SMS is another channel)."""

from django.db import models
from django.db.models import Q

from appraisal.core.models.organisation import Organisation
from appraisal.core.models.scoping import ScopedQuerySet
from appraisal.core.rules.roles import Actor, Role


class NoticeQuerySet(ScopedQuerySet):
    """Those of the actor's organisation and role."""

    def visibility(self, actor: Actor) -> Q | None:
        return Q(organisation_id=actor.organisation_id, role__in=("", actor.role)) if actor.organisation_id else None


class Notice(models.Model):
    """One message to an organisation. `key` makes it happen once: a second one with the same key is dropped."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="notices")
    role = models.CharField(max_length=20, choices=Role.choices(), blank=True)
    subject = models.CharField("标题", max_length=120)
    body = models.TextField("内容")
    path = models.CharField(max_length=200, blank=True)
    urgent = models.BooleanField(default=False)
    key = models.CharField(max_length=120, unique=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        indexes = [models.Index(fields=["organisation", "-created_at"])]
