"""Text messages out and in, delivery reports, and the stretches of time in which the gateway was down.

Texts and phones are personal data: a team notice names people with their phones. They are encrypted at rest, and a
phone is found again by its blind index.
"""

from django.db import models
from django.db.models import F, Q

from appraisal.core.fields import EncryptedJSONField, EncryptedTextField
from appraisal.core.models.organisation import Organisation
from appraisal.core.models.person import User
from appraisal.core.models.scoping import ScopedQuerySet
from appraisal.core.rules.roles import Actor, Role
from appraisal.core.rules.sms import IN_THE_OUTBOX, ReportStatus, SmsState


class SmsQuerySet(ScopedQuerySet):
    """The city sees all messages, a district those that were sent for it."""

    def visibility(self, actor: Actor) -> Q | None:
        if actor.role == Role.GUIDANCE_OFFICER:
            return Q()
        return Q(organisation_id=actor.organisation_id) if actor.role == Role.DISTRICT_OFFICER else None


class SmsMessage(models.Model):
    """One text out. `key` makes it happen once; `purpose` is "package.what", `reference` names the record it is about.

    `text` is the body without the signature. All moments are the portal's time. Written by services alone.
    """

    phone = EncryptedTextField("手机号码")
    phone_index = models.BinaryField(editable=False)
    text = EncryptedTextField("内容")
    template = models.CharField("模板", max_length=20, blank=True)
    blanks = EncryptedJSONField("填入的内容")
    segments = models.PositiveSmallIntegerField("条数")
    purpose = models.CharField("用途", max_length=60)
    reference = models.CharField(max_length=80, blank=True)
    key = models.CharField(max_length=120, unique=True)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    priority = models.PositiveSmallIntegerField("优先级", default=5)
    at_any_hour = models.BooleanField("不限时段", default=False)
    state = models.CharField("状态", max_length=12, choices=SmsState.choices(), default=SmsState.QUEUED)
    queued_at = models.DateTimeField("提交时间")
    due_at = models.DateTimeField("最早发送时间")
    not_after = models.DateTimeField("过时不发", null=True)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    first_tried_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField("开始发送", null=True)
    sent_at = models.DateTimeField("发出时间", null=True)
    ended_at = models.DateTimeField("结束时间", null=True)
    changed_at = models.DateTimeField()
    gateway = models.CharField("网关", max_length=20, blank=True)
    gateway_id = models.CharField("网关编号", max_length=80, blank=True)
    fault = models.CharField("原因", max_length=60, blank=True)

    objects = SmsQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        indexes = [
            models.Index(fields=["priority", "due_at", "id"], condition=Q(state="QUEUED"), name="sms_to_send"),
            models.Index(fields=["phone_index", "id"], name="sms_of_phone"),
            models.Index(
                fields=["phone_index", "id"], condition=Q(state__in=("QUEUED", "SENDING")), name="sms_waiting_of_phone"
            ),
            models.Index(fields=["claimed_at"], condition=Q(state="SENDING"), name="sms_in_the_air"),
            models.Index(fields=["gateway", "gateway_id"], condition=~Q(gateway_id=""), name="sms_of_gateway"),
            models.Index(fields=["reference"], name="sms_about"),
            models.Index(fields=["changed_at"], name="sms_changed"),
            models.Index(fields=["organisation", "-id"], name="sms_of_organisation"),
        ]
        constraints = [
            models.CheckConstraint(
                name="sms_claimed_while_sending", condition=~Q(state="SENDING") | Q(claimed_at__isnull=False)
            ),
            models.CheckConstraint(name="sms_sent_when", condition=~Q(state="SENT") | Q(sent_at__isnull=False)),
            models.CheckConstraint(name="sms_purpose_has_package", condition=Q(purpose__contains=".")),
        ]

    @property
    def is_in_outbox(self) -> bool:
        return SmsState(self.state) in IN_THE_OUTBOX


class GuidanceQuerySet(ScopedQuerySet):
    """What comes in belongs to no district: the guidance section sees it."""

    def visibility(self, actor: Actor) -> Q | None:
        return Q() if actor.role == Role.GUIDANCE_OFFICER else None


class InboundSms(models.Model):
    """One text in, stored as it came before anybody reads it; a gateway's id is stored once.

    `settled_at` is set by whoever has dealt with it, in the same transaction; `outcome` is his word for it.
    """

    gateway = models.CharField("网关", max_length=20)
    gateway_id = models.CharField("网关编号", max_length=120)
    phone = EncryptedTextField("手机号码")
    phone_index = models.BinaryField(editable=False)
    text = EncryptedTextField("内容")
    received_at = models.DateTimeField("收到时间")
    sent_at = models.DateTimeField("对方发送时间", null=True)
    settled_at = models.DateTimeField("处理时间", null=True)
    outcome = models.CharField("处理结果", max_length=40, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)

    objects = GuidanceQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = [models.UniqueConstraint(fields=["gateway", "gateway_id"], name="one_inbound_once")]
        indexes = [
            models.Index(fields=["phone_index", "id"], name="inbound_of_phone"),
            models.Index(fields=["id"], condition=Q(settled_at__isnull=True), name="inbound_unsettled"),
        ]


class DeliveryReport(models.Model):
    """One report, stored as it came. `message` is empty when nobody knows which message it speaks of."""

    gateway = models.CharField("网关", max_length=20)
    report_id = models.CharField(max_length=120)  # the gateway's, or made of what it says
    gateway_id = models.CharField("网关编号", max_length=80, blank=True)
    message = models.ForeignKey(SmsMessage, null=True, on_delete=models.PROTECT, related_name="reports")
    status = models.CharField("状态", max_length=12, choices=ReportStatus.choices())
    detail = models.CharField("网关原话", max_length=120, blank=True)
    received_at = models.DateTimeField("收到时间")

    objects = GuidanceQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = [models.UniqueConstraint(fields=["gateway", "report_id"], name="one_report_once")]


class GatewayOutage(models.Model):
    """A stretch in which the gateway took no messages: from the first failure until the first success."""

    gateway = models.CharField("网关", max_length=20)
    started_at = models.DateTimeField("开始")
    last_failure_at = models.DateTimeField("最近一次失败")
    failures = models.PositiveIntegerField("失败次数", default=1)
    fault = models.CharField("原因", max_length=60)
    ended_at = models.DateTimeField("恢复", null=True)

    objects = GuidanceQuerySet.as_manager()

    class Meta:
        ordering = ("-started_at", "-pk")
        constraints = [
            models.UniqueConstraint(fields=["gateway"], condition=Q(ended_at__isnull=True), name="one_open_outage"),
            models.CheckConstraint(
                name="outage_dates", condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at"))
            ),
        ]
        indexes = [models.Index(fields=["ended_at"], name="outage_ended")]


class SmsTemplate(models.Model):
    """One wording of a text; the newest version of a code is in force. Versions are added, never changed."""

    code = models.CharField("短信", max_length=20)
    version = models.PositiveIntegerField("版本")
    text = models.CharField("内容", max_length=500)
    edited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    edited_at = models.DateTimeField("修改时间")
    reason = models.CharField("修改理由", max_length=400)

    objects = GuidanceQuerySet.as_manager()

    class Meta:
        ordering = ("code", "-version")
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="one_sms_template_version")]
