"""The order of the tests is about files that are there."""

from tests.order import LONGEST, ROOT


def test_every_file_that_goes_first_exists_once():
    assert [name for name in LONGEST if not (ROOT / name).is_file()] == []
    assert len(set(LONGEST)) == len(LONGEST)
