"""Transaction words with one meaning each, and the order in which rows are locked.

Lock order, everywhere: organisation → session → plan → change → review slot → item → sitting → room → invigilator →
examiner request → dispatch → examiner → timer → text in → duty sheet → score sheet → candidate → upload → obligation →
deduction → bill → payee → batch → statement line → receipt series → ledger → document → notice → audit chain (the
trigger's advisory lock, taken last because it lasts until commit).
"""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from django.db import models, transaction

P = ParamSpec("P")
R = TypeVar("R")
Finish = Callable[[Any], None]
_finishing: ContextVar[Finish | None] = ContextVar("finishing", default=None)
_expected: ContextVar["Expectation | None"] = ContextVar("expected", default=None)


@dataclass
class Expectation:
    """What a caller wants to be so when his action has locked its row of `model`. `asked`: it has been looked at."""

    model: type[models.Model]
    verify: Callable[[], None]
    asked: bool = False


def use_case(function: Callable[P, R]) -> Callable[P, R]:
    """The outermost transaction of one action: all of it or none, committed when the call returns.

    Raises `RuntimeError` when called inside another transaction: one action never wraps another.
    """

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction.atomic(durable=True):
            result = function(*args, **kwargs)
            if finish := _finishing.get():
                finish(result)
            return result

    return run


@contextmanager
def finishing(finish: Finish) -> Iterator[None]:
    """What `finish(result)` writes belongs to the actions inside: it is committed with them or not at all.

    The API keeps its answer this way, so that a request sent again never acts again.
    """
    token = _finishing.set(finish)
    try:
        yield
    finally:
        _finishing.reset(token)


@contextmanager
def expecting(expectation: Expectation) -> Iterator[None]:
    """`verify()` is called as soon as an action inside has locked its first row of `model`; it stops it by raising."""
    token = _expected.set(expectation)
    try:
        yield
    finally:
        _expected.reset(token)


def verify_expected(*rows: models.Model) -> None:
    """Called by the functions that lock rows for an action. Raises what the caller's `verify` raises."""
    expectation = _expected.get()
    if expectation and not expectation.asked and any(isinstance(row, expectation.model) for row in rows):
        expectation.asked = True
        expectation.verify()


def require_transaction() -> None:
    """Raises `RuntimeError` outside of a transaction: for functions whose writes belong to an action."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("this writes as part of an action: call it inside a use_case")
