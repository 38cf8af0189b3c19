"""Sentences of rosters."""

from appraisal.core.phrases import Phrase, register

register(
    {
        "roster_busy": Phrase("这一项的上一份花名册还在检查中。", "请等检查完成后再上传。"),
    }
)
