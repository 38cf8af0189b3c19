"""What the portal writes to the other side after a step of a plan or a session. `str.format` patterns."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Letter:
    """Subject (at most 120 characters when filled in) and body."""

    subject: str
    body: str
    urgent: bool = False


PLAN = "计划 {number}（{title}）"

LETTERS: dict[str, Letter] = {
    "filed": Letter("新上报：" + PLAN, "{institute}上报了" + PLAN + "，首场考试 {exam}。请在 {answer_by} 前答复。"),
    "filed_again": Letter(
        "再次上报：" + PLAN, "{institute}修改后再次上报" + PLAN + "，首场考试 {exam}。请在 {answer_by} 前答复。"
    ),
    "taken_back": Letter("已撤回：" + PLAN, "{institute}撤回了" + PLAN + "，修改后会再次上报；现在不必答复。"),
    "accepted": Letter("已受理：" + PLAN, "市中心已受理" + PLAN + "。请在 {enrol_by} 前完成报名。"),
    "accepted_district": Letter("本区新计划：" + PLAN, "市中心受理了{institute}的" + PLAN + "，首场考试 {exam}。"),
    "returned": Letter(
        "被退回：" + PLAN,
        "市中心退回了" + PLAN + "，理由：{reason}。请修改后在 {file_by} 前再次上报。",
        urgent=True,
    ),
    "enrolled": Letter("报名完成：" + PLAN, "{institute}的" + PLAN + "已完成报名，考生 {candidates} 人。"),
    "qualified": Letter(
        "资格审查通过：" + PLAN, PLAN + "资格审查通过，考生 {candidates} 人。下一步：在约定时间内缴纳鉴定费。"
    ),
    "enrolled_committee": Letter(
        "综合评审：" + PLAN,
        "{institute}选择本考评委承担" + PLAN + "的综合评审，首场考试 {exam}，考生 {candidates} 人。",
    ),
    "paid": Letter("已缴清：" + PLAN, PLAN + "的鉴定费已缴清。下一步：在 {arrange_by} 前完成考场编排。"),
    "arranged": Letter("已编排：" + PLAN, "{institute}完成了" + PLAN + "的考场编排，首场考试 {exam}。"),
    "held": Letter("考试结束：" + PLAN, PLAN + "的考试已结束。请在时限内报送成绩花名册和执评表。"),
    "reported": Letter("已报送：" + PLAN, "{institute}报送了" + PLAN + "的全部成绩花名册和执评表。"),
    "scored": Letter("成绩已录入：" + PLAN, PLAN + "的成绩已全部录入并发布。"),
    "settled": Letter("已结算：" + PLAN, PLAN + "的各项费用已支付完毕，计划办结。"),
    "resumed_later": Letter(
        "已恢复：{number}，首场考试改到 {exam}",
        "市中心恢复了" + PLAN + "，首场考试由 {before} 改到 {exam}，理由：{reason}。"
        "原来排好的考场和座位已经撤销，请在 {arrange_by} 前重新完成考场编排。",
        urgent=True,
    ),
    "cancelled": Letter("已取消：" + PLAN, "市中心取消了" + PLAN + "，理由：{reason}。", urgent=True),
    "session_published": Letter(
        "新统考批次：{session}", "市中心发布了{session}，首场考试 {exam}。参加的请在 {file_by} 前执行计划。"
    ),
    "session_withdrawn": Letter(
        "统考批次撤回：{session}",
        "市中心撤回了{session}，理由：{reason}。本机构在该批次中的草稿不能再上报。",
        urgent=True,
    ),
}
