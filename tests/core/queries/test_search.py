"""The search box: names, pinyin, initials, codes, and whatever else people paste into it."""

import pytest

from appraisal.core.models import Occupation
from appraisal.core.queries.search import named_like
from tests.factories import catalogue as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def occupations(db):
    make.occupation("中式烹调师", code_1999="4-03-01-01", code_2022="4-03-02-01")
    make.occupation("西式烹调师", code_1999="4-03-02-01")
    make.occupation("汽车驾驶员", code_1999="6-24-01-01", code_2022="4-02-02-02/4-02-02-01")
    make.occupation("车工", code_1999="6-04-01-01")


def found(typed):
    rows = Occupation.objects.filter(named_like(typed, codes=("code_1999", "code_2022")))
    return set(rows.values_list("name", flat=True))


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("烹调", {"中式烹调师", "西式烹调师"}),
        ("zspts", {"中式烹调师"}),
        ("ZSPTS", {"中式烹调师"}),
        ("pengtiao", {"中式烹调师", "西式烹调师"}),
        ("peng tiao", {"中式烹调师", "西式烹调师"}),
        ("pt", {"中式烹调师", "西式烹调师"}),
        ("cg", {"车工"}),
        ("4-03-01", {"中式烹调师"}),
        ("4-02-02-01", {"汽车驾驶员"}),
        ("02-01", set()),
        ("engtiao", set()),
        (" 车工 ", {"车工"}),
    ],
)
def test_what_people_type_finds_what_they_mean(typed, names):
    assert found(typed) == names


def test_nothing_typed_is_no_condition():
    assert len(found("  ")) == 4


@pytest.mark.parametrize("typed", ["(", "\\", "[a", "%", "_", "'", '"', "*", "a{99999}", "😀"])
def test_signs_are_looked_for_and_never_read_as_patterns(typed):
    assert found(typed) == set()
