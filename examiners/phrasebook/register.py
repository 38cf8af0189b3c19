"""Sentences of the register: entries, cards, wishes, absences, self-service."""

from appraisal.core.phrases import Phrase, register

register(
    {
        # --- entries
        "examiner_id_number": Phrase("身份证号不正确：{problem}。", "请照身份证改正号码。"),
        "examiner_phone": Phrase("手机号码不正确。", "请填写 11 位手机号码：派遣短信发到这个号码。"),
        "examiner_bank_card": Phrase("银行卡号不正确：{problem}。", "请照北京银行卡改正号码。"),
        "examiner_known": Phrase("{what}已登记在考评员 {other} 名下。", "请核对；是同一个人的，请修改原有登记。"),
        "examiner_inactive": Phrase("考评员 {name} 已停聘。", "请先恢复聘用。"),
        "examiner_active": Phrase("考评员 {name} 在聘。", "请刷新页面查看。"),
        "examiner_elsewhere": Phrase("{name}的登录还用于其他单位的角色。", "请由市中心鉴定指导科在“人员”中重设密码。"),
        "examiner_keeper": Phrase("没有选择登记单位。", "请选择由哪个区县中心登记，或由市中心登记。"),
        # --- cards
        "card_number_taken": Phrase("证卡编号 {number} 已登记。", "请核对编号。"),
        "card_reversed": Phrase("有效期至 {end} 早于发证日期 {start}。", "请改正日期。"),
        "card_long": Phrase("有效期至 {end} 太远：证卡最长 {years} 年。", "请检查年份是否录错。"),
        "card_overlaps": Phrase(
            "与同一职业的另一张证卡（{start} 至 {end}）有效期重叠。", "请先注销旧证卡，或改正有效期。"
        ),
        "card_withdrawn": Phrase("这张证卡已注销。", "请刷新页面查看。"),
        # --- wishes and days
        "preferences_number": Phrase("选了 {number} 个意愿区县，应为 {wanted} 个。", "请按顺序选 {wanted} 个区县。"),
        "preferences_twice": Phrase("同一个区县选了两次。", "请选不同的区县。"),
        "preferences_unknown": Phrase("选了不在用的区县。", "请重新选择。"),
        "absence_reversed": Phrase("结束日期 {end} 早于开始日期 {start}。", "请改正日期。"),
        "absence_past": Phrase("结束日期 {end} 已经过去。", "请填写今天或以后的日期。"),
        "absence_long": Phrase("一次不能超过 {limit} 天。", "长期不能执评的，请联系登记单位停聘。"),
        "recusal_institute": Phrase("没有选择鉴定机构。", "请选择要回避的鉴定机构。"),
        "recusal_twice": Phrase("已登记对 {institute} 的同样回避。", "不用重复登记。"),
        "recusal_over": Phrase("这项回避已经取消。", "请刷新页面查看。"),
        # --- self-service
        "change_same": Phrase("新号码与现在登记的相同。", "请核对，不用修改。"),
        "change_waiting": Phrase("已有一项{field}的修改在等区县确认。", "请先撤回，或等确认以后再改。"),
        "change_decided": Phrase("这项修改已经处理过了。", "请刷新页面查看。"),
        "link_over": Phrase("链接已失效或已过期。", "请用登录名和密码登录，或请区县中心重新发送链接。"),
        "link_limited": Phrase("通过短信链接进入时不能办理这一项。", "请用登录名和密码登录后办理。"),
        # --- import
        "register_columns": Phrase("文件缺少“{columns}”列。", "请下载模板，按其中的列填写。"),
        "register_row": Phrase("第 {row} 行：{faults}", "请改正后重新上传：有一行出错就全部不写入。"),
        "import_disagrees": Phrase("与第 {row} 行是同一个人，但内容不一致。", "请把同一个人的各行改成一致。"),
        "import_shared": Phrase("{what}与第 {row} 行相同。", "请核对这两行。"),
        "import_overlaps": Phrase("与第 {row} 行的证卡有效期重叠。", "同一职业同时只有一张有效证卡：请改正有效期。"),
        "import_cell": Phrase("“{text}”无法识别为{what}。", "{hint}"),
        "register_preview_over": Phrase("预览已过期，或不是您做的。", "请重新上传文件。"),
        "register_changed": Phrase("预览以后登记有变化。", "请重新上传文件，看过新的预览再确认。"),
    }
)
