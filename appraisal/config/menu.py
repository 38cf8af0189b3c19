"""The menu by role."""

from dataclasses import dataclass, replace
from functools import cache

from django.urls import reverse

from appraisal.core.rules.roles import CITY_ROLES, Actor, Role


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One entry: its label, Tabler icon, path, whether it is the page being looked at, and a heading above it."""

    label: str
    icon: str
    path: str
    current: bool = False
    heading: str = ""


ALL = frozenset(Role)
OFFICES = ALL - {Role.EXAMINER}
REVIEWING = frozenset({Role.INSTITUTE_CLERK, Role.DISTRICT_OFFICER, Role.GUIDANCE_OFFICER})
FILING = frozenset({Role.INSTITUTE_CLERK, Role.DISTRICT_OFFICER}) | CITY_ROLES
GUIDANCE = frozenset({Role.GUIDANCE_OFFICER})
DISPATCHING = GUIDANCE | {Role.DISTRICT_OFFICER}
READING_REGISTER = CITY_ROLES | {Role.DISTRICT_OFFICER}
OWN = frozenset({Role.EXAMINER})
FINANCE = frozenset({Role.FINANCE_OFFICER})
BILLING = CITY_ROLES | {Role.INSTITUTE_CLERK}
PAID = ALL - CITY_ROLES
FIRST = {Role.FINANCE_OFFICER: "鉴定费"}  # the section of one's main work stands on top
Line = tuple[str, str, str, frozenset[Role]]
SECTIONS: tuple[tuple[str, tuple[Line, ...]], ...] = (
    (
        "",
        (
            ("工作清单", "home", "home", ALL),
            ("鉴定计划", "clipboard-list", "plans:list", OFFICES),
            ("统考批次", "calendar-event", "plans:sessions", OFFICES),
        ),
    ),
    (
        "资格和公示",
        (
            ("复审工作台", "user-check", "plans:desk", frozenset({Role.DISTRICT_OFFICER})),
            ("复审时段", "calendar-time", "plans:slots", REVIEWING),
            ("预审准不准", "target", "plans:foretelling", GUIDANCE),
            ("技师公示", "speakerphone", "plans:notices", OFFICES),
            ("公示异议", "message-report", "plans:objections", GUIDANCE),
            ("信息更正", "edit", "plans:corrections", REVIEWING),
            ("鉴定质量", "chart-line", "plans:quality", FILING),
        ),
    ),
    (
        "考评员",
        (
            ("派遣看板", "users-group", "examiners:board", DISPATCHING),
            ("派遣预演", "player-play", "examiners:rehearsal", DISPATCHING),
            ("考评员", "id-badge-2", "examiners:register", READING_REGISTER),
            ("执评是否公平", "scale", "examiners:fairness", DISPATCHING),
            ("我的任务", "calendar-user", "examiners:me", OWN),
            ("意愿区县", "map-pin", "examiners:me-wishes", OWN),
            ("不能参加", "calendar-off", "examiners:me-days", OWN),
            ("我的资料", "user-circle", "examiners:me-entry", OWN),
        ),
    ),
    (
        "考试和成绩",
        (
            ("考场", "building-community", "plans:rooms", OFFICES - {Role.FINANCE_OFFICER}),
            ("监考员", "eye", "plans:invigilators", frozenset({Role.INSTITUTE_CLERK})),
            ("成绩", "list-check", "plans:scores", OFFICES),
            ("执评汇总", "report-analytics", "examiners:duties", CITY_ROLES | {Role.DISTRICT_OFFICER, Role.EXAMINER}),
        ),
    ),
    (
        "变更和考核",
        (
            ("时间、地点变更", "calendar-repeat", "plans:changes", OFFICES),
            ("双百分减分", "circle-minus", "plans:deductions", FILING),
        ),
    ),
    (
        "许可和目录",
        (
            ("鉴定许可", "license", "core:licences", FILING),
            ("实操场所", "building", "core:sites", FILING),
            ("职业目录", "books", "core:catalogue", ALL),
            ("申报条件", "list-check", "plans:standards", OFFICES),
            ("工作日历", "calendar", "core:calendar", ALL),
        ),
    ),
    (
        "鉴定费",
        (
            ("收支总览", "chart-bar", "fees:overview", FINANCE),
            ("缴费单", "file-invoice", "fees:bills", BILLING),
            ("到账核销", "building-bank", "fees:lines", FINANCE),
            ("银行流水", "upload", "fees:statements", FINANCE),
            ("收据", "receipt", "fees:receipts", BILLING),
            ("支付批次", "cash", "fees:batches", FINANCE),
            ("支付对象", "id", "fees:payees", FINANCE),
            ("支付标准", "percentage", "fees:rates", FINANCE),
            ("账目", "notebook", "fees:ledger", FINANCE),
            ("支付给我的费用", "coin-yuan", "fees:account", PAID),
            ("收费标准", "receipt-yuan", "fees:standards", ALL),
        ),
    ),
    (
        "管理",
        (
            ("机构", "sitemap", "core:organisations", OFFICES),
            ("人员", "users", "core:people", OFFICES),
            ("短信", "message-2", "core:sms", frozenset({Role.GUIDANCE_OFFICER, Role.DISTRICT_OFFICER})),
            ("打印任务", "printer", "core:prints", OFFICES),
            ("操作记录", "history", "core:audit", OFFICES),
            ("接口", "plug-connected", "core:api", OFFICES),
            ("运行状态", "activity", "status", ALL),
        ),
    ),
)


def menu_for(actor: Actor, path: str) -> tuple[MenuEntry, ...]:
    """The entries of the actor's role; the longest matching path is the current one."""
    entries = _entries_of(actor.role)
    matching = [
        entry.path for entry in entries if path == entry.path or (entry.path != "/" and path.startswith(entry.path))
    ]
    current = max(matching, key=len, default="")
    return tuple(replace(entry, current=True) if entry.path == current else entry for entry in entries)


@cache
def _entries_of(role: Role) -> tuple[MenuEntry, ...]:
    """The role's entries; routes do not change while the process runs."""
    entries: list[MenuEntry] = []
    first = FIRST.get(role)
    for heading, lines in sorted(SECTIONS, key=lambda section: (section[0] != "", section[0] != first)):
        mine = [MenuEntry(label, icon, reverse(name)) for label, icon, name, roles in lines if role in roles]
        entries += [replace(mine[0], heading=heading), *mine[1:]] if mine else []
    return tuple(entries)
