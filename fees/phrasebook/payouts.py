"""Sentences about payees, rates, budgets, batches."""

from appraisal.core.phrases import Phrase, register

register(
    {
        "branch_code_wrong": Phrase("联行号不对：须是 12 位数字，最后一位是校验码。", "请对照开户行提供的联行号改正。"),
        "bank_not_of_code": Phrase("联行号属于{known}，开户行写的是“{bank}”。", "请改正开户行名称或联行号。"),
        "holder_not_owner": Phrase("户名“{holder}”与登记的名称“{owner}”不一致。", "只能支付到本单位、本人的账户。"),
        "card_length": Phrase("银行卡号须是 16 至 19 位数字，填写的有 {found} 位。", "请对照银行卡改正。"),
        "card_checksum": Phrase("银行卡号校验不通过。", "请对照银行卡逐位核对。"),
        "account_digits": Phrase("单位账号须是 8 至 30 位数字，填写的有 {found} 位。", "请对照开户许可改正。"),
        "details_waiting": Phrase("已有一份开户行信息等待核准。", "请等财务科核准，或请财务科先退回。"),
        "details_same": Phrase("与现在使用的账户完全相同。", "没有变化，不用报送。"),
        "details_same_person": Phrase("这份开户行信息是您自己报送的。", "请由另一人核准。"),
        "details_number_differs": Phrase(
            "您输入的账号与报送的不一致。", "请对照原件再输一遍；仍不一致的，请不予核准。"
        ),
        "details_decided": Phrase("这份开户行信息已经处理过。", "请刷新页面后再看。"),
        "details_bounced_same": Phrase("这个账户刚刚被银行退回。", "请改正账号、户名或联行号后再报送。"),
        "rate_basis": Phrase("{kind}不按“{basis}”计算。", "请改选计算方式。"),
        "rate_amount": Phrase("没有填写金额，或金额小于零。", "请填写金额。"),
        "rate_in_the_way": Phrase("{since} 起已有一个标准，新标准不晚于它。", "请改正开始日期。"),
        "budget_amount": Phrase("没有填写预算金额，或金额小于零。", "请填写金额。"),
        "dues_plan_state": Phrase("计划现在是“{state}”。", "成绩录入完毕以后才能计提应付费用。"),
        "batch_nothing": Phrase("没有可以支付的费用。", "请选择有待付金额、开户行信息已核准的支付对象。"),
        "batch_owes_nothing": Phrase(
            "{payee}：应付合计 {amount} 元，没有可以支付的。", "请不要选这个支付对象：差额在以后应付的费用中抵扣。"
        ),
        "batch_no_details": Phrase("{payee}：没有核准的开户行信息。", "请支付对象报送，核准以后再支付。"),
        "batch_details_changed": Phrase("{payee}：开户行信息在制作批次以后有变动。", "请退回批次，重新制作。"),
        "batch_corrected": Phrase(
            "{payee}：制作批次以后执评有更正，有 {amount} 元要抵扣。", "请退回批次，重新制作，差额会一并抵扣。"
        ),
        "batch_over_budget": Phrase(
            "{about}：{kind}的预算是 {budget} 元，支付以后累计 {after} 元。", "请先调整预算，写明理由。"
        ),
        "batch_same_person": Phrase("批次是您自己制作的。", "请由另一人审批。"),
        "batch_state": Phrase("批次现在是“{state}”。", "请刷新页面后再看。"),
        "return_nothing": Phrase("回盘文件里没有读到结果。", "请上传银行退回的文件，保留列名。"),
        "return_row": Phrase("第 {row} 行：{what}。", "这份回盘文件没有入账，请与银行核对后重新上传。"),
    }
)
