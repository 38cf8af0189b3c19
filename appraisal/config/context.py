"""What every template knows: the actor, the portal's time, the menu, whether the worker is heard of."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from appraisal.config.menu import menu_for
from appraisal.core import clock


def portal(request: HttpRequest) -> dict[str, Any]:
    """The variables of `base.html`. Costs no query."""
    actor = getattr(request, "actor", None)
    return {
        "actor": actor,
        "now": getattr(request, "now", None) or clock.now(),
        "menu": menu_for(actor, request.path) if actor else (),
        "training_mode": settings.TRAINING_MODE,
    }
