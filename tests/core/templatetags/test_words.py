"""What the tags of the portal say: lengths of time, dates in running text, records of the audit log."""

import pytest
from django.apps import apps

from appraisal.core.audit import Concerned
from appraisal.core.templatetags.portal import lasting, whole_dates
from appraisal.core.templatetags.records import TARGETS, target_label

OURS = ("appraisal", "plans", "examiners", "fees")


@pytest.mark.parametrize(
    ("length", "words"), [(0.04, "0.0 秒"), (7.25, "7.2 秒"), (75.0, "1 分钟"), (532_552.2, "6 天")]
)
def test_a_measured_length_is_told_in_its_largest_unit(length: float, words: str) -> None:
    assert lasting(length) == words


def test_dates_stay_whole_and_the_rest_is_escaped() -> None:
    told = whole_dates("缴费：2026-12-03（周四） → 2026-12-10 <b>")
    assert told == (
        '缴费：<span class="nowrap">2026-12-03（周四）</span> → <span class="nowrap">2026-12-10</span> &lt;b&gt;'
    )


def test_every_record_that_concerns_an_organisation_has_a_word() -> None:
    models = [model for model in apps.get_models() if model.__module__.split(".")[0] in OURS]
    concerned = {model._meta.model_name for model in models if issubclass(model, Concerned)}
    assert concerned
    assert concerned - TARGETS.keys() == set()


def test_a_record_is_told_in_words() -> None:
    assert target_label("examinerrequest:13") == "考评人数需求 13"
    assert target_label("calendar") == "工作日历"
