"""Reads about accounts: people, lockouts, sample sign-ins."""

from dataclasses import dataclass
from datetime import date, datetime

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max, Prefetch, Q, QuerySet
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from appraisal.core.crypto import blind_index
from appraisal.core.models import RoleAssignment, User
from appraisal.core.queries.search import named_like
from appraisal.core.rules.identity import read_mobile
from appraisal.core.rules.roles import Actor, Role

PEOPLE_ORDERS = {"name": ("name_key", "pk"), "username": ("username",), "created": ("-created_at", "-pk")}


@dataclass(frozen=True, slots=True)
class PeopleFilters:
    """What the list is narrowed to; empty means all. `phone` must be whole: only its blind index is stored."""

    text: str = ""
    role: str = ""
    organisation_id: int | None = None
    phone: str = ""


def people(actor: Actor, today: date, filters: PeopleFilters) -> QuerySet[User]:
    """The people the actor sees who match, with their present roles as `present`."""
    rows = User.objects.visible_to(actor).filter(named_like(filters.text, codes=("username",)))
    open_roles = RoleAssignment.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=today))
    wanted = {"role": filters.role, "organisation_id": filters.organisation_id}
    if narrowed := {field: value for field, value in wanted.items() if value}:
        rows = rows.filter(pk__in=open_roles.filter(**narrowed).values("user_id"))
    if filters.phone:
        number = read_mobile(filters.phone)
        rows = rows.filter(phone_index=blind_index(number)) if number else rows.none()
    roles = open_roles.filter(_roles_known_to(actor)).select_related("organisation").order_by("pk")
    return rows.prefetch_related(Prefetch("assignments", roles, to_attr="present"))


def all_assignments(actor: Actor, user_id: int) -> QuerySet[RoleAssignment]:
    """A person's roles that the actor may know of, past ones too, newest first."""
    rows = RoleAssignment.objects.filter(_roles_known_to(actor), user_id=user_id)
    return rows.select_related("user", "organisation").order_by("-pk")


def _roles_known_to(actor: Actor) -> Q:
    """Colleagues know what someone does for their own organisation, not what he does elsewhere."""
    if actor.role == Role.GUIDANCE_OFFICER:
        return Q()
    return Q(user_id=actor.user_id) | Q(organisation_id=actor.organisation_id)


def locked_until(username: str, address: str) -> datetime | None:
    """Until when a login name that is locked for an address stays so; None when nothing is known of the two."""
    attempts = AccessAttempt.objects.filter(username=username, ip_address=address)
    last = attempts.aggregate(last=Max("attempt_time"))["last"]
    return last + settings.AXES_COOLOFF_TIME if last else None


def second_factor_of(user_id: int) -> TOTPDevice | None:
    """The authenticator in force."""
    return TOTPDevice.objects.filter(user_id=user_id, confirmed=True).first()


def started_factor_of(user_id: int) -> TOTPDevice | None:
    """The authenticator that waits for its first code."""
    return TOTPDevice.objects.filter(user_id=user_id, confirmed=False).first()


def active_user(user_id: int) -> User | None:
    """The person with this key, if he may sign in: for the steps before anyone acts."""
    return User.objects.filter(pk=user_id, is_active=True).first()


def recovery_codes_left(user_id: int) -> int:
    """How many recovery codes are unused."""
    return StaticToken.objects.filter(device__user_id=user_id, device__confirmed=True).count()


def sample_assignments(today: date) -> QuerySet[RoleAssignment]:
    """The roles of sample people, for the one-click sign-in of training mode."""
    return (
        RoleAssignment.objects.filter(user__is_sample=True, user__is_active=True, starts_on__lte=today)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gt=today))
        .select_related("user", "organisation")
        .order_by("role", "organisation__name_key", "pk")
    )
