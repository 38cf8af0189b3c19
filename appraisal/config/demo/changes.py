"""Stories of changes of time and place 一（二）: one that waits, one on time, one late, one refused, and past months.

Two appeals come with them: one that the city has answered, one that waits.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from appraisal.config.demo.ground import City
from appraisal.config.demo.papers import proof_document
from appraisal.config.demo.plot import Calendar, Story
from plans.models import ChangeRequest, Deduction, DistrictNotice, Plan, Sitting
from plans.rules.change_enums import TellingManner
from plans.rules.changes import LATE_WORKING_DAYS, Wish
from plans.services.attachments import Attachment
from plans.services.change_decisions import decide_change
from plans.services.changes import ask_change
from plans.services.deductions import appeal, decide_appeal
from plans.services.district_notices import tell_district

PROOF = Attachment("情况说明（样例）.pdf", proof_document())
WEEK = timedelta(weeks=1)


def change_stories(city: City, days: Calendar) -> list[Story]:
    """Every plan of this kind."""
    return [*_open(city, days), *_decided(city, days), *_past_months(city, days)]


def _open(city: City, days: Calendar) -> Iterator[Story]:
    waiting = _story(city, days, "jingwei", "chaoyang", "样例宾馆餐厅服务员专场", ("餐厅服务员", 4), 13)
    yield _until_accepted(waiting, days, 24).then(
        days.ago(1, 10), lambda now: _ask(waiting, now, waiting.exam + WEEK, "宾馆承办会议，场地占用（样例）。")
    )
    late = _story(city, days, "jinggong", "yizhuang", "样例机电公司维修电工专场", ("维修电工", 5), 3)
    late.exam = days.days.working_day_after(days.now.date(), 2)  # stopped by now: its rooms were not arranged

    def postpone(now: datetime) -> None:
        day = days.days.working_day_after(_exam_of(late), LATE_WORKING_DAYS + 2)
        _ask(late, now, day, "设备故障，厂家检修（样例）。")

    yield (
        _until_accepted(late, days, 26)
        .then(days.ago(2, 9), postpone)
        .then(days.ago(2, 15), lambda now: _decide(late, now, note="同意顺延。"))
        .then(days.ago(1, 9), lambda now: _appeal(late, now, "设备故障系突发，已当日报告（样例）。"))
    )


def _decided(city: City, days: Calendar) -> Iterator[Story]:
    moved = _story(city, days, "qixin", "haidian", "样例培训学校计算机操作员专场", ("计算机操作员", 4), 15)
    yield (
        _until_accepted(moved, days, 24)
        .listed(days.ago(20), 12)
        .then(days.ago(6, 9), lambda now: _ask(moved, now, moved.exam + WEEK, "机房改造（样例）。", to="朝阳区"))
        .then(days.ago(5, 10), lambda now: _decide(moved, now))
        .then(days.ago(5, 15), lambda now: _tell(moved, now))
        .then(days.ago(4, 10), lambda now: _appeal(moved, now, "机房改造由区里统一安排（样例）。"))
        .then(days.ago(2, 11), lambda now: _answer(moved, now, upheld=False, reason="情况属实，撤销（样例）。"))
    )
    refused = _story(city, days, "jingan", "qiche", "样例物流公司汽车修理工专场", ("汽车修理工", 5), 16)
    yield (
        _until_accepted(refused, days, 25)
        .then(days.ago(7, 9), lambda now: _ask(refused, now, refused.exam + WEEK, "报名人数较少（样例）。"))
        .then(days.ago(6, 16), lambda now: _decide(refused, now, approved=False, note="不属于特殊情况（样例）。"))
    )
    crossing = _story(city, days, "jingwei", "chaoyang", "样例餐饮集团中式面点师专场", ("中式面点师", 4), 17)
    yield (
        _until_accepted(crossing, days, 22)
        .then(days.ago(4, 9), lambda now: _ask(crossing, now, None, "原教室停电检修（样例）。", to="海淀区"))
        .then(days.ago(3, 10), lambda now: _decide(crossing, now))
    )


def _past_months(city: City, days: Calendar) -> Iterator[Story]:
    """Changes of earlier months, confirmed since: what the yearly statement and its plot show."""
    for clerk, institute, item, asked in (
        ("jingwei", "chaoyang", ("餐厅服务员", 5), (58, 40, 22)),
        ("qixin", "haidian", ("计算机操作员", 3), (50, 26)),
    ):
        story = _story(city, days, clerk, institute, f"样例{item[0]}职工轮训专场", item, 24)
        _until_accepted(story, days, asked[0] + 12)
        for start in asked:
            story.then(days.ago(start), lambda now, story=story: _ask_a_week(story, now))  # type: ignore[misc]
            story.then(days.ago(start - 1), lambda now, story=story: _decide(story, now))  # type: ignore[misc]
        yield story


def _story(
    city: City, days: Calendar, clerk: str, institute: str, title: str, item: tuple[str, int], exam_in: int
) -> Story:
    return Story(city, clerk, institute, title, item, days.ahead(exam_in), expected=40)


def _until_accepted(story: Story, days: Calendar, start: int) -> Story:
    return story.drafted(days.ago(start)).filed(days.ago(start - 1)).accepted(days.ago(start - 2))


# --- acts -----------------------------------------------------------------------------------------------------
def _ask(story: Story, now: datetime, day: date | None, reason: str, *, to: str = "") -> None:
    """Everything to `day`; `to`: the theory into another district."""
    there: dict[str, Any] = {}
    if to:
        there = {"place": f"{to}样例职业学校二层教室", "district_id": story.city.organisations[to].pk}
    wishes = [
        Wish(key, day, **(there if subject == "THEORY" else {}))
        for key, subject in Sitting.objects.filter(plan=story.plan_id).values_list("pk", "subject")
        if day or subject == "THEORY"
    ]
    ask_change(actor=story.actor, plan_id=story.plan_id, wishes=wishes, reason=reason, attachment=PROOF, now=now)


def _ask_a_week(story: Story, now: datetime) -> None:
    _ask(story, now, _exam_of(story) + WEEK, "用人单位生产任务调整（样例）。")


def _exam_of(story: Story) -> date:
    day: date = Plan.objects.values_list("first_exam_date", flat=True).get(pk=story.plan_id)
    return day


def _decide(story: Story, now: datetime, *, approved: bool = True, note: str = "") -> None:
    change = ChangeRequest.objects.filter(plan=story.plan_id, state="REQUESTED").latest("pk")
    decide_change(actor=story.officer, change_id=change.pk, approved=approved, note=note, now=now)


def _tell(story: Story, now: datetime) -> None:
    notice = DistrictNotice.objects.get(change__plan=story.plan_id)
    tell_district(actor=story.actor, notice_id=notice.pk, manner=TellingManner.PHONE, note="电话告知样例老师", now=now)


def _appeal(story: Story, now: datetime, text: str) -> None:
    deduction = Deduction.objects.filter(plan=story.plan_id).latest("pk")
    appeal(actor=story.actor, deduction_id=deduction.pk, text=text, attachment=PROOF, now=now)


def _answer(story: Story, now: datetime, *, upheld: bool, reason: str) -> None:
    deduction = Deduction.objects.filter(plan=story.plan_id).latest("pk")
    decide_appeal(actor=story.officer, deduction_id=deduction.pk, upheld=upheld, reason=reason, now=now)
