"""Holiday notices and single days of the calendar."""

SENTENCES = {
    "notice_number_missing": (
        "没有填写通知文号。",
        "请填写放假通知的文号，如 国办发明电〔2025〕7号；它会写进每个期限的依据。",
    ),
    "notice_empty": ("没有读到任何放假或上班的日子。", "请粘贴通知的正文，或每行一天：2026-02-14 上班 春节。"),
    "notice_line_unread": ("第 {line} 行读不懂：{text}", "请按通知原文或“日期 放假/上班 名称”改写这一行。"),
    "notice_weekday_wrong": ("第 {line} 行：{day} 写作{stated}，实为{actual}。", "请与通知原文核对日期。"),
    "notice_date_wrong": ("第 {line} 行：没有“{text}”这一天。", "请与通知原文核对日期。"),
    "notice_total_wrong": ("第 {line} 行写“共{stated}天”，列出的是 {counted} 天：{text}", "请与通知原文核对起止日期。"),
    "notice_day_outside_year": (
        "{day} 不在 {year} 年的通知范围内。",
        "一个年度的通知只能写本年和上年 12 月最后几天；请核对年份。",
    ),
    "notice_day_twice": ("{day} 写了两次。", "请删去重复的一处。"),
    "notice_day_contradicts": ("{day} 既写放假又写上班。", "请与通知原文核对。"),
    "make_up_not_weekend": ("{day} 不是周末，不能作调休上班日。", "只有周六、周日可以调休上班；请核对日期。"),
    "notice_statutory_day_works": ("{name} {day} 是法定节假日，通知中却没有放假。", "请补上这一天，或与通知原文核对。"),
    "notice_does_not_add_up": (
        "放假占用 {off} 个平日，与法定 {total} 天加调休上班 {make_ups} 天（共 {expected} 天）不符。",
        "请与通知原文逐日核对；确为原文如此（如增加的纪念日放假）时，请勾选“已与原文核对”再提交。",
    ),
}
