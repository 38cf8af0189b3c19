"""Sentences about bills, payments, statements, the ledger."""

from appraisal.core.phrases import Phrase, register

AGAIN = "请刷新页面后再看。"

register(
    {
        "bill_plan_state": Phrase("计划现在是“{state}”。", "资格审查通过以后、缴清以前才能办理缴费单。"),
        "bill_there": Phrase("已有缴费单 {number}（{state}）。", "请在原来的缴费单上办理；要重做的先退回。"),
        "bill_not_prepared": Phrase("缴费单现在是“{state}”。", AGAIN),
        "bill_same_person": Phrase("缴费单是您自己制作的。", "请由本机构的另一名经办人确认：费用缴纳后不可退费。"),
        "bill_changed": Phrase(
            "制作以后有变化：由 {before} 元变为 {after} 元，新增或变价 {added} 项，减少 {removed} 项。",
            "请退回这张缴费单，按现在的名单重新制作。",
        ),
        "bill_not_open": Phrase("缴费单 {number} 现在是“{state}”，不能收款。", "请核对单号；计划已取消的不再收款。"),
        "amount_missing": Phrase("没有填写金额，或金额不是大于零、精确到分的数。", "请填写金额，如 1234.50。"),
        "payment_rest": Phrase(
            "应缴余额是 {owed} 元，多出 {rest} 元。", "请核对金额；确实多缴的，勾选“多出部分记为机构余款”。"
        ),
        "payment_nothing": Phrase("缴费单 {number} 的核销金额不大于零。", "请改正金额。"),
        "payment_exceeds": Phrase("缴费单 {number} 只欠 {owed} 元。", "请改正金额；多出的部分可以记为机构余款。"),
        "payment_too_much": Phrase("核销金额合计超过到账的 {received} 元。", "请改正金额。"),
        "credit_none": Phrase("该机构没有余款。", "请按其他方式收款。"),
        "rest_of_nobody": Phrase("还有 {rest} 元没有归属。", "请选择记为哪个机构的余款。"),
        "match_nothing": Phrase("没有选择缴费单，也没有选择机构。", "请至少选择一张缴费单，或选择记为哪个机构的余款。"),
        "match_two_institutes": Phrase("所选缴费单属于不同的机构。", "一笔到账只能核销一个机构的缴费单。"),
        "line_decided": Phrase("这笔流水已经处理过（{state}）。", AGAIN),
        "deposit_too_much": Phrase("柜台待缴存的只有 {there} 元。", "请核对：缴存金额不能超过柜台收款。"),
        # --- statements
        "statement_header": Phrase("“{name}”里找不到列名一行。", "请上传银行导出的流水（xlsx 或 CSV），不要删去列名。"),
        "statement_nothing": Phrase("没有读到任何一笔流水。", "请核对所指定的列。"),
        "statement_row": Phrase("第 {row} 行的{what}看不懂。", "这一行没有导入，请在银行核对后处理。"),
        "statement_size": Phrase("文件超过 {limit} MB。", "请按日期分成几份导出。"),
        "statement_rows": Phrase("文件超过 {limit} 行。", "请按日期分成几份导出。"),
        "statement_kind": Phrase("“{name}”无法读取。", "请上传银行导出的 xlsx 或 CSV 文件。"),
        "layout_column": Phrase("没有指定“{column}”是哪一列。", "请指定。"),
        "layout_amount": Phrase("没有指定金额是哪一列。", "请指定“收入（贷方）金额”，或“金额”和“借贷标志”。"),
        "layout_two_amounts": Phrase("同时指定了收入列和收支同列的金额。", "请只保留一种。"),
        "layout_twice": Phrase("“{name}”一列指定了两次。", "请每列只指定一种含义。"),
        "layout_unknown": Phrase("流水里没有“{name}”这一列。", "请重新指定。"),
        # --- months
        "month_closed": Phrase("{month} 已经关账。", "关账以后不能再记账；请记入以后的月份。"),
        "month_not_over": Phrase("{month} 还没有过完。", "请在月底以后关账。"),
        "month_order": Phrase("应先关 {month} 的账。", "请按月份的先后关账。"),
        "month_open_earlier": Phrase("{month} 已经关账。", "请选择以后的月份。"),
        "month_trial": Phrase("账目核对不符：{names}。", "请先查清，再关账。"),
    }
)
