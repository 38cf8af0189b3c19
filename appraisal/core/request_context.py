"""Who is acting in the current request or task, for log lines only."""

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RequestContext:
    """`request_id`: 16 hex characters or empty; `actor`: user id and role, never a name."""

    request_id: str = ""
    actor: str = ""


OUTSIDE = RequestContext()
_context: ContextVar[RequestContext] = ContextVar("request_context", default=OUTSIDE)


def current() -> RequestContext:
    """The context of the running request or task; empty outside of one."""
    return _context.get()


def enter(context: RequestContext) -> None:
    """Make `context` the current one."""
    _context.set(context)
