"""Stored words of plans with their official Chinese terms."""

from appraisal.core.rules.enums import LabelledEnum


class PlanKind(LabelledEnum):
    """The five kinds of plan 二（二）."""

    CITY_SESSION = "CITY_SESSION", "全市统考"
    NATIONAL_SESSION = "NATIONAL_SESSION", "全国统考"
    SPECIAL = "SPECIAL", "专场鉴定"
    INDUSTRY_TECHNICIAN = "INDUSTRY_TECHNICIAN", "行业技师考评"
    PREPARATORY_TECHNICIAN = "PREPARATORY_TECHNICIAN", "预备技师考评"


SESSION_KINDS = frozenset({PlanKind.CITY_SESSION, PlanKind.NATIONAL_SESSION})
KIND_LETTERS = {
    PlanKind.CITY_SESSION: "T",
    PlanKind.NATIONAL_SESSION: "G",
    PlanKind.SPECIAL: "Z",
    PlanKind.INDUSTRY_TECHNICIAN: "H",
    PlanKind.PREPARATORY_TECHNICIAN: "Y",
}


class SpecialCategory(LabelledEnum):
    """Who a special session is for 一（二）."""

    ENTERPRISE_STAFF = "ENTERPRISE_STAFF", "成建制企业在职人员"
    FINAL_YEAR_STUDENTS = "FINAL_YEAR_STUDENTS", "职业技术院校应届毕业生"
    PRISONERS = "PRISONERS", "服刑人员"
    ARMY = "ARMY", "部队军地两用人才"
    PUBLIC_SECTOR = "PUBLIC_SECTOR", "机关事业单位技术工人"
    NEW_OCCUPATION = "NEW_OCCUPATION", "新职业试点鉴定"


class ProofKind(LabelledEnum):
    """Proof documents of a special session 一（二）."""

    EMPLOYER_CERTIFICATE = "EMPLOYER_CERTIFICATE", "企业出具的证明"
    SCHOOL_CERTIFICATE = "SCHOOL_CERTIFICATE", "院校出具的证明"
    PRISON_CERTIFICATE = "PRISON_CERTIFICATE", "监狱出具的证明"
    ARMY_CERTIFICATE = "ARMY_CERTIFICATE", "军队部门出具的证明"
    PUBLIC_SECTOR_SUMMARY = (
        "PUBLIC_SECTOR_SUMMARY",
        "《北京市机关事业单位技术工人申报职业技能培训鉴定汇总名册》复印件（人力社保行政部门盖章）",
    )
    PILOT_APPROVAL = "PILOT_APPROVAL", "国家或市人力社保行政部门批准或批复的鉴定许可文件"
    OTHER = "OTHER", "其他材料"


PROOF_REQUIRED = {
    SpecialCategory.ENTERPRISE_STAFF: ProofKind.EMPLOYER_CERTIFICATE,
    SpecialCategory.FINAL_YEAR_STUDENTS: ProofKind.SCHOOL_CERTIFICATE,
    SpecialCategory.PRISONERS: ProofKind.PRISON_CERTIFICATE,
    SpecialCategory.ARMY: ProofKind.ARMY_CERTIFICATE,
    SpecialCategory.PUBLIC_SECTOR: ProofKind.PUBLIC_SECTOR_SUMMARY,
    SpecialCategory.NEW_OCCUPATION: ProofKind.PILOT_APPROVAL,
}


class Attempt(LabelledEnum):
    """Whether a candidate sits a subject for the first time or again."""

    NEW = "NEW", "新考"
    RETAKE = "RETAKE", "补考"


class CandidateState(LabelledEnum):
    """A candidate in a plan."""

    PENDING = "PENDING", "待审"
    WITHDRAWN = "WITHDRAWN", "已退出"


class UploadState(LabelledEnum):
    """A roster workbook on its way in."""

    RECEIVED = "RECEIVED", "已收到，等待检查"
    CHECKING = "CHECKING", "正在检查"
    TO_CONFIRM = "TO_CONFIRM", "待确认变化"
    APPLIED = "APPLIED", "已入库"
    REFUSED = "REFUSED", "无法接收"
    DISCARDED = "DISCARDED", "已放弃"


class UploadMode(LabelledEnum):
    """What happens to candidates that a confirmed roster does not name."""

    SUPPLEMENT = "SUPPLEMENT", "补充：名单外的考生保留"
    REPLACE = "REPLACE", "替换：名单外的考生退出"


class ObligationState(LabelledEnum):
    """An obligation of a plan."""

    OPEN = "OPEN", "进行中"
    MET = "MET", "已完成"
    MISSED = "MISSED", "已逾期"
    CLOSED = "CLOSED", "不再需要"


class SessionState(LabelledEnum):
    """A session (统考批次)."""

    PUBLISHED = "PUBLISHED", "已发布"
    WITHDRAWN = "WITHDRAWN", "已撤回"
