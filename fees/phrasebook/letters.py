"""What the portal writes about money. `str.format` patterns."""

from plans.phrasebook.step_letters import Letter

LETTERS: dict[str, Letter] = {
    "bill_confirmed": Letter(
        "请缴费：缴费单 {number}，{amount} 元",
        "计划 {plan} 的缴费单 {number} 已由第二人确认，应缴 {amount} 元，最迟 {due}。"
        "转账时请在附言中写明缴费单号 {number}。费用缴纳后不可退费。",
    ),
    "bill_void": Letter(
        "缴费单作废：{number}",
        "计划 {plan} 已取消，缴费单 {number} 作废。已缴的 {credit} 元记为本机构余款，可抵缴以后的缴费单。",
    ),
    "received": Letter(
        "已收款：缴费单 {number}，{amount} 元",
        "收到缴费单 {number} 的款项 {amount} 元，收据号 {receipt}。尚欠 {owed} 元。",
    ),
    "trial_broken": Letter(
        "账目核对不符", "夜间核对发现账目与记录不一致：{names}。请立即联系系统管理员，查清以前不要关账。", urgent=True
    ),
    "details_decided": Letter("开户行信息{decision}", "报送的开户行信息（账号尾号 {tail}）{decision}。{reason}"),
    "details_bounced": Letter(
        "支付失败，请更正开户行信息",
        "批次 {batch} 中支付给本单位的 {amount} 元被银行退回，原因：{reason}。请更正开户行信息，核准后再次支付。",
        urgent=True,
    ),
    "paid_out": Letter(
        "已支付 {amount} 元", "批次 {batch} 已向账号尾号 {tail} 支付 {amount} 元。明细见“支付给我的费用”。"
    ),
}
