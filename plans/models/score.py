"""Scores of a sitting: entered twice blind, differences decided, published, corrected only on the record.

Numbers that are not published are read through `ScoreLine.objects.visible_to` alone: it keeps the two who enter apart.
"""

from django.db import models
from django.db.models import F, Q

from appraisal.core.models import Document, Organisation
from appraisal.core.models.scoping import ScopedQuerySet
from appraisal.core.rules.enums import RequestState, Subject
from appraisal.core.rules.roles import Actor, Role
from plans.models.candidate import Candidate
from plans.models.plan import Sitting, plan_visibility
from plans.rules.scoring import BOTH_IN, ENTERING, EntrySource, Grade, Mark, SheetState


def sitting_visibility(actor: Actor, prefix: str = "") -> Q | None:
    """Who sees what hangs on a sitting: whoever sees its plan; a committee only its own reviews."""
    seen = plan_visibility(actor, f"{prefix}plan__")
    if seen is not None and actor.role == Role.COMMITTEE_CLERK:
        own = {f"{prefix}item__committee_id": actor.organisation_id, f"{prefix}subject": Subject.REVIEW}
        return seen & Q(**own)
    return seen


class SheetQuerySet(ScopedQuerySet):
    """Sheets by actor: how far a sitting's scores are, never the scores."""

    def visibility(self, actor: Actor) -> Q | None:
        return sitting_visibility(actor, "sitting__")


class OfSheetQuerySet(ScopedQuerySet):
    """Rows that hang on a sheet, for those who may enter scores."""

    def visibility(self, actor: Actor) -> Q | None:
        return sitting_visibility(actor, "sheet__sitting__") if actor.role in ENTERING else None


class LineQuerySet(ScopedQuerySet):
    """Entered numbers: one's own, and the other's once both entries are in."""

    def visibility(self, actor: Actor) -> Q | None:
        if actor.role not in ENTERING:
            return None
        seen = sitting_visibility(actor, "entry__sheet__sitting__")
        both_in = Q(entry__sheet__state__in=BOTH_IN, entry__ordinal__isnull=False)
        return None if seen is None else seen & (Q(entry__person_id=actor.user_id) | both_in)


class PublishedQuerySet(ScopedQuerySet):
    """Published results, for everybody who sees the sitting."""

    def visibility(self, actor: Actor) -> Q | None:
        return sitting_visibility(actor, "sheet__sitting__")


class ScoreCorrectionQuerySet(ScopedQuerySet):
    """Corrections of published results."""

    def visibility(self, actor: Actor) -> Q | None:
        return sitting_visibility(actor, "result__sheet__sitting__")


class ScoreSheet(models.Model):
    """How far the scores of a sitting are.

    Of a practical, told from above by `plans.services.hand_ins`: `handed_in_at`, when the paper roster came in that
    stands (ENTER counts from it); `reported_at`, the hand-in that REPORT is judged by; `returned_at`, when one was last
    sent back; `duty_confirmed_at`, when its duties were confirmed.
    """

    sitting = models.OneToOneField(Sitting, on_delete=models.CASCADE, related_name="sheet")
    state = models.CharField("状态", max_length=10, choices=SheetState.choices(), default=SheetState.ENTERING)
    handed_in_at = models.DateTimeField("报送时间", null=True)
    reported_at = models.DateTimeField("计时限的报送时间", null=True)
    returned_at = models.DateTimeField("退回时间", null=True)
    duty_confirmed_at = models.DateTimeField("执评确认时间", null=True)
    published_at = models.DateTimeField("发布时间", null=True)
    published_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")

    objects = SheetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="sheet_published_by_somebody",
                condition=Q(state=SheetState.PUBLISHED, published_at__isnull=False, published_by__isnull=False)
                | (~Q(state=SheetState.PUBLISHED) & Q(published_at=None, published_by=None)),
            ),
        ]
        indexes = [
            models.Index(fields=["state"], condition=~Q(state=SheetState.PUBLISHED), name="sheet_unpublished"),
        ]

    def concerned(self) -> set[int]:
        """See `Plan.concerned`."""
        return self.sitting.plan.concerned()


class ScoreEntry(models.Model):
    """One person's entry of a sheet: a draft until it is handed in as the first or the second."""

    sheet = models.ForeignKey(ScoreSheet, on_delete=models.CASCADE, related_name="entries")
    person = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    source = models.CharField("方式", max_length=10, choices=EntrySource.choices(), default=EntrySource.TYPED)
    file_name = models.CharField("文件名", max_length=200, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    begun_at = models.DateTimeField()
    submitted_at = models.DateTimeField("提交时间", null=True)
    ordinal = models.PositiveSmallIntegerField("第几遍", null=True)

    objects = OfSheetQuerySet.as_manager()

    class Meta:
        ordering = ("ordinal", "pk")
        constraints = [
            models.UniqueConstraint(fields=["sheet", "person"], name="one_entry_per_person"),
            models.UniqueConstraint(fields=["sheet", "ordinal"], name="one_entry_per_turn"),
            models.CheckConstraint(
                name="entry_first_or_second",
                condition=Q(ordinal=None, submitted_at=None) | Q(ordinal__in=(1, 2), submitted_at__isnull=False),
            ),
        ]


class GradeFields(models.Model):
    """A grade as it is stored: the mark, and points that are 0 unless it is SCORED."""

    mark = models.CharField("标记", max_length=10, choices=Mark.choices(), default=Mark.SCORED)
    score = models.DecimalField("成绩", max_digits=4, decimal_places=1)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_grade",
                condition=Q(score__gte=0, score__lte=100) & (Q(mark=Mark.SCORED) | Q(score=0)),
            ),
        ]

    @property
    def grade(self) -> Grade:
        """The grade."""
        return Grade(Mark(self.mark), self.score)


class ScoreLine(GradeFields):
    """What one entry says of one candidate."""

    entry = models.ForeignKey(ScoreEntry, on_delete=models.CASCADE, related_name="lines")
    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="+")

    objects = LineQuerySet.as_manager()

    class Meta(GradeFields.Meta):
        constraints = [
            *GradeFields.Meta.constraints,
            models.UniqueConstraint(fields=["entry", "candidate"], name="one_line_per_candidate"),
        ]


class ScoreResolution(GradeFields):
    """What was decided where two entries differed, with the paper at hand. Added; the latest holds."""

    sheet = models.ForeignKey(ScoreSheet, on_delete=models.CASCADE, related_name="resolutions")
    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="+")
    decided_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    objects = OfSheetQuerySet.as_manager()

    class Meta(GradeFields.Meta):
        ordering = ("pk",)


class PublishedResult(GradeFields):
    """A candidate's result in a sitting as it was published. A correction adds the next version; nothing changes."""

    sheet = models.ForeignKey(ScoreSheet, on_delete=models.PROTECT, related_name="results")
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="results")
    version = models.PositiveSmallIntegerField("版本", default=1)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")

    objects = PublishedQuerySet.as_manager()

    class Meta(GradeFields.Meta):
        ordering = ("version",)
        constraints = [
            *GradeFields.Meta.constraints,
            models.UniqueConstraint(fields=["candidate", "sheet", "version"], name="one_result_per_version"),
        ]


class ScoreCorrection(GradeFields):
    """A change of a published result: asked for by one person with reason and evidence, decided by another.

    `result`: the version that is wrong; mark and score are those wanted.
    """

    result = models.ForeignKey(PublishedResult, on_delete=models.PROTECT, related_name="corrections")
    reason = models.CharField("更正理由", max_length=400)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=RequestState.choices(), default=RequestState.REQUESTED)
    requested_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    decided_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision = models.CharField("处理意见", max_length=400, blank=True)

    objects = ScoreCorrectionQuerySet.as_manager()

    class Meta(GradeFields.Meta):
        ordering = ("-pk",)
        constraints = [
            *GradeFields.Meta.constraints,
            models.UniqueConstraint(
                fields=["result"], condition=Q(state=RequestState.REQUESTED), name="one_open_score_correction"
            ),
            models.CheckConstraint(
                name="score_correction_second_person",
                condition=Q(decided_by=None) | ~Q(decided_by=F("requested_by")),
            ),
        ]

    def concerned(self) -> set[int]:
        """See `Plan.concerned`."""
        return self.result.sheet.concerned()
