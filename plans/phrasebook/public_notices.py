"""Sentences of technicians' committees, public notices and objections; and the letters about them."""

from appraisal.core.phrases import Phrase, register
from plans.phrasebook.step_letters import PLAN, Letter

LETTERS: dict[str, Letter] = {
    "published": Letter("公示开始：{notice}", PLAN + "的技师考生 {people} 人从今天起公示，到 {closes} 为止。"),
    "withdrawn": Letter("公示撤回：{notice}", PLAN + "的公示 {notice} 已撤回，理由：{reason}。", urgent=True),
    "closed": Letter("公示结束：{notice}", PLAN + "的公示已结束，待核查的异议 {objections} 件。"),
    "to_decide": Letter(
        "异议待核查：{notice}", PLAN + "的公示已结束，还有 {objections} 件异议没有结论，计划在等。", urgent=True
    ),
    "objection": Letter("公示收到异议：{notice}", PLAN + "的公示 {notice} 收到一件异议，请核查并答复。"),
    "upheld": Letter(
        "异议成立：{notice}", PLAN + "：对 {name} 的异议成立，此人退出本计划。结论：{answer}", urgent=True
    ),
    "dismissed": Letter("异议不成立：{notice}", PLAN + "：对 {name} 的异议不成立。结论：{answer}"),
}

register(
    {
        # --- committees
        "committee_missing": Phrase("“{item}”还没有选择行业技师考评委。", "请在计划页面选择一家行业技师考评委。"),
        "committee_second": Phrase(
            "“{occupation}”已选择{chosen}，不能再选{wanted}：同一职业（工种）只能选择一家。",
            "确需更换的，请先取消原来的选择。",
        ),
        "committees_several": Phrase("“{occupation}”选了几家考评委：{names}。", "请只保留一家。"),
        "committee_unneeded": Phrase("“{occupation}”在本计划中没有综合评审。", "不需要选择考评委。"),
        "committee_unknown": Phrase("没有选择考评委，或该考评委已停用。", "请从列表中选择一家行业技师考评委。"),
        "review_not_sat": Phrase(
            "“{item}”有 {count} 名考生没有报综合评审（{names}）。",
            "技师、高级技师不论理论、实操成绩是否合格均应参加综合评审，请补报；有效期内已合格的除外。",
        ),
        # --- notices
        "notice_nobody": Phrase("本计划没有技师、高级技师考生。", "不需要公示。"),
        "notice_open": Phrase("公示 {number} 还没有结束。", "请等它结束；名单有误的，先撤回再重新发布。"),
        "notice_complete": Phrase("技师考生都已经公示过。", "不需要再次公示。"),
        "notice_unqualified": Phrase("{count} 名考生还没有复审合格（{names}）。", "请等区县中心复审完毕后再公示。"),
        "notice_ended": Phrase("公示 {number} 已经结束或撤回。", "请刷新页面查看。"),
        # --- objections
        "objection_late": Phrase("公示已于 {closes} 结束，不再受理异议。", "有新的情况请直接与市鉴定管理中心联系。"),
        "objection_entry_unknown": Phrase("所选的人不在这份公示里。", "请从名单中选择。"),
        "objection_text_short": Phrase("异议内容太短，无法核查。", "请写明事实和依据，不少于 {least} 个字。"),
        "objection_anonymous": Phrase("没有填写{what}。", "请填写{what}：核查时要与您联系，不会公开。"),
        "objection_too_many": Phrase(
            "这个地址在一小时内已提交 {limit} 件异议。", "请稍后再提交，或直接与市鉴定管理中心联系。"
        ),
        "objection_answer_missing": Phrase("没有写核查结论。", "请写明结论：异议人凭受理编号可以看到。"),
        "objection_entry_missing": Phrase("异议没有指明是谁，不能认定成立。", "请从名单中选择异议所指的考生。"),
        "decision_missing": Phrase("没有选择处理结果。", "请先选择处理结果。"),
        # --- qualifying
        "qualify_unpublished": Phrase("{count} 名技师考生还没有公示（{names}）。", "请市中心鉴定指导科发布公示。"),
        "qualify_notice_open": Phrase("公示 {number} 到 {until} 才结束。", "请等公示结束。"),
        "qualify_objections": Phrase("有 {count} 件异议还没有结论。", "请市中心鉴定指导科核查并答复。"),
    }
)
