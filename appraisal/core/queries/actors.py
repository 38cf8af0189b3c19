"""Who is acting: the role assignment that the session names, if it is still in force."""

from datetime import date

from django.db.models import Q, QuerySet

from appraisal.core import clock
from appraisal.core.models import RoleAssignment
from appraisal.core.rules.roles import Actor

SESSION_KEY = "assignment_id"


def assignments_in_force(user_id: int, today: date) -> QuerySet[RoleAssignment]:
    """The roles a person may act in on `today`, oldest first."""
    return (
        RoleAssignment.objects.filter(user_id=user_id, starts_on__lte=today, user__is_active=True)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))
        .filter(Q(organisation__isnull=True) | Q(organisation__active=True))
        .select_related("user", "organisation")
        .order_by("pk")
    )


def actor_of_session(request) -> Actor | None:  # type: ignore[no-untyped-def]
    """The actor of a signed-in request: the role chosen in the session, else the person's first; None without one."""
    assignments = assignments_in_force(request.user.pk, clock.today(clock.now()))
    chosen = request.session.get(SESSION_KEY)
    assignment = assignments.filter(pk=chosen).first() if chosen else None
    assignment = assignment or assignments.first()
    return assignment.actor() if assignment else None
