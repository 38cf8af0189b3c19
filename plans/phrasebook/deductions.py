"""Sentences of the double-hundred ledger: letters to the institute and the city, and refusals."""

from appraisal.core.phrases import Phrase, register
from plans.phrasebook.step_letters import Letter

DEDUCTION_LETTERS: dict[str, Letter] = {
    "proposed": Letter(
        "双百分考核减分：{code} {points} 分",
        "{evidence}\n按{source}拟减 {points} 分。"
        "有异议的，请在 {appeal_until} {cutoff} 前申诉；期内没有申诉的自动确认。",
        urgent=True,
    ),
    "appealed": Letter("减分申诉待处理：{institute}", "{institute}对“{code}”减 {points} 分提出申诉：{text}"),
    "upheld": Letter("减分申诉：维持 {points} 分", "市中心维持“{code}”减 {points} 分。理由：{text}"),
    "waived": Letter("减分申诉：已撤销", "市中心撤销了“{code}”的 {points} 分减分。理由：{text}"),
    "confirmed": Letter("减分已确认：{code} {points} 分", "申诉期内没有申诉，“{code}”减 {points} 分已确认。"),
}

register(
    {
        "points_out_of_range": Phrase("分值 {points} 不在 0 到 100 之间。", "请填写 0 到 100 之间的分值。"),
        "points_backwards": Phrase(
            "开始日期 {day} 已经过去：分值不溯及既往。", "请填写今天或以后的日期；已发生的事项仍按当时的分值。"
        ),
        "points_day_taken": Phrase("{day} 起的分值已经定过。", "请换一个开始日期，从新日期起更正。"),
        "appeal_not_open": Phrase("这项减分{state}，不能再申诉。", "请刷新页面查看结果。"),
        "appeal_late": Phrase("申诉期到 {day} 为止，已经过了。", "确有特殊情况的，请与市中心鉴定指导科联系。"),
        "appeal_text_missing": Phrase("没有写申诉理由。", "请写明为什么不应减分，可以附上材料。"),
        "appeal_not_waiting": Phrase("这项减分{state}，没有待处理的申诉。", "请返回列表查看。"),
    }
)
