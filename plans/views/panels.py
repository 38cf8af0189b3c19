"""Parts of a plan's page that packages above this one bring: rooms, examiners, money.

`settings.PLAN_PANELS` names them, so that the page shows what it does not import. Each is a function
`(actor, plan, now) -> Panel | None` that costs a constant number of queries.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from appraisal.core.rules.roles import Actor
from plans.models import Plan


@dataclass(frozen=True)
class Panel:
    """A card on the plan's page: `template` is included with `panel` (this), `actor` and `plan`.

    `aside`: it stands in the narrow column.
    """

    template: str
    context: dict[str, Any]
    aside: bool = False


Maker = Callable[[Actor, Plan, datetime], Panel | None]


@cache
def _makers() -> tuple[Maker, ...]:
    return tuple(import_string(name) for name in settings.PLAN_PANELS)


def panels_of(actor: Actor, plan: Plan, now: datetime) -> list[Panel]:
    """The panels that have something for the actor, in the order of the setting."""
    return [panel for make in _makers() if (panel := make(actor, plan, now))]
