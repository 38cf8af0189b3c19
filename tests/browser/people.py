"""Whom the browser tests sign in as: one sample person for every role, and institutes of different districts."""

from appraisal.core.rules.roles import Role

PEOPLE: dict[str, tuple[Role, str]] = {
    "institute": (Role.INSTITUTE_CLERK, "孙丽 · 朝阳京味鉴定所"),
    "institute-yizhuang": (Role.INSTITUTE_CLERK, "郑凯 · 亦庄精工鉴定所"),
    "district": (Role.DISTRICT_OFFICER, "王芳 · 朝阳区"),
    "guidance": (Role.GUIDANCE_OFFICER, "周敏 · 鉴定指导科"),
    "finance": (Role.FINANCE_OFFICER, "赵海燕 · 财务科"),
    "committee": (Role.COMMITTEE_CLERK, "冯国强 · 餐饮考评委"),
    "examiner": (Role.EXAMINER, "何建国"),
}
OFFICIALS = ("district", "guidance", "finance")
