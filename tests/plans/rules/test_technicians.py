"""Committees and reviews of technicians 二（六）, public notices 一（四）, proofs of a special session."""

from datetime import date

import pytest

from plans.rules.acceptance import unchecked_refusals
from plans.rules.enums import SpecialCategory
from plans.rules.first_review import Standing
from plans.rules.public_notices import (
    NoticeStanding,
    ObjectionForm,
    PublishFacts,
    decision_refusals,
    objection_refusals,
    publish_refusals,
    standing_refusals,
)
from plans.rules.technicians import ChoiceFacts, TechnicianItem, choice_refusals, technician_refusals

GOOD = ObjectionForm("此人的工作年限证明不真实。", "李群众", "13800000088")
DAY = date(2026, 3, 11)


def codes(refusals) -> list[str]:
    return [refusal.code for refusal in refusals]


def test_an_item_with_its_committee_and_everybody_in_the_review_is_in_order():
    assert technician_refusals([TechnicianItem("烹调师 二级", "烹调师", "甲")]) == ()


def test_everything_that_technicians_lack_is_said_at_once():
    items = [
        TechnicianItem("烹调师 二级", "烹调师", "甲"),
        TechnicianItem("烹调师 一级", "烹调师", "乙"),
        TechnicianItem("钳工 二级", "钳工", without_review=Standing(6, ("张", "王", "李", "赵", "钱"))),
    ]
    refusals = technician_refusals(items)
    assert codes(refusals) == ["committee_missing", "committees_several", "review_not_sat"]
    assert refusals[2].params["names"] == "张、王、李、赵、钱 等"


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (ChoiceFacts("烹调师", True, "", "甲", True), []),
        (ChoiceFacts("烹调师", True, "甲", "甲", True), []),
        (ChoiceFacts("烹调师", True, "甲", "乙", True), ["committee_second"]),
        (ChoiceFacts("烹调师", False, "", "甲", True), ["committee_unneeded"]),
        (ChoiceFacts("烹调师", False, "甲", "", False), ["committee_unneeded", "committee_unknown"]),
    ],
)
def test_a_choice(facts, expected):
    assert codes(choice_refusals(facts)) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (PublishFacts(3, 3), []),
        (PublishFacts(0, 0), ["notice_nobody"]),
        (PublishFacts(3, 0), ["notice_complete"]),
        (PublishFacts(3, 1, open_number="G1"), ["notice_open"]),
        (PublishFacts(3, 3, unqualified=Standing(1, ("张",))), ["notice_unqualified"]),
    ],
)
def test_publishing(facts, expected):
    assert codes(publish_refusals(facts)) == expected


@pytest.mark.parametrize(
    ("standing", "expected"),
    [
        (NoticeStanding(), []),
        (NoticeStanding(unpublished=Standing(1, ("张",))), ["qualify_unpublished"]),
        (NoticeStanding(open_until=(("G1", DAY),), objections=2), ["qualify_notice_open", "qualify_objections"]),
    ],
)
def test_a_plan_moves_on_when_nothing_stands_open(standing, expected):
    assert codes(standing_refusals(standing)) == expected


@pytest.mark.parametrize(
    ("form", "is_open", "expected"),
    [
        (GOOD, True, []),
        (GOOD, False, ["objection_late"]),
        (ObjectionForm("", "", ""), True, ["objection_text_short", "objection_anonymous", "objection_anonymous"]),
        (ObjectionForm(GOOD.text, "李", "1", knows_entry=False), True, ["objection_entry_unknown"]),
        (ObjectionForm("长" * 2001, "李" * 41, "1" * 41), True, ["too_long", "too_long", "too_long"]),
    ],
)
def test_an_objection(form, is_open, expected):
    assert codes(objection_refusals(form, closes_on=DAY, is_open=is_open)) == expected


@pytest.mark.parametrize(
    ("answer", "upheld", "has_entry", "expected"),
    [
        ("不成立。", False, False, []),
        ("成立。", True, True, []),
        ("成立。", True, False, ["objection_entry_missing"]),
        ("", None, False, ["decision_missing", "objection_answer_missing"]),
        ("长" * 1001, False, False, ["too_long"]),
    ],
)
def test_a_decision_on_an_objection(answer, upheld, has_entry, expected):
    assert codes(decision_refusals(answer=answer, upheld=upheld, has_entry=has_entry)) == expected


def test_proofs_of_a_category_must_be_ticked_by_name():
    (refusal,) = unchecked_refusals(SpecialCategory.ARMY, ["一.pdf", "二.pdf"])
    assert refusal.params == {"category": "部队军地两用人才", "proofs": "一.pdf、二.pdf"}
    assert unchecked_refusals(SpecialCategory.ARMY, []) == ()
    assert unchecked_refusals(None, ["一.pdf"]) == ()
