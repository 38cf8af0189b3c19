"""The columns of a roster and the words that may stand in them (published data requirements of 2015).

Stored words are English, labels are the official terms; the synonyms are what people really type.
"""

from typing import Final

from appraisal.core.rules.enums import LabelledEnum
from appraisal.core.rules.identity import Sex
from plans.rules.enums import Attempt


class Column(LabelledEnum):
    """The columns, labelled as in the official heading row."""

    NAME = "NAME", "姓名"
    DOCUMENT_TYPE = "DOCUMENT_TYPE", "证件类型"
    DOCUMENT_NUMBER = "DOCUMENT_NUMBER", "证件号码"
    SEX = "SEX", "性别"
    ETHNICITY = "ETHNICITY", "民族"
    EDUCATION = "EDUCATION", "文化程度"
    MOBILE = "MOBILE", "手机号码"
    CONDITION = "CONDITION", "申报条件"
    SOURCE = "SOURCE", "考生来源"
    EMPLOYER = "EMPLOYER", "工作单位"
    ADDRESS = "ADDRESS", "通讯地址"
    YEARS = "YEARS", "本职业工作年限"
    EMAIL = "EMAIL", "电子邮箱"
    PRIOR_CERTIFICATE = "PRIOR_CERTIFICATE", "原证书号"
    PRIOR_OCCUPATION = "PRIOR_OCCUPATION", "原职业（工种）"
    THEORY = "THEORY", "理论考试"
    PRACTICAL = "PRACTICAL", "实操考试"
    REVIEW = "REVIEW", "综合考试"
    PHOTO = "PHOTO", "照片"


class DocumentType(LabelledEnum):
    """Identity documents a candidate may show."""

    RESIDENT_ID = "RESIDENT_ID", "居民身份证"
    MILITARY = "MILITARY", "军官证"
    HONG_KONG = "HONG_KONG", "香港特区护照/身份证明"
    MACAU = "MACAU", "澳门特区护照/身份证明"
    TAIWAN = "TAIWAN", "台湾居民来往大陆通行证"
    FOREIGN_RESIDENCE = "FOREIGN_RESIDENCE", "境外永久居住证"
    PASSPORT = "PASSPORT", "护照"


class Education(LabelledEnum):
    """Educational attainment (文化程度)."""

    POSTGRADUATE = "POSTGRADUATE", "研究生"
    BACHELOR = "BACHELOR", "大学本科"
    COLLEGE = "COLLEGE", "大学专科和专科学校"
    SECONDARY_VOCATIONAL = "SECONDARY_VOCATIONAL", "中等专业学校"
    TECHNICAL_SCHOOL = "TECHNICAL_SCHOOL", "技工学校"
    SENIOR_HIGH = "SENIOR_HIGH", "高中"
    JUNIOR_HIGH = "JUNIOR_HIGH", "初中"
    PRIMARY = "PRIMARY", "小学"
    ILLITERATE = "ILLITERATE", "文盲或半文盲"


class Source(LabelledEnum):
    """Where a candidate comes from (考生来源)."""

    ENTERPRISE = "ENTERPRISE", "企业"
    GOVERNMENT = "GOVERNMENT", "机关"
    SOCIETY = "SOCIETY", "社会"
    SCHOOL = "SCHOOL", "学校(在校生)"
    ARMY = "ARMY", "军队"
    OTHER = "OTHER", "其他"


SUBJECT_COLUMNS: Final = (Column.THEORY, Column.PRACTICAL, Column.REVIEW)

REQUIRED: Final = frozenset(
    {
        Column.NAME,
        Column.DOCUMENT_TYPE,
        Column.DOCUMENT_NUMBER,
        Column.SEX,
        Column.ETHNICITY,
        Column.EDUCATION,
        Column.MOBILE,
        Column.CONDITION,
        Column.SOURCE,
        Column.ADDRESS,
    }
)
"""Cells that may not be empty. Photos are required by the trade but are handed in apart from the workbook."""

SENSITIVE: Final = frozenset({Column.DOCUMENT_NUMBER, Column.MOBILE})
"""Columns whose value never shows in full outside the uploaded workbook itself."""

MAX_LENGTH: Final[dict[Column, int]] = {
    Column.NAME: 60,
    Column.DOCUMENT_NUMBER: 40,
    Column.CONDITION: 200,
    Column.EMPLOYER: 120,
    Column.ADDRESS: 200,
    Column.EMAIL: 120,
    Column.PRIOR_CERTIFICATE: 40,
    Column.PRIOR_OCCUPATION: 60,
}
"""Longest text per column, in characters."""

HEADING_SYNONYMS: Final[dict[Column, tuple[str, ...]]] = {
    Column.NAME: ("考生姓名", "名字"),
    Column.DOCUMENT_TYPE: ("证件类别", "证件种类", "身份证件类型"),
    Column.DOCUMENT_NUMBER: (
        "证件号", "证件编号", "身份证号", "身份证号码", "身份证件号码", "公民身份号码", "居民身份证号码",
    ),
    Column.SEX: ("考生性别",),
    Column.ETHNICITY: ("族别",),
    Column.EDUCATION: ("学历", "最高学历", "文化水平"),
    Column.MOBILE: ("手机", "手机号", "移动电话", "联系电话", "联系手机"),
    Column.CONDITION: ("考生申报条件", "报考条件", "报名条件"),
    Column.SOURCE: ("来源", "人员来源", "人员类别"),
    Column.EMPLOYER: ("单位", "单位名称", "所在单位", "工作单位名称"),
    Column.ADDRESS: ("通信地址", "联系地址", "地址"),
    Column.YEARS: ("工作年限", "本职业年限", "从事本职业年限", "从事本职业工作年限"),
    Column.EMAIL: ("邮箱", "电子邮件", "email", "e-mail"),
    Column.PRIOR_CERTIFICATE: ("原证书编号", "原证书号码", "原职业资格证书号", "证书编号"),
    Column.PRIOR_OCCUPATION: ("原职业", "原工种", "原职业工种", "原职业/工种"),
    Column.THEORY: ("理论", "理论科目", "理论知识", "理论知识考试"),
    Column.PRACTICAL: ("实操", "实操科目", "操作技能", "技能考试", "实际操作", "操作技能考试"),
    Column.REVIEW: ("综合", "综合评审", "综合科目"),
    Column.PHOTO: ("相片", "照片文件", "照片文件名"),
}  # fmt: skip

IGNORED_HEADINGS: Final = frozenset({"序号", "编号", "备注", "说明"})
"""Headings that people add for themselves and that need no mention."""

_PEOPLES: Final = (
    "汉、蒙古、回、藏、维吾尔、苗、彝、壮、布依、朝鲜、满、侗、瑶、白、土家、哈尼、哈萨克、傣、黎、傈僳、佤、畲、高山、拉祜、水、"
    "东乡、纳西、景颇、柯尔克孜、土、达斡尔、仫佬、羌、布朗、撒拉、毛南、仡佬、锡伯、阿昌、普米、塔吉克、怒、乌孜别克、俄罗斯、"
    "鄂温克、德昂、保安、裕固、京、塔塔尔、独龙、鄂伦春、赫哲、门巴、珞巴、基诺"
)
ETHNICITIES: Final = (*(f"{name}族" for name in _PEOPLES.split("、")), "其他")
"""The 56 peoples and 其他, stored as written here."""

_DOCUMENT_TYPE_SYNONYMS: Final = {
    "身份证": DocumentType.RESIDENT_ID,
    "二代身份证": DocumentType.RESIDENT_ID,
    "中华人民共和国居民身份证": DocumentType.RESIDENT_ID,
    "港澳台居民居住证": DocumentType.RESIDENT_ID,
    "香港特区护照": DocumentType.HONG_KONG,
    "香港身份证": DocumentType.HONG_KONG,
    "澳门特区护照": DocumentType.MACAU,
    "澳门身份证": DocumentType.MACAU,
    "台胞证": DocumentType.TAIWAN,
    "台湾通行证": DocumentType.TAIWAN,
    "外国人永久居留身份证": DocumentType.FOREIGN_RESIDENCE,
    "外国人永久居留证": DocumentType.FOREIGN_RESIDENCE,
}
_EDUCATION_SYNONYMS: Final = {
    "硕士": Education.POSTGRADUATE,
    "博士": Education.POSTGRADUATE,
    "硕士研究生": Education.POSTGRADUATE,
    "博士研究生": Education.POSTGRADUATE,
    "本科": Education.BACHELOR,
    "大本": Education.BACHELOR,
    "大专": Education.COLLEGE,
    "专科": Education.COLLEGE,
    "大学专科": Education.COLLEGE,
    "中专": Education.SECONDARY_VOCATIONAL,
    "中等专科": Education.SECONDARY_VOCATIONAL,
    "技校": Education.TECHNICAL_SCHOOL,
    "普通高中": Education.SENIOR_HIGH,
    "普通初中": Education.JUNIOR_HIGH,
}
_SOURCE_SYNONYMS: Final = {"学校": Source.SCHOOL, "在校生": Source.SCHOOL, "社会人员": Source.SOCIETY}

WORDS: Final[dict[Column, tuple[dict[str, str], dict[str, str]]]] = {
    Column.DOCUMENT_TYPE: ({member.label: member.value for member in DocumentType}, dict(_DOCUMENT_TYPE_SYNONYMS)),
    Column.SEX: (
        {member.label: member.value for member in Sex},
        {"男性": Sex.MALE.value, "女性": Sex.FEMALE.value},
    ),
    Column.ETHNICITY: (
        {name: name for name in ETHNICITIES},
        {name.removesuffix("族"): name for name in ETHNICITIES if name.endswith("族")},
    ),
    Column.EDUCATION: ({member.label: member.value for member in Education}, dict(_EDUCATION_SYNONYMS)),
    Column.SOURCE: (
        {member.label: member.value for member in Source} | {"学校（在校生）": Source.SCHOOL.value},
        dict(_SOURCE_SYNONYMS),
    ),
    **{
        column: ({member.label: member.value for member in Attempt}, {"初考": Attempt.NEW.value})
        for column in SUBJECT_COLUMNS
    },
}
"""Per column with a fixed vocabulary: the official words, and the synonyms that are recovered and noted."""


def shown_word(column: Column, stored: str) -> str:
    """The official word for a stored value of a column with a fixed vocabulary; other text unchanged."""
    return _SHOWN.get((column, stored), stored)


_SHOWN: Final = {
    (column, str(stored)): label
    for column, (official, _) in WORDS.items()
    for label, stored in reversed(official.items())
}
