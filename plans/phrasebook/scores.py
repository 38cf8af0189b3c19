"""Sentences about scores: entering, differences, publication, corrections; and the letters about them."""

from appraisal.core.phrases import Phrase, register
from plans.phrasebook.step_letters import PLAN, Letter

LETTERS: dict[str, Letter] = {
    "differing": Letter(
        "两遍成绩不一致：{number} {subject}",
        PLAN + "{item}的{subject}成绩两遍录入有 {count} 处不一致，请对照纸质成绩逐处核定。",
    ),
    "published": Letter("成绩发布：{number} {subject}", PLAN + "{item}的{subject}成绩已发布，共 {people} 人。"),
    "correction_asked": Letter(
        "成绩更正待核：{number} {subject}",
        PLAN + "{item}的{subject}成绩有一处申请更正，请另一名工作人员核对证明材料后处理。",
    ),
    "corrected": Letter(
        "成绩更正：{number} {subject}",
        PLAN + "{item}的{subject}成绩更正了一处，原成绩和理由留在记录中，请在成绩页面查看。",
        urgent=True,
    ),
}

register(
    {
        "entry_own_already": Phrase(
            "您已经录过这一份，两遍必须由两个人各录一遍。", "请让另一名工作人员录第二遍；录完之前谁都看不到对方的内容。"
        ),
        "entry_twice_already": Phrase("两遍都已经录完。", "请查看两遍是否一致，核定后确认。"),
        "entry_unresolved": Phrase("还有 {count} 处两遍不一致没有核定。", "请对照纸质原件逐处核定。"),
        "entry_own_resolution": Phrase(
            "不一致之处是您核定的，不能再由您一个人确认。", "请让另一名工作人员看过以后确认。"
        ),
        "score_sitting_suspended": Phrase("这一场已暂停，没有成绩可录。", "请先由市中心处理这一场。"),
        "score_not_held": Phrase("这一场在 {day} 举行，还没有考。", "请在考试以后录入。"),
        "score_not_handed_in": Phrase(
            "鉴定机构还没有报送这一场的成绩花名册和执评表。", "请等鉴定机构报送；逾期未报的已在计划页面标出。"
        ),
        "score_published": Phrase("这一场的成绩已经发布，不能再录入。", "有误的请申请更正：原成绩留在记录中。"),
        "score_stranger": Phrase("编号 {key} 的考生不参加这一场。", "请刷新页面：考生可能刚刚退出。"),
        "score_unreadable": Phrase(
            "{name}：“{typed}”不是成绩。", "请填 0–100 的数，最多一位小数；缺考填“缺考”或 Q，作弊填“作弊”或 Z。"
        ),
        "score_nobody": Phrase("没有考生参加这一场。", "请核对花名册中各科目的报考情况。"),
        "score_missing": Phrase("还有 {count} 名考生没有成绩：{names}。", "请补齐；没有到场的填“缺考”。"),
        "score_entries_lack": Phrase("还差 {count} 遍录入。", "请等两个人各录一遍。"),
        "score_resolution_missing": Phrase("没有填写核定的成绩。", "请对照纸质原件，至少核定一处。"),
        "score_resolution_stranger": Phrase("{name}的两遍录入没有不一致。", "请刷新页面后重新核定。"),
        "score_unchanged": Phrase("更正后的成绩与现在的 {grade} 相同。", "请填写要改成的成绩。"),
        "score_correction_waiting": Phrase("这一成绩已有一项更正待处理。", "请等另一名工作人员处理完。"),
        "score_correction_unproven": Phrase(
            "没有附证明材料。", "请上传能证明成绩有误的材料（PDF、JPG 或 PNG），如成绩花名册原件的扫描件。"
        ),
        "score_correction_own": Phrase("更正由您申请，不能由您处理。", "请让另一名工作人员核对证明材料后处理。"),
        "score_file_unmatched": Phrase(
            "第 {row} 行：找不到对应的考生（{typed}）。", "请用下载的模板填写，不要改“考生编号”一列。"
        ),
        "score_file_twice": Phrase("第 {row} 行：{name}在文件里出现了两次。", "请只留一行。"),
        "score_file_name": Phrase(
            "第 {row} 行：编号对应的考生是{name}，文件里写的是“{typed}”。", "请核对是否串行，改正后重新上传。"
        ),
        "score_file_grade": Phrase(
            "第 {row} 行：{name}的成绩“{typed}”不能识别。", "请填 0–100 的数，最多一位小数，或“缺考”“作弊”。"
        ),
        "score_file_missing": Phrase(
            "文件里没有 {count} 名考生：{names}。", "每名参加这一场的考生都要有一行，没有到场的填“缺考”。"
        ),
        "score_file_headings": Phrase(
            "在前 {rows} 行里没有找到表头。", "表头至少要有“成绩”，以及“考生编号”“准考证号”“证件号码”之一。"
        ),
        "score_file_same": Phrase(
            "这个文件和另一遍录入用的是同一个文件，等于没有录第二遍。", "请对照纸质成绩另录一遍，或另做一份文件。"
        ),
    }
)
