"""Reads about accounts: people, lockouts, sample sign-ins."""

from datetime import date, datetime

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max, Prefetch, Q, QuerySet
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from appraisal.core.crypto import blind_index
from appraisal.core.models import RoleAssignment, User
from appraisal.core.rules.identity import read_mobile
from appraisal.core.rules.roles import Actor


def people(actor: Actor, today: date, *, search: str = "", phone: str = "") -> QuerySet[User]:
    """The people an actor sees, with their present roles in `present`; by part of a name, or by the whole phone."""
    assignments = RoleAssignment.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=today))
    rows = User.objects.visible_to(actor).prefetch_related(
        Prefetch("assignments", assignments.select_related("organisation").order_by("pk"), to_attr="present")
    )
    if search:
        word = search.strip().lower()
        rows = rows.filter(
            Q(name__icontains=word) | Q(username__icontains=word) | Q(name_key__startswith=word) | _role_at(word)
        )
    if phone:
        number = read_mobile(phone)
        rows = rows.filter(phone_index=blind_index(number)) if number else rows.none()
    return rows.order_by("name_key", "pk")


def _role_at(word: str) -> Q:
    held = RoleAssignment.objects.filter(Q(organisation__name__icontains=word) | Q(organisation__short_name=word))
    return Q(pk__in=held.values("user_id"))


def locked_until(username: str, address: str) -> datetime | None:
    """Until when a login name that is locked for an address stays so; None when nothing is known of the two."""
    attempts = AccessAttempt.objects.filter(username=username, ip_address=address)
    last = attempts.aggregate(last=Max("attempt_time"))["last"]
    return last + settings.AXES_COOLOFF_TIME if last else None


def second_factor_of(user_id: int) -> TOTPDevice | None:
    """The authenticator in force."""
    return TOTPDevice.objects.filter(user_id=user_id, confirmed=True).first()


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
