"""Pages by key: the next page starts behind the last row seen, so that page 900 costs what page 1 costs."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from operator import attrgetter
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, and the key with which the next page begins; empty on the last page."""

    rows: list[Any]
    next_key: str


def chosen_order(sort: str, orders: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The fields to sort by for `sort`, e.g. "name" or "-name"; the first of `orders` when it is none of them.

    Each order must end in a unique field. "-name" turns all its fields round.
    """
    fields = orders.get(sort.removeprefix("-")) or next(iter(orders.values()))
    if not sort.startswith("-") or sort.removeprefix("-") not in orders:
        return fields
    return tuple(field[1:] if field.startswith("-") else f"-{field}" for field in fields)


def page_by_key(rows: QuerySet[Any], order: tuple[str, ...], key: str = "", *, size: int = PAGE_SIZE) -> Page:
    """The rows behind `key` in `order`, at most `size`. Fields of `order` hold no NULL; the last one is unique.

    A key that was tampered with, or belongs to another order, gives the first page.
    """
    ordered = rows.order_by(*order)
    found = _rows_behind(ordered, order, key, size + 1) if key else None
    if found is None:
        found = list(ordered[: size + 1])
    return Page(found[:size], _key_of(found[size - 1], order) if len(found) > size else "")


def _rows_behind(rows: QuerySet[Any], order: tuple[str, ...], key: str, size: int) -> list[Any] | None:
    """None when the key cannot be read or does not fit the fields."""
    try:
        values = json.loads(urlsafe_b64decode(key.encode()))
        if not isinstance(values, list) or len(values) != len(order) or "\\u0000" in json.dumps(values):
            return None
        return list(rows.filter(_behind(order, values))[:size])
    except (ValueError, TypeError, ValidationError):
        return None


def _behind(order: tuple[str, ...], values: list[Any]) -> Q:
    """(a > x) or (a = x and b > y) or …, each with its own direction."""
    steps: list[Q] = []
    equal = Q()
    for field, value in zip(order, values, strict=True):
        name, direction = (field[1:], "lt") if field.startswith("-") else (field, "gt")
        steps.append(equal & Q(**{f"{name}__{direction}": value}))
        equal &= Q(**{name: value})
    return reduce(Q.__or__, steps)


def _key_of(row: Any, order: tuple[str, ...]) -> str:
    values = [attrgetter(field.removeprefix("-").replace("__", "."))(row) for field in order]
    return urlsafe_b64encode(json.dumps(values, default=str).encode()).decode()
