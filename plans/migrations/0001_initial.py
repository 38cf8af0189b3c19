import appraisal.core.fields
import appraisal.core.rules.enums
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.expressions
import plans.rules.change_enums
import plans.rules.enums
import plans.rules.review_enums
import plans.rules.scoring
import plans.rules.seating_enums
import plans.rules.states
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Candidate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sheet_row', models.PositiveIntegerField(null=True, verbose_name='花名册行号')),
                ('state', models.CharField(choices=[('PENDING', '待审'), ('WITHDRAWN', '已退出')], default=plans.rules.enums.CandidateState['PENDING'], max_length=10, verbose_name='状态')),
                ('name', models.CharField(max_length=60, verbose_name='姓名')),
                ('document_type', models.CharField(choices=[('RESIDENT_ID', '居民身份证'), ('MILITARY', '军官证'), ('HONG_KONG', '香港特区护照/身份证明'), ('MACAU', '澳门特区护照/身份证明'), ('TAIWAN', '台湾居民来往大陆通行证'), ('FOREIGN_RESIDENCE', '境外永久居住证'), ('PASSPORT', '护照')], max_length=20, verbose_name='证件类型')),
                ('document_number', appraisal.core.fields.EncryptedTextField(blank=True, editable=True, null=True, verbose_name='证件号码')),
                ('document_index', models.BinaryField()),
                ('sex', models.CharField(choices=[('MALE', '男'), ('FEMALE', '女')], max_length=6, verbose_name='性别')),
                ('birth_date', models.DateField(null=True, verbose_name='出生日期')),
                ('ethnicity', models.CharField(max_length=20, verbose_name='民族')),
                ('education', models.CharField(choices=[('POSTGRADUATE', '研究生'), ('BACHELOR', '大学本科'), ('COLLEGE', '大学专科和专科学校'), ('SECONDARY_VOCATIONAL', '中等专业学校'), ('TECHNICAL_SCHOOL', '技工学校'), ('SENIOR_HIGH', '高中'), ('JUNIOR_HIGH', '初中'), ('PRIMARY', '小学'), ('ILLITERATE', '文盲或半文盲')], max_length=20, verbose_name='文化程度')),
                ('phone', appraisal.core.fields.EncryptedTextField(blank=True, editable=True, null=True, verbose_name='手机号码')),
                ('phone_index', models.BinaryField(null=True)),
                ('condition', models.CharField(max_length=200, verbose_name='申报条件')),
                ('source', models.CharField(choices=[('ENTERPRISE', '企业'), ('GOVERNMENT', '机关'), ('SOCIETY', '社会'), ('SCHOOL', '学校(在校生)'), ('ARMY', '军队'), ('OTHER', '其他')], max_length=20, verbose_name='考生来源')),
                ('employer', models.CharField(blank=True, max_length=120, verbose_name='工作单位')),
                ('address', models.CharField(max_length=200, verbose_name='通讯地址')),
                ('years_in_occupation', models.DecimalField(decimal_places=1, max_digits=4, null=True, verbose_name='本职业工作年限')),
                ('email', models.CharField(blank=True, max_length=120, verbose_name='电子邮箱')),
                ('prior_certificate', models.CharField(blank=True, max_length=40, verbose_name='原证书号')),
                ('prior_occupation', models.CharField(blank=True, max_length=60, verbose_name='原职业（工种）')),
                ('theory', models.CharField(blank=True, choices=[('NEW', '新考'), ('RETAKE', '补考')], max_length=6, verbose_name='理论考试')),
                ('practical', models.CharField(blank=True, choices=[('NEW', '新考'), ('RETAKE', '补考')], max_length=6, verbose_name='实操考试')),
                ('review', models.CharField(blank=True, choices=[('NEW', '新考'), ('RETAKE', '补考')], max_length=6, verbose_name='综合考试')),
                ('special_need', models.CharField(blank=True, choices=[('FRONT', '前排座位'), ('ACCESSIBLE', '无障碍考场')], db_default='', max_length=12, verbose_name='特殊需要')),
                ('created_at', models.DateTimeField()),
                ('updated_at', models.DateTimeField()),
            ],
            options={
                'ordering': ('sheet_row', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='BookedCandidate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('live', models.BooleanField(default=True)),
                ('candidate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='booked', to='plans.candidate')),
            ],
        ),
        migrations.CreateModel(
            name='Booking',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('places', models.PositiveIntegerField(verbose_name='人数')),
                ('state', models.CharField(choices=[('BOOKED', '已预约'), ('MOVED', '已改期'), ('CANCELLED', '已取消'), ('DONE', '已复审')], default=plans.rules.review_enums.BookingState['BOOKED'], max_length=10)),
                ('booked_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('booked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('candidates', models.ManyToManyField(related_name='bookings', through='plans.BookedCandidate', to='plans.candidate')),
            ],
            options={
                'ordering': ('slot__starts_at', 'pk'),
            },
        ),
        migrations.AddField(
            model_name='bookedcandidate',
            name='booking',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seats', to='plans.booking'),
        ),
        migrations.CreateModel(
            name='ChangeRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('REQUESTED', '待市中心审核'), ('APPROVED', '已同意'), ('REFUSED', '未同意'), ('WITHDRAWN', '已撤回'), ('EXPIRED', '到期未审，作废')], default=plans.rules.change_enums.ChangeState['REQUESTED'], max_length=10, verbose_name='状态')),
                ('reason', models.CharField(max_length=400, verbose_name='变更理由')),
                ('is_late', models.BooleanField(default=False, verbose_name='逾期申请')),
                ('expires_on', models.DateField()),
                ('asked_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('decision', models.CharField(blank=True, max_length=400, verbose_name='审核意见')),
                ('effects', models.JSONField(default=list, verbose_name='影响')),
                ('candidates_told_at', models.DateTimeField(null=True, verbose_name='考生通知已排队')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.document')),
            ],
            options={
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('field', models.CharField(choices=[('name', '姓名'), ('document_number', '证件号码'), ('document_type', '证件类型'), ('sex', '性别'), ('ethnicity', '民族'), ('education', '文化程度'), ('phone', '手机号码'), ('condition', '申报条件'), ('source', '考生来源'), ('employer', '工作单位'), ('address', '通讯地址'), ('years_in_occupation', '本职业工作年限'), ('prior_certificate', '原证书号'), ('theory', '理论考试'), ('practical', '实操考试'), ('review', '综合考试')], max_length=24, verbose_name='更正项')),
                ('old_value', appraisal.core.fields.EncryptedTextField(blank=True, editable=True, null=True, verbose_name='原内容')),
                ('new_value', appraisal.core.fields.EncryptedTextField(blank=True, editable=True, null=True, verbose_name='更正为')),
                ('reason', models.CharField(max_length=400, verbose_name='更正理由')),
                ('state', models.CharField(choices=[('REQUESTED', '待市中心处理'), ('GRANTED', '已同意'), ('REFUSED', '未同意')], default=appraisal.core.rules.enums.RequestState['REQUESTED'], max_length=10)),
                ('requested_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('decision', models.CharField(blank=True, max_length=400, verbose_name='处理意见')),
                ('effects', models.JSONField(default=dict, verbose_name='影响')),
                ('candidate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='corrections', to='plans.candidate')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('document', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.document')),
                ('requested_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='Deduction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(choices=[('CHANGE', '变更时间、地点'), ('LATE_CHANGE', '未按时间要求提交变更申请'), ('MISSING_NOTICE', '鉴定前未通知相应区县中心'), ('OVERDUE_HAND_IN', '逾期报送成绩花名册和执评表')], max_length=20, verbose_name='项目')),
                ('points', models.DecimalField(decimal_places=1, max_digits=4, verbose_name='分值')),
                ('source', models.CharField(max_length=200, verbose_name='分值依据')),
                ('evidence_key', models.CharField(max_length=60, unique=True)),
                ('evidence', models.TextField(verbose_name='事实')),
                ('evidence_path', models.CharField(blank=True, max_length=200)),
                ('occurred_on', models.DateField(verbose_name='发生日期')),
                ('proposed_at', models.DateTimeField(verbose_name='提出时间')),
                ('appeal_until', models.DateField(verbose_name='申诉截止')),
                ('appeal_due_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('PROPOSED', '已提出，可以申诉'), ('APPEALED', '申诉待处理'), ('CONFIRMED', '已确认（期内没有申诉）'), ('UPHELD', '申诉未获支持，维持'), ('WAIVED', '已撤销，不减分')], default=plans.rules.change_enums.DeductionState['PROPOSED'], max_length=10, verbose_name='状态')),
                ('institute', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deductions', to='core.organisation')),
            ],
            options={
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='DeductionStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('PROPOSED', '已提出，可以申诉'), ('APPEALED', '申诉待处理'), ('CONFIRMED', '已确认（期内没有申诉）'), ('UPHELD', '申诉未获支持，维持'), ('WAIVED', '已撤销，不减分')], max_length=10)),
                ('at', models.DateTimeField()),
                ('actor_label', models.CharField(max_length=160)),
                ('text', models.TextField(blank=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('deduction', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='plans.deduction')),
                ('document', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.document')),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='DistrictNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_at', models.DateTimeField(verbose_name='考试当天')),
                ('told_at', models.DateTimeField(null=True, verbose_name='通知时间')),
                ('manner', models.CharField(blank=True, choices=[('PORTAL', '通过本平台'), ('PHONE', '电话'), ('LETTER', '书面送达')], max_length=8, verbose_name='方式')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('received_at', models.DateTimeField(null=True, verbose_name='区县确认时间')),
                ('missed_at', models.DateTimeField(null=True)),
                ('void_at', models.DateTimeField(null=True)),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='district_notices', to='plans.changerequest')),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='change_notices', to='core.organisation')),
                ('received_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('told_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('due_at', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='EligibilityStandard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=60, verbose_name='编号')),
                ('name', models.CharField(max_length=120, verbose_name='名称')),
                ('document', models.CharField(max_length=400, verbose_name='依据文件')),
                ('valid_from', models.DateField(verbose_name='开始执行')),
                ('content', models.JSONField(verbose_name='条件')),
                ('state', models.CharField(choices=[('DRAFT', '草稿'), ('PUBLISHED', '已发布'), ('WITHDRAWN', '已撤回')], default=plans.rules.review_enums.StandardState['DRAFT'], max_length=10)),
                ('is_sample', models.BooleanField(default=False, verbose_name='样例数据')),
                ('drafted_at', models.DateTimeField()),
                ('published_at', models.DateTimeField(null=True)),
                ('drafted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('occupation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='standards', to='core.occupation', verbose_name='职业（工种）')),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('occupation__name_key', '-valid_from', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('IDENTITY', '身份证件'), ('CERTIFICATE', '原职业资格证书'), ('EMPLOYMENT', '工作年限证明'), ('TRAINING', '培训结业证书'), ('EDUCATION', '学历或毕业证书'), ('AWARD', '获奖或荣誉称号证书'), ('OTHER', '其他材料')], max_length=12, verbose_name='材料')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('removed_at', models.DateTimeField(null=True)),
                ('candidate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='evidence', to='plans.candidate')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.document')),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='ExamSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('CITY_SESSION', '全市统考'), ('NATIONAL_SESSION', '全国统考')], max_length=24, verbose_name='类型')),
                ('name', models.CharField(max_length=80, unique=True, verbose_name='名称')),
                ('notice_number', models.CharField(blank=True, max_length=80, verbose_name='通知文号')),
                ('theory_date', models.DateField(blank=True, null=True, verbose_name='理论考试日期')),
                ('practical_date', models.DateField(blank=True, null=True, verbose_name='实操考试日期')),
                ('review_date', models.DateField(blank=True, null=True, verbose_name='综合评审日期')),
                ('state', models.CharField(choices=[('PUBLISHED', '已发布'), ('WITHDRAWN', '已撤回')], default=plans.rules.enums.SessionState['PUBLISHED'], max_length=12)),
                ('published_at', models.DateTimeField()),
                ('is_sample', models.BooleanField(default=False, verbose_name='样例数据')),
                ('published_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('scope', models.ManyToManyField(related_name='sessions', to='core.occupationlevel', verbose_name='职业（工种）和等级')),
            ],
            options={
                'ordering': ('-published_at',),
            },
        ),
        migrations.CreateModel(
            name='FirstReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('PASSED', '初审合格'), ('FAILED', '初审不合格')], max_length=8)),
                ('note', models.CharField(blank=True, max_length=400, verbose_name='说明')),
                ('reviewed_at', models.DateTimeField()),
                ('candidate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='first_reviews', to='plans.candidate')),
                ('reviewed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='Invigilator',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='姓名')),
                ('phone', appraisal.core.fields.EncryptedTextField(blank=True, editable=True, null=True, verbose_name='手机号码')),
                ('phone_index', models.BinaryField(null=True)),
                ('active', models.BooleanField(default=True, verbose_name='可安排')),
                ('institute', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invigilators', to='core.organisation')),
            ],
            options={
                'ordering': ('name', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='NoticeEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('masked_number', models.CharField(max_length=30)),
                ('occupation', models.CharField(max_length=80)),
                ('employer', models.CharField(blank=True, max_length=120)),
                ('basis', models.CharField(blank=True, max_length=20)),
                ('candidate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='plans.candidate')),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='Obligation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=12)),
                ('anchor_date', models.DateField(verbose_name='起算日期')),
                ('last_day', models.DateField(verbose_name='最后一天')),
                ('due_at', models.DateTimeField()),
                ('provisional', models.BooleanField(default=False, verbose_name='暂定')),
                ('overridden', models.BooleanField(default=False, verbose_name='特批')),
                ('state', models.CharField(choices=[('OPEN', '进行中'), ('MET', '已完成'), ('MISSED', '已逾期'), ('CLOSED', '不再需要')], default=plans.rules.enums.ObligationState['OPEN'], max_length=8)),
                ('met_at', models.DateTimeField(null=True)),
                ('missed_at', models.DateTimeField(null=True)),
                ('next_reminder_at', models.DateTimeField(null=True)),
                ('responsible', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='obligations', to='core.organisation')),
            ],
            options={
                'ordering': ('due_at', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='Override',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('old_last_day', models.DateField()),
                ('new_last_day', models.DateField()),
                ('reason', models.TextField()),
                ('granted_at', models.DateTimeField()),
                ('granted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('obligation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='overrides', to='plans.obligation')),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='Photo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('candidate', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='photo', to='plans.candidate')),
                ('document', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.document')),
            ],
        ),
        migrations.CreateModel(
            name='Plan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20, unique=True, verbose_name='计划编号')),
                ('kind', models.CharField(choices=[('CITY_SESSION', '全市统考'), ('NATIONAL_SESSION', '全国统考'), ('SPECIAL', '专场鉴定'), ('INDUSTRY_TECHNICIAN', '行业技师考评'), ('PREPARATORY_TECHNICIAN', '预备技师考评')], max_length=24, verbose_name='类型')),
                ('state', models.CharField(choices=[('DRAFT', '起草中'), ('FILED', '已上报'), ('RETURNED', '已退回'), ('ACCEPTED', '已受理'), ('ENROLLED', '报名完成'), ('QUALIFIED', '资格审查通过'), ('PAID', '已缴费'), ('ARRANGED', '已编排'), ('HELD', '已考试'), ('REPORTED', '已报送'), ('SCORED', '成绩已录入'), ('SETTLED', '已结算'), ('LAPSED', '已失效'), ('SUSPENDED', '已暂停'), ('CANCELLED', '已取消')], default=plans.rules.states.PlanState['DRAFT'], max_length=12, verbose_name='状态')),
                ('previous_state', models.CharField(blank=True, choices=[('DRAFT', '起草中'), ('FILED', '已上报'), ('RETURNED', '已退回'), ('ACCEPTED', '已受理'), ('ENROLLED', '报名完成'), ('QUALIFIED', '资格审查通过'), ('PAID', '已缴费'), ('ARRANGED', '已编排'), ('HELD', '已考试'), ('REPORTED', '已报送'), ('SCORED', '成绩已录入'), ('SETTLED', '已结算'), ('LAPSED', '已失效'), ('SUSPENDED', '已暂停'), ('CANCELLED', '已取消')], max_length=12)),
                ('state_since', models.DateTimeField()),
                ('special_category', models.CharField(blank=True, choices=[('ENTERPRISE_STAFF', '成建制企业在职人员'), ('FINAL_YEAR_STUDENTS', '职业技术院校应届毕业生'), ('PRISONERS', '服刑人员'), ('ARMY', '部队军地两用人才'), ('PUBLIC_SECTOR', '机关事业单位技术工人'), ('NEW_OCCUPATION', '新职业试点鉴定')], max_length=24, verbose_name='专场对象')),
                ('title', models.CharField(max_length=120, verbose_name='名称')),
                ('note', models.CharField(blank=True, max_length=400, verbose_name='说明')),
                ('contact_name', models.CharField(blank=True, max_length=40, verbose_name='联系人')),
                ('contact_phone', appraisal.core.fields.EncryptedTextField(blank=True, editable=True, null=True, verbose_name='联系电话')),
                ('first_exam_date', models.DateField(null=True, verbose_name='首场考试日期')),
                ('created_at', models.DateTimeField()),
                ('filed_at', models.DateTimeField(null=True, verbose_name='上报时间')),
                ('returned_at', models.DateTimeField(null=True, verbose_name='退回时间')),
                ('candidate_count', models.PositiveIntegerField(default=0, verbose_name='考生数')),
                ('is_sample', models.BooleanField(default=False, verbose_name='样例数据')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='district_plans', to='core.organisation')),
                ('institute', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='core.organisation')),
                ('session', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='plans.examsession')),
            ],
            options={
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='PaperCopy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('holder', models.CharField(choices=[('CITY', '市鉴定管理中心'), ('DISTRICT', '区县鉴定管理中心'), ('INSTITUTE', '鉴定机构')], max_length=10, verbose_name='留存方')),
                ('sealed_at', models.DateTimeField(null=True, verbose_name='盖章时间')),
                ('handed_over_at', models.DateTimeField(null=True, verbose_name='移交时间')),
                ('handed_to', models.CharField(blank=True, max_length=40, verbose_name='接收人')),
                ('paper', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='copy', to='core.paper')),
                ('sealed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='paper_copies', to='plans.plan')),
            ],
            options={
                'ordering': ('paper__kind', 'paper__version', 'holder'),
            },
        ),
        migrations.AddField(
            model_name='obligation',
            name='plan',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='obligations', to='plans.plan'),
        ),
        migrations.AddField(
            model_name='deduction',
            name='plan',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deductions', to='plans.plan'),
        ),
        migrations.AddField(
            model_name='changerequest',
            name='plan',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='plans.plan'),
        ),
        migrations.AddField(
            model_name='candidate',
            name='plan',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='candidates', to='plans.plan'),
        ),
        migrations.AddField(
            model_name='booking',
            name='plan',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bookings', to='plans.plan'),
        ),
        migrations.CreateModel(
            name='PlanDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('EMPLOYER_CERTIFICATE', '企业出具的证明'), ('SCHOOL_CERTIFICATE', '院校出具的证明'), ('PRISON_CERTIFICATE', '监狱出具的证明'), ('ARMY_CERTIFICATE', '军队部门出具的证明'), ('PUBLIC_SECTOR_SUMMARY', '《北京市机关事业单位技术工人申报职业技能培训鉴定汇总名册》复印件（人力社保行政部门盖章）'), ('PILOT_APPROVAL', '国家或市人力社保行政部门批准或批复的鉴定许可文件'), ('OTHER', '其他材料')], max_length=24, verbose_name='材料')),
                ('removed_at', models.DateTimeField(null=True)),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.document')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proofs', to='plans.plan')),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='PlanItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('expected_candidates', models.PositiveIntegerField(default=0, verbose_name='预计人数')),
                ('practical_mode', models.CharField(blank=True, choices=[('WRITTEN', '纸笔作答'), ('HANDS_ON', '动手实操')], max_length=20)),
                ('review_mode', models.CharField(blank=True, choices=[('ORAL_DEFENCE', '口头答辩'), ('WRITTEN', '纸笔作答')], max_length=20)),
                ('committee', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='committee_items', to='core.organisation')),
                ('occupation_level', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.occupationlevel')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='plans.plan')),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='PhotoUpload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uploaded_at', models.DateTimeField()),
                ('files', models.PositiveIntegerField(verbose_name='文件')),
                ('added', models.PositiveIntegerField(verbose_name='新增')),
                ('exchanged', models.PositiveIntegerField(verbose_name='更换')),
                ('misfits', appraisal.core.fields.EncryptedJSONField(blank=True, editable=True, null=True)),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='photo_uploads', to='plans.planitem')),
            ],
            options={
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='EvaluationRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('requested_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
                ('total', models.PositiveIntegerField(default=0)),
                ('done', models.PositiveIntegerField(default=0)),
                ('standard', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='evaluation_runs', to='plans.eligibilitystandard')),
                ('item', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='evaluation_runs', to='plans.planitem')),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.AddField(
            model_name='candidate',
            name='item',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='candidates', to='plans.planitem'),
        ),
        migrations.CreateModel(
            name='PlanStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('action', models.CharField(choices=[('EDIT', '修改计划'), ('EDIT_ROSTER', '编辑花名册'), ('FIRST_REVIEW', '资格初审'), ('ADD_EVIDENCE', '补充材料'), ('SET_PHOTOS', '上传照片'), ('FILE', '上报计划'), ('TAKE_BACK', '撤回修改'), ('DISCARD', '作废'), ('ACCEPT', '受理'), ('RETURN', '退回'), ('ENROL', '完成报名'), ('BOOK_REVIEW', '预约资格复审'), ('RE_REVIEW', '资格复审'), ('ISSUE_PAPERS', '制作复审表和花名册'), ('CHOOSE_COMMITTEE', '选择行业技师考评委'), ('PUBLISH_NOTICE', '发布公示'), ('WITHDRAW_NOTICE', '撤回公示'), ('DECIDE_OBJECTION', '处理异议'), ('ASK_CORRECTION', '申请信息更正'), ('DECIDE_CORRECTION', '处理信息更正'), ('ASK_CHANGE', '申请变更时间、地点'), ('WITHDRAW_CHANGE', '撤回变更申请'), ('DECIDE_CHANGE', '审核变更申请'), ('TELL_DISTRICT', '通知区县中心'), ('QUALIFY', '资格审查通过'), ('REQUEST_EXAMINERS', '提出考评人数需求'), ('SUSPEND_SITTING', '暂停场次'), ('PAY', '缴清鉴定费'), ('SEAT', '编排考场'), ('ARRANGE', '完成考场编排'), ('HOLD', '考试结束'), ('HAND_IN', '报送成绩花名册和执评表'), ('RETURN_HAND_IN', '退回报送材料'), ('ENTER_SCORES', '录入成绩'), ('ENTER_DUTY', '录入执评情况'), ('CORRECT_SCORES', '更正已发布的成绩'), ('CORRECT_DUTY', '更正已确认的执评情况'), ('REPORT', '报送完毕'), ('REOPEN', '退回补报'), ('SCORE', '成绩录入完毕'), ('SETTLE', '结算完毕'), ('CANCEL', '取消计划'), ('COPY', '复制为新计划'), ('LAPSE', '失效'), ('SUSPEND', '暂停'), ('REVIVE', '特批恢复'), ('RESUME', '恢复'), ('OVERRIDE', '特批时限')], max_length=20)),
                ('from_state', models.CharField(choices=[('DRAFT', '起草中'), ('FILED', '已上报'), ('RETURNED', '已退回'), ('ACCEPTED', '已受理'), ('ENROLLED', '报名完成'), ('QUALIFIED', '资格审查通过'), ('PAID', '已缴费'), ('ARRANGED', '已编排'), ('HELD', '已考试'), ('REPORTED', '已报送'), ('SCORED', '成绩已录入'), ('SETTLED', '已结算'), ('LAPSED', '已失效'), ('SUSPENDED', '已暂停'), ('CANCELLED', '已取消')], max_length=12)),
                ('to_state', models.CharField(choices=[('DRAFT', '起草中'), ('FILED', '已上报'), ('RETURNED', '已退回'), ('ACCEPTED', '已受理'), ('ENROLLED', '报名完成'), ('QUALIFIED', '资格审查通过'), ('PAID', '已缴费'), ('ARRANGED', '已编排'), ('HELD', '已考试'), ('REPORTED', '已报送'), ('SCORED', '成绩已录入'), ('SETTLED', '已结算'), ('LAPSED', '已失效'), ('SUSPENDED', '已暂停'), ('CANCELLED', '已取消')], max_length=12)),
                ('at', models.DateTimeField()),
                ('actor_label', models.CharField(max_length=160)),
                ('reason', models.TextField(blank=True)),
                ('proof', models.TextField(blank=True, verbose_name='时限依据')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='plans.plan')),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='PointsRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(choices=[('CHANGE', '变更时间、地点'), ('LATE_CHANGE', '未按时间要求提交变更申请'), ('MISSING_NOTICE', '鉴定前未通知相应区县中心'), ('OVERDUE_HAND_IN', '逾期报送成绩花名册和执评表')], max_length=20, verbose_name='项目')),
                ('points', models.DecimalField(decimal_places=1, max_digits=4, verbose_name='分值')),
                ('valid_from', models.DateField(verbose_name='自')),
                ('document', models.CharField(max_length=200, verbose_name='依据')),
                ('set_at', models.DateTimeField()),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('code', '-valid_from', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='PublicNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20, unique=True, verbose_name='公示编号')),
                ('opens_on', models.DateField(verbose_name='开始日期')),
                ('closes_on', models.DateField(verbose_name='截止日期')),
                ('state', models.CharField(choices=[('OPEN', '公示中'), ('CLOSED', '公示结束'), ('WITHDRAWN', '已撤回')], default=plans.rules.review_enums.NoticeState['OPEN'], max_length=10)),
                ('published_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='public_notices', to='plans.plan')),
                ('published_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-opens_on', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='Objection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(verbose_name='异议内容')),
                ('objector', appraisal.core.fields.EncryptedTextField(blank=True, editable=True, null=True, verbose_name='姓名')),
                ('contact', appraisal.core.fields.EncryptedTextField(blank=True, editable=True, null=True, verbose_name='联系方式')),
                ('received_at', models.DateTimeField()),
                ('receipt', models.CharField(max_length=20, unique=True, verbose_name='受理编号')),
                ('state', models.CharField(choices=[('RECEIVED', '待核查'), ('UPHELD', '异议成立'), ('DISMISSED', '异议不成立')], default=plans.rules.review_enums.ObjectionState['RECEIVED'], max_length=10)),
                ('answer', models.TextField(blank=True, verbose_name='核查结论')),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entry', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='objections', to='plans.noticeentry')),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='objections', to='plans.publicnotice')),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.AddField(
            model_name='noticeentry',
            name='notice',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='plans.publicnotice'),
        ),
        migrations.CreateModel(
            name='PublishedResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mark', models.CharField(choices=[('SCORED', '有成绩'), ('ABSENT', '缺考'), ('CHEATING', '作弊')], default=plans.rules.scoring.Mark['SCORED'], max_length=10, verbose_name='标记')),
                ('score', models.DecimalField(decimal_places=1, max_digits=4, verbose_name='成绩')),
                ('version', models.PositiveSmallIntegerField(default=1, verbose_name='版本')),
                ('published_at', models.DateTimeField()),
                ('candidate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='results', to='plans.candidate')),
                ('published_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('version',),
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RecordedResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('document_index', models.BinaryField(db_index=True)),
                ('subject', models.CharField(choices=[('THEORY', '理论'), ('PRACTICAL', '实操'), ('REVIEW', '综合评审')], max_length=10)),
                ('score', models.DecimalField(decimal_places=1, max_digits=4)),
                ('exam_date', models.DateField()),
                ('source', models.CharField(blank=True, max_length=80)),
                ('mark', models.CharField(choices=[('SCORED', '有成绩'), ('ABSENT', '缺考'), ('CHEATING', '作弊')], default=plans.rules.scoring.Mark['SCORED'], max_length=10, verbose_name='标记')),
                ('candidate', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='recorded', to='plans.candidate')),
                ('occupation_level', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.occupationlevel')),
                ('plan', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='results', to='plans.plan')),
            ],
        ),
        migrations.CreateModel(
            name='ReReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('PASSED', '复审合格'), ('FAILED', '复审不合格'), ('MORE', '待补材料'), ('NO_SHOW', '未到场'), ('UNDONE', '已撤销')], max_length=8)),
                ('items', models.JSONField(default=dict)),
                ('note', models.CharField(blank=True, max_length=400, verbose_name='说明')),
                ('predicted', models.CharField(blank=True, max_length=8)),
                ('predicted_clause', models.CharField(blank=True, max_length=300)),
                ('reviewed_at', models.DateTimeField()),
                ('booking', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='re_reviews', to='plans.booking')),
                ('candidate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='re_reviews', to='plans.candidate')),
                ('reviewed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='ReviewSlot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.DateTimeField(verbose_name='开始')),
                ('ends_at', models.DateTimeField(verbose_name='结束')),
                ('places', models.PositiveIntegerField(verbose_name='可审人数')),
                ('taken', models.PositiveIntegerField(default=0, verbose_name='已约人数')),
                ('place', models.CharField(blank=True, max_length=200, verbose_name='地点')),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('published_at', models.DateTimeField()),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='review_slots', to='core.organisation')),
                ('published_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('starts_at', 'pk'),
            },
        ),
        migrations.AddField(
            model_name='booking',
            name='slot',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bookings', to='plans.reviewslot'),
        ),
        migrations.CreateModel(
            name='Room',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('PAPER', '笔答考场'), ('COMPUTER', '上机考场'), ('WORKSHOP', '实操工位'), ('REVIEW', '评审室')], max_length=10, verbose_name='类型')),
                ('name', models.CharField(max_length=60, verbose_name='考场名称')),
                ('address', models.CharField(max_length=200, verbose_name='地址')),
                ('rows', models.PositiveSmallIntegerField(verbose_name='排数')),
                ('columns', models.PositiveSmallIntegerField(verbose_name='列数')),
                ('gaps', models.JSONField(blank=True, default=list, verbose_name='空位')),
                ('capacity', models.PositiveSmallIntegerField(default=30, verbose_name='每场最多人数')),
                ('spares', models.PositiveSmallIntegerField(default=0, verbose_name='备用数')),
                ('accessible', models.BooleanField(default=False, verbose_name='无障碍')),
                ('active', models.BooleanField(default=True, verbose_name='在用')),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rooms_in_district', to='core.organisation', verbose_name='所在区县')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rooms', to='core.organisation')),
                ('site', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rooms', to='core.site', verbose_name='备案实操场所')),
            ],
            options={
                'ordering': ('name', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='RoomUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(choices=[('THEORY', '理论'), ('PRACTICAL', '实操'), ('REVIEW', '综合评审')], max_length=10, verbose_name='科目')),
                ('number', models.PositiveSmallIntegerField(verbose_name='考场号')),
                ('batch', models.PositiveSmallIntegerField(default=1, verbose_name='批次')),
                ('during', django.contrib.postgres.fields.ranges.DateTimeRangeField(verbose_name='时间')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='room_uses', to='plans.plan')),
                ('room', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='plans.room')),
            ],
            options={
                'ordering': ('during', 'number', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='InvigilatorDuty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('during', django.contrib.postgres.fields.ranges.DateTimeRangeField(verbose_name='时间')),
                ('invigilator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duties', to='plans.invigilator')),
                ('use', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='duties', to='plans.roomuse')),
            ],
            options={
                'ordering': ('use', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='RosterUpload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('RECEIVED', '已收到，等待检查'), ('CHECKING', '正在检查'), ('TO_CONFIRM', '待确认变化'), ('APPLIED', '已入库'), ('REFUSED', '无法接收'), ('DISCARDED', '已放弃')], default=plans.rules.enums.UploadState['RECEIVED'], max_length=12)),
                ('mode', models.CharField(blank=True, choices=[('SUPPLEMENT', '补充：名单外的考生保留'), ('REPLACE', '替换：名单外的考生退出')], max_length=12)),
                ('uploaded_at', models.DateTimeField()),
                ('started_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('rows_total', models.PositiveIntegerField(default=0)),
                ('rows_done', models.PositiveIntegerField(default=0)),
                ('refusal', models.JSONField(default=dict)),
                ('summary', models.JSONField(default=dict)),
                ('faults', appraisal.core.fields.EncryptedJSONField(blank=True, editable=True, null=True)),
                ('recoveries', appraisal.core.fields.EncryptedJSONField(blank=True, editable=True, null=True)),
                ('difference', appraisal.core.fields.EncryptedJSONField(blank=True, editable=True, null=True)),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.document')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='uploads', to='plans.planitem')),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-pk',),
            },
        ),
        migrations.AddField(
            model_name='candidate',
            name='upload',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='candidates', to='plans.rosterupload'),
        ),
        migrations.CreateModel(
            name='ScoreCorrection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mark', models.CharField(choices=[('SCORED', '有成绩'), ('ABSENT', '缺考'), ('CHEATING', '作弊')], default=plans.rules.scoring.Mark['SCORED'], max_length=10, verbose_name='标记')),
                ('score', models.DecimalField(decimal_places=1, max_digits=4, verbose_name='成绩')),
                ('reason', models.CharField(max_length=400, verbose_name='更正理由')),
                ('state', models.CharField(choices=[('REQUESTED', '待市中心处理'), ('GRANTED', '已同意'), ('REFUSED', '未同意')], default=appraisal.core.rules.enums.RequestState['REQUESTED'], max_length=10)),
                ('requested_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('decision', models.CharField(blank=True, max_length=400, verbose_name='处理意见')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.document')),
                ('requested_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('result', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='plans.publishedresult')),
            ],
            options={
                'ordering': ('-pk',),
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ScoreEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(choices=[('TYPED', '键盘录入'), ('IMPORTED', '文件导入')], default=plans.rules.scoring.EntrySource['TYPED'], max_length=10, verbose_name='方式')),
                ('file_name', models.CharField(blank=True, max_length=200, verbose_name='文件名')),
                ('file_sha256', models.CharField(blank=True, max_length=64)),
                ('begun_at', models.DateTimeField()),
                ('submitted_at', models.DateTimeField(null=True, verbose_name='提交时间')),
                ('ordinal', models.PositiveSmallIntegerField(null=True, verbose_name='第几遍')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('ordinal', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='ScoreLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mark', models.CharField(choices=[('SCORED', '有成绩'), ('ABSENT', '缺考'), ('CHEATING', '作弊')], default=plans.rules.scoring.Mark['SCORED'], max_length=10, verbose_name='标记')),
                ('score', models.DecimalField(decimal_places=1, max_digits=4, verbose_name='成绩')),
                ('candidate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='plans.candidate')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='plans.scoreentry')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ScoreSheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('ENTERING', '待录入'), ('DIFFERING', '两遍不一致'), ('AGREED', '待发布'), ('PUBLISHED', '已发布')], default=plans.rules.scoring.SheetState['ENTERING'], max_length=10, verbose_name='状态')),
                ('handed_in_at', models.DateTimeField(null=True, verbose_name='报送时间')),
                ('reported_at', models.DateTimeField(null=True, verbose_name='计时限的报送时间')),
                ('returned_at', models.DateTimeField(null=True, verbose_name='退回时间')),
                ('duty_confirmed_at', models.DateTimeField(null=True, verbose_name='执评确认时间')),
                ('published_at', models.DateTimeField(null=True, verbose_name='发布时间')),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='ScoreResolution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mark', models.CharField(choices=[('SCORED', '有成绩'), ('ABSENT', '缺考'), ('CHEATING', '作弊')], default=plans.rules.scoring.Mark['SCORED'], max_length=10, verbose_name='标记')),
                ('score', models.DecimalField(decimal_places=1, max_digits=4, verbose_name='成绩')),
                ('decided_at', models.DateTimeField()),
                ('candidate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='plans.candidate')),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='resolutions', to='plans.scoresheet')),
            ],
            options={
                'ordering': ('pk',),
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='scoreentry',
            name='sheet',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='plans.scoresheet'),
        ),
        migrations.AddField(
            model_name='publishedresult',
            name='sheet',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='results', to='plans.scoresheet'),
        ),
        migrations.CreateModel(
            name='Sitting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(choices=[('THEORY', '理论'), ('PRACTICAL', '实操'), ('REVIEW', '综合评审')], max_length=10, verbose_name='科目')),
                ('date', models.DateField(verbose_name='日期')),
                ('starts_at', models.TimeField(blank=True, null=True, verbose_name='开始时间')),
                ('place', models.CharField(blank=True, max_length=200, verbose_name='考试地点')),
                ('minutes', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='时长（分钟）')),
                ('suspended_at', models.DateTimeField(null=True, verbose_name='暂停时间')),
                ('suspended_reason', models.CharField(blank=True, max_length=400, verbose_name='暂停原因')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sittings', to='plans.planitem')),
                ('place_district', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation', verbose_name='考试地点所在区县')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sittings', to='plans.plan')),
                ('site', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sittings', to='core.site', verbose_name='实操场所')),
            ],
            options={
                'ordering': ('date', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='Seat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='座位号')),
                ('row', models.PositiveSmallIntegerField(verbose_name='排')),
                ('column', models.PositiveSmallIntegerField(verbose_name='列')),
                ('document_index', models.BinaryField()),
                ('during', django.contrib.postgres.fields.ranges.DateTimeRangeField(verbose_name='时间')),
                ('candidate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seats', to='plans.candidate')),
                ('use', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seats', to='plans.roomuse')),
                ('sitting', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='seats', to='plans.sitting')),
            ],
            options={
                'ordering': ('use', 'number'),
            },
        ),
        migrations.AddField(
            model_name='scoresheet',
            name='sitting',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='sheet', to='plans.sitting'),
        ),
        migrations.AddField(
            model_name='obligation',
            name='sitting',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='obligations', to='plans.sitting'),
        ),
        migrations.CreateModel(
            name='ChangeLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('old_date', models.DateField()),
                ('old_starts_at', models.TimeField(null=True)),
                ('old_place', models.CharField(blank=True, max_length=200)),
                ('new_date', models.DateField()),
                ('new_starts_at', models.TimeField(null=True)),
                ('new_place', models.CharField(blank=True, max_length=200)),
                ('new_room_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ('last_day', models.DateField()),
                ('earliest', models.DateField()),
                ('is_late', models.BooleanField(default=False)),
                ('proof', models.TextField(verbose_name='时限依据')),
                ('is_open', models.BooleanField(default=True)),
                ('new_district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation')),
                ('new_site', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.site')),
                ('old_district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation')),
                ('old_site', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.site')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='plans.changerequest')),
                ('sitting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='plans.sitting')),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='Arrangement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seed', models.PositiveIntegerField(verbose_name='随机种子')),
                ('mixed', models.BooleanField(default=False, verbose_name='不同职业混排')),
                ('room_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None, verbose_name='可用考场')),
                ('rooms_least', models.PositiveSmallIntegerField(verbose_name='最少考场数')),
                ('arranged_at', models.DateTimeField(verbose_name='编排时间')),
                ('arranged_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sitting', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='arrangement', to='plans.sitting')),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='Ticket',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=30, unique=True, verbose_name='准考证号')),
                ('serial', models.PositiveIntegerField(verbose_name='顺序号')),
                ('issued_at', models.DateTimeField()),
                ('candidate', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='ticket', to='plans.candidate')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tickets', to='plans.plan')),
            ],
            options={
                'ordering': ('plan', 'serial'),
            },
        ),
        migrations.CreateModel(
            name='Background',
            fields=[
                ('candidate', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='background', serialize=False, to='plans.candidate')),
                ('basis', models.CharField(choices=[('NORMAL', '正常申报'), ('EARLY_PROMOTION', '破格申报'), ('LEVEL_SKIPPING', '越级申报')], default=plans.rules.review_enums.Basis['NORMAL'], max_length=16, verbose_name='申报类型')),
                ('facts', models.JSONField(default=dict)),
                ('updated_at', models.DateTimeField()),
                ('updated_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='CandidateVerdict',
            fields=[
                ('candidate', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='verdict', serialize=False, to='plans.candidate')),
                ('outcome', models.CharField(choices=[('MET', '符合'), ('EVIDENCE', '凭材料核实'), ('UNMET', '不符合')], max_length=8, verbose_name='资格预审')),
                ('clause', models.CharField(blank=True, max_length=300, verbose_name='符合的条件')),
                ('eligible_from', models.DateField(null=True, verbose_name='最早符合日期')),
                ('findings', models.JSONField(default=list)),
                ('evaluated_on', models.DateField()),
                ('evaluated_at', models.DateTimeField()),
                ('standard', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='plans.eligibilitystandard')),
            ],
        ),
        migrations.AddConstraint(
            model_name='bookedcandidate',
            constraint=models.UniqueConstraint(condition=models.Q(('live', True)), fields=('candidate',), name='one_live_booking'),
        ),
        migrations.AddConstraint(
            model_name='correction',
            constraint=models.UniqueConstraint(condition=models.Q(('state', appraisal.core.rules.enums.RequestState['REQUESTED'])), fields=('candidate', 'field'), name='one_open_correction'),
        ),
        migrations.AddConstraint(
            model_name='deductionstep',
            constraint=models.UniqueConstraint(condition=models.Q(('state', plans.rules.change_enums.DeductionState['APPEALED'])), fields=('deduction',), name='one_appeal_per_deduction'),
        ),
        migrations.AddConstraint(
            model_name='deductionstep',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', [plans.rules.change_enums.DeductionState['CONFIRMED'], plans.rules.change_enums.DeductionState['UPHELD'], plans.rules.change_enums.DeductionState['WAIVED']])), fields=('deduction',), name='one_end_per_deduction'),
        ),
        migrations.AddIndex(
            model_name='districtnotice',
            index=models.Index(condition=models.Q(('missed_at__isnull', True), ('told_at__isnull', True), ('void_at__isnull', True)), fields=['due_at'], name='district_notice_open'),
        ),
        migrations.AddConstraint(
            model_name='districtnotice',
            constraint=models.UniqueConstraint(fields=('change', 'district'), name='one_notice_per_district'),
        ),
        migrations.AddConstraint(
            model_name='eligibilitystandard',
            constraint=models.UniqueConstraint(condition=models.Q(('state', plans.rules.review_enums.StandardState['PUBLISHED'])), fields=('occupation', 'valid_from'), name='one_standard_per_day', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='examsession',
            constraint=models.CheckConstraint(condition=models.Q(('theory_date__isnull', False), ('practical_date__isnull', False), ('review_date__isnull', False), _connector='OR'), name='session_has_a_date'),
        ),
        migrations.AddConstraint(
            model_name='invigilator',
            constraint=models.UniqueConstraint(condition=models.Q(('phone_index__isnull', False)), fields=('institute', 'phone_index'), name='one_invigilator_once'),
        ),
        migrations.AddIndex(
            model_name='plan',
            index=models.Index(fields=['institute', '-id'], name='plans_plan_institu_ddc43d_idx'),
        ),
        migrations.AddIndex(
            model_name='plan',
            index=models.Index(fields=['district', '-id'], name='plans_plan_distric_d86199_idx'),
        ),
        migrations.AddIndex(
            model_name='plan',
            index=models.Index(fields=['state', '-id'], name='plans_plan_state_290c00_idx'),
        ),
        migrations.AddIndex(
            model_name='plan',
            index=models.Index(fields=['first_exam_date', '-id'], name='plans_plan_first_e_8606e3_idx'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', [plans.rules.enums.PlanKind['CITY_SESSION'], plans.rules.enums.PlanKind['NATIONAL_SESSION']]), ('session__isnull', False)), models.Q(models.Q(('kind__in', [plans.rules.enums.PlanKind['CITY_SESSION'], plans.rules.enums.PlanKind['NATIONAL_SESSION']]), _negated=True), ('session__isnull', True)), _connector='OR'), name='plan_session_by_kind'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.CheckConstraint(condition=models.Q(('kind', plans.rules.enums.PlanKind['SPECIAL']), ('special_category', ''), _connector='OR'), name='plan_category_by_kind'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', [plans.rules.states.PlanState['DRAFT'], plans.rules.states.PlanState['CANCELLED']]), ('first_exam_date__isnull', False), _connector='OR'), name='plan_filed_has_date'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.UniqueConstraint(condition=models.Q(('session__isnull', False), models.Q(('state__in', [plans.rules.states.PlanState['CANCELLED'], plans.rules.states.PlanState['LAPSED']]), _negated=True)), fields=('institute', 'session'), name='one_plan_per_session'),
        ),
        migrations.AddConstraint(
            model_name='papercopy',
            constraint=models.CheckConstraint(condition=models.Q(('handed_over_at__isnull', True), ('sealed_at__isnull', False), _connector='OR'), name='sealed_before_hand_over'),
        ),
        migrations.AddIndex(
            model_name='deduction',
            index=models.Index(fields=['institute', '-id'], name='deduction_of_institute'),
        ),
        migrations.AddIndex(
            model_name='deduction',
            index=models.Index(condition=models.Q(('state', plans.rules.change_enums.DeductionState['PROPOSED'])), fields=['appeal_due_at'], name='deduction_to_confirm'),
        ),
        migrations.AddIndex(
            model_name='deduction',
            index=models.Index(condition=models.Q(('state', plans.rules.change_enums.DeductionState['APPEALED'])), fields=['-id'], name='deduction_to_decide'),
        ),
        migrations.AddIndex(
            model_name='changerequest',
            index=models.Index(condition=models.Q(('state', plans.rules.change_enums.ChangeState['REQUESTED'])), fields=['expires_on'], name='change_open'),
        ),
        migrations.AddIndex(
            model_name='changerequest',
            index=models.Index(fields=['plan', '-id'], name='change_by_plan'),
        ),
        migrations.AddIndex(
            model_name='changerequest',
            index=models.Index(condition=models.Q(('candidates_told_at__isnull', True), ('state', plans.rules.change_enums.ChangeState['APPROVED'])), fields=['id'], name='change_candidates_untold'),
        ),
        migrations.AddConstraint(
            model_name='changerequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('state', plans.rules.change_enums.ChangeState['REQUESTED'])), models.Q(models.Q(('state', plans.rules.change_enums.ChangeState['REQUESTED']), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='change_decided_with_time'),
        ),
        migrations.AddConstraint(
            model_name='planitem',
            constraint=models.UniqueConstraint(fields=('plan', 'occupation_level'), name='one_item_once'),
        ),
        migrations.AddIndex(
            model_name='evaluationrun',
            index=models.Index(condition=models.Q(('finished_at__isnull', True)), fields=['id'], name='unfinished_runs'),
        ),
        migrations.AddConstraint(
            model_name='evaluationrun',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('item__isnull', True), ('standard__isnull', False)), models.Q(('item__isnull', False), ('standard__isnull', True)), _connector='OR'), name='run_of_item_or_standard'),
        ),
        migrations.AddConstraint(
            model_name='pointsrule',
            constraint=models.UniqueConstraint(fields=('code', 'valid_from'), name='one_points_rule_per_day'),
        ),
        migrations.AddConstraint(
            model_name='pointsrule',
            constraint=models.CheckConstraint(condition=models.Q(('points__gte', 0), ('points__lte', 100)), name='points_within_100'),
        ),
        migrations.AddConstraint(
            model_name='publicnotice',
            constraint=models.CheckConstraint(condition=models.Q(('closes_on__gte', models.F('opens_on'))), name='notice_dates'),
        ),
        migrations.AddConstraint(
            model_name='publicnotice',
            constraint=models.UniqueConstraint(condition=models.Q(('state', plans.rules.review_enums.NoticeState['OPEN'])), fields=('plan',), name='one_open_notice'),
        ),
        migrations.AddConstraint(
            model_name='noticeentry',
            constraint=models.UniqueConstraint(fields=('notice', 'candidate'), name='one_entry_once'),
        ),
        migrations.AddConstraint(
            model_name='recordedresult',
            constraint=models.CheckConstraint(condition=models.Q(('score__gte', 0), ('score__lte', 100)), name='score_0_to_100'),
        ),
        migrations.AddConstraint(
            model_name='recordedresult',
            constraint=models.UniqueConstraint(fields=('candidate', 'subject'), name='one_result_that_counts'),
        ),
        migrations.AddConstraint(
            model_name='reviewslot',
            constraint=models.CheckConstraint(condition=models.Q(('taken__lte', models.F('places'))), name='slot_never_overbooked'),
        ),
        migrations.AddConstraint(
            model_name='reviewslot',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='slot_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='reviewslot',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('district', 'starts_at'), name='one_slot_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=models.CheckConstraint(condition=models.Q(('places__gt', 0)), name='booking_has_places'),
        ),
        migrations.AddConstraint(
            model_name='room',
            constraint=models.UniqueConstraint(fields=('owner', 'name'), name='one_room_name_per_owner'),
        ),
        migrations.AddConstraint(
            model_name='room',
            constraint=models.CheckConstraint(condition=models.Q(('capacity__gt', 0), ('capacity__lte', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('rows'), '*', models.F('columns')), '-', models.F('spares')))), name='room_has_places'),
        ),
        migrations.AddConstraint(
            model_name='room',
            constraint=models.CheckConstraint(condition=models.Q(('kind', plans.rules.seating_enums.RoomKind['WORKSHOP']), ('site__isnull', True), _connector='OR'), name='room_site_only_workshop'),
        ),
        migrations.AddConstraint(
            model_name='roomuse',
            constraint=models.CheckConstraint(condition=models.Q(('during__endswith__isnull', False)), name='use_has_an_end'),
        ),
        migrations.AddConstraint(
            model_name='invigilatorduty',
            constraint=models.UniqueConstraint(fields=('use', 'invigilator'), name='one_duty_once'),
        ),
        migrations.AddIndex(
            model_name='rosterupload',
            index=models.Index(fields=['state', 'id'], name='plans_roste_state_275f35_idx'),
        ),
        migrations.AddIndex(
            model_name='candidate',
            index=models.Index(fields=['item', 'sheet_row', 'id'], name='plans_candi_item_id_a88a3b_idx'),
        ),
        migrations.AddConstraint(
            model_name='candidate',
            constraint=models.UniqueConstraint(condition=models.Q(('state', plans.rules.enums.CandidateState['WITHDRAWN']), _negated=True), fields=('document_index', 'plan'), name='one_candidate_once_per_plan'),
        ),
        migrations.AddConstraint(
            model_name='scorecorrection',
            constraint=models.CheckConstraint(condition=models.Q(('score__gte', 0), ('score__lte', 100), models.Q(('mark', plans.rules.scoring.Mark['SCORED']), ('score', 0), _connector='OR')), name='scorecorrection_grade'),
        ),
        migrations.AddConstraint(
            model_name='scorecorrection',
            constraint=models.UniqueConstraint(condition=models.Q(('state', appraisal.core.rules.enums.RequestState['REQUESTED'])), fields=('result',), name='one_open_score_correction'),
        ),
        migrations.AddConstraint(
            model_name='scorecorrection',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by', None), models.Q(('decided_by', models.F('requested_by')), _negated=True), _connector='OR'), name='score_correction_second_person'),
        ),
        migrations.AddConstraint(
            model_name='scoreline',
            constraint=models.CheckConstraint(condition=models.Q(('score__gte', 0), ('score__lte', 100), models.Q(('mark', plans.rules.scoring.Mark['SCORED']), ('score', 0), _connector='OR')), name='scoreline_grade'),
        ),
        migrations.AddConstraint(
            model_name='scoreline',
            constraint=models.UniqueConstraint(fields=('entry', 'candidate'), name='one_line_per_candidate'),
        ),
        migrations.AddConstraint(
            model_name='scoreresolution',
            constraint=models.CheckConstraint(condition=models.Q(('score__gte', 0), ('score__lte', 100), models.Q(('mark', plans.rules.scoring.Mark['SCORED']), ('score', 0), _connector='OR')), name='scoreresolution_grade'),
        ),
        migrations.AddConstraint(
            model_name='scoreentry',
            constraint=models.UniqueConstraint(fields=('sheet', 'person'), name='one_entry_per_person'),
        ),
        migrations.AddConstraint(
            model_name='scoreentry',
            constraint=models.UniqueConstraint(fields=('sheet', 'ordinal'), name='one_entry_per_turn'),
        ),
        migrations.AddConstraint(
            model_name='scoreentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ordinal', None), ('submitted_at', None)), models.Q(('ordinal__in', (1, 2)), ('submitted_at__isnull', False)), _connector='OR'), name='entry_first_or_second'),
        ),
        migrations.AddConstraint(
            model_name='publishedresult',
            constraint=models.CheckConstraint(condition=models.Q(('score__gte', 0), ('score__lte', 100), models.Q(('mark', plans.rules.scoring.Mark['SCORED']), ('score', 0), _connector='OR')), name='publishedresult_grade'),
        ),
        migrations.AddConstraint(
            model_name='publishedresult',
            constraint=models.UniqueConstraint(fields=('candidate', 'sheet', 'version'), name='one_result_per_version'),
        ),
        migrations.AddConstraint(
            model_name='sitting',
            constraint=models.UniqueConstraint(fields=('item', 'subject'), name='one_sitting_per_subject'),
        ),
        migrations.AddConstraint(
            model_name='sitting',
            constraint=models.CheckConstraint(condition=models.Q(('subject', appraisal.core.rules.enums.Subject['PRACTICAL']), ('site__isnull', True), _connector='OR'), name='sitting_site_only_practical'),
        ),
        migrations.AddConstraint(
            model_name='sitting',
            constraint=models.CheckConstraint(condition=models.Q(('minutes__isnull', True), ('minutes__gt', 0), _connector='OR'), name='sitting_takes_time'),
        ),
        migrations.AddConstraint(
            model_name='seat',
            constraint=models.UniqueConstraint(fields=('sitting', 'candidate'), name='one_seat_per_sitting'),
        ),
        migrations.AddConstraint(
            model_name='seat',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('use', 'number'), name='one_candidate_per_seat'),
        ),
        migrations.AddIndex(
            model_name='scoresheet',
            index=models.Index(condition=models.Q(('state', plans.rules.scoring.SheetState['PUBLISHED']), _negated=True), fields=['state'], name='sheet_unpublished'),
        ),
        migrations.AddConstraint(
            model_name='scoresheet',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('published_at__isnull', False), ('published_by__isnull', False), ('state', plans.rules.scoring.SheetState['PUBLISHED'])), models.Q(models.Q(('state', plans.rules.scoring.SheetState['PUBLISHED']), _negated=True), ('published_at', None), ('published_by', None)), _connector='OR'), name='sheet_published_by_somebody'),
        ),
        migrations.AddIndex(
            model_name='obligation',
            index=models.Index(condition=models.Q(('state', plans.rules.enums.ObligationState['OPEN'])), fields=['due_at'], name='obligation_due'),
        ),
        migrations.AddIndex(
            model_name='obligation',
            index=models.Index(condition=models.Q(('next_reminder_at__isnull', False), ('state', plans.rules.enums.ObligationState['OPEN'])), fields=['next_reminder_at'], name='obligation_remind'),
        ),
        migrations.AddIndex(
            model_name='obligation',
            index=models.Index(condition=models.Q(('state__in', [plans.rules.enums.ObligationState['OPEN'], plans.rules.enums.ObligationState['MISSED']])), fields=['responsible', 'due_at'], name='obligation_owed'),
        ),
        migrations.AddIndex(
            model_name='obligation',
            index=models.Index(condition=models.Q(('state', plans.rules.enums.ObligationState['MISSED'])), fields=['-due_at'], name='obligation_missed'),
        ),
        migrations.AddConstraint(
            model_name='obligation',
            constraint=models.UniqueConstraint(fields=('plan', 'code', 'sitting'), name='one_obligation_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='changeline',
            constraint=models.UniqueConstraint(condition=models.Q(('is_open', True)), fields=('sitting',), name='one_open_change_per_sitting'),
        ),
        migrations.AddConstraint(
            model_name='changeline',
            constraint=models.CheckConstraint(condition=models.Q(('new_date__gte', models.F('old_date'))), name='change_not_earlier'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.UniqueConstraint(fields=('plan', 'serial'), name='one_ticket_serial_per_plan'),
        ),
        migrations.AddIndex(
            model_name='candidateverdict',
            index=models.Index(fields=['outcome'], name='plans_candi_outcome_7f5031_idx'),
        ),
    ]
