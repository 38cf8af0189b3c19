"""Who sees money: the finance section everything, guidance what belongs to plans, everybody else his own."""

from django.db.models import Q

from appraisal.core.models.scoping import ScopedQuerySet
from appraisal.core.rules.roles import Actor, Role


class FinanceQuerySet(ScopedQuerySet):
    """What only the finance section sees."""

    def visibility(self, actor: Actor) -> Q | None:
        return Q() if actor.role == Role.FINANCE_OFFICER else None


class OpenQuerySet(ScopedQuerySet):
    """What everybody signed in may know: the published fee standards."""

    def visibility(self, actor: Actor) -> Q | None:
        return Q()
