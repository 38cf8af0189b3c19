"""The filters of the audit log."""

from django import forms

from appraisal.core.forms.actions import FilterForm
from appraisal.core.queries.audit import AuditFilter

# What an action's name begins with, and what people call that.
SUBJECTS = (
    ("account.", "登录、退出、锁定、角色切换"),
    ("person.", "人员、角色、密码"),
    ("second_factor.", "两步验证"),
    ("personal.", "查看完整个人信息"),
    ("organisation.", "机构"),
    ("plan.", "鉴定计划"),
    ("roster.", "花名册、考生"),
    ("session.", "统考批次"),
    ("licence", "鉴定许可"),
    ("site.", "实操场所"),
    ("catalogue.", "职业目录"),
    ("mode.", "鉴定方式"),
    ("calendar.", "工作日历"),
)


class AuditFilterForm(FilterForm):
    """Whose acts, what kind, about which record, when."""

    person = forms.CharField(label="姓名或登录名", required=False, max_length=60, widget=forms.SearchInput)
    subject = forms.ChoiceField(label="业务", required=False, choices=[("", "全部"), *SUBJECTS])
    first_day = forms.DateField(label="从", required=False, widget=forms.DateInput())
    last_day = forms.DateField(label="到", required=False, widget=forms.DateInput())
    target = forms.CharField(label="对象", required=False, max_length=80, help_text="例如 plan:17")

    def filters(self) -> AuditFilter:
        """What was chosen."""
        chosen = self.chosen()
        return AuditFilter(
            person=chosen.get("person", ""),
            subject=chosen.get("subject", ""),
            target=chosen.get("target", ""),
            first_day=chosen.get("first_day"),
            last_day=chosen.get("last_day"),
        )
