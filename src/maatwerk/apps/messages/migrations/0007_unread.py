"""Find what nobody of us read without looking at every conversation."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('outbox', '0006_their_word'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='thread',
            index=models.Index(
                condition=models.Q(
                    ('last_in_at__isnull', False),
                    models.Q(('our_read_at__isnull', True), ('last_in_at__gt', models.F('our_read_at')), _connector='OR'),
                ),
                fields=['organisation', '-last_at', '-id'], name='thread_unread',
            ),
        ),
    ]
