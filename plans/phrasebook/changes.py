"""Sentences of changes of time and place 一（二）: refusals and letters."""

from appraisal.core.phrases import Phrase, register
from plans.phrasebook.step_letters import PLAN, Letter

ASKED = "变更" + PLAN + "的时间、地点：{lines}。理由：{reason}。请在 {expires} 以前审核，到期未审即作废。"

CHANGE_LETTERS: dict[str, Letter] = {
    "asked": Letter("变更申请待审核：{number}", "{institute}申请" + ASKED),
    "asked_late": Letter("变更申请待审核（逾期申请）：{number}", "{institute}逾期申请" + ASKED),
    "withdrawn": Letter("变更申请已撤回：{number}", "{institute}撤回了" + PLAN + "的变更申请，不必再审核。"),
    "approved": Letter(
        "变更已同意：{number}",
        "市中心同意变更" + PLAN + "：{lines}。{note}各项时限已重新计算，考生由平台通知。",
        urgent=True,
    ),
    "refused": Letter(
        "变更未同意：{number}",
        "市中心没有同意变更" + PLAN + "，时间、地点不变。理由：{note}",
        urgent=True,
    ),
    "expired": Letter(
        "变更申请到期作废：{number}",
        PLAN + "的变更申请在 {expires} 以前没有审核，已作废，时间、地点不变。",
        urgent=True,
    ),
    "district": Letter("时间、地点变更：{number}", "{institute}的" + PLAN + "已变更：{lines}。"),
    "district_in": Letter(
        "考试移入本区：{number}",
        "{institute}的" + PLAN + "有场次移入本区：{lines}。鉴定机构应在考试前另行通知本中心。",
        urgent=True,
    ),
    "district_out": Letter("考试移出本区：{number}", "{institute}的" + PLAN + "有场次移出本区：{lines}。"),
    "committee": Letter("综合评审变更：{number}", "{institute}的" + PLAN + "变更：{lines}。请据此安排评审。"),
    "owed": Letter(
        "请通知{district}：{number}",
        PLAN + "的考试移入{district}。按一（二）须在 {due} 考试以前通知该中心：请在变更页面办理，逾期未通知的减分。",
        urgent=True,
    ),
    "told": Letter(
        "{institute}通知：考试移入本区（{number}）",
        "{institute}通知本中心：" + PLAN + "有场次移入本区：{lines}。方式：{manner}。{note}",
    ),
    "notice_missed": Letter(
        "鉴定前未通知{district}：{number}",
        PLAN + "的考试已到，鉴定机构没有通知{district}，按一（二）纳入减分。",
        urgent=True,
    ),
}

register(
    {
        "change_empty": Phrase("没有选择要变更的场次。", "请至少选择一场，并填写新的时间或地点。"),
        "change_unknown": Phrase(
            "{what}不是本计划的场次，或不是本机构在用的场所、考场，或没有这个区县。", "请刷新页面后重新选择。"
        ),
        "change_rooms_missing": Phrase(
            "“{sitting}”已排好座位，改到新地点却没有写明新地点的考场：考生会留在原地点的考场里。",
            "请勾选新地点的考场（还没有的先在考场库登记）；申请已提交的，请撤回后重新申请。",
        ),
        "change_nothing": Phrase("“{sitting}”的时间、地点没有变化。", "请填写新的时间或地点，或不选这一场。"),
        "change_unproven": Phrase("没有附上变更原因的证明材料。", "请上传说明特殊情况的材料（PDF、JPG 或 PNG）。"),
        "change_waits": Phrase("“{sitting}”已有一件变更申请在等审核。", "请等审核结果，或先撤回那件申请。"),
        "change_not_later": Phrase(
            "“{sitting}”的新时间 {new} 不在原时间 {old} 之后。", "变更的时间须在原鉴定时间之后：请选 {old} 以后的时间。"
        ),
        "change_late": Phrase(
            "“{sitting}”已过申请时限（{last_day} {cutoff}），只能顺延 15 个工作日以上，{new} 太早。{proof}",
            "请改到 {earliest} 或以后。{postponed}",
        ),
        "change_late_same_day": Phrase(
            "“{sitting}”已过申请时限（{last_day} {cutoff}）：逾期申请的，日期须顺延 15 个工作日以上，不能仍在原日期。"
            "{proof}",
            "请同时把日期改到 {earliest} 或以后。{postponed}",
        ),
        "change_sitting_past": Phrase("“{sitting}”的考试日期 {old} 已到。", "已经举行或今天举行的场次不能再变更。"),
        "change_to_the_past": Phrase("“{sitting}”的新日期 {new} 已经过去或就是今天。", "请改为以后的日期。"),
        "change_no_room": Phrase("考试改到 {exam}，已来不及按时{label}。{proof}", "请改到 {earliest} 或以后。"),
        "change_not_open": Phrase("这件变更申请{state}，不能再办理。", "请刷新页面查看结果。"),
        "change_answer_missing": Phrase("没有选择同意或不同意。", "请选择审核结果。"),
        "notice_not_open": Phrase("这项通知{state}，不必再办。", "请刷新页面查看。"),
        "notice_late": Phrase("考试已到，不能再补办通知。", "考前没有通知的已纳入减分；有异议的可以在减分页面申诉。"),
        "notice_note_missing": Phrase("没有写明通知了谁、何时通知。", "以电话或书面通知的，请写明对方姓名和时间。"),
    }
)
