"""The plans of the demo city: one in every state that can be reached, each with a past that explains it."""

from collections.abc import Iterator
from typing import Any

from appraisal.config.demo.ground import City
from appraisal.config.demo.plot import Calendar, Story
from plans.models import ExamSession
from plans.rules.enums import PlanKind, SpecialCategory
from plans.rules.sessions import SessionDraft
from plans.services import sessions


def all_stories(city: City, days: Calendar) -> list[Story]:
    """Every plan's story; those of sessions need `publish_sessions` before."""
    districts = (_chaoyang, _chaoyang_drafts, _qiche, _haidian, _yizhuang)
    return [story for stories in districts for story in stories(city, days)]


def publish_sessions(city: City, days: Calendar) -> None:
    """Sessions that institutes execute plans in, and one that was withdrawn."""
    officer = city.actors["zhidao"]
    cooks = {city.level(name, level).pk for name in ("中式烹调师", "中式面点师", "餐厅服务员") for level in (5, 4)}
    others = {
        city.level(*key).pk for key in (("计算机操作员", 4), ("计算机操作员", 5), ("数控车工", 4), ("维修电工", 4))
    }
    exam, later = days.ahead(26), days.ahead(45)
    wanted = (
        SessionDraft(
            PlanKind.CITY_SESSION, f"{exam:%Y}年{exam.month}月全市统考（样例）", frozenset(cooks | others),
            theory_date=exam, notice_number="样例〔统考〕1 号",
        ),
        SessionDraft(
            PlanKind.NATIONAL_SESSION, f"{later:%Y}年{later.month}月全国统考（样例）", frozenset(others),
            theory_date=later, practical_date=later, notice_number="样例〔国考〕1 号",
        ),
        SessionDraft(
            PlanKind.CITY_SESSION, "汽车类加考（样例，已撤回）", frozenset({city.level("汽车修理工", 4).pk}),
            theory_date=later,
        ),
    )  # fmt: skip
    known = set(ExamSession.objects.values_list("name", flat=True))
    for number, draft in enumerate(wanted):
        if draft.name in known:
            continue
        session = sessions.publish_session(actor=officer, draft=draft, now=days.ago(30 - number))
        ExamSession.objects.filter(pk=session.pk).update(is_sample=True)
        if "撤回" in draft.name:
            reason = "报名人数不足，改由各机构申报专场（样例）。"
            sessions.withdraw_session(actor=officer, session_id=session.pk, reason=reason, now=days.ago(20))


def _session_id(kind: PlanKind) -> int:
    return ExamSession.objects.filter(kind=kind, state="PUBLISHED", is_sample=True).values_list("pk", flat=True)[0]


def _chaoyang(city: City, days: Calendar) -> Iterator[Story]:
    def story(title: str, item: tuple[str, int], exam_in: int, **more: Any) -> Story:
        return Story(city, "jingwei", "chaoyang", title, item, days.ahead(exam_in), **more)

    yield (
        story("样例饭店职工中式烹调师专场", ("中式烹调师", 5), 14)
        .drafted(days.ago(16))
        .listed(days.ago(14), 60)
        .filed(days.ago(12, 15))
        .accepted(days.ago(10, 9, 30))
        .enrolled(days.ago(6, 16))
        .asked(days.ago(2, 14), 4)
    )
    yield (
        story("样例餐饮公司中式烹调师高级专场", ("中式烹调师", 3), 23, expected=45)
        .drafted(days.ago(9))
        .filed(days.ago(6, 11))
        .accepted(days.ago(3, 14))
        .listed(days.ago(2, 9), 45, faults=7, short=6)
        .asked(days.ago(1, 10, 30), 3)
    )
    yield (
        story("样例面点坊职工专场", ("中式面点师", 5), 27, expected=40)
        .drafted(days.ago(4))
        .listed(days.ago(2, 15), 38)
        .filed(days.ago(1, 16, 20))
    )


def _chaoyang_drafts(city: City, days: Calendar) -> Iterator[Story]:
    def story(title: str, item: tuple[str, int], exam_in: int, **more: Any) -> Story:
        return Story(city, "jingwei", "chaoyang", title, item, days.ahead(exam_in), **more)

    due = story("样例酒店餐厅服务员专场", ("餐厅服务员", 5), 30, expected=36)
    due.exam = days.exam_when_filed_by(days.days.working_day_after(days.now.date(), 2))
    yield due.drafted(days.ago(5))
    yield story(
        "职业学校毕业生面点师高级专场",
        ("中式面点师", 3),
        34,
        category=SpecialCategory.FINAL_YEAR_STUDENTS,
        proven=False,
    ).drafted(days.ago(2))
    yield (
        story(
            "中式烹调师技师考评",
            ("中式烹调师", 2),
            32,
            kind=PlanKind.INDUSTRY_TECHNICIAN,
            expected=18,
            committee="canyin",
        )
        .drafted(days.ago(7))
        .listed(days.ago(4), 18)
        .chose(days.ago(4, 15))
        .filed(days.ago(3, 10, 40))
    )
    yield (
        story("重复录入的专场", ("中式烹调师", 5), 30).drafted(days.ago(8)).discarded(days.ago(7), "重复录入（样例）。")
    )


def _qiche(city: City, days: Calendar) -> Iterator[Story]:
    def story(title: str, level: int, exam_in: int, **more: Any) -> Story:
        return Story(city, "jingan", "qiche", title, ("汽车修理工", level), days.ahead(exam_in), **more)

    yield (
        story("样例客运公司汽车修理工专场", 4, 25)
        .drafted(days.ago(6))
        .listed(days.ago(5), 52)
        .filed(days.ago(4, 15))
        .returned(days.ago(1, 15), "证明材料未加盖单位公章，请补正后重新上报（样例）。")
    )
    yield story("部队人员汽车修理工专场", 5, 28, category=SpecialCategory.ARMY).drafted(days.ago(3))
    yield (
        story("停办的修理工专场", 3, 30)
        .drafted(days.ago(12))
        .filed(days.ago(10))
        .accepted(days.ago(9))
        .cancelled(days.ago(5, 11), "用人单位停产，鉴定机构申请取消（样例）。")
    )


def _haidian(city: City, days: Calendar) -> Iterator[Story]:
    def story(title: str, item: tuple[str, int], exam_in: int, **more: Any) -> Story:
        return Story(city, "qixin", "haidian", title, item, days.ahead(exam_in), **more)

    late = story("样例科技公司计算机操作员专场", ("计算机操作员", 5), 30)
    late.exam = days.exam_when_filed_by(days.ago(3).date())
    yield late.drafted(days.ago(12))
    yield story(
        "全市统考计算机操作员", ("计算机操作员", 4), 26, kind=PlanKind.CITY_SESSION, category=None,
        session_id=_session_id(PlanKind.CITY_SESSION),
    ).drafted(days.ago(3)).filed(days.ago(2, 9, 15))  # fmt: skip
    yield story("样例机关网络管理员专场", ("计算机网络管理员", 4), 33, category=SpecialCategory.PUBLIC_SECTOR).drafted(
        days.ago(1)
    )


def _yizhuang(city: City, days: Calendar) -> Iterator[Story]:
    def story(title: str, item: tuple[str, int], exam_in: int, **more: Any) -> Story:
        return Story(city, "jinggong", "yizhuang", title, item, days.ahead(exam_in), **more)

    yield (
        story("样例电子厂维修电工专场", ("维修电工", 4), 2)
        .drafted(days.ago(24))
        .listed(days.ago(23), 64)
        .filed(days.ago(22))
        .accepted(days.ago(19))
    )
    yield story("样例机床厂装配钳工专场", ("装配钳工", 5), 26).drafted(days.ago(10)).filed(days.ago(8, 17))
    yield story(
        "全市统考数控车工", ("数控车工", 4), 26, kind=PlanKind.CITY_SESSION, category=None,
        session_id=_session_id(PlanKind.CITY_SESSION),
    ).drafted(days.ago(7)).filed(days.ago(5)).accepted(days.ago(3, 16)).asked(days.ago(2, 9), 3)  # fmt: skip
    yield story(
        "数控车工预备技师考评", ("数控车工", 2), 36, kind=PlanKind.PREPARATORY_TECHNICIAN, category=None
    ).drafted(days.ago(2, 14))
