"""What every template knows: the actor, the portal's time, the menu, whether the worker is heard of."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from appraisal.config.menu import menu_for
from appraisal.core import clock
from appraisal.core.queries.pulse import background


def portal(request: HttpRequest) -> dict[str, Any]:
    """The variables of `base.html`. Costs one query, by primary key, when the page asks for `background`."""
    actor = getattr(request, "actor", None)
    return {
        "actor": actor,
        "now": getattr(request, "now", None) or clock.now(),
        "menu": menu_for(actor, request.path) if actor else (),
        "training_mode": settings.TRAINING_MODE,
        "background": SimpleLazyObject(background),
    }
