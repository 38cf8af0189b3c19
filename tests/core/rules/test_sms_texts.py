"""Texts and their length: the slides' words, blanks that must stay, parts as an operator counts them."""

import string
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appraisal.core.phrasebook.sms_texts import TEXTS
from appraisal.core.rules.sms_text import PART, WHOLE, measure, segments_of, ucs2_length
from appraisal.core.rules.sms_texts import (
    BLANKS,
    SmsText,
    fill,
    reply_codes,
    sample_values,
    text_refusals,
)

SIGNATURE = "北京市人力社保局"
# 三：考评员如何接收任务, the slides with their stars filled in.
SLIDES = {
    SmsText.INVITATION: (
        "北京市职业技能鉴定管理中心邀请您参加中式烹调师职业四级等级于2014年10月18日进行的实操考评工作，"
        "如能参加，请回复3817，如不能参加请回复3818，如有疑问，请与王芳联系，联系电话：010-65090000。"
    ),
    SmsText.CONFIRMATION: (
        "您已被选定为2014年10月18日中式烹调师职业四级等级实操鉴定考评员考评，收到请回复5204。"
        "如有疑问，请与王芳联系，联系电话：010-65090000。"
    ),
    SmsText.TEAM: (
        "2014年10月18日中式烹调师四级实操鉴定考评组组长：何建国，联系电话：13800000031；"
        "组员名单及联系电话如下：罗秀英，13800000032；梁志强，13800000033；"
    ),
    SmsText.WRONG_CODE: "您回复的短信内容有误，请核对后重新发送。",
    SmsText.CANCELLATION: (
        "北京市职业技能鉴定管理中心通知您于2014年10月18日在京味一号操作间参评中式烹调师职业四级等级的实操考试，"
        "因故取消，望您见谅！"
    ),
    SmsText.FULL: "本次考评员人数已满。",
}


@pytest.mark.parametrize("code", SLIDES)
def test_the_texts_are_the_slides(code: SmsText) -> None:
    assert code.is_from_slides
    assert fill(code, TEXTS[code], sample_values(code)) == SLIDES[code]


@pytest.mark.parametrize("code", SmsText)
def test_each_text_can_be_sent_as_it_stands(code: SmsText) -> None:
    assert text_refusals(code, TEXTS[code], SIGNATURE) == ()


def test_a_date_is_written_out() -> None:
    values = {**sample_values(SmsText.CANCELLATION), "date": date(2014, 10, 8)}
    assert "2014年10月8日" in fill(SmsText.CANCELLATION, TEXTS[SmsText.CANCELLATION], values)


@pytest.mark.parametrize("change", [{"extra": "1"}, {"yes": None}])
def test_values_must_be_the_blanks(change: dict[str, str | None]) -> None:
    values = {name: value for name, value in {**sample_values(SmsText.CONFIRMATION), **change}.items() if value}
    with pytest.raises(ValueError, match="CONFIRMATION"):
        fill(SmsText.CONFIRMATION, TEXTS[SmsText.CONFIRMATION], values)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", ["sms_text_empty"]),
        ("{谁}已满。", ["sms_blank_unknown"]),
        ("{满", ["sms_braces"]),
        ("【局】已满。", ["sms_signature_inside"]),
        ("已\n满。", ["sms_line_break"]),
        ("满" * 491, ["sms_text_long"]),
        ("{谁}{\n【", ["sms_blank_unknown", "sms_braces", "sms_signature_inside", "sms_line_break"]),
    ],
)
def test_what_cannot_be_sent_is_said_at_once(text: str, codes: list[str]) -> None:
    assert [refusal.code for refusal in text_refusals(SmsText.FULL, text, SIGNATURE)] == codes


def test_a_blank_left_out_is_named() -> None:
    (refusal,) = text_refusals(SmsText.LATE, "请与{联系人}联系。", SIGNATURE)
    assert (refusal.code, refusal.params["names"]) == ("sms_blank_missing", "{联系电话}")


@pytest.mark.parametrize(
    ("characters", "segments"), [(0, 0), (1, 1), (70, 1), (71, 2), (134, 2), (135, 3), (201, 3), (202, 4)]
)
def test_parts_as_operators_count_them(characters: int, segments: int) -> None:
    assert segments_of(characters) == segments


def test_a_rare_character_takes_two() -> None:
    assert ucs2_length("𠮷") == 2
    assert measure("𠮷" * 35, "").segments == 1
    assert measure("𠮷" * 36, "").segments == 2


def cut(units: int) -> int:
    """The slow way: fill parts until nothing is left."""
    if units <= WHOLE:
        return 1 if units else 0
    parts = 0
    while units > 0:
        units -= min(units, PART)
        parts += 1
    return parts


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300), st.text(max_size=12))
def test_a_text_has_as_many_parts_as_cutting_gives(body: str, signature: str) -> None:
    body, signature = (text.encode("utf-16-le", "ignore").decode("utf-16-le") for text in (body, signature))
    size = measure(body, signature)
    marks = 2 if signature else 0
    assert size.characters == ucs2_length(body) + ucs2_length(signature) + marks
    assert size.segments == cut(size.characters)
    assert segments_of(size.characters + size.left) <= max(size.segments, 1)
    assert segments_of(size.characters + size.left + 1) > size.segments


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(list(SmsText)), st.data())
def test_filling_puts_every_value_in_and_leaves_no_blank(code: SmsText, data: st.DataObject) -> None:
    words = st.text(string.ascii_letters + "一二三{}", min_size=1, max_size=8)
    values = {blank.name: data.draw(words) for blank in BLANKS[code]}
    text = fill(code, TEXTS[code], values)
    assert all(value in text for value in values.values())
    assert (text.code, text.blanks) == (code.value, values)
    plain = TEXTS[code]
    assert len(text) == len(plain) - sum(len(blank.label) + 2 for blank in BLANKS[code]) + sum(
        map(len, values.values())
    )


def test_the_codes_that_a_phone_offers() -> None:
    assert reply_codes(SLIDES[SmsText.INVITATION]) == ("3817", "3818")
    assert reply_codes(SLIDES[SmsText.CONFIRMATION]) == ("5204",)
    assert reply_codes("请回复A12，请回复A12") == ("A12",)
