"""Tokens of other systems may end by themselves; what they were answered once is kept for a day."""

import django.db.models.deletion
import maatwerk.kernel.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0001_initial'),
        ('outbox', '0004_threads'),
    ]

    operations = [
        migrations.AddField(
            model_name='connection',
            name='expires_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name='KeptAnswer',
            fields=[
                ('id', models.UUIDField(default=maatwerk.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key_hash', models.CharField(max_length=64)),
                ('asked_hash', models.CharField(max_length=64)),
                ('sealed', models.BinaryField(default=bytes)),
                ('expires_at', models.DateTimeField()),
                ('connection', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='outbox.connection')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'expires_at'], name='answer_to_forget')],
                'constraints': [models.UniqueConstraint(fields=('connection', 'key_hash'), name='one_answer_per_idempotency_key')],
            },
        ),
    ]
