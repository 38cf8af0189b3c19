"""Sentences about papers of a plan."""

from appraisal.core.phrases import Phrase, register

register(
    {
        "paper_not_now": Phrase("计划现在是“{state}”，不能打印{paper}。", "{when}。"),
        "paper_nothing": Phrase("没有可以打印的{paper}：没有找到对应的{per}。", "请核对考场编排和考生名单后再打印。"),
        "paper_outdated": Phrase("打印时内容刚刚有变化。", "请再打印一次，会得到新的版本。"),
    }
)
