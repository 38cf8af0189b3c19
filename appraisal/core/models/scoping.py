"""`visible_to(actor)`: the only door through which pages and endpoints read a table."""

from typing import Any, Self

from django.db import models

from appraisal.core.rules.roles import Actor


class ScopedQuerySet(models.QuerySet[Any]):
    """A query set that must say what an actor may see. The default is: nothing."""

    def visible_to(self, actor: Actor) -> Self:
        """The rows the actor may see."""
        condition = self.visibility(actor)
        return self.none() if condition is None else self.filter(condition)

    def visibility(self, actor: Actor) -> models.Q | None:
        """The condition for `actor`; `None` when he sees no row. City roles see all unless overridden."""
        return models.Q() if actor.is_city else None
