"""Sentences of refusals about text messages: code → (what is wrong, what to do now)."""

SENTENCES: dict[str, tuple[str, str]] = {
    "sms_text_empty": ("短信内容没有填写。", "请填写内容，或恢复原文。"),
    "sms_blank_unknown": ("内容里有系统填不了的空：{names}。", "请只使用右侧列出的空，花括号里的名称要一字不差。"),
    "sms_blank_missing": ("内容里少了必须填写的空：{names}。", "请把它们放回内容中：收件人靠这些内容答复和联系。"),
    "sms_braces": ("花括号没有成对。", "请检查每个空前后的“{{”和“}}”。"),
    "sms_signature_inside": ("内容里有“【”或“】”。", "签名由系统加在最前面，内容里请改用其他括号。"),
    "sms_line_break": ("内容里有换行或其他不能发送的字符。", "请写成一段。"),
    "sms_text_long": ("按示例填写后有 {found} 字，超过运营商的上限 {most} 字。", "请缩短内容。"),
    "sms_text_unchanged": ("内容与现在使用的相同。", "不用保存；如需修改，请先改动内容。"),
    "sms_not_stuck": ("这条短信已不是“发送中”（现在是“{state}”）。", "请刷新页面查看。"),
    "sms_still_sending": (
        "这条短信刚刚交给网关，还在等它的回答。",
        "请在 {seconds} 秒后再看；仍是“发送中”时才能这样处理。",
    ),
    "sms_answer_missing": ("没有选择怎样处理。", "请先问过收件人，再选择一项。"),
    "sms_reply_empty": ("没有填写回复内容。", "请填写，或点一个代码。"),
    "sms_reply_long": ("回复内容有 {found} 字，太长了。", "请缩短到 {most} 字以内。"),
}

# Why a message did not go out, or why the gateway is down.
FAULTS: dict[str, str] = {
    "kannel_unreachable": "连接不上短信网关",
    "kannel_no_answer": "短信网关没有回答",
    "kannel_busy": "短信网关忙",
    "kannel_refuses_account": "短信网关不接受账号",
    "operator_offline": "短信网关与运营商断开",
    "aliyun_unreachable": "连接不上阿里云",
    "aliyun_no_answer": "阿里云没有回答",
    "aliyun_template_missing": "没有登记对应的阿里云模板",
    "too_late": "过时未发",
    "given_up": "核实后不再发送",
}
GATEWAYS: dict[str, str] = {"kannel": "Kannel", "aliyun": "阿里云", "phones": "页面上的手机（培训）", "local": "测试"}
