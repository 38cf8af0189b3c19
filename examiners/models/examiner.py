"""The register of examiners: who he is, what he may judge, where and when he will, and whom he may not judge."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from appraisal.core.fields import EncryptedTextField
from appraisal.core.models import Occupation, Organisation
from appraisal.core.models.scoping import ScopedQuerySet
from appraisal.core.rules.roles import Actor, Role
from examiners.rules.enums import ExaminerGrade, RecusalKind
from examiners.rules.register import PREFERRED_DISTRICTS


def examiner_visibility(actor: Actor, prefix: str = "") -> Q | None:
    """Who sees an examiner: the city, the districts he wants to work in or is registered by, and he himself.

    `prefix` leads from another table to the examiner, e.g. "examiner__". Institutes see nobody here: they learn the
    names of their teams from the dispatch.
    """
    if actor.is_city:
        return Q()
    if actor.role == Role.DISTRICT_OFFICER:
        wants = PreferredDistrict.objects.filter(district_id=actor.organisation_id).values("examiner_id")
        return Q(**{f"{prefix}pk__in": wants}) | registered_by(actor, prefix)
    if actor.role == Role.EXAMINER:
        return Q(**{f"{prefix}user_id": actor.user_id})
    return None


def registered_by(actor: Actor, prefix: str = "") -> Q:
    """Examiners whose entry the actor keeps: the district that registered them, and the city's guidance all."""
    if actor.role == Role.GUIDANCE_OFFICER:
        return Q()
    return Q(**{f"{prefix}registered_in_id": actor.organisation_id}) & Q(**{f"{prefix}registered_in__isnull": False})


class ExaminerQuerySet(ScopedQuerySet):
    """Examiners by actor."""

    def visibility(self, actor: Actor) -> Q | None:
        return examiner_visibility(actor)


class OfExaminerQuerySet(ScopedQuerySet):
    """Rows that hang on an examiner by `examiner`."""

    def visibility(self, actor: Actor) -> Q | None:
        return examiner_visibility(actor, "examiner__")


class Examiner(models.Model):
    """A person who judges practicals (考评员). Phone, bank card and ID number are encrypted; indexes find them again.

    `user` is set once he may sign in. `registered_in` is the district centre that keeps the entry; empty: the city.
    """

    number = models.CharField("考评员编号", max_length=12, unique=True)
    user = models.OneToOneField(
        "core.User", null=True, blank=True, on_delete=models.PROTECT, related_name="examiner", verbose_name="登录人员"
    )
    name = models.CharField("姓名", max_length=60)
    name_key = models.CharField(max_length=240, editable=False, db_index=True)
    id_number = EncryptedTextField("身份证号")
    id_index = models.BinaryField(null=True, editable=False)
    phone = EncryptedTextField("手机号码")
    phone_index = models.BinaryField(null=True, editable=False)
    bank_card = EncryptedTextField("北京银行卡号")
    bank_card_index = models.BinaryField(null=True, editable=False)
    bank_name = models.CharField("开户银行", max_length=60, blank=True)
    residence = models.ForeignKey(
        Organisation, verbose_name="居住区县", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    employer = models.CharField("工作单位", max_length=120, blank=True)
    registered_in = models.ForeignKey(
        Organisation, verbose_name="登记单位", null=True, blank=True, on_delete=models.PROTECT, related_name="examiners"
    )
    registered_at = models.DateTimeField("登记时间")
    changed_at = models.DateTimeField("最近修改")
    active = models.BooleanField("在聘", default=True)
    inactive_reason = models.CharField("停聘理由", max_length=400, blank=True)
    is_sample = models.BooleanField("样例数据", default=False)

    objects = ExaminerQuerySet.as_manager()

    class Meta:
        ordering = ("name_key", "pk")
        constraints = [
            models.UniqueConstraint(fields=["id_index"], name="one_examiner_per_person"),
            # A reply by SMS is known by its number alone.
            models.UniqueConstraint(fields=["phone_index"], condition=Q(active=True), name="one_examiner_per_phone"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    def concerned(self) -> set[int]:
        """The keeper of the entry, for its feed of changes."""
        return {self.registered_in_id} if self.registered_in_id else set()


class Qualification(models.Model):
    """An examiner's card (考评员证卡) for one occupation. Both days count. A renewed or taken card stays on record.

    Periods in force of one examiner and occupation never overlap; migration 0002_periods sees to it.
    """

    examiner = models.ForeignKey(Examiner, on_delete=models.CASCADE, related_name="qualifications")
    occupation = models.ForeignKey(Occupation, on_delete=models.PROTECT, related_name="qualifications")
    grade = models.CharField("考评员等级", max_length=16, choices=ExaminerGrade.choices())
    card_number = models.CharField("证卡编号", max_length=40)
    valid_from = models.DateField("发证日期")
    valid_until = models.DateField("有效期至")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField("注销理由", max_length=400, blank=True)
    next_reminder_on = models.DateField(null=True)

    objects = OfExaminerQuerySet.as_manager()

    class Meta:
        ordering = ("occupation__name_key", "valid_from", "pk")
        constraints = [
            models.CheckConstraint(name="qualification_dates", condition=Q(valid_until__gte=F("valid_from"))),
            models.UniqueConstraint(
                fields=["card_number"], condition=Q(withdrawn_at__isnull=True), name="one_qualification_per_card"
            ),
        ]
        indexes = [
            models.Index(fields=["occupation", "examiner"], condition=Q(withdrawn_at=None), name="qualification_pool"),
            models.Index(
                fields=["next_reminder_on"], condition=Q(next_reminder_on__isnull=False), name="qualification_remind"
            ),
        ]

    @property
    def dialog(self) -> str:
        """Id of the dialog in which it is withdrawn."""
        return f"card-{self.pk}"

    @property
    def highest_level(self) -> int:
        """The highest level the card is good for."""
        return ExaminerGrade(self.grade).highest_level

    def is_valid_on(self, day: date) -> bool:
        """Whether the card counts on `day`."""
        return self.withdrawn_at is None and self.valid_from <= day <= self.valid_until


class PreferredDistrict(models.Model):
    """A district the examiner wants to work in; `order` 1 is his first wish 三（考评员需要做哪些准备）."""

    examiner = models.ForeignKey(Examiner, on_delete=models.CASCADE, related_name="preferences")
    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="preferred_by")
    order = models.PositiveSmallIntegerField("顺序")

    objects = OfExaminerQuerySet.as_manager()

    class Meta:
        ordering = ("order",)
        constraints = [
            models.UniqueConstraint(fields=["examiner", "order"], name="one_preference_per_place"),
            models.UniqueConstraint(fields=["district", "examiner"], name="one_preference_per_district"),
            models.CheckConstraint(name="preference_order", condition=Q(order__gte=1, order__lte=PREFERRED_DISTRICTS)),
        ]


class UnavailableDay(models.Model):
    """Days on which the examiner cannot come, both included. Periods of one examiner never overlap."""

    examiner = models.ForeignKey(Examiner, on_delete=models.CASCADE, related_name="unavailable_days")
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    note = models.CharField("说明", max_length=80, blank=True)

    objects = OfExaminerQuerySet.as_manager()

    class Meta:
        ordering = ("starts_on",)
        constraints = [models.CheckConstraint(name="unavailable_dates", condition=Q(ends_on__gte=F("starts_on")))]
        indexes = [models.Index(fields=["ends_on", "examiner"])]


class Recusal(models.Model):
    """An institute whose candidates the examiner does not judge: he belongs to it, or trained them."""

    examiner = models.ForeignKey(Examiner, on_delete=models.CASCADE, related_name="recusals")
    institute = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="recused_examiners")
    kind = models.CharField("回避原因", max_length=10, choices=RecusalKind.choices())
    note = models.CharField("说明", max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True)

    objects = OfExaminerQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["institute", "examiner", "kind"], condition=Q(ended_at=None), name="one_open_recusal"
            ),
        ]
