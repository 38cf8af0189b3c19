"""Whose photograph a file is, and how it is called on screen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.rules.photos import Register, Sitter, shown_name, sort_files, stem_of

WANG, LI, TWIN, OTHER = Sitter(1, "王伟"), Sitter(2, "李娜"), Sitter(3, "张敏"), Sitter(4, "张敏")
PASSED = Sitter(5, "赵强", has_photo=True, fixed=True)
REGISTER = Register(
    {b"A1": WANG, b"A2": LI, b"A3": TWIN, b"A4": OTHER, b"A5": PASSED},
    {"王伟": [WANG], "李娜": [LI], "张敏": [TWIN, OTHER], "赵强": [PASSED]},
)


def sorted_out(*names: str):
    return sort_files([(stem_of(name), stem_of(name).encode()) for name in names], names, REGISTER)


def test_by_number_or_by_a_name_that_is_unique():
    found = sorted_out("a1.JPG", "照片/李 娜.png", "Ａ３.jpg")
    assert found.placed == {1: 0, 2: 1, 3: 2} and found.misfits == {}


def test_what_does_not_fit_says_why():
    found = sorted_out("张敏.jpg", "钱多.jpg", "A5.jpg", "A1.jpg")
    assert {position: one.code for position, one in found.misfits.items()} == {
        0: "photo_ambiguous",
        1: "photo_nobody",
        2: "photo_compared",
    }
    assert found.placed == {1: 3}


@given(st.lists(st.sampled_from(["A1", "A2", "A3", "A5", "王伟", "李娜", "张敏", "无名"]), max_size=12))
def test_every_file_is_placed_or_told_and_nobody_gets_two(stems):
    found = sorted_out(*(f"{stem}.jpg" for stem in stems))
    assert sorted([*found.placed.values(), *found.misfits]) == list(range(len(stems)))
    claims = [{"王伟": "A1", "李娜": "A2"}.get(stem, stem) for stem in stems]
    for position, reason in found.misfits.items():
        assert (reason.code == "photo_twice") == (claims[position] in {"A1", "A2", "A3"})
        if reason.code == "photo_twice":
            assert claims.count(claims[position]) > 1


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("一班\\11010119900307123X.jpg", "110***********123X.jpg"),
        ("王伟.jpeg", "王伟.jpeg"),
        ("dir/IMG_01.png", "IMG_01.png"),
        ("noending", "noending"),
    ],
)
def test_a_number_in_a_name_is_masked(path, shown):
    assert shown_name(path) == shown
