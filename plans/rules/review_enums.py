"""Stored words of first review, re-review, public notice and corrections."""

from appraisal.core.rules.enums import LabelledEnum
from appraisal.core.rules.papers import PaperKind


class StandardState(LabelledEnum):
    """A version of the conditions for applying (申报条件)."""

    DRAFT = "DRAFT", "草稿"
    PUBLISHED = "PUBLISHED", "已发布"
    WITHDRAWN = "WITHDRAWN", "已撤回"


class Basis(LabelledEnum):
    """On what ground a candidate applies 一（四）."""

    NORMAL = "NORMAL", "正常申报"
    EARLY_PROMOTION = "EARLY_PROMOTION", "破格申报"
    LEVEL_SKIPPING = "LEVEL_SKIPPING", "越级申报"


class EvidenceKind(LabelledEnum):
    """What a candidate's document proves."""

    IDENTITY = "IDENTITY", "身份证件"
    CERTIFICATE = "CERTIFICATE", "原职业资格证书"
    EMPLOYMENT = "EMPLOYMENT", "工作年限证明"
    TRAINING = "TRAINING", "培训结业证书"
    EDUCATION = "EDUCATION", "学历或毕业证书"
    AWARD = "AWARD", "获奖或荣誉称号证书"
    OTHER = "OTHER", "其他材料"


class FirstReviewOutcome(LabelledEnum):
    """What the institute found in its first review (资格初审)."""

    PASSED = "PASSED", "初审合格"
    FAILED = "FAILED", "初审不合格"


class BookingState(LabelledEnum):
    """An appointment for a re-review."""

    BOOKED = "BOOKED", "已预约"
    MOVED = "MOVED", "已改期"
    CANCELLED = "CANCELLED", "已取消"
    DONE = "DONE", "已复审"


class ReReviewOutcome(LabelledEnum):
    """What the district decided at its desk 二（四）."""

    PASSED = "PASSED", "复审合格"
    FAILED = "FAILED", "复审不合格"
    MORE = "MORE", "待补材料"
    NO_SHOW = "NO_SHOW", "未到场"
    UNDONE = "UNDONE", "已撤销"


class ReviewItem(LabelledEnum):
    """The items the district checks one by one (按照资格审查标准逐项进行审核)."""

    IDENTITY = "IDENTITY", "身份信息与证件一致"
    CONDITION = "CONDITION", "符合申报条件"
    CERTIFICATE = "CERTIFICATE", "原证书真实有效"
    EXPERIENCE = "EXPERIENCE", "工作年限证明真实有效"
    EDUCATION = "EDUCATION", "学历、培训材料真实有效"
    SUBJECTS = "SUBJECTS", "考试类型和科目正确"


class CopyHolder(LabelledEnum):
    """The three parties that keep a re-review form and roster 二（四）."""

    CITY = "CITY", "市鉴定管理中心"
    DISTRICT = "DISTRICT", "区县鉴定管理中心"
    INSTITUTE = "INSTITUTE", "鉴定机构"


REVIEW_PAPERS = (PaperKind.RE_REVIEW_FORM, PaperKind.ROSTER)  # kept three times 二（四）


class NoticeState(LabelledEnum):
    """A public notice of technician candidates (公示)."""

    OPEN = "OPEN", "公示中"
    CLOSED = "CLOSED", "公示结束"
    WITHDRAWN = "WITHDRAWN", "已撤回"


class ObjectionState(LabelledEnum):
    """An objection to a public notice."""

    RECEIVED = "RECEIVED", "待核查"
    UPHELD = "UPHELD", "异议成立"
    DISMISSED = "DISMISSED", "异议不成立"


class CorrectionField(LabelledEnum):
    """What may be corrected after filing. The city decides on name and document number, the district on the rest."""

    NAME = "name", "姓名"
    DOCUMENT_NUMBER = "document_number", "证件号码"
    DOCUMENT_TYPE = "document_type", "证件类型"
    SEX = "sex", "性别"
    ETHNICITY = "ethnicity", "民族"
    EDUCATION = "education", "文化程度"
    PHONE = "phone", "手机号码"
    CONDITION = "condition", "申报条件"
    SOURCE = "source", "考生来源"
    EMPLOYER = "employer", "工作单位"
    ADDRESS = "address", "通讯地址"
    YEARS = "years_in_occupation", "本职业工作年限"
    PRIOR_CERTIFICATE = "prior_certificate", "原证书号"
    THEORY = "theory", "理论考试"
    PRACTICAL = "practical", "实操考试"
    REVIEW = "review", "综合考试"


CITY_DECIDES = frozenset({CorrectionField.NAME, CorrectionField.DOCUMENT_NUMBER, CorrectionField.DOCUMENT_TYPE})
