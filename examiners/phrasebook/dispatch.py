"""Dispatch 三: refusals, letters, and the words of a ranking."""

from appraisal.core.phrases import Phrase, register
from examiners.rules.ranking import Criterion
from plans.phrasebook.step_letters import Letter

WHICH = "{item} {day}（计划 {number}）"

LETTERS: dict[str, Letter] = {
    "formed": Letter(
        "考评组已组建：" + WHICH, "{institute} {day} 的{item}实操，考评组 {seats} 人已全部确认，第三条短信已发给全组。"
    ),
    "broken": Letter(
        "考评组缺人：" + WHICH,
        "{institute} {day} 的{item}实操，考评组有人退出，现有 {seated}/{seats} 人，正在补派。",
        urgent=True,
    ),
    "short": Letter(
        "考评员人选不足：" + WHICH,
        "{institute} {day} 的{item}实操需要 {seats} 名考评员，现有 {seated} 人，可以邀请的人都已邀请过。"
        "请手动派遣，或与市中心联系。",
        urgent=True,
    ),
    "lapsed": Letter(
        "考评组没有组成：" + WHICH,
        "{institute} {day} 的{item}实操需要 {seats} 名考评员，到考评日只确认了 {seated} 人。",
        urgent=True,
    ),
    "cancelled": Letter(
        "考评员派遣已撤销：" + WHICH,
        "{institute} {day} 的{item}实操的考评员派遣已撤销：{reason}。"
        "这一场仍要举行又没有新的派遣的，由鉴定机构重新提出考评人数需求，不受时限影响。",
    ),
    "unfit": Letter(
        "请核对考评员：" + WHICH,
        "{who}（{why}）已受邀或已在{institute} {day} 的{item}实操考评组中。请决定是否让他退出、另派他人。",
        urgent=True,
    ),
    "proposed": Letter(
        "手动派遣待复核：" + WHICH,
        "{proposer}提出为{institute} {day} 的{item}实操手动派遣 {people} 名考评员，理由：{reason}。请另一人复核。",
        urgent=True,
    ),
}

REASONS: dict[Criterion, str] = {
    Criterion.DUTIES: "近期执评次数多于前一位",
    Criterion.FORESEEN: "后续几天的场次比前一位更指望他",
    Criterion.PREFERENCE: "本区在其执评意愿中的位次后于前一位",
    Criterion.ROTATION: "上次受邀晚于前一位",
    Criterion.DRAW: "与前一位条件相同，按抽签先后",
}

register(
    {
        "dispatch_reason_missing": Phrase("没有写明理由。", "请写明理由：它会记入记录，市中心看得到。"),
        "dispatch_request_closed": Phrase("这项考评人数需求已撤回或关闭。", "请先由鉴定机构重新提出需求。"),
        "dispatch_suspended": Phrase("这个场次或它的计划已暂停。", "市中心恢复以后才能派遣。"),
        "dispatch_day_over": Phrase("考评日 {day} 已到，不能再邀请。", "如仍需人手，请电话联系并与市中心沟通。"),
        "dispatch_nobody": Phrase("没有可以邀请的考评员。", "请查看不能邀请的原因，或改用手动派遣，或与市中心联系。"),
        "withdraw_not_in": Phrase("{name}不在这次派遣中，或已经退出。", "请刷新页面。"),
        "manual_nobody": Phrase("没有选择考评员。", "请至少选择一名考评员。"),
        "manual_too_many": Phrase("还缺 {open} 人，您选了 {chosen} 人。", "请减少人数；等待确认的人已占名额。"),
        "manual_engaged": Phrase("{names}当天已有别的派遣。", "请改选别人。"),
        "manual_unqualified": Phrase("{names}：{why}", "请改选别人，或先更正登记。"),
        "manual_same_person": Phrase("提出人不能自己复核。", "请由本区县中心另一人或市中心鉴定指导科复核。"),
        "manual_decided": Phrase("这项手动派遣已经处理过了。", "请刷新页面查看结果。"),
        "manual_waiting": Phrase("已有一项手动派遣等待复核。", "请先复核或撤回它。"),
        "manual_team_full": Phrase("人数已齐。", "不必再派。"),
    }
)
