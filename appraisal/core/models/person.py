"""People and the roles they hold. One person may hold several roles; he acts in one at a time."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from appraisal.core.fields import EncryptedTextField
from appraisal.core.models.organisation import Organisation
from appraisal.core.models.scoping import ScopedQuerySet
from appraisal.core.rules.roles import Actor, Role


class UserQuerySet(ScopedQuerySet):
    """City: everyone. Others: the people of their own organisation. An examiner: himself."""

    def visibility(self, actor: Actor) -> Q | None:
        if actor.role == Role.GUIDANCE_OFFICER:
            return Q()
        if actor.organisation_id is None:
            return Q(pk=actor.user_id)
        colleagues = RoleAssignment.objects.filter(organisation_id=actor.organisation_id)
        return Q(pk=actor.user_id) | Q(pk__in=colleagues.values("user_id"))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Creates users; the scoped query set comes along."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        user: User = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who signs in. The phone is encrypted; `phone_index` finds it again."""

    username = models.CharField("登录名", max_length=60, unique=True)
    name = models.CharField("姓名", max_length=60)
    name_key = models.CharField(max_length=240, editable=False, blank=True, db_index=True)
    phone = EncryptedTextField("手机号码")
    phone_index = models.BinaryField(null=True, editable=False, db_index=True)
    is_active = models.BooleanField("可登录", default=True)
    must_change_password = models.BooleanField("下次登录须修改密码", default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    is_sample = models.BooleanField("样例数据", default=False)

    # The roles in force, oldest first; set by `queries.actors.user_with_assignments`.
    assignments_today: "tuple[RoleAssignment, ...]"

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: list[str] = []

    objects = UserManager()

    class Meta:
        ordering = ("name_key", "pk")

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class RoleAssignment(models.Model):
    """A person holds a role for an organisation from `starts_on` until `ends_on`, that day excluded (empty: open)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="assignments")
    role = models.CharField("角色", max_length=20, choices=Role.choices())
    organisation = models.ForeignKey(
        Organisation, verbose_name="单位", null=True, blank=True, on_delete=models.PROTECT, related_name="assignments"
    )
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期", null=True, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "organisation"],
                condition=Q(ends_on__isnull=True),
                nulls_distinct=False,
                name="one_open_assignment",
            ),
            models.CheckConstraint(
                name="assignment_dates", condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on"))
            ),
            models.CheckConstraint(
                name="assignment_organisation", condition=Q(role=Role.EXAMINER) | Q(organisation__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        role = Role(self.role).label
        return f"{role}·{self.organisation.short_name}" if self.organisation else role

    def actor(self) -> Actor:
        """The actor this assignment makes of its user."""
        return Actor(
            user_id=self.user_id,
            name=self.user.name,
            role=Role(self.role),
            organisation_id=self.organisation_id,
            organisation_name=self.organisation.short_name if self.organisation else "",
            assignment_id=self.pk,
        )
