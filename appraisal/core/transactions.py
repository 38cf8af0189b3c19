"""Transaction words with one meaning each, and the order in which rows are locked.

Lock order, everywhere: organisation → session → plan → review slot → item → sitting → candidate → upload → obligation →
deduction → document → notice → audit chain (the trigger's advisory lock, taken last because it lasts until commit).
"""

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.db import transaction

P = ParamSpec("P")
R = TypeVar("R")


def use_case(function: Callable[P, R]) -> Callable[P, R]:
    """The outermost transaction of one action: all of it or none, committed when the call returns.

    Raises `RuntimeError` when called inside another transaction: one action never wraps another.
    """

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction.atomic(durable=True):
            return function(*args, **kwargs)

    return run


def require_transaction() -> None:
    """Raises `RuntimeError` outside of a transaction: for functions whose writes belong to an action."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("this writes as part of an action: call it inside a use_case")
