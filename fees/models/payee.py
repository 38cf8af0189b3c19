"""Whom the city centre pays, and their bank data with its history: proposed by one person, approved by another."""

from django.db import models
from django.db.models import Q

from appraisal.core.fields import EncryptedTextField
from appraisal.core.models import Organisation
from appraisal.core.models.scoping import ScopedQuerySet
from appraisal.core.rules.roles import Actor, Role
from examiners.models import Examiner
from fees.rules.enums import BankAccountKind, DetailsState, PayeeKind


def payee_visibility(actor: Actor, prefix: str = "") -> Q | None:
    """Finance sees every payee, an organisation itself, an examiner himself. `prefix` leads to the payee."""
    if actor.role == Role.FINANCE_OFFICER:
        return Q()
    if actor.role == Role.EXAMINER:
        return Q(**{f"{prefix}examiner__user_id": actor.user_id})
    if actor.role in {Role.DISTRICT_OFFICER, Role.INSTITUTE_CLERK, Role.COMMITTEE_CLERK}:
        return Q(**{f"{prefix}organisation_id": actor.organisation_id})
    return None


class PayeeQuerySet(ScopedQuerySet):
    """Payees by actor."""

    def visibility(self, actor: Actor) -> Q | None:
        return payee_visibility(actor)


class OfPayeeQuerySet(ScopedQuerySet):
    """Rows that hang on a payee by `payee`."""

    def visibility(self, actor: Actor) -> Q | None:
        return payee_visibility(actor, "payee__")


class Payee(models.Model):
    """A district centre, an institute, a committee, or a person who examines."""

    kind = models.CharField("类型", max_length=10, choices=PayeeKind.choices())
    organisation = models.OneToOneField(Organisation, null=True, on_delete=models.PROTECT, related_name="payee")
    examiner = models.OneToOneField(Examiner, null=True, on_delete=models.PROTECT, related_name="payee")

    objects = PayeeQuerySet.as_manager()

    class Meta:
        ordering = ("kind", "pk")
        constraints = [
            models.CheckConstraint(
                name="payee_is_one_thing",
                condition=Q(kind=PayeeKind.EXAMINER, examiner__isnull=False, organisation__isnull=True)
                | (~Q(kind=PayeeKind.EXAMINER) & Q(examiner__isnull=True, organisation__isnull=False)),
            ),
        ]

    @property
    def name(self) -> str:
        """The registered name that an account must bear. Needs `organisation` and `examiner` at hand."""
        return self.organisation.name if self.organisation else self.examiner.name

    def __str__(self) -> str:
        return self.name


class PayeeDetails(models.Model):
    """Bank data of a payee at one time; one is in force, at most one waits for the second person.

    `from_register`: an examiner's card as the register keeps it, where a district has confirmed it already.
    """

    payee = models.ForeignKey(Payee, on_delete=models.PROTECT, related_name="details")
    state = models.CharField(max_length=10, choices=DetailsState.choices(), default=DetailsState.PROPOSED)
    kind = models.CharField("账户类型", max_length=10, choices=BankAccountKind.choices())
    holder = models.CharField("户名", max_length=100)
    number = EncryptedTextField("账号")
    number_index = models.BinaryField(null=True, editable=False)
    bank = models.CharField("开户行", max_length=100)
    branch_code = models.CharField("联行号", max_length=12)
    from_register = models.BooleanField("来自考评员登记", default=False)
    proposed_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField("说明", max_length=400, blank=True)

    objects = OfPayeeQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["payee"], condition=Q(state=DetailsState.APPROVED), name="one_account_in_force"
            ),
            models.UniqueConstraint(
                fields=["payee"], condition=Q(state=DetailsState.PROPOSED), name="one_account_waiting"
            ),
            models.CheckConstraint(
                name="details_two_people",
                condition=~Q(state=DetailsState.APPROVED) | ~Q(decided_by=models.F("proposed_by")),
            ),
        ]

    def concerned(self) -> set[int]:
        """Whose account it is, for the feed of changes; an examiner has no feed."""
        return {self.payee.organisation_id} if self.payee.organisation_id else set()
