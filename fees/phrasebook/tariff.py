"""Sentences about fee standards and prices."""

from appraisal.core.phrases import Phrase, register

AGAIN = "请改正表格后重新上传。"

register(
    {
        "tariff_changed": Phrase("收费标准在您预览以后有了变动。", "请重新上传，核对新的变化。"),
        "tariff_empty": Phrase("表格里没有收费标准。", AGAIN),
        "standard_negative": Phrase("{name}：金额小于零。", AGAIN),
        "standard_review_level": Phrase("{name}：只有技师、高级技师有综合评审。", AGAIN),
        "standard_dates": Phrase("{name}：截止日期早于开始日期。", AGAIN),
        "standard_document": Phrase("{name}：没有文号。", "收费标准须有依据：请填写文号。"),
        "standard_overlap": Phrase("{name}：{day} 有两个标准。", AGAIN),
        "standard_in_the_way": Phrase(
            "{name}：已有一个 {since} 起的标准，新标准不晚于它。", "请先撤下还没有执行的那一个，或改正新标准的日期。"
        ),
        "class_document": Phrase("{name}：没有文号。", "归类须有依据：请填写文号。"),
        "class_overlap": Phrase("{name}：{day} 属于两个收费类别。", AGAIN),
        "class_in_the_way": Phrase(
            "{name}：这个归类从 {since} 起执行，新的日期不晚于它。",
            "请先撤下还没有执行的那一个，或把开始执行的日期改晚。",
        ),
        "class_begun": Phrase("这个归类从 {since} 起已经执行。", "请从新的日期起改归其他类别。"),
        "class_used": Phrase("已有缴费单按这个归类计费。", "请从新的日期起改归其他类别。"),
        "class_unknown": Phrase("第 {row} 行：没有收费类别“{text}”。", "收费类别随收费标准建立：请先公布它的标准。"),
        "occupation_unknown": Phrase("第 {row} 行：没有职业（工种）“{text}”。", "请按职业目录的名称填写。"),
        "standard_begun": Phrase("这个标准从 {since} 起已经执行。", "请公布新的标准来替代它。"),
        "standard_used": Phrase("已有缴费单按这个标准计费。", "请公布新的标准来替代它。"),
        "standard_cell": Phrase("第 {row} 行：{column}“{text}”看不懂。", AGAIN),
        "standard_columns": Phrase("缺少这些列：{columns}。", "请下载模板，按模板的列名填写。"),
        "tariff_preview_over": Phrase("预览已过期。", "请重新上传表格。"),
        # --- price preview
        "price_no_class": Phrase("{about}：职业没有收费类别，{count} 名考生无法计费。", "请联系市中心财务科归类。"),
        "price_no_standard": Phrase("{about}：没有收费标准，{count} 名考生无法计费。", "请联系市中心财务科公布标准。"),
        "price_sample": Phrase(
            "收费标准或收费类别是样例数据，不能据以收费。", "请市中心财务科先公布北京市的收费标准，并按正式文件归类。"
        ),
        "price_nothing_due": Phrase("应缴金额为零。", "请核对考生的报考科目。"),
        "price_unacknowledged": Phrase(
            "{about}：{anomaly}，{count} 名考生，没有核对。", "请逐项核对；确认无误的，勾选后再制作缴费单。"
        ),
    }
)
