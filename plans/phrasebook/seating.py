"""Sentences of rooms, seats, invigilators and of resuming a suspended plan; and the letters about them."""

from appraisal.core.phrases import Phrase, register
from plans.phrasebook.step_letters import PLAN, Letter

AGAIN = "请刷新页面后重新操作。"

LETTERS: dict[str, Letter] = {
    "seats_changed": Letter(
        "座位调整：{number}，{people} 人", "{institute}调整了" + PLAN + "的考场编排：{what}，换座位的考生 {people} 人。"
    ),
}

register(
    {
        # --- rooms
        "room_size": Phrase("排数和列数都要在 1 到 {most} 之间。", "请改正。"),
        "room_gap_outside": Phrase("空位超出考场：{gaps}。", "请改正空位，或加大排数、列数。"),
        "room_no_place": Phrase("去掉空位以后没有座位了。", "请减少空位。"),
        "room_capacity": Phrase("每场至少 1 人。", "请填写每场最多人数。"),
        "room_overfull": Phrase(
            "每场 {capacity} 人加备用 {spares} 个，超过了实有的 {places} 个。", "请减少人数或备用数，或加大布局。"
        ),
        "room_name_taken": Phrase("本单位已有同名的考场。", "请换一个名称。"),
        "room_district_missing": Phrase("没有选择所在区县。", "请选择。"),
        "room_site_missing": Phrase("实操工位没有选择备案实操场所。", "请选择已备案的场所 二（三）。"),
        "room_site_unfit": Phrase("“{site}”不是本单位已备案的场所。", "请选择已备案的场所。"),
        "room_site_crowded": Phrase(
            "备案场所有 {stations} 个工位，布局有 {places} 个。", "请与备案一致，或先变更备案。"
        ),
        "room_in_use": Phrase(
            "考场已排在 {plan} {at}，不能改动布局。", "请先调整该计划的座位；要停用的，请用“停用”，系统会另排座位。"
        ),
        "room_cannot_go": Phrase("停用以后，计划 {number} 排不下：{why}", "请先增加考场，或与市中心联系变更。"),
        "room_in_use_elsewhere": Phrase(
            "其他机构的计划已排在这个考场（{at}）。", "请等考试结束以后再停用，或请该机构先调整。"
        ),
        # --- arranging
        "seats_no_sitting": Phrase("没有选择场次。", "请至少选择一个场次。"),
        "seats_no_time": Phrase("{what}没有开始时间。", "请先填写开始时间。"),
        "seats_nobody": Phrase("所选场次没有考生。", "请检查花名册中的考试科目。"),
        "seats_no_room": Phrase("{what}：没有可用的考场。", "请登记考场，或检查场所、类型和是否停用。"),
        "seats_short": Phrase(
            "{what}：要 {need} 个座位，可用 {have} 个（{rooms}），差 {short} 个。",
            "请增加考场，或错开时间；不同职业混排也许能省出座位。",
        ),
        "seats_do_not_fit": Phrase(
            "{what}：要 {need} 个座位，共有 {have} 个（{rooms}），但不能同时分给这几场。",
            "请增加考场、错开时间，或不同职业混排。",
        ),
        "seats_room_taken": Phrase("{room}在 {at} 已被{by}占用。", "请换时间，或由对方让出。"),
        "seats_people_busy": Phrase(
            "{what}：{count} 名考生同时要参加{where}。", "请错开时间，或由考生退出其中一份计划。"
        ),
        "seats_need_unmet": Phrase(
            "{what}：{count} 名考生需要{need}，只有 {have} 个。", "请登记合适的考场，或与考生商量。"
        ),
        "seats_room_strange": Phrase("所选考场中有的不能用于这个场次。", AGAIN),
        "seats_seed": Phrase("随机种子应当是 0 到 {most} 的整数。", "请改正，或留空由系统抽取。"),
        "seats_late": Phrase(
            "座位只能调整到考试前 {days} 个工作日（{last_day}）。", "确有特殊情况的，请向市中心申请变更。"
        ),
        # --- single seats
        "seat_gone": Phrase("这个座位不在这份编排里。", AGAIN),
        "seat_not_there": Phrase("{room}没有 {number} 号{place}。", "请选择图上的空座位或有人的座位。"),
        "seat_is_spare": Phrase("{number} 号是备用{place}。", "请选择别的座位；备用的留给临时故障。"),
        "seat_room_full": Phrase("{room}这一场最多 {capacity} 人，已经坐满。", "请与该考场的考生对换。"),
        "seat_other_sitting": Phrase("{room}这一场不考这个科目、职业。", "请选择同一场次的考场。"),
        "seat_person_busy": Phrase("{name}在 {at} 还有{where}。", "请选择别的批次。"),
        "seat_same": Phrase("{name}已经坐在那里。", "请选择别的座位。"),
        "need_of_whom": Phrase("“{who}”在这份计划里有 {count} 名考生。", "请填写姓名；同名的填写花名册行号。"),
        "need_unknown": Phrase("没有这种特殊需要。", AGAIN),
        "minutes_strange": Phrase("时长应当在 {least} 到 {most} 分钟之间。", "请改正。"),
        "time_missing": Phrase("没有填写开始时间。", "请填写。"),
        "time_fixed": Phrase("{what}的开始时间已经申报为 {at}。", "改时间请申请变更 一（二）。"),
        # --- completing
        "arrange_unseated": Phrase("{what}：{count} 名考生没有座位（{names}）。", "请编排这一场，或补排。"),
        "arrange_left": Phrase("{what}：{count} 个座位上的考生已退出（{names}）。", "请点“补排”收回座位。"),
        "arrange_invigilators": Phrase(
            "{room}（{at}）还缺监考员 {lacks} 人，应有 {needed} 人。", "请自动或手工安排监考员。"
        ),
        "arrange_nobody": Phrase("计划中没有考生。", "没有考生的计划请向市中心申请取消。"),
        "ticket_taken": Phrase("准考证号 {number} 已被使用。", "请系统管理员检查准考证号的编码规则。"),
        # --- invigilators
        "invigilator_twice": Phrase("名单里已有这个手机号码的人。", "请勿重复登记。"),
        "invigilator_phone": Phrase("手机号码不对。", "请填写 11 位手机号码。"),
        "invigilator_busy": Phrase("{name}在 {at} 已在{room}监考。", "请另选一人。"),
        "invigilator_inactive": Phrase("{name}现在不可安排。", "请在监考员名单中改为可安排，或另选一人。"),
        "invigilator_on_duty": Phrase("{name}在 {at} 还有监考任务。", "请先把任务交给别人。"),
        "invigilator_needed": Phrase(
            "计划已完成编排，{room}（{at}）应有监考员 {needed} 人。", "请先加上接替的人，再撤下。"
        ),
        "invigilator_candidate": Phrase("{name}是这份计划的考生，不能监考。", "请另选一人。"),
        # --- resuming
        "resume_date_missing": Phrase("没有选择新的首场考试日期。", "请选择日期。"),
        "resume_not_later": Phrase("{new} 不晚于原来的首场考试 {old}。", "请选择以后的日期 一（二）。"),
        "resume_too_soon": Phrase(
            "首场考试定在 {new} 时，考场编排的最后一天 {last_day} 已经过去。", "最早可以定在 {earliest}。"
        ),
        "resume_session": Phrase(
            "全国统考、全市统考的日期由批次规定（{session}），不能单独改期。", "请特批放宽编排时限，或取消计划。"
        ),
        "resume_out_of_reach": Phrase("{new} 太远：最远可以定在 {latest}。", "请改正日期。"),
    }
)
