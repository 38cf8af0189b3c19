"""What can be wrong with a roster row, each kind in one line: title, what is wrong, what to do now."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from appraisal.core.rules.identity import mask_document_number
from plans.rules.roster.vocabulary import SENSITIVE, Column


class FaultCode(StrEnum):
    """`label`: heading of the group on screen; `message` and `remedy`: `str.format` patterns."""

    label: str
    message: str
    remedy: str

    def __new__(cls, value: str, label: str, message: str, remedy: str) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label, member.message, member.remedy = label, message, remedy
        return member

    MISSING = "MISSING", "必填项空着", "没有填写{column}。", "请补填{column}。"
    TOO_LONG = "TOO_LONG", "内容过长", "{column}超过 {limit} 个字。", "请缩短到 {limit} 个字以内。"
    NAME_SHAPE = (
        "NAME_SHAPE",
        "姓名写法不对",
        "姓名里有数字或符号。",
        "请填写与身份证件一致的姓名，只用汉字、字母和间隔号“·”。",
    )
    DOCUMENT_TYPE_UNKNOWN = (
        "DOCUMENT_TYPE_UNKNOWN",
        "证件类型不在范围内",
        "没有“{value}”这种证件类型。",
        "请从模板的下拉列表中选择证件类型。",
    )
    ID_ROUNDED = (
        "ID_ROUNDED",
        "证件号码被 Excel 取整",
        "证件号码是按数字存的，Excel 只保留前 15 位，后面几位已经丢失，无法恢复。",
        "请先把这一列设为“文本”格式，再照身份证件重新录入完整号码；不能只改单元格格式。",
    )
    ID_LENGTH = (
        "ID_LENGTH",
        "身份证号位数不对",
        "居民身份证号码应为 18 位，这里是 {length} 位。",
        "请照身份证核对并补全号码。",
    )
    ID_CHARACTERS = (
        "ID_CHARACTERS",
        "身份证号有不允许的字符",
        "居民身份证号码前 17 位只能是数字，最后一位是数字或 X。",
        "请照身份证改正号码。",
    )
    ID_PROVINCE = (
        "ID_PROVINCE",
        "身份证号开头不对",
        "居民身份证号码的前两位不是省级行政区代码（港澳台居住证为 81、82、83）。",
        "请照身份证改正号码。",
    )
    ID_DATE = (
        "ID_DATE",
        "身份证号中的出生日期不存在",
        "号码第 7 至 14 位的出生日期 {birth} 不存在。",
        "请照身份证改正号码。",
    )
    ID_FUTURE = (
        "ID_FUTURE",
        "身份证号中的出生日期在今天之后",
        "号码第 7 至 14 位的出生日期 {birth} 还没有到。",
        "请照身份证改正号码。",
    )
    ID_CHECKSUM = (
        "ID_CHECKSUM",
        "身份证号校验位不符",
        "号码的最后一位与前 17 位不符，至少有一位录错。",
        "请照身份证逐位核对。",
    )
    DOCUMENT_SHAPE = (
        "DOCUMENT_SHAPE",
        "证件号码写法不对",
        "这不像是{document_type}的号码。",
        "请照证件核对号码和证件类型。",
    )
    DUPLICATE_IN_FILE = (
        "DUPLICATE_IN_FILE",
        "与另一行重复",
        "证件号码与第 {other} 行相同，同一人只能报一次。",
        "请删除重复的一行，或改正号码。",
    )
    SEX_UNKNOWN = "SEX_UNKNOWN", "性别不在范围内", "性别不能是“{value}”。", "请填写“男”或“女”。"
    SEX_AGAINST_ID = (
        "SEX_AGAINST_ID",
        "性别与身份证号不符",
        "按身份证号码应为“{expected}”，这里填的是“{value}”。",
        "请核对性别和身份证号码，改正填错的一项。",
    )
    ETHNICITY_UNKNOWN = (
        "ETHNICITY_UNKNOWN",
        "民族不在范围内",
        "没有“{value}”这个民族选项。",
        "请从模板的下拉列表中选择，例如“汉族”。",
    )
    EDUCATION_UNKNOWN = (
        "EDUCATION_UNKNOWN",
        "文化程度不在范围内",
        "没有“{value}”这个文化程度选项。",
        "请从研究生、大学本科、大学专科和专科学校、中等专业学校、技工学校、高中、初中、小学、文盲或半文盲中选择。",
    )
    SOURCE_UNKNOWN = (
        "SOURCE_UNKNOWN",
        "考生来源不在范围内",
        "没有“{value}”这个考生来源选项。",
        "请从企业、机关、社会、学校(在校生)、军队、其他中选择。",
    )
    CONDITION_UNKNOWN = (
        "CONDITION_UNKNOWN",
        "申报条件不在范围内",
        "“{value}”不是这个职业（工种）和等级的申报条件。",
        "请从模板的下拉列表中选择一条申报条件。",
    )
    MOBILE_SHAPE = (
        "MOBILE_SHAPE",
        "手机号码不对",
        "手机号码应为 1 开头的 11 位数字。",
        "请改正手机号码；短信通知和查询都要用它。",
    )
    YEARS_SHAPE = (
        "YEARS_SHAPE",
        "工作年限不是年数",
        "本职业工作年限“{value}”不是 0 至 70 之间的年数。",
        "请填写年数，例如 5 或 5.5。",
    )
    YEARS_AGAINST_AGE = (
        "YEARS_AGAINST_AGE",
        "工作年限大于年龄",
        "工作年限 {value} 年，而按身份证号码只有 {age} 岁。",
        "请改正工作年限或身份证号码。",
    )
    EMAIL_SHAPE = "EMAIL_SHAPE", "电子邮箱写法不对", "“{value}”不是电子邮箱地址。", "请改正，或留空。"
    CERTIFICATE_ROUNDED = (
        "CERTIFICATE_ROUNDED",
        "证书号被 Excel 取整",
        "原证书号是按数字存的，Excel 只保留前 15 位，后面几位已经丢失，无法恢复。",
        "请先把这一列设为“文本”格式，再照证书重新录入。",
    )
    CERTIFICATE_SHAPE = (
        "CERTIFICATE_SHAPE",
        "原证书号写法不对",
        "“{value}”不像职业资格证书编号（16 位）或技能等级证书编号（22 位）。",
        "请照证书改正编号；没有证书请留空。",
    )
    SUBJECT_UNKNOWN = (
        "SUBJECT_UNKNOWN",
        "科目填写不对",
        "{column}只能填“新考”或“补考”，这里是“{value}”。",
        "请改为“新考”或“补考”；新考可以留空。",
    )
    NO_REVIEW_AT_LEVEL = (
        "NO_REVIEW_AT_LEVEL",
        "本等级没有综合评审",
        "综合评审只在技师、高级技师中进行，这里填了“补考”。",
        "请清空这一格。",
    )
    RETAKE_UNRECORDED = (
        "RETAKE_UNRECORDED",
        "补考没有成绩记录",
        "填了补考，但系统里没有此人这个职业（工种）和等级的{subject}成绩。",
        "第一次参加请填“新考”；确有成绩的，请与市中心鉴定指导科核对记录后再报。",
    )
    TWICE_IN_PLAN = (
        "TWICE_IN_PLAN",
        "已在本计划的另一等级或职业中报名",
        "此人已在本计划的另一职业（工种）或等级（{level}）中报名，一份计划中同一人只能报一次。",
        "请核实后只保留一处。",
    )
    OVERLAPPING_PLAN = (
        "OVERLAPPING_PLAN",
        "同期已在另一计划中报名",
        "此人已在鉴定计划 {plan} 中报名，考试日期 {date} 与本计划相同。",
        "请核实后从其中一个计划中删去此人。",
    )
    TWO_LEVELS_IN_A_YEAR = (
        "TWO_LEVELS_IN_A_YEAR", "一年内申报两个等级",
        "此人在鉴定计划 {plan} 中申报了本职业{level}，考试日期 {date}，与本次相隔不到一年。",
        "升级考核须逐级进行，同一职业一年内不能申报两个等级。请删去此人，或推迟到一年以后。",
    )  # fmt: skip


class RecoveryCode(StrEnum):
    """Small things put right without asking, each said to the user. `label` is the heading of the group."""

    label: str

    def __new__(cls, value: str, label: str) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    SPELLING = "SPELLING", "去掉了空格、改为半角或大写"
    SYNONYM = "SYNONYM", "换成了规定的写法"
    MOBILE = "MOBILE", "整理了手机号码"
    NUMBER = "NUMBER", "数字格式改为文本"
    NOT_SAT = "NOT_SAT", "补考考生空着的科目按不参加处理"
    NO_REVIEW = "NO_REVIEW", "本等级没有综合评审，未采用"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of one cell. `row`: number of the sheet row as the user sees it; `value` is masked where sensitive."""

    row: int
    column: Column
    code: FaultCode
    value: str
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Recovery:
    """One thing put right: `was` and `now` are masked where sensitive."""

    row: int
    column: Column
    code: RecoveryCode
    was: str
    now: str


def shown(column: Column, value: object) -> str:
    """A cell's value as it may stand on screen: one line, at most 60 characters, sensitive numbers masked."""
    text = " ".join(str(value).split())
    if column in SENSITIVE:
        return mask_document_number(text)
    return text if len(text) <= 60 else f"{text[:59]}…"


def fault(row: int, column: Column, code: FaultCode, value: object = "", **params: Any) -> Fault:
    """The fault in words. `params`: what the patterns of `code` need beyond `value` and `column`."""
    text = shown(column, value)
    params |= {"value": text, "column": column.label}
    return Fault(row, column, code, text, code.message.format(**params), code.remedy.format(**params))
