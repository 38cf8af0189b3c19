"""Where the clock of training mode can be moved to."""

from appraisal.core.rules.enums import LabelledEnum


class ClockMove(LabelledEnum):
    """Where the clock can be moved to."""

    DEADLINE = "DEADLINE", "到下一个时限之后"
    HOUR = "HOUR", "加 1 小时"
    DAY = "DAY", "加 1 天"
    WORKING_DAY = "WORKING_DAY", "加 1 个工作日"
    DATE = "DATE", "到这一天"
    REAL = "REAL", "回到真实时间"
