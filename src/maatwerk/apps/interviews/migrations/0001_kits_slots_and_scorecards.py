
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.datetime
import maatwerk.kernel.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('applications', '0001_initial'),
        ('opportunities', '0002_official_occupation'),
        ('organisations', '0001_initial'),
        ('people', '0001_initial'),
        ('skills', '0002_words_and_occupations'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Kit',
            fields=[
                ('id', models.UUIDField(default=maatwerk.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('language', models.CharField(default='nl', max_length=5)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('opportunity', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='opportunities.opportunity')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='Interview',
            fields=[
                ('id', models.UUIDField(default=maatwerk.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('invited', 'the applicant picks a time'), ('planned', 'planned'), ('cancelled', 'cancelled')], max_length=10)),
                ('starts_at', models.DateTimeField(null=True)),
                ('ends_at', models.DateTimeField(null=True)),
                ('place', models.CharField(blank=True, max_length=200)),
                ('video_url', models.URLField(blank=True, max_length=500)),
                ('focus', models.JSONField(default=list)),
                ('sequence', models.PositiveIntegerField(default=0)),
                ('zone', models.CharField(blank=True, max_length=60)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('cancelled_at', models.DateTimeField(null=True)),
                ('reminded_at', models.DateTimeField(null=True)),
                ('evidence_at', models.DateTimeField(null=True)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='applications.application')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('kit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='interviews.kit')),
            ],
        ),
        migrations.CreateModel(
            name='KitQuestion',
            fields=[
                ('id', models.UUIDField(default=maatwerk.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField()),
                ('about', models.CharField(max_length=200)),
                ('text', models.CharField(max_length=500)),
                ('follow_up', models.CharField(blank=True, max_length=500)),
                ('anchor_1', models.CharField(max_length=300)),
                ('anchor_3', models.CharField(max_length=300)),
                ('anchor_5', models.CharField(max_length=300)),
                ('concept', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='skills.concept')),
                ('kit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='interviews.kit')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='Remark',
            fields=[
                ('id', models.UUIDField(default=maatwerk.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('is_addendum', models.BooleanField()),
                ('text', models.TextField()),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('interview', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='interviews.interview')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Score',
            fields=[
                ('id', models.UUIDField(default=maatwerk.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('value', models.PositiveSmallIntegerField(null=True)),
                ('note', models.TextField(blank=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('interview', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='interviews.interview')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='interviews.kitquestion')),
            ],
        ),
        migrations.CreateModel(
            name='Scorecard',
            fields=[
                ('id', models.UUIDField(default=maatwerk.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('interview', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='interviews.interview')),
                ('kit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='interviews.kit')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='Slot',
            fields=[
                ('id', models.UUIDField(default=maatwerk.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('starts_at', models.DateTimeField()),
                ('minutes', models.PositiveSmallIntegerField()),
                ('place', models.CharField(blank=True, max_length=200)),
                ('video_url', models.URLField(blank=True, max_length=500)),
                ('panel', models.JSONField(default=list)),
                ('offered_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('offered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('opportunity', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='opportunities.opportunity')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
        ),
        migrations.AddField(
            model_name='interview',
            name='slot',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='interviews.slot'),
        ),
        migrations.CreateModel(
            name='Interviewer',
            fields=[
                ('id', models.UUIDField(default=maatwerk.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('starts_at', models.DateTimeField(null=True)),
                ('ends_at', models.DateTimeField(null=True)),
                ('left_at', models.DateTimeField(null=True)),
                ('interview', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='interviews.interview')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'user'], name='interviews_of_interviewer')],
                'constraints': [models.UniqueConstraint(fields=('interview', 'user'), name='one_place_per_interviewer')],
            },
        ),
        migrations.AddConstraint(
            model_name='kit',
            constraint=models.UniqueConstraint(fields=('opportunity', 'number'), name='one_kit_per_number'),
        ),
        migrations.AddConstraint(
            model_name='kitquestion',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('kit', 'position'), name='one_kit_question_per_place'),
        ),
        migrations.AddConstraint(
            model_name='score',
            constraint=models.UniqueConstraint(fields=('interview', 'by', 'question'), name='one_score_each'),
        ),
        migrations.AddConstraint(
            model_name='score',
            constraint=models.CheckConstraint(condition=models.Q(('value__isnull', True), models.Q(('value__gte', 1), ('value__lte', 5)), _connector='OR'), name='score_from_1_to_5'),
        ),
        migrations.AddConstraint(
            model_name='scorecard',
            constraint=models.UniqueConstraint(fields=('interview', 'by'), name='one_scorecard_each'),
        ),
        migrations.AddIndex(
            model_name='slot',
            index=models.Index(fields=['organisation', 'opportunity', 'starts_at'], name='slots_of_vacancy'),
        ),
        migrations.AddIndex(
            model_name='interview',
            index=models.Index(fields=['organisation', 'application'], name='interviews_of_application'),
        ),
        migrations.AddIndex(
            model_name='interview',
            index=models.Index(fields=['organisation', 'person'], name='interviews_of_person'),
        ),
        migrations.AddConstraint(
            model_name='interview',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'planned'), _negated=True), models.Q(('ends_at__gt', models.F('starts_at')), ('ends_at__isnull', False), ('starts_at__isnull', False)), _connector='OR'), name='planned_has_a_time'),
        ),
    ]
