"""Why an examiner may not be asked for a practical, in words for authorised staff."""

from appraisal.core.phrases import Phrase, register

register(
    {
        "selection_inactive": Phrase("已停聘。", "恢复聘用以后可以派遣。"),
        "selection_no_phone": Phrase("没有登记手机号码。", "请他在“我的资料”中填写，或由登记单位补填。"),
        "selection_no_card": Phrase("没有本职业（工种）的考评员证卡。", "取得证卡后请登记单位录入。"),
        "selection_level": Phrase("{grade}不能考评{level}。", "需要高级考评员。"),
        "selection_card_expired": Phrase("证卡 {date} 到期，考试当天（{day}）已失效。", "换证后请登记单位录入新证卡。"),
        "selection_card_not_yet": Phrase("证卡 {date} 起才有效，考试当天（{day}）还不能考评。", "请另选考评员。"),
        "selection_other_district": Phrase(
            "{wishes} 个执评意愿区县中没有本区县。", "他在“我的资料”中改选意愿以后可以派遣。"
        ),
        "selection_away": Phrase("已登记 {day} 不能参加（至 {until}）。", "他取消登记以后可以派遣。"),
        "selection_busy": Phrase("{day} 已有其他任务：{what}。", "同一天只接受一项任务。"),
        "selection_recused": Phrase("与鉴定机构有回避关系：{ties}。", "请另选考评员。"),
        "selection_run": Phrase(
            "已连续 {run} 次在本场所执评（连续不超过 {limit} 次）。", "在其他场所执评一次以后可以再派。"
        ),
    }
)
