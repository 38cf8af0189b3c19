"""Sentences of conditions for applying, verdicts, evidence and the first review."""

from appraisal.core.phrases import Phrase, register

register(
    {
        "standard_fault": Phrase("{where}：{message}。", "请改正后再保存。"),
        "standard_file": Phrase("文件不是可以读取的 JSON：{message}。", "请从本页下载现有内容，在它的基础上修改。"),
        "standard_same_day": Phrase("从 {date} 起已经有一份已发布的申报条件。", "请改一个开始执行的日期。"),
        "standard_alternative_twice": Phrase("这一等级已有相同的一条。", "请修改，或不必再加。"),
        "standard_alternative_gone": Phrase("这一条刚刚被别人删去。", "请刷新后再看。"),
        "standard_changed_since": Phrase("从查看影响到现在，条件或考生有了变化。", "请重新查看影响，确认后再发布。"),
        "background_fault": Phrase("{message}。", "请照材料改正。"),
        "evidence_missing": Phrase("没有选择材料文件。", "请选择 PDF、JPG 或 PNG 文件。"),
        "evidence_gone": Phrase("这份材料已经删去。", "请刷新后再看。"),
        "verdicts_pending": Phrase("{item}：{count} 名考生的资格预审还没有完成（{names}）。", "请稍等，完成后再操作。"),
        "first_review_missing": Phrase(
            "{item}：{count} 名考生还没有资格初审，或初审以后信息有变化（{names}）。",
            "请逐一初审；符合条件的可以“所有符合的一并通过”。",
        ),
        "first_review_failed": Phrase(
            "{item}：{count} 名考生初审不合格，仍在名单中（{names}）。", "请让这些考生退出，或补充材料后重新初审。"
        ),
        "conditions_unproven": Phrase(
            "{item}：{count} 名考生不符合申报条件，也没有任何材料（{names}）。",
            "请上传证明材料，补录有日期的事实，或让这些考生退出。",
        ),
        "first_review_note_missing": Phrase("初审不合格没有写明原因。", "请写明原因：区县复审时看得到。"),
        "candidate_withdrawn": Phrase("{name}已退出本计划。", "不需要初审。"),
    }
)
