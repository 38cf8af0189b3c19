"""Candidates of a plan, as their roster row gave them, and results recorded earlier."""

from django.db import models
from django.db.models import Q

from appraisal.core.fields import EncryptedTextField
from appraisal.core.models import OccupationLevel
from appraisal.core.rules.enums import Subject
from appraisal.core.rules.identity import Sex
from plans.models.plan import OfPlanQuerySet, Plan, PlanItem
from plans.models.roster import RosterUpload
from plans.rules.enums import Attempt, CandidateState
from plans.rules.roster.vocabulary import DocumentType, Education, Source
from plans.rules.scoring import Mark
from plans.rules.seating_enums import SpecialNeed


class Candidate(models.Model):
    """One person's entry in one plan. ID and phone are encrypted; their blind indexes find them again.

    `theory`, `practical` and `review` say whether the subject is sat and as what; empty: not sat.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="candidates")
    # Its index would repeat the first column of the one by item and row below.
    item = models.ForeignKey(PlanItem, on_delete=models.CASCADE, related_name="candidates", db_index=False)
    upload = models.ForeignKey(RosterUpload, null=True, on_delete=models.SET_NULL, related_name="candidates")
    sheet_row = models.PositiveIntegerField("花名册行号", null=True)
    state = models.CharField("状态", max_length=10, choices=CandidateState.choices(), default=CandidateState.PENDING)
    name = models.CharField("姓名", max_length=60)
    document_type = models.CharField("证件类型", max_length=20, choices=DocumentType.choices())
    document_number = EncryptedTextField("证件号码")
    document_index = models.BinaryField(editable=False)
    sex = models.CharField("性别", max_length=6, choices=Sex.choices())
    birth_date = models.DateField("出生日期", null=True)
    ethnicity = models.CharField("民族", max_length=20)
    education = models.CharField("文化程度", max_length=20, choices=Education.choices())
    phone = EncryptedTextField("手机号码")
    phone_index = models.BinaryField(null=True, editable=False)
    condition = models.CharField("申报条件", max_length=200)
    source = models.CharField("考生来源", max_length=20, choices=Source.choices())
    employer = models.CharField("工作单位", max_length=120, blank=True)
    address = models.CharField("通讯地址", max_length=200)
    years_in_occupation = models.DecimalField("本职业工作年限", max_digits=4, decimal_places=1, null=True)
    email = models.CharField("电子邮箱", max_length=120, blank=True)
    prior_certificate = models.CharField("原证书号", max_length=40, blank=True)
    prior_occupation = models.CharField("原职业（工种）", max_length=60, blank=True)
    theory = models.CharField("理论考试", max_length=6, choices=Attempt.choices(), blank=True)
    practical = models.CharField("实操考试", max_length=6, choices=Attempt.choices(), blank=True)
    review = models.CharField("综合考试", max_length=6, choices=Attempt.choices(), blank=True)
    # Known to the database, because rosters come in by COPY of their own columns.
    special_need = models.CharField("特殊需要", max_length=12, choices=SpecialNeed.choices(), blank=True, db_default="")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = OfPlanQuerySet.as_manager()

    class Meta:
        ordering = ("sheet_row", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["document_index", "plan"],  # the person first: it also finds him in other plans
                condition=~Q(state=CandidateState.WITHDRAWN),
                name="one_candidate_once_per_plan",
            ),
        ]
        indexes = [
            models.Index(fields=["item", "sheet_row", "id"]),
        ]

    def __str__(self) -> str:
        return self.name

    def concerned(self) -> set[int]:
        """See `Plan.concerned`."""
        return self.plan.concerned()


class RecordedResult(models.Model):
    """A subject's result of a person, found by the blind index of the document number: the one that counts now.

    `candidate`: whose published result it is; a correction changes this row and adds a `PublishedResult`. None for
    results from elsewhere.
    """

    document_index = models.BinaryField(db_index=True)
    occupation_level = models.ForeignKey(OccupationLevel, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=10, choices=Subject.choices())
    score = models.DecimalField(max_digits=4, decimal_places=1)
    exam_date = models.DateField()
    plan = models.ForeignKey(Plan, null=True, on_delete=models.PROTECT, related_name="results")
    source = models.CharField(max_length=80, blank=True)
    candidate = models.ForeignKey(Candidate, null=True, on_delete=models.PROTECT, related_name="recorded")
    mark = models.CharField("标记", max_length=10, choices=Mark.choices(), default=Mark.SCORED)

    class Meta:
        constraints = [
            models.CheckConstraint(name="score_0_to_100", condition=Q(score__gte=0, score__lte=100)),
            models.UniqueConstraint(fields=["candidate", "subject"], name="one_result_that_counts"),
        ]
