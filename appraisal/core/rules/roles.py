"""Who acts: role, organisation, and the table of what a role may do outside of a plan's life.

What may be done to a plan stands in `plans.rules.states`; both tables are the only places that say so.
"""

from dataclasses import dataclass

from appraisal.core.rules.enums import LabelledEnum


class Role(LabelledEnum):
    """The roles of design §1."""

    INSTITUTE_CLERK = "INSTITUTE_CLERK", "鉴定机构经办人"
    DISTRICT_OFFICER = "DISTRICT_OFFICER", "区县中心工作人员"
    GUIDANCE_OFFICER = "GUIDANCE_OFFICER", "市中心鉴定指导科"
    FINANCE_OFFICER = "FINANCE_OFFICER", "市中心财务科"
    COMMITTEE_CLERK = "COMMITTEE_CLERK", "行业技师考评委经办人"
    EXAMINER = "EXAMINER", "考评员"


CITY_ROLES = frozenset({Role.GUIDANCE_OFFICER, Role.FINANCE_OFFICER})


@dataclass(frozen=True, slots=True)
class Actor:
    """A person acting in one role for one organisation.

    `organisation_id` is the institute, district centre, committee or city section he acts for; `None` for an
    examiner, who acts for himself. `assignment_id` names the role assignment it came from.
    """

    user_id: int
    name: str
    role: Role
    organisation_id: int | None
    organisation_name: str = ""
    assignment_id: int | None = None

    @property
    def is_city(self) -> bool:
        return self.role in CITY_ROLES

    @property
    def label(self) -> str:
        """How the record names him: role and organisation, no personal data beyond the name on his badge."""
        return f"{self.name}（{self.organisation_name or self.role.label}）"


class Capability(LabelledEnum):
    """Actions outside of a plan's life."""

    EDIT_CATALOGUE = "EDIT_CATALOGUE", "维护职业目录和鉴定方式"
    REQUEST_LICENCE = "REQUEST_LICENCE", "申请鉴定许可"
    DECIDE_LICENCE = "DECIDE_LICENCE", "处理许可申请"
    FILE_SITE = "FILE_SITE", "备案实操场所"
    CONFIRM_SITE = "CONFIRM_SITE", "确认实操场所"
    EDIT_ROOMS = "EDIT_ROOMS", "维护考场"
    EDIT_INVIGILATORS = "EDIT_INVIGILATORS", "维护监考员名单"
    EDIT_STANDARDS = "EDIT_STANDARDS", "维护申报条件"
    PUBLISH_SLOTS = "PUBLISH_SLOTS", "发布复审时段"
    PUBLISH_CALENDAR = "PUBLISH_CALENDAR", "维护工作日历"
    PUBLISH_SESSION = "PUBLISH_SESSION", "发布统考批次"
    GRANT_OVERRIDE = "GRANT_OVERRIDE", "特批"
    EDIT_POINTS = "EDIT_POINTS", "维护减分分值"
    APPEAL_DEDUCTION = "APPEAL_DEDUCTION", "对减分提出申诉"
    DECIDE_APPEAL = "DECIDE_APPEAL", "处理减分申诉"
    EDIT_TARIFF = "EDIT_TARIFF", "维护收费标准"
    BILL = "BILL", "办理缴费单"
    COLLECT = "COLLECT", "收款和核销"
    PAY_OUT = "PAY_OUT", "支付鉴定费用"
    HAND_IN_ACCOUNT = "HAND_IN_ACCOUNT", "报送开户行信息"
    EDIT_PEOPLE = "EDIT_PEOPLE", "管理本单位人员"
    EDIT_ORGANISATIONS = "EDIT_ORGANISATIONS", "管理机构"
    READ_AUDIT = "READ_AUDIT", "查看操作记录"
    EDIT_SMS_TEXTS = "EDIT_SMS_TEXTS", "修改短信内容"
    RESOLVE_SMS = "RESOLVE_SMS", "处理发送中的短信"
    REVEAL_PERSONAL = "REVEAL_PERSONAL", "查看完整个人信息"
    EDIT_EXAMINERS = "EDIT_EXAMINERS", "登记考评员"
    SERVE_ONESELF = "SERVE_ONESELF", "维护自己的考评员资料"
    USE_API = "USE_API", "管理接口令牌和推送"


GUIDANCE = frozenset({Role.GUIDANCE_OFFICER})
INSTITUTE = frozenset({Role.INSTITUTE_CLERK})
FINANCE = frozenset({Role.FINANCE_OFFICER})

CAPABILITIES: dict[Capability, frozenset[Role]] = {
    Capability.EDIT_CATALOGUE: GUIDANCE,
    Capability.REQUEST_LICENCE: INSTITUTE,
    Capability.DECIDE_LICENCE: GUIDANCE,
    Capability.FILE_SITE: INSTITUTE,
    Capability.CONFIRM_SITE: GUIDANCE,
    Capability.EDIT_ROOMS: INSTITUTE | {Role.COMMITTEE_CLERK},
    Capability.EDIT_INVIGILATORS: INSTITUTE,
    Capability.EDIT_STANDARDS: GUIDANCE,
    Capability.PUBLISH_SLOTS: frozenset({Role.DISTRICT_OFFICER}),
    Capability.PUBLISH_CALENDAR: GUIDANCE,
    Capability.PUBLISH_SESSION: GUIDANCE,
    Capability.GRANT_OVERRIDE: GUIDANCE,
    Capability.EDIT_POINTS: GUIDANCE,
    Capability.APPEAL_DEDUCTION: INSTITUTE,
    Capability.DECIDE_APPEAL: GUIDANCE,
    Capability.EDIT_TARIFF: FINANCE,
    Capability.BILL: INSTITUTE,
    Capability.COLLECT: FINANCE,
    Capability.PAY_OUT: FINANCE,
    Capability.HAND_IN_ACCOUNT: INSTITUTE | FINANCE | {Role.DISTRICT_OFFICER, Role.COMMITTEE_CLERK},
    Capability.EDIT_PEOPLE: frozenset(Role) - {Role.EXAMINER},
    Capability.EDIT_ORGANISATIONS: GUIDANCE,
    Capability.READ_AUDIT: frozenset(Role) - {Role.EXAMINER},  # each sees what his own organisation did
    Capability.USE_API: frozenset(Role) - {Role.EXAMINER},
    Capability.EDIT_SMS_TEXTS: GUIDANCE,
    Capability.RESOLVE_SMS: GUIDANCE | {Role.DISTRICT_OFFICER},
    Capability.EDIT_EXAMINERS: GUIDANCE | {Role.DISTRICT_OFFICER},  # each the entries it keeps
    Capability.SERVE_ONESELF: frozenset({Role.EXAMINER}),
    Capability.REVEAL_PERSONAL: INSTITUTE | GUIDANCE | {Role.DISTRICT_OFFICER, Role.COMMITTEE_CLERK},
}


def may(actor: Actor, capability: Capability) -> bool:
    """Whether the actor's role holds the capability."""
    return actor.role in CAPABILITIES[capability]
