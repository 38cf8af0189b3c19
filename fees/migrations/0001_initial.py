import appraisal.core.fields
import django.db.models.deletion
import fees.rules.enums
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0001_initial'),
        ('examiners', '0001_initial'),
        ('plans', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FeeClass',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, unique=True, verbose_name='收费类别')),
                ('is_sample', models.BooleanField(default=False, verbose_name='样例数据')),
            ],
            options={
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='ReceiptSeries',
            fields=[
                ('year', models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ('last', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Adjustment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='差额（元）')),
                ('made_at', models.DateTimeField()),
                ('correction', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='adjustment', to='examiners.dutycorrection')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='adjustments', to='plans.plan')),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='BankLayout',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, unique=True, verbose_name='银行和账户')),
                ('columns', models.JSONField(default=dict)),
                ('saved_at', models.DateTimeField()),
                ('saved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='BankStatement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64, unique=True)),
                ('state', models.CharField(choices=[('TO_MAP', '待指定列'), ('IMPORTED', '已导入')], default=fees.rules.enums.StatementState['TO_MAP'], max_length=10)),
                ('uploaded_at', models.DateTimeField()),
                ('added', models.PositiveIntegerField(default=0, verbose_name='新入账笔数')),
                ('known', models.PositiveIntegerField(default=0, verbose_name='重复笔数')),
                ('outgoing', models.PositiveIntegerField(default=0, verbose_name='支出笔数')),
                ('faults', models.JSONField(default=list)),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.document')),
                ('layout', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='statements', to='fees.banklayout')),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='Bill',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=12, unique=True, verbose_name='缴费单号')),
                ('state', models.CharField(choices=[('PREPARED', '待第二人确认'), ('CONFIRMED', '待缴费'), ('PAID', '已缴清'), ('DISCARDED', '已退回重做'), ('VOID', '已作废')], default=fees.rules.enums.BillState['PREPARED'], max_length=10, verbose_name='状态')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='应缴金额')),
                ('paid', models.DecimalField(decimal_places=2, default=0, max_digits=14, verbose_name='已缴金额')),
                ('candidates', models.PositiveIntegerField(verbose_name='考生数')),
                ('findings', models.JSONField(default=list)),
                ('is_sample', models.BooleanField(default=False, verbose_name='按样例标准计费')),
                ('prepared_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('due_on', models.DateField(null=True, verbose_name='缴费截止')),
                ('closed_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=400, verbose_name='原因')),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('institute', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bills', to='core.organisation')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bills', to='plans.plan')),
                ('prepared_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='Budget',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(null=True)),
                ('payee_kind', models.CharField(choices=[('DISTRICT', '区县鉴定管理中心'), ('INSTITUTE', '鉴定所'), ('COMMITTEE', '行业技师考评委'), ('EXAMINER', '考评员')], max_length=10, verbose_name='支付对象')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='金额（元）')),
                ('reason', models.CharField(blank=True, max_length=400, verbose_name='说明')),
                ('set_at', models.DateTimeField()),
                ('plan', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='budgets', to='plans.plan')),
                ('set_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='FeeClassOccupation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(verbose_name='开始执行')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='截止日期')),
                ('document_number', models.CharField(max_length=80, verbose_name='文号')),
                ('is_sample', models.BooleanField(default=False, verbose_name='样例数据')),
                ('published_at', models.DateTimeField()),
                ('fee_class', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='occupations', to='fees.feeclass')),
                ('occupation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fee_classes', to='core.occupation')),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('occupation__name_key', '-valid_from', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='FeeStandard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.PositiveSmallIntegerField(choices=[(5, '五级（初级）'), (4, '四级（中级）'), (3, '三级（高级）'), (2, '二级（技师）'), (1, '一级（高级技师）')], verbose_name='等级')),
                ('subject', models.CharField(choices=[('THEORY', '理论'), ('PRACTICAL', '实操'), ('REVIEW', '综合评审')], max_length=10, verbose_name='科目')),
                ('attempt', models.CharField(choices=[('NEW', '新考'), ('RETAKE', '补考')], max_length=6, verbose_name='考试类型')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='金额（元）')),
                ('valid_from', models.DateField(verbose_name='开始执行')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='截止日期')),
                ('document_number', models.CharField(max_length=80, verbose_name='文号')),
                ('is_sample', models.BooleanField(default=False, verbose_name='样例数据')),
                ('published_at', models.DateTimeField()),
                ('fee_class', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='standards', to='fees.feeclass')),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('fee_class__name', '-level', 'subject', 'attempt', '-valid_from', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='BillLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(choices=[('THEORY', '理论'), ('PRACTICAL', '实操'), ('REVIEW', '综合评审')], max_length=10, verbose_name='科目')),
                ('attempt', models.CharField(choices=[('NEW', '新考'), ('RETAKE', '补考')], max_length=6, verbose_name='考试类型')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='金额（元）')),
                ('bill', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='fees.bill')),
                ('candidate', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='bill_lines', to='plans.candidate')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='plans.planitem')),
                ('standard', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='fees.feestandard')),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='LedgerAccount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('BANK', '银行存款'), ('COUNTER', '柜台收款（待缴存）'), ('RECEIVABLE', '应收鉴定费'), ('SUSPENSE', '待核款项'), ('CREDIT', '机构余款'), ('OTHER', '其他入账（非鉴定费）'), ('INCOME', '鉴定费收入'), ('EXPENSE', '鉴定费支出'), ('PAYABLE', '应付鉴定费用'), ('TRANSIT', '在途支付')], max_length=12, verbose_name='科目')),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation')),
            ],
            options={
                'ordering': ('kind', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='LedgerTransaction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('CHARGE', '缴费单确认'), ('VOID', '缴费单作废'), ('STATEMENT', '银行入账'), ('MATCH', '到账核销'), ('COUNTER', '柜台收款'), ('DEPOSIT', '柜台款缴存'), ('CREDIT', '余款抵缴'), ('OTHER', '非鉴定费入账退出'), ('ACCRUAL', '应付计提'), ('ADJUST', '执评更正差额'), ('PAYOUT', '支付发出'), ('PAID', '支付成功'), ('FAILED', '支付失败退回')], max_length=12, verbose_name='业务')),
                ('key', models.CharField(max_length=80, unique=True)),
                ('memo', models.CharField(max_length=200, verbose_name='摘要')),
                ('day', models.DateField(verbose_name='记账日期')),
                ('at', models.DateTimeField(verbose_name='记账时间')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='LedgerLeg',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='金额（元）')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='legs', to='fees.ledgeraccount')),
                ('plan', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='plans.plan')),
                ('transaction', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='legs', to='fees.ledgertransaction')),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='MonthClose',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(unique=True, verbose_name='月份')),
                ('closed_at', models.DateTimeField()),
                ('balances', models.JSONField(default=list)),
                ('closed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-month',),
            },
        ),
        migrations.CreateModel(
            name='Payee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('DISTRICT', '区县鉴定管理中心'), ('INSTITUTE', '鉴定所'), ('COMMITTEE', '行业技师考评委'), ('EXAMINER', '考评员')], max_length=10, verbose_name='类型')),
                ('examiner', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='payee', to='examiners.examiner')),
                ('organisation', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='payee', to='core.organisation')),
            ],
            options={
                'ordering': ('kind', 'pk'),
            },
        ),
        migrations.AddField(
            model_name='ledgeraccount',
            name='payee',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='fees.payee'),
        ),
        migrations.CreateModel(
            name='PayeeDetails',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('PROPOSED', '待第二人核准'), ('APPROVED', '已核准'), ('REFUSED', '未核准'), ('REPLACED', '已被替代'), ('BOUNCED', '银行退回')], default=fees.rules.enums.DetailsState['PROPOSED'], max_length=10)),
                ('kind', models.CharField(choices=[('CORPORATE', '单位账户'), ('CARD', '个人银行卡')], max_length=10, verbose_name='账户类型')),
                ('holder', models.CharField(max_length=100, verbose_name='户名')),
                ('number', appraisal.core.fields.EncryptedTextField(blank=True, editable=True, null=True, verbose_name='账号')),
                ('number_index', models.BinaryField(null=True)),
                ('bank', models.CharField(max_length=100, verbose_name='开户行')),
                ('branch_code', models.CharField(max_length=12, verbose_name='联行号')),
                ('from_register', models.BooleanField(default=False, verbose_name='来自考评员登记')),
                ('proposed_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=400, verbose_name='说明')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('payee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='details', to='fees.payee')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='PayoutBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=12, unique=True, verbose_name='批次号')),
                ('state', models.CharField(choices=[('PROPOSED', '待审批'), ('REJECTED', '已退回'), ('APPROVED', '已批准，待送银行'), ('SENT', '已送银行，待回盘'), ('DONE', '已完成')], default=fees.rules.enums.BatchState['PROPOSED'], max_length=10, verbose_name='状态')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='金额（元）')),
                ('made_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=400, verbose_name='说明')),
                ('sent_at', models.DateTimeField(null=True, verbose_name='送银行时间')),
                ('done_at', models.DateTimeField(null=True)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='PayoutLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='序号')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='金额（元）')),
                ('state', models.CharField(choices=[('WAITING', '等待结果'), ('PAID', '成功'), ('FAILED', '失败'), ('DROPPED', '批次退回')], default=fees.rules.enums.PayoutLineState['WAITING'], max_length=8, verbose_name='结果')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='失败原因')),
                ('settled_at', models.DateTimeField(null=True)),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='fees.payoutbatch')),
                ('details', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payouts', to='fees.payeedetails')),
                ('payee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payouts', to='fees.payee')),
            ],
            options={
                'ordering': ('batch', 'number'),
            },
        ),
        migrations.CreateModel(
            name='Rate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('payee_kind', models.CharField(choices=[('DISTRICT', '区县鉴定管理中心'), ('INSTITUTE', '鉴定所'), ('COMMITTEE', '行业技师考评委'), ('EXAMINER', '考评员')], max_length=10, verbose_name='支付对象')),
                ('basis', models.CharField(choices=[('CANDIDATE', '每名考生'), ('REVIEWED', '每名参加综合评审的考生'), ('PLAN', '每份计划'), ('HALF_DAY', '每半天（组员）'), ('HALF_DAY_LEADER', '每半天（组长）')], max_length=16, verbose_name='计算方式')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='金额（元）')),
                ('valid_from', models.DateField(verbose_name='开始执行')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='截止日期')),
                ('document_number', models.CharField(max_length=80, verbose_name='依据')),
                ('is_sample', models.BooleanField(default=False, verbose_name='样例数据')),
                ('set_at', models.DateTimeField()),
                ('set_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('payee_kind', 'basis', '-valid_from'),
            },
        ),
        migrations.CreateModel(
            name='Due',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', models.DecimalField(decimal_places=1, max_digits=8, verbose_name='数量')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='金额（元）')),
                ('state', models.CharField(choices=[('OPEN', '待支付'), ('BATCHED', '支付中'), ('PAID', '已支付'), ('SET_OFF', '已抵销')], default=fees.rules.enums.DueState['OPEN'], max_length=8, verbose_name='状态')),
                ('accrued_at', models.DateTimeField()),
                ('adjustment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='dues', to='fees.adjustment')),
                ('item', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='plans.planitem')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dues', to='plans.plan')),
                ('payee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dues', to='fees.payee')),
                ('line', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='dues', to='fees.payoutline')),
                ('rate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='fees.rate')),
            ],
            options={
                'ordering': ('plan', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='Receipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=12, unique=True, verbose_name='收据号')),
                ('year', models.PositiveSmallIntegerField()),
                ('serial', models.PositiveIntegerField()),
                ('payer', models.CharField(max_length=120, verbose_name='付款人')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='金额（元）')),
                ('method', models.CharField(choices=[('BANK', '银行转账'), ('CASH', '现金'), ('CARD', '刷卡'), ('CHEQUE', '支票'), ('CREDIT', '余款抵缴')], max_length=8, verbose_name='方式')),
                ('issued_at', models.DateTimeField(verbose_name='开具时间')),
                ('institute', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation')),
                ('issued_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='StatementLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row', models.PositiveIntegerField(verbose_name='行号')),
                ('fingerprint', models.BinaryField(unique=True)),
                ('day', models.DateField(verbose_name='交易日期')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='金额（元）')),
                ('payer', models.CharField(blank=True, max_length=120, verbose_name='付款户名')),
                ('reference', models.CharField(blank=True, max_length=200, verbose_name='摘要、附言')),
                ('serial', models.CharField(blank=True, max_length=60, verbose_name='流水号')),
                ('state', models.CharField(choices=[('UNMATCHED', '待核'), ('MATCHED', '已核销'), ('DEPOSIT', '柜台款缴存'), ('OTHER', '非鉴定费')], default=fees.rules.enums.StatementLineState['UNMATCHED'], max_length=10)),
                ('decided_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=400, verbose_name='说明')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('institute', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.organisation')),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='fees.bankstatement')),
            ],
            options={
                'ordering': ('day', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='Payment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='金额（元）')),
                ('method', models.CharField(choices=[('BANK', '银行转账'), ('CASH', '现金'), ('CARD', '刷卡'), ('CHEQUE', '支票'), ('CREDIT', '余款抵缴')], max_length=8, verbose_name='方式')),
                ('at', models.DateTimeField(verbose_name='核销时间')),
                ('bill', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='fees.bill')),
                ('receipt', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='fees.receipt')),
                ('line', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='fees.statementline')),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.AddIndex(
            model_name='bill',
            index=models.Index(fields=['state', '-id'], name='fees_bill_state_eeb726_idx'),
        ),
        migrations.AddIndex(
            model_name='bill',
            index=models.Index(fields=['institute', '-id'], name='fees_bill_institu_f437c7_idx'),
        ),
        migrations.AddConstraint(
            model_name='bill',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', [fees.rules.enums.BillState['PREPARED'], fees.rules.enums.BillState['CONFIRMED'], fees.rules.enums.BillState['PAID']])), fields=('plan',), name='one_live_bill'),
        ),
        migrations.AddConstraint(
            model_name='bill',
            constraint=models.CheckConstraint(condition=models.Q(('paid__gte', 0), ('paid__lte', models.F('amount'))), name='bill_not_overpaid'),
        ),
        migrations.AddConstraint(
            model_name='bill',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_by__isnull', True), models.Q(('confirmed_by', models.F('prepared_by')), _negated=True), _connector='OR'), name='bill_two_people'),
        ),
        migrations.AddConstraint(
            model_name='bill',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', fees.rules.enums.BillState['PAID']), _negated=True), ('paid', models.F('amount')), _connector='OR'), name='bill_paid_in_full'),
        ),
        migrations.AddConstraint(
            model_name='budget',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('plan__isnull', False), ('year__isnull', True)), models.Q(('plan__isnull', True), ('year__isnull', False)), _connector='OR'), name='budget_of_plan_or_year'),
        ),
        migrations.AddConstraint(
            model_name='budget',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='budget_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='feeclassoccupation',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='class_dates'),
        ),
        migrations.AddConstraint(
            model_name='feestandard',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='standard_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='feestandard',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='standard_dates'),
        ),
        migrations.AddConstraint(
            model_name='billline',
            constraint=models.UniqueConstraint(fields=('candidate', 'subject', 'bill'), name='one_line_per_subject'),
        ),
        migrations.AddIndex(
            model_name='ledgertransaction',
            index=models.Index(fields=['day'], name='ledger_by_day'),
        ),
        migrations.AddConstraint(
            model_name='ledgerleg',
            constraint=models.CheckConstraint(condition=models.Q(('amount', 0), _negated=True), name='leg_not_zero'),
        ),
        migrations.AddConstraint(
            model_name='monthclose',
            constraint=models.CheckConstraint(condition=models.Q(('month__day', 1)), name='month_is_first_day'),
        ),
        migrations.AddConstraint(
            model_name='payee',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('examiner__isnull', False), ('kind', fees.rules.enums.PayeeKind['EXAMINER']), ('organisation__isnull', True)), models.Q(models.Q(('kind', fees.rules.enums.PayeeKind['EXAMINER']), _negated=True), ('examiner__isnull', True), ('organisation__isnull', False)), _connector='OR'), name='payee_is_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='ledgeraccount',
            constraint=models.UniqueConstraint(fields=('kind', 'organisation', 'payee'), name='one_account_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='payeedetails',
            constraint=models.UniqueConstraint(condition=models.Q(('state', fees.rules.enums.DetailsState['APPROVED'])), fields=('payee',), name='one_account_in_force'),
        ),
        migrations.AddConstraint(
            model_name='payeedetails',
            constraint=models.UniqueConstraint(condition=models.Q(('state', fees.rules.enums.DetailsState['PROPOSED'])), fields=('payee',), name='one_account_waiting'),
        ),
        migrations.AddConstraint(
            model_name='payeedetails',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', fees.rules.enums.DetailsState['APPROVED']), _negated=True), models.Q(('decided_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='details_two_people'),
        ),
        migrations.AddConstraint(
            model_name='payoutbatch',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), models.Q(('decided_by', models.F('made_by')), _negated=True), _connector='OR'), name='batch_two_people'),
        ),
        migrations.AddConstraint(
            model_name='payoutline',
            constraint=models.UniqueConstraint(fields=('batch', 'number'), name='one_line_once'),
        ),
        migrations.AddConstraint(
            model_name='payoutline',
            constraint=models.UniqueConstraint(fields=('batch', 'payee'), name='one_line_per_payee'),
        ),
        migrations.AddConstraint(
            model_name='payoutline',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='payout_positive'),
        ),
        migrations.AddConstraint(
            model_name='rate',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='rate_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='rate',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='rate_dates'),
        ),
        migrations.AddIndex(
            model_name='due',
            index=models.Index(condition=models.Q(('state', fees.rules.enums.DueState['OPEN'])), fields=['payee', 'id'], name='due_open'),
        ),
        migrations.AddConstraint(
            model_name='due',
            constraint=models.UniqueConstraint(fields=('plan', 'item', 'payee', 'rate', 'adjustment'), name='one_due_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='due',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0), models.Q(('adjustment__isnull', False), models.Q(('amount', 0), _negated=True)), _connector='OR'), name='due_positive'),
        ),
        migrations.AddConstraint(
            model_name='due',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('line__isnull', True), ('state__in', (fees.rules.enums.DueState['OPEN'], fees.rules.enums.DueState['SET_OFF']))), models.Q(models.Q(('state__in', (fees.rules.enums.DueState['OPEN'], fees.rules.enums.DueState['SET_OFF'])), _negated=True), ('line__isnull', False)), _connector='OR'), name='due_line_by_state'),
        ),
        migrations.AddConstraint(
            model_name='receipt',
            constraint=models.UniqueConstraint(fields=('year', 'serial'), name='receipt_serial_once'),
        ),
        migrations.AddConstraint(
            model_name='receipt',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='receipt_positive'),
        ),
        migrations.AddIndex(
            model_name='statementline',
            index=models.Index(condition=models.Q(('state', fees.rules.enums.StatementLineState['UNMATCHED'])), fields=['day', 'id'], name='statement_line_open'),
        ),
        migrations.AddConstraint(
            model_name='statementline',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='statement_line_positive'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='payment_positive'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.UniqueConstraint(fields=('line', 'bill'), name='line_pays_bill_once'),
        ),
    ]
