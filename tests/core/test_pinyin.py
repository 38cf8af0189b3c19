"""Sort keys of names."""

import pytest

from appraisal.core.pinyin import name_key, person_key


@pytest.mark.parametrize(
    ("name", "key"),
    [("朝阳区", "chao yang qu"), ("重庆", "chong qing"), ("ABC 学校", "abc xue xiao"), ("", "")],
)
def test_name_key(name: str, key: str) -> None:
    assert name_key(name) == key


@pytest.mark.parametrize(
    ("name", "key"),
    [("单伟", "shan wei"), ("曾国强", "zeng guo qiang"), ("尉迟恭", "yu chi gong"), ("王乐", "wang le"), ("解", "xie")],
)
def test_a_surname_is_read_as_a_surname(name: str, key: str) -> None:
    assert person_key(name) == key


def test_a_key_fits_its_column() -> None:
    assert len(name_key("鉴定" * 200)) == 240
