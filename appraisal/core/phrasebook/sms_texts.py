"""The texts that go out by SMS, as the slides word them (三：考评员如何接收任务), without the 【signature】.

The stars of the slides are blanks here. What stands in brackets there after a message or a star (区县, 考点, 职业,
等级) says whose contact or what belongs into the blank, and is not sent.
"""

from appraisal.core.rules.sms_texts import SmsText

TEXTS: dict[SmsText, str] = {
    SmsText.INVITATION: (
        "北京市职业技能鉴定管理中心邀请您参加{职业}职业{等级}等级于{日期}进行的实操考评工作，"
        "如能参加，请回复{能参加代码}，如不能参加请回复{不能参加代码}，如有疑问，请与{联系人}联系，联系电话：{联系电话}。"
    ),
    SmsText.CONFIRMATION: (
        "您已被选定为{日期}{职业}职业{等级}等级实操鉴定考评员考评，收到请回复{确认代码}。"
        "如有疑问，请与{联系人}联系，联系电话：{联系电话}。"
    ),
    SmsText.TEAM: (
        "{日期}{职业}{等级}实操鉴定考评组组长：{组长}，联系电话：{组长电话}；组员名单及联系电话如下：{组员名单}"
    ),
    SmsText.WRONG_CODE: "您回复的短信内容有误，请核对后重新发送。",
    SmsText.CANCELLATION: (
        "北京市职业技能鉴定管理中心通知您于{日期}在{地点}参评{职业}职业{等级}等级的实操考试，因故取消，望您见谅！"
    ),
    SmsText.FULL: "本次考评员人数已满。",
    SmsText.NOTED: "已收到您的回复，谢谢。",
    SmsText.CHOICES: "您有几项待回复的短信，请按代码回复：{代码和含义}。",
    SmsText.LATE: "您的回复已超过时限，本次未能安排。如有疑问，请与{联系人}联系，联系电话：{联系电话}。",
    SmsText.PLAN_CHANGE: (
        "您报名的{职业}{等级}职业技能鉴定已变更：{变更内容}。请以重新发放的准考证为准，如有疑问请与{鉴定机构}联系。"
    ),
    SmsText.LINK: "查看执评安排、更新个人资料请打开{链接}，{有效期}内有效，请勿转发。",
}
