"""What every background task begins with."""

from typing import Any

from celery import Task

from appraisal.core import clock
from appraisal.core.request_context import RequestContext, enter


class PortalTask(Task):
    """A task that knows the portal's time (movable in training mode) and names itself in every log line."""

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        enter(RequestContext(request_id=(self.request.id or "")[:16], actor=self.name))
        clock.refresh()
        return super().__call__(*args, **kwargs)
