"""Sentences of rosters."""

from appraisal.core.phrases import Phrase, register

SAVE_AS_XLSX = "请在 Excel 或 WPS 中打开原文件，另存为“Excel 工作簿（.xlsx）”后再上传。"
USE_TEMPLATE = "请下载花名册模板，把内容按“值”粘贴进去后再上传。"

register(
    {
        "roster_busy": Phrase("这一项的上一份花名册还在检查中。", "请等检查完成后再上传。"),
        "roster_plan_state": Phrase("计划现在是“{state}”，不能再改花名册。", "{why_not}。"),
        "roster_file_empty": Phrase("这是一个空文件。", "请重新选择文件。"),
        "roster_file_size": Phrase(
            "文件有 {size} MB，超过上限 {limit} MB。", "请删去图片和不用的工作表，或分成几个文件上传。照片另行上传。"
        ),
        "roster_file_kind": Phrase("这不是 Excel 工作簿（.xlsx）。", SAVE_AS_XLSX),
        "roster_file_old_xls": Phrase("这是旧格式的 Excel 文件（.xls）。", SAVE_AS_XLSX),
        "roster_file_binary": Phrase("这是二进制格式的 Excel 文件（.xlsb）。", SAVE_AS_XLSX),
        "roster_file_encrypted": Phrase(
            "文件设了打开密码，无法读取。",
            "请在 Excel 的“文件—信息—保护工作簿”中取消密码后再上传；文件在系统中会加密保存。",
        ),
        "roster_file_damaged": Phrase("文件已损坏，或不是 Excel 正常保存的。", USE_TEMPLATE),
        "roster_file_bomb": Phrase("文件解压后过大（上限 {limit} MB）或压缩比异常，为安全起见没有打开。", USE_TEMPLATE),
        "roster_file_macros": Phrase("文件里有宏或控件。花名册不需要宏，为安全起见不接收。", SAVE_AS_XLSX),
        "roster_file_external": Phrase(
            "文件链接到其他工作簿或数据源，为安全起见不接收。",
            "请在 Excel 的“数据—编辑链接”中断开链接。" + USE_TEMPLATE,
        ),
        "roster_file_embedded": Phrase("文件里嵌有其他文件，为安全起见不接收。", "请删除嵌入的文件后再上传。"),
        "roster_file_formulas": Phrase(
            "有 {count} 个单元格是公式：{cells}。公式算出的内容可能随时变化，不能作为报名信息。",
            "请选中这些单元格，复制后“选择性粘贴—值”，保存后再上传。",
        ),
        "roster_file_rows": Phrase(
            "工作表里有 {rows} 行（空行也算），超过上限 {limit} 行。",
            "若多数是空行，请选中数据下面的所有行，右键“删除”后保存；若确有这么多考生，请分成几个文件。",
        ),
        "roster_file_columns": Phrase("工作表用到了过多的列。", "请删去花名册以外的列。" + USE_TEMPLATE),
        "roster_no_sheet": Phrase(
            "没有找到花名册：前 {rows} 行里没有“姓名、证件号码、性别”等表头。", "请保留模板的表头行后再上传。"
        ),
        "roster_columns_missing": Phrase("表头缺少必填的列：{columns}。", "请补上这些列，或下载模板重新整理。"),
        "roster_columns_repeated": Phrase("表头里有重复的列：{columns}，无法判断以哪一列为准。", "请删去多余的列。"),
        "roster_no_rows": Phrase("表头下面没有考生。", "请填写考生后再上传。"),
        "roster_check_failed": Phrase(
            "检查这份花名册时多次中断，没有写入任何内容。",
            "请下载模板重新整理后再上传；仍不成功时请联系市中心鉴定指导科。",
        ),
        "roster_changed_since": Phrase("确认期间考生名单又有变化，差异已重新计算。", "请重新查看差异后再确认。"),
        "roster_file_missing": Phrase("没有选择文件。", "请选择花名册文件（.xlsx）。"),
        "candidates_elsewhere": Phrase(
            "“{item}”有 {count} 名考生（{names}）也在鉴定计划 {plan} 中（{exam_date}）：同日考试，或一年两个等级。",
            "请核实后让他们从其中一个计划退出。",
        ),
        "candidate_twice": Phrase("此人已经在这份花名册里（{name}）。", "请直接修改原来的一条，不要重复添加。"),
        "roster_row_fault": Phrase("{message}", "{remedy}"),
    }
)
