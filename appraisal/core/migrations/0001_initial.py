import appraisal.core.fields
import appraisal.core.rules.api
import appraisal.core.rules.enums
import appraisal.core.rules.prints
import appraisal.core.rules.roles
import appraisal.core.rules.sms
import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('username', models.CharField(max_length=60, unique=True, verbose_name='登录名')),
                ('name', models.CharField(max_length=60, verbose_name='姓名')),
                ('name_key', models.CharField(blank=True, db_index=True, editable=False, max_length=240)),
                ('phone', appraisal.core.fields.EncryptedTextField(blank=True, editable=True, null=True, verbose_name='手机号码')),
                ('phone_index', models.BinaryField(db_index=True, null=True)),
                ('is_active', models.BooleanField(default=True, verbose_name='可登录')),
                ('must_change_password', models.BooleanField(default=False, verbose_name='下次登录须修改密码')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('is_sample', models.BooleanField(default=False, verbose_name='样例数据')),
            ],
            options={
                'ordering': ('name_key', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='DayException',
            fields=[
                ('date', models.DateField(primary_key=True, serialize=False, verbose_name='日期')),
                ('works', models.BooleanField(verbose_name='上班')),
                ('name', models.CharField(max_length=40, verbose_name='名称')),
                ('notice_number', models.CharField(blank=True, max_length=80, verbose_name='通知文号')),
            ],
            options={
                'ordering': ('date',),
            },
        ),
        migrations.CreateModel(
            name='Occupation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, unique=True, verbose_name='职业（工种）')),
                ('name_key', models.CharField(db_index=True, editable=False, max_length=240)),
                ('code_1999', models.CharField(blank=True, max_length=20, verbose_name='1999 版代码')),
                ('name_2022', models.CharField(blank=True, max_length=120, verbose_name='2022 版名称')),
                ('code_2022', models.CharField(blank=True, max_length=40, verbose_name='2022 版代码')),
                ('active', models.BooleanField(default=True, verbose_name='在用')),
                ('levels_confirmed', models.BooleanField(default=False, help_text='未核实的等级范围是样例：一至五级全部列出。', verbose_name='等级范围已核实')),
            ],
            options={
                'ordering': ('name_key',),
            },
        ),
        migrations.CreateModel(
            name='Pulse',
            fields=[
                ('name', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('started_at', models.DateTimeField(null=True)),
                ('succeeded_at', models.DateTimeField(null=True)),
                ('failed_at', models.DateTimeField(null=True)),
                ('outcome', models.JSONField(default=dict)),
            ],
            options={
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('number', models.PositiveBigIntegerField(editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('user_id', models.BigIntegerField(null=True)),
                ('organisation_id', models.BigIntegerField(null=True)),
                ('role', models.CharField(blank=True, max_length=20)),
                ('actor_label', models.CharField(max_length=160)),
                ('action', models.CharField(max_length=60)),
                ('target', models.CharField(max_length=80)),
                ('summary', models.CharField(max_length=400)),
                ('details', models.JSONField(default=dict)),
                ('previous_hash', models.BinaryField()),
                ('hash', models.BinaryField()),
            ],
            options={
                'ordering': ('-number',),
                'indexes': [models.Index(fields=['target', '-number'], name='core_audite_target_6287d5_idx'), models.Index(fields=['organisation_id', '-number'], name='core_audite_organis_b2d685_idx'), models.Index(fields=['user_id', '-number'], name='core_audite_user_id_c6438c_idx')],
            },
        ),
        migrations.CreateModel(
            name='CalendarVersion',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('number', models.PositiveBigIntegerField(default=0)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='calendar_version_one_row')],
            },
        ),
        migrations.CreateModel(
            name='CalendarYear',
            fields=[
                ('year', models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ('notice_number', models.CharField(blank=True, max_length=80, verbose_name='通知文号')),
                ('provisional', models.BooleanField(default=True, verbose_name='暂定')),
                ('source', models.CharField(blank=True, max_length=200, verbose_name='来源')),
                ('published_at', models.DateTimeField(null=True)),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('year',),
            },
        ),
        migrations.CreateModel(
            name='Change',
            fields=[
                ('pk', models.CompositePrimaryKey('organisation_id', 'number', blank=True, editable=False, primary_key=True, serialize=False)),
                ('organisation_id', models.BigIntegerField()),
                ('number', models.PositiveBigIntegerField()),
            ],
            options={
                'ordering': ('number',),
                'indexes': [models.Index(fields=['number'], name='core_change_number_185c88_idx')],
            },
        ),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='文件名')),
                ('content_type', models.CharField(max_length=100)),
                ('size', models.PositiveBigIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('storage_key', models.CharField(max_length=80, unique=True)),
                ('uploaded_at', models.DateTimeField()),
                ('uploaded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-uploaded_at',),
            },
        ),
        migrations.CreateModel(
            name='GatewayOutage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('gateway', models.CharField(max_length=20, verbose_name='网关')),
                ('started_at', models.DateTimeField(verbose_name='开始')),
                ('last_failure_at', models.DateTimeField(verbose_name='最近一次失败')),
                ('failures', models.PositiveIntegerField(default=1, verbose_name='失败次数')),
                ('fault', models.CharField(max_length=60, verbose_name='原因')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='恢复')),
            ],
            options={
                'ordering': ('-started_at', '-pk'),
                'indexes': [models.Index(fields=['ended_at'], name='outage_ended')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('gateway',), name='one_open_outage'), models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('started_at')), _connector='OR'), name='outage_dates')],
            },
        ),
        migrations.CreateModel(
            name='InboundSms',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('gateway', models.CharField(max_length=20, verbose_name='网关')),
                ('gateway_id', models.CharField(max_length=120, verbose_name='网关编号')),
                ('phone', appraisal.core.fields.EncryptedTextField(blank=True, editable=True, null=True, verbose_name='手机号码')),
                ('phone_index', models.BinaryField()),
                ('text', appraisal.core.fields.EncryptedTextField(blank=True, editable=True, null=True, verbose_name='内容')),
                ('received_at', models.DateTimeField(verbose_name='收到时间')),
                ('sent_at', models.DateTimeField(null=True, verbose_name='对方发送时间')),
                ('settled_at', models.DateTimeField(null=True, verbose_name='处理时间')),
                ('outcome', models.CharField(blank=True, max_length=40, verbose_name='处理结果')),
                ('failures', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'ordering': ('-pk',),
                'indexes': [models.Index(fields=['phone_index', 'id'], name='inbound_of_phone'), models.Index(condition=models.Q(('settled_at__isnull', True)), fields=['id'], name='inbound_unsettled')],
                'constraints': [models.UniqueConstraint(fields=('gateway', 'gateway_id'), name='one_inbound_once')],
            },
        ),
        migrations.CreateModel(
            name='KeptAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('caller', models.CharField(max_length=140)),
                ('key', models.CharField(max_length=100)),
                ('fingerprint', models.CharField(max_length=64)),
                ('status', models.PositiveSmallIntegerField()),
                ('body', models.TextField()),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['created_at'], name='core_keptan_created_ef85a8_idx')],
                'constraints': [models.UniqueConstraint(fields=('caller', 'key'), name='one_answer_per_key')],
            },
        ),
        migrations.CreateModel(
            name='OccupationLevel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.PositiveSmallIntegerField(choices=[(5, '五级（初级）'), (4, '四级（中级）'), (3, '三级（高级）'), (2, '二级（技师）'), (1, '一级（高级技师）')], verbose_name='等级')),
                ('computer_based', models.BooleanField(default=False, help_text='一（三）', verbose_name='理论上机考试')),
                ('re_review', models.BooleanField(default=False, help_text='二（四）', verbose_name='须资格复审')),
                ('active', models.BooleanField(default=True, verbose_name='在用')),
                ('occupation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='levels', to='core.occupation')),
            ],
            options={
                'ordering': ('occupation__name_key', '-level'),
            },
        ),
        migrations.CreateModel(
            name='AppraisalMode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('practical', models.CharField(choices=[('WRITTEN', '纸笔作答'), ('HANDS_ON', '动手实操')], max_length=20, verbose_name='实操鉴定方式')),
                ('review', models.CharField(blank=True, choices=[('ORAL_DEFENCE', '口头答辩'), ('WRITTEN', '纸笔作答')], max_length=20, verbose_name='综合评审鉴定方式')),
                ('valid_from', models.DateField(verbose_name='开始执行')),
                ('set_at', models.DateTimeField()),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('occupation_level', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='modes', to='core.occupationlevel')),
            ],
            options={
                'ordering': ('-valid_from', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('CITY_CENTRE', '市职业技能鉴定管理中心'), ('CITY_SECTION', '市中心科室'), ('DISTRICT_CENTRE', '区县职业技能鉴定管理中心'), ('INSTITUTE', '鉴定机构'), ('COMMITTEE', '行业技师考评委')], max_length=20, verbose_name='类型')),
                ('code', models.CharField(max_length=20, unique=True, verbose_name='编号')),
                ('gb_code', models.CharField(blank=True, max_length=6, verbose_name='行政区划代码')),
                ('name', models.CharField(max_length=100, unique=True, verbose_name='名称')),
                ('short_name', models.CharField(max_length=40, verbose_name='简称')),
                ('name_key', models.CharField(db_index=True, editable=False, max_length=400)),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='地址')),
                ('contact_name', models.CharField(blank=True, max_length=40, verbose_name='联系人')),
                ('contact_phone', appraisal.core.fields.EncryptedTextField(blank=True, editable=True, null=True, verbose_name='联系电话')),
                ('active', models.BooleanField(default=True, verbose_name='在用')),
                ('is_sample', models.BooleanField(default=False, verbose_name='样例数据')),
                ('district', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='institutes', to='core.organisation', verbose_name='注册地所在区县中心')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sections', to='core.organisation', verbose_name='上级')),
            ],
            options={
                'ordering': ('name_key',),
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(blank=True, choices=[('INSTITUTE_CLERK', '鉴定机构经办人'), ('DISTRICT_OFFICER', '区县中心工作人员'), ('GUIDANCE_OFFICER', '市中心鉴定指导科'), ('FINANCE_OFFICER', '市中心财务科'), ('COMMITTEE_CLERK', '行业技师考评委经办人'), ('EXAMINER', '考评员')], max_length=20)),
                ('subject', models.CharField(max_length=120, verbose_name='标题')),
                ('body', models.TextField(verbose_name='内容')),
                ('path', models.CharField(blank=True, max_length=200)),
                ('urgent', models.BooleanField(default=False)),
                ('key', models.CharField(max_length=120, unique=True)),
                ('created_at', models.DateTimeField()),
                ('read_at', models.DateTimeField(null=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='core.organisation')),
            ],
            options={
                'ordering': ('-created_at', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='LicenceRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('document_number', models.CharField(max_length=80, verbose_name='批准文件文号')),
                ('valid_from', models.DateField(verbose_name='许可开始日期')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='许可截止日期')),
                ('note', models.CharField(blank=True, max_length=400, verbose_name='说明')),
                ('state', models.CharField(choices=[('REQUESTED', '待市中心处理'), ('GRANTED', '已同意'), ('REFUSED', '未同意')], default=appraisal.core.rules.enums.RequestState['REQUESTED'], max_length=10)),
                ('requested_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=400, verbose_name='处理意见')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.document')),
                ('requested_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('scope', models.ManyToManyField(related_name='+', to='core.occupationlevel')),
                ('institute', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='licence_requests', to='core.organisation')),
            ],
            options={
                'ordering': ('-requested_at',),
            },
        ),
        migrations.CreateModel(
            name='Licence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('document_number', models.CharField(max_length=80, verbose_name='文号')),
                ('valid_from', models.DateField(verbose_name='开始日期')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='截止日期')),
                ('state', models.CharField(choices=[('IN_FORCE', '有效'), ('REPLACED', '已被新许可替代'), ('REVOKED', '已撤销')], default=appraisal.core.rules.enums.LicenceState['IN_FORCE'], max_length=10)),
                ('request', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='licences', to='core.licencerequest')),
                ('occupation_level', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='licences', to='core.occupationlevel')),
                ('institute', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='licences', to='core.organisation')),
            ],
            options={
                'ordering': ('occupation_level__occupation__name_key', '-occupation_level__level'),
            },
        ),
        migrations.AddField(
            model_name='document',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='core.organisation'),
        ),
        migrations.CreateModel(
            name='Paper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('PLAN_FORM', '鉴定申请表'), ('ROSTER', '花名册'), ('RE_REVIEW_FORM', '资格复审表'), ('PUBLIC_NOTICE', '公示'), ('PAYMENT_NOTICE', '缴费通知单'), ('BILL', '鉴定费账单'), ('RECEIPT', '鉴定费收据'), ('TICKET', '准考证'), ('SEAT_CHART', '座次表'), ('DOOR_SHEET', '考场门贴'), ('SIGN_IN_SHEET', '考生签到表'), ('TEAM_LIST', '考评组名单'), ('SCORE_ROSTER', '成绩花名册'), ('DUTY_SHEET', '执评情况表'), ('PAYOUT_LIST', '支付清单')], max_length=20, verbose_name='文书')),
                ('subject', models.CharField(max_length=60)),
                ('part', models.CharField(blank=True, max_length=60)),
                ('version', models.PositiveSmallIntegerField(default=1, verbose_name='版本')),
                ('token', models.CharField(max_length=40, unique=True)),
                ('title', models.CharField(max_length=160, verbose_name='名称')),
                ('facts', models.JSONField(default=list)),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('organisation_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ('is_sample', models.BooleanField(default=False, verbose_name='样例数据')),
                ('issued_at', models.DateTimeField(verbose_name='制作时间')),
                ('superseded_at', models.DateTimeField(null=True, verbose_name='作废时间')),
                ('issued_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='PrintJob',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('printer', models.CharField(max_length=40)),
                ('title', models.CharField(max_length=160, verbose_name='内容')),
                ('path', models.CharField(blank=True, max_length=200)),
                ('paper_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('origin', models.CharField(max_length=200)),
                ('batch', models.PositiveSmallIntegerField()),
                ('requested_at', models.DateTimeField(verbose_name='提出时间')),
                ('state', models.CharField(choices=[('QUEUED', '等待制作'), ('RUNNING', '制作中'), ('DONE', '可下载'), ('BROKEN', '没有做成'), ('EXPIRED', '已过期')], default=appraisal.core.rules.prints.PrintState['QUEUED'], max_length=8)),
                ('failure', models.CharField(blank=True, choices=[('SUPERSEDED', '制作过程中内容有变化，其中的文书已作废，请重新打印'), ('FONT_MISSING', '服务器没有安装中文字体（例如 fonts-noto-cjk），请联系系统管理员'), ('REPEATED', '多次尝试都没有成功，请联系系统管理员')], max_length=12)),
                ('total', models.PositiveIntegerField(verbose_name='份数')),
                ('done', models.PositiveIntegerField(default=0, verbose_name='已制作')),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('finished_at', models.DateTimeField(null=True)),
                ('expires_at', models.DateTimeField(null=True)),
                ('document', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.document')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation')),
                ('requested_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='PrintPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.document')),
                ('job', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='core.printjob')),
            ],
            options={
                'ordering': ('number',),
            },
        ),
        migrations.CreateModel(
            name='RoleAssignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('INSTITUTE_CLERK', '鉴定机构经办人'), ('DISTRICT_OFFICER', '区县中心工作人员'), ('GUIDANCE_OFFICER', '市中心鉴定指导科'), ('FINANCE_OFFICER', '市中心财务科'), ('COMMITTEE_CLERK', '行业技师考评委经办人'), ('EXAMINER', '考评员')], max_length=20, verbose_name='角色')),
                ('starts_on', models.DateField(verbose_name='开始日期')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='结束日期')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='core.organisation', verbose_name='单位')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assignments', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('digest', models.CharField(max_length=128, primary_key=True, serialize=False)),
                ('token_key', models.CharField(db_index=True, max_length=25)),
                ('created', models.DateTimeField(auto_now_add=True)),
                ('expiry', models.DateTimeField(blank=True, null=True)),
                ('name', models.CharField(max_length=60, verbose_name='用途')),
                ('scope', models.CharField(choices=[('READ', '只读'), ('WRITE', '读写')], default=appraisal.core.rules.api.ApiScope['READ'], max_length=8, verbose_name='权限')),
                ('last_used_at', models.DateTimeField(null=True, verbose_name='最近使用')),
                ('revoked_at', models.DateTimeField(null=True, verbose_name='撤销时间')),
                ('revoked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='auth_token_set', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='api_tokens', to='core.organisation')),
                ('assignment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='api_tokens', to='core.roleassignment')),
            ],
            options={
                'ordering': ('-created',),
            },
        ),
        migrations.CreateModel(
            name='Site',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, verbose_name='场所名称')),
                ('address', models.CharField(max_length=200, verbose_name='地址')),
                ('workstations', models.PositiveIntegerField(default=30, verbose_name='工位数')),
                ('approval_number', models.CharField(blank=True, max_length=80, verbose_name='审批文号')),
                ('state', models.CharField(choices=[('FILED', '待确认'), ('CONFIRMED', '已备案'), ('REFUSED', '未予备案'), ('WITHDRAWN', '已停用')], default=appraisal.core.rules.enums.SiteState['FILED'], max_length=10)),
                ('filed_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=400, verbose_name='处理意见')),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sites_in_district', to='core.organisation', verbose_name='所在区县')),
                ('institute', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sites', to='core.organisation')),
                ('occupations', models.ManyToManyField(related_name='sites', to='core.occupation', verbose_name='可承担的职业（工种）')),
            ],
            options={
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='SmsMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('phone', appraisal.core.fields.EncryptedTextField(blank=True, editable=True, null=True, verbose_name='手机号码')),
                ('phone_index', models.BinaryField()),
                ('text', appraisal.core.fields.EncryptedTextField(blank=True, editable=True, null=True, verbose_name='内容')),
                ('template', models.CharField(blank=True, max_length=20, verbose_name='模板')),
                ('blanks', appraisal.core.fields.EncryptedJSONField(blank=True, editable=True, null=True, verbose_name='填入的内容')),
                ('segments', models.PositiveSmallIntegerField(verbose_name='条数')),
                ('purpose', models.CharField(max_length=60, verbose_name='用途')),
                ('reference', models.CharField(blank=True, max_length=80)),
                ('key', models.CharField(max_length=120, unique=True)),
                ('priority', models.PositiveSmallIntegerField(default=5, verbose_name='优先级')),
                ('at_any_hour', models.BooleanField(default=False, verbose_name='不限时段')),
                ('state', models.CharField(choices=[('QUEUED', '待发送'), ('SENDING', '发送中'), ('SENT', '已发出'), ('DELIVERED', '已送达'), ('UNDELIVERED', '未送达'), ('FAILED', '发送失败'), ('WITHDRAWN', '已撤回')], default=appraisal.core.rules.sms.SmsState['QUEUED'], max_length=12, verbose_name='状态')),
                ('queued_at', models.DateTimeField(verbose_name='提交时间')),
                ('due_at', models.DateTimeField(verbose_name='最早发送时间')),
                ('not_after', models.DateTimeField(null=True, verbose_name='过时不发')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='尝试次数')),
                ('first_tried_at', models.DateTimeField(null=True)),
                ('claimed_at', models.DateTimeField(null=True, verbose_name='开始发送')),
                ('sent_at', models.DateTimeField(null=True, verbose_name='发出时间')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='结束时间')),
                ('changed_at', models.DateTimeField()),
                ('gateway', models.CharField(blank=True, max_length=20, verbose_name='网关')),
                ('gateway_id', models.CharField(blank=True, max_length=80, verbose_name='网关编号')),
                ('fault', models.CharField(blank=True, max_length=60, verbose_name='原因')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation')),
            ],
            options={
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='DeliveryReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('gateway', models.CharField(max_length=20, verbose_name='网关')),
                ('report_id', models.CharField(max_length=120)),
                ('gateway_id', models.CharField(blank=True, max_length=80, verbose_name='网关编号')),
                ('status', models.CharField(choices=[('DELIVERED', '已送达'), ('UNDELIVERED', '未送达'), ('BUFFERED', '运营商暂存'), ('ACCEPTED', '运营商已接收'), ('REJECTED', '运营商拒收')], max_length=12, verbose_name='状态')),
                ('detail', models.CharField(blank=True, max_length=120, verbose_name='网关原话')),
                ('received_at', models.DateTimeField(verbose_name='收到时间')),
                ('message', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='core.smsmessage')),
            ],
            options={
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='SmsTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, verbose_name='短信')),
                ('version', models.PositiveIntegerField(verbose_name='版本')),
                ('text', models.CharField(max_length=500, verbose_name='内容')),
                ('edited_at', models.DateTimeField(verbose_name='修改时间')),
                ('reason', models.CharField(max_length=400, verbose_name='修改理由')),
                ('edited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('code', '-version'),
            },
        ),
        migrations.CreateModel(
            name='TrainingClock',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('offset_seconds', models.BigIntegerField(default=0)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='training_clock_one_row')],
            },
        ),
        migrations.CreateModel(
            name='Webhook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='用途')),
                ('url', models.URLField(max_length=300, verbose_name='地址')),
                ('secret', appraisal.core.fields.EncryptedTextField(blank=True, editable=True, null=True, verbose_name='签名密钥')),
                ('topics', models.JSONField(blank=True, default=list, verbose_name='订阅')),
                ('position', models.PositiveBigIntegerField(default=0)),
                ('created_at', models.DateTimeField()),
                ('stopped_at', models.DateTimeField(null=True, verbose_name='停用时间')),
                ('assignment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.roleassignment')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='webhooks', to='core.organisation')),
            ],
            options={
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='WebhookDelivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveBigIntegerField()),
                ('message_id', models.CharField(max_length=60, unique=True)),
                ('body', models.TextField()),
                ('state', models.CharField(choices=[('PENDING', '待送达'), ('DELIVERED', '已送达'), ('FAILED', '未送达'), ('CALLED_OFF', '已停用')], default=appraisal.core.rules.api.DeliveryState['PENDING'], max_length=10)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('due_at', models.DateTimeField(null=True)),
                ('status', models.PositiveSmallIntegerField(null=True, verbose_name='最近一次的状态码')),
                ('failure', models.CharField(blank=True, max_length=200)),
                ('tried_at', models.DateTimeField(null=True)),
                ('delivered_at', models.DateTimeField(null=True)),
                ('webhook', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='core.webhook')),
            ],
            options={
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='ApiCall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('method', models.CharField(max_length=8)),
                ('path', models.CharField(max_length=300)),
                ('status', models.PositiveSmallIntegerField()),
                ('milliseconds', models.PositiveIntegerField()),
                ('request_id', models.CharField(max_length=32)),
                ('token', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='calls', to=settings.KNOX_TOKEN_MODEL)),
            ],
            options={
                'ordering': ('-pk',),
                'indexes': [models.Index(fields=['token', '-id'], name='core_apical_token_i_5e5a1d_idx')],
            },
        ),
        migrations.AddConstraint(
            model_name='occupationlevel',
            constraint=models.UniqueConstraint(fields=('occupation', 'level'), name='one_level_once'),
        ),
        migrations.AddConstraint(
            model_name='occupationlevel',
            constraint=models.CheckConstraint(condition=models.Q(('level__gte', 1), ('level__lte', 5)), name='level_one_to_five'),
        ),
        migrations.AddIndex(
            model_name='appraisalmode',
            index=models.Index(fields=['occupation_level', '-valid_from', '-id'], name='modes_newest_first'),
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=models.Index(fields=['kind', 'name_key'], name='core_organi_kind_fafa31_idx'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', appraisal.core.rules.enums.OrganisationKind['INSTITUTE']), _negated=True), ('district__isnull', False), _connector='OR'), name='organisation_institute_has_district'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', appraisal.core.rules.enums.OrganisationKind['CITY_SECTION']), _negated=True), ('parent__isnull', False), _connector='OR'), name='organisation_section_has_parent'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(fields=['organisation', '-created_at'], name='core_notice_organis_d6c9d2_idx'),
        ),
        migrations.AddConstraint(
            model_name='licence',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='licence_dates'),
        ),
        migrations.AddConstraint(
            model_name='paper',
            constraint=models.UniqueConstraint(fields=('subject', 'kind', 'part', 'version'), name='one_paper_per_version'),
        ),
        migrations.AddConstraint(
            model_name='paper',
            constraint=models.UniqueConstraint(condition=models.Q(('superseded_at', None)), fields=('subject', 'kind', 'part'), name='one_paper_in_force'),
        ),
        migrations.AddConstraint(
            model_name='paper',
            constraint=models.CheckConstraint(condition=models.Q(('version__gte', 1)), name='paper_version_from_one'),
        ),
        migrations.AddConstraint(
            model_name='paper',
            constraint=models.CheckConstraint(condition=models.Q(('superseded_at', None), ('superseded_at__gte', models.F('issued_at')), _connector='OR'), name='paper_superseded_later'),
        ),
        migrations.AddIndex(
            model_name='printjob',
            index=models.Index(fields=['organisation', '-id'], name='core_printj_organis_a4d92c_idx'),
        ),
        migrations.AddIndex(
            model_name='printjob',
            index=models.Index(condition=models.Q(('state__in', ['QUEUED', 'RUNNING'])), fields=['state'], name='print_unfinished'),
        ),
        migrations.AddIndex(
            model_name='printjob',
            index=models.Index(condition=models.Q(('state', appraisal.core.rules.prints.PrintState['DONE'])), fields=['expires_at'], name='print_to_expire'),
        ),
        migrations.AddConstraint(
            model_name='printjob',
            constraint=models.CheckConstraint(condition=models.Q(('done__lte', models.F('total')), ('total__gte', 1)), name='print_done_of_total'),
        ),
        migrations.AddConstraint(
            model_name='printjob',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('document__isnull', False), ('state', appraisal.core.rules.prints.PrintState['DONE'])), models.Q(models.Q(('state', appraisal.core.rules.prints.PrintState['DONE']), _negated=True), ('document__isnull', True)), _connector='OR'), name='print_document_when_done'),
        ),
        migrations.AddConstraint(
            model_name='printpart',
            constraint=models.UniqueConstraint(fields=('job', 'number'), name='one_part_per_number'),
        ),
        migrations.AddConstraint(
            model_name='roleassignment',
            constraint=models.UniqueConstraint(condition=models.Q(('ends_on__isnull', True)), fields=('user', 'role', 'organisation'), name='one_open_assignment', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='roleassignment',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='assignment_dates'),
        ),
        migrations.AddConstraint(
            model_name='roleassignment',
            constraint=models.CheckConstraint(condition=models.Q(('role', appraisal.core.rules.roles.Role['EXAMINER']), ('organisation__isnull', False), _connector='OR'), name='assignment_organisation'),
        ),
        migrations.AddConstraint(
            model_name='site',
            constraint=models.UniqueConstraint(fields=('institute', 'name'), name='one_site_name_per_institute'),
        ),
        migrations.AddIndex(
            model_name='smsmessage',
            index=models.Index(condition=models.Q(('state', 'QUEUED')), fields=['priority', 'due_at', 'id'], name='sms_to_send'),
        ),
        migrations.AddIndex(
            model_name='smsmessage',
            index=models.Index(fields=['phone_index', 'id'], name='sms_of_phone'),
        ),
        migrations.AddIndex(
            model_name='smsmessage',
            index=models.Index(condition=models.Q(('state__in', ('QUEUED', 'SENDING'))), fields=['phone_index', 'id'], name='sms_waiting_of_phone'),
        ),
        migrations.AddIndex(
            model_name='smsmessage',
            index=models.Index(condition=models.Q(('state', 'SENDING')), fields=['claimed_at'], name='sms_in_the_air'),
        ),
        migrations.AddIndex(
            model_name='smsmessage',
            index=models.Index(condition=models.Q(('gateway_id', ''), _negated=True), fields=['gateway', 'gateway_id'], name='sms_of_gateway'),
        ),
        migrations.AddIndex(
            model_name='smsmessage',
            index=models.Index(fields=['reference'], name='sms_about'),
        ),
        migrations.AddIndex(
            model_name='smsmessage',
            index=models.Index(fields=['changed_at'], name='sms_changed'),
        ),
        migrations.AddIndex(
            model_name='smsmessage',
            index=models.Index(fields=['organisation', '-id'], name='sms_of_organisation'),
        ),
        migrations.AddConstraint(
            model_name='smsmessage',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'SENDING'), _negated=True), ('claimed_at__isnull', False), _connector='OR'), name='sms_claimed_while_sending'),
        ),
        migrations.AddConstraint(
            model_name='smsmessage',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'SENT'), _negated=True), ('sent_at__isnull', False), _connector='OR'), name='sms_sent_when'),
        ),
        migrations.AddConstraint(
            model_name='smsmessage',
            constraint=models.CheckConstraint(condition=models.Q(('purpose__contains', '.')), name='sms_purpose_has_package'),
        ),
        migrations.AddConstraint(
            model_name='deliveryreport',
            constraint=models.UniqueConstraint(fields=('gateway', 'report_id'), name='one_report_once'),
        ),
        migrations.AddConstraint(
            model_name='smstemplate',
            constraint=models.UniqueConstraint(fields=('code', 'version'), name='one_sms_template_version'),
        ),
        migrations.AddIndex(
            model_name='webhookdelivery',
            index=models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='delivery_due'),
        ),
        migrations.AddIndex(
            model_name='webhookdelivery',
            index=models.Index(fields=['webhook', '-id'], name='core_webhoo_webhook_a5a511_idx'),
        ),
        migrations.AddConstraint(
            model_name='webhookdelivery',
            constraint=models.UniqueConstraint(fields=('webhook', 'number'), name='one_delivery_per_change'),
        ),
    ]
