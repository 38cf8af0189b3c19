"""One examiner's part in a dispatch, what he was sent, the codes he may answer with, and what he answered."""

from django.db import models
from django.db.models import Q

from appraisal.core.models import InboundSms, SmsMessage
from appraisal.core.models.scoping import ScopedQuerySet
from appraisal.core.rules.roles import Actor, Role
from examiners.models.dispatch import Dispatch, OfDispatchQuerySet, dispatch_visibility
from examiners.models.examiner import Examiner
from examiners.rules.replies import Meaning
from examiners.rules.states import ENGAGED, AnswerKind, InvitationState, MessageKind, Question


class InvitationQuerySet(ScopedQuerySet):
    """Invitations: the examiner his own; district and city all of a dispatch; the institute the confirmed ones."""

    def visibility(self, actor: Actor) -> Q | None:
        if actor.role == Role.EXAMINER:
            return Q(examiner__user_id=actor.user_id)
        seen = dispatch_visibility(actor, "dispatch__")
        if seen is None or actor.role in (Role.DISTRICT_OFFICER, Role.GUIDANCE_OFFICER):
            return seen
        return seen & Q(state=InvitationState.CONFIRMED, dispatch__formed_at__isnull=False)


class Invitation(models.Model):
    """An examiner in a dispatch; asked, or appointed by hand (`manual`). `day` is the dispatch's.

    Nobody is bound twice on one day, whatever district asks: the constraint below is what races end at.
    """

    dispatch = models.ForeignKey(Dispatch, on_delete=models.CASCADE, related_name="invitations")
    examiner = models.ForeignKey(Examiner, on_delete=models.PROTECT, related_name="invitations")
    day = models.DateField()
    state = models.CharField("状态", max_length=10, choices=InvitationState.choices())
    state_since = models.DateTimeField()
    copies = models.PositiveSmallIntegerField("已发遍数", default=0)
    confirmations = models.PositiveSmallIntegerField(default=0)
    turn = models.PositiveIntegerField("候补顺序", default=0)
    manual = models.BooleanField("手动派遣", default=False)
    is_leader = models.BooleanField("组长", default=False)
    asked_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["dispatch", "examiner"], name="one_invitation_per_dispatch"),
            models.UniqueConstraint(
                fields=["examiner", "day"], condition=Q(state__in=sorted(ENGAGED)), name="one_engagement_per_day"
            ),
            models.UniqueConstraint(fields=["dispatch"], condition=Q(is_leader=True), name="one_leader_per_team"),
            models.CheckConstraint(
                name="question_sent_twice_at_most", condition=Q(copies__lte=2, confirmations__lte=2)
            ),
            models.CheckConstraint(
                name="leader_is_confirmed", condition=Q(is_leader=False) | Q(state=InvitationState.CONFIRMED)
            ),
        ]
        indexes = [
            models.Index(fields=["examiner", "-day"]),
            models.Index(fields=["dispatch", "state"]),
            models.Index(fields=["day"], condition=Q(state__in=sorted(ENGAGED)), name="invitation_engaged"),
        ]


class ReplyCode(models.Model):
    """A code with which an examiner may answer one question. While `open`, no other question of his phone has it."""

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="codes")
    question = models.CharField(max_length=12, choices=Question.choices())
    meaning = models.CharField(max_length=8, choices=Meaning.choices())
    code = models.CharField(max_length=4)
    phone_index = models.BinaryField()
    open = models.BooleanField(default=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["phone_index", "code"], condition=Q(open=True), name="one_open_code"),
            models.UniqueConstraint(fields=["invitation", "question", "meaning"], name="one_code_per_meaning"),
        ]
        indexes = [models.Index(fields=["phone_index", "-id"])]


class DispatchMessage(models.Model):
    """A short message of a dispatch. `copy`: first or second sending of a question; `reply_to`: the text it answers.

    `watched` until its question is closed: the sweep looks whether its state has changed since `seen_state`.
    """

    dispatch = models.ForeignKey(Dispatch, null=True, on_delete=models.CASCADE, related_name="messages")
    invitation = models.ForeignKey(Invitation, null=True, on_delete=models.CASCADE, related_name="messages")
    message = models.OneToOneField(SmsMessage, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=MessageKind.choices())
    copy = models.PositiveSmallIntegerField(default=1)
    reply_to = models.ForeignKey(InboundSms, null=True, on_delete=models.PROTECT, related_name="+")
    watched = models.BooleanField(default=False)
    seen_state = models.CharField(max_length=12, blank=True)
    queued_at = models.DateTimeField()

    objects = OfDispatchQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        indexes = [models.Index(fields=["id"], condition=Q(watched=True), name="message_watched")]


class Answer(models.Model):
    """What became of one text that came in: read once, exactly. `text_index` knows equal texts of a phone again."""

    inbound = models.OneToOneField(InboundSms, on_delete=models.PROTECT, related_name="answer")
    kind = models.CharField(max_length=10, choices=AnswerKind.choices())
    examiner = models.ForeignKey(Examiner, null=True, on_delete=models.PROTECT, related_name="answers")
    invitation = models.ForeignKey(Invitation, null=True, on_delete=models.CASCADE, related_name="answers")
    question = models.CharField(max_length=12, choices=Question.choices(), blank=True)
    meaning = models.CharField(max_length=8, choices=Meaning.choices(), blank=True)
    phone_index = models.BinaryField()
    text_index = models.BinaryField()
    answered = models.BooleanField(default=True)  # False: the same wrong text was answered before
    at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        indexes = [models.Index(fields=["phone_index", "text_index", "-at"])]
