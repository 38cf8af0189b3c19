"""Catalogue, appraisal modes, licences, practical sites."""

SENTENCES = {
    "too_long": ("{what}有 {found} 个字，最多 {limit} 个字。", "请缩短{what}。"),
    # --- catalogue ---
    "levels_empty": ("“{name}”没有等级。", "请填写等级，例如 5-1 或 5、4、3。"),
    "levels_unreadable": ("等级“{text}”无法识别。", "请写成 5-3（从五级到三级）或 5、4、3。"),
    "levels_not_offered": (
        "“{name}”没有{levels}级，却标了上机考试或资格复审。",
        "请先在“等级”中加上这些等级，或去掉标记。",
    ),
    "computer_based_level": (
        "“{name}”的{levels}级不能标为上机考试。",
        "上机考试只用于五、四、三级：请去掉二级、一级的标记。",
    ),
    "occupation_twice": ("“{name}”在文件中出现了 {times} 次。", "每个职业（工种）只留一行。"),
    "yes_or_no": ("“{text}”既不是“是”也不是“否”。", "请填写“是”或“否”。"),
    "catalogue_file_kind": ("“{name}”不是可以读取的表格文件。", "请上传 .xlsx 或 UTF-8 编码的 .csv 文件。"),
    "catalogue_file_size": ("文件超过上限 {limit} MB。", "请只保留要导入的一张表后再上传。"),
    "catalogue_file_rows": ("文件超过上限 {limit} 行。", "请删去空行，或分几次导入。"),
    "catalogue_file_empty": ("文件里没有要导入的行。", "请至少填写一行；可以先下载模板或导出现有的表。"),
    "catalogue_columns": ("文件缺少这些列：{columns}。", "请先导出现有目录，在它上面修改后再导入。"),
    "catalogue_row": ("第 {row} 行：{fault}", "请改正这一行以后重新上传。"),
    "catalogue_changed": ("预览之后职业目录又有了改动。", "请重新上传，按新的预览确认。"),
    "catalogue_preview_over": ("这份预览已经过期或不是您上传的。", "请重新上传文件。"),
    "level_inactive": ("{name}已停用。", "请选择在用的等级，或先在职业目录中恢复它。"),
    "level_unknown": ("有的职业（工种）、等级在目录里找不到。", "请刷新页面后重新选择。"),
    "flag_unchanged": ("{name}的标记已经是这样。", "请刷新页面查看。"),
    # --- appraisal modes ---
    "practical_mode_missing": ("没有选择实操的鉴定方式。", "请选择“纸笔作答”或“动手实操”。"),
    "review_mode_missing": (
        "技师、高级技师没有选择综合评审的鉴定方式。",
        "请选择“口头答辩”或“纸笔作答”：技师、高级技师均应参加综合评审。",
    ),
    "review_mode_not_for_level": ("五、四、三级没有综合评审。", "请清空综合评审的鉴定方式。"),
    "mode_day_missing": ("没有填写开始执行的日期。", "请选择今天或以后的日期。"),
    "mode_day_past": (
        "开始执行的日期早于今天（{today}）。",
        "鉴定方式不能追溯：已上报的计划按上报时的方式执行。请选择今天或以后的日期。",
    ),
    "mode_unchanged": ("与那一天已在执行的鉴定方式相同。", "不用重复维护；如需更改，请选择不同的方式。"),
    "mode_in_force": ("{name}的鉴定方式已经维护，可以直接上报计划。", "请刷新页面查看。"),
    # --- licences ---
    "licence_start_missing": ("没有填写许可开始日期。", "请按批准文件填写。"),
    "licence_dates": ("许可截止日期 {until} 早于开始日期 {start}。", "请按批准文件改正日期。"),
    "licence_over": ("许可截止日期 {until} 已过。", "请核对批准文件；过期的许可不能再登记。"),
    "licence_held_already": ("{name}在这段时间已有许可。", "不用再申请；如需延期，请填写更晚的截止日期。"),
    "licence_asked_already": ("{name}已有一份待处理的申请。", "请等市中心处理完那份申请。"),
    "licence_not_in_force": ("这项许可已不在有效状态。", "请刷新页面查看。"),
    "own_request": ("不能处理自己提交的申请。", "请由鉴定指导科的另一位同事处理。"),
    # --- practical sites ---
    "site_occupation_unknown": ("有的职业（工种）在目录里找不到或已停用。", "请刷新页面后重新选择。"),
    "site_district_missing": ("没有选择场所所在的区县。", "请选择区县。"),
    "site_workstations": ("工位数 {found} 不合理。", "请填写 1 到 {most} 之间的整数。"),
    "site_name_taken": ("本机构已有同名的实操场所。", "请换一个名称，例如加上楼号；或变更已有的那个场所。"),
    "site_state": ("“{state}”的场所不能{action}。", "请刷新页面查看现在的状态。"),
}
