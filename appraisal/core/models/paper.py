"""Printed papers: each version of each paper, what it says in public, and whether it is still in force."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from appraisal.core.models.scoping import ScopedQuerySet
from appraisal.core.rules.papers import PaperKind
from appraisal.core.rules.roles import Actor


class PaperQuerySet(ScopedQuerySet):
    """The city, and the organisations that a paper was made for."""

    def visibility(self, actor: Actor) -> Q | None:
        if actor.is_city:
            return Q()
        return Q(organisation_ids__contains=[actor.organisation_id]) if actor.organisation_id else None

    def in_force(self) -> "PaperQuerySet":
        """Those that nothing has superseded."""
        return self.filter(superseded_at=None)


class Paper(models.Model):
    """One version of a paper. What is printed is made afresh from the data each time; here stands that it was issued.

    `subject` is the record it is about ("plan:17"), `part` which one of several of a kind ("candidate:5", "seat use:3",
    "CITY"). `facts`: pairs of label and value that anybody may read on the verification page, nothing personal.
    `digest` tells whether the content is still what was issued; empty where the service that issues does not ask.
    """

    kind = models.CharField("文书", max_length=20, choices=PaperKind.choices())
    subject = models.CharField(max_length=60)
    part = models.CharField(max_length=60, blank=True)
    version = models.PositiveSmallIntegerField("版本", default=1)
    token = models.CharField(max_length=40, unique=True)
    title = models.CharField("名称", max_length=160)
    facts = models.JSONField(default=list)
    digest = models.CharField(max_length=64, blank=True)
    organisation_ids = ArrayField(models.BigIntegerField(), default=list)
    is_sample = models.BooleanField("样例数据", default=False)
    issued_at = models.DateTimeField("制作时间")
    issued_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    superseded_at = models.DateTimeField("作废时间", null=True)

    objects = PaperQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(fields=["subject", "kind", "part", "version"], name="one_paper_per_version"),
            models.UniqueConstraint(
                fields=["subject", "kind", "part"], condition=Q(superseded_at=None), name="one_paper_in_force"
            ),
            models.CheckConstraint(name="paper_version_from_one", condition=Q(version__gte=1)),
            models.CheckConstraint(
                name="paper_superseded_later",
                condition=Q(superseded_at=None) | Q(superseded_at__gte=F("issued_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} 第 {self.version} 版"
