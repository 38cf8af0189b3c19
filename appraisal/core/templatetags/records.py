"""The audit log in words: what a record is called, what the details of an entry mean."""

from typing import Any

from django import template

register = template.Library()

TARGETS = {
    "user": "人员",
    "organisation": "机构",
    "occupation": "职业",
    "occupationlevel": "职业等级",
    "licence": "许可",
    "licencerequest": "许可申请",
    "site": "场所",
    "document": "文件",
    "calendaryear": "工作日历",
    "examsession": "统考批次",
    "plan": "计划",
    "planitem": "计划项目",
    "obligation": "时限",
    "rosterupload": "花名册",
    "candidate": "考生",
    "photoupload": "照片",
    "eligibilitystandard": "申报条件",
    "firstreview": "资格初审",
    "correction": "信息更正",
    "reviewslot": "复审时段",
    "booking": "复审预约",
    "rereview": "资格复审",
    "publicnotice": "公示",
    "objection": "异议",
    "bill": "缴费单",
    "tariff": "收费标准",
    "feeclass": "收费类别",
    "bankstatement": "银行流水",
    "statementline": "到账",
    "payeedetails": "开户行信息",
    "payees": "支付对象",
    "payoutbatch": "支付批次",
    "rate": "支付标准",
    "budget": "预算",
    "monthclose": "关账",
    "receipt": "收据",
    "apitoken": "接口令牌",
    "webhook": "推送",
    "arrangement": "考场编排",
    "changerequest": "变更申请",
    "deduction": "减分",
    "districtnotice": "考前通知",
    "pointsrule": "分值",
    "dispatch": "派遣",
    "manualdispatch": "手动派遣",
    "dutysheet": "执评",
    "dutycorrection": "执评更正",
    "dutyscan": "扫描件",
    "problemreport": "问题报告",
    "scoresheet": "成绩",
    "scorecorrection": "成绩更正",
    "examiner": "考评员",
    "examiners": "考评员",
    "examinerchange": "考评员改号",
    "examinerlink": "短信链接",
    "examinerrequest": "考评人数需求",
    "qualification": "考评员证卡",
    "recusal": "回避",
    "unavailableday": "不能参加的日期",
    "invigilator": "监考员",
    "room": "考场",
    "roomuse": "考场安排",
    "sitting": "场次",
    "seat": "座位",
    "paper": "文书",
    "papercopy": "文书",
    "printjob": "打印任务",
    "smsmessage": "短信",
    "smstemplate": "短信文字",
    "inboundsms": "收到的短信",
    "roleassignment": "角色",
    "background": "登记的事实",
    "evidence": "材料",
    "override": "特批",
    "payment": "收款",
    "due": "应付费用",
    "standards": "申报条件",
    "catalogue": "职业目录",
    "calendar": "工作日历",
    "clock": "培训时钟",
    "demo": "样例",
}
DETAILS = {
    "reason": "理由",
    "before": "原来",
    "after": "改为",
    "role": "角色",
    "method": "方式",
    "field": "项目",
    "code": "编号",
    "name": "名称",
    "short_name": "简称",
    "district_id": "区县中心",
    "state": "状态",
    "address": "地址",
    "last_day": "最后一天",
    "notice_number": "文号",
    "valid_from": "开始日期",
    "document": "文件",
    "scope": "范围",
    "days": "日期",
    "added": "新增",
    "changed": "改动",
}


@register.filter
def target_label(target: str) -> str:
    """ "plan:17" as 计划 17; a kind without a word of ours stays as it is."""
    kind, _, key = target.partition(":")
    return f"{TARGETS[kind]} {key}".strip() if kind in TARGETS else target


@register.filter
def detail_rows(details: dict[str, Any]) -> list[tuple[str, str]]:
    """The details as (name, text) pairs."""
    return [(DETAILS.get(name, name), _text(value)) for name, value in details.items()]


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return "；".join(f"{DETAILS.get(name, name)} {_text(part)}" for name, part in value.items()) or "—"
    if isinstance(value, list):
        return "、".join(map(_text, value)) or "—"
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value) if value not in (None, "") else "—"
