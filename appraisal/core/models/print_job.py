"""Prints that take longer than a page may: set in batches by the worker, kept encrypted until they expire."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from appraisal.core.models.document import Document
from appraisal.core.models.organisation import Organisation
from appraisal.core.models.scoping import ScopedQuerySet
from appraisal.core.rules.prints import PrintFailure, PrintState
from appraisal.core.rules.roles import Actor


class PrintQuerySet(ScopedQuerySet):
    """Whoever acts for the organisation that asked; nobody else, the city neither: it prints for itself."""

    def visibility(self, actor: Actor) -> Q | None:
        return Q(organisation_id=actor.organisation_id) if actor.organisation_id else None


class PrintJob(models.Model):
    """A print asked for. `printer` names who can set its papers; `done` counts the papers that are set.

    `paper_ids` are in the order of printing, so that each attempt cuts the same batches. `origin`: where QR codes lead.
    """

    printer = models.CharField(max_length=40)
    title = models.CharField("内容", max_length=160)
    path = models.CharField(max_length=200, blank=True)
    paper_ids = ArrayField(models.BigIntegerField())
    origin = models.CharField(max_length=200)
    batch = models.PositiveSmallIntegerField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    requested_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField("提出时间")
    state = models.CharField(max_length=8, choices=PrintState.choices(), default=PrintState.QUEUED)
    failure = models.CharField(max_length=12, choices=PrintFailure.choices(), blank=True)
    total = models.PositiveIntegerField("份数")
    done = models.PositiveIntegerField("已制作", default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    objects = PrintQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(name="print_done_of_total", condition=Q(done__lte=F("total"), total__gte=1)),
            models.CheckConstraint(
                name="print_document_when_done",
                condition=Q(state=PrintState.DONE, document__isnull=False)
                | (~Q(state=PrintState.DONE) & Q(document__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-id"]),
            models.Index(fields=["state"], condition=Q(state__in=["QUEUED", "RUNNING"]), name="print_unfinished"),
            models.Index(fields=["expires_at"], condition=Q(state=PrintState.DONE), name="print_to_expire"),
        ]

    def __str__(self) -> str:
        return self.title


class PrintPart(models.Model):
    """A batch that is set. It goes when the whole is joined."""

    job = models.ForeignKey(PrintJob, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=["job", "number"], name="one_part_per_number")]
