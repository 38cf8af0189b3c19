"""Conditions for applying as dated versions, and what is known and judged of each candidate."""

from django.db import models
from django.db.models import Q

from appraisal.core.models import Document, Occupation
from appraisal.core.models.scoping import ScopedQuerySet
from appraisal.core.rules.roles import Actor
from plans.models.candidate import Candidate
from plans.models.plan import PlanItem, plan_visibility
from plans.rules.eligibility.evaluate import Outcome
from plans.rules.review_enums import Basis, EvidenceKind, FirstReviewOutcome, StandardState


class StandardQuerySet(ScopedQuerySet):
    """Published versions are open to all; drafts are the city's."""

    def visibility(self, actor: Actor) -> Q | None:
        return Q() if actor.is_city else ~Q(state=StandardState.DRAFT)


class OfCandidateQuerySet(ScopedQuerySet):
    """Rows that hang on a plan by `candidate`."""

    def visibility(self, actor: Actor) -> Q | None:
        return plan_visibility(actor, "candidate__plan__")


class EligibilityStandard(models.Model):
    """The conditions of one occupation from a day on; without an occupation they serve all that have none.

    `content` is `{"continuous": bool, "rules": {level: [alternative, …]}}` as `rules.eligibility.standards` reads it.
    """

    code = models.CharField("编号", max_length=60)
    name = models.CharField("名称", max_length=120)
    occupation = models.ForeignKey(
        Occupation,
        verbose_name="职业（工种）",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="standards",
    )
    document = models.CharField("依据文件", max_length=400)
    valid_from = models.DateField("开始执行")
    content = models.JSONField("条件")
    state = models.CharField(max_length=10, choices=StandardState.choices(), default=StandardState.DRAFT)
    is_sample = models.BooleanField("样例数据", default=False)
    drafted_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    published_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True)

    objects = StandardQuerySet.as_manager()

    class Meta:
        ordering = ("occupation__name_key", "-valid_from", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["occupation", "valid_from"],
                condition=Q(state=StandardState.PUBLISHED),
                nulls_distinct=False,
                name="one_standard_per_day",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Background(models.Model):
    """Dated facts of a candidate beyond his roster row (work spans, certificate date …), as entered from documents.

    `facts`: `{"work": [[first, last|null], …], "certificates": [[level, issued_on], …], "attained": {kind: date}, …}`.
    """

    candidate = models.OneToOneField(Candidate, primary_key=True, on_delete=models.CASCADE, related_name="background")
    basis = models.CharField("申报类型", max_length=16, choices=Basis.choices(), default=Basis.NORMAL)
    facts = models.JSONField(default=dict)
    updated_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField()

    objects = OfCandidateQuerySet.as_manager()


class CandidateVerdict(models.Model):
    """The evaluator's last verdict on a candidate: replaced on every change, never edited by hand."""

    candidate = models.OneToOneField(Candidate, primary_key=True, on_delete=models.CASCADE, related_name="verdict")
    outcome = models.CharField("资格预审", max_length=8, choices=Outcome.choices())
    clause = models.CharField("符合的条件", max_length=300, blank=True)
    eligible_from = models.DateField("最早符合日期", null=True)
    findings = models.JSONField(default=list)
    standard = models.ForeignKey(EligibilityStandard, null=True, on_delete=models.PROTECT, related_name="+")
    evaluated_on = models.DateField()
    evaluated_at = models.DateTimeField()

    objects = OfCandidateQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["outcome"])]


class Evidence(models.Model):
    """A document of a candidate. Removing it keeps the row."""

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="evidence")
    kind = models.CharField("材料", max_length=12, choices=EvidenceKind.choices())
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    note = models.CharField("说明", max_length=200, blank=True)
    removed_at = models.DateTimeField(null=True)

    objects = OfCandidateQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)


class FirstReview(models.Model):
    """The institute's first review (资格初审) of a candidate; added, the newest counts."""

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="first_reviews")
    outcome = models.CharField(max_length=8, choices=FirstReviewOutcome.choices())
    note = models.CharField("说明", max_length=400, blank=True)
    reviewed_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField()

    objects = OfCandidateQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)


class EvaluationRun(models.Model):
    """A re-evaluation of many candidates by the worker: those of an item, or all whom a published standard touches.

    The row is the job: a message only hurries it along. `done` of `total` is the progress people see.
    """

    item = models.ForeignKey(PlanItem, null=True, on_delete=models.CASCADE, related_name="evaluation_runs")
    standard = models.ForeignKey(
        EligibilityStandard, null=True, on_delete=models.CASCADE, related_name="evaluation_runs"
    )
    requested_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                name="run_of_item_or_standard",
                condition=Q(item__isnull=True, standard__isnull=False) | Q(item__isnull=False, standard__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(finished_at__isnull=True), name="unfinished_runs"),
        ]
