"""Pages by key: every row once, in order, whatever the order; keys that were tampered with do no harm."""

import json
from base64 import urlsafe_b64encode
from itertools import islice

import pytest

from appraisal.core.models import Occupation
from appraisal.core.queries.pages import chosen_order, page_by_key

pytestmark = pytest.mark.django_db
ORDERS = {"name": ("name_key", "pk"), "code": ("-code_1999", "name_key", "pk")}


@pytest.fixture
def rows(db):
    Occupation.objects.bulk_create(
        Occupation(name=f"工种{n}", name_key=f"key {n % 3}", code_1999=f"4-{n % 2}") for n in range(11)
    )
    return Occupation.objects.all()


def walk(rows, order, size):
    """All pages, one after the other."""
    key = ""
    while True:
        page = page_by_key(rows, order, key, size=size)
        yield page.rows
        key = page.next_key
        if not key:
            return


@pytest.mark.parametrize("sort", ["name", "-name", "code", "-code"])
@pytest.mark.parametrize("size", [1, 4, 11, 50])
def test_pages_hold_every_row_once_and_in_order(rows, sort, size):
    order = chosen_order(sort, ORDERS)
    pages = list(islice(walk(rows, order, size), 20))
    assert [row for page in pages for row in page] == list(rows.order_by(*order))
    assert all(len(page) == size for page in pages[:-1])


def test_the_last_full_page_leads_nowhere(rows):
    assert page_by_key(rows, ORDERS["name"], size=11).next_key == ""


def key(*values):
    return urlsafe_b64encode(json.dumps(values).encode()).decode()


@pytest.mark.parametrize(
    "wrong", ["%%%", "AAAA", key("only one"), key("x", "not a number"), key("x\x00", 1), key([1], {}), key(None, None)]
)
def test_a_key_that_does_not_fit_gives_the_first_page(rows, wrong):
    assert page_by_key(rows, ORDERS["name"], wrong, size=4).rows == list(rows.order_by("name_key", "pk")[:4])


@pytest.mark.parametrize("sort", ["", "unknown", "-unknown"])
def test_an_unknown_order_is_the_first_one(sort):
    assert chosen_order(sort, ORDERS) == ORDERS["name"]


def test_turning_an_order_round_turns_every_field_round():
    assert chosen_order("-code", ORDERS) == ("code_1999", "-name_key", "-pk")
