"""Actions in forked processes, for tests that kill them."""

import os
import traceback
from collections.abc import Callable

from django.db import connections

_inherited: list[object] = []  # kept, so that nothing closes what is shared with the parent


def forked(action: Callable[[], object]) -> int:
    """Run the action in a forked process, on database connections of its own, and wait for its end.

    Returns the exit code: 0 done, 1 raised (the traceback is printed), -9 killed.
    """
    child = os.fork()
    if child == 0:
        _do(action)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def _do(action: Callable[[], object]) -> None:
    ended = 1
    try:
        leave_inherited_connections()
        action()
        ended = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(ended)


def leave_inherited_connections() -> None:
    """Connect anew wherever this process would go on with a connection of its parent.

    Closing them in the parent is not enough. While a browser is driven the parent's thread has a running event loop,
    and Django keeps other connections there than without; a forked process has no loop, finds those of before, and
    would share one with its parent: then its death ends no transaction.
    """
    for alias in connections:
        _inherited.append(connections[alias].connection)
        del connections[alias]
