"""Papers about the plan as a whole: its form, and the public notices of technicians."""

from collections.abc import Collection, Mapping

from django.urls import reverse

from appraisal.core.rules.enums import PracticalMode, ReviewMode, Subject
from plans.models import Plan, PlanItem, PublicNotice, Sitting
from plans.queries.plan_detail import items_of, proofs_of
from plans.queries.sheets.words import day_words, keys_of, plan_pairs, time_words
from plans.rules.enums import SESSION_KINDS
from plans.rules.paper_sheets import FormItem, FormSitting, NoticeLine, NoticeSheet, PlanForm
from plans.rules.review_enums import NoticeState


def plan_forms(plan: Plan, parts: Collection[str] | None = None) -> Mapping[str, PlanForm]:
    """The one form: 鉴定计划表 for a session, 鉴定申请表 otherwise."""
    items = items_of(plan)
    exam = day_words(plan.first_exam_date) if plan.first_exam_date else ""
    kind = plan.get_kind_display() + (f"（{plan.get_special_category_display()}）" if plan.special_category else "")
    form = PlanForm(
        title=f"北京市职业技能鉴定{'计划表' if plan.kind in SESSION_KINDS else '申请表'}",
        facts=(
            ("计划编号", plan.number),
            ("计划名称", plan.title),
            ("类　　型", kind),
            ("统考批次", str(plan.session) if plan.session else "—"),
            ("鉴定机构", plan.institute.name),
            ("区县中心", plan.district.name),
            ("首场考试", exam),
            ("联 系 人", plan.contact_name),
        ),
        public=(*plan_pairs(plan), ("类型", kind), ("首场考试", exam), ("职业（工种）", "、".join(map(str, items)))),
        items=tuple(map(_item, items)),
        sittings=tuple(_sitting(item, one) for item in items for one in item.sittings.all()),
        proofs=tuple(f"{proof.get_kind_display()}：{proof.document.name}" for proof in proofs_of(plan)),
        note=plan.note,
        history=(("上报时间", f"{plan.filed_at:%Y-%m-%d}"),) if plan.filed_at else (),
    )
    return {"": form}


def _item(item: PlanItem) -> FormItem:
    modes = [
        f"实操：{PracticalMode(item.practical_mode).label}" if item.practical_mode else "",
        f"综合评审：{ReviewMode(item.review_mode).label}" if item.review_mode else "",
    ]
    return FormItem(
        name=str(item),
        candidates=f"{item.entered or item.expected_candidates}",
        modes="；".join(filter(None, modes)) or "—",
        committee=item.committee.name if item.committee else "—",
    )


def _sitting(item: PlanItem, sitting: Sitting) -> FormSitting:
    return FormSitting(
        subject=Subject[sitting.subject].label,
        item=str(item),
        day=day_words(sitting.date),
        time=time_words(sitting.starts_at),
        place=sitting.site.name if sitting.site else sitting.place,
    )


def notice_sheets(plan: Plan, parts: Collection[str] | None = None) -> Mapping[str, NoticeSheet]:
    """The notices that stand, with their frozen entries."""
    keys = keys_of(parts, "notice")
    rows = plan.public_notices.exclude(state=NoticeState.WITHDRAWN).prefetch_related("entries").order_by("pk")
    return {f"notice:{one.pk}": _notice(plan, one) for one in (rows if keys is None else rows.filter(pk__in=keys))}


def _notice(plan: Plan, notice: PublicNotice) -> NoticeSheet:
    period = f"{day_words(notice.opens_on)}至{day_words(notice.closes_on)}"
    entries = notice.entries.all()
    return NoticeSheet(
        title="技师资格考评申报人员公示",
        facts=(("公示编号", notice.number), *plan_pairs(plan), ("公示时间", period)),
        public=(("公示编号", notice.number), *plan_pairs(plan), ("公示时间", period), ("人数", f"{len(entries)}")),
        opens=day_words(notice.opens_on),
        closes=day_words(notice.closes_on),
        address=reverse("plans:notice", args=[notice.number]),
        lines=tuple(
            NoticeLine(one.name, one.masked_number, one.occupation, one.employer, one.basis) for one in entries
        ),
        organisation="北京市职业技能鉴定管理中心",
    )
