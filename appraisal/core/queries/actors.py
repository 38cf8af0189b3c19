"""Who is acting: the role assignment that the session names, if it is still in force."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from appraisal.core import clock
from appraisal.core.models import RoleAssignment, User
from appraisal.core.rules.roles import Actor

SESSION_KEY = "assignment_id"


def assignments_in_force(user_id: int, today: date) -> QuerySet[RoleAssignment]:
    """The roles a person may act in on `today`, oldest first."""
    return (
        RoleAssignment.objects.filter(user_id=user_id, starts_on__lte=today, user__is_active=True)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gt=today))
        .filter(Q(organisation__isnull=True) | Q(organisation__active=True))
        .select_related("user", "organisation")
        .order_by("pk")
    )


def user_with_assignments(user_id: int) -> User | None:
    """The person with the roles of today as `user.assignments_today`: one query for both, two for who has no role."""
    assignments = list(assignments_in_force(user_id, clock.today(clock.now())))
    user = assignments[0].user if assignments else User.objects.filter(pk=user_id).first()
    if user is not None:
        user.assignments_today = tuple(assignments)
    return user


def assignments_today(user: User) -> tuple[RoleAssignment, ...]:
    """The person's roles in force, read once per `User` object."""
    if not hasattr(user, "assignments_today"):
        user.assignments_today = tuple(assignments_in_force(user.pk, clock.today(clock.now())))
    return user.assignments_today


def actor_of_session(request: Any) -> Actor | None:
    """The actor of a signed-in request: the role chosen in the session, else the person's first; None without one."""
    assignments = assignments_today(request.user)
    chosen = request.session.get(SESSION_KEY)
    assignment = next((held for held in assignments if held.pk == chosen), None) or next(iter(assignments), None)
    return assignment.actor() if assignment else None
