"""Sentences of deadlines: what the sweep tells people, and refusals of overrides.

The notices are `str.format` patterns over number, title, label, last_day, proof and what each names besides.
"""

from appraisal.core.phrases import Phrase, register
from plans.phrasebook.step_letters import Letter

DEADLINE_LETTERS: dict[str, Letter] = {
    "lapsed": Letter(
        "计划 {number} 已失效：没有按时上报",
        "《{title}》在 {last_day} 以前没有上报，草稿已失效。{proof}\n"
        "仍要组织这次鉴定的，请把计划复制为新计划，首场考试目前最早可选 {earliest}；"
        "确有特殊情况的，请向市中心鉴定指导科申请特批。",
        urgent=True,
    ),
    "suspended": Letter(
        "计划 {number} 已暂停：没有按时完成考场编排",
        "《{title}》在 {last_day} 以前没有完成考场编排，计划已暂停，考生和已缴费用保留。{proof}\n"
        "请与市中心鉴定指导科联系：由市中心特批恢复、改期，或者取消。",
        urgent=True,
    ),
    "suspended_city": Letter(
        "计划 {number} 已暂停，请处理",
        "{institute}的《{title}》在 {last_day} 以前没有完成考场编排，计划已暂停。{proof}\n"
        "请决定：特批新的期限并恢复，改到以后的日期，或者取消计划。",
        urgent=True,
    ),
    "overdue": Letter(
        "逾期：计划 {number} {label}",
        "《{title}》的“{label}”应在 {last_day} 以前完成，现已逾期。计划不受影响，请尽快补办。{proof}",
        urgent=True,
    ),
    "request_closed": Letter(
        "计划 {number} 有一场实操已暂停：没有按时提出考评人数需求",
        "《{title}》的“{label}”应在 {last_day} 以前完成，现已不再受理，本场暂停。{proof}\n"
        "请与市中心鉴定指导科联系：由市中心特批重新受理，或者改到以后的日期。",
        urgent=True,
    ),
    "request_closed_city": Letter(
        "计划 {number} 有一场实操已暂停，请处理",
        "{institute}的《{title}》没有按时办理“{label}”（{last_day} 以前），本场已暂停。{proof}\n"
        "请决定：特批新的期限并重新受理，改到以后的日期，或者取消。",
        urgent=True,
    ),
    "brief_missed": Letter(
        "计划 {number} 考前会逾期，已报市中心",
        "《{title}》的“{label}”应在 {last_day} 以前完成，现已报市中心，改为手动派遣。{proof}\n"
        "请尽快组齐考评组、召开考前会并登记。",
        urgent=True,
    ),
    "brief_missed_city": Letter(
        "计划 {number} 考评组没有按时到齐或没有开考前会",
        "{institute}的《{title}》没有按时办理“{label}”（{last_day} 以前）。{proof}\n请督促区县中心手动派遣。",
        urgent=True,
    ),
    "overdue_hand_in": Letter(
        "逾期：计划 {number} {label}",
        "《{title}》的“{label}”应在 {last_day} 以前报送区县中心，现已逾期，"
        "记为逾期并纳入双百分考核减分。请立即补报。{proof}",
        urgent=True,
    ),
    "overdue_entry": Letter(
        "逾期：计划 {number} {label}",
        "《{title}》的“{label}”应在 {last_day} 以前完成，现已逾期，已报市中心。请立即补录。{proof}",
        urgent=True,
    ),
    "overdue_entry_city": Letter(
        "区县逾期：计划 {number} {label}",
        "{district}没有在 {last_day} 以前完成《{title}》的“{label}”，请督办。{proof}",
        urgent=True,
    ),
    "reminder": Letter(
        "提醒：计划 {number} {label}，{left}",
        "《{title}》的“{label}”最后一天是 {last_day}，{left}。逾期的后果：{consequence}。{proof}",
    ),
    "override": Letter(
        "特批：计划 {number} {label}，{last_day} 以前",
        "市中心特批：《{title}》的“{label}”最后一天由 {old_last_day} 改为 {last_day}。理由：{reason}{revived}",
    ),
}
SITTING_RESUMED = "\n本场已恢复，请在新的期限以前提出考评人数需求。"
REVIVED = "\n计划已恢复为“{state}”，请在新的期限以前办理。"
LEFT_TODAY = "今天是最后一天"
LEFT_DAYS = "还剩 {days} 个工作日"

register(
    {
        "override_date_missing": Phrase("没有填写新的最后一天。", "请填写新的最后一天。"),
        "override_date_past": Phrase("新的最后一天 {new} 已经过去。", "请填写今天或以后的日期。"),
        "override_not_later": Phrase(
            "新的最后一天 {new} 不晚于原来的 {old}。", "特批只能放宽时限：请填写 {old} 以后的日期。"
        ),
        "override_after_event": Phrase(
            "新的最后一天 {new} 不早于{event}日期 {anchor}。", "请填写 {anchor} 以前的日期，或由鉴定机构改期。"
        ),
        "override_settled": Phrase("“{label}”{state}，没有需要放宽的时限。", "请返回计划页面查看。"),
        "override_own_duty": Phrase("“{label}”是市中心自己的时限，不能特批。", "请直接办理这项工作。"),
        "override_plan_closed": Phrase(
            "计划{state}，“{label}”的时限不能再放宽。",
            "失效的计划只能放宽“申报（执行）鉴定计划”，其余的请复制为新计划。",
        ),
        "override_session_taken": Phrase(
            "该机构在同一统考批次中已另有计划 {number}。", "请让机构使用计划 {number}，或先取消它。"
        ),
    }
)
