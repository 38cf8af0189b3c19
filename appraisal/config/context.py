"""What every template knows: the actor, the portal's time, the menu, whether the worker is heard of."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from appraisal.config.menu import menu_for
from appraisal.config.training import MOVED, clock_bar
from appraisal.core import clock
from appraisal.core.queries.pulse import background


def portal(request: HttpRequest) -> dict[str, Any]:
    """The variables of `base.html`. Costs one query, by primary key, when the page asks for `background`."""
    actor = getattr(request, "actor", None)
    now = getattr(request, "now", None) or clock.now()
    return {
        "actor": actor,
        "now": now,
        "menu": menu_for(actor, request.path) if actor else (),
        "training_mode": settings.TRAINING_MODE,
        "background": SimpleLazyObject(background),
        **(training_aids(request, now) if settings.TRAINING_MODE and actor else {}),
    }


def training_aids(request: HttpRequest, now: datetime) -> dict[str, Any]:
    """The clock bar of training mode; one query more."""
    return {
        "clock_bar": SimpleLazyObject(lambda: clock_bar(request.actor, now)),
        "clock_was_moved": MOVED in request.session,
    }
