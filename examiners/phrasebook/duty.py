"""Sentences about duty: what is missing at the hand-in, entering, and the letters about them."""

from appraisal.core.phrases import Phrase, register
from plans.phrasebook.step_letters import PLAN, Letter

LETTERS: dict[str, Letter] = {
    "handed_in": Letter(
        "已报送：{number} {item}", "{institute}报送了" + PLAN + "{item}的成绩花名册和执评表，请在时限内由两人各录一遍。"
    ),
    "handed_in_again": Letter(
        "再次报送：{number} {item}",
        "{institute}补正后再次报送了" + PLAN + "{item}的成绩花名册和执评表，请在时限内由两人各录一遍；"
        "退回以前录的一遍不算数。",
    ),
    "returned": Letter(
        "报送退回补正：{number} {item}",
        "{district}退回了" + PLAN + "{item}的成绩花名册和执评表，理由：{reason}。"
        "请按各部分的说明补正，在 {mend_by} 以前再次报送；按时补正的保留原报送时间。",
        urgent=True,
    ),
    "returned_incomplete": Letter(
        "报送不全，退回：{number} {item}",
        "{district}退回了" + PLAN + "{item}的报送，理由：{reason}。成绩花名册或执评表没有送到，视同没有报送，"
        "报送的最后一天仍是 {mend_by}。请立即补齐并再次报送。",
        urgent=True,
    ),
    "returned_late": Letter(
        "录入逾期以后退回：{number} {item}",
        "{district}录入成绩和执评情况已经逾期，现在退回了" + PLAN + "{item}的材料，理由：{reason}。"
        "再次报送以后录入时限重新计算，请留意。",
    ),
    "problem": Letter(
        "问题报告：{number} {item}", "{institute}书面报告了" + PLAN + "{item}实操中的问题，请查看并答复。", urgent=True
    ),
    "correction_asked": Letter(
        "执评更正待核：{number} {item}",
        PLAN + "{item}已确认的执评情况申请更正，请另一名工作人员核对证明材料后处理。",
    ),
    "corrected": Letter(
        "执评更正：{number} {item}",
        PLAN + "{item}的执评情况已经更正，原来的和理由留在记录中；考评费按更正后的计算。",
        urgent=True,
    ),
    "correction_refused": Letter("执评更正未同意：{number} {item}", PLAN + "{item}的执评更正未获同意，理由：{note}"),
    "answered": Letter("问题已答复：{number} {item}", "区县中心答复了" + PLAN + "{item}的问题报告。"),
}

register(
    {
        "duty_handed_in": Phrase("这一场已经报送，不能再改。", "有误的请与区县中心联系，由区县中心退回补正。"),
        "duty_not_handed_in": Phrase("这一场没有报送的材料可以退回。", "请刷新后再看：可能刚刚退回过。"),
        "duty_answer_missing": Phrase("没有填写补正说明。", "请说明对退回时指出的各部分做了什么。"),
        "duty_return_published": Phrase("这一场的成绩已经发布，材料不能再退回。", "成绩有误的，请申请成绩更正。"),
        "duty_return_scores_in": Phrase(
            "这一场的成绩两遍都已录完，材料不能再退回。", "请对照原件核定；发布以后有误的申请成绩更正。"
        ),
        "duty_return_duties_in": Phrase(
            "这一场的执评情况两遍都已录完，材料不能再退回。", "请对照原件核定、确认；确认以后有误的申请执评更正。"
        ),
        "duty_return_confirmed": Phrase("这一场的执评情况已经确认，材料不能再退回。", "有误的请申请执评更正。"),
        "duty_return_nothing": Phrase("没有指出哪一部分须补正。", "请在至少一个部分写明缺什么、错在哪里。"),
        "duty_remark_long": Phrase("“{part}”的说明超过 {most} 字。", "请写得简短些。"),
        "duty_sitting_suspended": Phrase("这一场已暂停。", "请先由市中心处理这一场。"),
        "duty_not_held": Phrase("这一场在 {day} 举行，还没有考。", "请在考试以后报送。"),
        "duty_no_meeting": Phrase("没有登记考前会。", "请登记考前会的时间、地点和参加人员；没有按时召开的如实登记。"),
        "duty_meeting_empty": Phrase("没有选择参加考前会的考评员。", "请勾选参加的考评员。"),
        "duty_no_team": Phrase("考评组还没有组成。", "请等区县中心派遣完毕；临时更换的由区县中心增补。"),
        "duty_attendance_missing": Phrase("没有登记出勤：{names}。", "请逐人登记是否到场、几个半天、履职情况。"),
        "duty_nobody_came": Phrase("没有一名考评员到场。", "请核对出勤；确实无人到场的，请与区县中心联系。"),
        "duty_one_leader": Phrase("到场的组长有 {count} 名。", "请指定一名到场的考评员为组长。"),
        "duty_roster_unsigned": Phrase("没有在成绩花名册上签字：{names}。", "请到场的考评员全部签字后登记。"),
        "duty_seal_unsigned": Phrase(
            "没有在封条上签字：{names}。", "成绩花名册封装后，请到场的考评员在封条上签字并登记。"
        ),
        "duty_not_sealed": Phrase("没有登记成绩花名册的封装。", "请登记封装时间和份数。"),
        "duty_scan_missing": Phrase("没有上传{kind}的扫描件。", "请上传 PDF、JPG 或 PNG 扫描件。"),
        "duty_no_wrap_up": Phrase("没有登记考后小结会。", "请登记时间和小结内容。"),
        "duty_problems_unsaid": Phrase("没有说明是否发现问题。", "请选择“没有发现问题”或“发现问题”。"),
        "duty_problem_unreported": Phrase(
            "小结会发现了问题，但没有向区县中心书面报告。", "请在“问题报告”中写明问题，可附材料。"
        ),
        "duty_handed_to_missing": Phrase("没有填写区县中心的接收人。", "请填写当面接收封装材料的工作人员姓名。"),
        "duty_stranger": Phrase("其中有人不在考评组里。", "请刷新页面：考评组可能刚刚有变动。"),
        "duty_half_days": Phrase("{name}的半天数不对。", "到场的填 1–{most} 个半天。"),
        "duty_half_days_absent": Phrase("{name}没有到场，却填了半天数。", "没有到场的半天数填 0。"),
        "duty_time_before_exam": Phrase("{what}早于考试日期 {day}。", "考试以后才封装、开小结会，请填写实际的时间。"),
        "duty_time_ahead": Phrase("{what}在将来。", "请填写实际的时间。"),
        "duty_member_already": Phrase("{name}已经在考评组里。", "请直接登记他的出勤。"),
        "duty_confirmed": Phrase("这一场的执评情况已经确认，不能再录入。", "有误的请申请执评更正：原来的留在记录中。"),
        "duty_not_confirmed": Phrase("这一场的执评情况还没有确认，没有可更正的。", "请在录入和核定时改正。"),
        "duty_correction_waiting": Phrase("这一场已有一项执评更正待处理。", "请等另一名工作人员处理完。"),
        "duty_correction_unchanged": Phrase("没有改动任何人的执评情况。", "请把有误的一行改成实际情况。"),
        "duty_correction_unproven": Phrase(
            "没有附证明材料。", "请上传能证明执评有误的材料（PDF、JPG 或 PNG），如执评情况表原件的扫描件。"
        ),
        "duty_correction_own": Phrase("更正由您申请，不能由您处理。", "请让另一名工作人员核对证明材料后处理。"),
        "duty_resolution_stranger": Phrase("其中没有要核定的人，或者两遍录入没有不一致。", "请刷新页面后重新核定。"),
        "duty_not_to_resolve": Phrase("现在没有可以核定的执评情况。", "请刷新后再看。"),
        "duty_not_to_confirm": Phrase("两遍还没有录完，或者已经确认。", "请刷新后再看。"),
        "duty_problem_answered": Phrase("这个问题已经答复过了。", "请刷新后查看。"),
    }
)
