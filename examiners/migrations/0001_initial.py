import appraisal.core.fields
import django.db.models.deletion
import examiners.rules.enums
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
        migrations.AddConstraint(
            model_name='examiner',
            constraint=models.UniqueConstraint(fields=('id_index',), name='one_examiner_per_person'),
        ),
        migrations.AddConstraint(
            model_name='examiner',
            constraint=models.UniqueConstraint(condition=models.Q(('active', True)), fields=('phone_index',), name='one_examiner_per_phone'),
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
            model_name='recusal',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('institute', 'examiner', 'kind'), name='one_open_recusal'),
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
