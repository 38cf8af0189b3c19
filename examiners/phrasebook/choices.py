"""The choices that an ambiguous answer is told: every code with what it says."""

from collections.abc import Sequence

from examiners.rules.replies import OpenQuestion, meanings_of

MOST = 4  # questions named; a text message is short


def choices_of(questions: Sequence[OpenQuestion]) -> str:
    """10月18日中式烹调师：能参加回复3817，不能参加回复6402；…"""
    return "；".join(_one(question) for question in questions[:MOST])


def _one(question: OpenQuestion) -> str:
    codes = "，".join(f"{meaning.label}回复{code}" for code, meaning in meanings_of(question))
    return f"{question.label}：{codes}"
