"""Sentences of the re-review: slots, bookings, the desk, papers, qualifying; and the letters about them."""

from appraisal.core.phrases import Phrase, register
from plans.phrasebook.step_letters import PLAN, Letter

AGAIN = "请刷新页面后重新选择。"

LETTERS: dict[str, Letter] = {
    "booked": Letter("新预约：{number}，{people} 人", "{institute}为" + PLAN + "预约了资格复审：{times}。"),
    "moved": Letter("预约改期：{number}，{people} 人", "{institute}把" + PLAN + "的资格复审由 {before} 改到 {after}。"),
    "cancelled": Letter("取消预约：{number}，{people} 人", "{institute}取消了" + PLAN + "在 {before} 的资格复审预约。"),
    "slot_withdrawn": Letter(
        "复审时段取消：{number}，{people} 人须另约",
        "{district}取消了 {at} 的资格复审时段，理由：{reason}。" + PLAN + "有 {people} 名考生原约在这一时段，请另约。",
        urgent=True,
    ),
    "reviewed": Letter(
        "复审结果：{number}",
        "{district}已复审" + PLAN + "在 {at} 预约的考生：合格 {passed} 人，不合格 {failed} 人，"
        "待补材料 {more} 人，未到场 {no_show} 人。待补材料和未到场的考生请另约。",
    ),
}

register(
    {
        # --- slots
        "slot_places": Phrase("每段可审 {found} 人不合理。", "请填写 1 到 {most} 之间的整数。"),
        "slot_weekdays_missing": Phrase("没有选择星期几。", "请至少选择一天。"),
        "slot_dates_missing": Phrase("没有填写日期。", "请填写日期；只有一天的，两个日期填同一天。"),
        "slot_dates_order": Phrase("结束日期 {last} 早于开始日期 {first}。", "请改正日期。"),
        "slot_past": Phrase("{day} 已经过去。", "请选择以后的时间。"),
        "slot_far": Phrase("{day} 太远：时段最远可以发布到 {limit}。", "请把结束日期改到 {limit} 以前。"),
        "slot_times_missing": Phrase("没有填写时间。", "请写成 09:00-11:30，多段用空格或换行分开。"),
        "slot_times_unread": Phrase("“{text}”看不出是哪一段时间。", "请写成 09:00-11:30，多段用空格或换行分开。"),
        "slot_times_order": Phrase("{start}-{end}：结束不晚于开始。", "请改正时间。"),
        "slot_times_overlap": Phrase("从 {one} 和从 {other} 开始的两段重叠。", "请改正时间。"),
        "slot_no_working_day": Phrase("这段日期里没有符合的工作日。", "请换一段日期，或多选几个星期几。"),
        "slot_taken": Phrase("{at} 已经有一个时段。", "请去掉这一段，或先取消原来的时段。"),
        # --- bookings
        "booking_slot_withdrawn": Phrase("{at} 的时段已被区县中心取消。", AGAIN),
        "booking_slot_over": Phrase("{at} 的时段已经开始或过去。", AGAIN),
        "booking_after_exam": Phrase("{at} 不早于首场考试 {exam}。", "请选择考试以前的时段。"),
        "booking_full": Phrase(
            "{at} 只剩 {free} 个名额，您选了 {chosen} 人。",
            "请减少人数，其余的人约到别的时段：时段按人数计，可以分开约。",
        ),
        "booking_nobody": Phrase("没有选择考生。", "请填写人数，或勾选考生。"),
        "booking_strangers": Phrase("有 {count} 名考生不在这份计划里。", AGAIN),
        "booking_withdrawn": Phrase("{count} 名考生已退出：{names}。", AGAIN),
        "booking_unneeded": Phrase("{count} 名考生的职业（工种）不须复审：{names}。", "不必为他们预约。"),
        "booking_decided": Phrase("{count} 名考生已经复审完毕：{names}。", "不必再约。"),
        "booking_twice": Phrase("{count} 名考生已有预约：{names}。", "请先取消或改期原来的预约。"),
        "booking_over": Phrase("这个预约的时段已经开始，不能再改。", "没有到场的考生会记为未到场，之后可以另约。"),
        "booking_ended": Phrase("这个预约已经取消、改期或办完。", "请刷新页面查看。"),
        "booking_same_slot": Phrase("新的时段就是原来的时段。", "请选择另一个时段。"),
        # --- desk
        "desk_items_unseen": Phrase("还有 {count} 项没有审核：{items}。", "请逐项审核后再判合格。"),
        "desk_items_faulty": Phrase("{items}不符合，不能判合格。", "请改判不合格或待补材料，或改正该项。"),
        "desk_reason_missing": Phrase("判“{outcome}”没有写明原因。", "请标出不符合的项，或填写说明：鉴定机构看得到。"),
        "desk_outcome_missing": Phrase("没有选择结论。", "请选择合格、不合格、待补材料或未到场。"),
        "desk_not_yet": Phrase("{at} 的时段还没到日子。", "请在当天办理。"),
        "desk_undo_not_last": Phrase("这个结论之后又有新的结论。", "请在考生的新结论上操作。"),
        # --- papers
        "papers_unreviewed": Phrase(
            "还有 {count} 名考生没有复审结论：{names}。", "请先复审完毕，或由鉴定机构让他们退出。"
        ),
        "papers_unneeded": Phrase("本计划没有须资格复审的职业（工种）。", "不需要资格复审表。"),
        "papers_current": Phrase("现行的第 {version} 版仍然有效。", "请直接打印；内容有变化时系统会自动作废旧版。"),
        "copy_superseded": Phrase("{copy}已作废。", "请使用新版。"),
        "copy_sealed": Phrase("{copy}已经盖章。", "不用重复登记。"),
        "copy_unsealed": Phrase("{copy}还没有盖章。", "请先盖章，再移交。"),
        "copy_handed_over": Phrase("{copy}已经移交。", "不用重复登记。"),
        "receiver_missing": Phrase("没有填写接收人。", "请填写接收人姓名。"),
        # --- qualifying
        "qualify_by_district": Phrase(
            "本计划有须资格复审的职业（工种），由注册地区县中心办理。", "请预约并完成资格复审。"
        ),
        "qualify_by_institute": Phrase("本计划没有须资格复审的职业（工种），由鉴定机构办理。", "请鉴定机构办理。"),
        "qualify_nobody": Phrase("计划中没有考生。", "没有考生的计划请向市中心申请取消。"),
        "qualify_unreviewed": Phrase("{item}：{count} 名考生还没有复审（{names}）。", "请预约并完成复审。"),
        "qualify_more": Phrase(
            "{item}：{count} 名考生待补材料（{names}）。", "请带齐材料再来，或由鉴定机构让他们退出。"
        ),
        "qualify_no_show": Phrase("{item}：{count} 名考生未到场（{names}）。", "请另约时段，或由鉴定机构让他们退出。"),
        "qualify_papers_missing": Phrase("还没有制作{papers}。", "请区县中心在“复审表和花名册”中制作。"),
        "qualify_papers_unsealed": Phrase("{count} 份还没有盖章：{copies}。", "请盖章并登记。"),
        # --- leaving
        "leave_nobody": Phrase("没有选择考生。", "请勾选要退出的考生。"),
    }
)
