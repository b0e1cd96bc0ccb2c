"""Closing a vacancy for all who remain is signed once and carried out person by person; who moved since is found by index."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import maatwerk.kernel.ids


class Migration(migrations.Migration):

    dependencies = [
        ('applications', '0007_interview_first'),
        ('opportunities', '0003_came_in_with'),
        ('organisations', '0002_names_to_applicants'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SignedClosing',
            fields=[
                ('id', models.UUIDField(default=maatwerk.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(max_length=12)),
                ('reason', models.TextField(blank=True)),
                ('letters', models.JSONField(default=dict)),
                ('people', models.PositiveIntegerField()),
                ('signed_at', models.DateTimeField()),
                ('work_id', models.UUIDField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('opportunity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='opportunities.opportunity')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('signed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddConstraint(
            model_name='signedclosing',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('opportunity',), name='one_closing_under_way'),
        ),
        migrations.AddIndex(
            model_name='application',
            index=models.Index(fields=['organisation', 'stage_since'], name='application_by_move'),
        ),
    ]
