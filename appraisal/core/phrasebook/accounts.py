"""People, roles, organisations, sign-in, personal data."""

SENTENCES = {
    "username_shape": (
        "登录名不合要求。",
        "登录名 3 到 60 位，只能用英文字母、数字、点、下划线和短横线，并以字母或数字开头。",
    ),
    "phone_shape": ("手机号码不是中国大陆的 11 位手机号。", "请核对后重新填写，例如 138 开头的 11 位数字。"),
    "role_not_of_organisation": ("{organisation}没有“{role}”这个角色。", "可以选择的角色：{possible}。"),
    "organisation_inactive": ("{organisation}已停用。", "请先由市中心恢复该机构，或选择其他机构。"),
    "role_held": ("这个人已经有“{role}”这个角色。", "不用重复添加；如需换人，请选择其他人员。"),
    "role_ended": ("这个角色已经结束。", "请刷新页面查看；如需恢复，请重新添加角色。"),
    "person_elsewhere": (
        "{name}还在其他单位任职，本单位不能重设其密码或停用其账号。",
        "请联系市中心鉴定指导科办理；本单位可以结束他在本单位的角色。",
    ),
    "own_account": ("不能停用自己的账号，也不能结束自己正在使用的角色。", "请由同单位的其他人员或市中心办理。"),
    "last_guidance_officer": (
        "{name}是鉴定指导科最后一位在用人员。",
        "请先给另一位人员添加“市中心鉴定指导科”角色，否则再没有人能管理系统。",
    ),
    "officer_exists": ("已经有在用的鉴定指导科人员。", "请由他登录后在“人员”里添加。"),
    "person_inactive": ("{name}的账号已停用。", "请先恢复账号。"),
    "organisation_kind_fixed": (
        "“{kind}”由系统固定，不能新增。",
        "市中心、科室和区县中心随系统装入；这里可以新增鉴定机构和行业技师考评委。",
    ),
    "organisation_name_taken": ("已有名为“{name}”的机构。", "请核对是否重复登记，或改用全称。"),
    "organisation_code_taken": ("机构编号“{code}”已被使用。", "请换一个编号，或留空由系统编号。"),
    "organisation_district_missing": ("鉴定机构没有选择注册地所在区县。", "请选择注册地所在的区县中心。"),
    "organisation_district_wrong": ("所选的上级不是区县中心。", "请从列表中选择一个区县中心。"),
    "organisation_has_institutes": (
        "{name}辖区内还有 {count} 家在用的鉴定机构。",
        "请先把这些机构转到其他区县或停用，再停用区县中心。",
    ),
    "organisation_fixed": ("{name}是系统固定的机构，不能停用。", "市中心及其科室始终在用。"),
    "code_wrong": (
        "动态验证码不对，或已经过期、用过。",
        "请等验证器显示下一组数字再输入；手机时间须准确。手机不在身边时可用备用码。",
    ),
    "code_too_many": ("连续输错，请 {seconds} 秒后再试。", "请稍等后重新输入；手机丢失请用备用码或联系管理员。"),
    "factor_not_started": ("还没有生成二维码，或它已经作废。", "请重新打开“两步验证”页面扫码。"),
    "factor_required": ("市中心角色必须使用两步验证，不能停用。", "换手机时请停用后立即重新绑定，或由同事重设。"),
    "personal_reason_short": ("查看理由太短。", "请写清为什么要看完整信息，例如“电话核对补考科目”；它会记入操作记录。"),
}
