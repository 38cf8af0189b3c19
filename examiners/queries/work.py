"""What examiners bring to an actor's work list: dispatches, the register, corrections of duties, in one query."""

from datetime import datetime

from appraisal.core.clock import today
from appraisal.core.rules.roles import Actor
from appraisal.core.rules.work import WorkItem
from examiners.queries import dispatch_work, duty_work, register_work
from examiners.rules.duty_corrections import DutyWork
from examiners.rules.register_work import RegisterWork


def work_items(actor: Actor, now: datetime) -> list[WorkItem]:
    """What `actor` has to do about examiners: dispatches, entries of the register, his own entry."""
    groups = [*register_work.groups(actor, today(now)), *duty_work.groups(actor)]
    dispatches = dispatch_work.rows(actor, now)
    found = [*groups, *([] if dispatches is None else [dispatches])]
    if not found:
        return []
    first, *others = found
    rows = first.union(*others, all=True) if others else first
    return [_item(dict(zip(dispatch_work.COLUMNS, row, strict=True)), actor) for row in rows]


def _item(row: dict[str, object], actor: Actor) -> WorkItem:
    if row["state"] in RegisterWork.__members__:
        return register_work.item(row)
    if row["state"] in DutyWork.__members__:
        return duty_work.item(row)
    return dispatch_work.item(row, actor)
