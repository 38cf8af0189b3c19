"""Reading answers: forgiving about form, never guessing about meaning."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examiners.rules.replies import (
    Ambiguous,
    Meaning,
    OpenQuestion,
    Understood,
    Unread,
    codes_in,
    distance,
    fresh_codes,
    read_reply,
)
from examiners.rules.states import Question

INVITATION = OpenQuestion(1, Question.INVITATION, "3817", "6402", "10月18日 中式烹调师")
OTHER = OpenQuestion(2, Question.INVITATION, "5591", "7713", "10月19日 维修电工")
CONFIRMATION = OpenQuestion(3, Question.CONFIRMATION, "8126")


@pytest.mark.parametrize(
    "text",
    [
        "3817",
        " 3817 ",
        "３８１７",
        "3817。",
        "“3817”",
        "回复3817",
        "3817谢谢",
        "3 8 1 7",
        "3-8-1-7",
        "38\u300017",
        "3,817",
    ],
)
def test_yes_in_many_forms(text):
    assert read_reply(text, [INVITATION, OTHER, CONFIRMATION]) == Understood(INVITATION, Meaning.YES)


def test_no_and_confirm():
    assert read_reply("６４０２！", [INVITATION, OTHER]) == Understood(INVITATION, Meaning.NO)
    assert read_reply("收到 8126", [INVITATION, CONFIRMATION]) == Understood(CONFIRMATION, Meaning.CONFIRM)


@pytest.mark.parametrize("text", ["", "能参加", "3818", "38170", "13817", "38 17 64", "好的"])
def test_what_names_no_code_is_unread(text):
    assert isinstance(read_reply(text, [INVITATION, OTHER]), Unread)


def test_both_codes_of_one_question_are_not_guessed():
    assert read_reply("3817 6402", [INVITATION]) == Ambiguous((INVITATION,))


def test_codes_of_two_questions_are_not_guessed():
    assert read_reply("3817 5591", [INVITATION, OTHER]) == Ambiguous((INVITATION, OTHER))


def test_an_open_question_comes_before_a_closed_one_with_the_same_code():
    old = OpenQuestion(9, Question.INVITATION, "3817", "1234", closed=True)
    assert read_reply("3817", [old, INVITATION]) == Understood(INVITATION, Meaning.YES)
    assert read_reply("1234", [old, INVITATION]) == Understood(old, Meaning.NO)


def test_the_same_wrong_text_in_another_form_is_the_same_text():
    assert read_reply("ｏｋ  好", []) == read_reply("OK 好", [])


@given(st.text(max_size=30))
def test_any_text_is_read_and_only_codes_that_stand_in_it_are_understood(text):
    reading = read_reply(text, [INVITATION, OTHER, CONFIRMATION])
    if isinstance(reading, Understood):
        assert {reading.question.yes_code, reading.question.no_code} & set(codes_in(text))


@given(st.integers(0, 10_000), st.sets(st.sampled_from([str(n) for n in range(1000, 9999, 7)]), max_size=900))
def test_fresh_codes_are_new_and_far_apart(seed, taken):
    draws = [random.Random(seed).randrange(9_000) for _ in range(200)]
    draws = draws + list(range(9_000))
    yes, no = fresh_codes(draws, taken, 2)
    assert yes not in taken
    assert no not in taken
    assert distance(yes, no) > 1
    assert all(len(code) == 4 and code.isdigit() for code in (yes, no))


def test_too_few_draws_are_said():
    with pytest.raises(ValueError, match="draws"):
        fresh_codes([111], set(), 1)  # 1111 is not liked
