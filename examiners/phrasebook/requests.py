"""Requests for examiners: refusals, and what the other side is told."""

from appraisal.core.phrases import Phrase, register

ASKED = "考评人数需求：{item} {day}，{number} 人"
ASKED_BODY = "{institute}的《{title}》（{plan}）{day} 的{item}实操需要 {number} 名考评员。考点联系人：{contact}。"
CHANGED = "考评人数需求有变化：{item} {day}，现为 {number} 人"
WITHDRAWN = "考评人数需求已撤回：{item} {day}"
WITHDRAWN_BODY = "{institute}撤回了《{title}》（{plan}）{day} 的{item}实操的考评人数需求。理由：{reason}"

register(
    {
        "request_held": Phrase("本场考试日期 {day} 已到或已过。", "不能再提出需求；请与区县中心联系。"),
        "request_too_late": Phrase(
            "已过提出考评人数需求的时限：最迟应于 {last_day} {cutoff} 前提出。{proof}",
            "请与市中心鉴定指导科联系：由市中心特批重新受理，或者申请改到以后的日期。",
        ),
        "request_suspended": Phrase(
            "本场已暂停，现在不受理需求（时限 {last_day} {cutoff}）。{proof}",
            "请与市中心鉴定指导科联系，恢复本场以后再提出。",
        ),
        "request_number": Phrase(
            "需求人数 {number} 不在 {least} 至 {most} 之间。", "请填写 {least} 至 {most} 的人数。"
        ),
        "request_phone": Phrase("考点联系电话不是手机或固定电话号码。", "请填写短信里要写给考评员的联系电话。"),
        "request_missing": Phrase("本场还没有提出考评人数需求。", "请先提出需求。"),
        "request_not_practical": Phrase("这一场不是实操，不派遣考评员。", "请选择实操场次。"),
        "request_dispatched": Phrase(
            "区县中心已经开始派遣，人数不能改少。", "要减少人数的，请与区县中心联系；联系人可以修改。"
        ),
    }
)
