"""Sentences of filing: drafts, sessions, what a plan lacks, and decisions."""

from appraisal.core.phrases import Phrase, register

OVERRIDE = "确有特殊情况的，请向市中心鉴定指导科申请特批"

register(
    {
        # --- drafting
        "session_missing": Phrase("{kind}没有选择统考批次。", "请在“统考批次”中选择市中心发布的批次，再执行计划。"),
        "session_not_for_kind": Phrase("{kind}由鉴定机构自行申报，不属于统考批次。", "请去掉批次，或改用统考计划。"),
        "session_kind_differs": Phrase("批次“{session}”是{found}，不是{kind}。", "请选择同一类型的批次。"),
        "session_executed": Phrase(
            "本机构在批次“{session}”中已有计划 {number}。", "请打开计划 {number} 修改；一个批次只需执行一次。"
        ),
        "category_not_for_kind": Phrase("{kind}不区分专场对象。", "请去掉专场对象，或改为专场鉴定。"),
        "kind_fixed": Phrase("计划的类型和批次在起草后不能更换。", "请作废这份草稿，另建一份计划。"),
        "draft_level_unknown": Phrase(
            "有的职业（工种）、等级在目录里找不到或已停用。", "请重新选择职业（工种）和等级。"
        ),
        "item_twice": Phrase("“{item}”出现了两次。", "请保留一项，人数写在一起。"),
        "sitting_twice": Phrase("“{item}”的{subject}安排了两场。", "一份计划中每个科目安排一场；另一场请另建计划。"),
        "draft_site_unknown": Phrase("所选实操场所不是本机构的场所。", "请从本机构的实操场所中选择。"),
        "site_only_for_practical": Phrase("只有实操科目填写实操场所。", "理论和综合评审请填写考试地点。"),
        "item_has_candidates": Phrase(
            "“{item}”已有 {count} 名考生，不能直接删去。", "请先在花名册页面让考生退出，再删去这一项。"
        ),
        "copy_of_session": Phrase(
            "计划 {number} 属于统考批次，日期由市中心规定，不能复制到别的日期。",
            "请在“统考批次”中选择新的批次执行计划。",
        ),
        "proof_removed": Phrase("这份材料已经删除。", "请刷新页面。"),
        "exam_out_of_reach": Phrase(
            "考试日期 {dates} 太远：目前可以安排到 {latest}。", "请检查年份是否录错，再选 {latest} 或以前的日期。"
        ),
        # --- the clock
        "filing_too_late": Phrase(
            "已过上报时限：最迟应于 {last_day} {cutoff} 前上报。{proof}",
            "请另选考试日期，目前最早可选 {earliest}；" + OVERRIDE + "。",
        ),
        "session_too_late": Phrase(
            "已过执行时限：最迟应于 {last_day} {cutoff} 前执行本批次的计划。{proof}",
            "请选择首场考试不早于 {earliest} 的批次；" + OVERRIDE + "。",
        ),
        "take_back_late": Phrase(
            "上报时限 {last_day} {cutoff} 已过：撤回后就不能再上报了。{proof}",
            "需要修改的，请联系市中心退回：退回后 {grace} 个工作日内再次上报，保留原上报时间。",
        ),
        "sitting_past": Phrase("“{item}”的{subject}日期 {date} 已过或就是今天。", "请改为以后的日期。"),
        # --- the plan
        "items_missing": Phrase("计划中没有职业（工种）和等级。", "请至少加入一个职业（工种）和等级。"),
        "category_missing": Phrase("没有选择专场对象。", "请选择这次专场面向的人员：不同对象需要不同的证明材料。"),
        "proof_missing": Phrase("面向{category}的专场缺少证明材料：{proof}。", "请上传{proof}。"),
        "session_withdrawn": Phrase("统考批次“{session}”已被市中心撤回。", "请选择其他批次；这份草稿可以作废。"),
        "item_not_in_session": Phrase(
            "“{item}”不在统考批次“{session}”的范围内。", "请删去这一项，或以专场鉴定另行申报。"
        ),
        "sitting_off_session": Phrase(
            "“{item}”的{subject}安排在 {date}，批次规定为 {day}。", "请把日期改为 {day}：统考日期全市一致。"
        ),
        # --- items
        "licence_missing": Phrase(
            "本机构没有“{item}”的鉴定许可。",
            "请删去这一项；拟增加鉴定范围的，须经市人力社保行政部门批准后在“鉴定许可”中申请。",
        ),
        "licence_expires": Phrase(
            "“{item}”的鉴定许可（{number}）到 {until} 为止，早于考试日期 {exam}。",
            "请把考试提前到许可期内，或凭批准文件在“鉴定许可”中申请延续。",
        ),
        "licence_not_yet": Phrase(
            "“{item}”的鉴定许可（{number}）从 {since} 开始，晚于考试日期 {exam}。", "请把考试改到 {since} 或以后。"
        ),
        "mode_missing": Phrase(
            "“{item}”的鉴定方式尚未维护。", "请点“请市中心维护鉴定方式”；市中心维护后即可上报，其间可先保存草稿。"
        ),
        "mode_for_review_missing": Phrase(
            "“{item}”的综合评审鉴定方式尚未维护。", "请点“请市中心维护鉴定方式”；市中心维护后即可上报。"
        ),
        "level_not_for_kind": Phrase("{kind}只能申报{levels}，不含“{item}”。", "请删去这一项，或换一种计划类型。"),
        "sittings_missing": Phrase("“{item}”没有安排场次。", "请为它安排理论、实操等科目的日期和地点。"),
        "review_sitting_missing": Phrase(
            "“{item}”没有安排综合评审。", "技师、高级技师不论理论、实操成绩是否合格均应参加综合评审，请安排一场。"
        ),
        "review_not_for_level": Phrase("“{item}”不需要综合评审。", "请删去综合评审场次：它只适用于技师、高级技师。"),
        "site_missing": Phrase("“{item}”的实操没有选择场所。", "请选择已备案的实操场所；还没有的，请先备案。"),
        "site_unconfirmed": Phrase(
            "“{item}”的实操场所“{site}”尚未经市中心确认备案。", "请等市中心确认，或改用已备案的场所。"
        ),
        "site_scope": Phrase(
            "实操场所“{site}”的备案范围不含“{item}”。", "请改用可承担该职业（工种）的场所，或申请变更备案范围。"
        ),
        "place_missing": Phrase("“{item}”的{subject}没有填写考试地点。", "请填写考试地点。"),
        # --- candidates
        "candidates_missing": Phrase("“{item}”还没有考生。", "请在花名册页面上传考生，或删去这一项。"),
        "roster_unfinished": Phrase("“{item}”有花名册正在检查或等待确认。", "请到花名册页面处理完毕后再完成报名。"),
        # --- sessions
        "session_dates_missing": Phrase("没有填写任何考试日期。", "请至少填写一个科目的日期。"),
        "session_name_taken": Phrase("已有名为“{name}”的统考批次。", "请换一个名称。"),
        "session_date_late": Phrase(
            "首场考试 {exam} 太近：鉴定机构已来不及在 {last_day} 前执行计划。{proof}",
            "请把首场考试安排在 {earliest} 或以后，并给鉴定机构留出时间。",
        ),
        "session_in_use": Phrase(
            "批次中已有 {count} 份计划上报：{numbers}。", "请先逐一退回或取消这些计划，再撤回批次。"
        ),
    }
)
