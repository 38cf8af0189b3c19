"""Long prints: their states, and why one is not handed out."""

from collections.abc import Iterator
from typing import TypeVar

from appraisal.core.rules.enums import LabelledEnum

T = TypeVar("T")


class PrintState(LabelledEnum):
    """A print that the worker makes."""

    QUEUED = "QUEUED", "等待制作"
    RUNNING = "RUNNING", "制作中"
    DONE = "DONE", "可下载"
    BROKEN = "BROKEN", "没有做成"
    EXPIRED = "EXPIRED", "已过期"


UNFINISHED = (PrintState.QUEUED, PrintState.RUNNING)


class PrintFailure(LabelledEnum):
    """Why a print could not be made."""

    SUPERSEDED = "SUPERSEDED", "制作过程中内容有变化，其中的文书已作废，请重新打印"
    FONT_MISSING = "FONT_MISSING", "服务器没有安装中文字体（例如 fonts-noto-cjk），请联系系统管理员"
    REPEATED = "REPEATED", "多次尝试都没有成功，请联系系统管理员"


def batches(whole: list[T], size: int) -> Iterator[list[T]]:
    """`whole` in pieces of `size`, the last one shorter: the same pieces each time, so that a print can go on."""
    return (whole[start : start + size] for start in range(0, len(whole), size))
