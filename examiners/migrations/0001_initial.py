import appraisal.core.fields
import appraisal.core.rules.enums
import django.db.models.deletion
import examiners.rules.duty
import examiners.rules.enums
import examiners.rules.states
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0001_initial'),
        ('plans', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DutyMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='姓名')),
                ('role', models.CharField(choices=[('LEADER', '组长'), ('MEMBER', '组员')], max_length=10, verbose_name='考评组职责')),
                ('stand_in', models.CharField(blank=True, max_length=200, verbose_name='临时增补理由')),
                ('met', models.BooleanField(default=False, verbose_name='参加考前会')),
                ('attended', models.BooleanField(null=True, verbose_name='到场')),
                ('half_days', models.PositiveSmallIntegerField(default=0, verbose_name='半天数')),
                ('conduct', models.CharField(choices=[('GOOD', '正常履职'), ('LATE', '迟到早退'), ('REMARK', '有违规或其他情况')], default=examiners.rules.duty.Conduct['GOOD'], max_length=10, verbose_name='履职情况')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('signed_roster', models.BooleanField(default=False, verbose_name='在花名册上签字')),
                ('signed_seal', models.BooleanField(default=False, verbose_name='在封条上签字')),
            ],
            options={
                'ordering': ('role', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='DutyCorrection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=400, verbose_name='更正理由')),
                ('state', models.CharField(choices=[('REQUESTED', '待市中心处理'), ('GRANTED', '已同意'), ('REFUSED', '未同意')], default=appraisal.core.rules.enums.RequestState['REQUESTED'], max_length=10)),
                ('requested_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('decision', models.CharField(blank=True, max_length=400, verbose_name='处理意见')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.document')),
                ('requested_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='Duty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('LEADER', '组长'), ('MEMBER', '组员')], max_length=10, verbose_name='考评组职责')),
                ('attended', models.BooleanField(verbose_name='到场')),
                ('half_days', models.PositiveSmallIntegerField(default=0, verbose_name='半天数')),
                ('conduct', models.CharField(choices=[('GOOD', '正常履职'), ('LATE', '迟到早退'), ('REMARK', '有违规或其他情况')], default=examiners.rules.duty.Conduct['GOOD'], max_length=10, verbose_name='履职情况')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('version', models.PositiveSmallIntegerField(default=1, verbose_name='版本')),
                ('confirmed_at', models.DateTimeField()),
                ('correction', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='duties', to='examiners.dutycorrection')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duties', to='examiners.dutymember')),
            ],
            options={
                'ordering': ('pk',),
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='DutyHandIn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='第几次')),
                ('handed_to', models.CharField(max_length=40, verbose_name='区县中心接收人')),
                ('answer', models.CharField(blank=True, max_length=1000, verbose_name='补正说明')),
                ('record', models.JSONField()),
                ('handed_in_at', models.DateTimeField(verbose_name='报送时间')),
                ('handed_in_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('number',),
            },
        ),
        migrations.CreateModel(
            name='DutyReturn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=400, verbose_name='退回理由')),
                ('remarks', models.JSONField(default=dict, verbose_name='须补正')),
                ('is_incomplete', models.BooleanField(default=False, verbose_name='视同没有报送')),
                ('returned_at', models.DateTimeField(verbose_name='退回时间')),
                ('hand_in', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='returned', to='examiners.dutyhandin')),
                ('returned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='DutySheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('OPEN', '待报送'), ('RETURNED', '已退回，待补正'), ('ENTERING', '待录入'), ('DIFFERING', '两遍不一致'), ('AGREED', '待确认'), ('CONFIRMED', '已确认')], default=examiners.rules.duty.DutyState['OPEN'], max_length=10, verbose_name='状态')),
                ('met_at', models.DateTimeField(null=True, verbose_name='考前会时间')),
                ('meeting_place', models.CharField(blank=True, max_length=120, verbose_name='考前会地点')),
                ('meeting_notes', models.TextField(blank=True, verbose_name='考前会记录')),
                ('sealed_at', models.DateTimeField(null=True, verbose_name='封装时间')),
                ('envelopes', models.PositiveSmallIntegerField(default=0, verbose_name='封装份数')),
                ('wrapped_up_at', models.DateTimeField(null=True, verbose_name='考后小结会时间')),
                ('wrap_up_notes', models.TextField(blank=True, verbose_name='考后小结')),
                ('has_problems', models.BooleanField(null=True, verbose_name='发现问题')),
                ('handed_to', models.CharField(blank=True, max_length=40, verbose_name='区县中心接收人')),
                ('handed_in_at', models.DateTimeField(null=True, verbose_name='报送时间')),
                ('confirmed_at', models.DateTimeField(null=True, verbose_name='确认时间')),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('handed_in_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sitting', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='duty_sheet', to='plans.sitting')),
            ],
        ),
        migrations.CreateModel(
            name='DutyScan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('SCORE_ROSTER', '操作技能成绩花名册'), ('DUTY_SHEET', '执评情况表'), ('SEAL', '封条签字'), ('OTHER', '其他')], max_length=14, verbose_name='材料')),
                ('removed_at', models.DateTimeField(null=True)),
                ('was_handed_in', models.BooleanField(default=False)),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.document')),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scans', to='examiners.dutysheet')),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='DutyResolution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('LEADER', '组长'), ('MEMBER', '组员')], max_length=10, verbose_name='考评组职责')),
                ('attended', models.BooleanField(verbose_name='到场')),
                ('half_days', models.PositiveSmallIntegerField(default=0, verbose_name='半天数')),
                ('conduct', models.CharField(choices=[('GOOD', '正常履职'), ('LATE', '迟到早退'), ('REMARK', '有违规或其他情况')], default=examiners.rules.duty.Conduct['GOOD'], max_length=10, verbose_name='履职情况')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('decided_at', models.DateTimeField()),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='examiners.dutymember')),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='resolutions', to='examiners.dutysheet')),
            ],
            options={
                'ordering': ('pk',),
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='dutymember',
            name='sheet',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='examiners.dutysheet'),
        ),
        migrations.AddField(
            model_name='dutyhandin',
            name='sheet',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hand_ins', to='examiners.dutysheet'),
        ),
        migrations.CreateModel(
            name='DutyEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ordinal', models.PositiveSmallIntegerField(verbose_name='第几遍')),
                ('submitted_at', models.DateTimeField(verbose_name='提交时间')),
                ('set_aside_at', models.DateTimeField(null=True, verbose_name='作废时间')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='examiners.dutysheet')),
            ],
            options={
                'ordering': ('ordinal',),
            },
        ),
        migrations.AddField(
            model_name='dutycorrection',
            name='sheet',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='examiners.dutysheet'),
        ),
        migrations.CreateModel(
            name='Examiner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=12, unique=True, verbose_name='考评员编号')),
                ('name', models.CharField(max_length=60, verbose_name='姓名')),
                ('name_key', models.CharField(db_index=True, editable=False, max_length=240)),
                ('id_number', appraisal.core.fields.EncryptedTextField(blank=True, editable=True, null=True, verbose_name='身份证号')),
                ('id_index', models.BinaryField(null=True)),
                ('phone', appraisal.core.fields.EncryptedTextField(blank=True, editable=True, null=True, verbose_name='手机号码')),
                ('phone_index', models.BinaryField(null=True)),
                ('bank_card', appraisal.core.fields.EncryptedTextField(blank=True, editable=True, null=True, verbose_name='北京银行卡号')),
                ('bank_card_index', models.BinaryField(null=True)),
                ('bank_name', models.CharField(blank=True, max_length=60, verbose_name='开户银行')),
                ('employer', models.CharField(blank=True, max_length=120, verbose_name='工作单位')),
                ('registered_at', models.DateTimeField(verbose_name='登记时间')),
                ('changed_at', models.DateTimeField(verbose_name='最近修改')),
                ('active', models.BooleanField(default=True, verbose_name='在聘')),
                ('inactive_reason', models.CharField(blank=True, max_length=400, verbose_name='停聘理由')),
                ('is_sample', models.BooleanField(default=False, verbose_name='样例数据')),
                ('registered_in', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='examiners', to='core.organisation', verbose_name='登记单位')),
                ('residence', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='居住区县')),
                ('user', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='examiner', to=settings.AUTH_USER_MODEL, verbose_name='登录人员')),
            ],
            options={
                'ordering': ('name_key', 'pk'),
            },
        ),
        migrations.AddField(
            model_name='dutymember',
            name='examiner',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duty_members', to='examiners.examiner'),
        ),
        migrations.CreateModel(
            name='DutyCorrectionLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('LEADER', '组长'), ('MEMBER', '组员')], max_length=10, verbose_name='考评组职责')),
                ('attended', models.BooleanField(verbose_name='到场')),
                ('half_days', models.PositiveSmallIntegerField(default=0, verbose_name='半天数')),
                ('conduct', models.CharField(choices=[('GOOD', '正常履职'), ('LATE', '迟到早退'), ('REMARK', '有违规或其他情况')], default=examiners.rules.duty.Conduct['GOOD'], max_length=10, verbose_name='履职情况')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('correction', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='examiners.dutycorrection')),
                ('duty', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='examiners.duty')),
                ('examiner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='examiners.examiner')),
            ],
            options={
                'ordering': ('pk',),
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ExaminerChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('field', models.CharField(choices=[('ID_NUMBER', '身份证号'), ('BANK_CARD', '北京银行卡号')], max_length=12, verbose_name='事项')),
                ('value', appraisal.core.fields.EncryptedTextField(blank=True, editable=True, null=True, verbose_name='新号码')),
                ('state', models.CharField(choices=[('WAITING', '待区县确认'), ('CONFIRMED', '已确认'), ('DECLINED', '未通过'), ('WITHDRAWN', '已撤回')], default=examiners.rules.enums.ChangeState['WAITING'], max_length=10)),
                ('asked_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=400, verbose_name='处理意见')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('examiner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='examiners.examiner')),
            ],
            options={
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='ExaminerLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('SELF_SERVICE', '短信里的链接'), ('CALENDAR', '日历订阅')], max_length=14)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField(null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('last_used_at', models.DateTimeField(null=True)),
                ('examiner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='examiners.examiner')),
            ],
            options={
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='ExaminerRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='需求人数')),
                ('contact_name', models.CharField(max_length=40, verbose_name='考点联系人')),
                ('contact_phone', appraisal.core.fields.EncryptedTextField(blank=True, editable=True, null=True, verbose_name='考点联系电话')),
                ('note', models.CharField(blank=True, max_length=400, verbose_name='说明')),
                ('state', models.CharField(choices=[('OPEN', '已提出'), ('CLOSED', '已关闭'), ('WITHDRAWN', '已撤回')], default=examiners.rules.enums.ExaminerRequestState['OPEN'], max_length=10, verbose_name='状态')),
                ('asked_at', models.DateTimeField(verbose_name='提出时间')),
                ('changed_at', models.DateTimeField(verbose_name='最近修改')),
                ('reason', models.CharField(blank=True, max_length=400, verbose_name='撤回或关闭的理由')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sitting', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='examiner_request', to='plans.sitting')),
            ],
            options={
                'ordering': ('sitting__date', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='Dispatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='考评日期')),
                ('place', models.CharField(blank=True, max_length=200, verbose_name='考点')),
                ('seats', models.PositiveSmallIntegerField(verbose_name='需求人数')),
                ('seated', models.PositiveSmallIntegerField(default=0)),
                ('state', models.CharField(choices=[('WAITING', '待派遣'), ('ASKING', '派遣中'), ('SHORT', '人选不足'), ('FORMED', '考评组已组建'), ('CANCELLED', '已撤销'), ('LAPSED', '未组成')], default=examiners.rules.states.DispatchState['WAITING'], max_length=10, verbose_name='状态')),
                ('state_since', models.DateTimeField()),
                ('seed', models.CharField(max_length=64)),
                ('seed_hash', models.CharField(max_length=64, verbose_name='抽签承诺')),
                ('opened_at', models.DateTimeField()),
                ('started_at', models.DateTimeField(null=True)),
                ('ranked_at', models.DateTimeField(null=True)),
                ('formed_at', models.DateTimeField(null=True)),
                ('version', models.PositiveSmallIntegerField(default=0)),
                ('reason', models.CharField(blank=True, max_length=400, verbose_name='撤销理由')),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dispatches', to='core.organisation')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='dispatches', to='examiners.examinerrequest')),
            ],
            options={
                'ordering': ('day', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('state', models.CharField(choices=[('INVITED', '等待答复'), ('ACCEPTED', '能参加，等待确认'), ('CONFIRMED', '已确认'), ('RESERVE', '满员，候补'), ('DECLINED', '不能参加'), ('TIMED_OUT', '未答复'), ('DROPPED', '未确认'), ('UNREACHED', '短信未送达'), ('WITHDRAWN', '已退出'), ('CANCELLED', '已撤销')], max_length=10, verbose_name='状态')),
                ('state_since', models.DateTimeField()),
                ('copies', models.PositiveSmallIntegerField(default=0, verbose_name='已发遍数')),
                ('confirmations', models.PositiveSmallIntegerField(default=0)),
                ('turn', models.PositiveIntegerField(default=0, verbose_name='候补顺序')),
                ('manual', models.BooleanField(default=False, verbose_name='手动派遣')),
                ('is_leader', models.BooleanField(default=False, verbose_name='组长')),
                ('asked_at', models.DateTimeField(null=True)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('dispatch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='examiners.dispatch')),
                ('examiner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='examiners.examiner')),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='DispatchMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('INVITATION', '第一条：邀请'), ('CONFIRMATION', '第二条：确认'), ('TEAM', '第三条：考评组组建'), ('WRONG_CODE', '错误代码'), ('CANCELLATION', '撤销'), ('FULL', '满员'), ('NOTED', '已收到'), ('LATE', '已超时'), ('CHOICES', '请按代码回复')], max_length=12)),
                ('copy', models.PositiveSmallIntegerField(default=1)),
                ('watched', models.BooleanField(default=False)),
                ('seen_state', models.CharField(blank=True, max_length=12)),
                ('queued_at', models.DateTimeField()),
                ('dispatch', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='examiners.dispatch')),
                ('message', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.smsmessage')),
                ('reply_to', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.inboundsms')),
                ('invitation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='examiners.invitation')),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('UNDERSTOOD', '已识别'), ('AMBIGUOUS', '有歧义'), ('UNREAD', '代码有误'), ('STRANGER', '不是考评员')], max_length=10)),
                ('question', models.CharField(blank=True, choices=[('INVITATION', '邀请'), ('CONFIRMATION', '确认')], max_length=12)),
                ('meaning', models.CharField(blank=True, choices=[('YES', '能参加'), ('NO', '不能参加'), ('CONFIRM', '确认收到')], max_length=8)),
                ('phone_index', models.BinaryField()),
                ('text_index', models.BinaryField()),
                ('answered', models.BooleanField(default=True)),
                ('at', models.DateTimeField()),
                ('inbound', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='answer', to='core.inboundsms')),
                ('examiner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='examiners.examiner')),
                ('invitation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='examiners.invitation')),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='ManualDispatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=400, verbose_name='理由')),
                ('state', models.CharField(choices=[('PROPOSED', '待复核'), ('APPROVED', '已复核'), ('REFUSED', '未通过'), ('WITHDRAWN', '已撤回')], default=examiners.rules.states.ManualState['PROPOSED'], max_length=10)),
                ('proposed_label', models.CharField(max_length=160)),
                ('proposed_at', models.DateTimeField()),
                ('decided_label', models.CharField(blank=True, max_length=160)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decision_note', models.CharField(blank=True, max_length=400, verbose_name='复核意见')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('dispatch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='manual_dispatches', to='examiners.dispatch')),
                ('examiners', models.ManyToManyField(related_name='+', to='examiners.examiner')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='PreferredDistrict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField(verbose_name='顺序')),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='preferred_by', to='core.organisation')),
                ('examiner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='preferences', to='examiners.examiner')),
            ],
            options={
                'ordering': ('order',),
            },
        ),
        migrations.CreateModel(
            name='ProblemReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(verbose_name='问题')),
                ('reported_at', models.DateTimeField()),
                ('reply', models.TextField(blank=True, verbose_name='区县中心答复')),
                ('replied_at', models.DateTimeField(null=True)),
                ('document', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.document')),
                ('replied_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reported_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='problems', to='examiners.dutysheet')),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='Qualification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('grade', models.CharField(choices=[('EXAMINER', '考评员'), ('SENIOR_EXAMINER', '高级考评员')], max_length=16, verbose_name='考评员等级')),
                ('card_number', models.CharField(max_length=40, verbose_name='证卡编号')),
                ('valid_from', models.DateField(verbose_name='发证日期')),
                ('valid_until', models.DateField(verbose_name='有效期至')),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=400, verbose_name='注销理由')),
                ('next_reminder_on', models.DateField(null=True)),
                ('examiner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='qualifications', to='examiners.examiner')),
                ('occupation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='qualifications', to='core.occupation')),
            ],
            options={
                'ordering': ('occupation__name_key', 'valid_from', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='RankedExaminer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveIntegerField(verbose_name='排序')),
                ('turn', models.PositiveIntegerField(verbose_name='邀请顺序')),
                ('assigned', models.BooleanField(default=False)),
                ('counted_on', models.BooleanField(default=False)),
                ('recent_duties', models.PositiveSmallIntegerField(verbose_name='近期执评次数')),
                ('foreseen', models.PositiveSmallIntegerField(default=0, verbose_name='后续统筹次数')),
                ('preference', models.PositiveSmallIntegerField(verbose_name='意愿顺序')),
                ('last_asked', models.DateField(null=True, verbose_name='上次受邀')),
                ('draw', models.CharField(max_length=12, verbose_name='签号')),
                ('behind_by', models.CharField(blank=True, choices=[('DUTIES', '近期执评次数少者先'), ('FORESEEN', '后续场次较少指望者先'), ('PREFERENCE', '执评意愿靠前者先'), ('ROTATION', '更久未受邀请者先'), ('DRAW', '抽签')], max_length=10)),
                ('dispatch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ranking', to='examiners.dispatch')),
                ('examiner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='examiners.examiner')),
            ],
            options={
                'ordering': ('turn',),
            },
        ),
        migrations.CreateModel(
            name='Recusal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('EMPLOYEE', '在该机构任职'), ('TRAINER', '培训过该机构的考生'), ('OTHER', '其他须回避的关系')], max_length=10, verbose_name='回避原因')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('ended_at', models.DateTimeField(null=True)),
                ('examiner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recusals', to='examiners.examiner')),
                ('institute', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recused_examiners', to='core.organisation')),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='ReplyCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question', models.CharField(choices=[('INVITATION', '邀请'), ('CONFIRMATION', '确认')], max_length=12)),
                ('meaning', models.CharField(choices=[('YES', '能参加'), ('NO', '不能参加'), ('CONFIRM', '确认收到')], max_length=8)),
                ('code', models.CharField(max_length=4)),
                ('phone_index', models.BinaryField()),
                ('open', models.BooleanField(default=True)),
                ('invitation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='codes', to='examiners.invitation')),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='Timer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('ANSWER', '等待答复'), ('WAVE', '发下一批'), ('DAY', '到达考评日')], max_length=8)),
                ('question', models.CharField(blank=True, choices=[('INVITATION', '邀请'), ('CONFIRMATION', '确认')], max_length=12)),
                ('copy', models.PositiveSmallIntegerField(default=0)),
                ('started_at', models.DateTimeField()),
                ('due_at', models.DateTimeField(null=True)),
                ('fired_at', models.DateTimeField(null=True)),
                ('stopped_at', models.DateTimeField(null=True)),
                ('dispatch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='timers', to='examiners.dispatch')),
                ('invitation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='timers', to='examiners.invitation')),
            ],
            options={
                'ordering': ('due_at', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='UnavailableDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField(verbose_name='开始日期')),
                ('ends_on', models.DateField(verbose_name='结束日期')),
                ('note', models.CharField(blank=True, max_length=80, verbose_name='说明')),
                ('examiner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='unavailable_days', to='examiners.examiner')),
            ],
            options={
                'ordering': ('starts_on',),
            },
        ),
        migrations.CreateModel(
            name='DutyLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('LEADER', '组长'), ('MEMBER', '组员')], max_length=10, verbose_name='考评组职责')),
                ('attended', models.BooleanField(verbose_name='到场')),
                ('half_days', models.PositiveSmallIntegerField(default=0, verbose_name='半天数')),
                ('conduct', models.CharField(choices=[('GOOD', '正常履职'), ('LATE', '迟到早退'), ('REMARK', '有违规或其他情况')], default=examiners.rules.duty.Conduct['GOOD'], max_length=10, verbose_name='履职情况')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='examiners.dutyentry')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='examiners.dutymember')),
            ],
            options={
                'ordering': ('member',),
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('attended', True), ('half_days__gte', 1)), models.Q(('attended', False), ('half_days', 0)), _connector='OR'), name='dutyline_half_days'), models.UniqueConstraint(fields=('entry', 'member'), name='one_duty_line_per_member')],
            },
        ),
        migrations.AddConstraint(
            model_name='duty',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('attended', True), ('half_days__gte', 1)), models.Q(('attended', False), ('half_days', 0)), _connector='OR'), name='duty_half_days'),
        ),
        migrations.AddConstraint(
            model_name='duty',
            constraint=models.UniqueConstraint(fields=('member', 'version'), name='one_duty_per_version'),
        ),
        migrations.AddConstraint(
            model_name='dutysheet',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('handed_in_at', None), ('state__in', frozenset([examiners.rules.duty.DutyState['OPEN'], examiners.rules.duty.DutyState['RETURNED']]))), models.Q(models.Q(('state__in', frozenset([examiners.rules.duty.DutyState['OPEN'], examiners.rules.duty.DutyState['RETURNED']])), _negated=True), ('handed_in_at__isnull', False), ('handed_in_by__isnull', False)), _connector='OR'), name='duty_handed_in_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='dutysheet',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False), ('state', examiners.rules.duty.DutyState['CONFIRMED'])), models.Q(models.Q(('state', examiners.rules.duty.DutyState['CONFIRMED']), _negated=True), ('confirmed_at', None)), _connector='OR'), name='duty_confirmed_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='dutyresolution',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('attended', True), ('half_days__gte', 1)), models.Q(('attended', False), ('half_days', 0)), _connector='OR'), name='dutyresolution_half_days'),
        ),
        migrations.AddConstraint(
            model_name='dutyhandin',
            constraint=models.UniqueConstraint(fields=('sheet', 'number'), name='one_hand_in_per_number'),
        ),
        migrations.AddConstraint(
            model_name='dutyentry',
            constraint=models.UniqueConstraint(condition=models.Q(('set_aside_at', None)), fields=('sheet', 'person'), name='one_duty_entry_per_person'),
        ),
        migrations.AddConstraint(
            model_name='dutyentry',
            constraint=models.UniqueConstraint(condition=models.Q(('set_aside_at', None)), fields=('sheet', 'ordinal'), name='one_duty_entry_per_turn'),
        ),
        migrations.AddConstraint(
            model_name='dutyentry',
            constraint=models.CheckConstraint(condition=models.Q(('ordinal__in', (1, 2))), name='duty_entry_first_or_second'),
        ),
        migrations.AddConstraint(
            model_name='dutycorrection',
            constraint=models.UniqueConstraint(condition=models.Q(('state', appraisal.core.rules.enums.RequestState['REQUESTED'])), fields=('sheet',), name='one_open_duty_correction'),
        ),
        migrations.AddConstraint(
            model_name='dutycorrection',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by', None), models.Q(('decided_by', models.F('requested_by')), _negated=True), _connector='OR'), name='duty_correction_second_person'),
        ),
        migrations.AddConstraint(
            model_name='examiner',
            constraint=models.UniqueConstraint(fields=('id_index',), name='one_examiner_per_person'),
        ),
        migrations.AddConstraint(
            model_name='examiner',
            constraint=models.UniqueConstraint(condition=models.Q(('active', True)), fields=('phone_index',), name='one_examiner_per_phone'),
        ),
        migrations.AddConstraint(
            model_name='dutymember',
            constraint=models.UniqueConstraint(fields=('sheet', 'examiner'), name='one_member_once'),
        ),
        migrations.AddConstraint(
            model_name='dutycorrectionline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('attended', True), ('half_days__gte', 1)), models.Q(('attended', False), ('half_days', 0)), _connector='OR'), name='dutycorrectionline_half_days'),
        ),
        migrations.AddConstraint(
            model_name='dutycorrectionline',
            constraint=models.UniqueConstraint(fields=('correction', 'examiner'), name='one_correction_line_per_examiner'),
        ),
        migrations.AddConstraint(
            model_name='examinerchange',
            constraint=models.UniqueConstraint(condition=models.Q(('state', examiners.rules.enums.ChangeState['WAITING'])), fields=('examiner', 'field'), name='one_waiting_change'),
        ),
        migrations.AddConstraint(
            model_name='examinerlink',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', examiners.rules.enums.LinkKind['CALENDAR']), ('revoked_at', None)), fields=('examiner',), name='one_open_calendar_link'),
        ),
        migrations.AddConstraint(
            model_name='examinerrequest',
            constraint=models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='request_number'),
        ),
        migrations.AddIndex(
            model_name='dispatch',
            index=models.Index(fields=['district', 'day'], name='examiners_d_distric_715cae_idx'),
        ),
        migrations.AddIndex(
            model_name='dispatch',
            index=models.Index(condition=models.Q(('state__in', [examiners.rules.states.DispatchState['ASKING'], examiners.rules.states.DispatchState['SHORT'], examiners.rules.states.DispatchState['WAITING']])), fields=['day'], name='dispatch_open_on_day'),
        ),
        migrations.AddConstraint(
            model_name='dispatch',
            constraint=models.CheckConstraint(condition=models.Q(('seated__lte', models.F('seats'))), name='dispatch_never_overfilled'),
        ),
        migrations.AddConstraint(
            model_name='dispatch',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', [examiners.rules.states.DispatchState['ASKING'], examiners.rules.states.DispatchState['FORMED'], examiners.rules.states.DispatchState['SHORT'], examiners.rules.states.DispatchState['WAITING']])), fields=('request',), name='one_live_dispatch'),
        ),
        migrations.AddConstraint(
            model_name='dispatch',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', examiners.rules.states.DispatchState['FORMED']), _negated=True), models.Q(('formed_at__isnull', False), ('seated', models.F('seats'))), _connector='OR'), name='dispatch_formed_is_full'),
        ),
        migrations.AddIndex(
            model_name='invitation',
            index=models.Index(fields=['examiner', '-day'], name='examiners_i_examine_f82c46_idx'),
        ),
        migrations.AddIndex(
            model_name='invitation',
            index=models.Index(fields=['dispatch', 'state'], name='examiners_i_dispatc_3a876d_idx'),
        ),
        migrations.AddIndex(
            model_name='invitation',
            index=models.Index(condition=models.Q(('state__in', [examiners.rules.states.InvitationState['ACCEPTED'], examiners.rules.states.InvitationState['CONFIRMED'], examiners.rules.states.InvitationState['INVITED']])), fields=['day'], name='invitation_engaged'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(fields=('dispatch', 'examiner'), name='one_invitation_per_dispatch'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', [examiners.rules.states.InvitationState['ACCEPTED'], examiners.rules.states.InvitationState['CONFIRMED'], examiners.rules.states.InvitationState['INVITED']])), fields=('examiner', 'day'), name='one_engagement_per_day'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(condition=models.Q(('is_leader', True)), fields=('dispatch',), name='one_leader_per_team'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('confirmations__lte', 2), ('copies__lte', 2)), name='question_sent_twice_at_most'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('is_leader', False), ('state', examiners.rules.states.InvitationState['CONFIRMED']), _connector='OR'), name='leader_is_confirmed'),
        ),
        migrations.AddIndex(
            model_name='dispatchmessage',
            index=models.Index(condition=models.Q(('watched', True)), fields=['id'], name='message_watched'),
        ),
        migrations.AddIndex(
            model_name='answer',
            index=models.Index(fields=['phone_index', 'text_index', '-at'], name='examiners_a_phone_i_d8d948_idx'),
        ),
        migrations.AddConstraint(
            model_name='manualdispatch',
            constraint=models.UniqueConstraint(condition=models.Q(('state', examiners.rules.states.ManualState['PROPOSED'])), fields=('dispatch',), name='one_open_proposal'),
        ),
        migrations.AddConstraint(
            model_name='manualdispatch',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', examiners.rules.states.ManualState['APPROVED']), _negated=True), models.Q(('decided_by__isnull', False), models.Q(('decided_by', models.F('proposed_by')), _negated=True)), _connector='OR'), name='second_person_approves'),
        ),
        migrations.AddConstraint(
            model_name='preferreddistrict',
            constraint=models.UniqueConstraint(fields=('examiner', 'order'), name='one_preference_per_place'),
        ),
        migrations.AddConstraint(
            model_name='preferreddistrict',
            constraint=models.UniqueConstraint(fields=('district', 'examiner'), name='one_preference_per_district'),
        ),
        migrations.AddConstraint(
            model_name='preferreddistrict',
            constraint=models.CheckConstraint(condition=models.Q(('order__gte', 1), ('order__lte', 5)), name='preference_order'),
        ),
        migrations.AddIndex(
            model_name='qualification',
            index=models.Index(condition=models.Q(('withdrawn_at', None)), fields=['occupation', 'examiner'], name='qualification_pool'),
        ),
        migrations.AddIndex(
            model_name='qualification',
            index=models.Index(condition=models.Q(('next_reminder_on__isnull', False)), fields=['next_reminder_on'], name='qualification_remind'),
        ),
        migrations.AddConstraint(
            model_name='qualification',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until__gte', models.F('valid_from'))), name='qualification_dates'),
        ),
        migrations.AddConstraint(
            model_name='qualification',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('card_number',), name='one_qualification_per_card'),
        ),
        migrations.AddConstraint(
            model_name='rankedexaminer',
            constraint=models.UniqueConstraint(fields=('dispatch', 'examiner'), name='one_place_per_examiner'),
        ),
        migrations.AddConstraint(
            model_name='rankedexaminer',
            constraint=models.UniqueConstraint(fields=('dispatch', 'turn'), name='one_turn_each'),
        ),
        migrations.AddConstraint(
            model_name='recusal',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('institute', 'examiner', 'kind'), name='one_open_recusal'),
        ),
        migrations.AddIndex(
            model_name='replycode',
            index=models.Index(fields=['phone_index', '-id'], name='examiners_r_phone_i_d3b11b_idx'),
        ),
        migrations.AddConstraint(
            model_name='replycode',
            constraint=models.UniqueConstraint(condition=models.Q(('open', True)), fields=('phone_index', 'code'), name='one_open_code'),
        ),
        migrations.AddConstraint(
            model_name='replycode',
            constraint=models.UniqueConstraint(fields=('invitation', 'question', 'meaning'), name='one_code_per_meaning'),
        ),
        migrations.AddIndex(
            model_name='timer',
            index=models.Index(condition=models.Q(('fired_at', None), ('stopped_at', None)), fields=['due_at'], name='timer_pending'),
        ),
        migrations.AddIndex(
            model_name='timer',
            index=models.Index(condition=models.Q(('fired_at__isnull', False)), fields=['fired_at'], name='timer_fired'),
        ),
        migrations.AddIndex(
            model_name='timer',
            index=models.Index(condition=models.Q(('fired_at', None), ('stopped_at', None)), fields=['invitation'], name='timer_of_invitation'),
        ),
        migrations.AddConstraint(
            model_name='timer',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', examiners.rules.states.TimerKind['ANSWER'])), fields=('invitation', 'question', 'copy'), name='one_timer_per_sending'),
        ),
        migrations.AddConstraint(
            model_name='timer',
            constraint=models.UniqueConstraint(condition=models.Q(models.Q(('kind', examiners.rules.states.TimerKind['ANSWER']), _negated=True), ('fired_at', None), ('stopped_at', None)), fields=('dispatch', 'kind'), name='one_pending_timer_per_kind'),
        ),
        migrations.AddConstraint(
            model_name='timer',
            constraint=models.CheckConstraint(condition=models.Q(('fired_at__isnull', True), ('stopped_at__isnull', True), _connector='OR'), name='timer_fires_or_stops'),
        ),
        migrations.AddConstraint(
            model_name='timer',
            constraint=models.CheckConstraint(condition=models.Q(('fired_at__isnull', True), ('fired_at__gte', models.F('due_at')), _connector='OR'), name='timer_not_early'),
        ),
        migrations.AddIndex(
            model_name='unavailableday',
            index=models.Index(fields=['ends_on', 'examiner'], name='examiners_u_ends_on_9cd6e1_idx'),
        ),
        migrations.AddConstraint(
            model_name='unavailableday',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='unavailable_dates'),
        ),
    ]
